"""Read reports for an export, a page at a time and each page in a transaction of its own.

On SQLite a transaction keeps every other writer waiting, so none may last as long as an export. Pages go by
id: what is reported meanwhile lies behind the last id of the start.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased, selectinload

from alerts.db import Sessions
from bot import casework
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
    """Return the filters for a WHERE, without what its supplier took back: it was told that this counts no more."""
    return [*casework.conditions(filters), BlockerReport.withdrawn_at.is_(None)]


def within(
    column: InstrumentedAttribute[datetime], since: date | None, until: date | None
) -> list[ColumnElement[bool]]:
    """Return the conditions for an instant to lie in these days of London, both included."""
    found = []
    if since is not None:
        found.append(column >= casework.midnight(since))
    if until is not None:
        found.append(column < casework.midnight(until + timedelta(days=1)))
    return found
