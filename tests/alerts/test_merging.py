"""Releases of one procurement joined into one truth, whatever order they come in."""

from dataclasses import replace
from datetime import timedelta
from functools import reduce
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.merging import Joined, Seen, duplicates, in_order, join, key_of, mark
from alerts.notice import LIVE, Kind, Lot, Notice, Stage, VatBasis
from tests import make

HOUR = timedelta(hours=1)


def release(number: int, **changes: Any) -> Notice:
    """Return the release that came out `number` hours after noon, and says only what it is told to."""
    bare = Notice(
        external_id=f"{number:06}-2026",
        ocid="ocds-h6vhtk-000001",
        released_at=make.NOW + number * HOUR,
        title="Re-roofing of Shildon library",
    )
    return replace(bare, **changes)


def joined(*releases: Notice) -> Joined:
    first, *rest = releases
    return reduce(join, rest, join(None, first))


said = st.fixed_dictionaries(
    {
        "number": st.integers(1, 4),
        "external_id": st.sampled_from(["1-2026", "2-2026", "3-2026"]),
        "title": st.sampled_from(["Roofing", "Re-roofing", ""]),
        "summary": st.sampled_from([None, "Slate", "Tiles"]),
        "buyer": st.sampled_from([None, "Durham County Council"]),
        "stage": st.sampled_from(Stage),
        "kind": st.sampled_from(
            [Kind.ENGAGEMENT, Kind.PLANNED, Kind.TENDER, Kind.AWARD, Kind.CANCELLATION, Kind.NOT_STATED]
        ),
        "cpv_codes": st.sampled_from([(), ("45261000",), ("45000000",)]),
        "value_min_pence": st.sampled_from([None, 100]),
        "value_max_pence": st.sampled_from([None, 500, 900]),
        "vat": st.sampled_from(VatBasis),
        "suits_sme": st.sampled_from([None, True, False]),
        "lots": st.sampled_from([(), (Lot(id="1"),)]),
        "closes_at": st.sampled_from([None, make.NOW, make.NOW + HOUR]),
        "questions_by": st.sampled_from([None, make.NOW]),
    }
)
releases = st.lists(said.map(lambda fields: release(**fields)), min_size=1, max_size=6)


@given(releases, st.data())
def test_the_order_of_releases_never_matters(said: list[Notice], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(said))

    assert joined(*shuffled) == joined(*said)


@given(releases, st.data())
def test_saying_a_part_of_it_again_changes_nothing(said: list[Notice], data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(said)))

    assert joined(*said, *again) == joined(*said)


@given(releases)
def test_what_was_once_stated_is_never_lost(said: list[Notice]) -> None:
    known = joined(*said).notice

    for field in ("title", "summary", "buyer", "cpv_codes", "suits_sme", "lots"):
        stated = {getattr(one, field) for one in said} - {None, "", ()}
        assert not stated or getattr(known, field) in stated


@given(releases)
def test_the_value_is_one_that_a_release_gave(said: list[Notice]) -> None:
    known = joined(*said).notice

    values = {(one.value_min_pence, one.value_max_pence, one.vat) for one in said}
    given_together = {value for value in values if value[:2] != (None, None)}
    none = {(None, None, VatBasis.NOT_STATED)}
    assert (known.value_min_pence, known.value_max_pence, known.vat) in (given_together or none)


@given(releases)
def test_a_deadline_is_the_last_that_was_given_unless_another_kind_of_notice_came_after(
    said: list[Notice],
) -> None:
    known = joined(*said).notice

    for field in ("closes_at", "questions_by"):
        stating = [one for one in in_order(said) if getattr(one, field) is not None]
        last = stating[-1] if stating else release(0)
        after = [one for one in said if mark(one) > mark(last) and one.stage in LIVE]
        kinds = {one.kind for one in after} - {last.kind, Kind.NOT_STATED}
        lapsed = kinds and last.kind is not Kind.NOT_STATED
        assert getattr(known, field) == (None if lapsed else getattr(last, field))


def test_the_end_of_an_early_talk_is_no_deadline_of_the_plan_that_follows() -> None:
    talk = release(1, stage=Stage.PLANNED, kind=Kind.ENGAGEMENT, closes_at=make.NOW + 9 * HOUR)
    plan = release(2, stage=Stage.PLANNED, kind=Kind.PLANNED)

    assert joined(talk, plan).notice.closes_at is None
    assert joined(plan, talk).notice.closes_at is None


@pytest.mark.parametrize(
    "update",
    [
        {"stage": Stage.WITHDRAWN, "kind": Kind.CANCELLATION},
        {"stage": Stage.CLOSED, "kind": Kind.AWARD},
        {"stage": Stage.OPEN, "kind": Kind.NOT_STATED},
        {"stage": Stage.OPEN, "kind": Kind.TENDER},
    ],
    ids=["cancellation", "award", "stub", "the same kind"],
)
def test_what_is_no_new_step_leaves_the_deadlines(update: dict[str, Any]) -> None:
    tender = release(1, kind=Kind.TENDER, closes_at=make.NOW + 9 * HOUR, questions_by=make.NOW + 3 * HOUR)

    known = joined(tender, release(2, **update)).notice

    assert (known.closes_at, known.questions_by) == (tender.closes_at, tender.questions_by)


