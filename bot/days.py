"""Read a day that has been, as suppliers type it: "3 August", "3/8/2026", "yesterday"."""

import re
from datetime import date, datetime, timedelta

from dateutil import parser

LONGEST_AGO = timedelta(days=3 * 365)
LONGEST = 40
_NAMED = {"today": 0, "yesterday": 1}
_MONTH = re.compile(
    r"\d{1,2}(?:st|nd|rd|th)?[ ](?:of[ ])?[a-z]{3,9}(?:[ ,]+\d{2,4})?|[a-z]{3,9}[ ]\d{1,2}(?:st|nd|rd|th)?(?:[ ,]+\d{4})?"
    r"|\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?|\d{4}-\d{2}-\d{2}"
)


def read(typed: str, today: date) -> date | None:
    """Return the day that is typed, or None when it cannot be read or has not come yet.

    Without a year it is the last such day. Day stands before month, as in Britain.
    """
    text = " ".join(typed.casefold().split())
    if text in _NAMED:
        return today - timedelta(days=_NAMED[text])
    # The parser takes a lot for a date: "10" would be the tenth of this month.
    if len(text) > LONGEST or _MONTH.fullmatch(text) is None:
        return None
    try:
        found = parser.parse(
            text.replace(" of ", " "),
            default=datetime(today.year, 1, 1),  # noqa: DTZ001 - only its date is used
            dayfirst=not re.match(r"\d{4}-", text),
        ).date()
    except (ValueError, ArithmeticError):  # dateutil meets numbers that no Decimal holds
        return None
    if found > today and not re.search(r"\d{4}|[/.-]\d{1,2}[/.-]", text):
        found = _a_year_before(found)
    return _sane(found, today)


def packed(carried: str, today: date) -> date | None:
    """Return the day that a button carries as 20260803, or None for none."""
    if not re.fullmatch(r"[0-9]{8}", carried):
        return None
    try:
        return _sane(date(int(carried[:4]), int(carried[4:6]), int(carried[6:])), today)
    except ValueError:
        return None


def _a_year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # the 29th of February
        return day - timedelta(days=366)


def _sane(day: date, today: date) -> date | None:
    return day if today - LONGEST_AGO <= day <= today else None
