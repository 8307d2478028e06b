"""Suppliers and what they watch for: joining, editing, pausing, stopping, coming back, being forgotten.

A supplier is known by an opaque `address`, and has one watch or several. A watch that ends keeps its
reason, so that `/start` can pick it up again; nothing here deletes except `forget`.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from alerts import mutes, outbox, reminders, slots
from alerts.frequency import Rhythm
from alerts.matching import Firm, Watch
from alerts.profiles import (
    Profile,
    Subject,
    asks,
    by_address,
    firm_of,
    is_paused,
    new_watch,
    rhythm_of,
    silence_of,
    watch_of,
    watchers,
)
from alerts.tables import EndedReason, Supplier, WatchRow

__all__ = [
    "Profile",
    "Resumed",
    "Stopped",
    "Subject",
    "asks",
    "by_address",
    "edit",
    "firm_of",
    "forget",
    "heard",
    "is_paused",
    "join",
    "move",
    "new_watch",
    "pause",
    "resume",
    "rhythm_of",
    "silence_of",
    "stop",
    "unpause",
    "watch_of",
    "watchers",
]

FIRST_WATCH = "My work"
HEARD_TO = timedelta(days=1)
RHYTHM = frozenset({"frequency", "hour", "weekday"})


class Stopped(StrEnum):
    """What came of asking to stop."""

    STOPPED = "stopped"
    NOT_SUBSCRIBED = "not_subscribed"


class Resumed(StrEnum):
    """What came of asking to start again."""

    RESUMED = "resumed"
    ALREADY_ON = "already_on"
    UNKNOWN = "unknown"


async def join(
    session: AsyncSession,
    address: str,
    *,
    firm: Firm,
    watch: Watch,
    rhythm: Rhythm,
    privacy_notice: str,
    now: datetime,
) -> Profile:
    """Take a supplier in, or take its new answers in place of the old ones.

    A second run with the same answers leaves one supplier with one watch.
    """
    supplier = await session.scalar(select(Supplier).where(Supplier.address == address))
    if supplier is None:
        supplier = Supplier(address=address, joined_at=now)
        session.add(supplier)
    supplier.organisation_type = firm.organisation_type
    supplier.size = firm.size
    supplier.based_in = firm.based_in
    supplier.comfortable_max_pence = firm.comfortable_max_pence
    supplier.consented_at = now
    supplier.privacy_notice = privacy_notice
    supplier.paused_until = None
    supplier.last_heard_at = now
    await session.flush()

    await _end_watches(session, supplier.id, EndedReason.REPLACED, now)
    row = new_watch(supplier, FIRST_WATCH, watch, rhythm, now)
    session.add(row)
    await session.flush()
    profile = Profile(supplier=supplier, watches=(row,), muted=await mutes.of(session, supplier.id))
    await slots.reschedule(session, supplier.id, profile.watchers(now), now)
    return profile


async def edit(session: AsyncSession, subject: Subject, now: datetime, **changes: Any) -> None:
    """Change fields of a watch or of its supplier, by name. A field that neither has is an error."""
    for name, value in changes.items():
        owner = subject.watch if hasattr(WatchRow, name) else subject.supplier
        if not hasattr(type(owner), name):
            raise AttributeError(f"neither a supplier nor a watch has “{name}”")
        setattr(owner, name, value)
    subject.supplier.last_heard_at = now
    await session.flush()
    if RHYTHM & changes.keys():
        watchers = subject.profile.watchers(now)
        await slots.reschedule(session, subject.supplier.id, watchers, now, about=subject.watch.id)


async def pause(session: AsyncSession, profile: Profile, until: datetime, now: datetime) -> None:
    """Send a supplier nothing until then. What would have come meanwhile is told in one message after it."""
    profile.supplier.paused_until = until
    profile.supplier.last_heard_at = now
    await session.flush()
    await slots.gather(session, profile.supplier.id, until, now)


async def unpause(session: AsyncSession, profile: Profile, now: datetime) -> None:
    """End a pause, if there is one. What it has held back is due at once, but for what a paused watch found."""
    profile.supplier.paused_until = None
    profile.supplier.last_heard_at = now
    await session.flush()
    await slots.reschedule(session, profile.supplier.id, profile.watchers(now), now)


async def stop(
    session: AsyncSession, address: str, now: datetime, reason: EndedReason = EndedReason.STOPPED
) -> Stopped:
    """End every watch of a supplier and cancel what we still owe it."""
    supplier_id = await session.scalar(select(Supplier.id).where(Supplier.address == address))
    if supplier_id is None:
        return Stopped.NOT_SUBSCRIBED
    ended = await _end_watches(session, supplier_id, reason, now)
    await outbox.cancel_all(session, supplier_id)
    return Stopped.STOPPED if ended else Stopped.NOT_SUBSCRIBED


async def resume(session: AsyncSession, address: str, now: datetime) -> Resumed:
    """Let the watches that the last stop ended speak again. A pause that was meant before it is over."""
    profile = await by_address(session, address)
    if profile is None:
        return Resumed.UNKNOWN
    profile.supplier.last_heard_at = now
    if profile.listening:
        return Resumed.ALREADY_ON
    profile.supplier.paused_until = None
    for watch in profile.watches:
        watch.ended_at = None
        watch.ended_reason = None
    await session.flush()
    await outbox.revive(session, profile.supplier.id)
    await reminders.renew_all(session, profile.supplier.id, now)
    return Resumed.RESUMED


async def heard(session: AsyncSession, address: str, now: datetime) -> None:
    """Record that a supplier wrote or pressed. To the day is enough: it says how long to keep the answers."""
    await session.execute(
        update(Supplier)
        .where(Supplier.address == address, Supplier.last_heard_at < now - HEARD_TO)
        .values(last_heard_at=now)
    )


async def move(session: AsyncSession, address: str, to: str) -> None:
    """Give a supplier a new address: its chat was moved."""
    await session.execute(update(Supplier).where(Supplier.address == address).values(address=to))


async def forget(session: AsyncSession, address: str) -> bool:
    """Erase a supplier with its watches, matches and deliveries. False when there was nobody."""
    supplier = await session.scalar(select(Supplier).where(Supplier.address == address))
    if supplier is None:
        return False
    await session.delete(supplier)  # the database takes the rest with it
    await session.flush()
    return True


async def _end_watches(session: AsyncSession, supplier_id: int, reason: EndedReason, now: datetime) -> int:
    ended = await session.scalars(
        update(WatchRow)
        .where(WatchRow.supplier_id == supplier_id, WatchRow.ended_at.is_(None))
        .values(ended_at=now, ended_reason=reason)
        .returning(WatchRow.id)
    )
    return len(ended.all())