def test_a_feed_item_that_turns_from_talk_to_plan_under_its_own_date_has_no_deadline() -> None:
    talk = make.notice(ocid=None, stage=Stage.PLANNED, kind=Kind.ENGAGEMENT, closes_at=make.NOW + HOUR)
    plan = replace(talk, kind=Kind.PLANNED, closes_at=None)

    assert joined(talk, plan).notice.closes_at is None
    assert joined(talk, plan, talk).notice.closes_at == talk.closes_at


def test_without_a_value_there_is_no_vat_basis_whichever_release_comes_first() -> None:
    net, gross = release(1, vat=VatBasis.NET), release(2, vat=VatBasis.GROSS)

    assert joined(net, gross).notice.vat is VatBasis.NOT_STATED
    assert joined(gross, net).notice.vat is VatBasis.NOT_STATED


def test_a_stub_update_erases_nothing() -> None:
    full = make.notice(external_id="000001-2026", questions_by=make.NOW)
    stub = release(2, title="Re-roofing of Shildon library (amended)", kind=Kind.TENDER)

    known = joined(full, stub)

    assert known.notice == replace(
        full, external_id=stub.external_id, released_at=stub.released_at, title=stub.title
    )
    assert known.published_at == full.released_at


def test_a_cancellation_without_a_buyer_keeps_the_buyer() -> None:
    full = make.notice()
    cancellation = release(2, stage=Stage.WITHDRAWN, kind=Kind.CANCELLATION)

    known = joined(cancellation, full).notice

    assert (known.stage, known.kind) == (Stage.WITHDRAWN, Kind.CANCELLATION)
    assert (known.buyer, known.closes_at) == (full.buyer, full.closes_at)


def test_an_award_closes_what_was_open() -> None:
    award = release(2, stage=Stage.CLOSED, kind=Kind.AWARD)

    assert joined(make.notice(), award).notice.stage is Stage.CLOSED


@pytest.mark.parametrize(
    ("update", "stage"),
    [
        ({"kind": Kind.NOT_STATED}, Stage.CLOSED),
        ({"kind": Kind.NOT_STATED, "closes_at": make.NOW + 9 * HOUR}, Stage.OPEN),
        ({"kind": Kind.TENDER}, Stage.OPEN),
    ],
    ids=["a stub, as an amended award notice has", "a stub with a deadline", "a tender"],
)
def test_only_a_notice_with_substance_opens_again_what_was_awarded(
    update: dict[str, Any], stage: Stage
) -> None:
    award = release(1, stage=Stage.CLOSED, kind=Kind.AWARD)
    amendment = release(2, stage=Stage.OPEN, **update)

    assert joined(award, amendment).notice.stage is stage


def test_of_two_releases_of_one_time_the_higher_number_wins() -> None:
    first = release(1, external_id="000001-2026", summary="Slate")
    second = release(1, external_id="000002-2026", summary="Tiles")

    assert joined(second, first).notice.summary == "Tiles"
    assert joined(second, first).notice.external_id == "000002-2026"


def test_an_older_release_that_comes_late_fills_gaps_and_overwrites_nothing() -> None:
    late = release(1, summary="Slate", buyer="Durham County Council", closes_at=make.NOW)
    known = joined(release(2, summary="Tiles"), late)

    assert known.notice.summary == "Tiles"
    assert known.notice.buyer == "Durham County Council"
    assert known.notice.external_id == "000002-2026"
    assert known.published_at == late.released_at


def test_a_feed_item_that_changes_under_its_own_date_says_what_was_read_last() -> None:
    before = make.notice(ocid=None, closes_at=make.NOW + HOUR)
    after = replace(before, closes_at=make.NOW + 2 * HOUR)

    assert joined(before, after).notice.closes_at == after.closes_at
    assert joined(after, before).notice.closes_at == before.closes_at


def test_time_is_compared_as_an_instant_whatever_zone_it_is_written_in() -> None:
    summer = make.NOW.replace(hour=10).isoformat().replace("+00:00", "+01:00")
    earlier = release(0, released_at=type(make.NOW).fromisoformat(summer), summary="Slate")  # 9:00 UTC
    later = release(0, released_at=make.NOW.replace(hour=9, minute=30), summary="Tiles")

    assert in_order([later, earlier]) == [earlier, later]
    assert joined(later, earlier).notice.summary == "Tiles"


@pytest.mark.parametrize(("ocid", "key"), [("ocds-1", "ocds-1"), (None, "A7"), ("", "A7")])
def test_releases_belong_together_by_ocid_or_else_by_number(ocid: str | None, key: str) -> None:
    assert key_of(make.notice(external_id="A7", ocid=ocid)) == key


def test_the_first_seen_is_the_original_and_the_lower_id_breaks_a_tie() -> None:
    group = [
        Seen(id=3, source_id=2, first_seen_at=make.NOW),
        Seen(id=2, source_id=1, first_seen_at=make.NOW),
        Seen(id=1, source_id=3, first_seen_at=make.NOW + HOUR),
    ]

    assert duplicates(group) == {2: None, 3: 2, 1: 2}


def test_one_source_does_not_repeat_itself() -> None:
    two_jobs_of_one_name = [
        Seen(id=1, source_id=1, first_seen_at=make.NOW),
        Seen(id=2, source_id=1, first_seen_at=make.NOW + HOUR),
    ]

    assert duplicates(two_jobs_of_one_name) == {1: None, 2: None}
