"""Filters on a button: as short as they can be told from one another, because a button has 64 bytes.

A value is shortened to as many letters as no other value begins with. Should a later version have another that
begins so, the button is refused as an old one, and never taken for something else.
"""

from collections.abc import Sequence
from datetime import date, datetime

from bot import typed_filters
from bot.report_filters import Filters
from bot.typed_filters import CHOICES, DATES

_CARRIED = ("stage", "kind", "status", "visibility", "size", "type")
_FIELDS = {"type": "organisation_type"}
_NONE = "-"
_DAY = "%y%m%d"


def pack(filters: Filters) -> tuple[str, ...] | None:
    """Return what a button carries, or None for filters that do not fit: a trade, or words."""
    if filters.trade is not None or filters.words is not None:
        return None
    values = filters.given()
    days = [values.get(word) for word in DATES]
    return (
        *(_NONE if day is None else day.strftime(_DAY) for day in days),
        *(_short(word, values.get(_FIELDS.get(word, word))) for word in _CARRIED),
    )


def unpack(carried: Sequence[str]) -> Filters | None:
    """Return the filters that a button carries, or None when it is old or made up."""
    if len(carried) != len(DATES) + len(_CARRIED):
        return None
    given: dict[str, str | None] = {}
    for word, value in zip((*DATES, *_CARRIED), carried, strict=True):
        if value == _NONE:
            continue
        day = _day(value) if word in DATES else None
        given[word] = value if day is None else day.isoformat()
    found = typed_filters.of(given)
    return found if isinstance(found, Filters) else None


def _short(word: str, value: object) -> str:
    if value is None:
        return _NONE
    whole = str(value)
    heads = (whole[:length] for length in range(1, len(whole)))
    return next((head for head in heads if sum(one.startswith(head) for one in CHOICES[word]) == 1), whole)


def _day(written: str) -> date | None:
    try:
        return datetime.strptime(written, _DAY).date()  # noqa: DTZ007 - a day, which has no zone
    except ValueError:
        return None
