"""Read what is typed behind /search: words, a value ("under 50k") and a place ("in Durham")."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from alerts import full_text, places
from alerts.full_text import LITTLE
from alerts.searches import Asked
from faq import amounts, figures, phrases
from faq.amounts import Amount, Reason, Span, Unclear
from faq.phrases import Bound

MOST_WORDS = 12
"""No title holds more of what a person would type."""

LONGEST_PLACE = 6
"""Words. “Bath and North East Somerset” has five, and the next may be a second place."""

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)
_SIDES = re.compile(
    r"(?<!\S)(?=(?:under|below|less than|up to|at most|no more than|max(?:imum)?|over|above|more than|at least|min(?:imum)?)\b)"
)
_IN = frozenset({"in", "near", "around", "within", "across", "throughout"})
_APART = re.compile(r"\s*(?:,|/|;|&|\band\b|\bor\b)\s*")
_AROUND_A_SUM = (LITTLE - _IN) | frozenset(
    (
        *(
            "less",
            "least",
            "most",
            "max",
            "maximum",
            "min",
            "minimum",
            "upwards",
            "nearly",
            "almost",
            "roughly",
        ),
        *(
            "approx",
            "approximately",
            "circa",
            "around",
            "worth",
            "value",
            "valued",
            "values",
            "cost",
            "costs",
        ),
        *("costing", "budget", "budgets", "greater", "exceeding", "excess", "plus", "vat", "pound", "pounds"),
        *("quid", "gbp", "ish", "tops", "total", "including", "excluding", "inc", "ex"),
    )
)
"""What people put around a sum, and what is no word to look for there."""

_NO_SUBJECT = frozenset(
    {"contract", "contracts", "tender", "tenders", "job", "jobs", "opportunity", "opportunities", "please"}
)
"""What everything here is, whether or not its buyer calls it so."""

_LEAST = {Bound.OVER, Bound.AT_LEAST, Bound.JUST_OVER}
_NEAR = 10
_SMALLEST = 100_00
"""In pence. “Under 50” may mean fifty thousand; nobody advertises a job of fifty pounds."""


class Problem(StrEnum):
    """Why something cannot be looked for."""

    NOTHING = "nothing"  # there are no words in it: little words, signs or pictures alone
    TOO_LONG = "too_long"
    VALUE = "value"  # cannot be read as one sum
    UPSIDE_DOWN = "upside_down"  # the least is more than the most


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Nothing is looked for. `typed` is the part that is the matter, and `words` how many there were."""

    problem: Problem
    typed: str = ""
    words: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Limits:
    """A value in pence, both ends within, and the text without it."""

    least: int | None = None
    most: int | None = None
    left: tuple[str, ...] = ()


def read(typed: str) -> Asked | Refused:
    """Return what to look for, or why nothing can be looked for."""
    text = figures.plain(_TAG.sub(" ", typed))
    found = _value(text)
    if isinstance(found, Refused):
        return found
    if found.least is not None and found.most is not None and found.least > found.most:
        return Refused(problem=Problem.UPSIDE_DOWN)
    regions: list[str] = []
    rest = []
    for part in found.left:
        there, left = _place(part)
        regions += there
        rest.append(left)
    terms = full_text.terms(" ".join(rest))
    words = tuple(word for word in terms if word not in _NO_SUBJECT)
    if len(words) > MOST_WORDS:
        return Refused(problem=Problem.TOO_LONG, words=len(words))
    if not (words or regions or found.least or found.most):
        return Refused(problem=Problem.NOTHING)
    return Asked(
        words=words,
        value_min_pence=found.least,
        value_max_pence=found.most,
        regions=tuple(dict.fromkeys(regions)),
    )


def _value(text: str) -> _Limits | Refused:
    """Take the value out of a text: one sum, a span, or a sum on each side."""
    match amounts.find(text):
        case None:
            return _small(text)
        case Unclear(reason=Reason.SEVERAL) as unclear:
            return _both_sides(text, unclear)
        case Unclear() as unclear:
            return Refused(problem=Problem.VALUE, typed=unclear.written)
        case Amount() | Span() as found:
            least, most = _ends(found)
            return _Limits(least=least, most=most, left=_without(text, found.written))


def _ends(found: Amount | Span) -> tuple[int | None, int | None]:
    """Return the least and the most that are meant. A sum that stands alone means about so much."""
    match found:
        case Span():
            return found.least_pence, found.most_pence
        case Amount(bound=Bound.EXACTLY | Bound.ABOUT):
            return found.pence - found.pence // _NEAR, found.pence + found.pence // _NEAR
        case Amount(bound=Bound.JUST_OVER | Bound.JUST_UNDER):
            return found.least_pence, found.most_pence
        case Amount():
            return (found.pence, None) if found.bound in _LEAST else (None, found.pence)


def _both_sides(text: str, unclear: Unclear) -> _Limits | Refused:
    """Read "over 10k under 50k"."""
    least, most = None, None
    left: list[str] = []
    for part in _SIDES.split(text):
        found = amounts.find(part)
        if not isinstance(found, Amount):
            left.append(part)
            continue
        low, high = _ends(found)
        if (low and high) or (low and least) or (high and most):
            return Refused(problem=Problem.VALUE, typed=unclear.written)
        least, most = least or low, most or high
        left += _without(part, found.written)
    return _Limits(least=least, most=most, left=tuple(left))


def _small(text: str) -> _Limits | Refused:
    """Read "under 500", which in a question may count anything. "Under 50" is asked again."""
    for figure in figures.scan(text):
        before, after = text[: figure.start], text[figure.end :]
        if phrases.bound(before, "") is Bound.EXACTLY or not re.match(r"\s*(?:$|,|(?:in|near)\b)", after):
            continue
        found = amounts.read(text[: figure.end])
        if isinstance(found, Amount) and found.pence >= _SMALLEST:
            least, most = _ends(found)
            return _Limits(least=least, most=most, left=_without(text, found.written))
        return Refused(problem=Problem.VALUE, typed=text[figure.start : figure.end])
    return _Limits(left=(text,))


def _without(text: str, written: str) -> tuple[str, ...]:
    """Return what stands before a sum and after it, without the words that belong to it."""
    before, _, after = text.partition(written)
    first, last = before.split(), after.split()
    while first and _belongs(first[-1]):
        first.pop()
    while last and _belongs(last[0]):
        last.pop(0)
    return " ".join(first), " ".join(last)


def _belongs(token: str) -> bool:
    word = token.strip("(),.+-~<>=£")
    return not word or word in _AROUND_A_SUM


def _place(text: str) -> tuple[list[str], str]:
    """Take the places out of a text that stand behind "in" or "near". What is no place stays."""
    tokens = text.split()
    found: list[str] = []
    left: list[str] = []
    while tokens:
        token = tokens.pop(0)
        length = _named(tokens) if token in _IN else 0
        if length:
            found += places.codes(_written(tokens[:length]))
            del tokens[:length]
        else:
            left.append(token)
    return found, " ".join(left)


def _named(tokens: list[str]) -> int:
    """Return how many words from here name places and nothing else, as many as there are; 0 for none."""
    return next(
        (
            length
            for length in range(min(LONGEST_PLACE, len(tokens)), 0, -1)
            if _is_place(_written(tokens[:length]))
        ),
        0,
    )


def _is_place(text: str) -> bool:
    parts = [bool(places.codes(part)) and part not in LITTLE for part in _APART.split(text)]
    return bool(places.codes(text)) and text not in LITTLE and (all(parts) or not any(parts))


def _written(tokens: Iterable[str]) -> str:
    return " ".join(tokens).rstrip(",.;:?!")
