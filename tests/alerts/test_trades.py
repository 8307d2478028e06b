"""The trades people pick from, and finding them in what people type."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts import cpv, trades, words
from alerts.trades import MENU, TRADES, Trade

SOURCES = {
    "cpv-2008",
    "fts-2026-08",
    "cf-2025-11",
    "cf-2025-01",
    "cf-2020-09",
    "pcs-2019",
    "s2w-2025-02",
    "own",
}
"""What the head of the file explains."""


def slugs(found: list[Trade]) -> list[str]:
    return [trade.slug for trade in found]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("we clean offices and schools", "cleaning"),
        ("roofing", "roofing"),
        ("rofing and guters", "roofing"),
        ("Electricians", "electrical"),
        ("plummer", "heating"),
        ("painter and decorater", "decorating"),
        ("joiner", "joinery"),
        ("lanscaping and gras cuting", "landscaping"),
        ("I drive a taxi", "taxi"),
        ("sandwiches for meetings", "food"),
        ("we cook school dinners", "catering"),
        ("we sell school uniforms", "uniforms"),
        ("solicitors", "legal"),
        ("bookkeeping and payroll", "accounts"),
        ("photographer", "film"),
        ("youth clubs for kids", "youth"),
        ("a charity for older people", "adult-care"),
        ("interpreters and British Sign Language", "translation"),
        ("security guards", "security"),
        ("web design", "software"),
        ("fostering", "childrens-services"),
        ("hostel for homeless people", "housing-support"),
        ("debt advice", "advice"),
        ("counselling", "counselling"),
        ("solar panels and heat pumps", "energy"),
        ("MOT and tyres", "vehicle-repair"),
        ("demolition and asbestos removal", "demolition"),
        ("45261000", "roofing"),
        ("79530000-8", "translation"),
    ],
)
def test_what_people_type_finds_their_trade_first(typed: str, first: str) -> None:
    assert slugs(trades.suggest(typed))[:1] == [first]


@pytest.mark.parametrize(
    "typed", ["", "   ", "!!!", "asdf qwer zxcv", "the services", "we do everything", "12"]
)
def test_nonsense_offers_no_trade(typed: str) -> None:
    assert trades.suggest(typed) == []


def test_what_a_supplier_does_not_do_is_left_out() -> None:
    found = slugs(trades.suggest("We build websites and apps. We do not sell hardware or licences."))

    assert found[0] == "software"
    assert "it-support" not in found


def test_customers_are_not_taken_for_work() -> None:
    found = slugs(
        trades.suggest("Fruit, vegetables, bread and milk delivered to schools, care homes and cafes")
    )

    assert found == ["food"]


def test_no_more_trades_are_offered_than_asked_for() -> None:
    typed = "cleaning, roofing, painting, taxis, catering and security guards"

    assert len(trades.suggest(typed)) == 5
    assert len(trades.suggest(typed, limit=2)) == 2


def test_a_trade_is_found_by_its_own_name_and_example() -> None:
    for trade in TRADES.values():
        assert trade.slug in slugs(trades.suggest(trade.name)), trade.name
        assert trade.slug in slugs(trades.suggest(trade.example)), trade.example


def test_people_page_through_about_forty_trades_in_a_fixed_order() -> None:
    assert 36 <= len(MENU) <= 40
    assert [trade.slug for trade in MENU[:4]] == ["building", "roofing", "electrical", "heating"]
    assert set(MENU) <= set(TRADES.values())


@pytest.mark.parametrize("trade", TRADES.values(), ids=list(TRADES))
def test_a_trade_is_well_formed(trade: Trade) -> None:
    texts = [word.strip('"') for word in trade.words]

    assert len(trade.name) <= 28
    assert 20 <= len(trade.example) <= 95
    assert trade.cpv_prefixes or trade.slug == "escorts"  # CPV has no code for that
    assert all(cpv.code(prefix) and cpv.prefix(prefix) == prefix for prefix in trade.cpv_prefixes)
    assert len(trade.words) >= 10
    assert trade.sources
    assert set(trade.sources) <= SOURCES
    assert not [word for word in trade.words if words.phrase(word) is None]
    assert set(trade.within) <= TRADES.keys() - {trade.slug}
    assert set(trade.holds) <= TRADES.keys() - {trade.slug}
    assert not any(TRADES[slug].holds or TRADES[slug].menu for slug in trade.holds)
    silenced = [
        (word, veto)
        for word in texts
        for veto in trade.not_words
        if (wanted := words.phrase(veto)) and words.find(wanted, words.read(word))
    ]
    assert silenced == []


@settings(deadline=None)  # the first call stems every word of every trade
@given(st.text())
def test_no_text_breaks_the_suggestions_and_they_are_the_same_every_time(typed: str) -> None:
    first = trades.suggest(typed)

    assert first == trades.suggest(typed)
    assert len(first) <= 5
