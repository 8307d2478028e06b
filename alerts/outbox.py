"""The messages we owe. Rows with a time, not jobs in memory: whoever dies, the next one sends them.

A match is made once for a supplier and an opportunity version, and a message once for a supplier
and a slot; the database keeps both promises. A delivery's status moves only away from pending.

Between a request to Telegram and its answer a delivery is "sending". Whoever dies then leaves a message of which
nobody knows whether it arrived; `sweep` finds it. What we do of it is written down once, in `AGAIN`.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, not_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from alerts import repeats
from alerts.audience import Audience, Watcher
from alerts.db import insert
from alerts.frequency import LONDON, Slot
from alerts.matching import Verdict, match
from alerts.opportunities import notice_of
from alerts.tables import (
    Delivery,
    DeliveryKind,
    DeliveryStatus,
    Match,
    Opportunity,
    OpportunityVersion,
    Saved,
    Supplier,
)

CLAIM = timedelta(seconds=30)
"""How long a sender has to get its turn before another may take its delivery over."""

ON_ITS_WAY = timedelta(minutes=1)
"""How long a request may be without an answer: thrice what we wait for one. After that its sender is dead."""

AGAIN = frozenset({DeliveryKind.ALERT, DeliveryKind.CHANGE})
"""What is sent once more when nobody knows whether it arrived, and says so: rather twice than never. A reminder
or a nudge is let go, for the deadline stands in the alert. Of the second try nothing is sent again."""

STOPPED = "the supplier stopped"

TOLD = (DeliveryStatus.PENDING, DeliveryStatus.SENDING, DeliveryStatus.SENT, DeliveryStatus.UNKNOWN)
"""What is in a message of these was said or will be. What was left out, or cancelled, may come again."""

UNDER_WAY = (DeliveryStatus.PENDING, DeliveryStatus.SENDING)

GIVE_UP_AFTER = 5
"""Faults of ours with one message. After so many it needs a person, not a sixth try.

