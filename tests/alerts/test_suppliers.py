"""Joining, editing, stopping, coming back, being forgotten."""

import asyncio

import pytest
from sqlalchemy import func, select

from alerts import intake, opportunities, owing, standing, suppliers
from alerts.audience import Audience
from alerts.db import Sessions
from alerts.frequency import Frequency, Rhythm
from alerts.matching import Size
from alerts.suppliers import Resumed, Stopped
from alerts.tables import EndedReason, Match, Supplier, WatchRow
from tests.make import NOW, firm, notice, watch

DAILY = Rhythm(frequency=Frequency.DAILY)


async def join(sessions: Sessions, address: str = "tg:1", **of_firm: object) -> None:
    async with sessions.begin() as session:
        await suppliers.join(
            session, address, firm=firm(**of_firm), watch=watch(), rhythm=DAILY, privacy_notice="1", now=NOW
        )


async def test_joining_twice_leaves_one_supplier_with_one_watch_that_speaks(sessions: Sessions) -> None:
    await join(sessions)
    await join(sessions, size=Size.SMALL)

    async with sessions.begin() as session:
        profile = await suppliers.by_address(session, "tg:1")
        watching = await suppliers.watchers(session, NOW)
        ended = await session.scalars(select(WatchRow.ended_reason).order_by(WatchRow.id))
    assert profile is not None
    assert profile.supplier.size is Size.SMALL
    assert len(watching) == 1
    assert ended.all() == [EndedReason.REPLACED, None]


async def test_a_second_stop_finds_nothing_to_stop(sessions: Sessions) -> None:
    await join(sessions)

    async with sessions.begin() as session:
        outcomes = [await suppliers.stop(session, address, NOW) for address in ("tg:1", "tg:1", "tg:2")]

    assert outcomes == [Stopped.STOPPED, Stopped.NOT_SUBSCRIBED, Stopped.NOT_SUBSCRIBED]


async def test_a_start_after_a_stop_brings_the_watch_back_with_its_answers(sessions: Sessions) -> None:
    await join(sessions)
    async with sessions.begin() as session:
        await suppliers.stop(session, "tg:1", NOW)

    async with sessions.begin() as session:
        outcomes = [await suppliers.resume(session, address, NOW) for address in ("tg:1", "tg:1", "tg:2")]
        watching = await suppliers.watchers(session, NOW)

    assert outcomes == [Resumed.RESUMED, Resumed.ALREADY_ON, Resumed.UNKNOWN]
    assert [watcher.watch.trades for watcher in watching] == [("roofing",)]


async def test_an_edit_of_a_field_that_nobody_has_is_refused(sessions: Sessions) -> None:
    await join(sessions)

    async with sessions.begin() as session:
        profile = await suppliers.by_address(session, "tg:1")
        assert profile is not None
        with pytest.raises(AttributeError, match="neither a supplier nor a watch"):
            await suppliers.edit(session, profile.every[0], NOW, colour="red")


async def test_a_moved_chat_keeps_its_answers(sessions: Sessions) -> None:
    await join(sessions)

    async with sessions.begin() as session:
        await suppliers.move(session, "tg:1", "tg:9")
        moved = await suppliers.by_address(session, "tg:9")
        left = await suppliers.by_address(session, "tg:1")

    assert moved is not None
    assert left is None


async def test_forgetting_leaves_no_row_behind(sessions: Sessions) -> None:
    await join(sessions)
    await join(sessions, "tg:2")

    async with sessions.begin() as session:
        outcomes = [await suppliers.forget(session, "tg:1"), await suppliers.forget(session, "tg:1")]
    async with sessions.begin() as session:
        left = await session.scalar(select(func.count()).select_from(Supplier))
        watches = await session.scalar(select(func.count()).select_from(WatchRow))

    assert outcomes == [True, False]
    assert (left, watches) == (1, 1)


@pytest.mark.parametrize("when", ["before they are owed", "after they are owed"])
async def test_who_asks_to_be_forgotten_while_notices_are_taken_in_costs_nobody_theirs(
    sessions: Sessions, when: str
) -> None:
    await join(sessions, "tg:1")
    await join(sessions, "tg:2")

    async def forget() -> bool:
        async with sessions.begin() as session:
            return await suppliers.forget(session, "tg:1")

    async with sessions.begin() as session:
        source = await standing.row_of(session, "find-a-tender", NOW)
        await opportunities.save(session, source.id, [notice()], NOW)
    async with sessions.begin() as session:
        audience = Audience(await suppliers.watchers(session, NOW))
        versions = await opportunities.unmatched(session, limit=10)
        if when == "after they are owed":
            await owing.owe(session, audience, versions, NOW)
        forgetting = asyncio.create_task(forget())
        done, _ = await asyncio.wait([forgetting], timeout=0.2)
        await owing.owe(session, audience, versions, NOW)

    assert not done or when == "before they are owed"
    assert await forgetting
    async with sessions.begin() as session:
        left = await session.scalars(select(Supplier.address).join(Match, Match.supplier_id == Supplier.id))
        assert left.all() == ["tg:2"]
        assert await session.scalar(select(func.count()).select_from(Match)) == 1


async def test_who_is_being_forgotten_is_waited_for_and_left_out(sessions: Sessions) -> None:
    await join(sessions, "tg:1")
    await join(sessions, "tg:2")
    async with sessions.begin() as session:
        source = await standing.row_of(session, "find-a-tender", NOW)
        await opportunities.save(session, source.id, [notice()], NOW)

    async with sessions.begin() as session:
        await suppliers.forget(session, "tg:1")
        matching = asyncio.create_task(intake.match_pending(sessions, NOW))
        done, _ = await asyncio.wait([matching], timeout=0.3)

    assert done == set()
    assert await matching == 1
