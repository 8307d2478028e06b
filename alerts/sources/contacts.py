"""Take people out of text that is shown to others: e-mail addresses, telephone numbers and names.

Buyers write an officer's name and number into descriptions, though a notice has fields for them.
Strangers read our descriptions, so those go; whoever wants to bid finds them at the source. A name
is known for one only by its label ("Contact: …"), its title ("Ms …"), a number after it, or a given
name after a word such as "contact", so organisations keep theirs. Codes, money, dates and numbers of notices stay whole.
"""

import re

from alerts.sources import people
from alerts.sources.people import ORGANISATION, SOMEBODY

ELSEWHERE = "(see the notice)"

_THERE = re.escape(ELSEWHERE)
_ADDRESS_CHARACTER = r"\w./!#$%&'*+=?^`{|}~-"
_AT = re.compile(r"[@＠]|[(\[{]\s?at\s?[)\]}]", re.IGNORECASE)
"""What every address has. Most texts have none, and to find that out so takes a tenth of the time."""
_EMAIL = re.compile(
    rf"(?:mailto:)?(?<![{_ADDRESS_CHARACTER}])[{_ADDRESS_CHARACTER}]+"
    r"(?:\s?[@＠]\s?|\s?[(\[{]\s?at\s?[)\]}]\s?)"
    r"(?:[\w-]+(?:\.|\s?[(\[{]\s?dot\s?[)\]}]\s?|\sdot\s))+(?:[^\W\d_]{2,}|xn--[\w-]+)",
    re.IGNORECASE,
)

# What stands before and after tells a number to call from part of a reference, a link or an amount.
_ALONE_BEFORE, _ALONE_AFTER = r"(?<![\w£$€/-])(?<!\d[.,])", r"(?![\w/]|-\w|[.,]\d)"
_GAP = r"[ \t().-]{0,3}"
_NUMBER = re.compile(
    rf"{_ALONE_BEFORE}(?:\+\d(?:{_GAP}\d){{7,14}}|00[1-9]\d(?:{_GAP}\d){{7,12}}|\(0[1-9]\d{{1,4}}\)[ ]?\d(?:{_GAP}\d){{4,8}}|0[1-9](?:{_GAP}\d){{8,9}}){_ALONE_AFTER}"
)
_WORLDWIDE, _DIALLED, _NATIONAL = range(9, 16), range(11, 15), range(10, 12)
"""How many digits a telephone number has: after a +, after 00, and after a single 0."""
_DIALLING_CODE = range(3, 6)  # 020 to 01632, with the 0
_LABELLED_NUMBER = re.compile(
    r"\b(?:tel|telephone|phone|mobile|mob|fax|switchboard)\b\.?[ ]?(?:no\b\.?|number)?[ ]?:[ ]?[+(\d][\d ().-]{4,30}\d\b",
    re.IGNORECASE,
)
_EXTENSION = re.compile(rf"{_THERE},?[ ]?(?:ext|extension|x)\b\.?[ ]?:?[ ]?\d{{1,6}}\b", re.IGNORECASE)

_WORD = r"[A-ZÀ-ÖØ-ÞĀ-Ž](?:\.|[\w'’-]*)"
_TITLE = r"(?:Mr|Mrs|Ms|Mx|Dr|Prof|Professor|Cllr|Councillor)\b\.?"
_NAME = rf"{_WORD}(?:[ ](?:van|von|de|der|den|da|la|bin|al|ap|{_WORD})){{0,3}}"
_TITLED = re.compile(
    rf"\b{_TITLE}[ ](?P<name>(?>{_NAME}))(?![ ]?&|[ ]and[ ](?:Sons|Partners|Associates|Co)\b)"
)
_BY_NUMBER = re.compile(
    r"\b(?P<verb>[Cc]ontact|[Cc]all|[Rr]ing|[Ee]mail|[Aa]sk|consultant|manager|officer|to|with)[ ]"
    rf"(?P<name>{_WORD}[ ]{_WORD}(?:[ ]{_WORD})?)"
    rf"(?=(?:[ ]\([^()\n]{{0,60}}\))?[,:]?[ ](?:\w+[ ]){{0,3}}{_THERE})"
)
_LABEL = (
    r"(?P<before>^|[.;|•(,][ ]?)(?i:(?:buyer|named|main|key|lead|procurement|council)[ ])?"
    r"(?i:contact(?:[ ](?:person|name|officer))?|(?:all[ ])?(?:enquiries|queries)(?:[ ]to)?|"
    r"for[ ]the[ ]attention[ ]of|f\.?a\.?o\.?|attn\.?)"
)
_LABELLED = re.compile(
    rf"{_LABEL}[ ]?:[ ]?(?P<name>{_TITLE}[ ]{_NAME}|{_WORD}[ ]{_NAME})(?:[ ,;:.–—-]*(?:(?:on|at|by|via)[ ])?(?={_THERE})|[ ,;:.–—-]*$|[ ]?[.,;][ ]|)",
    re.MULTILINE,
)
_LABELLED_LINE = re.compile(
    r"^(?P<before>)(?i:(?:buyer|named|main|key|lead|procurement|council)[ ])?"
    r"(?i:contact(?:[ ](?:person|name|officer))?|for[ ]the[ ]attention[ ]of|fao|attn)[ ]?[:–-][ ]?"
    r"(?P<name>[^\W\d]+(?:[ ][^\W\d]+){0,2})[ .]?$",
    re.MULTILINE,
)
_LABELLED_WITHOUT_COLON = re.compile(
    rf"(?P<before>\b)(?i:contact[ ](?:person|name)|for[ ]the[ ]attention[ ]of|fao)[ ](?:[–—-][ ])?(?P<name>{_WORD}[ ]{_NAME})(?:[ ]?[.,;](?:[ ]|$))?",
    re.MULTILINE,
)

