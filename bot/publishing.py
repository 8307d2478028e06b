"""Publishing “you said, we did”, and withdrawing it. It is never deleted. `changes` is how suppliers read it."""

from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import officers
from bot.officers import Task
from bot.tables import ChangeMade


async def publish(
    session: AsyncSession, *, you_said: str, we_did: str, happened_on: date, by: str, now: datetime
) -> ChangeMade:
    """Let suppliers read what was changed, and when."""
    change = ChangeMade(
        you_said=you_said,
        we_did=we_did,
        happened_on=happened_on,
        written_by=by,
        published_at=now,
        withdrawn_at=None,
    )
    session.add(change)
    await session.flush()
    await officers.record(session, by, Task.PUBLISH_CHANGE, now, str(change.id), happened_on=happened_on)
    return change


async def withdraw(
    session: AsyncSession, change_id: int | None, *, by: str, now: datetime
) -> ChangeMade | None:
    """Let suppliers read it no more. None when there is none, or it was withdrawn before."""
    change = await session.scalar(
        update(ChangeMade)
        .where(ChangeMade.id == change_id, ChangeMade.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
        .returning(ChangeMade)
    )
    if change is not None:
        await officers.record(session, by, Task.WITHDRAW_CHANGE, now, str(change.id))
    return change


async def by_id(session: AsyncSession, change_id: int | None) -> ChangeMade | None:
    """Return one that suppliers can read."""
    return await session.scalar(
        select(ChangeMade).where(ChangeMade.id == change_id, ChangeMade.withdrawn_at.is_(None))
    )
