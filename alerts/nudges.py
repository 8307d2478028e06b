"""Messages that ask whether a watch should bring more, or less: owed seldom, and only while that is still so.

Too little: nothing was sent to a supplier for a month. Too much: a watch brings more than anybody reads. What
is proposed is worked out when the message is written, from what is true then.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from alerts import opportunities, outbox, shortlist, suppliers
from alerts.db import Sessions
from alerts.frequency import Slot, next_time, today
from alerts.narrowing import MOST_A_WEEK, OVER, Narrower, a_week, narrow
from alerts.notice import plain
from alerts.suppliers import Profile, Subject
from alerts.tables import (
    Delivery,
    DeliveryKind,
    DeliveryStatus,
    Match,
    Opportunity,
    Supplier,
    WatchEdit,
    WatchRow,
)

NOTHING_FOR = timedelta(days=30)
SILENT, FLOODED = "nudge:", "fewer:"
"""What the names of the two messages begin with. Of the first there is one a month for a supplier."""

AFTER_THE_REST = timedelta(minutes=10)
"""What is due at a supplier's hour goes first, for others wait for it."""

BATCH = 200


async def owe_silent(sessions: Sessions, now: datetime) -> int:
    """Owe each supplier to whom nothing was sent for a month a message at its own hour. Returns how many were made.

    Safe to run at any time, and twice at once: a slot is taken once a month.
    """
    made, last = 0, 0
    while True:
        async with sessions.begin() as session:
            found = (await session.scalars(_silent(now, last))).all()
            for supplier in found:
                made += await _owe_silent(session, supplier, now)
        if not found:
            return made
        last = found[-1].id


async def owe_fewer(session: AsyncSession, profile: Profile, now: datetime) -> None:
    """Owe a question about each watch that brings too much, unless it was asked of late or answered with no."""
    if DeliveryKind.NUDGE in profile.supplier.turned_off:
        return
    brought = await _brought(session, profile.supplier.id, now)
    for subject in profile.speaking(now):
        watched = now - subject.watch.started_at
        if a_week(brought[subject.watch.id], watched) > MOST_A_WEEK and not await _was_asked(
            session, subject, now
        ):
            slot = Slot(name=f"{_about(subject)}{today(now):%Y-%m-%d}", due_at=now + AFTER_THE_REST)
            await outbox.owe_apart(session, DeliveryKind.NUDGE, profile.supplier.id, slot)


async def still_silent(session: AsyncSession, profile: Profile, now: datetime) -> bool:
    """Return whether there is still a watch that speaks, and nothing was sent for a month."""
    return bool(profile.speaking(now)) and not await session.scalar(
        select(_was_sent(profile.supplier.id, now - NOTHING_FOR))
    )


def flooded(profile: Profile, delivery: Delivery, now: datetime) -> Subject | None:
    """Return the watch that a message of too much is about, if it still speaks."""
    return next(
        (subject for subject in profile.speaking(now) if delivery.slot.startswith(_about(subject))), None
    )


async def narrower(session: AsyncSession, subject: Subject, now: datetime) -> Narrower | None:
    """Return the one change that would bring what can be read, or None when it is not too much any more."""
    matches = await session.execute(
        select(Match.opportunity_id, Match.watch_ids).where(
            Match.supplier_id == subject.supplier.id, Match.matched_at > now - OVER
        )
    )
    ids = {opportunity_id for opportunity_id, watch_ids in matches if subject.watch.id in watch_ids}
    rows = await session.scalars(select(Opportunity).where(Opportunity.id.in_(ids)))
    return narrow(
        [opportunities.notice_of(row) for row in rows],
        suppliers.firm_of(subject.supplier),
        suppliers.watch_of(subject.watch),
        now,
        now - subject.watch.started_at,
    )


async def near(session: AsyncSession, profile: Profile, now: datetime) -> list[Opportunity]:
    """Return what came out in the last 30 days, without what the supplier has muted."""
    mutes = profile.mutes(now)
    return [
        row
        for row in await shortlist.recent(session, now)
        if row.source.slug not in mutes.sources
        and (row.buyer is None or plain(row.buyer) not in mutes.buyers)
    ]


def _silent(now: datetime, after: int) -> Select[Supplier]:
    """Ask for suppliers to whom nothing was sent or is on its way, though a watch has spoken for a month."""
    since = now - NOTHING_FOR
    speaks = exists().where(
        WatchRow.supplier_id == Supplier.id, WatchRow.ended_at.is_(None), WatchRow.started_at <= since
    )
    waits = exists().where(Delivery.supplier_id == Supplier.id, Delivery.status == DeliveryStatus.PENDING)
    asked = exists().where(
        Delivery.supplier_id == Supplier.id, Delivery.slot.startswith(SILENT), Delivery.due_at > since
    )
    return (
        select(Supplier)
        .where(Supplier.id > after, speaks, ~waits, ~asked, ~_was_sent(Supplier.id, since))
        .order_by(Supplier.id)
        .limit(BATCH)
    )


def _was_sent(supplier_id: Any, since: datetime) -> ColumnElement[bool]:
    """Say that something was sent, or may have been."""
    sent = Delivery.sent_at > since
    perhaps = and_(Delivery.status == DeliveryStatus.UNKNOWN, Delivery.due_at > since)
    return exists().where(Delivery.supplier_id == supplier_id, or_(sent, perhaps))


async def _owe_silent(session: AsyncSession, supplier: Supplier, now: datetime) -> int:
    profile = await suppliers.by_address(session, supplier.address)
    speaking = () if profile is None else profile.speaking(now)
    if not speaking or DeliveryKind.NUDGE in supplier.turned_off or _is_paused(supplier, now):
        return 0
    due_at = next_time(now, hour=speaking[0].watch.hour) + AFTER_THE_REST
    slot = Slot(name=f"{SILENT}{today(due_at):%Y-%m}", due_at=due_at)
    return await outbox.owe_apart(session, DeliveryKind.NUDGE, supplier.id, slot)


def _is_paused(supplier: Supplier, now: datetime) -> bool:
    return supplier.paused_until is not None and supplier.paused_until > now


async def _brought(session: AsyncSession, supplier_id: int, now: datetime) -> Counter[int]:
    """Return how many opportunities each watch of a supplier brought in the last four weeks."""
    rows = await session.execute(
        select(Match.opportunity_id, Match.watch_ids).where(
            Match.supplier_id == supplier_id, Match.matched_at > now - OVER
        )
    )
    # A new version of what was matched is no further opportunity.
    found = {(opportunity_id, watch_id) for opportunity_id, watch_ids in rows for watch_id in watch_ids}
    return Counter(watch_id for _, watch_id in found)


async def _was_asked(session: AsyncSession, subject: Subject, now: datetime) -> bool:
    """Return whether a watch was asked about in the last four weeks, or is to stay as it is."""
    lately = exists().where(
        Delivery.supplier_id == subject.supplier.id,
        Delivery.slot.startswith(_about(subject), autoescape=True),
        Delivery.due_at > now - OVER,
    )
    if await session.scalar(select(lately)):
        return True
    left, made = (
        await session.execute(
            select(
                func.max(case((WatchEdit.made_at.is_(None), WatchEdit.undone_at))),
                func.max(WatchEdit.made_at),
            ).where(WatchEdit.watch_id == subject.watch.id)
        )
    ).one()
    return left is not None and (made is None or made < left)


def _about(subject: Subject) -> str:
    return f"{FLOODED}{subject.watch.id}:"