A process that dies with a message in hand is no fault of the message, however often it happens.
"""


async def owe(session: AsyncSession, audience: Audience, version: OpportunityVersion, now: datetime) -> int:
    """Match one opportunity version and join each match to the message that will tell of it.

    `version.opportunity` and its source must be loaded. Returns how many matches were made. A supplier who
    was told of the opportunity, or of another source's notice of it, or is about to be, or has saved it, is
    not owed it again. Safe to run twice.
    """
    verdicts = _verdicts(audience, version.opportunity, now)
    if not verdicts:
        return 0

    same = await repeats.ever_same_as(session, version.opportunity)
    told = set(
        await session.scalars(
            select(Match.supplier_id)
            .join(Delivery, Match.delivery_id == Delivery.id)
            .join(Opportunity, Match.opportunity_id == Opportunity.id)
            .where(same, Delivery.status.in_(TOLD))
        )
    )
    # Whoever saved it knows it, wherever they found it.
    told |= set(await session.scalars(select(Saved.supplier_id).join(Saved.opportunity).where(same)))
    made = 0
    for supplier_id, found in verdicts.items():
        if supplier_id in told:
            continue
        # The watch that speaks first decides when; the closest verdict decides what is said.
        slots = [watcher.slot(now, version.id) for watcher, _ in found]
        delivery_id = await delivery_for(session, supplier_id, min(slots, key=lambda slot: slot.due_at))
        best = max((verdict for _, verdict in found), key=lambda verdict: verdict.score)
        made += await _insert_if_absent(
            session,
            Match,
            supplier_id=supplier_id,
            version_id=version.id,
            opportunity_id=version.opportunity_id,
            delivery_id=delivery_id,
            watch_ids=tuple(watcher.watch_id for watcher, _ in found),
            reasons=best.reasons,
            fit=best.fit,
            strength=best.strength,
            matched_at=now,
        )
    return made


def _verdicts(
    audience: Audience, opportunity: Opportunity, now: datetime
) -> Mapping[int, list[tuple[Watcher, Verdict]]]:
    """Return each watch that asks for an opportunity, with why, by the id of its supplier."""
    notice, source = notice_of(opportunity), opportunity.source.slug
    found: dict[int, list[tuple[Watcher, Verdict]]] = defaultdict(list)
    for watcher in audience.of(notice):
        verdict = match(notice, watcher.firm, watcher.watch, now, mutes=watcher.mutes, source=source)
        if verdict.matched:
            found[watcher.supplier_id].append((watcher, verdict))
    return found


async def claim_due(session: AsyncSession, now: datetime, limit: int = 30) -> list[Delivery]:
    """Take up to `limit` due deliveries, oldest first, so that no other sender has them.

    What is due to a supplier in quiet hours or in a pause stays where it is until they are over. A claim
    lapses, so a delivery whose sender died is tried again.
    The caller commits before it sends: we never hold the database while Telegram thinks.
    """
    due = (
        select(Delivery.id)
        .join(Delivery.supplier)
        .where(
            Delivery.status == DeliveryStatus.PENDING,
            Delivery.due_at <= now,
            or_(Delivery.claimed_until.is_(None), Delivery.claimed_until <= now),
            _may_write(now),
        )
        .order_by(Delivery.due_at, Delivery.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=Delivery)  # PostgreSQL; SQLite has one writer anyway
    )
    claimed = await session.scalars(
        update(Delivery)
        .where(Delivery.id.in_(due))
        .values(claimed_until=now + CLAIM)
        .returning(Delivery)
        .options(selectinload(Delivery.supplier))
        .execution_options(populate_existing=True)
    )
    return sorted(claimed, key=lambda delivery: (delivery.due_at, delivery.id))


async def contents(session: AsyncSession, delivery_id: int) -> Sequence[Match]:
    """Return what a delivery tells of, as matched, each with its opportunity and source as they are now."""
    matches = await session.scalars(
        select(Match)
        .where(Match.delivery_id == delivery_id)
        .options(joinedload(Match.opportunity).joinedload(Opportunity.source))
        .order_by(Match.id)
    )
    return matches.all()


async def sent_to(session: AsyncSession, delivery_id: int, address: str) -> Delivery | None:
    """Return a delivery if it is this address's own, else None: an id in a button proves nothing."""
    found: Delivery | None = await session.scalar(
        select(Delivery)
        .join(Delivery.supplier)
        .where(Delivery.id == delivery_id, Supplier.address == address)
    )
    return found


async def told_of(session: AsyncSession, address: str, opportunity_ids: Collection[int]) -> Match | None:
    """Return what an address was told, or is to be told, of an opportunity, with its delivery and opportunity.

    Several ids stand for one opportunity that came from several sources. What was sent counts first.
    """
    found: Match | None = await session.scalar(
        select(Match)
        .join(Supplier, Supplier.id == Match.supplier_id)
        .outerjoin(Delivery, Delivery.id == Match.delivery_id)
        .where(Supplier.address == address, Match.opportunity_id.in_(opportunity_ids))
        .options(joinedload(Match.opportunity).joinedload(Opportunity.source), joinedload(Match.delivery))
        .order_by(Delivery.sent_at.is_(None), Match.id.desc())
        .limit(1)
    )
    return found


async def mark_sent(session: AsyncSession, delivery_id: int, now: datetime, message_id: int) -> None:
    """Record that Telegram took the message."""
    await _move(session, delivery_id, status=DeliveryStatus.SENT, sent_at=now, message_id=message_id)


async def begin(session: AsyncSession, delivery: Delivery, now: datetime) -> bool:
    """Mark a delivery as on its way, right before it is sent. False when our claim lapsed and another has it.

    To be committed before the request is made, with what the message was written from.
    """
    held = await session.scalar(
        update(Delivery)
        .where(
            Delivery.id == delivery.id,
            Delivery.status == DeliveryStatus.PENDING,
            Delivery.claimed_until == delivery.claimed_until,
        )
        .values(status=DeliveryStatus.SENDING, claimed_until=now + ON_ITS_WAY)
        .returning(Delivery.id)
    )
    return held is not None


async def unanswered(session: AsyncSession, delivery_id: int, now: datetime, again_at: datetime) -> bool:
    """Record that Telegram did not answer. True when the message is sent once more, then."""
    return bool((await _unknown(session, Delivery.id == delivery_id, now, again_at))[0])


