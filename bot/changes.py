"""“You said, we did”: what the Council changed because of reports, as suppliers read it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.tables import ChangeMade

PER_PAGE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some of the changes that are published. Pages count from 0."""

    changes: Sequence[ChangeMade]
    number: int
    last: int


async def published(session: AsyncSession, page: int) -> Page:
    """Return one page of what is published and was not withdrawn, the newest change first."""
    standing = ChangeMade.withdrawn_at.is_(None)
    total = await session.scalar(select(func.count()).select_from(ChangeMade).where(standing)) or 0
    last = max(0, (total - 1) // PER_PAGE)
    page = min(page, last)
    found = await session.scalars(
        select(ChangeMade)
        .where(standing)
        .order_by(ChangeMade.happened_on.desc(), ChangeMade.id.desc())
        .offset(page * PER_PAGE)
        .limit(PER_PAGE)
    )
    return Page(changes=found.all(), number=page, last=last)
