"""What happened between two versions of a notice, each thing with before and after."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import changes
from alerts.changes import (
    CodesChanged,
    DeadlineMoved,
    Event,
    LotsChanged,
    StageTurned,
    SuitabilityChanged,
    TextChanged,
    Turn,
    ValueChanged,
    Worth,
)
from alerts.deadlines import Deadline
from alerts.notice import Change, Kind, Lot, Notice, Stage, VatBasis, material_changes
from tests.make import NOW, notice

LATER = NOW + timedelta(days=22)

texts = st.sampled_from(
    ["Roof repairs", "ROOF  repairs", "Roof\u200b repairs", "New roof", "Roof repairs 5 PM"]
)
moments = st.none() | st.integers(-30, 90).map(lambda days: NOW + timedelta(days=days))
pence = st.none() | st.integers(0, 10**9)
lots = st.builds(Lot, id=st.sampled_from("123"), title=st.none() | texts, value_max_pence=pence)
notices = st.builds(
    replace,
    st.just(notice()),
    title=texts,
    summary=st.none() | texts,
    buyer=st.none() | texts,
    stage=st.sampled_from(Stage),
    kind=st.sampled_from(Kind),
    cpv_codes=st.lists(st.sampled_from(["45261000", "45260000", "90910000"]), max_size=3).map(tuple),
    regions=st.lists(st.sampled_from(["UKC14", "UKC"]), max_size=2).map(tuple),
    value_max_pence=pence,
    vat=st.sampled_from(VatBasis),
    suits_sme=st.none() | st.booleans(),
    suits_vcse=st.none() | st.booleans(),
    lots=st.lists(lots, max_size=3, unique_by=lambda lot: lot.id).map(tuple),
    closes_at=moments,
    questions_by=moments,
)


@given(notices, notices)
def test_there_is_one_event_for_each_material_change_and_none_without(before: Notice, after: Notice) -> None:
    found = changes.events(before, after)

    assert len(found) == len(material_changes(before, after))
    assert bool(found) is bool(material_changes(before, after))


@given(notices, notices)
def test_the_way_back_has_the_same_events_the_other_way_round(before: Notice, after: Notice) -> None:
    there, back = changes.events(before, after), changes.events(after, before)

    assert [(_side(event.before), _side(event.after)) for event in there] == [
        (_side(event.after), _side(event.before)) for event in back
    ]


@given(notices, notices, notices)
def test_two_steps_told_at_once_say_where_it_began_and_where_it_ended(
    first: Notice, second: Notice, third: Notice
) -> None:
    at_once = changes.events(first, third)

    by_steps = changes.events(first, second) + changes.events(second, third)
    assert {_part(event) for event in at_once} <= {_part(event) for event in by_steps}
    assert changes.events(third, third) == ()


@given(notices, notices)
def test_whoever_did_not_save_it_hears_only_of_stage_and_deadline(before: Notice, after: Notice) -> None:
    heard = changes.for_everyone(changes.events(before, after))

    assert {_part(event) for event in heard} <= {"StageTurned", "DeadlineMoved bid"}
    assert bool(heard) <= bool(changes.LOUD.intersection(material_changes(before, after)))


def _side(value: object) -> object:
    """Return before or after of an event. Parts stand in the order of the notice that was read."""
    return sorted(map(repr, value)) if isinstance(value, tuple) else value


def _part(event: Event) -> str:
    name = type(event).__name__
    match event:
        case DeadlineMoved(which=which):
            return f"{name} {which}"
        case TextChanged(part=part) | CodesChanged(part=part):
            return f"{name} {part}"
        case _:
            return name


@pytest.mark.parametrize(
    "flapped",
    [
        {"title": "RE-ROOFING  of Shildon\u00a0library"},
        {"summary": "Strip and renew the slate roof and\ngutters."},
        {"summary": "Strip and renew the slate roof and gutters.\u200b"},
        {"cpv_codes": ("45261000", "45261000")},
        {"url": "https://www.find-tender.service.gov.uk/Notice/000002-2026"},
    ],
)
def test_another_spelling_is_no_event(flapped: dict[str, Any]) -> None:
    assert changes.events(notice(), notice(**flapped)) == ()


@pytest.mark.parametrize(
    ("before", "after", "event"),
    [
        (
            {},
            {"closes_at": LATER},
            DeadlineMoved(which=Deadline.BID, before=NOW + timedelta(days=14), after=LATER),
        ),
        (
            {},
            {"questions_by": LATER},
            DeadlineMoved(which=Deadline.QUESTIONS, before=None, after=LATER),
        ),
        (
            {},
            {"value_max_pence": 6_000_000},
            ValueChanged(
                before=Worth(min_pence=None, max_pence=4_500_000, vat=VatBasis.NET),
                after=Worth(min_pence=None, max_pence=6_000_000, vat=VatBasis.NET),
            ),
        ),
        ({}, {"title": "New roof"}, TextChanged(part=Change.TITLE, before=notice().title, after="New roof")),
        ({}, {"regions": ("UKC",)}, CodesChanged(part=Change.PLACE, before=("UKC14",), after=("UKC",))),
        ({}, {"suits_vcse": True}, SuitabilityChanged(before=(True, None), after=(True, True))),
        (
            {"lots": (Lot(id="1", title="Slate"), Lot(id="2", title="Lead"))},
            {"lots": (Lot(id="2", title="Lead", value_max_pence=5), Lot(id="3", title="Flat"))},
            LotsChanged(
                added=(Lot(id="3", title="Flat"),),
                removed=(Lot(id="1", title="Slate"),),
                changed=((Lot(id="2", title="Lead"), Lot(id="2", title="Lead", value_max_pence=5)),),
            ),
        ),
    ],
    ids=["deadline", "questions", "value", "title", "place", "suitability", "lots"],
)
def test_an_event_has_before_and_after(before: dict[str, Any], after: dict[str, Any], event: Event) -> None:
    assert changes.events(notice(**before), notice(**after)) == (event,)


@pytest.mark.parametrize(
    ("before", "after", "kind", "turn"),
    [
        (Stage.PLANNED, Stage.OPEN, Kind.TENDER, Turn.WENT_LIVE),
        (Stage.WITHDRAWN, Stage.OPEN, Kind.TENDER, Turn.OPEN_AGAIN),
        (Stage.CLOSED, Stage.PLANNED, Kind.PLANNED, Turn.OPEN_AGAIN),
        (Stage.OPEN, Stage.PLANNED, Kind.PLANNED, Turn.PLANNED_AGAIN),
        (Stage.OPEN, Stage.WITHDRAWN, Kind.CANCELLATION, Turn.WITHDRAWN),
        (Stage.OPEN, Stage.CLOSED, Kind.AWARD, Turn.AWARDED),
        (Stage.OPEN, Stage.CLOSED, Kind.TENDER, Turn.CLOSED),
    ],
)
def test_what_another_stage_means(before: Stage, after: Stage, kind: Kind, turn: Turn) -> None:
    found = changes.events(notice(stage=before), notice(stage=after, kind=kind))

    assert found == (StageTurned(before=before, after=after, turn=turn),)


@pytest.mark.parametrize(
    ("before", "after", "stage", "matters"),
    [
        (NOW - timedelta(days=2), NOW, Stage.OPEN, False),
        (NOW - timedelta(days=2), NOW + timedelta(seconds=1), Stage.OPEN, True),
        (NOW + timedelta(seconds=1), NOW - timedelta(days=2), Stage.OPEN, True),
        (NOW + timedelta(days=1), NOW + timedelta(days=2), Stage.CLOSED, False),
    ],
    ids=["both over", "extended just in time", "brought forward into the past", "nobody can bid any more"],
)
def test_a_deadline_that_nobody_can_meet_is_no_news(
    before: datetime, after: datetime, stage: Stage, matters: bool
) -> None:
    old, new = notice(closes_at=before, stage=stage), notice(closes_at=after, stage=stage)

    found = changes.still_matter(changes.events(old, new), new, NOW)

    assert bool(found) is matters
