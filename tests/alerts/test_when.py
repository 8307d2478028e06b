"""Dates and times as people write them."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.sources.when import clock, day, deadline, instant

LONDON = "Europe/London"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("28/07/2026", date(2026, 7, 28)),
        ("8.7.26", date(2026, 7, 8)),
        ("28/Jul/2026", date(2026, 7, 28)),
        ("03-Sep-26", date(2026, 9, 3)),
        ("Friday 3rd of September 2026", date(2026, 9, 3)),
        ("September 3, 2026", date(2026, 9, 3)),
        ("2026-07-08", date(2026, 7, 8)),  # a date that begins with its year has the month second
        ("2026/07/08", date(2026, 7, 8)),
        ("by 5pm on 3 September 2026, not on 4 September 2026", date(2026, 9, 3)),
        ("01/01/2000", date(2000, 1, 1)),
        ("31/12/1999", None),
        ("31/12/2100", date(2100, 12, 31)),
        ("01/01/2101", None),
        ("01/01/1", None),
        ("29/02/2026", None),
        ("3 September", None),
        ("20260903", None),
        ("075962-2026", None),
        ("10.0.0.1", None),
        ("", None),
    ],
)
def test_a_day_is_read_with_the_day_before_the_month(text: str, found: date | None) -> None:
    assert day(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12:00", time(12)),
        ("12pm", time(12)),
        ("12 noon", time(12)),
        ("midday", time(12)),
        ("12am", time(0)),
        ("12:30 am", time(0, 30)),
        ("11:59:59 PM", time(23, 59, 59)),
        ("5.30 p.m.", time(17, 30)),
        ("1700hrs", time(17)),
        ("17:00 hours", time(17)),
        ("midnight", time(0)),
        ("24:00", time(0)),
        ("25:00", None),
        ("12:60", None),
        ("13 people", None),
        ("", None),
    ],
)
def test_a_time_of_day_is_read(text: str, found: time | None) -> None:
    assert clock(text) == found


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("24/10/2026 12:00", datetime(2026, 10, 24, 11, 0, tzinfo=UTC)),  # the day before the clocks go back
        ("25/10/2026 12:00", datetime(2026, 10, 25, 12, 0, tzinfo=UTC)),
        ("28/03/2026", datetime(2026, 3, 28, 23, 59, 59, tzinfo=UTC)),
        ("29/03/2026", datetime(2026, 3, 29, 22, 59, 59, tzinfo=UTC)),
        (
            "10/08/2026 12:00 (GMT) Greenwich Mean Time : Dublin, London",
            datetime(2026, 8, 10, 11, 0, tzinfo=UTC),
        ),
        ("10/08/2026 12:00 UTC-05:00", datetime(2026, 8, 10, 17, 0, tzinfo=UTC)),
        ("10/08/2026 12:00 +0530", datetime(2026, 8, 10, 6, 30, tzinfo=UTC)),
        ("10/08/2026 12:00-14:00", datetime(2026, 8, 10, 11, 0, tzinfo=UTC)),
        ("2026-08-10T12:00:00-05:00", datetime(2026, 8, 10, 17, 0, tzinfo=UTC)),
        ("2026-08-10T12:00-0500", datetime(2026, 8, 10, 17, 0, tzinfo=UTC)),
        ("10/08/2026 12:00+99:00", datetime(2026, 8, 10, 11, 0, tzinfo=UTC)),
    ],
)
def test_a_deadline_knows_summer_time_and_offsets(text: str, utc: datetime) -> None:
    assert deadline(text, LONDON) == utc


def test_a_time_said_elsewhere_counts_only_where_none_is_said_here() -> None:
    assert deadline("10/08/2026", LONDON, usual_time="9am") == datetime(2026, 8, 10, 8, 0, tzinfo=UTC)
    assert deadline("10/08/2026 noon", LONDON, usual_time="9am") == datetime(2026, 8, 10, 11, 0, tzinfo=UTC)


def test_a_day_of_publication_counts_from_its_start() -> None:
    assert instant("10/08/2026", LONDON) == datetime(2026, 8, 9, 23, 0, tzinfo=UTC)
    assert instant("once", LONDON) is None


@settings(deadline=None)
@given(
    st.text()
    | st.from_regex(r"\d{1,4}[/.:-]\d{1,3}[/.:-]?\d{0,5} ?(am|UTC[+-]\d{1,3}:?\d{0,2}|Z)?", fullmatch=True)
)
def test_any_text_is_a_deadline_in_utc_or_none(text: str) -> None:
    found = deadline(text, LONDON)

    assert found is None or found.tzinfo is UTC


def test_months_without_end_do_not_keep_us() -> None:
    assert day("jan" * 200_000) is None
