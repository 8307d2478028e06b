"""What counts as an amount of money, and what stands for "not given"."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.sources.bounds import MOST_PENCE
from alerts.sources.value import pence


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (40000, 4_000_000),
        (Decimal("45956.52"), 4_595_652),
        (16666667.0, 1_666_666_700),
        (Decimal("666666.665"), 66_666_667),
        ("12000.50", 1_200_050),
        (" £12,000.50 ", 1_200_050),
        ("GBP 7,500", 750_000),
        ("8e3", 800_000),
        (80_000_000_000, 8_000_000_000_000),
    ],
)
def test_an_amount_in_pounds_becomes_whole_pence(amount: Decimal | float | str, expected: int) -> None:
    assert pence(amount) == expected


@pytest.mark.parametrize(
    "amount",
    [None, 0, 0.0, "0", 0.01, Decimal("0.01"), 1, "1", Decimal("1.0"), "", "  ", "TBC", "£8M"],
)
def test_a_place_holder_is_no_amount(amount: Decimal | float | str | None) -> None:
    assert pence(amount) is None


@pytest.mark.parametrize(
    "amount",
    [
        Decimal("NaN"),
        float("nan"),
        "NaN",
        Decimal("Infinity"),
        float("-inf"),
        Decimal("1e9999"),
        "-1e9999",
        -500,
    ],
)
def test_what_is_not_a_finite_sum_is_no_amount(amount: Decimal | float | str) -> None:
    assert pence(amount) is None


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (Decimal("1.00"), None),
        (Decimal("1.004"), None),
        (Decimal("1.01"), 101),
        (MOST_PENCE // 100, MOST_PENCE),
        (Decimal(MOST_PENCE) / 100 + Decimal("0.01"), None),
    ],
    ids=["one pound", "less than a penny over", "a penny over", "the most", "a penny over the most"],
)
def test_the_bounds_are_exact(amount: Decimal | int, expected: int | None) -> None:
    assert pence(amount) == expected


@given(st.one_of(st.none(), st.decimals(), st.floats(), st.integers(), st.text()))
def test_every_amount_gives_pence_in_range_or_nothing(amount: Decimal | float | str | None) -> None:
    found = pence(amount)

    assert found is None or 100 < found <= MOST_PENCE


@given(st.integers(min_value=101, max_value=MOST_PENCE))
def test_whole_pence_come_back_unchanged(whole: int) -> None:
    assert pence(Decimal(whole) / 100) == whole
