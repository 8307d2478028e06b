"""The index that a process keeps is as fresh as the tables, whoever changed them and however."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from alerts import listening, mutes, suppliers, watches
from alerts.audience import Audience
from alerts.db import Sessions, open_engine, sessions_for
from alerts.frequency import Frequency, Rhythm
from alerts.matching import Muted
from alerts.mutes import Offer
from alerts.profiles import Profile
from alerts.tables import Supplier, WatchRow
from tests.make import NOW, firm, notice, watch

DAILY = Rhythm(frequency=Frequency.DAILY)
BUYER = Offer(what=Muted.BUYER, value="durham county council", label="Durham County Council")
SOON, LATER = NOW + timedelta(days=1), NOW + timedelta(days=2)


async def join(session: AsyncSession, address: str = "tg:1") -> Profile:
    return await suppliers.join(
        session, address, firm=firm(), watch=watch(), rhythm=DAILY, privacy_notice="1", now=NOW
    )


async def profile_of(session: AsyncSession) -> Profile:
    found = await suppliers.by_address(session, "tg:1")
    assert found is not None
    return found


def heard_by(audience: Audience) -> list[int]:
    return [audience.supplier_ids[number] for number in audience.of(notice(), NOW)]


async def hearing(sessions: Sessions, at: datetime = NOW) -> list[int]:
    """Return who hears of a roof, by the kept index, and check that an index read anew says the same."""
    async with sessions.begin() as session:
        kept = await listening.audience(session, at)
        anew = Audience(await suppliers.watchers(session, at))
    assert sorted(heard_by(kept)) == sorted(heard_by(anew))
    assert [kept.timings[kept.timing_ids[number]] for number in kept.of(notice(), NOW)] == [
        anew.timings[anew.timing_ids[number]] for number in anew.of(notice(), NOW)
    ]
    return heard_by(kept)


async def edit(session: AsyncSession) -> None:
    await suppliers.edit(session, (await profile_of(session)).every[0], NOW, trades=("cleaning",))


async def mute(session: AsyncSession) -> None:
    await mutes.mute(session, (await profile_of(session)).supplier.id, BUYER, until=None, now=NOW)


async def pause(session: AsyncSession) -> None:
    await suppliers.pause(session, await profile_of(session), LATER, NOW)


async def quiet(session: AsyncSession) -> None:
    await suppliers.edit(session, (await profile_of(session)).every[0], NOW, quiet_from=22, quiet_until=7)


async def stop(session: AsyncSession) -> None:
    await suppliers.stop(session, "tg:1", NOW)


async def forget(session: AsyncSession) -> None:
    await suppliers.forget(session, "tg:1")


async def add_a_watch(session: AsyncSession) -> None:
    await watches.add(session, "tg:1", "Second", asked=watch(trades=("cleaning",)), rhythm=DAILY, now=NOW)


async def by_hand(session: AsyncSession) -> None:
    await session.execute(update(WatchRow).values(value_min_pence=99_000_000_000))


async def take_a_watch_away(session: AsyncSession) -> None:
    await session.execute(delete(WatchRow))


@pytest.mark.parametrize(
    ("change", "left"),
    [
        (edit, 0),
        (mute, 0),
        (pause, 1),
        (quiet, 1),
        (stop, 0),
        (forget, 0),
        (add_a_watch, 1),
        (by_hand, 0),
        (take_a_watch_away, 0),
    ],
)
async def test_each_change_is_known_to_the_next_who_asks(
    sessions: Sessions, change: Callable[[AsyncSession], Awaitable[None]], left: int
) -> None:
    async with sessions.begin() as session:
        await join(session)
    before = await hearing(sessions)

    async with sessions.begin() as session:
        await change(session)

    # A supplier that was forgotten may still be found; it is owed nothing, for the statement asks for its row.
    after = await hearing(sessions) if change is not forget else []
    assert (len(before), len(after)) == (1, left)


async def test_another_process_sees_it_too(sessions: Sessions, database_url: str) -> None:
    async with sessions.begin() as session:
        await join(session)
    engine = open_engine(database_url)
    other = sessions_for(engine)
    before = [await hearing(sessions), await hearing(other)]

    async with sessions.begin() as session:
        await edit(session)

    after = [await hearing(other), await hearing(sessions)]
    await engine.dispose()
    assert [len(found) for found in (*before, *after)] == [1, 1, 0, 0]


async def test_a_mute_ends_by_itself(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        joined = await join(session)
        await mutes.mute(session, joined.supplier.id, BUYER, until=SOON, now=NOW)

    heard = [len(await hearing(sessions, at)) for at in (NOW, SOON - timedelta(seconds=1), SOON, NOW)]

    assert heard == [0, 0, 1, 0]


async def test_who_joins_under_the_number_of_somebody_forgotten_has_only_its_own_watches(
    sessions: Sessions,
) -> None:
    async with sessions.begin() as session:
        await join(session)
        await watches.add(session, "tg:1", "Second", asked=watch(), rhythm=DAILY, now=NOW)
    await hearing(sessions)

    async with sessions.begin() as session:
        await forget(session)
        await join(session, "tg:2")

    async with sessions.begin() as session:
        kept = await listening.audience(session, NOW)
        number = await session.scalar(select(Supplier.id).where(Supplier.address == "tg:2"))
    assert heard_by(kept).count(number or 0) == 1


async def test_a_change_that_is_under_way_while_another_is_read_is_not_missed(sessions: Sessions) -> None:
    if "sqlite" in str(sessions.kw["bind"].url):
        pytest.skip("SQLite has one writer at a time")
    async with sessions.begin() as session:
        await join(session)
        await join(session, "tg:2")
    await hearing(sessions)

    async with sessions.begin() as slow:
        await edit(slow)  # its number is the lower one, and it is committed last
        async with sessions.begin() as quick:
            await suppliers.stop(quick, "tg:2", NOW)
        between = await hearing(sessions)
    after = await hearing(sessions)

    assert (len(between), len(after)) == (1, 0)


async def test_a_copy_of_another_servers_database_is_read_once_and_not_each_time(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        await join(session)
        await session.execute(text("UPDATE suppliers SET revision = 4000000000000000"))

    heard = await hearing(sessions)

    async with sessions.begin() as session:
        await edit(session)
    assert (len(heard), len(await hearing(sessions))) == (1, 0)
