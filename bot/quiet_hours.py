"""Read the quiet hours that a supplier types: "21 to 7", "9pm-7am", "from 10:00 pm until noon", "none"."""

import re
from dataclasses import dataclass
from enum import StrEnum

from alerts.frequency import QuietHours
from alerts.sources import when

_NONE = frozenset({"none", "no", "off", "never", "no quiet hours"})
_BETWEEN = re.compile(r"\s*(?:-|–|—|\bto\b|\btill?\b|\buntil\b|\band\b)\s*")
_LEAD = re.compile(r"^(?:(?:quiet|hours|from|between)\s+)+")
_BARE = re.compile(r"\d{1,2}")
_HOURS, _HALF = 24, 12


class Unread(StrEnum):
    """Why no hours can be read."""

    UNKNOWN = "unknown"
    PARTS = "parts"  # of an hour: we keep full ones
    WHOLE_DAY = "whole_day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Either:
    """What "9 to 7" may mean."""

    by_night: QuietHours
    by_day: QuietHours


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hour:
    """An hour as typed. A bare one up to 12 may be of either half of the day."""

    hour: int
    bare: bool = False


def read(typed: str) -> QuietHours | Either | Unread | None:
    """Return the hours that `typed` asks for, None for no quiet hours, or why they cannot be read."""
    said = " ".join(typed.casefold().split()).strip(" .!")
    if said in _NONE:
        return None
    parts = _BETWEEN.split(_LEAD.sub("", said))
    if len(parts) != 2:  # noqa: PLR2004 - from and until
        return Unread.UNKNOWN
    first, last = (_hour(part) for part in parts)
    if isinstance(first, Unread) or isinstance(last, Unread):
        return first if isinstance(first, Unread) else last if isinstance(last, Unread) else Unread.UNKNOWN
    if first.bare and last.bare:
        return Either(
            by_night=_between(first.hour + _HALF, last.hour % _HALF),
            by_day=_between(first.hour, last.hour % _HALF + _HALF),
        )
    start = first.hour
    if first.bare:  # "9 to 7am" is the night, "1 to 7am" the end of one
        start = min(
            start % _HALF, start % _HALF + _HALF, key=lambda hour: (last.hour - hour) % _HOURS or _HOURS
        )
    if start == last.hour:
        return Unread.WHOLE_DAY
    return QuietHours(start=start, until=last.hour)


def _between(start: int, until: int) -> QuietHours:
    """Return hours that are never a whole day: from 12 to 12 is half of one."""
    start, until = start % _HOURS, until % _HOURS
    return QuietHours(start=start, until=(until + _HALF) % _HOURS if start == until else until)


def _hour(part: str) -> _Hour | Unread:
    if _BARE.fullmatch(part):
        hour = int(part)
        if hour > _HOURS:
            return Unread.UNKNOWN
        return _Hour(hour=hour % _HOURS, bare=0 < hour <= _HALF)
    at = when.clock(part)
    if at is None:
        return Unread.UNKNOWN
    return Unread.PARTS if at.minute or at.second else _Hour(hour=at.hour)
