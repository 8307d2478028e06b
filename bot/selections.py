"""Which reports an officer is looking through. A row, so that a button turns a page of just these."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.report_filters import Filters
from bot.tables import ReportSelection


async def keep(session: AsyncSession, address: str, filters: Filters, now: datetime) -> int:
    """Keep which reports an officer wants to see, and return the number for the buttons. 0 is for all."""
    if filters == Filters():
        return 0
    row = ReportSelection(address=address, filters=filters, made_at=now)
    session.add(row)
    await session.flush()
    return row.id


async def read(session: AsyncSession, address: str, selection: int | None) -> Filters:
    """Return which reports a button is about: all of them where the selection is not this chat's, or is over."""
    row = await session.scalar(
        select(ReportSelection).where(ReportSelection.id == selection, ReportSelection.address == address)
    )
    return Filters() if row is None else row.filters
