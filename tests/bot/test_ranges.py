"""Limits of contract value, as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ranges import End, Limits, read

NONE = Limits(lowest=None, highest=None)


@pytest.mark.parametrize(
    ("typed", "lowest", "highest"),
    [
        ("50000", None, 50_000),
        ("50k", None, 50_000),
        ("fifty thousand", None, 50_000),
        ("up to £50,000", None, 50_000),
        ("under 50k", None, 50_000),
        ("at least 5k", 5_000, None),
        ("over £10,000", 10_000, None),
        ("£10,000 to £50,000", 10_000, 50_000),
        ("between 10k and 50k", 10_000, 50_000),
        ("4-6k", 4_000, 6_000),
        ("any", None, None),
        (" No limit ", None, None),
        ("20p", None, 1),
        ("£999,999,999", None, 999_999_999),
    ],
)
def test_limits_are_read(typed: str, lowest: int | None, highest: int | None) -> None:
    assert read(typed, NONE, End.HIGHEST) == Limits(lowest=lowest, highest=highest)


@pytest.mark.parametrize("typed", ["", "a lot", "-5", "10-20", "€500", "£1,000,000,000", "5k and 6k and 7k"])
def test_what_is_no_limit_is_not_guessed(typed: str) -> None:
    assert read(typed, NONE, End.HIGHEST) is None


@pytest.mark.parametrize("typed", ["£50,000 to £10,000", "50k-10k", "from 50k to 10k", "between 50k and 10k"])
def test_limits_typed_upside_down_are_seen_as_such(typed: str) -> None:
    limits = read(typed, NONE, End.HIGHEST)

    assert limits == Limits(lowest=50_000, highest=10_000)
    assert limits.upside_down


def test_one_limit_leaves_the_other_as_it_is() -> None:
    now = Limits(lowest=5_000, highest=50_000)

    assert read("20k", now, End.HIGHEST) == Limits(lowest=5_000, highest=20_000)
    assert read("20k", now, End.LOWEST) == Limits(lowest=20_000, highest=50_000)


@pytest.mark.parametrize(("highest", "upside_down"), [(5_000, False), (4_999, True), (None, False)])
def test_equal_limits_are_not_upside_down(highest: int | None, upside_down: bool) -> None:
    assert Limits(lowest=5_000, highest=highest).upside_down is upside_down


@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    limits = read(typed, NONE, End.HIGHEST)

    assert limits is None or all(
        pounds is None or 1 <= pounds <= 999_999_999 for pounds in (limits.lowest, limits.highest)
    )
