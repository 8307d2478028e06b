"""Finding sector codes by number and by words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts import codes, cpv
from alerts.trades import TRADES


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("roofing", "45260000"),
        ("rofing", "45260000"),
        ("we mend roofs", "45260000"),
        ("cleaning", "90910000"),
        ("taxis", "60120000"),
        ("plumber", "45330000"),
        ("sparky", "45310000"),
        ("translation", "79530000"),
        ("scaffolding", "45262100"),
        ("pest control", "90922000"),
        ("counselling", "85312320"),
        ("Furniture", "39100000"),
    ],
)
def test_words_find_the_code_that_a_supplier_means(typed: str, first: str) -> None:
    assert codes.search(typed)[0] == first


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("45261000", "45261000"),
        ("45261000-4", "45261000"),
        (" 4526 1000 ", "45261000"),
        ("4526", "45260000"),
        ("45261001", "45261000"),
        ("45999999", "45500000"),
        ("99999999", "98000000"),
        ("12", "14000000"),
    ],
)
def test_a_number_finds_its_code_or_the_nearest_that_there_is(typed: str, first: str) -> None:
    assert codes.search(typed)[0] == first


def test_a_code_that_exists_is_followed_by_what_lies_under_it_alone() -> None:
    assert codes.search("45262100", 10) == [
        "45262100",
        "45262110",
        "45262120",
    ]


@pytest.mark.parametrize("typed", ["", "  ", "!!", "zzzz", "7", "the of"])
def test_nothing_is_found_for_nothing(typed: str) -> None:
    assert codes.search(typed) == []


@pytest.mark.parametrize(
    ("code", "there"), [("45260000", True), ("4526", True), ("45", True), ("4", False), ("45261001", False)]
)
def test_a_code_is_there_or_not(code: str, there: bool) -> None:
    assert codes.exists(code) is there


def test_nearly_every_trade_finds_a_code_of_its_own_by_its_name() -> None:
    lost = [
        trade.slug
        for trade in TRADES.values()
        if trade.cpv_prefixes
        and not any(code.startswith(trade.cpv_prefixes) for code in codes.search(trade.name, 10))
    ]

    assert len(lost) <= 3, lost


@settings(deadline=None)  # the first call reads the whole list
@given(st.text() | st.from_regex(r"\d{1,12}"), st.integers(1, 10))
def test_no_text_breaks_the_search_and_what_it_finds_exists(typed: str, limit: int) -> None:
    found = codes.search(typed, limit)

    assert len(found) <= limit
    assert len(set(found)) == len(found)
    assert all(code in cpv.names() for code in found)
