"""One process at a time talks to Telegram for a database: the second one started by mistake is told so.

With SQLite it is a lock on a file beside the database, with PostgreSQL an advisory lock on a connection of its
own. Either is let go by the system or the server when its process ends, however it ends, so nothing is
left to be tidied up after a kill. Two processes with one token and two databases find each other through
Telegram (`bot.polling`).
"""

import asyncio
import fcntl
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import IO

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from bot import database
from bot.database import DatabaseError
from bot.settings import Settings

PATIENCE = 10.0
"""Seconds. A process that was told to stop may still be finishing a message."""

TRY_EVERY = 0.25
LOOK_EVERY = 10.0
"""Seconds between two looks whether the server still knows our connection, and so our lock."""

KEY = int.from_bytes(sha256(b"supplierbot talks to Telegram").digest()[:8], "big", signed=True)
"""An advisory lock is a number, and holds within one database."""

NOTICED_DEAD = {
    "application_name": "supplierbot (the one that talks to Telegram)",
    # A machine that loses its power says no goodbye. Without these the server believes in it for two hours.
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}

log = structlog.get_logger()


class TakenError(DatabaseError):
    """Another process talks to Telegram for this database. The text is a sentence."""


Lost = Callable[[TakenError], None]
"""Told that another took our place."""


@asynccontextmanager
async def alone(
    settings: Settings, *, patience: float | None = None, lost: Lost = lambda _: None
) -> AsyncIterator[None]:
    """Be the only one for this database until the block ends. Waits `patience` seconds, or PATIENCE, for its turn.

    `lost` is called when the server forgot us, and another took our place before we could take it again.

    Raises:
        TakenError: Another process is at it.
        DatabaseError: The server does not answer.
    """
    patience = PATIENCE if patience is None else patience
    url, file = settings.database_url.get_secret_value(), database.sqlite_file(settings)
    if not url.startswith("sqlite"):
        async with _on_server(url, settings, patience, lost):
            yield
    elif file is None:  # in memory: nobody else can see it
        yield
    else:
        async with _beside(file, settings, patience):
            yield


@asynccontextmanager
async def _beside(file: Path, settings: Settings, patience: float) -> AsyncIterator[None]:
    """Hold the lock on the file beside a database's file. The file stays: who deletes it lets two in."""
    if fault := database.fault_of(file):
        raise DatabaseError(" ".join(fault))
    path = lock_file(file)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+") as opened:
        if not await _within(patience, partial(_locked, opened)):
            raise _taken(settings, opened.read().strip())
        opened.truncate()
        opened.write(f"{os.getpid()}\n")
        opened.flush()
        yield
        opened.truncate(0)


def lock_file(file: Path) -> Path:
    """Return the file whose lock says that a process talks to Telegram for the database in `file`."""
    return file.with_name(f"{file.name}.lock")


async def _locked(opened: IO[str]) -> bool:
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@asynccontextmanager
async def _on_server(url: str, settings: Settings, patience: float, lost: Lost) -> AsyncIterator[None]:
    engine = create_async_engine(
        url,
        poolclass=NullPool,  # what is let go is closed, and the lock with it
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
        connect_args={"server_settings": NOTICED_DEAD},
    )
    try:
        lock = _Lock(engine, await engine.connect())
    except (OSError, SQLAlchemyError) as error:
        raise DatabaseError(database.why_not(error, settings)) from error
    try:
        if not await _within(patience, lock.take):
            raise _taken(settings)
        watch = asyncio.create_task(lock.keep(lambda: lost(_taken(settings))))
        try:
            yield
        finally:
            watch.cancel()
            await asyncio.wait({watch})
    finally:
        await lock.let_go()


class _Lock:
    """An advisory lock, and the connection that it lives and dies with."""

    def __init__(self, engine: AsyncEngine, connection: AsyncConnection) -> None:
        self._engine = engine
        self._connection = connection

    async def take(self) -> bool:
        """Take the lock unless another has it."""
        return bool(await self._connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": KEY}))

    async def keep(self, lost: Callable[[], None]) -> None:
        """Look again and again whether the server knows us, and take the lock anew when it was away."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            if await self._answers():
                continue
            log.warning("lock_lost", why="the database did not answer")
            await self.let_go()
            try:
                self._connection = await self._engine.connect()
                ours = await _within(PATIENCE, self.take)
            except (OSError, SQLAlchemyError):
                continue  # it is still away, and nobody else can have the lock
            if not ours:
                lost()
                return
            log.info("lock_taken_again")

    async def let_go(self) -> None:
        """Close the connection, which may be dead already."""
        with suppress(OSError, SQLAlchemyError):
            await self._connection.close()

    async def _answers(self) -> bool:
        try:
            await asyncio.wait_for(self._connection.execute(text("SELECT 1")), LOOK_EVERY)
        except (OSError, TimeoutError, SQLAlchemyError):
            return False
        return True


async def _within(seconds: float, attempt: Callable[[], Awaitable[bool]]) -> bool:
    """Try at once, then again and again until it works or the time is over."""
    ends_at = time.monotonic() + seconds
    while not await attempt():
        if time.monotonic() >= ends_at:
            return False
        await asyncio.sleep(TRY_EVERY)
    return True


def _taken(settings: Settings, process: str = "") -> TakenError:
    who = f"Another Supplierbot (process {process})" if process else "Another Supplierbot"
    which = database.name(settings)
    return TakenError(f"{who} runs already on {which[:1].lower()}{which[1:]}. Stop that one first.")
