"""Let go of what is kept no longer, as `kept.toml` says, in small batches.

Each batch is a transaction of its own, so nobody waits long for the database; whoever dies leaves the rest
to the next run, and a second run finds nothing. What the clock alone does not decide stands in `_ALSO`.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import (
    Column,
    ColumnElement,
    Table,
    and_,
    case,
    delete,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from alerts.db import Base, Sessions
from alerts.tables import (
    Delivery,
    DeliveryStatus,
    EndedReason,
    Match,
    Opportunity,
    OpportunityVersion,
    Saved,
    Supplier,
    WatchEdit,
    WatchRow,
)
from bot import kept
from bot.blockers import Visibility
from bot.drafts import JOINING
from bot.kept import End, Kept
from bot.tables import BidResult, BlockerReport, Draft, ReportLink, Ticket, TicketMessage

BATCH = 500

log = structlog.get_logger()


async def run(
    sessions: Sessions, now: datetime, entries: Iterable[Kept] | None = None
) -> tuple[Counter[str], list[str]]:
    """Let go of what is over. Returns how many rows of each table went, and the tables that could not be tidied.

    The trouble of one table, such as a clock that is wrong, keeps no other from being tidied.
    """
    started = time.monotonic()
    gone, failed = Counter[str](), []
    for entry in kept.everything() if entries is None else entries:
        try:
            while batch := await _committed(sessions, entry, now):
                gone += batch
        except SQLAlchemyError as error:
            failed.append(entry.table)
            log.error(  # noqa: TRY400 - a traceback would hold what the rows do
                "retention_failed",
                table=entry.table,
                why=type(error).__name__,
                mend="run: supplierbot retention",
            )
    if gone:
        log.info("retention_done", **gone, seconds=round(time.monotonic() - started, 1))
    return gone, failed


async def try_out(sessions: Sessions, now: datetime) -> Counter[str]:
    """Return what a run would let go of: it is done in one transaction that is then undone."""
    gone = Counter[str]()
    async with sessions() as session:
        for entry in kept.everything():
            while batch := await _batch(session, entry, now):
                gone += batch
        await session.rollback()
    return gone


async def _committed(sessions: Sessions, entry: Kept, now: datetime) -> Counter[str]:
    async with sessions.begin() as session:
        return await _batch(session, entry, now)


async def _batch(session: AsyncSession, entry: Kept, now: datetime) -> Counter[str]:
    """Let go of up to `BATCH` rows. Returns how many of each table went; nothing when there were none."""
    cutoff = entry.cutoff(now)
    if cutoff is None:
        return Counter()
    table = Base.metadata.tables[entry.table]
    key = tuple(table.primary_key.columns)
    over = _over(entry, table, cutoff)
    keys = (await session.execute(select(*key).where(over).order_by(*key).limit(BATCH))).all()
    if not keys:
        return Counter()
    # Asked once more: who comes back at this very moment stays.
    wanted = and_(tuple_(*key).in_([tuple(row) for row in keys]), over)
    if entry.ends is End.STRIPPED:
        stripped = await session.execute(
            update(table).where(wanted).values(emptied(entry, table)).returning(*key)
        )
        return Counter({entry.table: len(stripped.all())})
    gone = Counter[str]()
    for child, goes in _taken_along(table, wanted).items():
        gone[child.name] = await session.scalar(select(func.count()).select_from(child).where(goes)) or 0
    gone[entry.table] = len((await session.execute(delete(table).where(wanted).returning(*key))).all())
    return +gone


def _over(entry: Kept, table: Table, cutoff: datetime) -> ColumnElement[bool]:
    """Return what is true of the rows of an entry whose time is over."""
    wanted = []
    if entry.since is not None and "." not in entry.since:
        wanted.append(table.c[entry.since] <= cutoff)
    if entry.ends is End.STRIPPED:
        wanted.append(or_(*(table.c[column].is_not(None) for column in entry.strip)))
    also = _ALSO.get((entry.table, entry.part))
    if also is not None:
        wanted.append(also(cutoff))
    return and_(*wanted)


def emptied(entry: Kept, table: Table) -> dict[Column[Any], Any]:
    """Return what takes out of the rows of an entry what leads to a person."""
    values: dict[Column[Any], Any] = dict.fromkeys((table.c[column] for column in entry.strip), None)
    if entry.table == BlockerReport.__tablename__:
        column = table.c.visibility
        unnamed = literal(Visibility.KIND_ONLY, column.type)
        values[column] = case((column == Visibility.NAMED, unnamed), else_=column)
    return values


def _taken_along(table: Table, wanted: ColumnElement[bool]) -> dict[Table, ColumnElement[bool]]:
    """Return the tables whose rows the database deletes with those of a table, with which rows these are."""
    found: dict[Table, ColumnElement[bool]] = {}
    for child in Base.metadata.sorted_tables:
        for key in child.foreign_keys:
            if key.ondelete == "CASCADE" and key.column.table is table:
                goes = key.parent.in_(select(key.column).where(wanted))
                found = {**_taken_along(child, goes), **found, child: goes}
    return found


def _suppliers(cutoff: datetime) -> ColumnElement[bool]:
    """No watch of theirs speaks, or did so in that time."""
    speaks = or_(WatchRow.ended_at.is_(None), WatchRow.ended_at > cutoff)
    return ~exists().where(WatchRow.supplier_id == Supplier.id, speaks)


def _replaced(_cutoff: datetime) -> ColumnElement[bool]:
    """Not one that /start would turn on again."""
    return WatchRow.ended_reason.in_([EndedReason.REPLACED, EndedReason.DELETED])


def _is_over(cutoff: datetime) -> ColumnElement[bool]:
    """What an opportunity was about is over, and its source shows it no more."""
    return and_(
        Opportunity.last_seen_at <= cutoff,
        or_(Opportunity.closes_at.is_(None), Opportunity.closes_at <= cutoff),
        or_(Opportunity.starts_on.is_(None), Opportunity.starts_on <= cutoff.date()),
    )


def _opportunities(cutoff: datetime) -> ColumnElement[bool]:
    """Nobody's list, message or bid leads to it, and nothing that is kept repeats it."""
    # NOT IN where a column has no index: the list is then made once, and not for each row.
    repeat = aliased(Opportunity)
    repeated = select(repeat.duplicate_of_id).where(repeat.duplicate_of_id.is_not(None))
    bid_for = select(BidResult.opportunity_id).where(
        BidResult.opportunity_id.is_not(None), BidResult.supplier_id.is_not(None)
    )
    return and_(
        _is_over(cutoff),
        ~exists().where(Saved.opportunity_id == Opportunity.id),
        ~exists().where(
            Match.version_id == OpportunityVersion.id, OpportunityVersion.opportunity_id == Opportunity.id
        ),
        ~exists().where(Delivery.opportunity_id == Opportunity.id, Delivery.status == DeliveryStatus.PENDING),
        Opportunity.id.not_in(bid_for),
        Opportunity.id.not_in(repeated),
    )


