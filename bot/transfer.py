"""Move everything from one database to another, of either kind, and prove that it is the same.

Row by row in one transaction at each end: whoever dies on the way leaves the target as it was. Columns are taken
as the database has them, not as our types, so that a value which this code no longer knows moves too.
Each table is then read back from the target and compared by its number of rows and by a checksum that does not
depend on their order, because two databases sort text in two ways.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import (
    JSON,
    Column,
    Enum,
    MetaData,
    String,
    Table,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

import alerts.tables  # noqa: F401 - so that every table is on the base
import bot.tables  # noqa: F401
from alerts.db import Base, JsonOf, open_engine
from bot import database, single
from bot.database import UNUSABLE, DatabaseError
from bot.migrations import Standing
from bot.settings import Settings

BATCH = 1_000
CHECKSUM_BITS = 128

Progress = Callable[[str, int, int], None]
"""Told which table is done, how many tables are, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a table holds: so many rows, and a checksum of them all."""

    rows: int
    checksum: str


async def copy(
    source: Settings, target: Settings, *, progress: Progress = lambda *_: None
) -> Mapping[str, Content]:
    """Copy every row of one database to an empty one. Returns what each table holds, at both ends.

    Raises:
        DatabaseError: A bot runs on one of them, they cannot be used as they are, the target is not empty, or
            what arrived is not what left.
    """
    if source.database_url == target.database_url:
        raise DatabaseError("Both addresses are of one database.")
    file = database.sqlite_file(source)
    if file is not None and not await asyncio.to_thread(file.exists):
        raise DatabaseError(f"There is no file {file}.")  # opening it would make one
    if (stands := await database.standing(source)) is not Standing.CURRENT:
        raise DatabaseError(f"{database.name(source)} cannot be copied. {' '.join(UNUSABLE[stands])}")
    async with single.alone(source, patience=0), single.alone(target, patience=0):
        if (stands := await database.standing(target)) is Standing.EMPTY:
            await database.upgrade(target)
        elif stands is not Standing.CURRENT:
            raise DatabaseError(f"{database.name(target)} cannot take it. {' '.join(UNUSABLE[stands])}")
        return await _copied(source, target, progress)


async def contents(found: Settings) -> Mapping[str, Content]:
    """Return what each table of a database holds."""
    engine = open_engine(found.database_url.get_secret_value())
    try:
        async with engine.connect() as connection:
            return {table.name: await _content(connection, table) for table in _tables()}
    finally:
        await engine.dispose()


async def _copied(source: Settings, target: Settings, progress: Progress) -> Mapping[str, Content]:
    old, new = (open_engine(each.database_url.get_secret_value()) for each in (source, target))
    moved: dict[str, Content] = {}
    try:
        async with old.connect() as giver, new.begin() as taker:
            if giver.dialect.name == "postgresql":  # SQLite lets nobody write meanwhile
                giver = await giver.execution_options(isolation_level="REPEATABLE READ")  # noqa: PLW2901
            await _refuse_unless_empty(taker, target)
            for done, table in enumerate(_tables(), start=1):
                moved[table.name] = await _move(giver, taker, table)
                await _go_on_counting(giver, taker, table)
                if (arrived := await _content(taker, table)) != moved[table.name]:
                    raise DatabaseError(
                        f"The table {table.name} did not arrive as it left: "
                        f"{moved[table.name]} became {arrived}. Nothing was kept."
                    )
                progress(table.name, done, len(_tables()))
    finally:
        await old.dispose()
        await new.dispose()
    return moved


async def _refuse_unless_empty(connection: AsyncConnection, target: Settings) -> None:
    for table in _tables():
        if await connection.scalar(select(func.count()).select_from(table)):
            raise DatabaseError(
                f"{database.name(target)} is not empty: its table {table.name} has rows. Name a new database."
            )


async def _move(giver: AsyncConnection, taker: AsyncConnection, table: Table) -> Content:
    """Copy the rows of a table. What leads to a row of the same table is filled in when all are there."""
    to_itself = [column.name for column in table.columns if _leads_to_itself(column)]
    later: list[dict[str, Any]] = []
    tally = _Tally()
    async for batch in _batches(giver, table):
        rows = []
        for row in batch:
            tally.add(row)
            values = dict(zip(table.columns.keys(), row, strict=True))
            if any(values[name] is not None for name in to_itself):
                later.append({f"new_{name}": values[name] for name in to_itself} | {"key": values["id"]})
            rows.append(values | dict.fromkeys(to_itself))
        await taker.execute(insert(table), rows)
    if later:
        filled: dict[str, Any] = {name: bindparam(f"new_{name}") for name in to_itself}
        await taker.execute(update(table).where(table.c.id == bindparam("key")).values(filled), later)
    return tally.content()


async def _go_on_counting(giver: AsyncConnection, taker: AsyncConnection, table: Table) -> None:
    """Give the next row a number that no row ever had, also none that is deleted by now."""
    ours = Base.metadata.tables[table.name]
    if ours.autoincrement_column is None:
        return
    named = {"table": table.name}
    if giver.dialect.name == "postgresql":
        last = "SELECT pg_sequence_last_value(CAST(pg_get_serial_sequence(:table, 'id') AS regclass))"
        given = await giver.scalar(text(last), named)
    else:
        given = await giver.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = :table"), named)
    highest = max(given or 0, await giver.scalar(select(func.max(table.c.id))) or 0)
    if not highest:
        return
    named_and_highest = {**named, "highest": highest}
    if taker.dialect.name == "postgresql":
        await taker.execute(
            text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :highest)"), named_and_highest
        )
    elif ours.dialect_kwargs.get("sqlite_autoincrement"):
        await taker.execute(text("DELETE FROM sqlite_sequence WHERE name = :table"), named)
        await taker.execute(text("INSERT INTO sqlite_sequence VALUES (:table, :highest)"), named_and_highest)


async def _content(connection: AsyncConnection, table: Table) -> Content:
    tally = _Tally()
    async for batch in _batches(connection, table):
        for row in batch:
            tally.add(row)
    return tally.content()


async def _batches(connection: AsyncConnection, table: Table) -> AsyncIterator[Sequence[Sequence[Any]]]:
    result = await connection.stream(select(table))
    async for batch in result.partitions(BATCH):
        yield batch


class _Tally:
    """Rows counted, and their checksums added up."""

    def __init__(self) -> None:
        self._rows = 0
        self._sum = 0

    def add(self, row: Sequence[Any]) -> None:
        """Add a row: the same values give the same sum, whichever database they came from."""
        written = msgspec.json.encode(tuple(row), order="sorted")
        self._rows += 1
        self._sum += int.from_bytes(sha256(written).digest()[: CHECKSUM_BITS // 8], "big")

    def content(self) -> Content:
        """Return what was added."""
        checksum = self._sum % 2**CHECKSUM_BITS
        return Content(rows=self._rows, checksum=f"{checksum:0{CHECKSUM_BITS // 4}x}")


def _tables() -> Sequence[Table]:
    """Return every table with its columns as the database has them, in an order that keeps references whole."""
    plain = MetaData()
    return [
        Table(
            table.name,
            plain,
            *(
                Column(column.name, _plain(column.type), primary_key=column.primary_key, autoincrement=False)
                for column in table.columns
            ),
        )
        for table in Base.metadata.sorted_tables
    ]


def _plain(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    match kind:
        case JsonOf():
            return JSON()
        case Enum():
            return String()
        case _:
            return kind


def _leads_to_itself(column: Column[Any]) -> bool:
    ours = Base.metadata.tables[column.table.name]
    return any(key.column.table is ours for key in ours.columns[column.name].foreign_keys)
