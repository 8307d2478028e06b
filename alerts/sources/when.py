"""Read dates and times as people write them, in feeds and in spreadsheets.

"28/Jul/2026 03:00 PM (UTC+10:00) Brisbane time", "noon on 3rd September 2026", "2026-09-03T12:00Z".
The day comes before the month, as in Britain. Nothing is guessed: a date needs a year.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from dateutil import parser

from alerts.sources.bounds import FIRST_YEAR, LAST_YEAR

END_OF_DAY = time(23, 59, 59)
NOON = time(12)

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_ISO_DATE = re.compile(r"(?<!\d)(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)")
_DATE = re.compile(
    rf"(?<![\d/])(?:\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?[\s/.-]*{_MONTH}[\s/.,-]*\d{{2,4}}"
    rf"|\b{_MONTH}\s*\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d{{2}}))(?![\d/:])",
    re.IGNORECASE,
)
_BEFORE_1000 = re.compile(r"(?<!\d)0\d{3}\Z")
_CLOCK = re.compile(
    r"(?<![\d:.+-])(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?(?::(?P<second>\d{2})(?:[.,]\d+)?)?\s?"
    r"(?:(?P<half>[ap])\.?\s?m\b\.?)|"
    r"(?<![\d:.+-])(?P<hour24>\d{1,2})[:.](?P<minute24>\d{2})(?::(?P<second24>\d{2})(?:[.,]\d+)?)?(?![\d.])|"
    r"(?<![\d:.+-])(?P<hours>[012]\d)(?P<minutes>[0-5]\d)\s?h(?:ou)?rs?\b|"
    r"(?P<noon>\b(?:12\s?)?(?:noon|midday)\b)|(?P<midnight>\b(?:12\s?)?midnight\b)",
    re.IGNORECASE,
)
# A bare minus after a time is a range, "12:00-14:00", except in ISO 8601.
_OFFSET = re.compile(
    r"(?:\b(?:UTC|GMT)\s?(?=[+-])|(?<=\d)\s?(?=\+)|(?<=T\d\d:\d\d)|(?<=T\d\d:\d\d:\d\d))([+-])(\d{1,2})(?::?(\d{2}))?\b",
    re.IGNORECASE,
)
_ZONE_NAME = re.compile(r"(?:\b|(?<=\d))(UTC|GMT|BST|Z)\b")
_NAMED_ZONES = {
    "UTC": timedelta(0),
    "GMT": timedelta(0),
    "Z": timedelta(0),
    "BST": timedelta(hours=1),
}
_CITY = re.compile(r"[A-Z]\w+(?: [A-Z]\w+)*")


def deadline(text: str, zone: str, *, usual_time: str = "") -> datetime | None:
    """Return the instant in UTC by which something must be done, or None if no date can be read.

    The zone that is written counts, else `zone`; the time that is written, else `usual_time`. A day
    without a time, or with midnight, lasts to its end: publishers write 00:00 where they have no
    time to give.
    """
    on = day(text)
    if on is None:
        return None
    at = clock(_without_date(text)) or clock(usual_time) or time(0)
    local = datetime.combine(on, END_OF_DAY if at == time(0) else at, _zone(text, zone))
    return local.astimezone(UTC)


def instant(text: str, zone: str) -> datetime | None:
    """Return when something happened, in UTC, or None. A day without a time counts from its start."""
    on = day(text)
    if on is None:
        return None
    at = clock(_without_date(text)) or time(0)
    return datetime.combine(on, at, _zone(text, zone)).astimezone(UTC)


def day(text: str) -> date | None:
    """Return the first date in a text, or None if there is none or its year is a filler."""
    iso, written = _ISO_DATE.search(text), _DATE.search(text)
    try:
        if iso and (written is None or iso.start() <= written.start()):
            found = date(int(iso[1]), int(iso[2]), int(iso[3]))
        elif written:
            # dateutil reads "1st" and "Sept", but not "1st of".
            if _BEFORE_1000.search(written.group()):
                return None  # which dateutil takes for 2001
            found = parser.parse(re.sub(r"\bof\b", " ", written.group()), dayfirst=True).date()
        else:
            return None
    except (ValueError, ArithmeticError):  # the 31st of February
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def clock(text: str) -> time | None:
    """Return the first time of day in a text, or None. Midnight is the start of the day."""
    for found in _CLOCK.finditer(text):
        if found["noon"]:
            return NOON
        if found["midnight"]:
            return time(0)
        hour = int(found["hour"] or found["hour24"] or found["hours"])
        minute = int(found["minute"] or found["minute24"] or found["minutes"] or 0)
        second = int(found["second"] or found["second24"] or 0)
        half = (found["half"] or "").lower()
        if half and hour <= NOON.hour:
            hour = hour % 12 + (12 if half == "p" else 0)
        try:
            return time(0 if hour == 24 else hour, minute, second)  # noqa: PLR2004 - 24:00 is midnight
        except ValueError:
            continue
    return None


def _without_date(text: str) -> str:
    """Blank out the date, so that its digits are not taken for a time."""
    return _DATE.sub(" ", _ISO_DATE.sub(" ", text, count=1), count=1).replace("T", " ").replace("t ", " ")


def _zone(text: str, usual: str) -> tzinfo:
    """Return the zone that a text names, else the usual one."""
    rest = _DATE.sub(" ", _ISO_DATE.sub(" ", text))
    offset = _OFFSET.search(rest)
    if offset:
        hours, minutes = int(offset[2]), int(offset[3] or 0)
        apart = timedelta(hours=hours, minutes=minutes) * (1 if offset[1] == "+" else -1)
        if abs(apart) <= timedelta(hours=14):
            return _zone_of_city(rest[offset.end() :], apart) or timezone(apart)
    name = _ZONE_NAME.search(rest)
    if name:
        apart = _NAMED_ZONES[name[1]]
        return _zone_of_city(rest[name.end() :], apart) or timezone(apart)
    return ZoneInfo(usual)


def _zone_of_city(text: str, apart: timedelta) -> ZoneInfo | None:
    """Return the zone of a city named after an offset, if that is the city's offset in winter.

    Portals print Windows' names of zones, "(UTC+00:00) Dublin, Edinburgh, Lisbon, London", which keep
    the winter offset all the year round. The hour meant is the hour there.
    """
    for city in _CITY.findall(text):
        zone = _cities().get(city.replace(" ", "_"))
        if zone and _standard_offset(zone) == apart:
            return ZoneInfo(zone)
    return None


@cache
def _cities() -> dict[str, str]:
    """Return the zones by the city in their name."""
    return {zone.rpartition("/")[2]: zone for zone in sorted(available_timezones()) if "/" in zone}


@cache
def _standard_offset(zone: str) -> timedelta:
    """Return the offset without summer time: the lesser of January's and July's."""
    there = ZoneInfo(zone)
    offsets = [datetime(2026, month, 1, tzinfo=there).utcoffset() for month in (1, 7)]
    return min(offset for offset in offsets if offset is not None)
