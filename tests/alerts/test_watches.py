"""Several watches of one supplier: each with its own times, and one message for what two of them find."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from alerts import intake, opportunities, outbox, standing, suppliers, watches
from alerts.db import Sessions
from alerts.frequency import Frequency, Rhythm
from alerts.matching import Watch
from alerts.notice import Notice
from alerts.suppliers import Profile, Subject
from alerts.tables import Delivery, DeliveryStatus, EndedReason, WatchRow
from alerts.watches import LONGEST_NAME, MOST, Refused
from tests.make import NOW, firm, notice, watch

AT_ONCE = Rhythm(frequency=Frequency.AT_ONCE)
DAILY = Rhythm(frequency=Frequency.DAILY)
WEEKLY = Rhythm(frequency=Frequency.WEEKLY)
DAY = timedelta(days=1)
FLAT_ROOF = notice(external_id="2", ocid="ocds-2", title="Flat roof repairs")


async def joined(sessions: Sessions, rhythm: Rhythm = DAILY, address: str = "tg:1") -> None:
    async with sessions.begin() as session:
        await suppliers.join(
            session, address, firm=firm(), watch=watch(), rhythm=rhythm, privacy_notice="1", now=NOW
        )


async def add(
    sessions: Sessions, name: str = "Schools", asked: Watch | None = None, rhythm: Rhythm = WEEKLY
) -> Subject | Refused:
    async with sessions.begin() as session:
        return await watches.add(
            session, "tg:1", name, asked=watch() if asked is None else asked, rhythm=rhythm, now=NOW
        )


async def profile_of(sessions: Sessions) -> Profile:
    async with sessions.begin() as session:
        profile = await suppliers.by_address(session, "tg:1")
    assert profile is not None
    return profile


async def delete(sessions: Sessions, watch_id: int, address: str = "tg:1") -> Subject | Refused:
    async with sessions.begin() as session:
        return await watches.delete(session, address, watch_id, NOW)


async def published(sessions: Sessions, *notices: Notice, now: datetime = NOW) -> int:
    async with sessions.begin() as session:
        source = await standing.row_of(session, "find-a-tender", NOW)
        await opportunities.save(session, source.id, notices, now)
    return await intake.match_pending(sessions, now)


async def pending(sessions: Sessions) -> list[tuple[str, int]]:
    """Return what waits, with how much each message tells of."""
    async with sessions.begin() as session:
        found = await session.scalars(
            select(Delivery).where(Delivery.status == DeliveryStatus.PENDING).order_by(Delivery.due_at)
        )
        return [(row.slot, len(await outbox.contents(session, row.id))) for row in found.all()]


async def test_what_two_watches_find_is_owed_once_when_the_first_of_them_speaks(sessions: Sessions) -> None:
    await joined(sessions, DAILY)
    await add(sessions, rhythm=WEEKLY)

    made = await published(sessions, notice())

    assert made == 1
    assert await pending(sessions) == [("daily:2026-08-11T08", 1)]


async def test_a_watch_that_asks_for_nothing_yet_finds_nothing(sessions: Sessions) -> None:
    await joined(sessions)
    empty = await add(sessions, asked=Watch(), rhythm=AT_ONCE)

    await published(sessions, notice(title="School meals", summary=None, cpv_codes=("55523100",)))

    assert isinstance(empty, Subject)
    assert await pending(sessions) == []


async def test_there_are_at_most_ten(sessions: Sessions) -> None:
    await joined(sessions)

    made = [await add(sessions, f"Watch {number}") for number in range(2, MOST + 2)]

    assert [isinstance(found, Subject) for found in made] == [True] * (MOST - 1) + [False]
    assert made[-1] is Refused.TOO_MANY


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("  Schools   and halls ", "Schools and halls"),
        ("MY  work", Refused.NAME_TAKEN),
        ("x" * LONGEST_NAME, "x" * LONGEST_NAME),
        ("x" * (LONGEST_NAME + 1), Refused.NAME_TOO_LONG),
        (" \u200b ", Refused.NAME_EMPTY),
    ],
)
async def test_a_name_is_short_and_tells_watches_apart(
    sessions: Sessions, name: str, found: str | Refused
) -> None:
    await joined(sessions)

    assert watches.read_name(name, await profile_of(sessions)) == found


async def test_a_deleted_watch_ends_with_its_reason_and_can_be_brought_back(sessions: Sessions) -> None:
    await joined(sessions)
    await add(sessions)

    deleted = [await delete(sessions, 2) for _ in range(2)]
    left = await profile_of(sessions)
    async with sessions.begin() as session:
        reason = await session.scalar(select(WatchRow.ended_reason).where(WatchRow.id == 2))
        back = [await watches.restore(session, "tg:1", 2) for _ in range(2)]

    assert all(isinstance(found, Subject) for found in (*deleted, *back))
    assert [row.name for row in left.watches] == ["My work"]
    assert reason is EndedReason.DELETED
    assert [row.name for row in (await profile_of(sessions)).watches] == ["My work", "Schools"]


async def test_the_last_watch_that_asks_for_something_stays(sessions: Sessions) -> None:
    await joined(sessions)
    await add(sessions, asked=Watch())

    assert await delete(sessions, 1) is Refused.LAST


async def test_another_suppliers_watch_is_not_there(sessions: Sessions) -> None:
    await joined(sessions)
    await add(sessions)
    await joined(sessions, address="tg:2")

    foreign = await delete(sessions, 2, "tg:2")
    async with sessions.begin() as session:
        restored = await watches.restore(session, "tg:2", 2)
        other = await suppliers.by_address(session, "tg:2")

    assert (foreign, restored) == (Refused.UNKNOWN, Refused.UNKNOWN)
    assert other is not None
    assert other.about(2) is None


async def test_what_a_deleted_watch_shared_is_told_when_the_other_speaks(sessions: Sessions) -> None:
    await joined(sessions, DAILY)
    await add(sessions, rhythm=WEEKLY)
    await published(sessions, notice())

    await delete(sessions, 1)

    assert await pending(sessions) == [("weekly:2026-08-17T08", 1)]


async def test_a_new_hour_of_one_watch_leaves_what_another_found(sessions: Sessions) -> None:
    await joined(sessions, DAILY)
    await add(sessions, asked=Watch(words=("meals",)), rhythm=DAILY)
    await published(sessions, notice(), notice(external_id="3", ocid="ocds-3", title="School meals"))

    async with sessions.begin() as session:
        profile = await suppliers.by_address(session, "tg:1")
        assert profile is not None
        await suppliers.edit(session, profile.every[1], NOW, hour=18)

    assert await pending(sessions) == [("daily:2026-08-10T18", 1), ("daily:2026-08-11T08", 1)]


async def test_what_waits_is_one_message_when_it_is_to_be_told_at_once(sessions: Sessions) -> None:
    await joined(sessions, DAILY)
    await published(sessions, notice(), FLAT_ROOF)

    async with sessions.begin() as session:
        profile = await suppliers.by_address(session, "tg:1")
        assert profile is not None
        await suppliers.edit(session, profile.every[0], NOW, frequency=Frequency.AT_ONCE)

    assert await pending(sessions) == [("now:1", 2)]


async def paused(sessions: Sessions, until: datetime | None) -> None:
    async with sessions.begin() as session:
        profile = await suppliers.by_address(session, "tg:1")
        assert profile is not None
        if until is None:
            await watches.resume(session, profile.every[0], NOW)
        else:
            await watches.pause(session, profile.every[0], until, NOW)


async def test_what_a_paused_watch_finds_waits_for_its_return(sessions: Sessions) -> None:
    await joined(sessions, AT_ONCE)
    await published(sessions, notice())

    await paused(sessions, NOW + 7 * DAY)
    await published(sessions, FLAT_ROOF, now=NOW + DAY)
    during = await pending(sessions)
    async with sessions.begin() as session:
        early = await outbox.claim_due(session, NOW + 6 * DAY)
    await paused(sessions, None)

    assert during == [("catchup:watch:2026-08-17", 2)]
    assert early == []
    assert await pending(sessions) == [("now:1", 2)]


async def test_a_supplier_who_comes_back_before_its_paused_watch_loses_nothing(sessions: Sessions) -> None:
    await joined(sessions, AT_ONCE)
    await add(sessions, asked=Watch(words=("meals",)), rhythm=AT_ONCE)
    await paused(sessions, NOW + 7 * DAY)
    async with sessions.begin() as session:
        profile = await suppliers.by_address(session, "tg:1")
        assert profile is not None
        await suppliers.pause(session, profile, NOW + 14 * DAY, NOW)
    await published(sessions, notice(), notice(external_id="3", ocid="ocds-3", title="School meals"))
    during = await pending(sessions)

    async with sessions.begin() as session:
        profile = await suppliers.by_address(session, "tg:1")
        assert profile is not None
        await suppliers.unpause(session, profile, NOW + DAY)

    assert during == [("catchup:2026-08-24", 2)]
    assert await pending(sessions) == [("catchup:2026-08-24", 1), ("catchup:watch:2026-08-17", 1)]


async def test_what_a_watch_that_is_not_paused_finds_as_well_does_not_wait(sessions: Sessions) -> None:
    await joined(sessions, AT_ONCE)
    await add(sessions, rhythm=DAILY)

    await paused(sessions, NOW + 7 * DAY)
    await published(sessions, notice())

    assert await pending(sessions) == [("daily:2026-08-11T08", 1)]


async def test_a_stop_ends_every_watch_and_a_start_brings_those_back_and_no_deleted_one(
    sessions: Sessions,
) -> None:
    await joined(sessions)
    await add(sessions, "Schools")
    await add(sessions, "Halls")
    await delete(sessions, 2)

    async with sessions.begin() as session:
        await suppliers.stop(session, "tg:1", NOW)
    stopped = await profile_of(sessions)
    refused = [await add(sessions, "New"), await delete(sessions, 3)]
    async with sessions.begin() as session:
        await suppliers.resume(session, "tg:1", NOW)
        on = await suppliers.watchers(session, NOW)

    assert [row.name for row in stopped.watches] == ["My work", "Halls"]
    assert not stopped.listening
    assert refused == [Refused.STOPPED, Refused.STOPPED]
    assert [watcher.watch_id for watcher in on] == [1, 3]