_KIND_OF_NUMBER = r"(?:e-?mail|tel|telephone|phone|mobile|fax)(?:[ ](?:address|number|no\.?))?[ ]?[:.][ ]?"
_NAMED_TWICE = re.compile(rf"\b{_KIND_OF_NUMBER}{_THERE}", re.IGNORECASE)
_REPEATED = re.compile(
    rf"{_THERE}(?:[ ]?[,;/|:.]?\s*(?:(?:and|or|by|on|via|call|phone|tel|telephone|e-?mail)\b[ ]?[:.]?[ ]?){{0,3}}{_THERE})+",
    re.IGNORECASE,
)
_BRACKETED = re.compile(rf"[(\[<]\s?{_THERE}\s?[)\]>]")

# What each of the searches above cannot do without.
_PHONES = ("tel", "phone", "mob", "fax", "switchboard")
_LABELS = ("contact", "enquir", "queries", "attention", "f.a.o", "f.ao", "fa.o", "fao", "attn")
_TITLES = ("mr", "ms", "mx", "dr", "prof", "cllr", "councillor")


def without_contacts(text: str) -> str:
    """Return the text with e-mail addresses, telephone numbers and known names taken out.

    "(see the notice)" stands where an address or a number was, once for several in a row. Expects
    single blanks, as `prose.tidy` leaves them.
    """
    if _AT.search(text):
        text = _EMAIL.sub(ELSEWHERE, text)
    if _may_hold(text, _PHONES):
        text = _LABELLED_NUMBER.sub(ELSEWHERE, text)
    text = _NUMBER.sub(_unless_a_reference, text)
    if ELSEWHERE in text:
        text = _EXTENSION.sub(ELSEWHERE, text)
    if _may_hold(text, _LABELS):
        for label in (_LABELLED, _LABELLED_LINE, _LABELLED_WITHOUT_COLON):
            text = label.sub(lambda found: _person(found, found["before"]), text)
    if _may_hold(text, _TITLES):
        text = _TITLED.sub(lambda found: _person(found, SOMEBODY), text)
    text = people.asked_for(text)
    if ELSEWHERE not in text:
        return text
    text = _BY_NUMBER.sub(lambda found: _person(found, f"{found['verb']} {SOMEBODY}"), text)
    text = _NAMED_TWICE.sub(ELSEWHERE, text)
    text = _REPEATED.sub(ELSEWHERE, text)
    return _BRACKETED.sub(ELSEWHERE, text)


def _may_hold(text: str, words: tuple[str, ...]) -> bool:
    """Return whether a text may hold what begins with one of these words, in any case.

    To look for plain words takes a tenth of the time of the search that it mostly saves. Beyond ASCII there are
    more ways to write a letter, so there the search decides.
    """
    if not text.isascii():
        return True
    small = text.lower()
    return any(word in small for word in words)


def _unless_a_reference(found: re.Match[str]) -> str:
    """Return what stands for a run of digits: itself, unless it is grouped like a telephone number."""
    written = found.group()
    digits = re.sub(r"\D", "", written)
    groups = [len(group) for group in re.findall(r"\d+", written)]
    if written.startswith("+"):
        called = len(digits) in _WORLDWIDE
    elif written.startswith("00"):
        called = len(digits) in _DIALLED
    else:
        # 075962-2026 is a notice: no dialling code has six digits before a group of four. Numbers
        # that begin with 04 or 06 are in use abroad only, where they are written as (04) 1234 5678.
        whole = groups in ([10], [11]) and digits[1] not in "046"
        parted = (
            groups[0] in _DIALLING_CODE and len(groups) > 1 and min(groups) > 1 and digits[1] not in "046"
        )
        called = len(digits) in _NATIONAL and (whole or parted or groups == [2, 4, 4])
    return ELSEWHERE if called else written


def _person(found: re.Match[str], instead: str) -> str:
    """Return what stands for a name, or the name itself when it is that of an organisation."""
    return found.group() if ORGANISATION.search(found["name"]) else instead
