"""Which updates were taken over from Telegram, so that none is worked on twice. No Telegram here."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from alerts.db import insert
from bot.tables import TakenUpdate


async def take(session: AsyncSession, update_id: int, now: datetime) -> bool:
    """Write down that an update is worked on. False when it was written down before, by whatever process."""
    fresh = insert(session, TakenUpdate).values(update_id=update_id, taken_at=now).on_conflict_do_nothing()
    made = await session.scalars(fresh.returning(TakenUpdate.update_id))
    return bool(made.all())
