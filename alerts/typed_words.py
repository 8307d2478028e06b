"""Read the words that a supplier types: what to look for, what to avoid, and what would find nothing.

    roof repairs, "EICR", -asbestos

looks for the phrase by its stems and for EICR as written, and leaves out titles with asbestos.
Commas, semicolons and line ends divide; a minus at the start of a word excludes. Nothing typed is ever
run as a pattern.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from alerts import words
from alerts.words import Phrase

LONGEST_WORDS = 8
"""No buyer's title holds a longer phrase as a supplier would type it."""

FIRST_WORDS = 4

_OPENING = '"“”„«»'
_QUOTED = rf"[{_OPENING}][^{_OPENING}\n]*[{_OPENING}]"
_PART = re.compile(rf"(?:{_QUOTED}|[^,;\n])+")
_MINUS = "-−–—"
_EXCLUDING = re.compile(rf"(?:^|(?<=\s))[{_MINUS}]\s*(?={_QUOTED}|\w)")
_STARTS = re.compile(rf"(?<!^)\s+(?=[{_MINUS}](?:{_QUOTED}|\w))")
_BULLET = re.compile(r"^\s*(?:[*•·]|\d{1,2}[.)])\s+")


class Useless(StrEnum):
    """Why words were refused."""

    BOILERPLATE = "boilerplate"  # they stand in notices of every trade
    NOTHING = "nothing"  # signs, or little words alone
    TOO_LONG = "too_long"
    BOTH = "both"  # asked for and excluded at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Words that would find nothing, or everything, and the nearest that would do; None if none is near."""

    typed: str
    reason: Useless
    nearest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What was typed, each once and in order. Quoted words keep their quotes, as `Watch` wants them."""

    words: tuple[str, ...] = ()
    not_words: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()


def parse(typed: str) -> Parsed:
    """Return what a supplier typed as words to look for, words to avoid, and words that are no use."""
    wanted: dict[object, str] = {}
    avoided: dict[object, str] = {}
    refused: dict[str, Refused] = {}
    for excluding, part in _parts(typed):
        phrase = words.phrase(part)
        if phrase is None:
            refused.setdefault(part, Refused(typed=part, reason=Useless.NOTHING))
        elif why := _useless(phrase):
            refused.setdefault(part, Refused(typed=part, reason=why, nearest=_nearest(part, why)))
        else:
            (avoided if excluding else wanted).setdefault(phrase.same, part)
    for same in wanted.keys() & avoided.keys():
        part = wanted.pop(same)
        refused[part] = Refused(typed=part, reason=Useless.BOTH, nearest=avoided.pop(same))
    return Parsed(
        words=tuple(wanted.values()), not_words=tuple(avoided.values()), refused=tuple(refused.values())
    )


def _parts(typed: str) -> list[tuple[bool, str]]:
    """Return each part that was typed, and whether a minus before it excludes it."""
    parts = []
    for found in _PART.findall(_readable(typed)):
        for piece in _STARTS.split(_BULLET.sub("", found)):
            bare = " ".join(piece.split())
            excluding = bool(_EXCLUDING.match(bare))
            bare = bare.lstrip(_MINUS + " ") if excluding else bare
            if bare:
                parts.append((excluding, bare if _is_quoted(bare) else _unquoted(bare)))
    return [(excluding, part) for excluding, part in parts if part]


def _readable(typed: str) -> str:
    """Return `typed` without control and invisible characters, which a phone's keyboard may put in."""
    return "".join(
        letter
        for letter in unicodedata.normalize("NFC", typed)
        if letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )


def _is_quoted(part: str) -> bool:
    return re.fullmatch(_QUOTED, part) is not None


def _unquoted(part: str) -> str:
    """Return a part without quotes that stand alone or in its middle."""
    return " ".join(part.translate(dict.fromkeys(map(ord, _OPENING), " ")).split())


def _useless(phrase: Phrase) -> Useless | None:
    if len(phrase.parts) > LONGEST_WORDS:
        return Useless.TOO_LONG
    return Useless.BOILERPLATE if words.says_nothing(phrase) else None


def _nearest(part: str, why: Useless) -> str:
    """Return what would do in place of a refused part: its first words, or the same in quotes."""
    return " ".join(part.split()[:FIRST_WORDS]) if why is Useless.TOO_LONG else f'"{part}"'
