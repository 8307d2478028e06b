"""Know the name of a person in a text that nobody marked as one: “ask for John Smith”.

A given name that is common in the United Kingdom is what tells a person from a firm or a place. Buyers'
texts are full of both, so there the name must also follow a word such as “contact” (`asked_for`). What a
supplier types is about people more often than about firms called after them, so there it is enough that two
names stand together, and the capitals may be missing (`named`).
"""

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources

SOMEBODY = "a named person"

# Words of organisations, offices and streets, whose names are nobody's private business.
ORGANISATION = re.compile(
    r"&|\b(?:academy|associates|association|authority|board|borough|brothers|centre|charity|city|clerk|college|"
    r"commission|company|council|county|department|desk|directorate|district|division|foundation|government|"
    r"group|helpdesk|hospital|house|housing|infirmary|limited|llp|ltd|museum|nhs|office|offices|"
    r"parish|partners|partnership|plc|portal|practice|primary|procurement|school|service|services|society|"
    r"solicitors|sons|support|surgery|team|town|trust|trustees|unit|university)\b",
    re.IGNORECASE,
)
_FIRM_OR_PLACE = re.compile(
    r"\b(?:ambulance|arts|avenue|bakery|builders|building|catering|cleaning|construction|court|crescent|drive|"
    r"electrical|engineering|flooring|garage|gardens|homes|hotel|interiors|joinery|landscapes|lewis|plumbing|"
    r"road|roofing|row|scaffolding|site|square|street|terrace|transport|works)\b",
    re.IGNORECASE,
)

_WORD = r"[A-ZÀ-ÖØ-ÞĀ-Ž](?:\.|[\w'’-]*)"
_VERB = (
    r"(?:[Aa]sk(?:ed)?[ ]for|[Ss](?:peak|poke|poken|peaking)[ ](?:to|with)|[Tt]alk(?:ed|ing)?[ ](?:to|with)|"
    r"[Cc]ontact(?:ed)?|[Cc]all(?:ed)?|[Rr](?:ing|ang)|[Pp]honed?|[Ee]-?mail(?:ed)?|[Mm]et(?:[ ]with)?|"
    r"[Dd]ealt[ ]with|[Tt]old[ ]by|(?:[Cc]all|[Ee]-?mail|[Ll]etter|[Rr]eply|[Ff]eedback|[Hh]eard)[ ]from)"
)
_VERBS_HOLD = (
    *(
        "sk for ",
        "sked for ",
        "eak to ",
        "eak with ",
        "oke to ",
        "oke with ",
        "oken to ",
        "oken with ",
        "eaking to ",
    ),
    *(
        "eaking with ",
        "alk to ",
        "alk with ",
        "alked to ",
        "alked with ",
        "alking to ",
        "alking with ",
        "ontact ",
    ),
    *(
        "ontacted ",
        "all ",
        "alled ",
        "ing ",
        "ang ",
        "hone ",
        "honed ",
        "mail ",
        "mailed ",
        "et ",
        "ealt with ",
    ),
    *("old by ", " from "),
)
"""One of these stands in each text that holds one of the verbs, whatever letter it begins with."""
_ASKED_FOR = re.compile(rf"\b(?P<verb>{_VERB})[ ](?P<name>{_WORD}[ ]{_WORD}(?:[ ]{_WORD})?)")
_ASKED_FOR_IN_SMALL = re.compile(
    rf"\b(?P<verb>{_VERB})[ ](?P<given>[a-z]+)\b(?P<rest>[ ][a-z][\w'’-]+)?(?=(?P<then>(?:[ ][\w&'’-]+)?))",
    re.IGNORECASE,
)
_AND_OTHERS = r"(?![ ]?&|[ ]and[ ](?:[Ss]ons|Partners|Associates|Co)\b)"  # a firm, called after its founder
_CAPITALS = re.compile(rf"(?<![\w'’-])(?>{_WORD}(?:[ ]{_WORD})+){_AND_OTHERS}")
_TITLED = re.compile(
    rf"\b(?:[Mm]rs?|[Mm]x|[Dd]r|[Cc]llr|[Cc]ouncillor)\b\.?[ ](?P<name>(?>[^\W\d_][\w'’-]+(?:[ ][A-Z][\w'’-]+)?)){_AND_OTHERS}"
    r"|\b(?:[Mm]s|[Mm]iss)\b\.?[ ](?!(?:Access|Excel|Office|Outlook|Project|SharePoint|Teams|Word)\b)(?P<lady>[A-Z][\w'’-]+)"
)
_NOT_A_NAME = frozenset(
    {"st", "st.", "saint", "lake", "mount", "port", "king", "queen", "prince", "princess"}
)
_NO_SURNAME = re.compile(
    r"[ ](?:a|about|after|again|and|as|at|back|because|been|before|but|by|can|could|did|directly|do|does|first|for|"
    r"from|had|has|he|her|him|his|how|i|if|in|is|it|its|me|my|no|not|now|of|off|on|only|or|our|out|over|please|re|"
    r"regarding|said|she|since|so|than|that|the|their|them|then|there|they|this|to|today|told|twice|two|up|via|was|"
    r"we|were|what|when|where|which|who|why|will|with|would|yesterday|you|your)",
    re.IGNORECASE,
)