def _matches(cutoff: datetime) -> ColumnElement[bool]:
    """While an opportunity lives, that a supplier was told of it keeps it from being told again."""
    return exists().where(Opportunity.id == Match.opportunity_id, _is_over(cutoff))


def _deliveries(_cutoff: datetime) -> ColumnElement[bool]:
    """It is not owed any more, and nothing hangs on it."""
    return and_(Delivery.status != DeliveryStatus.PENDING, ~_tells())


def _tells() -> ColumnElement[bool]:
    """Ask whether a message tells of anything that is kept."""
    return exists().where(Match.supplier_id == Delivery.supplier_id, Match.delivery_id == Delivery.id)


def _open_tickets(cutoff: datetime) -> ColumnElement[bool]:
    """Nobody closed it, and nobody has written in it for so long."""
    wrote = exists().where(TicketMessage.ticket_id == Ticket.id, TicketMessage.written_at > cutoff)
    return and_(Ticket.closed_at.is_(None), not_(wrote))


def _report_links(cutoff: datetime) -> ColumnElement[bool]:
    return exists().where(BlockerReport.id == ReportLink.report_id, BlockerReport.reported_at <= cutoff)


_ALSO: Mapping[tuple[str, str], Callable[[datetime], ColumnElement[bool]]] = {
    ("suppliers", ""): _suppliers,
    ("watches", "replaced"): _replaced,
    ("watch_edits", "proposed"): lambda _cutoff: and_(
        WatchEdit.made_at.is_(None), WatchEdit.undone_at.is_(None)
    ),
    ("watch_edits", "left"): lambda _cutoff: WatchEdit.made_at.is_(None),
    ("matches", ""): _matches,
    ("deliveries", ""): _deliveries,
    ("drafts", "joining"): lambda _cutoff: Draft.step.in_(JOINING),
    ("drafts", "other"): lambda _cutoff: Draft.step.not_in(JOINING),
    ("tickets", "open"): _open_tickets,
    ("report_links", ""): _report_links,
    ("opportunities", ""): _opportunities,
}
"""What else must be so before the rows of an entry go, besides that its time is over."""
