"""Days that have been, read as suppliers type them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import days

TODAY = date(2026, 8, 10)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("today", TODAY),
        ("Yesterday", date(2026, 8, 9)),
        ("3 August", date(2026, 8, 3)),
        ("3rd of aug", date(2026, 8, 3)),
        ("August 3", date(2026, 8, 3)),
        ("3/8", date(2026, 8, 3)),
        ("3.8.2026", date(2026, 8, 3)),
        ("2026-08-03", date(2026, 8, 3)),
        ("10 August", TODAY),
        ("11 August", date(2025, 8, 11)),
        ("25 December", date(2025, 12, 25)),
        ("29 February", None),  # there was none in 2026
        ("29 February 2024", date(2024, 2, 29)),
        ("11 August 2026", None),
        ("31/2", None),
        ("10", None),
        ("last week", None),
        ("3 August 1999", None),
        ("", None),
    ],
)
def test_a_day_is_read_in_british_order_and_never_in_the_future(typed: str, day: date | None) -> None:
    assert days.read(typed, TODAY) == day


@pytest.mark.parametrize(
    ("carried", "day"),
    [("20260803", date(2026, 8, 3)), ("20260231", None), ("20260811", None), ("skip", None), ("", None)],
)
def test_a_button_carries_a_day_or_none(carried: str, day: date | None) -> None:
    assert days.packed(carried, TODAY) == day


@given(
    typed=st.text(max_size=60)
    | st.from_regex(r"[0-9]{1,4}[/. -](aug|may|[0-9]{1,2})([/. -][0-9]{1,4})?", fullmatch=True)
)
def test_whatever_is_typed_is_a_day_that_has_been_or_none(typed: str) -> None:
    found = days.read(typed, TODAY)

    assert found is None or TODAY - days.LONGEST_AGO <= found <= TODAY


@given(day=st.dates(TODAY - timedelta(days=900), TODAY))
def test_a_day_is_read_back_in_every_way_that_it_is_written(day: date) -> None:
    for written in (f"{day.day} {day:%B %Y}", f"{day.day}/{day.month}/{day.year}", f"{day:%Y-%m-%d}"):
        assert days.read(written, TODAY) == day
