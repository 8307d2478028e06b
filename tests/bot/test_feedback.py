"""Reports in the database: what they hold, who gets to them, and what a repeat, a race and time do to them."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from alerts.db import Sessions
from alerts.matching import BasedIn, OrganisationType, Size
from bot import feedback, likeness, news, own_data, references
from bot.blockers import Blocker, ReportStatus, Stage, Visibility
from bot.filled import Filled, Organisation, row_of
from bot.likeness import Like
from bot.references import Prefix
from bot.tables import BlockerReport, ReportLink
from tests.make import NOW

ROOFER = Organisation(
    kind=OrganisationType.SME, size=Size.MICRO, based_in=BasedIn.COUNTY_DURHAM, trades=("roofing",)
)


def filled(**changes: Any) -> Filled:
    usual = Filled(
        reference=references.new(Prefix.REPORT),
        stage=Stage.DOCUMENTS,
        kind=Blocker.SHORT_DEADLINE,
        visibility=Visibility.KIND_ONLY,
        organisation=ROOFER,
        detail="Ten days for forty pages of method statements.",
    )
    return replace(usual, **changes)


async def made(session: AsyncSession, address: str = "tg:1", **changes: Any) -> BlockerReport:
    return await feedback.report(session, filled(**changes), address, NOW)


async def test_a_second_press_finds_the_first_report(sessions: Sessions) -> None:
    form = filled()

    async with sessions.begin() as session:
        first = await feedback.report(session, form, "tg:1", NOW)
    async with sessions.begin() as session:
        second = await feedback.report(session, form, "tg:1", NOW + timedelta(seconds=1))

    assert (first.id, first.reference) == (second.id, form.reference)
    async with sessions.begin() as session:
        assert await session.scalar(select(func.count()).select_from(BlockerReport)) == 1
        assert await session.scalar(select(func.count()).select_from(ReportLink)) == 1


async def test_two_presses_at_once_make_one_report(sessions: Sessions) -> None:
    form = filled()

    async def press() -> int:
        async with sessions.begin() as session:
            return (await feedback.report(session, form, "tg:1", NOW)).id

    first, second = await asyncio.gather(press(), press())

    assert first == second


@pytest.mark.parametrize(
    ("visibility", "named_as", "organisation"),
    [
        (Visibility.NAMED, "Shildon Roofs", ROOFER),
        (Visibility.KIND_ONLY, None, ROOFER),
        (Visibility.ANONYMOUS, None, Organisation()),
    ],
)
def test_a_row_holds_what_the_supplier_chose_to_show(
    visibility: Visibility, named_as: str | None, organisation: Organisation
) -> None:
    row = row_of(filled(visibility=visibility, named_as="Shildon Roofs"), NOW)

    shown = Organisation(kind=row.organisation_type, size=row.size, based_in=row.based_in, trades=row.trades)
    assert (row.named_as, shown) == (named_as, organisation)


@pytest.mark.parametrize("hour", [0, 12, 23])
def test_an_anonymous_report_keeps_the_day_only(hour: int) -> None:
    at = datetime(2026, 8, 10, hour, 59, 58, tzinfo=UTC)

    anonymous, other = (
        row_of(filled(visibility=kind), at) for kind in (Visibility.ANONYMOUS, Visibility.NAMED)
    )

    assert anonymous.reported_at == anonymous.status_at == datetime(2026, 8, 10, tzinfo=UTC)
    assert other.reported_at == at


@pytest.mark.parametrize(
    ("visibility", "wants_news", "linked"),
    [
        (Visibility.NAMED, False, True),
        (Visibility.KIND_ONLY, False, True),
        (Visibility.ANONYMOUS, False, False),
        (Visibility.ANONYMOUS, True, True),
    ],
)
async def test_an_anonymous_report_is_connected_with_its_chat_only_for_news(
    sessions: Sessions, visibility: Visibility, wants_news: bool, linked: bool
) -> None:
    async with sessions.begin() as session:
        row = await made(session, visibility=visibility, wants_news=wants_news)

        assert (await session.get(ReportLink, row.id) is not None) is linked
        assert [found.report.id for found in await feedback.mine(session, "tg:1")] == [row.id] * linked
        assert await feedback.held(session, row.reference, "tg:1") is not None
        # By its reference alone, anybody finds what is connected with nobody.
        assert (await feedback.held(session, row.reference, "tg:2") is None) is linked


async def test_reports_alike_are_counted_without_their_words(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        first = await made(session)
        await made(session, "tg:2", same_as_id=first.id, detail=None)
        other = await made(session, "tg:3", detail="The lift in the car park smells of fish.")
        await made(session, "tg:4", kind=Blocker.UNCLEAR_WORDS)
        gone = await made(session, "tg:5", same_as_id=first.id)
        await feedback.withdraw(session, gone, NOW)

        plain = await likeness.similar(session, Stage.DOCUMENTS, Blocker.SHORT_DEADLINE)
        by_words = await likeness.similar(
            session, Stage.DOCUMENTS, Blocker.SHORT_DEADLINE, typed="fish smells from the car park lift"
        )
        of_others = await likeness.similar(session, Stage.DOCUMENTS, Blocker.SHORT_DEADLINE, but_of="tg:1")
        none = await likeness.similar(session, Stage.PRICING, Blocker.SHORT_DEADLINE)

    assert plain == [Like(report_id=first.id, count=3)]
    assert by_words == [
        Like(report_id=other.id, count=1, same_words=True),
        Like(report_id=first.id, count=3),
    ]
    assert [like.count for like in of_others] == [2]
    assert none == []


async def test_the_same_is_always_the_same_as_the_original(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        first, other = await made(session), await made(session, "tg:2")
        second = await made(session, "tg:3", same_as_id=first.id)
        third = await made(session, "tg:4", same_as_id=second.id)
        await feedback.set_status(session, first.id, ReportStatus.DUPLICATE, NOW, duplicate_of=other.id)
        fourth = await made(session, "tg:5", same_as_id=first.id)

        assert [second.same_as_id, third.same_as_id, fourth.same_as_id] == [first.id, first.id, other.id]
        counted = await feedback.counted(session, "tg:5", first.id)
        assert counted is not None
        assert counted.id == fourth.id
        assert await feedback.counted(session, "tg:9", first.id) is None


@pytest.mark.parametrize(
    ("status", "then"),
    [(ReportStatus.SEEN, ReportStatus.NEW), (ReportStatus.ACCEPTED, ReportStatus.ACCEPTED)],
)
async def test_what_is_added_is_a_paragraph_and_makes_a_seen_report_new(
    sessions: Sessions, status: ReportStatus, then: ReportStatus
) -> None:
    async with sessions.begin() as session:
        row, bare = await made(session), await made(session, detail=None)
        await feedback.set_status(session, row.id, status, NOW)
        added = [await feedback.add(session, row.id, "More."), await feedback.add(session, bare.id, "First.")]
        room = feedback.LONGEST_IN_ALL - len("First.") - 2
        too_long = await feedback.add(session, bare.id, "x" * (room + 1))
        fits = await feedback.add(session, bare.id, "x" * room)
    async with sessions.begin() as session:
        after = await session.get_one(BlockerReport, row.id)

    assert (added, too_long, fits) == ([True, True], False, True)
    assert after.detail == "Ten days for forty pages of method statements.\n\nMore."
    assert after.status is then


@pytest.mark.parametrize(
    ("visibility", "at"),
    [(Visibility.NAMED, NOW), (Visibility.ANONYMOUS, datetime(2026, 8, 10, tzinfo=UTC))],
)
async def test_a_withdrawn_report_loses_its_words_and_takes_no_more(
    sessions: Sessions, visibility: Visibility, at: datetime
) -> None:
    async with sessions.begin() as session:
        row = await made(session, visibility=visibility, named_as="Sam's Roofs", remedy="More time")
        withdrawn = [await feedback.withdraw(session, row, NOW) for _ in range(2)]
        added = await feedback.add(session, row.id, "More.")
        moved = await feedback.set_status(session, row.id, ReportStatus.SEEN, NOW)
    async with sessions.begin() as session:
        after = await session.get_one(BlockerReport, row.id)

    assert (withdrawn, added, moved) == ([True, False], False, None)
    assert (after.detail, after.remedy, after.named_as, after.withdrawn_at) == (None, None, None, at)


async def test_forgetting_leaves_counts_without_words_name_or_link(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        named = await made(session, visibility=Visibility.NAMED, named_as="Sam's Roofs", remedy="More time")
        other = await made(session, "tg:2")
        lost = await made(session, visibility=Visibility.ANONYMOUS)

        assert (await own_data.erase(session, "tg:1"))["report_links"] == 1
        assert await own_data.erase(session, "tg:1") == {}
    async with sessions.begin() as session:
        rows = {row.id: row for row in await session.scalars(select(BlockerReport))}
        links = list(await session.scalars(select(ReportLink.address)))

    assert (rows[named.id].detail, rows[named.id].remedy, rows[named.id].named_as) == (None, None, None)
    assert rows[named.id].visibility is Visibility.KIND_ONLY
    assert rows[named.id].size is Size.MICRO
    assert rows[other.id].detail is not None
    assert rows[lost.id].detail is not None  # nothing leads to it, so nothing can find it
    assert links == ["tg:2"]


async def told(sessions: Sessions, now: datetime) -> list[tuple[str, ReportStatus]]:
    """Tell all the news that is due, and return it."""
    async with sessions.begin() as session:
        due = await news.claim_due(session, now)
        for one in due:
            await news.mark_told(session, one)
    return sorted((one.address, one.standing) for one in due)


async def test_a_changed_status_is_told_once_to_who_asked(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        asked = await made(session, "tg:1", wants_news=True)
        silent = await made(session, "tg:2")
        for row in (asked, silent):
            await feedback.set_status(session, row.id, ReportStatus.SEEN, NOW)
            await feedback.set_status(session, row.id, ReportStatus.SEEN, NOW)

    first, second = await told(sessions, NOW), await told(sessions, NOW)
    async with sessions.begin() as session:
        await feedback.set_status(session, asked.id, ReportStatus.ACCEPTED, NOW)
        await feedback.set_status(session, asked.id, ReportStatus.SEEN, NOW)  # a slip of the officer's
    back = await told(sessions, NOW)
    async with sessions.begin() as session:
        await feedback.set_status(
            session, asked.id, ReportStatus.WILL_NOT_CHANGE, NOW, reason="It is the law."
        )
    reason = await told(sessions, NOW)

    assert first == [("tg:1", ReportStatus.SEEN)]
    assert (second, back) == ([], [])
    assert reason == [("tg:1", ReportStatus.WILL_NOT_CHANGE)]


async def test_news_that_is_being_told_when_the_status_changes_again_is_owed_again(
    sessions: Sessions,
) -> None:
    async with sessions.begin() as session:
        row = await made(session, wants_news=True)
        await feedback.set_status(session, row.id, ReportStatus.SEEN, NOW)
    async with sessions.begin() as session:
        (telling,) = await news.claim_due(session, NOW)
        nobody_else = await news.claim_due(session, NOW)
    later = NOW + timedelta(seconds=1)
    async with sessions.begin() as session:
        await feedback.set_status(session, row.id, ReportStatus.CHANGED, later)
    async with sessions.begin() as session:
        await news.mark_told(session, telling)

    assert nobody_else == []
    assert await told(sessions, later) == [("tg:1", ReportStatus.CHANGED)]


async def test_what_is_the_same_goes_along_unless_it_was_decided_by_itself(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        first = await made(session, "tg:1", wants_news=True)
        same = await made(session, "tg:2", same_as_id=first.id, wants_news=True)
        own = await made(session, "tg:3", same_as_id=first.id, wants_news=True)
        await feedback.set_status(session, own.id, ReportStatus.ACCEPTED, NOW)
        await feedback.set_status(session, first.id, ReportStatus.WILL_NOT_CHANGE, NOW, reason="The law.")
    async with sessions.begin() as session:
        after = await session.get_one(BlockerReport, same.id)

    assert (after.status, after.status_reason) == (ReportStatus.WILL_NOT_CHANGE, "The law.")
    assert await told(sessions, NOW) == [
        ("tg:1", ReportStatus.WILL_NOT_CHANGE),
        ("tg:2", ReportStatus.WILL_NOT_CHANGE),
        ("tg:3", ReportStatus.ACCEPTED),
    ]


async def test_a_duplicate_leads_to_the_original_and_is_told_what_becomes_of_it(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        one, two, three = [await made(session, f"tg:{number}", wants_news=True) for number in (1, 2, 3)]
        await feedback.set_status(session, three.id, ReportStatus.DUPLICATE, NOW, duplicate_of=two.id)
        await feedback.set_status(session, two.id, ReportStatus.DUPLICATE, NOW, duplicate_of=one.id)
        third = await session.get_one(BlockerReport, three.id, populate_existing=True)
        resolved = (two.duplicate_of_id, third.duplicate_of_id)
        with pytest.raises(ValueError, match="another report"):
            await feedback.set_status(session, one.id, ReportStatus.DUPLICATE, NOW, duplicate_of=three.id)
    marked = await told(sessions, NOW)
    async with sessions.begin() as session:
        await feedback.set_status(session, one.id, ReportStatus.SEEN, NOW)
    seen = await told(sessions, NOW)
    async with sessions.begin() as session:
        await feedback.set_status(session, one.id, ReportStatus.CHANGED, NOW)
    changed = await told(sessions, NOW)

    assert resolved == (one.id, one.id)
    assert marked == [("tg:2", ReportStatus.DUPLICATE), ("tg:3", ReportStatus.DUPLICATE)]
    assert seen == [("tg:1", ReportStatus.SEEN)]
    assert changed == [(f"tg:{number}", ReportStatus.CHANGED) for number in (1, 2, 3)]


@pytest.mark.parametrize(
    ("status", "given"),
    [
        (ReportStatus.WILL_NOT_CHANGE, {}),
        (ReportStatus.WILL_NOT_CHANGE, {"reason": " "}),
        (ReportStatus.DUPLICATE, {}),
        (ReportStatus.DUPLICATE, {"duplicate_of": 5}),
    ],
)
async def test_some_statuses_need_more(
    sessions: Sessions, status: ReportStatus, given: dict[str, Any]
) -> None:
    async with sessions.begin() as session:
        row = await made(session)

        with pytest.raises(ValueError, match="needs"):
            await feedback.set_status(session, row.id, status, NOW, **given)
        assert await feedback.set_status(session, 1, ReportStatus.SEEN, NOW) is None


async def test_news_can_be_turned_on_and_off_and_an_anonymous_report_is_let_go(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        row = await made(session, visibility=Visibility.ANONYMOUS)
        await feedback.set_status(session, row.id, ReportStatus.SEEN, NOW)
        before = await feedback.held(session, row.reference, "tg:1")
        assert before is not None
        await feedback.want_news(session, before, "tg:1", wanted=True)
        during = await feedback.held(session, row.reference, "tg:1")
        assert during is not None
        assert during.link is not None
        nothing_old = await news.claim_due(session, NOW)
        await feedback.want_news(session, during, "tg:1", wanted=False)
        after = await feedback.held(session, row.reference, "tg:1")

    assert (before.link, nothing_old) == (None, [])
    assert during.link.told is ReportStatus.SEEN
    assert after is not None
    assert after.link is None
