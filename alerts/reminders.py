"""Reminders of the deadlines of what a supplier saved: rows in the outbox, and what they say when they are due.

A reminder's slot names the day that it is about, so a deadline that moves has reminders of its own, nobody
is reminded twice of one day, and what is about another day by now has nothing left to say.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from alerts import deadlines, outbox
from alerts.deadlines import Deadline
from alerts.frequency import Slot
from alerts.notice import Notice, is_open
from alerts.opportunities import notice_of
from alerts.tables import (
    Delivery,
    DeliveryKind,
    DeliveryStatus,
    Opportunity,
    Saved,
    Supplier,
    WatchRow,
)

OUT_OF_DATE = "the deadline moved, or the opportunity is over or no longer saved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A deadline of something saved that comes near."""

    saved: Saved
    notice: Notice
    which: Deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """A reminder that waits for its time."""

    which: Deadline
    due_at: datetime


def slots(opportunity_id: int, notice: Notice, hour: int) -> Mapping[str, datetime]:
    """Return when to remind of an opportunity, by the names of the messages, in the past too."""
    due: dict[str, datetime] = {}
    for which in Deadline:
        deadline = deadlines.of(notice, which)
        if deadline is not None:
            day = deadlines.last_day(deadline)
            for count, due_at in deadlines.reminders_for(deadline, hour).items():
                due[_name(opportunity_id, which, count, day)] = due_at
    return due


def _name(opportunity_id: int, which: Deadline, count: int, day: date) -> str:
    return f"remind:{opportunity_id}:{which}:{count}:{day.isoformat()}"


async def renew(session: AsyncSession, supplier_id: int, opportunity: Opportunity, now: datetime) -> None:
    """Bring the reminders of one opportunity into line with whether it is saved, open, and until when.

    None is owed whose time has passed, and none to a supplier who stopped. Safe to run twice.
    """
    due = await _wanted(session, supplier_id, opportunity, now)
    rows = await outbox.about(session, DeliveryKind.REMINDER, supplier_id, opportunity.id, lock=True)
    for row in rows:
        at = due.get(row.slot)
        match row.status:
            case DeliveryStatus.PENDING if row.claimed_until is None and at is None:
                row.status, row.failure = DeliveryStatus.CANCELLED, OUT_OF_DATE
            case DeliveryStatus.PENDING if row.claimed_until is None and at is not None:
                row.due_at = at
            case DeliveryStatus.CANCELLED if at is not None and at > now:
                row.status, row.failure, row.due_at = DeliveryStatus.PENDING, None, at
                row.claimed_until, row.attempts = None, 0
            case _:
                pass  # it was sent, or is on its way
    await session.flush()
    for name, at in due.items():
        if at > now:
            slot = Slot(name=name, due_at=at)
            await outbox.owe_about(session, DeliveryKind.REMINDER, supplier_id, opportunity.id, slot)


async def renew_all(session: AsyncSession, supplier_id: int, now: datetime) -> None:
    """Do so for all that a supplier saved: it came back, or wants to be written to at another hour."""
    saved = await session.scalars(
        select(Saved).where(Saved.supplier_id == supplier_id).options(joinedload(Saved.opportunity))
    )
    for row in saved.all():
        await renew(session, supplier_id, row.opportunity, now)


async def renew_for(session: AsyncSession, opportunity: Opportunity, now: datetime) -> None:
    """Do so for all who saved an opportunity: it changed."""
    savers = await session.scalars(
        select(Saved.supplier_id)
        .join(Supplier, Supplier.id == Saved.supplier_id)
        .where(Saved.opportunity_id == opportunity.id)
        .order_by(Saved.supplier_id)
        .with_for_update(key_share=True, read=True, of=Supplier)
    )
    for supplier_id in savers.all():
        await renew(session, supplier_id, opportunity, now)


async def coming(session: AsyncSession, supplier_id: int, opportunity_id: int) -> list[Coming]:
    """Return the reminders that wait, the next one first."""
    rows = await outbox.about(session, DeliveryKind.REMINDER, supplier_id, opportunity_id)
    waiting = [row for row in rows if row.status is DeliveryStatus.PENDING]
    return [
        Coming(which=Deadline(row.slot.split(":")[2]), due_at=row.due_at)
        for row in sorted(waiting, key=lambda row: (row.due_at, row.id))
    ]


async def to_send(session: AsyncSession, delivery: Delivery, now: datetime) -> Reminder | None:
    """Return what a reminder is to say now, or None when it is stale, not wanted, or overtaken by a nearer one."""
    saved = await session.scalar(
        select(Saved)
        .where(
            Saved.supplier_id == delivery.supplier_id,
            Saved.opportunity_id == delivery.opportunity_id,
        )
        .options(joinedload(Saved.opportunity).joinedload(Opportunity.source))
    )
    if saved is None or DeliveryKind.REMINDER in delivery.supplier.turned_off:
        return None
    notice = notice_of(saved.opportunity)
    _, _, named, _, day = delivery.slot.split(":")
    which = Deadline(named)
    deadline = deadlines.of(notice, which)
    if deadline is None or deadline <= now or not is_open(notice, now):
        return None
    if deadlines.last_day(deadline).isoformat() != day:
        return None
    rows = await outbox.about(session, DeliveryKind.REMINDER, delivery.supplier_id, saved.opportunity_id)
    if _overtaken(delivery, rows, now):
        return None
    return Reminder(saved=saved, notice=notice, which=which)


def _overtaken(delivery: Delivery, rows: Iterable[Delivery], now: datetime) -> bool:
    """Whether a nearer reminder of the same day is due as well: after an outage, or a pause, one is enough."""
    _, _, which, count, day = delivery.slot.split(":")
    for row in rows:
        _, _, its, nearer, its_day = row.slot.split(":")
        same = (its, its_day) == (which, day)
        if same and int(nearer) < int(count) and row.status is DeliveryStatus.PENDING and row.due_at <= now:
            return True
    return False


async def _wanted(
    session: AsyncSession, supplier_id: int, opportunity: Opportunity, now: datetime
) -> Mapping[str, datetime]:
    saved = await session.scalar(
        select(Saved.id).where(Saved.supplier_id == supplier_id, Saved.opportunity_id == opportunity.id)
    )
    hour = await session.scalar(
        select(WatchRow.hour)
        .where(WatchRow.supplier_id == supplier_id, WatchRow.ended_at.is_(None))
        .order_by(WatchRow.id)
        .limit(1)
    )
    if saved is None or hour is None or not is_open(opportunity, now):
        return {}
    return slots(opportunity.id, notice_of(opportunity), hour)