async def sweep(session: AsyncSession, now: datetime) -> int:
    """Settle what was on its way when its sender died. Returns of how many the outcome is unknown."""
    again, left = await _unknown(session, Delivery.claimed_until <= now, now, now)
    return again + left


async def _unknown(
    session: AsyncSession, which: ColumnElement[bool], now: datetime, again_at: datetime
) -> tuple[int, int]:
    """Owe again what the policy sends twice, and let the rest go. Returns how many of each."""
    on_its_way = (Delivery.status == DeliveryStatus.SENDING, which)
    again = await session.scalars(
        update(Delivery)
        .where(*on_its_way, Delivery.kind.in_(AGAIN), Delivery.perhaps_sent_at.is_(None))
        .values(
            status=DeliveryStatus.PENDING,
            claimed_until=None,
            due_at=case((Delivery.due_at > again_at, Delivery.due_at), else_=again_at),
            perhaps_sent_at=now,
        )
        .returning(Delivery.id)
    )
    again_ids = again.all()
    left = await session.scalars(
        update(Delivery)
        .where(*on_its_way)
        .values(
            status=DeliveryStatus.UNKNOWN,
            perhaps_sent_at=func.coalesce(Delivery.perhaps_sent_at, now),
            failure="it may have arrived",
        )
        .returning(Delivery.id)
    )
    return len(again_ids), len(left.all())


async def leave_out(session: AsyncSession, delivery_id: int, kept: Collection[int]) -> None:
    """Take every opportunity but the `kept` ones out of a delivery: it will not tell of them."""
    await session.execute(
        update(Match)
        .where(Match.delivery_id == delivery_id, Match.opportunity_id.not_in(kept))
        .values(delivery_id=None)
    )


async def mark_failed(session: AsyncSession, delivery_id: int, failure: str) -> None:
    """Record that this message will not be sent, and why. A person must look."""
    await _move(session, delivery_id, status=DeliveryStatus.FAILED, failure=failure)


async def cancel(session: AsyncSession, delivery_id: int, why: str) -> None:
    """Record that there is nothing left to say."""
    await _move(session, delivery_id, status=DeliveryStatus.CANCELLED, failure=why)


async def put_off(session: AsyncSession, delivery_id: int, until: datetime) -> None:
    """Give a claim back, to be sent later."""
    await _move(session, delivery_id, status=DeliveryStatus.PENDING, due_at=until, claimed_until=None)


async def faulted(session: AsyncSession, delivery_id: int, again_at: datetime) -> bool:
    """Count a fault of ours with a message that had not left. False when it is given up, for a person to look.

    One that was on its way is left to the sweep: it may have arrived.
    """
    attempts = Delivery.attempts + 1
    status = await session.scalar(
        update(Delivery)
        .where(Delivery.id == delivery_id, Delivery.status == DeliveryStatus.PENDING)
        .values(
            status=case(
                (attempts >= GIVE_UP_AFTER, DeliveryStatus.FAILED.value), else_=DeliveryStatus.PENDING.value
            ),
            failure=case((attempts >= GIVE_UP_AFTER, "tried too often"), else_=None),
            due_at=again_at,
            claimed_until=None,
            attempts=attempts,
        )
        .returning(Delivery.status)
    )
    return status is not DeliveryStatus.FAILED


async def revive(session: AsyncSession, supplier_id: int) -> None:
    """Owe again what was cancelled by a stop. What has closed since drops out when it is written."""
    await session.execute(
        update(Delivery)
        .where(
            Delivery.supplier_id == supplier_id,
            Delivery.status == DeliveryStatus.CANCELLED,
            Delivery.failure == STOPPED,
        )
        .values(status=DeliveryStatus.PENDING, failure=None, claimed_until=None, attempts=0)
    )


async def cancel_all(session: AsyncSession, supplier_id: int) -> None:
    """Cancel what is pending for a supplier who stopped."""
    await session.execute(
        update(Delivery)
        .where(Delivery.supplier_id == supplier_id, Delivery.status == DeliveryStatus.PENDING)
        .values(status=DeliveryStatus.CANCELLED, failure=STOPPED)
    )


