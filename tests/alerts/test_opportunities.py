"""What was published, stored and found again, on SQLite and on PostgreSQL."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from alerts import opportunities
from alerts.db import Sessions
from alerts.notice import Change, Kind, Notice, Stage
from alerts.opportunities import Saved
from alerts.tables import Opportunity, OpportunityVersion, SourceRow
from tests import make

NOW = make.NOW
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def save(
    sessions: Sessions, *notices: Notice, source: str = "find-a-tender", now: datetime = NOW
) -> Saved:
    """Save notices in a transaction of their own, under a source that is made if need be."""
    async with sessions.begin() as session:
        row = await session.scalar(select(SourceRow).where(SourceRow.slug == source))
        if row is None:
            row = SourceRow(slug=source, next_poll_at=now)
            session.add(row)
            await session.flush()
        return await opportunities.save(session, row.id, notices, now)


async def the_only_one(sessions: Sessions) -> Opportunity:
    async with sessions() as session:
        return (await session.scalars(select(Opportunity))).one()


async def versions_of(sessions: Sessions) -> Sequence[OpportunityVersion]:
    async with sessions() as session:
        return (await session.scalars(select(OpportunityVersion).order_by(OpportunityVersion.id))).all()


def counts(saved: Saved) -> tuple[int, int, int]:
    return saved.new, saved.changed, saved.unchanged


async def test_a_new_notice_is_an_opportunity_in_its_first_version(sessions: Sessions) -> None:
    saved = await save(sessions, make.notice())

    row = await the_only_one(sessions)
    assert counts(saved) == (1, 0, 0)
    assert opportunities.notice_of(row) == make.notice()
    assert (row.external_id, row.reference, row.version) == ("ocds-h6vhtk-000001", "000001-2026", 1)
    assert (row.first_seen_at, row.last_seen_at, row.published_at) == (NOW, NOW, make.notice().released_at)
    [version] = await versions_of(sessions)
    assert (version.number, version.changes, version.notice) == (1, (), make.notice())
    assert (version.opportunity_id, version.matched_at) == (row.id, None)


async def test_saving_the_same_twice_changes_nothing_but_when_it_was_seen(sessions: Sessions) -> None:
    await save(sessions, make.notice())

    again = await save(sessions, make.notice(), now=NOW + DAY)

    row = await the_only_one(sessions)
    assert counts(again) == (0, 0, 1)
    assert len(await versions_of(sessions)) == 1
    assert (row.version, row.first_seen_at, row.last_seen_at) == (1, NOW, NOW + DAY)


async def test_a_moved_deadline_makes_a_version_that_says_so(sessions: Sessions) -> None:
    await save(sessions, make.notice())
    moved = make.notice(
        external_id="000002-2026",
        released_at=NOW,
        closes_at=NOW + 21 * DAY,
        title="RE-ROOFING of Shildon library",
    )

    saved = await save(sessions, moved, now=NOW + HOUR)

    assert counts(saved) == (0, 1, 0)
    _, version = await versions_of(sessions)
    assert (version.number, version.reference, version.changes) == (2, "000002-2026", (Change.DEADLINE,))
    assert (await the_only_one(sessions)).reference == "000002-2026"
    assert version.notice.closes_at == NOW + 21 * DAY


async def test_another_spelling_makes_no_version_but_is_what_we_show(sessions: Sessions) -> None:
    await save(sessions, make.notice())
    respelt = make.notice(external_id="000002-2026", released_at=NOW, title="Re-Roofing of Shildon Library")

    saved = await save(sessions, respelt)

    row = await the_only_one(sessions)
    assert counts(saved) == (0, 0, 1)
    assert (row.title, row.reference, row.version) == ("Re-Roofing of Shildon Library", "000002-2026", 1)


async def test_releases_of_one_batch_are_each_counted_and_each_step_is_kept(sessions: Sessions) -> None:
    tender = make.notice()
    respelt = make.notice(external_id="000002-2026", released_at=NOW, title="RE-ROOFING OF SHILDON LIBRARY")
    moved = replace(tender, external_id="000003-2026", released_at=NOW + HOUR, closes_at=NOW + 21 * DAY)

    saved = await save(sessions, moved, tender, respelt)

    assert counts(saved) == (1, 1, 1)
    assert [(version.number, version.reference) for version in await versions_of(sessions)] == [
        (1, "000001-2026"),
        (2, "000003-2026"),
    ]


async def test_the_truth_is_the_same_whichever_batch_comes_first(sessions: Sessions) -> None:
    tender = make.notice()
    stub = Notice(
        external_id="000002-2026",
        ocid=tender.ocid,
        released_at=NOW,
        title="Re-roofing of Shildon library and hall",
        kind=Kind.TENDER,
    )

    await save(sessions, stub)
    await save(sessions, tender)

    row = await the_only_one(sessions)
    assert opportunities.notice_of(row) == replace(
        tender, external_id=stub.external_id, released_at=stub.released_at, title=stub.title
    )
    assert row.published_at == tender.released_at


async def test_a_row_that_a_file_holds_twice_is_not_a_change_each_time_it_is_read(sessions: Sessions) -> None:
    first = make.notice(ocid=None, closes_at=NOW + DAY)
    second = replace(first, closes_at=NOW + 2 * DAY)
    await save(sessions, first, second)

    again = await save(sessions, first, second)

    row = await the_only_one(sessions)
    assert counts(again) == (0, 0, 2)
    assert (row.closes_at, row.version) == (NOW + 2 * DAY, 1)


async def test_one_number_in_two_sources_is_two_opportunities(sessions: Sessions) -> None:
    await save(sessions, make.notice(ocid=None, external_id="A7", title="Roofing"), source="one")
    saved = await save(sessions, make.notice(ocid=None, external_id="A7", title="Painting"), source="two")

    assert counts(saved) == (1, 0, 0)


async def test_many_more_notices_than_one_query_takes_are_found_again(sessions: Sessions) -> None:
    many = [make.notice(external_id=f"N{number}", ocid=None) for number in range(501)]
    await save(sessions, *many)

    again = await save(sessions, *many)

    assert counts(again) == (0, 0, 501)


async def test_what_another_portal_shows_too_is_stored_and_known_as_a_repeat(sessions: Sessions) -> None:
    await save(sessions, make.notice(), source="find-a-tender")
    repeat = make.notice(external_id="CF-9", ocid="ocds-b5fd17-9", buyer="DURHAM COUNTY COUNCIL")

    saved = await save(sessions, repeat, source="contracts-finder", now=NOW + HOUR)

    assert counts(saved) == (1, 0, 0)
    async with sessions() as session:
        shown = {row.reference: row for row in await opportunities.open_now(session, NOW)}
    assert shown["CF-9"].duplicate_of_id == shown["000001-2026"].id


@pytest.mark.parametrize(
    ("words", "found"),
    [("shildon", ["000001-2026"]), ("CF-9", ["CF-9"]), ("slate", ["CF-9"])],
    ids=["both hold it", "the number of the repeat", "the text of the repeat"],
)
async def test_a_search_leaves_out_a_repeat_only_where_the_original_is_found(
    sessions: Sessions, words: str, found: list[str]
) -> None:
    bare = make.notice(summary=None)
    await save(sessions, bare, source="find-a-tender")
    repeats = [make.notice(external_id=f"{portal}-9", ocid=f"ocds-{portal}-9") for portal in ("CF", "PCS")]
    for portal, repeat in zip(("contracts-finder", "scotland"), repeats, strict=True):
        await save(sessions, repeat, source=portal, now=NOW + HOUR)

    async with sessions() as session:
        rows = await opportunities.search(session, words, NOW, 10)

    assert [row.reference for row in rows] == found


async def test_a_search_shows_an_open_repeat_beside_its_withdrawn_original(sessions: Sessions) -> None:
    await save(sessions, make.notice(stage=Stage.WITHDRAWN), source="find-a-tender")
    repeat = make.notice(external_id="CF-9", ocid="ocds-b5fd17-9")
    await save(sessions, repeat, source="contracts-finder", now=NOW + HOUR)

    async with sessions() as session:
        assert [row.reference for row in await opportunities.open_now(session, NOW)] == ["CF-9"]
        found = [row.reference for row in await opportunities.search(session, "shildon", NOW, 10)]
    assert found == ["CF-9", "000001-2026"]


async def test_a_repeat_stands_alone_once_its_deadline_differs(sessions: Sessions) -> None:
    await save(sessions, make.notice(), source="find-a-tender")
    repeat = make.notice(external_id="CF-9", ocid="ocds-b5fd17-9")
    await save(sessions, repeat, source="contracts-finder", now=NOW + HOUR)
    moved = replace(repeat, external_id="CF-10", released_at=NOW, closes_at=NOW + 40 * DAY)

    await save(sessions, moved, source="contracts-finder", now=NOW + 2 * HOUR)

    async with sessions() as session:
        assert (await session.scalars(select(Opportunity.duplicate_of_id))).all() == [None, None]


async def test_the_original_may_move_away_from_its_repeat(sessions: Sessions) -> None:
    await save(sessions, make.notice(), source="find-a-tender")
    repeat = make.notice(external_id="CF-9", ocid="ocds-b5fd17-9")
    await save(sessions, repeat, source="contracts-finder", now=NOW + HOUR)

    moved = make.notice(external_id="000002-2026", released_at=NOW, closes_at=NOW + 40 * DAY)
    await save(sessions, moved, source="find-a-tender", now=NOW + 2 * HOUR)

    async with sessions() as session:
        assert set(await session.scalars(select(Opportunity.duplicate_of_id))) == {None}


@pytest.mark.parametrize(
    ("changes", "open_"),
    [
        ({}, True),
        ({"stage": Stage.PLANNED, "closes_at": None}, True),
        ({"closes_at": NOW + timedelta(microseconds=1)}, True),
        ({"closes_at": NOW}, False),
        ({"stage": Stage.CLOSED}, False),
        ({"stage": Stage.WITHDRAWN}, False),
        ({"stage": Stage.PLANNED, "closes_at": None, "starts_on": NOW.date()}, True),
        ({"stage": Stage.PLANNED, "closes_at": None, "starts_on": NOW.date() - DAY}, False),
        ({"stage": Stage.OPEN, "closes_at": None, "starts_on": NOW.date() - DAY}, True),
        ({"stage": Stage.PLANNED, "closes_at": NOW + DAY, "starts_on": NOW.date() - DAY}, True),
    ],
    ids=[
        "open",
        "planned without a deadline",
        "closes next",
        "closes now",
        "closed",
        "withdrawn",
        "planned to start today",
        "planned to start yesterday",
        "open though to start yesterday",
        "planned with a deadline to come",
    ],
)
async def test_open_now_is_what_can_still_be_won(
    sessions: Sessions, changes: dict[str, Any], open_: bool
) -> None:
    await save(sessions, make.notice(**changes))

    async with sessions() as session:
        found = await opportunities.open_now(session, NOW)

    assert bool(found) is open_
    assert all(row.source.slug == "find-a-tender" for row in found)


async def test_published_since_counts_from_the_first_release_and_holds_every_stage(
    sessions: Sessions,
) -> None:
    await save(
        sessions,
        make.notice(external_id="old", ocid=None, released_at=NOW - 30 * DAY - HOUR),
        make.notice(external_id="edge", ocid=None, released_at=NOW - 30 * DAY),
        make.notice(external_id="over", ocid=None, released_at=NOW - DAY, stage=Stage.CLOSED),
    )

    async with sessions() as session:
        found = await opportunities.published_since(session, NOW - 30 * DAY)

    assert [row.reference for row in found] == ["over", "edge"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("shildon ROOFING", ["soon", "late", "over"]),
        ("slate durham", ["soon", "late", "over"]),
        ("shildon painting", []),
        ("45261", ["soon", "late", "over"]),
        ("261000", []),
        ("100%", []),
        ("_", []),
        ("SOON", ["soon"]),
        ("", ["soon", "late", "undated", "over"]),
    ],
)
async def test_search_wants_every_word_and_puts_the_soonest_open_first(
    sessions: Sessions, words: str, found: list[str]
) -> None:
    await save(
        sessions,
        make.notice(external_id="over", ocid=None, closes_at=NOW - DAY),
        make.notice(
            external_id="undated", ocid=None, title="Fencing", summary=None, cpv_codes=(), closes_at=None
        ),
        make.notice(external_id="late", ocid=None, closes_at=NOW + 9 * DAY),
        make.notice(external_id="soon", ocid=None, closes_at=NOW + DAY),
    )

    async with sessions() as session:
        rows = await opportunities.search(session, words, NOW, 10)

    assert [row.reference for row in rows] == found


async def test_search_puts_a_plan_whose_start_is_past_below_what_is_open(sessions: Sessions) -> None:
    plan = {"stage": Stage.PLANNED, "closes_at": None, "ocid": None}
    await save(
        sessions,
        make.notice(external_id="stale", released_at=NOW, starts_on=NOW.date() - DAY, **plan),
        make.notice(external_id="plan", starts_on=NOW.date(), **plan),
        make.notice(external_id="over", ocid=None, closes_at=NOW - DAY),
    )

    async with sessions() as session:
        rows = await opportunities.search(session, "shildon", NOW, 10)

    assert [row.reference for row in rows] == ["plan", "stale", "over"]


async def test_search_gives_no_more_than_it_is_asked_for(sessions: Sessions) -> None:
    await save(sessions, *(make.notice(external_id=f"N{number}", ocid=None) for number in range(5)))

    async with sessions() as session:
        assert len(await opportunities.search(session, "shildon", NOW, 3)) == 3


@pytest.mark.parametrize(
    "typed", ["000001-2026", " 000002-2026\n", "OCDS-H6VHTK-000001", "ocds-h6vhtk-000001"]
)
async def test_any_number_that_people_quote_leads_to_the_opportunity(sessions: Sessions, typed: str) -> None:
    moved = make.notice(external_id="000002-2026", released_at=NOW, closes_at=NOW + 21 * DAY)
    await save(sessions, make.notice(), moved)

    async with sessions() as session:
        found = await opportunities.by_reference(session, typed)
        missing = await opportunities.by_reference(session, "000003-2026")

    assert found is not None
    assert found.reference == "000002-2026"
    assert found.source.slug == "find-a-tender"
    assert missing is None


async def test_nothing_to_save_is_nothing_saved(sessions: Sessions) -> None:
    saved = await save(sessions)

    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Opportunity)) == 0
    assert counts(saved) == (0, 0, 0)


async def test_a_text_that_goes_back_to_what_it_was_is_no_amendment(sessions: Sessions) -> None:
    six = make.notice(ocid=None, summary="Specification documents: 6")
    seven = replace(six, summary="Specification documents: 7")
    await save(sessions, six)
    amended = await save(sessions, seven)

    back = await save(sessions, six)
    again = await save(sessions, seven)

    assert [counts(saved) for saved in (amended, back, again)] == [(0, 1, 0), (0, 0, 1), (0, 0, 1)]
    row = await the_only_one(sessions)
    assert (row.version, row.summary) == (2, seven.summary)


async def test_a_deadline_that_goes_back_to_what_it_was_is_news(sessions: Sessions) -> None:
    early = make.notice(ocid=None, closes_at=NOW + DAY)
    late = replace(early, closes_at=NOW + 2 * DAY)
    await save(sessions, early)
    await save(sessions, late)

    back = await save(sessions, early)

    assert counts(back) == (0, 1, 0)
    assert (await the_only_one(sessions)).closes_at == NOW + DAY
