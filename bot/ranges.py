"""Read the limits of contract value that a supplier types: "50k", "up to £50,000", "£10,000 to £50,000", "any"."""

import re
from dataclasses import dataclass
from enum import StrEnum

from faq import amounts
from faq.amounts import Amount, Span, Unclear
from faq.phrases import Bound

_NO_LIMIT = frozenset({"any", "any value", "all", "none", "no limit", "no limits", "no"})
_BETWEEN = re.compile(r"\s*(?:-|–|—|\bto\b|\band\b)\s*", re.IGNORECASE)
_BETWEEN_AND = re.compile(r"^\s*(?:between|from)\b", re.IGNORECASE)
_POUND = 100
MOST_POUNDS = 999_999_999
"""As much as a button can carry."""


class End(StrEnum):
    """Which limit was asked about, for a sum that stands alone."""

    LOWEST = "lowest"
    HIGHEST = "highest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits in whole pounds; None for none. `lowest` may be above `highest`: then it was typed upside down."""

    lowest: int | None
    highest: int | None

    @property
    def upside_down(self) -> bool:
        """Whether nothing can lie between."""
        return self.lowest is not None and self.highest is not None and self.lowest > self.highest


def read(typed: str, now: Limits, alone: End) -> Limits | None:
    """Return the limits that `typed` asks for, or None when it cannot be read.

    A sum that stands alone is the limit that `alone` says, unless it says which itself ("at least 5k");
    the other limit stays as it is `now`.
    """
    if typed.strip().casefold() in _NO_LIMIT:
        return Limits(lowest=None, highest=None)
    pair = _pair(typed)
    if pair is not None:
        return pair
    match amounts.read(typed):
        case Span() as span:
            return _sane(_pounds(span.least_pence), _pounds(span.most_pence))
        case Amount() as amount:
            return _one(amount, now, alone)
        case Unclear():
            return None


def _pair(typed: str) -> Limits | None:
    """Return two limits in the order typed when the first is the higher one: the reader of sums sorts them."""
    parts = _BETWEEN.split(_BETWEEN_AND.sub("", typed))
    if len(parts) != 2:  # noqa: PLR2004 - a pair
        return None
    first, second = (amounts.read(part) for part in parts)
    if isinstance(first, Amount) and isinstance(second, Amount) and first.pence > second.pence:
        # "4-6k" is read whole: its first part alone would be four pounds.
        return _sane(_pounds(first.pence), _pounds(second.pence))
    return None


def _one(amount: Amount, now: Limits, alone: End) -> Limits | None:
    pounds = _pounds(amount.pence)
    match amount.bound:
        case Bound.OVER | Bound.AT_LEAST | Bound.JUST_OVER:
            end = End.LOWEST
        case Bound.UNDER | Bound.UP_TO | Bound.JUST_UNDER:
            end = End.HIGHEST
        case Bound.EXACTLY | Bound.ABOUT:
            end = alone
    return _sane(pounds, now.highest) if end is End.LOWEST else _sane(now.lowest, pounds)


def _sane(lowest: int | None, highest: int | None) -> Limits | None:
    if max(lowest or 0, highest or 0) > MOST_POUNDS:
        return None
    return Limits(lowest=lowest, highest=highest)


def _pounds(pence: int) -> int:
    return max(1, round(pence / _POUND))
