"""When a supplier hears from us, in London: at once, each morning or once a week; and when it does not.

A slot names one message that is owed: every match that falls into it is told in that message. A slot says
when the message falls due. Quiet hours and a pause move nothing: they hold back what is due until they are
over, so that a change of them counts at once for all that waits.
London time is worked out here and nowhere else; everything outside is UTC.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
DEFAULT_HOUR = 8
MONDAY = 0
AT_ONCE, MANY, QUIET, CATCH_UP = "now:", "many:", "quiet:", "catchup:"
"""What the names of messages that follow no rhythm begin with."""

MOST_AT_ONCE = 5
"""Messages in a row that a person still reads one by one. A digest has pages of as many."""


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
class QuietHours:
    """Hours of London, 0-23, in which nothing is sent: from one until the other, over midnight if need be.

    They are never equal: a whole day without messages is a pause.
    """

    start: int
    until: int

    def hold(self, moment: datetime) -> bool:
        """Return whether a moment is in them, by the clock on the wall."""
        hour = moment.astimezone(LONDON).hour
        if self.start < self.until:
            return self.start <= hour < self.until
        return hour >= self.start or hour < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """When a supplier wants no message, whatever it is about."""

    quiet: QuietHours | None = None
    paused_until: datetime | None = None

    def over(self, moment: datetime) -> datetime:
        """Return the first instant from `moment` on at which we may write: the moment itself if we may."""
        if self.paused_until is not None:
            moment = max(moment, self.paused_until)
        # Twice only when all that is not quiet is the hour that is skipped in March.
        while self.quiet is not None and self.quiet.hold(moment):
            moment = next_time(moment, hour=self.quiet.until)
        return moment

    def holds(self, moment: datetime) -> bool:
        """Return whether nothing may be sent at a moment."""
        return self.over(moment) > moment


NO_SILENCE = Silence()


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A message to come: its name, unique for a supplier, and when it falls due, in UTC."""

    name: str
    due_at: datetime


def slot_for(
    rhythm: Rhythm,
    now: datetime,
    version_id: int,
    *,
    silence: Silence = NO_SILENCE,
    paused_until: datetime | None = None,
) -> Slot:
    """Return the message in which a match made at `now` will be told.

    `version_id` names the opportunity version, because a supplier who hears at once gets one message for
    each. A match made in the very minute of a digest waits for the next one. What would come in quiet
    hours is told in one message at their end, and what would come in a pause in one at its end:
    `paused_until` is for a watch that is paused alone.
    """
    slot = _by_rhythm(rhythm, now, version_id)
    if paused_until is not None and now < paused_until and slot.due_at <= paused_until:
        slot = Slot(name=f"{CATCH_UP}watch:{today(paused_until):%Y-%m-%d}", due_at=paused_until)
    pause = silence.paused_until
    if pause is not None and now < pause and slot.due_at <= pause:
        return catch_up(pause, now)
    if silence.quiet is not None and silence.quiet.hold(slot.due_at):
        return Slot(name=f"{QUIET}{today(silence.over(slot.due_at)):%Y-%m-%d}", due_at=slot.due_at)
    return slot


def catch_up(paused_until: datetime, now: datetime) -> Slot:
    """Return the message that tells of all that a supplier's pause holds back.

    It is due from now on, and the pause holds it: so it is there when the supplier comes back early.
    """
    return Slot(name=f"{CATCH_UP}{today(paused_until):%Y-%m-%d}", due_at=now)


def at_once(now: datetime, version_id: int) -> Slot:
    """Return the message that tells of one opportunity version alone, at once."""
    return Slot(name=f"{AT_ONCE}{version_id}", due_at=now)


def many_at_once(now: datetime) -> Slot:
    """Return the one message that takes the place of many that would all come at once."""
    return Slot(name=f"{MANY}{today(now):%Y-%m-%d}", due_at=now)


def today(now: datetime) -> date:
    """Return what day it is in London."""
    return now.astimezone(LONDON).date()


def morning(day: date) -> datetime:
    """Return when a pause that lasts until a day is over: that day's morning in London, in UTC."""
    return datetime.combine(day, time(DEFAULT_HOUR), LONDON).astimezone(UTC)


def _by_rhythm(rhythm: Rhythm, now: datetime, version_id: int) -> Slot:
    match rhythm.frequency:
        case Frequency.AT_ONCE:
            return at_once(now, version_id)
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
