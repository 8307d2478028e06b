"""When a supplier hears from us, in London: at once, each morning or once a week.

A slot names one message that is owed: every match that falls into it is told in that message.
London time is worked out here and nowhere else; everything outside is UTC.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
DEFAULT_HOUR = 8
MONDAY = 0


class Frequency(StrEnum):
    """How often a watch speaks. Stored, so never rename a value."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """A watch's frequency. `hour` is 0-23 in London; `weekday` is 0 for Monday, for a weekly watch."""

    frequency: Frequency
    hour: int = DEFAULT_HOUR
    weekday: int = MONDAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A message to come: its name, unique for a supplier, and when it is due in UTC."""

    name: str
    due_at: datetime


def slot_for(rhythm: Rhythm, now: datetime, version_id: int) -> Slot:
    """Return the message in which a match made at `now` will be told.

    `version_id` names the opportunity version, because a supplier who hears at once gets one
    message for each. A match made in the very minute of a digest waits for the next one.
    """
    match rhythm.frequency:
        case Frequency.AT_ONCE:
            return Slot(name=f"now:{version_id}", due_at=now)
        case Frequency.DAILY:
            due_at = next_time(now, hour=rhythm.hour)
            return Slot(name=f"daily:{due_at.astimezone(LONDON):%Y-%m-%dT%H}", due_at=due_at)
        case Frequency.WEEKLY:
            due_at = next_time(now, hour=rhythm.hour, weekday=rhythm.weekday)
            # The day and hour, not the week: a supplier may move from Monday to Friday in one week.
            return Slot(name=f"weekly:{due_at.astimezone(LONDON):%Y-%m-%dT%H}", due_at=due_at)


def next_time(now: datetime, *, hour: int, weekday: int | None = None) -> datetime:
    """Return the next time it is `hour` o'clock in London, on `weekday` if given, as an instant in UTC.

    Wall-clock arithmetic, so 8 stays 8 when the clocks change. An hour that is skipped in March
    (1 o'clock) becomes the hour after it.
    """
    local = now.astimezone(LONDON)
    day = local.date()
    while True:
        due_at = datetime.combine(day, time(hour), LONDON).astimezone(UTC)
        if due_at > now and weekday in {None, day.weekday()}:
            return due_at
        day += timedelta(days=1)
