"""Suppliers and what they watch for: joining, editing, stopping, coming back, being forgotten.

A supplier is known by an opaque `address`. A watch that ends keeps its reason, so that `/start` can
pick it up again; nothing here deletes except `forget`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload

from alerts import outbox
from alerts.audience import Watcher
from alerts.frequency import Rhythm
from alerts.matching import Firm, Watch
from alerts.tables import EndedReason, Supplier, WatchRow

FIRST_WATCH = "My work"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A supplier, and its watch that speaks now or the one that spoke last."""

    supplier: Supplier
    watch: WatchRow

    @property
    def listening(self) -> bool:
        """Whether the watch speaks."""
        return self.watch.ended_at is None


def firm_of(supplier: Supplier) -> Firm:
    """Return what `matching` needs to know of a supplier."""
    return Firm(
        organisation_type=supplier.organisation_type,
        size=supplier.size,
        based_in=supplier.based_in,
        comfortable_max_pence=supplier.comfortable_max_pence,
    )


def watch_of(row: WatchRow) -> Watch:
    """Return what a watch asks for."""
    return Watch(
        trades=row.trades,
        cpv_prefixes=row.cpv_prefixes,
        words=row.words,
        not_words=row.not_words,
        regions=row.regions,
        value_min_pence=row.value_min_pence,
        value_max_pence=row.value_max_pence,
        strictness=row.strictness,
    )


def rhythm_of(row: WatchRow) -> Rhythm:
    """Return when a watch speaks."""
    return Rhythm(frequency=row.frequency, hour=row.hour, weekday=row.weekday)


async def by_address(session: AsyncSession, address: str) -> Profile | None:
    """Return a supplier with its newest watch, or None when nobody joined under this address."""
    watch = await session.scalar(
        select(WatchRow)
        .join(WatchRow.supplier)
        .where(Supplier.address == address)
        .options(joinedload(WatchRow.supplier))
        # The watch that speaks first, then the one that spoke last.
        .order_by(WatchRow.ended_at.is_not(None), WatchRow.id.desc())
        .limit(1)
    )
    return None if watch is None else Profile(supplier=watch.supplier, watch=watch)


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
    supplier.last_heard_at = now
    await session.flush()

    await _end_watches(session, supplier.id, EndedReason.REPLACED, now)
    row = WatchRow(
        supplier_id=supplier.id,
        name=FIRST_WATCH,
        trades=watch.trades,
        cpv_prefixes=watch.cpv_prefixes,
        words=watch.words,
        not_words=watch.not_words,
        regions=watch.regions,
        value_min_pence=watch.value_min_pence,
        value_max_pence=watch.value_max_pence,
        strictness=watch.strictness,
        frequency=rhythm.frequency,
        weekday=rhythm.weekday,
        hour=rhythm.hour,
        started_at=now,
    )
    session.add(row)
    await session.flush()
    await outbox.reschedule(session, supplier.id, rhythm, now)
    return Profile(supplier=supplier, watch=row)


async def edit(session: AsyncSession, profile: Profile, now: datetime, **changes: Any) -> None:
    """Change fields of the supplier or of its watch, by name. A field that neither has is an error."""
    for name, value in changes.items():
        owner = profile.watch if hasattr(WatchRow, name) else profile.supplier
        if not hasattr(type(owner), name):
            raise AttributeError(f"neither a supplier nor a watch has “{name}”")
        setattr(owner, name, value)
    profile.supplier.last_heard_at = now
    await session.flush()
    if RHYTHM & changes.keys():
        await outbox.reschedule(session, profile.supplier.id, rhythm_of(profile.watch), now)


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
    """Let the watch that spoke last speak again."""
    profile = await by_address(session, address)
    if profile is None:
        return Resumed.UNKNOWN
    profile.supplier.last_heard_at = now
    if profile.listening:
        return Resumed.ALREADY_ON
    profile.watch.ended_at = None
    profile.watch.ended_reason = None
    await session.flush()
    await outbox.revive(session, profile.supplier.id)
    return Resumed.RESUMED


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


async def watchers(session: AsyncSession, now: datetime) -> list[Watcher]:
    """Return every watch that speaks now, in the order they were made.

    None of their suppliers can be forgotten before the transaction ends: what is owed needs them.
    """
    rows: Sequence[WatchRow] = (
        await session.scalars(
            select(WatchRow)
            .join(WatchRow.supplier)
            .where(
                WatchRow.ended_at.is_(None),
                or_(WatchRow.paused_until.is_(None), WatchRow.paused_until <= now),
            )
            .options(contains_eager(WatchRow.supplier))
            .order_by(WatchRow.id)
            .with_for_update(key_share=True, read=True, of=Supplier)  # PostgreSQL; SQLite has one writer
        )
    ).all()
    return [
        Watcher(
            supplier_id=row.supplier_id,
            watch_id=row.id,
            firm=firm_of(row.supplier),
            watch=watch_of(row),
            rhythm=rhythm_of(row),
        )
        for row in rows
    ]


async def _end_watches(session: AsyncSession, supplier_id: int, reason: EndedReason, now: datetime) -> int:
    ended = await session.scalars(
        update(WatchRow)
        .where(WatchRow.supplier_id == supplier_id, WatchRow.ended_at.is_(None))
        .values(ended_at=now, ended_reason=reason)
        .returning(WatchRow.id)
    )
    return len(ended.all())
