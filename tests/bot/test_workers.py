"""Several processes share the ticks on PostgreSQL: each tick is run by one of them, and a dead one is replaced."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from datetime import time, timedelta

import asyncpg
import pytest
from pydantic import SecretStr
from sqlalchemy.engine import make_url

from bot import workers
from bot.context import Context
from bot.database import DatabaseError
from bot.schedule import Plan, plans
from bot.settings import Settings
from bot.ticks import Work
from bot.workers import Workers, cron
from tests.world import World, open_world

A_MINUTE = timedelta(minutes=1)


def plan(work: Work, every: timedelta | time = timedelta(seconds=1)) -> Plan:
    return Plan(work=work, every=every, first=timedelta(0), limit=A_MINUTE)


async def nothing(_context: Context) -> None:
    """Do nothing."""


@pytest.mark.parametrize(
    ("every", "said"),
    [
        (timedelta(seconds=2), "* * * * * */2"),
        (timedelta(seconds=10), "* * * * * */10"),
        (timedelta(minutes=1), "*/1 * * * *"),
        (timedelta(minutes=10), "*/10 * * * *"),
        (time(3), "0 2 * * *"),
        (time(7, 30), "30 6 * * *"),
    ],
)
def test_a_time_is_said_in_the_words_of_cron(every: timedelta | time, said: str) -> None:
    assert cron(plan(nothing, every)) == said


def test_every_tick_has_a_time_that_cron_can_say() -> None:
    assert len({cron(each) for each in plans().values()}) == 6


on_postgresql = pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """The engine's tables, empty."""
    address = make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(address)
    await connection.execute("DROP SCHEMA IF EXISTS pgqueuer CASCADE")
    yield connection
    await connection.execute("DROP SCHEMA IF EXISTS pgqueuer CASCADE")
    await connection.close()


@on_postgresql
async def test_two_share_the_ticks_and_one_goes_on_when_the_other_stops(
    database_url: str, engine: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: Counter[str] = Counter()
    both, at_once, most = asyncio.Event(), 0, 0

    async def tick(context: Context) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.02)
        at_once -= 1
        ran[context.shared.settings.log_format] += 1
        both.set()

    reasons: list[Exception] = []
    one_tick: Mapping[str, Plan] = {"send": plan(tick)}
    monkeypatch.setattr(workers, "plans", lambda: one_tick)
    async with AsyncExitStack() as stack:
        worlds = [await stack.enter_async_context(open_world(database_url)) for _ in range(2)]
        runners = []
        for world in worlds:
            await workers.prepare(world.shared.settings)  # safe to run twice
            runners.append(Workers(world.application, reasons.append))
        for runner in runners:
            runner.start()
        async with asyncio.timeout(20):
            await both.wait()
            await runners[0].stop()
            both.clear()
            await both.wait()
            await runners[1].stop()
    due = await engine.fetchval(
        "SELECT count(*) FROM pgqueuer.pgqueuer_log WHERE status = 'queued' AND entrypoint = 'send'"
    )

    assert (most, reasons) == (1, [])
    assert sum(ran.values()) == due


@on_postgresql
async def test_a_fault_in_a_tick_keeps_the_next_from_nothing(
    world: World, engine: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs, twice = [], asyncio.Event()

    async def faulty(_context: Context) -> None:
        runs.append(1)
        if len(runs) > 1:
            twice.set()
        raise ZeroDivisionError("a mistake of ours")

    reasons: list[Exception] = []
    monkeypatch.setattr(workers, "plans", lambda: {"match": plan(faulty)})
    await workers.prepare(world.shared.settings)
    runner = Workers(world.application, reasons.append)
    runner.start()
    async with asyncio.timeout(20):
        await twice.wait()
    await runner.stop()

    assert world.shared.pulse.ticks["match"].failures == len(runs)
    assert reasons == []


@on_postgresql
async def test_a_server_that_does_not_let_us_is_a_sentence(
    world: World, engine: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(_address: str) -> None:
        raise asyncpg.InsufficientPrivilegeError("permission denied for database supplierbot")

    monkeypatch.setattr(workers, "_prepare", refuse)

    with pytest.raises(DatabaseError, match="schema of their own, “pgqueuer”, which this user"):
        await workers.prepare(world.shared.settings)


@pytest.mark.parametrize("option", ["ssl=disable", "prepared_statement_cache_size=0"])
@on_postgresql
async def test_the_options_of_an_address_reach_the_engine_too(
    database_url: str, engine: asyncpg.Connection, option: str
) -> None:
    settings = Settings.model_construct(database_url=SecretStr(f"{database_url}?{option}"))

    await workers.prepare(settings)

    assert await engine.fetchval("SELECT count(*) FROM pgqueuer.pgqueuer") == 0
