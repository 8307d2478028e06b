"""Read until when a supplier wants a pause: "2 weeks", "for a fortnight", "until 3 January", "till Monday".

dateutil reads the dates. What it would guess is asked again: a pause must not last until a day nobody meant.
"""

import math
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction

from dateutil import parser
from dateutil.relativedelta import MO, relativedelta

from alerts.sources import when
from faq import spelt

LONGEST_DAYS = 366
"""A longer pause is a stop."""

DAY = "%Y%m%d"
"""How a button carries a day."""

_OFFERED = (
    ("1 week", relativedelta(weeks=1)),
    ("2 weeks", relativedelta(weeks=2)),
    ("1 month", relativedelta(months=1)),
    ("3 months", relativedelta(months=3)),
)
_SOON_DAYS = 200
"""A day without a year that has passed is next year's if that is so near, and else a slip to be asked about."""

_DAY = timedelta(days=1)
_LEAD = re.compile(r"^(?:(?:pause|please|for|until|till?|up to|the|next|this|another|on|messages)\s+)+")
_FOR_EVER = re.compile(
    r"\b(?:for\s?ever|for good|always|permanent(?:ly)?|indefinite(?:ly)?|for life|further notice|never)\b"
)
_SPAN = re.compile(
    r"(?:(?P<count>[a-z0-9.]+)\s+)??(?P<couple>(?:a )?couple of\s+)?(?P<unit>day|week|fortnight|month|year)s?"
)
_END_OF = re.compile(r"end of (?:the |this )?(?P<what>\w+)")
_DAYS = {"day": 1, "week": 7, "fortnight": 14, "month": 30}
_MONTHS = {"month": 1, "year": 12}
_KNOWN = parser.parserinfo(dayfirst=True)
_FIELDS_APART = (datetime(2000, 1, 1), datetime(2004, 3, 2))  # noqa: DTZ001 - dates, not instants
"""What is not written is taken from here: so what differs was not written. Leap years and
long months, for 29 February and for a 31st."""


class Unread(StrEnum):
    """Why there is no day."""

    UNKNOWN = "unknown"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A day that is over. `next` is the same day of the next year, if that was perhaps meant."""

    day: date
    next: date | None = None


Read = date | Passed | Unread
"""The first day on which messages come again, or why there is none."""


def read(typed: str, today: date) -> Read:
    """Return the first day on which messages come again."""
    said = " ".join(typed.casefold().replace(",", " ").split()).strip(" .!")
    if _FOR_EVER.search(said):
        return Unread.TOO_LONG
    said = _LEAD.sub("", said).removesuffix(" please")
    found = _span(said, today) or _named(said, today) or _date(said, today)
    if isinstance(found, date):
        return checked(found, today)
    return found or Unread.UNKNOWN


def carried(day: str, today: date) -> Read:
    """Return the day that a button carries, if a pause may last until it."""
    try:
        return checked(datetime.strptime(day, DAY).date(), today)  # noqa: DTZ007 - a day, not an instant
    except ValueError:
        return Unread.UNKNOWN


def ahead(today: date) -> Iterator[tuple[str, date]]:
    """Give the days that are offered, each with how far off it is."""
    for label, span in _OFFERED:
        yield label, today + span


def checked(day: date, today: date) -> Read:
    """Return a day if a pause may last until it, or why not."""
    if day <= today:
        return Passed(day=day)
    return Unread.TOO_LONG if (day - today).days > LONGEST_DAYS else day


def _span(said: str, today: date) -> date | None:
    found = _SPAN.fullmatch(said)
    if found is None:
        return None
    count = Fraction(2) if found["couple"] else spelt.small_number(found["count"] or "a")
    if count is None:
        return None
    months = _MONTHS.get(found["unit"])
    if months is not None and count.denominator == 1:
        return today + relativedelta(months=months * int(count))
    days = _DAYS.get(found["unit"])
    return None if days is None else today + timedelta(days=math.ceil(count * days))


def _named(said: str, today: date) -> Read | None:
    weekday = _KNOWN.weekday(said)
    if weekday is not None:
        return today + relativedelta(days=1, weekday=weekday)
    if said in {"today", "tomorrow"}:
        return today + (_DAY if said == "tomorrow" else timedelta())
    end = _END_OF.fullmatch(said)
    if end is None:
        return None
    match end["what"]:
        case "week":
            return today + relativedelta(days=1, weekday=MO)
        case "month":
            return today + relativedelta(months=1, day=1)
        case "year":
            return today + relativedelta(years=1, month=1, day=1)
        case what:
            month = _KNOWN.month(what)
            return None if month is None else _after_month(month, today)


def _after_month(month: int, today: date) -> Read:
    """Return the first day after a month of this year, or of the next when it has passed and that is near."""
    after = date(today.year, month, 1) + relativedelta(months=1)
    return after if after > today else _this_year(after.month, 1, today)


def _date(said: str, today: date) -> Read | None:
    whole = when.day(said)
    if whole is not None:
        return whole
    try:
        first, second = (
            parser.parse(said, _KNOWN, default=default, ignoretz=True) for default in _FIELDS_APART
        )
    except (ValueError, ArithmeticError):  # dateutil meets numbers that no Decimal holds
        return None
    if first.time() != time() or first.year == second.year or said.isdecimal():
        return None  # an hour, a bare year or a bare number
    has_month, has_day = first.month == second.month, first.day == second.day
    if has_month:
        return _this_year(first.month, first.day if has_day else 1, today)
    return next(_in_months(first.day, today)) if has_day else None


def _this_year(month: int, day: int, today: date) -> Read:
    """Return a day of this year, or of the next when it has passed and that is near."""
    ahead = next(found for found in _in_years(month, day, today.year) if found > today)
    if ahead.year == today.year or (ahead - today).days <= _SOON_DAYS:
        return ahead
    passed = next(_in_years(month, day, today.year))
    offered = ahead if (ahead - today).days <= LONGEST_DAYS else None
    return Passed(day=passed, next=offered) if passed <= today else ahead


def _in_years(month: int, day: int, year: int) -> Iterator[date]:
    """Give a day of each year that has it, from a year on."""
    for its in range(year, year + 9):
        with suppress(ValueError):  # 29 February
            yield date(its, month, day)


def _in_months(day: int, today: date) -> Iterator[date]:
    """Give the next day of that number in each month that has it."""
    for months in range(13):
        first = today + relativedelta(months=months, day=1)
        with suppress(ValueError):
            found = first.replace(day=day)
            if found > today:
                yield found
