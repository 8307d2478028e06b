"""Whatever a publisher writes, what we send is valid, short enough and says what is known."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.matching import Fit, Reason, ReasonKind, Strength, Verdict
from alerts.notice import Kind, Notice, Stage, VatBasis
from alerts.shortlist import Preview, Shortlisted, in_order
from alerts.tables import Delivery, Opportunity
from bot.screens import alerts as screens
from bot.telegram_local.markup import is_link, parse, utf16_length
from bot.text import alerts as words
from bot.text.written import LONGEST_MESSAGE
from tests.make import NOW, notice

REASON = Reason(kind=ReasonKind.CODE, watched="roofing", found="45261000")


def item(of: Notice, **verdict: Any) -> Shortlisted:
    usual = Verdict(failed=None, reasons=(REASON,), fit=Fit.WITHIN)
    return Shortlisted(
        opportunity=Opportunity(id=1, reference=of.external_id),
        notice=of,
        verdict=replace(usual, **verdict),
        source_name="Find a Tender",
    )


hostile = st.text(max_size=12_000) | st.text("<>&\"'😀 ", max_size=6_000)
reasons = st.builds(Reason, kind=st.sampled_from(ReasonKind), watched=hostile, found=hostile)


@st.composite
def items(draw: st.DrawFn) -> Shortlisted:
    of = notice(
        external_id=draw(hostile),
        title=draw(hostile),
        buyer=draw(st.none() | hostile),
        kind=draw(st.sampled_from(Kind)),
        stage=draw(st.sampled_from(Stage)),
        regions=tuple(draw(st.lists(st.sampled_from(["UKC14", "UKD", "IE", "??"]), max_size=5))),
        value_min_pence=draw(st.none() | st.integers(0, 10**15)),
        value_max_pence=draw(st.none() | st.integers(0, 10**15)),
        vat=draw(st.sampled_from(VatBasis)),
        value_is_ceiling=draw(st.none() | st.booleans()),
        closes_at=draw(st.none() | st.datetimes(datetime(2001, 1, 1), timezones=st.just(UTC))),  # noqa: DTZ001 - hypothesis adds the zone
        url=draw(st.none() | st.just("https://example.org/?a=1") | hostile.map("https://{}".format)),
    )
    found = item(
        of,
        reasons=tuple(draw(st.lists(reasons, max_size=3))),
        fit=draw(st.sampled_from(Fit)),
        strength=draw(st.sampled_from(Strength)),
    )
    names = draw(st.lists(hostile, max_size=10))
    return replace(found, by_watch=tuple((name, found.verdict) for name in names))


@given(found=st.lists(items(), min_size=1, max_size=7))
def test_any_page_of_anything_is_a_message_that_telegram_takes(found: list[Shortlisted]) -> None:
    daily, back = Delivery(id=1, slot="daily:2026-08-11T08"), Delivery(id=1, slot="catchup:2026-08-11")
    shown = [
        screens.digest(found, daily, 0, NOW),
        screens.digest(found, back, 1, NOW),
        screens.latest(found, 0, NOW),
        screens.at_once(found[0], NOW),
        screens.preview(Preview(total=len(found), a_week=1, examples=found[:3]), "I write.", NOW),
    ]

    for screen in shown:
        for row in screen.rows:
            assert all(button.url is None or is_link(button.url) for button in row)
        assert 0 < utf16_length(parse(screen.text).text) <= LONGEST_MESSAGE


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"value_max_pence": None}, "Value: value not stated"),
        ({"buyer": None}, "Buyer: not stated"),
        ({"regions": ()}, "Place: not stated"),
        ({"closes_at": None}, "Deadline: deadline not stated"),
        ({"suits_sme": None}, None),
        (
            {"value_is_ceiling": True},
            "Value: up to £45,000 without VAT in all, for many jobs (a framework)",
        ),
        (
            {"value_is_ceiling": True, "value_min_pence": 1_000_000},
            "Value: up to £45,000 without VAT in all, for many jobs (a framework)",
        ),
        (
            {"value_is_ceiling": True, "kind": Kind.DYNAMIC_MARKET},
            "Value: up to £45,000 without VAT in all, for many jobs (a list of suppliers you can join)",
        ),
        ({"value_is_ceiling": True, "value_max_pence": None}, "Value: value not stated"),
        ({"value_min_pence": 1_000_000}, "Value: £10,000 to £45,000 without VAT"),
        ({"kind": Kind.QUICK_QUOTE}, "Quick Quote"),
    ],
)
def test_what_is_not_known_is_said_to_be_missing(changes: dict[str, Any], line: str | None) -> None:
    card = words.card(item(notice(**changes)), NOW)

    if line is None:
        assert "suits" not in card
    else:
        assert line in card.splitlines()


@pytest.mark.parametrize(
    ("fit", "line"),
    [
        (Fit.WITHIN, "Size: within your usual work"),
        (Fit.STRETCH, "Size: larger than your usual work, but perhaps in reach"),
        (
            Fit.WITH_PARTNERS,
            "Size: much larger than your usual work: consider partners, or one part (lot) of it",
        ),
    ],
)
def test_a_job_that_is_too_large_alone_is_shown_with_a_way_to_win_it(fit: Fit, line: str) -> None:
    assert line in words.card(item(notice(), fit=fit), NOW).splitlines()


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (REASON, "you chose Roofing and gutters, and the buyer listed it under “"),
        (
            Reason(kind=ReasonKind.TITLE_WORDS, watched="slate", found="slate roof"),
            "you chose “slate”, and the title says “slate roof”.",
        ),
        (Reason(kind=ReasonKind.PLACE, watched="UKC", found="UKC14"), "it is in County Durham."),
    ],
)
def test_the_reason_pairs_what_was_asked_with_what_was_found(reason: Reason, told: str) -> None:
    verdict = Verdict(failed=None, reasons=(reason,))

    assert words.why(verdict).startswith(told)


def test_a_possible_match_says_that_it_is_only_possible() -> None:
    verdict = Verdict(failed=None, reasons=(REASON,), strength=Strength.POSSIBLE)

    assert words.why(verdict).startswith("a possible match. You chose ")


def test_each_watch_says_why_and_many_are_counted() -> None:
    close = Verdict(failed=None, reasons=(REASON,))
    named = [(f"<Watch {number}>", close) for number in range(1, 5)]

    card = words.card(replace(item(notice()), by_watch=named), NOW)

    assert [line.partition(":")[0] for line in card.splitlines()[-6:-1]] == [
        "Why you got this",
        "Your watch “&lt;Watch 1&gt;”",
        "Your watch “&lt;Watch 2&gt;”",
        "Your watch “&lt;Watch 3&gt;”",
        "1 more watch of yours asked for it too.",
    ]


@pytest.mark.parametrize(("days", "soon"), [(7, True), (8, False)])
def test_a_week_is_soon_and_a_day_more_is_not(days: int, soon: bool) -> None:
    assert item(notice(closes_at=NOW + timedelta(days=days))).closes_soon(NOW) is soon


def test_the_order_is_soonest_then_closest() -> None:
    late = item(notice(title="late"), score=1)
    better = item(notice(title="better"), score=2)
    soon = item(notice(title="soon", closes_at=NOW + timedelta(days=2)), score=0)

    assert [found.notice.title for found in in_order([late, better, soon], NOW)] == ["soon", "better", "late"]
