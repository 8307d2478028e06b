"""Read what an officer types for one question of the form for an opportunity. Pure.

Each reader returns cells of the CSV template, by field, or why the answer is asked for again.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from enum import StrEnum

from alerts import places
from alerts.frequency import LONDON
from alerts.notice import VatBasis
from alerts.sources import amounts, when
from bot import ranges, redaction
from bot.buttons import is_web_address
from bot.ranges import End, Limits

LONGEST: Mapping[str, int] = {"title": 150, "description": 1_500, "buyer": 120}
"""In characters, so that a whole card fits into a message."""

VAT: Mapping[str, str] = {VatBasis.NET.value: "excluded", VatBasis.GROSS.value: "included"}

Cells = dict[str, str]


class Wrong(StrEnum):
    """Why an answer is asked for again."""

    EMPTY = "empty"
    TOO_LONG = "too long"
    NO_AMOUNT = "no amount"
    NO_MOST = "no most"  # only the least is named
    NO_DATE = "no date"
    DATE_PAST = "date past"
    NO_TIME = "no time"
    TIME_PAST = "time past"
    NO_PLACE = "no place"
    NO_LINK = "no link"
    NO_CODE = "no code"
    PRESS = "press"  # a button, nothing else


def words(field: str, typed: str) -> Cells | Wrong:
    """Read a title, a description or a buyer: on one line, with nothing unseen in it."""
    text = redaction.name(typed, 2 * LONGEST["description"])
    if not text:
        return Wrong.EMPTY
    return Wrong.TOO_LONG if len(text) > LONGEST[field] else {field: text}


def value(typed: str) -> Cells | Wrong:
    """Read what it is worth: "8k to 12k + VAT", "about 40 grand". The template has no place for a least alone."""
    limits = ranges.read(typed, Limits(lowest=None, highest=None), End.HIGHEST)
    if limits is None:
        return Wrong.NO_AMOUNT
    if limits.highest is None and limits.lowest is not None:
        return Wrong.NO_MOST
    sums = sorted(pounds for pounds in (limits.lowest, limits.highest) if pounds is not None)
    cells = {
        "value_from": str(sums[0]) if sums[1:] else "",
        "value_to": str(sums[-1]) if sums else "",
    }
    basis = VAT.get(amounts.vat_basis(typed))
    return cells if basis is None else {**cells, "vat": basis}


def day(typed: str, now: datetime) -> Cells | Wrong:
    """Read the day of a deadline, which may be today."""
    found = when.day(typed)
    if found is None:
        return Wrong.NO_DATE
    if found < now.astimezone(LONDON).date():
        return Wrong.DATE_PAST
    return {"closing_date": found.isoformat()}


def time_of_day(typed: str, on: str, now: datetime) -> Cells | Wrong:
    """Read the time of a deadline on a day that is known. Nothing, and midnight, mean the end of that day."""
    at = when.clock(typed)
    if typed and at is None:
        return Wrong.NO_TIME
    if at is None or at == time(0):
        return {"closing_time": ""}
    if datetime.combine(date.fromisoformat(on), at, LONDON) <= now:
        return Wrong.TIME_PAST
    return {"closing_time": f"{at:%H:%M}"}


def place(typed: str) -> Cells | Wrong:
    """Read a place that we know as one."""
    return {"region": typed} if places.codes(typed) else Wrong.NO_PLACE


def link(typed: str) -> Cells | Wrong:
    """Read the address of a web page, with https:// before it or without."""
    address = typed.strip() if "://" in typed else f"https://{typed.strip()}"
    return {"link": address} if is_web_address(address) else Wrong.NO_LINK
