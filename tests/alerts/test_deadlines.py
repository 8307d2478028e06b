"""Which day is a deadline's last, and when it is reminded of."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import deadlines, working_days
from alerts.frequency import LONDON


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    ("ends", "last"),
    [
        ("2026-08-24 23:59", date(2026, 8, 24)),
        ("2026-08-25 00:00", date(2026, 8, 24)),
        ("2026-08-25 00:01", date(2026, 8, 25)),
    ],
)
def test_midnight_belongs_to_the_day_before(ends: str, last: date) -> None:
    assert deadlines.last_day(london(ends)) == last


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        # A Thursday: the days are what they are.
        ("2026-08-27 17:00", {7: "2026-08-20 08:00", 2: "2026-08-25 08:00", 1: "2026-08-26 08:00"}),
        # A Monday: Saturday and Sunday become one Friday.
        ("2026-08-24 13:00", {7: "2026-08-17 08:00", 1: "2026-08-21 08:00"}),
        # Christmas 2026: Friday the 25th and Monday the 28th are holidays, with a weekend between.
        ("2026-12-30 12:00", {7: "2026-12-23 08:00", 2: "2026-12-24 08:00", 1: "2026-12-29 08:00"}),
        ("2026-12-29 12:00", {7: "2026-12-22 08:00", 1: "2026-12-24 08:00"}),
        # Easter 2027: Good Friday is 26 March, and the clocks go forward on Easter Sunday.
        ("2027-03-30 12:00", {7: "2027-03-23 08:00", 1: "2027-03-25 08:00"}),
        ("2027-04-02 12:00", {7: "2027-03-25 08:00", 2: "2027-03-31 08:00", 1: "2027-04-01 08:00"}),
    ],
)
def test_a_reminder_comes_on_a_working_day(ends: str, expected: dict[int, str]) -> None:
    found = deadlines.reminders_for(london(ends), 8)

    assert found == {days: london(when) for days, when in expected.items()}


@given(st.integers(0, 60 * 24 * 365 * 5), st.integers(6, 20))
def test_reminders_are_on_working_days_at_the_hour_and_in_time(minutes: int, hour: int) -> None:
    ends = london("2025-01-01 00:00") + timedelta(minutes=minutes)

    found = deadlines.reminders_for(ends, hour)

    local = [when.astimezone(LONDON) for when in found.values()]
    assert all(working_days.is_working_day(when.date()) and when.hour == hour for when in local)
    assert all(when < ends for when in found.values())
    assert len({when.date() for when in local}) == len(local)
    assert min(found) == 1
    assert max(found.values()) <= ends - timedelta(hours=3)
