"""What tests share: a database of their own, made by the real migrations.

A test that asks for `sessions` runs on SQLite and on PostgreSQL. `TEST_DATABASE_URL` names the
server (any database on it; each test makes one of its own). Without a server the PostgreSQL half is
skipped on a laptop and fails in CI.
"""

import asyncio
import functools
import gc
import logging
import os
import shutil
import sys
import threading
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
import structlog
from hypothesis import settings
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from alerts import listening
from alerts.db import Base, Sessions, open_engine, sessions_for
from bot import app, migrations
from bot.logs import CHATTY
from tests.world import World, open_world

# No deadline: a test says what is right, never how fast this machine was just then.
settings.register_profile("ours", deadline=None, max_examples=50)
settings.load_profile("ours")

_engines = functools.lru_cache(maxsize=8)(open_engine)


def kept_engine(url: str) -> AsyncEngine:
    """Return the one engine for an address: SQL is compiled once for an engine, which takes longer than to run it.

    The same path within two folders is two databases. Another test, or another process that a test plays, has no
    index of watches yet.
    """
    engine = open_engine(url) if url.startswith("sqlite") and "////" not in url else _engines(url)
    listening._kept.pop(engine.sync_engine, None)
    return engine


POSTGRESQL = "postgresql+asyncpg://postgres@127.0.0.1:5432/postgres"


def pytest_collection_finish() -> None:
    """Spare the collector a million objects that live as long as the tests: a sixth of their time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def engines_kept() -> Iterator[None]:
    """Let every world use the engine that the one before it has emptied."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "open_engine", kept_engine)
        yield


async def _migrated(url: str) -> None:
    engine = open_engine(url)
    await migrations.upgrade(engine)
    await engine.dispose()


async def _on_server(server: URL, *statements: str) -> None:
    connection = await asyncpg.connect(
        server.set(drivername="postgresql").render_as_string(hide_password=False)
    )
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite file with every table."""
    path = tmp_path_factory.mktemp("template") / "empty.sqlite3"
    asyncio.run(_migrated(f"sqlite+aiosqlite:///{path}"))
    path.chmod(0o600)
    return path


@pytest.fixture(scope="session")
def postgresql_database() -> Iterator[URL]:
    """A PostgreSQL database with every table, which the tests of one process share in turn."""
    server = make_url(os.environ.get("TEST_DATABASE_URL", POSTGRESQL))
    name = f"supplierbot_test_{uuid.uuid4().hex[:12]}"
    try:
        # A test need not survive a power cut, and waiting for the disk is most of its time.
        asyncio.run(
            _on_server(
                server, f'CREATE DATABASE "{name}"', f'ALTER DATABASE "{name}" SET synchronous_commit = off'
            )
        )
    except OSError as error:
        if os.environ.get("CI"):
            pytest.fail(f"CI must have a PostgreSQL server: {error}")
        pytest.skip(f"no PostgreSQL server: {error}. Set TEST_DATABASE_URL to one to run this test.")
    database = server.set(database=name)
    asyncio.run(_migrated(database.render_as_string(hide_password=False)))
    asyncio.run(
        _on_server(database, "CREATE SCHEMA kept", "CREATE TABLE kept.version AS TABLE alembic_version")
    )
    yield database
    asyncio.run(_on_server(server, f'DROP DATABASE "{name}" WITH (FORCE)'))


def _emptied() -> str:
    """Return what empties the database. A new one, or TRUNCATE, would wait for the disk for each table."""
    statements = ["SET session_replication_role = replica"]  # or the audit would not let its rows go
    for table in Base.metadata.sorted_tables:
        statements.append(f'DELETE FROM "{table.name}"')
        if "id" in table.columns:
            statements.append(f'ALTER SEQUENCE "{table.name}_id_seq" RESTART')
    # A test may have pretended to be of another time.
    statements.append("UPDATE alembic_version SET version_num = (SELECT version_num FROM kept.version)")
    return "; ".join(statements)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database with every table, for this test alone."""
    listening._kept.clear()  # an engine may be kept, though all that its database held is gone
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        path = template.with_name("supplierbot.sqlite3")
        for old in path.parent.glob(f"{path.name}*"):  # with what was written ahead
            old.unlink()
        shutil.copy(template, path)
        return f"sqlite+aiosqlite:///{path}"
    database: URL = request.getfixturevalue("postgresql_database")
    url = database.render_as_string(hide_password=False)
    try:
        asyncio.run(_on_server(database, _emptied()))
    except asyncpg.UndefinedTableError:  # the test before this one took tables away
        asyncio.run(_on_server(database, "DROP SCHEMA IF EXISTS public CASCADE", "CREATE SCHEMA public"))
        asyncio.run(_migrated(url))
    return url


@pytest.fixture
async def sessions(database_url: str) -> AsyncIterator[Sessions]:
    """Transactions on an empty database of this test's own."""
    engine = kept_engine(database_url)
    yield sessions_for(engine)
    await engine.dispose()


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """The whole bot, on an empty database."""
    async with open_world(database_url) as opened:
        yield opened


@pytest.fixture
def log_put_back() -> Iterator[None]:
    """For a test that sets the log up: afterwards it is as it was."""
    root = logging.getLogger()
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
    handlers, level = list(root.handlers), root.level
    quiet = {name: logging.getLogger(name).level for name in CHATTY}
    yield
    root.handlers[:] = handlers
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
    root.setLevel(level)
    for name, was in quiet.items():
        logging.getLogger(name).setLevel(was)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
