"""Reports of what stops suppliers: made, found alike, added to, withdrawn, worked on, and forgotten.

Which chat a report came from stands in `report_links` alone, and for an anonymous one only while its supplier
wants to be told of news. Nothing that serves officers reads that table.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot import news
from bot.blockers import ReportStatus, Visibility
from bot.filled import Filled, moment, row_of
from bot.tables import BlockerReport, ReportLink

MOST_A_DAY = 10
LONGEST_IN_ALL = 10_000
"""Of the words of a report with what was added to them later."""

_HIGHEST_ID = 999_999_999
"""As much as a button can carry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A report in the hands of its supplier. No link: only who has the reference gets to it."""

    report: BlockerReport
    link: ReportLink | None


async def report(session: AsyncSession, filled: Filled, address: str, now: datetime) -> BlockerReport:
    """Make a report. A second press finds the one that the first made, by the reference.

    `address` is kept only where the supplier did not choose to leave no trace. Ids are drawn, because ids in
    a row would say between which two others, whose time is known, an anonymous report came.
    """
    there = await by_reference(session, filled.reference)
    if there is not None:
        return there
    row = row_of(filled, now)
    row.id = await _free_id(session)
    row.same_as_id = await original(session, filled.same_as_id)
    try:
        async with session.begin_nested():
            session.add(row)
    except IntegrityError:  # another process was quicker
        return (await session.scalars(select(BlockerReport).where(_is(filled.reference)))).one()
    if filled.visibility is not Visibility.ANONYMOUS or filled.wants_news:
        await _link(session, row, address, wants_news=filled.wants_news)
    return row


async def by_reference(session: AsyncSession, reference: str) -> BlockerReport | None:
    """Return a report by its reference: for officers, or to see whether it is there."""
    return await session.scalar(select(BlockerReport).where(_is(reference)))


async def original(session: AsyncSession, report_id: int | None) -> int | None:
    """Return the id of what a report is a duplicate of, or the same as, or its own. None for no report."""
    row = await session.get(BlockerReport, report_id) if report_id is not None else None
    if row is None:
        return None
    return row.duplicate_of_id or row.same_as_id or row.id


async def repeated_by(session: AsyncSession, row: BlockerReport) -> BlockerReport | None:
    """Return the report that officers found this one to be a duplicate of, or None."""
    if row.status is not ReportStatus.DUPLICATE or row.duplicate_of_id is None:
        return None
    return await session.get(BlockerReport, row.duplicate_of_id)


async def counted(session: AsyncSession, address: str, report_id: int) -> BlockerReport | None:
    """Return the report by which a chat is counted among those like another, or None.

    Known only where a chat and its report are connected.
    """
    first = await original(session, report_id)
    return await session.scalar(
        select(BlockerReport)
        .join(ReportLink, ReportLink.report_id == BlockerReport.id)
        .where(
            ReportLink.address == address,
            BlockerReport.withdrawn_at.is_(None),
            or_(BlockerReport.id == first, BlockerReport.same_as_id == first),
        )
        .order_by(BlockerReport.reported_at)
        .limit(1)
    )


async def mine(session: AsyncSession, address: str) -> Sequence[Held]:
    """Return the reports that are connected with a chat, the newest first."""
    rows = await session.execute(
        select(BlockerReport, ReportLink)
        .join(ReportLink, ReportLink.report_id == BlockerReport.id)
        .where(ReportLink.address == address)
        .order_by(BlockerReport.reported_at.desc(), BlockerReport.id)
    )
    return [Held(report=row, link=link) for row, link in rows]


async def held(session: AsyncSession, reference: str, address: str) -> Held | None:
    """Return a report that a chat may see: its own, or by its reference one that is connected with no chat."""
    found = (
        await session.execute(
            select(BlockerReport, ReportLink)
            .outerjoin(ReportLink, ReportLink.report_id == BlockerReport.id)
            .where(_is(reference), or_(ReportLink.address.is_(None), ReportLink.address == address))
        )
    ).first()
    return None if found is None else Held(report=found[0], link=found[1])


async def add(session: AsyncSession, report_id: int, words: str) -> bool:
    """Add a paragraph to a report. False when it would be too long in all, or was withdrawn.

    A report that officers had only seen is new to them again.
    """
    longer = case(
        (BlockerReport.detail.is_(None), words), else_=BlockerReport.detail.concat("\n\n").concat(words)
    )
    added = await session.scalars(
        update(BlockerReport)
        .where(
            BlockerReport.id == report_id,
            BlockerReport.withdrawn_at.is_(None),
            func.length(longer) <= LONGEST_IN_ALL,
        )
        .values(
            detail=longer,
            status=case(
                (BlockerReport.status == ReportStatus.SEEN, ReportStatus.NEW.value),
                else_=BlockerReport.status,
            ),
        )
        .returning(BlockerReport.id)
    )
    return bool(added.all())


async def withdraw(session: AsyncSession, row: BlockerReport, now: datetime) -> bool:
    """Take a report back: it is counted no more, and its words and name are erased. False when it was before."""
    taken = await session.scalars(
        update(BlockerReport)
        .where(BlockerReport.id == row.id, BlockerReport.withdrawn_at.is_(None))
        .values(withdrawn_at=moment(row.visibility, now), detail=None, remedy=None, named_as=None)
        .returning(BlockerReport.id)
    )
    if not taken.all():
        return False
    await news.cancel(session, row.id)
    return True


async def want_news(session: AsyncSession, found: Held, address: str, *, wanted: bool) -> None:
    """Let a supplier be told of a changed status, or not. An anonymous report keeps its chat only while it is."""
    if found.link is None:
        if wanted:
            await _link(session, found.report, address, wants_news=True)
    elif not wanted and _is_anonymous(found.report):
        await session.delete(found.link)
    else:
        found.link.wants_news = wanted
        found.link.next_try_at = None
        found.link.told = await news.standing_of(session, found.report)
    await session.flush()


async def set_status(
    session: AsyncSession,
    report_id: int,
    status: ReportStatus,
    now: datetime,
    *,
    reason: str | None = None,
    duplicate_of: int | None = None,
    change_id: int | None = None,
) -> BlockerReport | None:
    """Say how far officers have come with a report, and owe the news to whoever asked for it.

    Those that are the same as it go along, unless officers had decided on them by themselves. `duplicate_of`
    may be a duplicate itself: the report then counts with the original. Setting the same again owes nothing.
    None when there is no such report, or its supplier withdrew it.

    Raises:
        ValueError: A report that will not be acted on without a reason, or a duplicate of nothing or of itself.
    """
    if status is ReportStatus.WILL_NOT_CHANGE and not (reason or "").strip():
        raise ValueError("a report that will not change anything needs a reason")
    row = await session.get(BlockerReport, report_id, with_for_update=True, populate_existing=True)
    if row is None or row.withdrawn_at is not None:
        return None
    first = await original(session, duplicate_of) if status is ReportStatus.DUPLICATE else None
    if status is ReportStatus.DUPLICATE and first in {None, row.id}:
        raise ValueError("a duplicate needs another report that it repeats")
    wanted = {
        BlockerReport.status: status,
        BlockerReport.status_reason: reason,
        BlockerReport.duplicate_of_id: first,
        BlockerReport.change_id: change_id if status is ReportStatus.CHANGED else None,
    }
    goes_along = (BlockerReport.same_as_id == row.id) & BlockerReport.status.in_(
        [row.status, ReportStatus.NEW]
    )
    moved = await session.scalars(
        update(BlockerReport)
        .where(
            or_(BlockerReport.id == row.id, goes_along),
            BlockerReport.withdrawn_at.is_(None),
            or_(*(column.is_distinct_from(value) for column, value in wanted.items())),
        )
        .values({**wanted, BlockerReport.status_at: now})
        .returning(BlockerReport.id)
    )
    changed = set(moved.all())
    if first is not None:
        await session.execute(
            update(BlockerReport).where(BlockerReport.duplicate_of_id == row.id).values(duplicate_of_id=first)
        )
    await news.owe(session, changed, now)
    await session.refresh(row)
    return row


async def _link(session: AsyncSession, row: BlockerReport, address: str, *, wants_news: bool) -> None:
    session.add(
        ReportLink(
            report_id=row.id,
            address=address,
            wants_news=wants_news,
            told=await news.standing_of(session, row),
            next_try_at=None,
            attempts=0,
        )
    )
    await session.flush()


async def _free_id(session: AsyncSession) -> int:
    while True:
        drawn = secrets.randbelow(_HIGHEST_ID) + 1
        if await session.get(BlockerReport, drawn) is None:
            return drawn


def _is(reference: str) -> ColumnElement[bool]:
    return BlockerReport.reference == reference


def _is_anonymous(row: BlockerReport) -> bool:
    return row.visibility is Visibility.ANONYMOUS
