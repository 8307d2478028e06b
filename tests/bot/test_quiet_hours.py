"""Quiet hours are read as people write them, and asked again where they may mean two things."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.frequency import QuietHours
from bot.quiet_hours import Either, Unread, read


@pytest.mark.parametrize(
    ("typed", "start", "until"),
    [
        ("21 to 7", 21, 7),
        ("9pm-7am", 21, 7),
        ("9 p.m. to 7 a.m.", 21, 7),
        ("from 10:00 pm until noon", 22, 12),
        ("between 22 and 6", 22, 6),
        ("midnight to 6am", 0, 6),
        ("24 to 6", 0, 6),
        ("9 to 7am", 21, 7),
        ("1 to 7am", 1, 7),
        ("8pm to 8", 20, 8),
        ("21:00–07:00", 21, 7),
    ],
)
def test_two_hours_are_read(typed: str, start: int, until: int) -> None:
    assert read(typed) == QuietHours(start=start, until=until)


@pytest.mark.parametrize("typed", ["none", "Off", "no quiet hours."])
def test_none_is_read(typed: str) -> None:
    assert read(typed) is None


@pytest.mark.parametrize(
    ("typed", "night", "day"),
    [
        ("9 to 7", (21, 7), (9, 19)),
        ("12 to 6", (0, 6), (12, 18)),
        ("7 to 7", (19, 7), (7, 19)),
        ("12 to 12", (0, 12), (12, 0)),
    ],
)
def test_what_may_be_of_either_half_of_the_day_is_asked(
    typed: str, night: tuple[int, int], day: tuple[int, int]
) -> None:
    assert read(typed) == Either(
        by_night=QuietHours(start=night[0], until=night[1]), by_day=QuietHours(start=day[0], until=day[1])
    )


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("21:30 to 7", Unread.PARTS),
        ("7am to 7am", Unread.WHOLE_DAY),
        ("9", Unread.UNKNOWN),
        ("25 to 7", Unread.UNKNOWN),
        ("at night", Unread.UNKNOWN),
        ("", Unread.UNKNOWN),
    ],
)
def test_what_cannot_be_kept_is_asked_again(typed: str, why: Unread) -> None:
    assert read(typed) is why


@given(
    typed=st.text(max_size=30)
    | st.lists(st.sampled_from(["9", "12", "pm", "am", "to", "-", "21", "noon", ":30"])).map(" ".join)
)
def test_whatever_is_typed_no_whole_day_is_quiet(typed: str) -> None:
    found = read(typed)

    for hours in (found.by_night, found.by_day) if isinstance(found, Either) else (found,):
        if isinstance(hours, QuietHours):
            assert hours.start != hours.until
            assert {hours.start, hours.until} <= set(range(24))
