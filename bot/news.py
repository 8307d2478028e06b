"""News of a report's status, owed to the supplier who asked for it: told once for each change.

The link between a report and its chat is the row of this outbox. Claim, commit, send, mark, as tickets do.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Update, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from bot.blockers import ReportStatus
from bot.tables import BlockerReport, ChangeMade, ReportLink

CLAIM = timedelta(minutes=5)
DECIDED = frozenset({ReportStatus.ACCEPTED, ReportStatus.CHANGED, ReportStatus.WILL_NOT_CHANGE})


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What is to be told to whom. `original` is what the report repeats, `change` what was changed for it."""

    address: str
    report: BlockerReport
    original: BlockerReport | None
    change: ChangeMade | None
    attempts: int
    claimed_until: datetime

    @property
    def standing(self) -> ReportStatus:
        """How the report stands."""
        return standing(self.report, self.original)


def standing(report: BlockerReport, original: BlockerReport | None) -> ReportStatus:
    """Return how a report stands: a duplicate as what it repeats, once officers have decided on that."""
    if report.status is ReportStatus.DUPLICATE and original is not None and original.status in DECIDED:
        return original.status
    return report.status


async def standing_of(session: AsyncSession, report: BlockerReport) -> ReportStatus:
    """Return how a report stands, looking up what it repeats."""
    return standing(report, await _original(session, report))


async def owe(session: AsyncSession, report_ids: Collection[int], now: datetime) -> None:
    """Owe the news of reports whose status has changed, and of those that repeat them, to who asked for it.

    Who was told of that very status already is owed nothing: officers went back to it.
    """
    links = await session.scalars(
        select(ReportLink)
        .join(ReportLink.report)
        .where(
            or_(BlockerReport.id.in_(report_ids), BlockerReport.duplicate_of_id.in_(report_ids)),
            BlockerReport.withdrawn_at.is_(None),
            ReportLink.wants_news,
        )
        .options(joinedload(ReportLink.report))
        .execution_options(populate_existing=True)
    )
    for link in links.all():
        told = link.told is await standing_of(session, link.report)
        link.next_try_at = None if told else now
        link.attempts = 0
    await session.flush()


async def claim_due(session: AsyncSession, now: datetime, limit: int = 20) -> list[News]:
    """Take news that is to be told now, so that no other sender has it. A claim lapses, as its sender may die."""
    due = (
        select(ReportLink.report_id)
        .where(ReportLink.next_try_at <= now)
        .order_by(ReportLink.next_try_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = await session.scalars(
        update(ReportLink)
        .where(ReportLink.report_id.in_(due))
        .values(next_try_at=now + CLAIM, attempts=ReportLink.attempts + 1)
        .returning(ReportLink)
        .execution_options(populate_existing=True)
    )
    found = []
    for link in claimed.all():
        report = await session.get_one(BlockerReport, link.report_id)
        original = await _original(session, report)
        change_id = report.change_id or (original.change_id if original is not None else None)
        found.append(
            News(
                address=link.address,
                report=report,
                original=original,
                change=await session.get(ChangeMade, change_id) if change_id is not None else None,
                attempts=link.attempts,
                claimed_until=now + CLAIM,
            )
        )
    return found


async def hold(session: AsyncSession, news: News) -> bool:
    """Return whether it is still ours to tell: nobody else took it, and its supplier was not forgotten."""
    return await session.scalar(select(ReportLink.report_id).where(_is(news))) is not None


async def mark_told(session: AsyncSession, news: News) -> None:
    """Record what a supplier was told. What changed while it was being told is still owed."""
    await session.execute(_link(news).values(told=news.standing))
    await session.execute(_claim(news).values(next_try_at=None))


async def put_off(session: AsyncSession, news: News, until: datetime) -> None:
    """Try again later. Being asked to wait does not count as an attempt."""
    await session.execute(_claim(news).values(next_try_at=until, attempts=ReportLink.attempts - 1))


async def give_up(session: AsyncSession, news: News) -> None:
    """Tell it no more. /myreports shows it."""
    await session.execute(_claim(news).values(next_try_at=None))


async def cancel(session: AsyncSession, report_id: int) -> None:
    """Owe nothing of a report."""
    await session.execute(
        update(ReportLink).where(ReportLink.report_id == report_id).values(next_try_at=None)
    )


def _link(news: News) -> Update:
    return update(ReportLink).where(ReportLink.report_id == news.report.id)


def _claim(news: News) -> Update:
    return _link(news).where(_is(news))


def _is(news: News) -> ColumnElement[bool]:
    return and_(
        ReportLink.report_id == news.report.id,
        ReportLink.address == news.address,
        ReportLink.next_try_at == news.claimed_until,
    )


async def _original(session: AsyncSession, report: BlockerReport) -> BlockerReport | None:
    if report.duplicate_of_id is None:
        return None
    return await session.get(BlockerReport, report.duplicate_of_id, populate_existing=True)
