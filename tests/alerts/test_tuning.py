"""“Not for me”: the one change that is proposed for each reason."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from alerts import limits, tuning
from alerts.frequency import Frequency
from alerts.matching import BasedIn, Strictness, match
from alerts.tuning import Unwanted
from tests import make
from tests.make import NOW

LEEDS: dict[str, Any] = {"title": "Re-roofing in Leeds", "regions": ("UKE42",)}
VAGUE: dict[str, Any] = {"title": "Works at Shildon library", "cpv_codes": ()}


@pytest.mark.parametrize(
    ("why", "watching", "published", "changes"),
    [
        (Unwanted.WRONG_TRADE, {}, {"title": "Roofing and scaffolding"}, {"not_words": ("scaffolding",)}),
        (Unwanted.WRONG_TRADE, {}, VAGUE, {"strictness": Strictness.CLOSE}),
        (Unwanted.WRONG_TRADE, {"trades": ("roofing", "cleaning")}, {}, {"trades": ("cleaning",)}),
        (Unwanted.WRONG_TRADE, {}, {}, {"not_words": ("library",)}),
        (Unwanted.NOT_OUR_WORK, {"trades": ("roofing", "cleaning")}, {}, {"not_words": ("library",)}),
        (Unwanted.NOT_OUR_WORK, {}, {"title": "Roofing"}, {}),
        (Unwanted.TOO_BIG, {}, {}, {"value_max_pence": 4_000_000}),
        (Unwanted.TOO_BIG, {}, {"value_max_pence": 10**9}, {"value_max_pence": 45_000_000}),
        (Unwanted.TOO_BIG, {}, {"value_max_pence": None}, {}),
        (Unwanted.TOO_BIG, {}, {"value_is_ceiling": True}, {}),
        (Unwanted.TOO_BIG, {"value_min_pence": 4_200_000}, {}, {}),
        (Unwanted.TOO_FAR, {"regions": ("UK",)}, LEEDS, {"regions": ("UKC",)}),
        (Unwanted.TOO_FAR, {"regions": ("UK",)}, {"regions": ("UKM",)}, {"regions": "England"}),
        (Unwanted.TOO_FAR, {"regions": ("UKC", "UKE")}, LEEDS, {"regions": ("UKC",)}),
        (Unwanted.TOO_FAR, {"regions": ("UKC",)}, {"regions": ("UKC2",)}, {"regions": ("UKC14",)}),
        (Unwanted.TOO_FAR, {"regions": ("UKC",)}, {"regions": ()}, {}),
        (Unwanted.TOO_FAR, {"regions": ("UKC14",)}, {}, {}),
        (Unwanted.TOO_LATE, {}, {}, {"frequency": Frequency.AT_ONCE}),
    ],
)
def test_each_reason_proposes_the_change_that_loses_least(
    why: Unwanted, watching: dict[str, Any], published: dict[str, Any], changes: dict[str, Any]
) -> None:
    watch, notice = make.watch(**watching), make.notice(**published)

    proposed = tuning.propose(why, notice, firm=make.firm(), watch=watch, frequency=Frequency.WEEKLY, now=NOW)

    if changes == {"regions": "England"}:
        assert "UKC" in proposed["regions"]
        assert "UKM" not in proposed["regions"]
    else:
        assert proposed == changes
    if proposed and why is not Unwanted.TOO_LATE:
        assert not match(notice, make.firm(), replace(watch, **proposed), NOW).matched


def test_a_firm_from_elsewhere_is_not_sent_to_the_north_east() -> None:
    elsewhere = make.firm(based_in=BasedIn.ELSEWHERE)

    proposed = tuning.propose(
        Unwanted.TOO_FAR,
        make.notice(**LEEDS),
        firm=elsewhere,
        watch=make.watch(regions=("UK",)),
        frequency=Frequency.DAILY,
        now=NOW,
    )

    assert proposed == {}


def test_who_hears_at_once_cannot_hear_sooner() -> None:
    proposed = tuning.propose(
        Unwanted.TOO_LATE,
        make.notice(),
        firm=make.firm(),
        watch=make.watch(),
        frequency=Frequency.AT_ONCE,
        now=NOW,
    )

    assert proposed == {}


def test_a_notice_that_has_closed_since_still_teaches() -> None:
    closed = make.notice(title="Roofing and scaffolding", closes_at=NOW - timedelta(days=1))

    proposed = tuning.propose(
        Unwanted.WRONG_TRADE,
        closed,
        firm=make.firm(),
        watch=make.watch(),
        frequency=Frequency.DAILY,
        now=NOW,
    )

    assert proposed == {"not_words": ("scaffolding",)}


@pytest.mark.parametrize(
    ("pence", "at_least", "below"),
    [
        (1, 100_000, None),
        (100_000, 100_000, None),
        (100_001, 150_000, 100_000),
        (4_500_000, 5_000_000, 4_000_000),
        (5_000_000, 5_000_000, 4_000_000),
        (5_000_001, 6_000_000, 5_000_000),
        (99_999_999_999, 100_000_000_000, 75_000_000_000),
    ],
)
def test_limits_are_round(pence: int, at_least: int, below: int | None) -> None:
    assert (limits.at_least(pence), limits.below(pence)) == (at_least, below)
