"""Why a notice did not come, and the one change that would bring it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.explaining import explain
from alerts.matching import Gate, Strictness, match
from alerts.notice import Stage
from tests import make
from tests.make import NOW

MILK: dict[str, Any] = {"title": "Supply of milk", "summary": None, "cpv_codes": ("15511000",)}
VAGUE: dict[str, Any] = {"title": "Works at Shildon library", "cpv_codes": ()}


@pytest.mark.parametrize(
    ("watching", "published", "gate", "changes"),
    [
        ({"trades": ("cleaning",)}, {}, Gate.SECTOR, {"trades": ("cleaning", "roofing")}),
        ({}, {**MILK, "title": "Supply of zithers", "cpv_codes": ()}, Gate.SECTOR, {"words": ("zithers",)}),
        (
            {},
            {**MILK, "title": "The services", "cpv_codes": ("76210000",)},
            Gate.SECTOR,
            {"cpv_prefixes": ("7621",)},
        ),
        ({"strictness": Strictness.CLOSE}, VAGUE, Gate.STRICTNESS, {"strictness": Strictness.POSSIBLE}),
        ({"regions": ("UKI",)}, {}, Gate.PLACE, {"regions": ("UKI", "UKC14")}),
        ({"regions": ("UKI",)}, {"regions": ("UKC", "UKE42")}, Gate.PLACE, {"regions": ("UKI", "UKE42")}),
        ({"value_max_pence": 4_499_999}, {}, Gate.VALUE, {"value_max_pence": 5_000_000}),
        ({"value_min_pence": 4_500_001}, {}, Gate.VALUE, {"value_min_pence": 4_000_000}),
        ({"not_words": ("asbestos", "library")}, {}, Gate.EXCLUDED, {"not_words": ("asbestos",)}),
        ({"not_words": ('"library"', "libraries", "shildon")}, {}, Gate.EXCLUDED, {"not_words": ()}),
    ],
)
def test_the_first_gate_that_failed_is_named_with_the_change_that_opens_it(
    watching: dict[str, Any], published: dict[str, Any], gate: Gate, changes: dict[str, Any]
) -> None:
    watch, notice = make.watch(**watching), make.notice(**published)

    explanation = explain(notice, make.firm(), watch, NOW)

    assert explanation.verdict.failed is gate
    assert (explanation.changes, explanation.then) == (changes, None)
    assert match(notice, make.firm(), replace(watch, **explanation.changes), NOW).matched


@pytest.mark.parametrize(
    "published",
    [{"closes_at": NOW - timedelta(days=1)}, {"stage": Stage.WITHDRAWN}, {"stage": Stage.CLOSED}],
    ids=["the deadline has passed", "withdrawn", "awarded"],
)
def test_no_change_brings_back_what_is_over(published: dict[str, Any]) -> None:
    explanation = explain(make.notice(**published), make.firm(), make.watch(), NOW)

    assert (explanation.verdict.failed, explanation.changes) == (Gate.OPEN, {})


def test_what_came_needs_no_change() -> None:
    explanation = explain(make.notice(), make.firm(), make.watch(), NOW)

    assert explanation.verdict.matched
    assert explanation.changes == {}


def test_a_change_that_is_not_enough_says_what_would_fail_next() -> None:
    watch = make.watch(regions=("UKI",), value_max_pence=1_000_000)

    explanation = explain(make.notice(), make.firm(), watch, NOW)

    assert (explanation.changes, explanation.then) == ({"regions": ("UKI", "UKC14")}, Gate.VALUE)


def test_a_title_that_says_nothing_has_no_change_to_offer() -> None:
    notice = make.notice(title="Services", summary=None, cpv_codes=())

    explanation = explain(notice, make.firm(), make.watch(), NOW)

    assert (explanation.verdict.failed, explanation.changes) == (Gate.SECTOR, {})


@settings(deadline=None)  # the first example reads the list of codes
@given(
    title=st.text(max_size=60),
    codes=st.lists(st.sampled_from(["15511000", "45000000", "90910000"]), unique=True),
    regions=st.lists(st.sampled_from(["UK", "UKC", "UKI", "FR"]), unique=True),
    value=st.none() | st.integers(1, 10**12),
)
def test_whatever_is_published_the_offered_change_opens_the_gate(
    title: str, codes: list[str], regions: list[str], value: int | None
) -> None:
    notice = make.notice(
        title=title, summary=None, cpv_codes=tuple(codes), regions=tuple(regions), value_max_pence=value
    )
    watch = make.watch(regions=("UKC14",), value_max_pence=5_000_000, not_words=("scaffolding",))

    explanation = explain(notice, make.firm(), watch, NOW)

    after = match(notice, make.firm(), replace(watch, **explanation.changes), NOW)
    assert after.failed is (explanation.then if explanation.changes else explanation.verdict.failed)
