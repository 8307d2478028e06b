"""When a supplier hears from us, on ordinary days and on the nights the clocks change."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.frequency import LONDON, Frequency, QuietHours, Rhythm, Silence, morning, next_time, slot_for


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


DAILY = Rhythm(frequency=Frequency.DAILY, hour=8)
AT_ONCE = Rhythm(frequency=Frequency.AT_ONCE)
WEEKLY = Rhythm(frequency=Frequency.WEEKLY, hour=8, weekday=0)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-08-10 07:59:59", "2026-08-10 08:00"),
        ("2026-08-10 08:00:00", "2026-08-11 08:00"),
        ("2026-08-10 08:00:01", "2026-08-11 08:00"),
        ("2026-12-31 09:00:00", "2027-01-01 08:00"),
    ],
    ids=["a second before", "on the hour waits for the next", "a second after", "over the new year"],
)
def test_a_daily_message_is_due_at_the_next_eight_oclock(now: str, due: str) -> None:
    slot = slot_for(DAILY, london(now), version_id=7)

    assert slot.due_at == london(due)


@pytest.mark.parametrize(
    ("now", "due", "in_utc"),
    [
        ("2026-03-28 20:00", "2026-03-29 08:00", "07:00"),
        ("2026-10-24 20:00", "2026-10-25 08:00", "08:00"),
    ],
    ids=["the clocks go forward", "the clocks go back"],
)
def test_eight_oclock_stays_eight_when_the_clocks_change(now: str, due: str, in_utc: str) -> None:
    slot = slot_for(DAILY, london(now), version_id=7)

    assert slot.due_at == london(due)
    assert f"{slot.due_at:%H:%M}" == in_utc


def test_an_hour_that_is_skipped_in_march_still_comes_once() -> None:
    due = next_time(london("2026-03-28 20:00"), hour=1)

    assert due.astimezone(LONDON).date().isoformat() == "2026-03-29"
    assert next_time(due, hour=1).astimezone(LONDON).date().isoformat() == "2026-03-30"


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-08-10 07:59", "2026-08-10 08:00"),
        ("2026-08-10 08:00", "2026-08-17 08:00"),
        ("2026-08-16 23:59", "2026-08-17 08:00"),
    ],
    ids=["Monday before eight", "Monday at eight waits a week", "the night before"],
)
def test_a_weekly_message_is_due_on_its_day(now: str, due: str) -> None:
    slot = slot_for(WEEKLY, london(now), version_id=7)

    assert slot.due_at == london(due)


def test_a_match_told_at_once_is_a_message_of_its_own() -> None:
    now = london("2026-08-10 03:00")
    rhythm = Rhythm(frequency=Frequency.AT_ONCE)

    first, second = slot_for(rhythm, now, version_id=7), slot_for(rhythm, now, version_id=8)

    assert (first.due_at, first.name, second.name) == (now, "now:7", "now:8")


def test_two_matches_of_one_day_share_a_message() -> None:
    morning, evening = london("2026-08-10 09:00"), london("2026-08-10 22:00")

    first, second = slot_for(DAILY, morning, version_id=7), slot_for(DAILY, evening, version_id=8)

    assert first == second


def test_a_new_hour_on_the_same_day_is_another_message() -> None:
    now = london("2026-08-10 09:00")
    evening = Rhythm(frequency=Frequency.DAILY, hour=18)

    assert slot_for(evening, now, version_id=7).name != slot_for(DAILY, london("2026-08-10 07:00"), 7).name


@given(
    now=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
    hour=st.integers(0, 23),
    weekday=st.none() | st.integers(0, 6),
)
def test_the_next_time_is_ahead_and_never_more_than_a_week_and_an_hour_away(
    now: datetime, hour: int, weekday: int | None
) -> None:
    due = next_time(now, hour=hour, weekday=weekday)

    assert now < due <= now + timedelta(days=7 if weekday is not None else 1, hours=1)
    assert weekday in {None, due.astimezone(LONDON).weekday()}


NIGHT = QuietHours(start=21, until=7)


@pytest.mark.parametrize(
    ("moment", "over"),
    [
        ("2026-08-10 20:59:59", "2026-08-10 20:59:59"),
        ("2026-08-10 21:00:00", "2026-08-11 07:00:00"),
        ("2026-08-11 06:59:59", "2026-08-11 07:00:00"),
        ("2026-08-11 07:00:00", "2026-08-11 07:00:00"),
        ("2026-03-28 23:00:00", "2026-03-29 07:00:00"),
        ("2026-10-24 23:00:00", "2026-10-25 07:00:00"),
    ],
    ids=["before", "at their start", "before their end", "at their end", "clocks forward", "clocks back"],
)
def test_quiet_hours_hold_by_the_clock_on_the_wall(moment: str, over: str) -> None:
    assert Silence(quiet=NIGHT).over(london(moment)) == london(over)


def test_an_early_end_is_kept_on_the_night_that_has_no_such_hour() -> None:
    assert Silence(quiet=QuietHours(start=21, until=1)).over(london("2026-03-29 00:30")) == london(
        "2026-03-29 02:00"
    )


@pytest.mark.parametrize(
    ("moment", "over"),
    [
        ("2026-08-11 12:00", "2026-08-24 08:00"),
        ("2026-08-24 08:00", "2026-08-24 08:00"),
    ],
)
def test_a_pause_holds_until_its_end(moment: str, over: str) -> None:
    silence = Silence(paused_until=morning(date(2026, 8, 24)))

    assert silence.over(london(moment)) == london(over)


def test_a_pause_that_ends_in_quiet_hours_lasts_until_their_end() -> None:
    silence = Silence(quiet=QuietHours(start=21, until=9), paused_until=morning(date(2026, 8, 24)))

    assert silence.over(london("2026-08-11 12:00")) == london("2026-08-24 09:00")


@given(
    moment=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
    start=st.integers(0, 23),
    length=st.integers(1, 23),
)
def test_what_is_held_comes_at_the_first_moment_that_is_not_quiet(
    moment: datetime, start: int, length: int
) -> None:
    quiet = QuietHours(start=start, until=(start + length) % 24)

    over = Silence(quiet=quiet).over(moment)

    assert not quiet.hold(over)
    steps = int((over - moment) / timedelta(minutes=15))
    assert all(quiet.hold(moment + step * timedelta(minutes=15)) for step in range(steps))


@pytest.mark.parametrize(
    ("now", "rhythm", "name"),
    [
        ("2026-08-10 20:59", AT_ONCE, "now:7"),
        ("2026-08-10 21:00", AT_ONCE, "quiet:2026-08-11"),
        ("2026-08-11 06:59", AT_ONCE, "quiet:2026-08-11"),
        ("2026-08-10 12:00", Rhythm(frequency=Frequency.DAILY, hour=22), "quiet:2026-08-11"),
        ("2026-08-10 22:00", DAILY, "daily:2026-08-11T08"),
    ],
)
def test_all_that_falls_into_quiet_hours_is_one_message(now: str, rhythm: Rhythm, name: str) -> None:
    assert slot_for(rhythm, london(now), 7, silence=Silence(quiet=NIGHT)).name == name


@pytest.mark.parametrize(
    ("now", "rhythm", "name"),
    [
        ("2026-08-10 12:00", AT_ONCE, "catchup:2026-08-24"),
        ("2026-08-23 09:00", DAILY, "catchup:2026-08-24"),
        ("2026-08-23 09:00", Rhythm(frequency=Frequency.DAILY, hour=18), "catchup:2026-08-24"),
        ("2026-08-23 19:00", Rhythm(frequency=Frequency.DAILY, hour=18), "daily:2026-08-24T18"),
        ("2026-08-24 08:00", AT_ONCE, "now:7"),
    ],
    ids=["at once", "in the minute of the return", "before it", "after it", "the pause is over"],
)
def test_all_that_falls_into_a_pause_is_one_message_when_it_is_over(
    now: str, rhythm: Rhythm, name: str
) -> None:
    silence = Silence(paused_until=morning(date(2026, 8, 24)))

    assert slot_for(rhythm, london(now), 7, silence=silence).name == name


def test_what_a_paused_watch_finds_is_due_at_its_return() -> None:
    until = morning(date(2026, 8, 24))

    slot = slot_for(AT_ONCE, london("2026-08-10 12:00"), 7, paused_until=until)

    assert (slot.name, slot.due_at) == ("catchup:watch:2026-08-24", until)
