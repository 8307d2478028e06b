"""How long a pause is to last is read as people say it, and asked again rather than guessed."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pauses import DAY, LONGEST_DAYS, Passed, Unread, carried, checked, read

TODAY = date(2026, 8, 10)
"""A Monday."""


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("2 weeks", date(2026, 8, 24)),
        ("for a fortnight", date(2026, 8, 24)),
        ("Two weeks please.", date(2026, 8, 24)),
        ("a couple of weeks", date(2026, 8, 24)),
        ("week", date(2026, 8, 17)),
        ("10 days", date(2026, 8, 20)),
        ("1.5 weeks", date(2026, 8, 21)),
        ("a month", date(2026, 9, 10)),
        ("tomorrow", date(2026, 8, 11)),
        ("until Monday", date(2026, 8, 17)),
        ("till Tue", date(2026, 8, 11)),
        ("until 3 January", date(2027, 1, 3)),
        ("until the 3rd of January", date(2027, 1, 3)),
        ("3/1", date(2027, 1, 3)),
        ("03/01/2027", date(2027, 1, 3)),
        ("2027-01-03", date(2027, 1, 3)),
        ("until Monday 24 August", date(2026, 8, 24)),
        ("until the 14th", date(2026, 8, 14)),
        ("until the 10th", date(2026, 9, 10)),
        ("31st", date(2026, 8, 31)),
        ("until September", date(2026, 9, 1)),
        ("until the end of August", date(2026, 9, 1)),
        ("end of the month", date(2026, 9, 1)),
        ("end of the week", date(2026, 8, 17)),
        ("end of December", date(2027, 1, 1)),
    ],
)
def test_plain_words_are_read(typed: str, until: date) -> None:
    assert read(typed, TODAY) == until


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("forever", Unread.TOO_LONG),
        ("for good", Unread.TOO_LONG),
        ("until further notice", Unread.TOO_LONG),
        ("2 years", Unread.TOO_LONG),
        ("3 January 2020", Passed(day=date(2020, 1, 3))),
        ("today", Passed(day=TODAY)),
        ("0 days", Passed(day=TODAY)),
        ("1 August", Passed(day=date(2026, 8, 1), next=date(2027, 8, 1))),
        ("", Unread.UNKNOWN),
        (f"1{'0' * 60}m²²²million", Unread.UNKNOWN),
        ("14", Unread.UNKNOWN),
        ("2027", Unread.UNKNOWN),
        ("a few days", Unread.UNKNOWN),
        ("until half term", Unread.UNKNOWN),
        ("31 June", Unread.UNKNOWN),
        ("3 January at 5pm", Unread.UNKNOWN),
        ("2 hours", Unread.UNKNOWN),
        ("-3 days", Unread.UNKNOWN),
    ],
)
def test_what_cannot_be_is_asked_again(typed: str, why: Passed | Unread) -> None:
    assert read(typed, TODAY) == why


@pytest.mark.parametrize(
    ("days", "is_kept"), [(0, False), (1, True), (LONGEST_DAYS, True), (LONGEST_DAYS + 1, False)]
)
def test_a_pause_begins_today_and_ends_within_a_year(days: int, is_kept: bool) -> None:
    day = TODAY + timedelta(days=days)

    assert (checked(day, TODAY) == day) is is_kept
    assert (carried(f"{day:{DAY}}", TODAY) == day) is is_kept


@pytest.mark.parametrize("data", ["", "2026", "20261301", "x", "99999999"])
def test_a_button_that_carries_no_day_pauses_nothing(data: str) -> None:
    assert not isinstance(carried(data, TODAY), date)


@given(
    typed=st.text(max_size=40)
    | st.lists(
        st.sampled_from(["until", "3", "31", "jan", "feb", "of", "end", "weeks", "/", "2027", "mon", "the"])
    ).map(" ".join),
    today=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(datetime.date),  # noqa: DTZ001 - a day
)
def test_whatever_is_typed_a_pause_ends_within_a_year_or_is_asked_about(typed: str, today: date) -> None:
    found = read(typed, today)

    if isinstance(found, date):
        assert timedelta(0) < found - today <= timedelta(days=LONGEST_DAYS)
