"""Which message tells of what is still to be told, when a supplier changes its times.

Only what waits in a message about opportunities moves, and never out of one that is on its way, or may have
arrived already: only that message says so. Reminders follow the hour.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from alerts import outbox, owing, reminders
from alerts.audience import Watcher
from alerts.db import Base, chunks
from alerts.frequency import AT_ONCE, MOST_AT_ONCE, Slot, catch_up, many_at_once
from alerts.tables import Delivery, DeliveryKind, DeliveryStatus, Match

MOVED = "moved to another time"

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
    # Counted here: grouped by supplier, SQLite would read every message there ever was.
    at_once = Counter(
        await session.scalars(
            select(Delivery.supplier_id).where(
                Delivery.status == DeliveryStatus.PENDING,
                Delivery.claimed_until.is_(None),
                Delivery.perhaps_sent_at.is_(None),
                Delivery.due_at <= now,
                Delivery.slot.startswith(AT_ONCE, autoescape=True),
            )
        )
    )
    flooded = sorted(supplier_id for supplier_id, many in at_once.items() if many > MOST_AT_ONCE)
    for some in chunks(flooded):
        await _together(session, some, many_at_once(now))


async def _together(session: AsyncSession, supplier_ids: Sequence[int], one: Slot) -> None:
    found = await session.execute(
        select(Delivery.id, Delivery.supplier_id)
        .where(
            Delivery.supplier_id.in_(supplier_ids),
            Delivery.kind == DeliveryKind.ALERT,
            Delivery.status == DeliveryStatus.PENDING,
            Delivery.claimed_until.is_(None),  # a claimed one is on its way
            Delivery.perhaps_sent_at.is_(None),
            Delivery.slot.startswith(AT_ONCE, autoescape=True),
        )
        .order_by(Delivery.id)
        .with_for_update()
    )
    many = found.all()
    if not many:  # a sender was quicker
        return
    messages = owing.Messages(session)
    await messages.prepare((supplier_id, one) for _, supplier_id in many)
    matches = Base.metadata.tables[Match.__tablename__]
    moved = update(matches).where(
        matches.c.supplier_id == bindparam("supplier"), matches.c.delivery_id == bindparam("old")
    )
    await (await session.connection()).execute(
        moved.values(delivery_id=bindparam("new")),
        [{"supplier": its, "old": old, "new": messages.id(its, one)} for old, its in many],
    )
    for some in chunks(delivery_id for delivery_id, _ in many):
        await session.execute(
            update(Delivery)
            .where(Delivery.id.in_(some))
            .values(status=DeliveryStatus.CANCELLED, failure=MOVED)
        )


async def _move(session: AsyncSession, supplier_id: int, slot_of: _SlotOf) -> None:
    # Locked first and read afterwards: one statement that waited for a lock would not see what was owed meanwhile,
    # and that would hang on a message that is cancelled below.
    messages = await session.scalars(
        select(Delivery.id)
        .where(
            Delivery.supplier_id == supplier_id,
            Delivery.kind == DeliveryKind.ALERT,
            Delivery.status == DeliveryStatus.PENDING,
            Delivery.claimed_until.is_(None),  # a claimed one is on its way
            Delivery.perhaps_sent_at.is_(None),
        )
        .order_by(Delivery.id)
        .with_for_update()
    )
    waiting = messages.all()
    if not waiting:
        return
    pending = await session.scalars(
        select(Match)
        .join(Match.delivery)
        .where(Match.supplier_id == supplier_id, Match.delivery_id.in_(waiting))
        .options(contains_eager(Match.delivery))
        .order_by(Match.version_id)
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
        await outbox.cancel(session, delivery_id, MOVED)
