"""What a chat searched for. A row, so that a button turns a page of just what was found then."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from alerts.searches import Asked, Found
from bot.tables import Search


async def keep(session: AsyncSession, address: str, asked: Asked, found: Found, now: datetime) -> Search:
    """Keep a search for the buttons below what it found."""
    row = Search(
        address=address, asked=asked, found=found.opportunity_ids, total=found.total, searched_at=now
    )
    session.add(row)
    await session.flush()
    return row


async def read(session: AsyncSession, address: str, number: int | None) -> Search | None:
    """Return the search that a button is about, if it is this chat's and is still kept."""
    row: Search | None = await session.scalar(
        select(Search).where(Search.id == number, Search.address == address)
    )
    return row
