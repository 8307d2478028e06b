"""Read the dates of a release: instants in UTC, and days as London counts them.

A publisher is named by the prefix of the ocid, because publishers mean different things by a time.
"""

import re
from datetime import UTC, date, datetime, time, timedelta

from alerts.frequency import LONDON
from alerts.sources.bounds import FIRST_YEAR, LAST_YEAR

CONTRACTS_FINDER = "ocds-b5fd17-"
SCOTLAND = "ocds-r6ebe6-"
WALES = "ocds-kuma6s-"

LAST_SECOND = time(23, 59, 59)

_BARE_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_WHOLE_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T(?:00:00:00|23:59:59).*)?")


def deadline(written: str | None, ocid: str | None) -> datetime | None:
    """Return the instant by which something must be done, or None if no date can be read.

    A day without a time lasts to its end in London. Contracts Finder writes midnight for such a day
    ("T00:00:00 and T23:59:59 stand for that day").
    """
    found = instant(written, ocid)
    if found is None or written is None:
        return None
    local = found.astimezone(LONDON)
    midnight = local.time() == time(0) and (ocid or "").startswith(CONTRACTS_FINDER)
    if midnight or _BARE_DATE.fullmatch(written.strip()):
        return datetime.combine(local.date(), LAST_SECOND, LONDON).astimezone(UTC)
    return found


def instant(written: str | None, ocid: str | None = None) -> datetime | None:
    """Return a date and time in UTC, or None if it cannot be read or its year is a filler.

    Without an offset it is London's time. So it is in Scotland and Wales in spite of their "Z": their
    deadlines are at 12:00:00Z on both sides of the night the clocks change, and Find a Tender
    publishes Scottish ones as 12:00:00+01:00 in summer.
    """
    try:
        found = datetime.fromisoformat((written or "").strip())
    except ValueError:
        return None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        return None
    means_london = (ocid or "").startswith((SCOTLAND, WALES)) and found.utcoffset() == timedelta(0)
    if found.tzinfo is None or means_london:
        found = found.replace(tzinfo=LONDON)
    return found.astimezone(UTC)


def day(written: str | None) -> date | None:
    """Return the day that a contract begins or ends, or None if it cannot be read.

    The first and the last second of a day mean that day, whatever the offset: Find a Tender writes
    `2031-05-31T23:59:59Z`, which in London is the first of June.
    """
    found = instant(written)
    if found is None or written is None:
        return None
    whole = _WHOLE_DAY.fullmatch(written.strip())
    return date.fromisoformat(whole.group(1)) if whole else found.astimezone(LONDON).date()
