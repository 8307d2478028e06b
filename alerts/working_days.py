"""Working days in England: what a promise of a reply is counted in, and when a reminder is of use.

Bank holidays follow from rules, so there is no list to keep up; only a day made by proclamation is data.
A library that knows every country's holidays was weighed: 8 MB, and a third of a second at each start.

Source: Banking and Financial Dealings Act 1971, section 1 and Schedule 1; https://www.gov.uk/bank-holidays
"""

from datetime import date, datetime, time, timedelta
from functools import cache

from dateutil.easter import easter

from alerts.frequency import LONDON

MONDAY, SATURDAY = 0, 5
_PROCLAIMED: frozenset[date] = frozenset()
"""Days made a holiday once, such as for a coronation. None is announced for 2026 or later."""

_DAY = timedelta(days=1)


def is_working_day(day: date) -> bool:
    """Return whether offices in England are open."""
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


def after(day: date, count: int) -> date:
    """Return the working day that is `count` of them after a day, which is itself not counted."""
    while count > 0:
        day += _DAY
        count -= is_working_day(day)
    return day


def on_or_before(day: date) -> date:
    """Return a day, if it is a working day, or else the last one before it."""
    while not is_working_day(day):
        day -= _DAY
    return day


def promised(now: datetime, count: int) -> datetime:
    """Return the end, in London, of the last day of a promise made now."""
    last = after(now.astimezone(LONDON).date(), count)
    return datetime.combine(last + _DAY, time(), tzinfo=LONDON)


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Return the bank holidays of England in a year."""
    sunday = easter(year)
    days = {
        sunday - 2 * _DAY,  # Good Friday
        sunday + _DAY,
        _monday_from(date(year, 5, 1)),
        _monday_from(date(year, 5, 25)),  # the last Monday of May
        _monday_from(date(year, 8, 25)),  # the last Monday of August
    }
    for fixed in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        day = fixed
        # One on a weekend moves to the next weekday that is none already: Boxing Day after Christmas Day.
        while day.weekday() >= SATURDAY or day in days:
            day += _DAY
        days.add(day)
    return frozenset(days) | {day for day in _PROCLAIMED if day.year == year}


def _monday_from(day: date) -> date:
    """Return a day, if it is a Monday, or else the next Monday."""
    return day + timedelta(days=(MONDAY - day.weekday()) % 7)
