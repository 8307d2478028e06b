"""One row in every table, read off the tables themselves: a new table is in these tests without a word."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, get_origin
from zlib import crc32

from sqlalchemy import Column, Table, column, insert
from sqlalchemy import table as lightly
from sqlalchemy.ext.asyncio import AsyncSession

from alerts.db import Base, JsonOf, UtcDateTime
from alerts.notice import Notice
from tests.make import notice

Keys = dict[str, Any]
"""The primary key of the row that was made in each table."""

ITSELF = {("opportunities", "duplicate_of_id"), ("blocker_reports", "same_as_id")} | {
    ("blocker_reports", "duplicate_of_id")
}
"""What would lead from a row to another of its own table."""


async def fill(
    session: AsyncSession,
    address: str,
    at: datetime,
    *,
    but: Mapping[str, Mapping[str, Any]] | None = None,
    without: Collection[str] = (),
    only: Collection[str] = (),
    has: Mapping[str, Collection[str]] | None = None,
) -> Keys:
    """Make one row in every table, each leading to this address where it can, and each text beginning with it.

    `but` gives columns of a table other values; the tables in `without` get no row, or
    all but those in `only`. `has` says which columns the tables have, in a database that is older than the code.
    """
    keys: Keys = {}
    for table in Base.metadata.sorted_tables:
        if table.name not in without and (not only or table.name in only) and (not has or table.name in has):
            values = {
                each.name: _value(each, address, at, keys)
                for each in table.columns
                if _is_given(each) and (not has or each.name in has[table.name])
            }
            values |= (but or {}).get(table.name, {})
            keys[table.name] = await _made(session, table, values)
    return keys


async def _made(session: AsyncSession, table: Table, values: Mapping[str, Any]) -> Any:
    (key,) = table.primary_key
    # Without the defaults of our columns: an older database may not have the column.
    plain = lightly(table.name, *(column(each.name, each.type) for each in table.columns))
    return await session.scalar(insert(plain).values(values).returning(plain.c[key.name]))


def _is_given(column: Column[Any]) -> bool:
    counts = column.primary_key and column.autoincrement is not False
    numbered = counts and column.type.python_type is int and not column.foreign_keys
    return not numbered and (column.table.name, column.name) not in ITSELF


def _value(column: Column[Any], address: str, at: datetime, keys: Keys) -> Any:
    for key in column.foreign_keys:
        return keys.get(key.column.table.name)
    if column.name == "opportunity_id":
        return None  # of a delivery, which keeps it without a key
    if column.name == "address":
        return address
    if column.primary_key:  # a number that others give out
        return crc32(f"{address} {at}".encode())
    if isinstance(column.type, JsonOf):
        return notice() if column.type.kind is Notice else _empty(column.type.kind)
    if isinstance(column.type, UtcDateTime):
        return at
    kind = column.type.python_type
    if issubclass(kind, StrEnum):
        return next(iter(kind))
    if kind is date:
        return at.date()
    return f"{address} {column.table.name}.{column.name}" if kind is str else kind(1)


def _empty(kind: Any) -> Any:
    return (get_origin(kind) or kind)()
