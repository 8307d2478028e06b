"""Which notice is for whom, and why: each gate, on both sides of its edge."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.matching import (
    Fit,
    Gate,
    OrganisationType,
    Reason,
    ReasonKind,
    Size,
    Strength,
    Strictness,
    Verdict,
    Watch,
    comfortable_max_pence,
    match,
    yearly_value_pence,
)
from alerts.notice import Lot, Notice, Stage
from alerts.trades import TRADES
from tests import make
from tests.make import NOW


def judged(notice: Notice, watch: Watch | None = None, **firm: object) -> Verdict:
    return match(notice, make.firm(**firm), watch or make.watch(), NOW)


def test_a_roof_for_a_roofer_is_a_close_match_with_its_reasons() -> None:
    verdict = judged(make.notice(), make.watch(regions=("UKC14",)))

    assert verdict.matched
    assert verdict.strength is Strength.CLOSE
    assert verdict.reasons == (
        Reason(kind=ReasonKind.TITLE_WORDS, watched="roofing", found="Re-roofing"),
        Reason(kind=ReasonKind.CODE, watched="roofing", found="45261000"),
        Reason(kind=ReasonKind.SUITS, watched="sme", found="sme"),
        Reason(kind=ReasonKind.PLACE, watched="UKC14", found="UKC14"),
    )


@pytest.mark.parametrize(
    ("changes", "open_still"),
    [
        ({"closes_at": NOW + timedelta(seconds=1)}, True),
        ({"closes_at": NOW}, False),
        ({"closes_at": None}, True),
        ({"stage": Stage.PLANNED, "closes_at": None}, True),
        ({"stage": Stage.CLOSED, "closes_at": None}, False),
        ({"stage": Stage.WITHDRAWN}, False),
    ],
)
def test_only_what_is_open_or_planned_is_sent(changes: dict[str, object], open_still: bool) -> None:
    verdict = judged(make.notice(**changes))

    assert verdict.failed is (None if open_still else Gate.OPEN)


@pytest.mark.parametrize(
    ("title", "codes", "matched"),
    [
        ("Re-roofing of Shildon library", ("45261000",), True),
        ("Re-roofing of Shildon library", ("45000000",), True),
        ("Re-roofing of Shildon library", (), True),
        ("Roof covering replacement", ("71000000",), True),
        ("Shildon library", ("45261900",), True),
        ("Shildon library", ("45000000",), False),
        ("Shildon library", (), False),
        ("Cleaning of Shildon library", ("45261900",), False),
        ("Supply of roofing materials", ("44112500",), False),
        ("Supply of milk", ("15511000",), False),
    ],
)
def test_a_code_alone_is_believed_only_when_the_title_says_nothing_else(
    title: str, codes: tuple[str, ...], matched: bool
) -> None:
    verdict = judged(make.notice(title=title, cpv_codes=codes, summary=None))

    assert verdict.failed is (None if matched else Gate.SECTOR)


def test_a_wider_code_is_enough_beside_words_in_the_text() -> None:
    vague = make.notice(title="Planned works 2026", cpv_codes=("45000000",))
    roofs = replace(
        vague, summary="Roofing and guttering of ten halls: the roofs are slate, each roof to be renewed."
    )

    assert judged(replace(vague, summary="Works at ten halls.")).failed is Gate.SECTOR
    assert judged(roofs).matched
    assert ReasonKind.BROADER_CODE in {reason.kind for reason in judged(roofs).reasons}


def test_a_wrong_code_does_not_hide_work_that_the_title_plainly_names() -> None:
    verdict = judged(
        make.notice(title="School meals", cpv_codes=("75000000",), summary=None), Watch(trades=("catering",))
    )

    assert verdict.matched


def test_a_lot_of_its_own_in_a_bigger_notice_is_found() -> None:
    lots = (Lot(id="1", title="Plastering"), Lot(id="2", title="Roofing"))
    notice = make.notice(title="Estates framework", cpv_codes=("45000000",), summary=None, lots=lots)

    verdict = judged(notice)

    assert verdict.reasons[0] == Reason(kind=ReasonKind.LOT, watched="roofing", found="Roofing")
    assert judged(replace(notice, lots=lots[:1])).failed is Gate.SECTOR


def test_a_lots_own_code_is_found() -> None:
    lots = (Lot(id="1", title="Lot 1", cpv_codes=("45261900",)),)

    assert judged(make.notice(title="Estates", cpv_codes=("45000000",), summary=None, lots=lots)).matched


@pytest.mark.parametrize(
    ("words", "title", "matched"),
    [
        (("bat boxes",), "Supply of bat boxes", True),
        (("bat boxes",), "Boxes for a bat", False),
        (('"bats"',), "Bat survey", False),
        (('"bats"',), "Bats in churches", True),
        (("services",), "Provision of services", False),
        (("the Council", "supply"), "Supply to the Council", False),
    ],
)
def test_a_suppliers_own_words_are_stems_phrases_or_quoted_and_never_boilerplate(
    words: tuple[str, ...], title: str, matched: bool
) -> None:
    verdict = judged(make.notice(title=title, summary=None, cpv_codes=()), Watch(words=words))

    assert verdict.matched is matched


def test_words_to_avoid_in_a_title_exclude_though_all_else_fits() -> None:
    watch = make.watch(not_words=("library",))

    assert judged(make.notice(), watch).failed is Gate.EXCLUDED
    assert judged(make.notice(title="Re-roofing of a school", summary="Near the library."), watch).matched


def test_a_watch_for_nothing_in_particular_passes_everything() -> None:
    assert judged(make.notice(title="Milk", cpv_codes=("15511000",)), Watch()).matched


@pytest.mark.parametrize(
    ("wanted", "found", "matched"),
    [
        ((), ("UKM",), True),
        (("UKC14",), (), True),
        (("UKC14",), ("UKC",), True),
        (("UKC",), ("UKC14",), True),
        (("UKC14",), ("UK",), True),
        (("UKC14",), ("UKD", "UKC14"), True),
        (("UKC14",), ("UKD",), False),
        (("UKC14", "UKD"), ("UKD1",), True),
        (("UK",), ("IE052",), False),
    ],
)
def test_places_meet_by_hierarchy_and_an_unknown_place_passes(
    wanted: tuple[str, ...], found: tuple[str, ...], matched: bool
) -> None:
    verdict = judged(make.notice(regions=found), make.watch(regions=wanted))

    assert verdict.failed is (None if matched else Gate.PLACE)


@pytest.mark.parametrize(
    ("changes", "asked", "matched"),
    [
        ({"value_max_pence": 10_000}, {"value_max_pence": 10_000}, True),
        ({"value_max_pence": 10_001}, {"value_max_pence": 10_000}, False),
        ({"value_max_pence": 10_001, "value_min_pence": 9_000}, {"value_max_pence": 10_000}, True),
        ({"value_max_pence": None}, {"value_max_pence": 10_000, "value_min_pence": 5}, True),
        ({"value_max_pence": 10_001, "value_is_ceiling": True}, {"value_max_pence": 10_000}, True),
        ({"value_max_pence": 10_001, "title": "Roofing framework"}, {"value_max_pence": 10_000}, True),
        (
            {"value_max_pence": 10_001, "title": "Roofing framework", "value_is_ceiling": False},
            {"value_max_pence": 10_000},
            False,
        ),
        ({"value_max_pence": 4_999}, {"value_min_pence": 5_000}, False),
        ({"value_max_pence": 5_000}, {"value_min_pence": 5_000}, True),
        (
            {"value_max_pence": 90_000, "lots": (Lot(id="1", value_max_pence=9_000),)},
            {"value_max_pence": 10_000},
            True,
        ),
    ],
)
def test_the_value_asked_for_is_held_and_an_unknown_value_passes(
    changes: dict[str, object], asked: dict[str, int], matched: bool
) -> None:
    verdict = judged(make.notice(**changes), make.watch(**asked))

    assert verdict.failed is (None if matched else Gate.VALUE)


@pytest.mark.parametrize(
    ("pence", "fit"),
    [
        (1_000_000, Fit.WITHIN),
        (1_000_001, Fit.STRETCH),
        (3_000_000, Fit.STRETCH),
        (3_000_001, Fit.WITH_PARTNERS),
        (None, Fit.NOT_STATED),
    ],
)
def test_size_never_hides_a_notice_but_is_told(pence: int | None, fit: Fit) -> None:
    verdict = judged(make.notice(value_max_pence=pence), comfortable_max_pence=1_000_000)

    assert verdict.matched
    assert verdict.fit is fit


@pytest.mark.parametrize(
    ("pence", "fit"),
    [(1_000_000, Fit.WITHIN), (1_000_001, Fit.NOT_STATED), (9_000_000, Fit.NOT_STATED)],
)
def test_a_great_ceiling_over_many_jobs_says_nothing_of_their_size(pence: int, fit: Fit) -> None:
    framework = make.notice(
        value_is_ceiling=True,
        value_max_pence=90_000_000,
        lots=(Lot(id="1", value_max_pence=pence), Lot(id="2", value_max_pence=81_000_000)),
    )

    assert judged(framework, comfortable_max_pence=1_000_000).fit is fit


def test_a_buyer_who_marks_nothing_for_small_firms_hides_nothing() -> None:
    verdict = judged(make.notice(suits_sme=False, suits_vcse=False))

    assert verdict.matched
    assert ReasonKind.SUITS not in {reason.kind for reason in verdict.reasons}


@pytest.mark.parametrize(
    ("kind", "sme", "vcse", "found"),
    [
        (OrganisationType.SME, True, True, "sme"),
        (OrganisationType.SME, None, True, None),
        (OrganisationType.VCS, True, True, "vcse"),
        (OrganisationType.SOCIAL_ENTERPRISE, True, None, "sme"),
    ],
)
def test_the_buyers_mark_for_this_kind_of_organisation_is_a_reason(
    kind: OrganisationType, sme: bool | None, vcse: bool | None, found: str | None
) -> None:
    verdict = judged(make.notice(suits_sme=sme, suits_vcse=vcse), organisation_type=kind)

    marks = [reason.found for reason in verdict.reasons if reason.kind is ReasonKind.SUITS]
    assert marks == ([] if found is None else [found])


@pytest.mark.parametrize(
    ("changes", "yearly"),
    [
        ({"value_max_pence": 300}, 300),
        ({"value_max_pence": 300, "starts_on": date(2026, 1, 1), "ends_on": date(2029, 1, 1)}, 100),
        ({"value_max_pence": 300, "starts_on": date(2026, 1, 1), "ends_on": date(2026, 2, 1)}, 300),
        ({"value_max_pence": 300, "starts_on": date(2026, 1, 1), "ends_on": date(2025, 1, 1)}, 300),
        ({"value_max_pence": 300, "value_is_ceiling": True}, None),
        ({"value_max_pence": None}, None),
        (
            {
                "value_max_pence": 300,
                "value_is_ceiling": True,
                "lots": (Lot(id="1", value_max_pence=90), Lot(id="2", value_max_pence=50), Lot(id="3")),
            },
            50,
        ),
    ],
)
def test_value_counts_by_year_or_smallest_lot_and_a_ceiling_says_nothing(
    changes: dict[str, object], yearly: int | None
) -> None:
    assert yearly_value_pence(make.notice(**changes)) == yearly


def test_what_a_firm_is_comfortable_with_grows_with_its_size_unless_it_says() -> None:
    by_size = [comfortable_max_pence(make.firm(size=size)) for size in Size]
    known = [limit for limit in by_size if limit is not None]

    assert known == sorted(known)
    assert by_size[-1] is None
    assert comfortable_max_pence(make.firm(size=Size.LARGE, comfortable_max_pence=5)) == 5


TITLES = st.sampled_from(
    [
        "Re-roofing of Shildon library",
        "School cleaning",
        "Planned works",
        "Framework for roofing",
        "Adult Social Care Taxi Contracts",
        "Property Maintenance & Construction Materials",
        "Provision of services",
        "",
    ]
)
CODES = st.lists(
    st.sampled_from(["45261000", "45000000", "90919300", "60120000", "85000000", "15511000", "79411000"]),
    max_size=4,
    unique=True,
).map(tuple)
LOTS = st.lists(
    st.builds(
        Lot,
        id=st.sampled_from(["1", "2", "3"]),
        title=st.sampled_from([None, "Roofing", "Taxis", "Lot 1"]),
        cpv_codes=CODES,
        value_max_pence=st.none() | st.integers(1, 10**8),
        suits_sme=st.none() | st.booleans(),
    ),
    max_size=3,
).map(tuple)
NOTICES = st.builds(
    make.notice,
    title=TITLES | st.text(max_size=40),
    summary=st.none() | TITLES | st.text(max_size=80),
    cpv_codes=CODES,
    lots=LOTS,
    regions=st.lists(st.sampled_from(["UKC14", "UKD", "UK", "IE"]), max_size=2).map(tuple),
    value_min_pence=st.none() | st.integers(1, 10**8),
    value_max_pence=st.none() | st.integers(1, 10**8),
    value_is_ceiling=st.none() | st.just(value=True),
    suits_sme=st.none() | st.booleans(),
    suits_vcse=st.none() | st.booleans(),
    closes_at=st.none() | st.just(NOW) | st.just(NOW + timedelta(days=3)),
)
SOME_WORDS = st.lists(
    st.sampled_from(["roof", "school cleaning", '"Taxi"', "services", "works"]) | st.text(max_size=10),
    max_size=3,
).map(tuple)
WATCHES = st.builds(
    Watch,
    trades=st.lists(st.sampled_from(list(TRADES)), max_size=3).map(tuple),
    cpv_prefixes=st.lists(st.sampled_from(["4526", "45", "9091", "85", "7941"]), max_size=3).map(tuple),
    words=SOME_WORDS,
    not_words=SOME_WORDS,
    regions=st.lists(st.sampled_from(["UKC14", "UK", "UKC"]), max_size=2).map(tuple),
    value_max_pence=st.none() | st.integers(1, 10**8),
)


@given(NOTICES, WATCHES)
def test_missing_data_never_turns_a_match_into_a_non_match(notice: Notice, watch: Watch) -> None:
    without: list[dict[str, object]] = [
        {"value_min_pence": None, "value_max_pence": None},
        {"regions": ()},
        {"suits_sme": None, "suits_vcse": None},
        {"closes_at": None},
        {"buyer": None},
        {"starts_on": None, "ends_on": None},
        {"value_min_pence": None, "value_max_pence": None, "value_is_ceiling": None},
    ]
    if "Framework" in notice.title:
        without.append({"value_is_ceiling": None})
    if judged(notice, watch).matched:
        assert all(judged(replace(notice, **changes), watch).matched for changes in without)  # type: ignore[arg-type] # each is a field's own kind


@given(NOTICES, WATCHES, st.sampled_from(list(TRADES)))
def test_one_more_trade_never_removes_a_match(notice: Notice, watch: Watch, trade: str) -> None:
    more = replace(watch, trades=(*watch.trades, trade))
    asks = watch.trades or watch.cpv_prefixes or watch.words

    if asks and judged(notice, watch).matched:
        assert judged(notice, more).matched


@given(NOTICES, WATCHES)
def test_the_order_in_which_things_are_listed_never_matters(notice: Notice, watch: Watch) -> None:
    turned_notice = replace(
        notice, cpv_codes=notice.cpv_codes[::-1], lots=notice.lots[::-1], regions=notice.regions[::-1]
    )
    turned_watch = replace(
        watch,
        trades=watch.trades[::-1],
        cpv_prefixes=watch.cpv_prefixes[::-1],
        words=watch.words[::-1],
        not_words=watch.not_words[::-1],
        regions=watch.regions[::-1],
    )

    assert judged(notice, watch) == judged(turned_notice, turned_watch)


@given(st.text(), st.text(), st.lists(st.text(), max_size=3), st.lists(st.text(), max_size=3))
def test_no_text_breaks_a_decision(title: str, summary: str, words: list[str], codes: list[str]) -> None:
    watch = Watch(words=tuple(words), cpv_prefixes=tuple(codes), trades=("roofing", "no such trade"))

    verdict = judged(make.notice(title=title, summary=summary, cpv_codes=tuple(codes)), watch)

    assert verdict.failed in {None, Gate.SECTOR}


def test_only_close_matches_leaves_out_the_possible_ones_and_says_so() -> None:
    close, possible = make.notice(), make.notice(title="Works at Shildon library", cpv_codes=("45000000",))

    choosy = make.watch(strictness=Strictness.CLOSE)

    assert judged(close, choosy).matched
    assert judged(possible, make.watch()).strength is Strength.POSSIBLE
    assert judged(possible, choosy).failed is Gate.STRICTNESS
    assert judged(make.notice(title="Supply of milk", cpv_codes=("15511000",)), choosy).failed is Gate.SECTOR
