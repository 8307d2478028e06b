"""A database of its own for a benchmark, on SQLite or on a PostgreSQL server, filled by the thousand."""

import asyncio
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import Table, insert
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from alerts import opportunities, standing
from alerts.audience import Watcher
from alerts.db import Base, Sessions, open_engine
from alerts.notice import Notice
from bot import migrations
from tests.benchmarks.synthetic import NOW

BATCH = 5_000
SOURCE = "find-a-tender"


@asynccontextmanager
async def opened(server: str | None) -> AsyncIterator[AsyncEngine]:
    """Give an empty database with every table: a SQLite file, or one on a server, which is then dropped."""
    with tempfile.TemporaryDirectory(prefix="supplierbot-bench-") as folder:
        name = f"supplierbot_bench_{uuid.uuid4().hex[:8]}"
        if server is None:
            url = f"sqlite+aiosqlite:///{Path(folder) / 'bench.sqlite3'}"
        else:
            await _on_server(server, f'CREATE DATABASE "{name}"')
            url = make_url(server).set(database=name).render_as_string(hide_password=False)
        engine = open_engine(url)
        try:
            await migrations.upgrade(engine)
            yield engine
        finally:
            await engine.dispose()
            if server is not None:
                await _on_server(server, f'DROP DATABASE "{name}" WITH (FORCE)')


async def reachable(server: str) -> bool:
    """Return whether there is such a server."""
    try:
        await _on_server(server, "SELECT 1")
    except OSError:
        return False
    return True


async def _on_server(server: str, statement: str) -> None:
    address = make_url(server).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(address)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def fill(engine: AsyncEngine, watchers: Iterable[Watcher]) -> None:
    """Store watches, with their suppliers and mutes, under the ids that they have."""
    tables = Base.metadata.tables
    rest = iter(watchers)
    last = 0
    while some := list(islice(rest, BATCH)):
        fresh = {each.supplier_id: each for each in some if each.supplier_id > last}
        last = max(each.supplier_id for each in some)
        await _store(engine, tables["suppliers"], [_supplier(each) for each in fresh.values()])
        await _store(engine, tables["watches"], [_watch(each) for each in some])
        await _store(engine, tables["mutes"], [row for each in fresh.values() for row in _mutes(each)])
        await asyncio.sleep(0)


async def publish(sessions: Sessions, notices: Iterable[Notice], *, baseline: bool = False) -> None:
    """Store notices as our one source brings them."""
    rest = iter(notices)
    async with sessions.begin() as session:
        source = await standing.row_of(session, SOURCE, NOW)
    while some := list(islice(rest, 500)):
        async with sessions.begin() as session:
            await opportunities.save(session, source.id, some, NOW, baseline=baseline)


async def _store(engine: AsyncEngine, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        async with engine.begin() as connection:
            await connection.execute(insert(table), rows)


def _supplier(watcher: Watcher) -> dict[str, Any]:
    quiet = watcher.silence.quiet
    return {
        "id": watcher.supplier_id,
        "address": f"tg:{watcher.supplier_id}",
        "organisation_type": watcher.firm.organisation_type,
        "size": watcher.firm.size,
        "based_in": watcher.firm.based_in,
        "comfortable_max_pence": watcher.firm.comfortable_max_pence,
        "joined_at": NOW,
        "consented_at": NOW,
        "privacy_notice": "1",
        "last_heard_at": NOW,
        "quiet_from": quiet.start if quiet else None,
        "quiet_until": quiet.until if quiet else None,
        "turned_off": (),
    }


def _watch(watcher: Watcher) -> dict[str, Any]:
    asked = watcher.watch
    return {
        "id": watcher.watch_id,
        "supplier_id": watcher.supplier_id,
        "name": f"Watch {watcher.watch_id}",
        "trades": asked.trades,
        "cpv_prefixes": asked.cpv_prefixes,
        "words": asked.words,
        "not_words": asked.not_words,
        "regions": asked.regions,
        "value_min_pence": asked.value_min_pence,
        "value_max_pence": asked.value_max_pence,
        "strictness": asked.strictness,
        "frequency": watcher.rhythm.frequency,
        "weekday": watcher.rhythm.weekday,
        "hour": watcher.rhythm.hour,
        "started_at": NOW,
    }


def _mutes(watcher: Watcher) -> list[dict[str, Any]]:
    muted = watcher.mutes
    every = (("buyer", muted.buyers), ("trade", muted.trades), ("source", muted.sources))
    return [
        {"supplier_id": watcher.supplier_id, "what": what, "value": value, "label": value, "since": NOW}
        for what, values in every
        for value in values
    ]
