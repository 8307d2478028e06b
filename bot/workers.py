"""Let several processes share the ticks, by an engine that keeps its jobs in PostgreSQL (pgqueuer).

Each tick is a job that is queued once however many processes hear the clock strike, and taken by one of them.
A job only says "look what is due": the tables of the application stay the truth, so a job that runs twice, or
again after its process died, does no harm. One process at a time has the job that sends, because Telegram's
limits hold for a token; when it dies another takes over within the `TAKEN_OVER_AFTER`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import asyncpg
import structlog
from pgqueuer import PgQueuer
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver, AsyncpgPoolDriver
from pgqueuer.adapters.persistence.qb import (
    QueryBuilderEnvironment,
    QueryQueueBuilder,
    QuerySchedulerBuilder,
)
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain.settings import DBSettings
from pgqueuer.models import Job, Schedule
from pgqueuer.ports.driver import Driver
from sqlalchemy.engine import make_url

TAKEN_OVER_AFTER = timedelta(seconds=10)
"""How long a process may be silent before what it did is given to another."""

LOOK_EVERY = timedelta(seconds=2)
"""How often a process looks for jobs when no notice of one reaches it."""

AGAIN_AFTER = 5.0
"""Seconds between two attempts to go on after the database was away."""

CONNECTIONS = 4
"""One listens, one keeps the heartbeat, two take and end jobs."""

SCHEMA = "pgqueuer"

log = structlog.get_logger()

Work = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chore:
    """What is done again and again: by the clock, in the words of cron, in UTC. A sixth figure is seconds."""

    work: Work
    cron: str


class Workers:
    """This process's part in the chores. Make one for each process; `url` is the application's database."""

    def __init__(self, url: str, chores: Mapping[str, Chore]) -> None:
        self._address = _address(url)
        self._chores = chores
        self._engine: PgQueuer | None = None
        self._stopping = False

    async def run(self) -> None:
        """Do what falls to this process, until `stop`. The database may be away for a time."""
        while not self._stopping:
            try:
                await self._run()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("workers_interrupted", why=type(error).__name__, again_in_seconds=AGAIN_AFTER)
                await asyncio.sleep(AGAIN_AFTER)

    def stop(self) -> None:
        """Take nothing more. `run` returns when what this process has in hand is done."""
        self._stopping = True
        if self._engine is not None:
            self._engine.shutdown.set()

    async def _run(self) -> None:
        async with asyncpg.create_pool(self._address, min_size=2, max_size=CONNECTIONS) as pool:
            queries = _queries(AsyncpgPoolDriver(pool))
            engine = PgQueuer(queries.driver, channel=queries.qbe.settings.channel, queries=queries)
            for name, chore in self._chores.items():
                _register(engine, queries, name, chore)
            self._engine = engine
            if self._stopping:
                return
            await engine.run(
                dequeue_timeout=LOOK_EVERY, heartbeat_timeout=TAKEN_OVER_AFTER, batch_size=len(self._chores)
            )


def _register(engine: PgQueuer, queries: Queries, name: str, chore: Chore) -> None:
    """Queue a chore when its time comes, unless it waits or runs already; and do it, one process at a time."""

    @engine.schedule(name, chore.cron)
    async def due(_schedule: Schedule) -> None:
        await queries.enqueue(name, None, dedupe_key=name, on_conflict="skip")

    @engine.entrypoint(name, concurrency_limit=1)
    async def do(_job: Job) -> None:
        await chore.work()


async def prepare(url: str) -> None:
    """Make the engine's own tables, or bring them up to date. Safe to run twice, and by several at once."""
    connection = await asyncpg.connect(_address(url))
    try:
        queries = _queries(AsyncpgDriver(connection))
        async with queries.schema_lock():
            if not await queries.schema_is_installed():
                await queries.install()
        await queries.upgrade()
    finally:
        await connection.close()


def _queries(driver: Driver) -> Queries:
    settings = DBSettings(db_schema=SCHEMA)
    return Queries(
        driver,
        qbe=QueryBuilderEnvironment(settings),
        qbq=QueryQueueBuilder(settings),
        qbs=QuerySchedulerBuilder(settings),
    )


def _address(url: str) -> str:
    """Return the address of a database as asyncpg reads it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
