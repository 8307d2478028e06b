"""Deadlines as a calendar file (iCalendar, RFC 5545), which Outlook, Google and Apple all take.

An entry keeps its UID for good, and its SEQUENCE is the opportunity's version: so a file that is opened
again moves the entry that is there. Times are instants in UTC. A deadline happens once, so a zone of our own
in the file would say nothing more, and Outlook is known to misread one; every calendar shows the hour of
where its owner is.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from unicodedata import category
from uuid import NAMESPACE_URL, uuid5

from icalendar import Alarm, Calendar, Event

from alerts import deadlines, places
from alerts.deadlines import REMINDED, Deadline
from alerts.frequency import LONDON
from alerts.notice import LIVE, Stage
from alerts.opportunities import notice_of
from alerts.tables import Opportunity
from bot.buttons import is_web_address
from bot.text import calendar as words

PRODUCT = "-//Supplierbot//Deadlines//EN"
NAME = "deadlines.ics"
UNPRINTABLE = frozenset({"Cc", "Cs"})
"""Control characters and halves of characters, by Unicode's categories."""


def file(opportunities: Iterable[tuple[Opportunity, str]], now: datetime) -> bytes | None:
    """Write the deadlines to come of opportunities, each with its source's name; None when there are none.

    What was withdrawn is in it as cancelled, so that an entry which was made before says so.
    """
    calendar = Calendar()
    for name, value in (("prodid", PRODUCT), ("version", "2.0"), ("method", "PUBLISH")):
        calendar.add(name, value)
    for opportunity, source_name in opportunities:
        for event in _events(opportunity, source_name, now):
            calendar.add_component(event)
    return calendar.to_ical() if calendar.events else None


def count(opportunities: Iterable[Opportunity], now: datetime) -> int:
    """Return how many entries a file of them has."""
    return sum(len(list(_dated(opportunity, now))) for opportunity in opportunities)


def _dated(opportunity: Opportunity, now: datetime) -> Iterator[tuple[Deadline, datetime]]:
    """Give the deadlines that are still to come of what is open or was withdrawn."""
    if opportunity.stage not in {*LIVE, Stage.WITHDRAWN}:
        return
    for which in Deadline:
        ends = deadlines.of(notice_of(opportunity), which)
        if ends is not None and ends > now:
            yield which, ends


def _events(opportunity: Opportunity, source_name: str, now: datetime) -> Iterator[Event]:
    notice = notice_of(opportunity)
    cancelled = notice.stage is Stage.WITHDRAWN
    for which, ends in _dated(opportunity, now):
        event = Event()
        event.add("uid", _uid(opportunity, which))
        event.add("sequence", opportunity.version)
        event.add("dtstamp", now.astimezone(UTC))
        event.add("dtstart", _moment(ends))
        event.add("summary", _printable(words.summary(notice, which)))
        event.add("description", _printable(words.description(notice, source_name)))
        event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
        event.add("transp", "TRANSPARENT")  # a deadline keeps nobody from meeting somebody
        if notice.regions:
            event.add("location", places.names(notice.regions))
        if is_web_address(notice.url):
            event.add("url", notice.url)
        if not cancelled:
            for days in REMINDED:
                if _moment(ends) - timedelta(days=days) > now:  # Outlook rings at once for one that is past
                    event.add_component(_alarm(days, _printable(words.summary(notice, which))))
        yield event


def _alarm(days: int, text: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", -timedelta(days=days))
    return alarm


def _printable(text: str) -> str:
    """Return a text without the characters that may not stand in such a file. Its lines stay."""
    lines = (
        "".join(each for each in line if category(each) not in UNPRINTABLE) for line in text.splitlines()
    )
    return "\n".join(lines)


def _moment(ends: datetime) -> datetime:
    """Return when an entry stands. Midnight would stand on the day after the last that counts."""
    local = ends.astimezone(LONDON)
    return (ends - timedelta(minutes=1) if local.time() == time(0) else ends).astimezone(UTC)


def _uid(opportunity: Opportunity, which: Deadline) -> str:
    """Return what stays the same for a deadline wherever it is published from, and in another database too."""
    name = f"{opportunity.source.slug}/{opportunity.external_id}/{which}"
    return str(uuid5(NAMESPACE_URL, f"supplierbot:{name}"))