async def owe_apart(session: AsyncSession, kind: DeliveryKind, supplier_id: int, slot: Slot) -> int:
    """Owe a message that is about no opportunity, unless its slot is taken. Returns how many were made: 1 or 0."""
    return await _insert_if_absent(
        session, Delivery, supplier_id=supplier_id, slot=slot.name, kind=kind, due_at=slot.due_at
    )


async def owe_about(
    session: AsyncSession, kind: DeliveryKind, supplier_id: int, opportunity_id: int, slot: Slot
) -> int:
    """Owe a message about one opportunity, unless its slot is taken. Returns how many were made: 1 or 0."""
    return await _insert_if_absent(
        session,
        Delivery,
        supplier_id=supplier_id,
        slot=slot.name,
        kind=kind,
        opportunity_id=opportunity_id,
        due_at=slot.due_at,
    )


async def about(
    session: AsyncSession, kind: DeliveryKind, supplier_id: int, opportunity_id: int, *, lock: bool = False
) -> Sequence[Delivery]:
    """Return all messages of a kind about one opportunity, whatever became of them, the oldest first.

    With `lock` nobody else changes them until the transaction ends.
    """
    asked = (
        select(Delivery)
        .where(
            Delivery.supplier_id == supplier_id,
            Delivery.opportunity_id == opportunity_id,
            Delivery.kind == kind,
        )
        .order_by(Delivery.id)
        .execution_options(populate_existing=True)
    )
    return (await session.scalars(asked.with_for_update() if lock else asked)).all()


async def delivery_for(session: AsyncSession, supplier_id: int, slot: Slot) -> int:
    """Return the pending delivery of opportunities for a slot, made if need be.

    A slot that was cancelled is taken up again. One that was sent, or is being sent, or may have been,
    is over: what joined it now would hang on a message that says nothing of it. A second message follows it.
    """
    name = slot.name
    values = {"supplier_id": supplier_id, "kind": DeliveryKind.ALERT, "due_at": slot.due_at}
    while True:
        await _insert_if_absent(session, Delivery, slot=name, **values)
        found = (
            await session.execute(
                select(Delivery.id, Delivery.status, Delivery.claimed_until, Delivery.perhaps_sent_at)
                .where(Delivery.supplier_id == supplier_id, Delivery.slot == name)
                .with_for_update()
            )
        ).one()
        match found.status:
            case DeliveryStatus.PENDING if found.claimed_until is None and found.perhaps_sent_at is None:
                return int(found.id)
            case DeliveryStatus.CANCELLED:
                await session.execute(
                    update(Delivery)
                    .where(Delivery.id == found.id)
                    .values(
                        status=DeliveryStatus.PENDING,
                        due_at=slot.due_at,
                        failure=None,
                        claimed_until=None,
                        attempts=0,
                    )
                )
                return int(found.id)
            case _:
                name += "+"


def _may_write(now: datetime) -> ColumnElement[bool]:
    """Ask for suppliers who are neither in quiet hours nor in a pause: `Silence.holds`, said in SQL."""
    hour = now.astimezone(LONDON).hour
    since, until = Supplier.quiet_from, Supplier.quiet_until
    in_a_day = and_(since < until, since <= hour, until > hour)
    over_midnight = and_(since > until, or_(since <= hour, until > hour))
    return and_(
        or_(Supplier.paused_until.is_(None), Supplier.paused_until <= now),
        or_(since.is_(None), not_(or_(in_a_day, over_midnight))),
    )


async def _insert_if_absent(session: AsyncSession, table: type[Match | Delivery], **values: Any) -> int:
    """Insert a row unless its unique key is taken. Returns how many rows were made: 1 or 0."""
    fresh = insert(session, table).values(**values).on_conflict_do_nothing()
    made = await session.scalars(fresh.returning(table.id))
    return len(made.all())


async def _move(session: AsyncSession, delivery_id: int, **values: Any) -> None:
    await session.execute(
        update(Delivery).where(Delivery.id == delivery_id, Delivery.status.in_(UNDER_WAY)).values(**values)
    )