def asked_for(text: str) -> str:
    """Take out a full name with capitals after a word such as “contact” or “ask for”."""
    # Most texts have none of these words, and to find that out so takes a tenth of the time.
    if text.isascii() and not any(verb in text for verb in _VERBS_HOLD):
        return text
    return _ASKED_FOR.sub(_after_verb, text)


def named(text: str) -> str:
    """Take out every name that can be known for a person's, as suppliers type them."""
    text = _TITLED.sub(_titled, asked_for(text))
    text = _CAPITALS.sub(_in_capitals, text)
    return _ASKED_FOR_IN_SMALL.sub(_in_small, text)


@cache
def _given() -> frozenset[str]:
    lines = resources.files(__package__).joinpath("given_names.txt").read_text("utf-8").splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())


def _is_given(word: str) -> bool:
    return word.casefold() in _given()


def _of_an_organisation(words: Sequence[str]) -> bool:
    """Return whether words are the name of a firm, an office or a street that is called after a person."""
    return bool(ORGANISATION.search(" ".join(words)) or _FIRM_OR_PLACE.search(" ".join(words[1:])))


def _after_verb(found: re.Match[str]) -> str:
    words = found["name"].split()
    if not _is_given(words[0]) or _of_an_organisation(words):
        return found.group()
    return f"{found['verb']} {SOMEBODY}{_left(words[1:])}"


def _in_capitals(found: re.Match[str]) -> str:
    words = found.group().split()
    for place, word in enumerate(words[:-1]):
        before = words[place - 1].casefold() if place else ""
        if _is_given(word) and before not in _NOT_A_NAME:
            named = words[place:]
            if _of_an_organisation(named):
                return found.group()
            return " ".join([*words[:place], f"{SOMEBODY}{_left(named[1:])}"])
    return found.group()


def _left(words: Sequence[str]) -> str:
    """Return what is left behind a given name: nothing of the surname but its “'s” and its full stop."""
    surname = words[1] if _is_given(words[0]) and len(words) > 1 else words[0]
    after = words[words.index(surname) + 1 :]
    end = re.search(r"(?:['’]s)?\.?$", surname)
    return (end.group() if end else "") + "".join(f" {word}" for word in after)


def _in_small(found: re.Match[str]) -> str:
    rest = found["rest"] or ""
    if not _is_given(found["given"]) or _of_an_organisation([found["given"], f"{rest}{found['then']}"]):
        return found.group()
    return f"{found['verb']} {SOMEBODY}{rest if _NO_SURNAME.fullmatch(rest) else ''}"


def _titled(found: re.Match[str]) -> str:
    name = found["name"] or found["lady"]
    return found.group() if ORGANISATION.search(name) else SOMEBODY
