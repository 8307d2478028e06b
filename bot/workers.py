"""Let several processes share the ticks, by an engine that keeps its jobs in PostgreSQL (pgqueuer).

Each tick is a job that is queued once however many processes hear the clock strike, and taken by one of them.
A job only says "look what is due": the tables of the application stay the truth, so a job that runs twice, or
again after its process died, does no harm. One process at a time has the job that sends, because Telegram's
limits hold for a token; when it dies another takes over after TAKEN_OVER_AFTER.
"""

import asyncio
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

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

from bot import database
from bot.context import Context, Shared, TelegramApplication
from bot.database import DatabaseError
from bot.runner import STOPS_WITHIN
from bot.schedule import AT_NIGHT, Plan, plans
from bot.settings import Settings
from bot.ticks import recorded

TAKEN_OVER_AFTER = timedelta(seconds=10)
"""How long a process may be silent before what it did is given to another."""

LOOK_EVERY = timedelta(seconds=2)
"""How often a process looks for jobs when no notice of one reaches it."""

AGAIN_AFTER = 5.0
"""Seconds between two attempts to go on after the database was away."""

CONNECTIONS = 4
"""One listens, one keeps the heartbeat, two take and end jobs."""

SCHEMA = "pgqueuer"
"""The schema of the engine's tables, apart from ours."""

A_MINUTE = 60

log = structlog.get_logger()


class Workers:
    """This process's part in the ticks of an application."""

    def __init__(self, application: TelegramApplication, failed: Callable[[Exception], None]) -> None:
        self._application = application
        self._failed = failed
        self._shared: Shared = application.bot_data["shared"]
        self._connect = _connect(self._shared.settings.database_url.get_secret_value())
        self._engine: PgQueuer | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, and go on until `stop`. The database may be away for a time."""
        for name, plan in plans().items():
            # Whether a tick is late, no process can say: another may have had it.
            self._shared.pulse.expect(name, every=None, limit=plan.limit.total_seconds())
        self._task = asyncio.create_task(self._run())

    def wake(self, name: str) -> None:
        """Leave it to the engine, which goes by the clock of the database."""

    async def stop(self) -> None:
        """Take nothing more, and wait for what this process has in hand. What takes too long is broken off."""
        self._shared.stopping.set()
        if self._engine is not None:
            self._engine.shutdown.set()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=STOPS_WITHIN)
            self._task.cancel()
            await asyncio.wait({self._task})

    async def _run(self) -> None:
        while not self._shared.stopping.is_set():
            try:
                await self._take_part()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("workers_interrupted", why=type(error).__name__, again_in_seconds=AGAIN_AFTER)
                await asyncio.sleep(AGAIN_AFTER)
            except Exception as error:  # noqa: BLE001 - whoever started us ends the process with it
                self._failed(error)
                return

    async def _take_part(self) -> None:
        async with asyncpg.create_pool(**self._connect, min_size=2, max_size=CONNECTIONS) as pool:
            queries = _queries(AsyncpgPoolDriver(pool))
            engine = PgQueuer(queries.driver, channel=queries.qbe.settings.channel, queries=queries)
            for name, plan in plans().items():
                self._register(engine, queries, name, plan)
            self._engine = engine
            await engine.run(
                dequeue_timeout=LOOK_EVERY, heartbeat_timeout=TAKEN_OVER_AFTER, batch_size=len(plans())
            )

    def _register(self, engine: PgQueuer, queries: Queries, name: str, plan: Plan) -> None:
        """Queue a tick when its time comes, unless it waits or runs already; and do it, one process at a time."""
        work, context = recorded(name, plan.work), Context(self._application)

        @engine.schedule(name, cron(plan))
        async def due(_schedule: Schedule) -> None:
            await queries.enqueue(name, None, dedupe_key=name, on_conflict="skip")
            if plan.every == AT_NIGHT:  # what the engine keeps of the day before can go
                await queries.clear_queue_log()
                await queries.clear_statistics_log()

        @engine.entrypoint(name, concurrency_limit=1)
        async def do(_job: Job) -> None:
            try:
                await work(context)
            except Exception:
                log.exception("tick_failed", tick=name)
                # The engine keeps what an error says, and what PostgreSQL says may hold the number of a chat.
                raise RuntimeError(f"the tick {name} failed; the log says why") from None


def cron(plan: Plan) -> str:
    """Return when a tick is due, in the words of cron. The sixth figure is seconds.

    The engine goes by UTC, so an hour of London is taken as in summer; in winter the tick comes an hour early.
    """
    if isinstance(plan.every, time):
        return f"{plan.every.minute} {plan.every.hour - 1} * * *"
    seconds = round(plan.every.total_seconds())
    if seconds < A_MINUTE:
        return f"* * * * * */{seconds}"
    return f"*/{seconds // A_MINUTE} * * * *"


async def prepare(settings: Settings) -> None:
    """Make the engine's own tables, or bring them up to date. Safe to run twice, and by several at once.

    Raises:
        DatabaseError: The server does not answer, or does not let us.
    """
    try:
        await _prepare(_connect(settings.database_url.get_secret_value()))
    except (OSError, asyncpg.PostgresError) as error:
        raise DatabaseError(
            f"The tables of the job queue could not be made in {database.name(settings)}: {error}. "
            f"They are in a schema of their own, “{SCHEMA}”, which this user of the database must be let make."
        ) from error


async def _prepare(connect: dict[str, Any]) -> None:
    connection = await asyncpg.connect(**connect)
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


def _connect(url: str) -> dict[str, Any]:
    """Return how asyncpg is asked for a connection to a database: the same way as SQLAlchemy asks, with its options."""
    address = make_url(url)
    _, options = address.get_dialect()().create_connect_args(address)
    for ours in (
        "prepared_statement_cache_size",
        "prepared_statement_name_func",
    ):  # of SQLAlchemy, not of asyncpg
        options.pop(ours, None)
    return dict(options)
