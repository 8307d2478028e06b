"""How rows are kept: the declarative base, column types, the engine and its sessions.

`session` in a signature means "I am a step in someone's transaction". `sessions` means "I decide
where transactions begin and end", as `async with sessions.begin() as session`.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar, TypeVar

import msgspec
from sqlalchemy import (
    JSON,
    BigInteger,
    Connection,
    DateTime,
    Dialect,
    Enum,
    ForeignKeyConstraint,
    MetaData,
    event,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

KEYS_A_QUERY = 500
Key = TypeVar("Key")

Sessions = async_sessionmaker[AsyncSession]
"""Opens transactions: `async with sessions.begin() as session`."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Refuses a time without a zone, and always gives UTC back.

    SQLite has no instants of its own and would hand back a naive time, an hour off all summer.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Take an aware time only."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be stored: {value.isoformat()}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give UTC back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class JsonOf(TypeDecorator[Any]):
    """A value of one of our own types, kept as JSON and given back as that type."""

    impl = JSON
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """Turn our type into plain lists, dictionaries and strings."""
        return None if value is None else msgspec.to_builtins(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """Turn them back, refusing what is not of our type."""
        return None if value is None else msgspec.convert(value, self.kind)


class Base(DeclarativeBase):
    """The one declarative base: `alerts.tables` and `bot.tables` are one schema.

    Enumerations are stored by value, and every constraint has a name that a migration can say.
    """

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {
        datetime: UtcDateTime(),
        tuple[str, ...]: JsonOf(tuple[str, ...]),
        # Text with no CHECK: a new member must not need a migration of every row.
        StrEnum: Enum(
            StrEnum,
            values_callable=lambda kind: [member.value for member in kind],
            native_enum=False,
            create_constraint=False,
            length=40,
        ),
    }


BY_TRIGGER = {"kept_by": "trigger"}
"""The `info` of what triggers keep: a foreign key without a constraint, a column that nobody else writes."""


def is_in_schema(item: object, _name: str | None, _kind: str, *_: object) -> bool:
    """Return whether the schema has what the tables say, as Alembic asks when it compares the two."""
    return not (
        isinstance(item, ForeignKeyConstraint) and any(key.info == BY_TRIGGER for key in item.elements)
    )


Pence = BigInteger
"""Money in pence: £80,000,000,000 has been published, which is too big for 32 bits."""


def open_engine(url: str) -> AsyncEngine:
    """Open the database at `url`: SQLite (`sqlite+aiosqlite://…`) or PostgreSQL (`postgresql+asyncpg://…`)."""
    # `hide_parameters`: an error must not put the address of a chat into the log.
    if not url.startswith("sqlite"):
        return create_async_engine(url, pool_pre_ping=True, hide_parameters=True)
    engine = create_async_engine(url, hide_parameters=True)

    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        # The driver's own transactions start only at the first write, so two readers who then
        # both write lose one update. We begin ourselves, below.
        connection.isolation_level = None
        cursor = connection.cursor()
        try:
            cursor.execute("PRAGMA busy_timeout = 30000")
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute("PRAGMA synchronous = NORMAL")
            cursor.execute("PRAGMA foreign_keys = ON")
            # In KiB. With the usual 2 MB, what is owed to many suppliers is read and written over and over.
            cursor.execute("PRAGMA cache_size = -16000")
        except sqlite3.DatabaseError:
            connection.close()  # the file is no database; left open, its thread would outlive the loop
            raise
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def sessions_for(engine: AsyncEngine) -> Sessions:
    """Return what opens transactions on this engine. Rows stay readable after a commit."""
    return async_sessionmaker(engine, expire_on_commit=False)


def is_postgresql(session: AsyncSession) -> bool:
    """Return whether the database is PostgreSQL; if not, it is SQLite."""
    return session.get_bind().dialect.name == "postgresql"


def insert(session: AsyncSession, table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT that can say what to do when a unique key is taken. Both databases say it alike."""
    return postgresql.insert(table) if is_postgresql(session) else sqlite.insert(table)


def chunks(keys: Iterable[Key]) -> Iterator[list[Key]]:
    """Cut keys into lists that fit into one query: a database takes only so many values in an IN."""
    ordered = list(keys)
    for start in range(0, len(ordered), KEYS_A_QUERY):
        yield ordered[start : start + KEYS_A_QUERY]
