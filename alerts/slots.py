"""Which message tells of what is still to be told, when a supplier changes its times.

Only what waits in a message about opportunities moves, and never out of one that is on its way, or may have
arrived already: only that message says so. Reminders follow the hour.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from alerts import outbox, reminders
from alerts.audience import Watcher
from alerts.frequency import AT_ONCE, Slot, catch_up, many_at_once
from alerts.tables import Delivery, DeliveryKind, DeliveryStatus, Match

MOST_AT_ONCE = 5
"""Messages in a row that a person still reads one by one. A digest has pages of as many."""

_SlotOf = Callable[[Match, Delivery], Slot | None]
"""In which message a match is to be told; None leaves it where it is."""


async def reschedule(
    session: AsyncSession,
    supplier_id: int,
    watchers: Sequence[Watcher],
    now: datetime,
    *,
    about: int | None = None,
) -> None:
    """Move what waits for a supplier into the messages in which its watches would tell of it now.

    `watchers` are all of the supplier's; `about` is the one that was changed, so that what others asked for
    stays. What is due stays as well, unless all who asked for it are paused. What is to be told at once is
    told in one message.
    """
    at_once: list[Slot] = []

    def slot_of(match: Match, delivery: Delivery) -> Slot | None:
        if not watchers or (about is not None and about not in match.watch_ids):
            return None
        asked = [watcher for watcher in watchers if watcher.watch_id in match.watch_ids] or watchers
        paused = all(watcher.paused_until is not None and watcher.paused_until > now for watcher in asked)
        if delivery.due_at <= now and not paused:
            return None
        slots = [watcher.slot(now, match.version_id) for watcher in asked]
        first = min(slots, key=lambda slot: slot.due_at)
        if not first.name.startswith(AT_ONCE):
            return first
        at_once.append(first)
        return at_once[0]

    await _move(session, supplier_id, slot_of)
    await reminders.renew_all(session, supplier_id, now)


async def gather(session: AsyncSession, supplier_id: int, until: datetime, now: datetime) -> None:
    """Put all that would be told in a pause, from now until then, into the one message at its end."""
    await _move(
        session,
        supplier_id,
        lambda _, delivery: catch_up(until, now) if delivery.due_at <= until else None,
    )


async def together(session: AsyncSession, now: datetime) -> None:
    """Put what would come at once in more than `MOST_AT_ONCE` messages into one, for each supplier."""
    flooded = await session.scalars(
        select(Delivery.supplier_id)
        .where(
            Delivery.status == DeliveryStatus.PENDING,
            Delivery.claimed_until.is_(None),
            Delivery.perhaps_sent_at.is_(None),
            Delivery.due_at <= now,
            Delivery.slot.startswith(AT_ONCE, autoescape=True),
        )
        .group_by(Delivery.supplier_id)
        .having(func.count() > MOST_AT_ONCE)
        .order_by(Delivery.supplier_id)
    )
    one = many_at_once(now)
    for supplier_id in flooded.all():
        await _move(
            session, supplier_id, lambda _, delivery: one if delivery.slot.startswith(AT_ONCE) else None
        )


async def _move(session: AsyncSession, supplier_id: int, slot_of: _SlotOf) -> None:
    pending = await session.scalars(
        select(Match)
        .join(Match.delivery)
        .where(
            Delivery.supplier_id == supplier_id,
            Delivery.kind == DeliveryKind.ALERT,
            Delivery.status == DeliveryStatus.PENDING,
            Delivery.claimed_until.is_(None),  # a claimed one is on its way
            Delivery.perhaps_sent_at.is_(None),
        )
        .options(contains_eager(Match.delivery))
        .order_by(Match.id)
        .with_for_update(of=Delivery)
    )
    left, kept = set(), set()
    for match in pending.all():
        if match.delivery is None:
            continue
        slot = slot_of(match, match.delivery)
        left.add(match.delivery.id)
        if slot is not None:
            match.delivery_id = await outbox.delivery_for(session, supplier_id, slot)
        kept.add(match.delivery_id)
    await session.flush()
    for delivery_id in left - kept:
        await outbox.cancel(session, delivery_id, "moved to another time")
