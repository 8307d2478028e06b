"""When a source brings too little to be true."""

from datetime import timedelta

import pytest

from alerts.droughts import Pace, after, trouble
from tests.make import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HALF_A_DAY = timedelta(hours=12)


def habit(listed: int = 60, days: int = 8, new: int = 3) -> Pace:
    """Return the pace of a source that was read each day until `NOW`, each time with something new."""
    pace = Pace()
    for day in range(days, -1, -1):
        pace = after(pace, listed=listed, new=new, now=NOW - day * DAY)
    return pace


@pytest.mark.parametrize(
    ("usual", "listed", "hours", "says"),
    [
        (60, 14, 13, "It lists 14 notices. Of late it listed about 5"),
        (60, 15, 13, None),
        (60, 0, 13, "It lists 0 notices."),
        (60, 0, 11, None),
        (19, 0, 13, None),
        (21, 4, 13, "It lists 4 notices. Of late it listed about 20."),
    ],
    ids=["less than a quarter", "a quarter", "nothing", "not for long yet", "a short list", "long enough"],
)
def test_a_list_is_far_too_short_when_it_stays_below_a_quarter(
    usual: int, listed: int, hours: int, says: str | None
) -> None:
    pace = after(habit(usual), listed=listed, new=1, now=NOW + HOUR)
    pace = after(pace, listed=listed, new=1, now=NOW + (1 + hours) * HOUR)

    found = trouble(pace, listed=listed, patience=HALF_A_DAY, now=NOW + (1 + hours) * HOUR)

    assert (found or "").startswith(says) if says else found is None


def test_a_list_that_is_whole_again_in_between_begins_anew() -> None:
    pace = after(habit(), listed=2, new=0, now=NOW + HOUR)
    pace = after(pace, listed=60, new=0, now=NOW + 2 * HOUR)
    pace = after(pace, listed=2, new=0, now=NOW + 14 * HOUR)

    assert trouble(pace, listed=2, patience=HALF_A_DAY, now=NOW + 14 * HOUR) is None


def test_a_list_that_stays_short_for_weeks_is_the_new_habit() -> None:
    pace, told = habit(), []
    for day in range(1, 60):
        pace = after(pace, listed=5, new=1, now=NOW + day * DAY)
        told.append(trouble(pace, listed=5, patience=HALF_A_DAY, now=NOW + day * DAY) is not None)

    assert told[1]
    assert not told[-1]


def test_nothing_changed_says_nothing_of_the_length() -> None:
    pace = after(habit(), listed=2, new=0, now=NOW + HOUR)
    later = after(pace, listed=None, new=0, now=NOW + DAY)

    assert later == pace
    assert trouble(later, listed=None, patience=HALF_A_DAY, now=NOW + DAY) is None


@pytest.mark.parametrize(
    ("days", "times", "says"),
    [
        (4, 8, None),
        (
            5,
            8,
            "It has brought nothing new for 5 days. Before that, its longest silence of late was 24 hours.",
        ),
        (30, 4, None),
    ],
    ids=["a long weekend", "longer", "no habit yet"],
)
def test_a_source_is_silent_when_it_brings_nothing_new_for_much_longer_than_usual(
    days: int, times: int, says: str | None
) -> None:
    pace = habit(days=times - 1)

    assert trouble(pace, listed=60, patience=HALF_A_DAY, now=NOW + days * DAY) == says


def test_a_source_that_is_often_silent_for_long_may_be_so_again() -> None:
    pace = Pace()
    for week in range(6, -1, -1):
        pace = after(pace, listed=3, new=1, now=NOW - week * 7 * DAY)

    assert trouble(pace, listed=3, patience=HALF_A_DAY, now=NOW + 14 * DAY) is None
    assert (trouble(pace, listed=3, patience=HALF_A_DAY, now=NOW + 15 * DAY) or "").endswith("was 7 days.")
