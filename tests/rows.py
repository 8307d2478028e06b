"""One row in every table, read off the tables themselves: a new table is in these tests without a word."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, get_origin

from sqlalchemy import Column, Table, insert
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
) -> Keys:
    """Make one row in every table, each leading to this address where it can, and each text beginning with it.

    `but` gives columns of a table other values; the tables in `without` get no row, or
    all but those in `only`.
    """
    keys: Keys = {}
    for table in Base.metadata.sorted_tables:
        if table.name not in without and (not only or table.name in only):
            values = {
                column.name: _value(column, address, at, keys)
                for column in table.columns
                if _is_given(column)
            }
            values |= (but or {}).get(table.name, {})
            keys[table.name] = await _made(session, table, values)
    return keys


async def _made(session: AsyncSession, table: Table, values: Mapping[str, Any]) -> Any:
    key = next(iter(table.primary_key))
    return await session.scalar(insert(table).values(values).returning(key))


def _is_given(column: Column[Any]) -> bool:
    numbered = column.primary_key and column.type.python_type is int and not column.foreign_keys
    return not numbered and (column.table.name, column.name) not in ITSELF


def _value(column: Column[Any], address: str, at: datetime, keys: Keys) -> Any:
    for key in column.foreign_keys:
        return keys.get(key.column.table.name)
    if column.name == "opportunity_id":
        return None  # of a delivery, which keeps it without a key
    if column.name == "address":
        return address
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
