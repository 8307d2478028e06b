"""The two deadlines of an opportunity: which day is their last, and when to remind of them.

Nothing here reads the clock or the database.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from alerts import working_days
from alerts.frequency import LONDON
from alerts.notice import Dated, Notice

REMINDED = (7, 2, 1)
"""So many days before."""

_DAY = timedelta(days=1)


class Deadline(StrEnum):
    """Until when what must be done. Stored in slots, so never rename a value."""

    BID = "bid"
    QUESTIONS = "questions"  # what a supplier wants to ask the buyer


def of(notice: Notice, which: Deadline) -> datetime | None:
    """Return one of a notice's deadlines, or None if its buyer has not said."""
    match which:
        case Deadline.BID:
            return notice.closes_at
        case Deadline.QUESTIONS:
            return notice.questions_by


def last_day(deadline: datetime) -> date:
    """Return the last day that counts, in London. Midnight belongs to the day before."""
    local = deadline.astimezone(LONDON)
    return local.date() - _DAY if local.time() == time(0) else local.date()


def reminders_for(deadline: datetime, hour: int) -> Mapping[int, datetime]:
    """Return when to remind of a deadline, by how many days before it, each at `hour` (0-23) in London.

    A day on which offices in England are closed gives way to the last working day before it, for what is
    missing then can still be had. Of two that fall on one day the nearer is kept.
    """
    last = last_day(deadline)
    days: dict[date, int] = {}
    for count in REMINDED:
        days[working_days.on_or_before(last - count * _DAY)] = count
    return {count: datetime.combine(day, time(hour), LONDON).astimezone(UTC) for day, count in days.items()}


def has_passed(notice: Dated, now: datetime) -> bool:
    """Return whether the day to act by is over."""
    return notice.closes_at is not None and notice.closes_at <= now
