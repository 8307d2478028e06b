"""Amounts of money as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.notice import VatBasis
from alerts.sources.amounts import amount, between, vat_basis, worth


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("£10,000 to £20,000", 1_000_000, 2_000_000),
        ("£20,000 - £10,000", 1_000_000, 2_000_000),
        ("£10-20k", 1_000_000, 2_000_000),
        ("£500-£2k", 50_000, 200_000),
        ("between £1 and £2 million", 100_000_000, 200_000_000),
        ("10000 – 20000", 1_000_000, 2_000_000),
        ("up to £1.2m", None, 120_000_000),
        ("over £25,000", 2_500_000, None),
        ("£45000 for 2026-27", None, 4_500_000),
        ("3 lots of £5k", None, 500_000),
        ("GBP 50 000", None, 5_000_000),
        ("£80,000,000,000", None, 8_000_000_000_000),
        ("£0", None, None),
        ("£1", None, None),
        ("5 years", None, None),
        ("50%", None, None),
        ("$50,000", None, None),
        ("€10,000 to £9,000", None, None),
        ("to be confirmed", None, None),
        ("", None, None),
    ],
)
def test_what_something_is_worth_is_read_from_words(text: str, least: int | None, most: int | None) -> None:
    found = worth(text)

    assert (found.min_pence, found.max_pence) == (least, most)


@pytest.mark.parametrize(
    ("cell", "pounds"),
    [
        ("£12,500.00", Decimal(12500)),
        ("12.5k", Decimal(12500)),
        (".5m", Decimal(500000)),
        ("5 pounds", Decimal(5)),
        ("1,23", None),
        ("12.500,00", None),
        ("1e5", None),
        ("-5", None),
        ("5 to 6", None),
        ("", None),
    ],
)
def test_a_cell_holds_one_amount_or_none(cell: str, pounds: Decimal | None) -> None:
    assert amount(cell) == pounds


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("£5,000 + VAT", VatBasis.NET),
        ("£5,000 exclusive of VAT", VatBasis.NET),
        ("£5,000 inc VAT", VatBasis.GROSS),
        ("£5,000", VatBasis.NOT_STATED),
    ],
)
def test_vat_is_read_from_the_words_around_an_amount(text: str, basis: VatBasis) -> None:
    assert vat_basis(text) is basis
    assert worth(text).vat is basis


def test_a_single_figure_is_the_value_and_not_a_least() -> None:
    assert between(5, None, VatBasis.NET) == between(None, 5, VatBasis.NET) == between(5, 5, VatBasis.NET)
    assert between(5, None, VatBasis.NET).min_pence is None


@settings(deadline=None)
@given(st.text() | st.from_regex(r"£?[\d,. ]{1,40}(k|m|bn)?( to |-)?£?[\d,.]{0,20}m?", fullmatch=True))
def test_any_text_gives_a_range_in_order_or_nothing(text: str) -> None:
    found = worth(text)

    assert found.min_pence is None or found.max_pence is None or 100 < found.min_pence < found.max_pence


def test_words_that_run_together_do_not_keep_us() -> None:
    assert worth(f"5 {'exc' * 100} days") == worth("5 days")


@pytest.mark.parametrize("words", ["approximately 5 exclusive of VAT", "5 exvat", "about 5, VAT excluded"])
def test_a_bare_figure_among_words_about_money_is_money(words: str) -> None:
    assert worth(words).max_pence == 500
