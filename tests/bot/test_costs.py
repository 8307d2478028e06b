"""What a blocker cost, read as suppliers type it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import costs
from bot.costs import Cost


@pytest.mark.parametrize(
    ("typed", "hours", "pence"),
    [
        ("6 hours", 6, None),
        ("6h", 6, None),
        ("1.5 hrs", 2, None),
        ("half an hour", 1, None),
        ("half a day", 4, None),
        ("two days", 16, None),
        ("2 and a half days", 20, None),
        ("two days and a half", 20, None),
        ("a week's work", 40, None),
        ("90 minutes", 2, None),
        ("a day", 8, None),
        ("3 working days", 24, None),
        ("£250", None, 25_000),
        ("250 pounds", None, 25_000),
        ("about 2k", None, 200_000),
        ("1,500", None, 150_000),
        ("two days and £450", 16, 45_000),
        ("£99.50 and 3 hours", 3, 9_950),
        ("it took me 3 days, cost £1,200 for the consultant", 24, 120_000),
        ("10000 hours", 10_000, None),
        ("£100m", None, 10_000_000_000),
    ],
)
def test_hours_and_pounds_are_read(typed: str, hours: int | None, pence: int | None) -> None:
    assert costs.read(typed) == Cost(hours=hours, pence=pence)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "6",
        "a lot",
        "ages",
        "0 hours",
        "£0",
        "10001 hours",
        "£101m",
        "£200 to £300",
        "£300 a month",
        "3 hours and 50",
        "-5 hours and £x",
        "400 euros",
    ],
)
def test_what_is_neither_or_unclear_is_asked_again(typed: str) -> None:
    assert costs.read(typed) is None


@given(st.text(max_size=300) | st.from_regex(r"[0-9a-z £.,]{0,40}(hours|days|k|pounds)?", fullmatch=True))
def test_whatever_is_typed_is_a_sane_cost_or_none(typed: str) -> None:
    found = costs.read(typed)

    assert found is None or (found.hours or 0) + (found.pence or 0) > 0
    assert found is None or 0 <= (found.hours or 0) <= costs.MOST_HOURS
    assert found is None or 0 <= (found.pence or 0) <= costs.MOST_PENCE
