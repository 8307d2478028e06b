"""Calendar files: read back by another library than wrote them, and opened twice."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event

from alerts.frequency import LONDON
from alerts.notice import Notice, Stage
from alerts.tables import Opportunity, SourceRow
from bot import calendars
from tests.make import NOW, notice


def opportunity(version: int = 1, **changes: Any) -> Opportunity:
    """Return our record of the notice, with what a test is about changed."""
    said = notice(**changes)
    values = {
        field.name: getattr(said, field.name) for field in fields(Notice) if field.name != "external_id"
    }
    return Opportunity(
        **values,
        external_id=said.ocid or said.external_id,
        reference=said.external_id,
        version=version,
        source=SourceRow(slug="find-a-tender"),
    )


def written(*opportunities: Opportunity, now: datetime = NOW) -> bytes:
    content = calendars.file(((each, "Find a Tender") for each in opportunities), now)
    assert content is not None
    return content


def read(content: bytes) -> list[Event]:
    """Return the entries of a file as a strict reader of RFC 5545 takes them."""
    return IcsCalendarStream.calendar_from_ics(content.decode()).events


def opened(calendar: dict[str, Event], events: Iterable[Event]) -> dict[str, Event]:
    """Open a file in a calendar: an entry that is there already gives way to a newer one."""
    for event in events:
        there = calendar.get(event.uid)
        if there is None or (event.sequence or 0) >= (there.sequence or 0):
            calendar[event.uid] = event
    return calendar


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def test_another_library_reads_what_was_meant() -> None:
    content = written(
        opportunity(title="Roofs; slate, lead\nand “flat”", questions_by=london("2026-08-19 17:00"))
    )

    bid, questions = read(content)

    assert bid.summary == "Deadline: Roofs; slate, lead\nand “flat”"
    assert bid.dtstart == london("2026-08-24 13:00")
    assert questions.dtstart == london("2026-08-19 17:00")
    assert bid.uid != questions.uid
    assert bid.dtstamp == NOW
    assert bid.location == "County Durham"
    assert str(bid.url) == "https://www.find-tender.service.gov.uk/Notice/000001-2026"
    assert bid.status == "CONFIRMED"
    assert bid.description is not None
    assert bid.description.splitlines()[:4] == [
        "Buyer: Durham County Council",
        "Value: £45,000 without VAT",
        "Deadline: Monday 24 August 2026 at 1pm, London time",
        "Questions to the buyer: Wednesday 19 August 2026 at 5pm, London time",
    ]


def test_the_file_is_laid_out_as_the_standard_asks() -> None:
    content = written(opportunity(title="Dach" + "ü" * 200))

    lines = content.split(b"\r\n")
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    assert {b"VERSION:2.0", b"METHOD:PUBLISH", b"DTSTART:20260824T120000Z", b"SEQUENCE:1"} <= set(lines)
    assert b"VTIMEZONE" not in content


def test_alarms_ring_seven_two_and_one_days_before_and_never_in_the_past() -> None:
    (far,), (near,) = (read(written(opportunity(closes_at=NOW + timedelta(days=days)))) for days in (14, 2))

    assert [alarm.trigger for alarm in far.alarm] == [timedelta(days=-days) for days in (7, 2, 1)]
    assert [alarm.trigger for alarm in near.alarm] == [timedelta(days=-1)]


def test_opening_a_newer_file_moves_the_entry_and_makes_no_second() -> None:
    first = read(written(opportunity()))
    moved = read(written(opportunity(2, closes_at=london("2026-09-04 12:00")), now=NOW + timedelta(days=1)))

    calendar: dict[str, Event] = {}
    for events in (first, moved, moved, first):
        opened(calendar, events)

    (entry,) = calendar.values()
    assert entry.dtstart == london("2026-09-04 12:00")
    assert entry.sequence == 2


def test_what_was_withdrawn_is_cancelled_in_the_calendar_too() -> None:
    (before,) = read(written(opportunity()))
    (after,) = read(written(opportunity(2, stage=Stage.WITHDRAWN)))

    (entry,) = opened({before.uid: before}, [after]).values()
    assert entry.status == "CANCELLED"
    assert entry.summary == "Withdrawn: Re-roofing of Shildon library"
    assert entry.alarm == []


@pytest.mark.parametrize(
    ("ends", "stands"),
    [("2026-08-25 00:00", "2026-08-24 23:59"), ("2026-08-24 23:59", "2026-08-24 23:59")],
)
def test_midnight_stands_on_the_last_day_that_counts(ends: str, stands: str) -> None:
    (entry,) = read(written(opportunity(closes_at=london(ends))))

    assert entry.dtstart == london(stands)


def test_winter_and_summer_have_the_hour_of_london() -> None:
    (summer,) = read(written(opportunity(closes_at=london("2026-10-24 12:00"))))
    (winter,) = read(written(opportunity(closes_at=london("2026-10-26 12:00"))))

    assert [entry.dtstart for entry in (summer, winter)] == [
        datetime(2026, 10, 24, 11, tzinfo=UTC),
        datetime(2026, 10, 26, 12, tzinfo=UTC),
    ]


@pytest.mark.parametrize(
    "changes",
    [{"closes_at": None}, {"closes_at": NOW}, {"stage": Stage.CLOSED}],
    ids=["not stated", "over", "awarded"],
)
def test_without_a_deadline_to_come_there_is_no_file(changes: dict[str, Any]) -> None:
    assert calendars.file([(opportunity(**changes), "Find a Tender")], NOW) is None
    assert calendars.count([opportunity(**changes)], NOW) == 0


@given(st.text(min_size=1, max_size=300), st.text(max_size=300), st.text(max_size=80))
def test_no_words_of_a_buyer_break_the_file(title: str, buyer: str, number: str) -> None:
    content = written(opportunity(title=title, buyer=buyer, external_id=number, ocid="ocds-1"))

    (entry,) = read(content)
    assert entry.dtstart == london("2026-08-24 13:00")
    assert content.count(b"\r\nBEGIN:VEVENT\r\n") == 1
    assert max(map(len, content.split(b"\r\n"))) <= 75
