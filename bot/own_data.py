"""All that leads to one chat, over every table: gathered for /mydata, erased by /forget.

Which rows those are is read off the tables themselves, so a new table is not forgotten: a column `address`,
or a key to a row of a chat. What /forget does with them stands in `kept.toml`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from alerts import suppliers
from alerts.db import Base, chunks
from alerts.tables import Opportunity, Supplier
from bot import kept, retention
from bot.kept import End, Kept
from bot.tables import BlockerReport, ReportLink, TicketMessage

Row = Mapping[str, Any]
"""A row by the names of its columns."""

_NOT_THEIRS = {TicketMessage.__tablename__: {"chat_id", "message_id"}, Supplier.__tablename__: {"revision"}}
"""Where a message of a ticket stands in the officers' chat, and what tells a copy that it is old, say nothing of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An opportunity as its row is shown: what a number alone would not say."""

    number: str
    title: str
    buyer: str | None


async def gather(session: AsyncSession, address: str) -> dict[str, list[Row]]:
    """Return every row about a chat by its table, in the order of `kept.toml`. Tables with none are left out.

    A row that names an opportunity by its id has `opportunity` too, with what it is called.
    """
    wanted = _of(address)
    found: dict[str, list[Row]] = {}
    for name in kept.tables():
        table = Base.metadata.tables[name]
        if table in wanted:
            columns = [column for column in table.columns if column.name not in _NOT_THEIRS.get(name, ())]
            rows = await session.execute(select(*columns).where(wanted[table]).order_by(*table.primary_key))
            found[name] = [dict(row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name for it
    named = await _named(session, found)
    return {name: [_with_name(row, named) for row in rows] for name, rows in found.items() if rows}


async def count(session: AsyncSession, address: str) -> dict[str, int]:
    """Return how many rows of each table are about a chat. Tables with none are left out."""
    wanted = _of(address)
    found = {}
    for name in kept.tables():
        table = Base.metadata.tables[name]
        if table in wanted:
            counted = select(func.count()).select_from(table).where(wanted[table])
            found[name] = await session.scalar(counted) or 0
    return {name: number for name, number in found.items() if number}


async def erase(session: AsyncSession, address: str) -> dict[str, int]:
    """Erase what is about a chat, as `kept.toml` says. Returns what there was, as `count` does."""
    was, wanted = await count(session, address), _of(address)
    # What is stripped comes first: its link to the chat goes with the rest.
    for entry in _first_entries(End.STRIPPED):
        table = Base.metadata.tables[entry.table]
        await session.execute(update(table).where(wanted[table]).values(retention.emptied(entry, table)))
    await suppliers.forget(session, address)
    for entry in _first_entries(End.DELETED):
        table = Base.metadata.tables[entry.table]
        if "address" in table.columns:  # the database takes along what hangs on it
            await session.execute(delete(table).where(wanted[table]))
    return was


def _first_entries(end: End) -> list[Kept]:
    entries = map(kept.first, kept.tables())
    return [entry for entry in entries if entry.forget is end]


def _of(address: str) -> dict[Table, ColumnElement[bool]]:
    """Return, for each table that may lead to a chat, what is true of the rows of this one."""
    found: dict[Table, ColumnElement[bool]] = {}
    for table in Base.metadata.sorted_tables:
        if "address" in table.columns:
            found[table] = table.c.address == address
            continue
        for key in sorted(table.foreign_keys, key=lambda each: each.parent.name):
            owned = key.ondelete == "CASCADE" or key.parent.name == "supplier_id"
            if owned and key.column.table in found:
                found[table] = key.parent.in_(select(key.column).where(found[key.column.table]))
    # The other way round: a report does not know its chat, the link knows the report.
    links = select(ReportLink.report_id).where(ReportLink.address == address)
    found[Base.metadata.tables[BlockerReport.__tablename__]] = BlockerReport.id.in_(links)
    return found


async def _named(session: AsyncSession, found: Mapping[str, Sequence[Row]]) -> dict[int, Told]:
    ids = {row["opportunity_id"] for rows in found.values() for row in rows if row.get("opportunity_id")}
    named: dict[int, Told] = {}
    for some in chunks(sorted(ids)):
        rows = await session.execute(
            select(Opportunity.id, Opportunity.reference, Opportunity.title, Opportunity.buyer).where(
                Opportunity.id.in_(some)
            )
        )
        named |= {row.id: Told(number=row.reference, title=row.title, buyer=row.buyer) for row in rows}
    return named


def _with_name(row: Row, named: Mapping[int, Told]) -> Row:
    told = named.get(row.get("opportunity_id", 0))
    return row if told is None else {**row, "opportunity": told}
