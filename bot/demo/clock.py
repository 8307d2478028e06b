"""The demo's clock: it stands still until somebody moves it."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from alerts.frequency import LONDON

START = datetime(2026, 8, 10, 13, 0, tzinfo=LONDON).astimezone(UTC)
"""The middle of the day that the shipped notices are from: half of them are still to come."""

FARTHEST = timedelta(days=60)
_AHEAD = re.compile(r"\+(\d{1,4})\s*(d|h|m)(?:ays?|ours?|in\w*)?", re.IGNORECASE)
_TIME = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*(am|pm)?", re.IGNORECASE)
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


class ClockError(Exception):
    """The clock cannot be moved like that. The text says how it can."""


@dataclass(slots=True)
class Clock:
    """A clock that only moves forward. `now` is aware, in UTC."""

    now: datetime = START

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now


def target(now: datetime, words: str) -> datetime:
    """Read where the clock is to go: "+1d 8:00", "+3h", "8am". Times of day are London's.

    Raises:
        ClockError: It cannot be read, or is not ahead.
    """
    left = words.strip()
    local = now.astimezone(LONDON)
    ahead = _AHEAD.match(left)
    if ahead:
        local = (now + timedelta(**{_UNITS[ahead[2].lower()]: int(ahead[1])})).astimezone(LONDON)
        left = left[ahead.end() :].strip()
    if left:
        local = datetime.combine(local.date(), _time_of_day(left), LONDON)
        if not ahead and local.astimezone(UTC) <= now:
            local = datetime.combine(local.date() + timedelta(days=1), local.time(), LONDON)
    moved = local.astimezone(UTC)
    if not now < moved <= now + FARTHEST:
        raise ClockError("The clock only goes forward, and at most 60 days at once. Try: /clock +1d 8:00")
    return moved


def _time_of_day(text: str) -> time:
    found = _TIME.fullmatch(text)
    if found is None:
        raise ClockError(f"I cannot read “{text}” as a time. Try: /clock +1d 8:00, or /clock +3h")
    hour = int(found[1])
    if found[3]:
        hour = hour % 12 + (12 if found[3].lower() == "pm" else 0)
    try:
        return time(hour, int(found[2] or 0))
    except ValueError:
        raise ClockError(f"There is no time “{text}”. Try: /clock +1d 8:00") from None
