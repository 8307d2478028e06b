"""Read reports for an export, a page at a time and each page in a transaction of its own.

On SQLite a transaction keeps every other writer waiting, so none may last as long as an export. Pages go by
id: what is reported meanwhile lies behind the last id of the start.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, String, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased, selectinload

from alerts.db import Sessions
from alerts.frequency import LONDON
from bot.blockers import Visibility
from bot.export.lines import Line, line
from bot.report_filters import Filters
from bot.tables import BlockerReport, ChangeMade

PAGE = 500


async def extent(session: AsyncSession, filters: Filters) -> tuple[int, int]:
    """Return how many reports there are, and the id of the last."""
    found = await session.execute(
        select(func.count(), func.coalesce(func.max(BlockerReport.id), 0)).where(*conditions(filters))
    )
    count, last_id = found.one()
    return count, last_id


async def pages(sessions: Sessions, filters: Filters, last_id: int) -> AsyncIterator[list[Line]]:
    """Give what may leave of each report, oldest first, up to the one with `last_id`."""
    after = 0
    while after < last_id:
        async with sessions.begin() as session:
            lines, after = await _page(session, filters, after, last_id)
        if not lines:
            return
        yield lines


async def _page(session: AsyncSession, filters: Filters, after: int, last_id: int) -> tuple[list[Line], int]:
    same, duplicate = aliased(BlockerReport), aliased(BlockerReport)
    rows = await session.execute(
        select(BlockerReport, same.reference, duplicate.reference, ChangeMade)
        .outerjoin(same, BlockerReport.same_as_id == same.id)
        .outerjoin(duplicate, BlockerReport.duplicate_of_id == duplicate.id)
        .outerjoin(ChangeMade, BlockerReport.change_id == ChangeMade.id)
        .where(BlockerReport.id > after, BlockerReport.id <= last_id, *conditions(filters))
        .options(selectinload(BlockerReport.notes))
        .order_by(BlockerReport.id)
        .limit(PAGE)
    )
    found = [
        (report.id, line(report, same_as=same_as, duplicate_of=duplicate_of, change=change))
        for report, same_as, duplicate_of, change in rows
    ]
    return [shown for _, shown in found], found[-1][0] if found else last_id


def conditions(filters: Filters) -> Sequence[ColumnElement[bool]]:
    """Return the filters for a WHERE.

    What an anonymous report does not tell cannot find it either, or the filter would tell it; nor can the words
    of one that was taken back.
    """
    report = BlockerReport
    wanted = {
        report.stage: filters.stage,
        report.kind: filters.kind,
        report.status: filters.status,
        report.visibility: filters.visibility,
        report.size: filters.size,
        report.organisation_type: filters.organisation_type,
    }
    found = [column == value for column, value in wanted.items() if value is not None]
    if filters.trade is not None:
        found.append(cast(report.trades, String).contains(f'"{filters.trade}"', autoescape=True))
    if filters.trade or filters.size or filters.organisation_type:
        found.append(report.visibility != Visibility.ANONYMOUS)
    said = (report.detail, report.remedy, report.notice_title, report.notice_buyer)
    words = (filters.words or "").split()
    found += [or_(*(column.icontains(word, autoescape=True) for column in said)) for word in words]
    if words:
        found.append(report.withdrawn_at.is_(None))
    return [*found, *within(report.reported_at, filters.since, filters.until)]


def within(
    column: InstrumentedAttribute[datetime], since: date | None, until: date | None
) -> list[ColumnElement[bool]]:
    """Return the conditions for an instant to lie in these days of London, both included."""
    found = []
    if since is not None:
        found.append(column >= midnight(since))
    if until is not None:
        found.append(column < midnight(until + timedelta(days=1)))
    return found


def midnight(day: date) -> datetime:
    """Return when a day begins in London, in UTC."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)
