"""Who hears that an opportunity changed, and what there is to say of it when the message is written.

Each version that concerns a supplier is a row in the outbox, so owing it twice makes no second one. What
was not told yet is told together: the newest row that waits speaks for those before it, from what the
supplier heard last to what is true now. Where nothing is left of it, because it went back to what it
was, nothing is said, unless earlier news may have arrived: then that it went back is news.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from alerts import changes, outbox, reminders
from alerts.changes import Event
from alerts.frequency import Slot
from alerts.notice import Change, Notice
from alerts.tables import (
    Delivery,
    DeliveryKind,
    DeliveryStatus,
    Match,
    Opportunity,
    OpportunityVersion,
    Saved,
    Supplier,
    WatchRow,
)

SLOT = "change:"

HEARD = frozenset({DeliveryStatus.SENT, DeliveryStatus.UNKNOWN})
"""What a supplier was told, or may have been."""

_DATES = frozenset({Change.STAGE, Change.DEADLINE, Change.QUESTIONS})


class Nothing(StrEnum):
    """Why there is nothing to say now."""

    LATER = "later"  # the alert, or earlier news, is on its way: it goes first
    TOGETHER = "told together with a later change"
    WENT_BACK = "it went back to what it was"
    NOT_TOLD = "the supplier was not told of it after all"
    GONE = "the opportunity is not kept any more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What there is to tell a supplier of one opportunity. `notice` is what it says after the events.

    `events` is empty when nothing is said, and only the alert is brought up to date. `told` is the match
    whose message told of the opportunity, with that message; None for one that was saved elsewhere. `perhaps`:
    earlier news, of which nobody knows whether they arrived, said the same.
    """

    opportunity: Opportunity
    notice: Notice
    events: tuple[Event, ...]
    saved: Saved | None
    told: Match | None
    perhaps: bool


async def owe(session: AsyncSession, version: OpportunityVersion, now: datetime) -> int:
    """Owe the news of a version, with its opportunity loaded, to those whom it concerns.

    Everybody who was told of the opportunity hears of its stage and deadline, who saved it of all that
    changed. Returns how many messages were made. Safe to run twice.
    """
    if not version.changes:
        return 0
    if _DATES.intersection(version.changes):
        await reminders.renew_for(session, version.opportunity, now)
    slot = Slot(name=f"{SLOT}{version.id}", due_at=now)
    made = 0
    for supplier_id in await _concerned(session, version):
        made += await outbox.owe_about(
            session, DeliveryKind.CHANGE, supplier_id, version.opportunity_id, slot
        )
    return made


async def to_tell(session: AsyncSession, delivery: Delivery, now: datetime) -> Amendment | Nothing:
    """Return what a message about a change has to say now, or why nothing."""
    opportunity = await session.get(
        Opportunity, delivery.opportunity_id, options=[joinedload(Opportunity.source)]
    )
    if opportunity is None:
        return Nothing.GONE
    rows = await outbox.about(session, DeliveryKind.CHANGE, delivery.supplier_id, opportunity.id)
    number = _version_id(delivery)
    heard = max((_version_id(row) for row in rows if row.status in HEARD), default=0)
    if heard > number or any(
        row.status is DeliveryStatus.PENDING and _version_id(row) > number for row in rows
    ):
        return Nothing.TOGETHER
    saved = await session.scalar(
        select(Saved).where(Saved.supplier_id == delivery.supplier_id, Saved.opportunity_id == opportunity.id)
    )
    told = await outbox.told_of(session, delivery.supplier.address, [opportunity.id])
    if saved is None and (why := _untold(told)) is not None:
        return why
    said = await _perhaps_said(session, [row for row in rows if heard < _version_id(row) < number])
    if isinstance(said, Nothing):
        return said
    steps = await _steps(session, rows, heard, number)
    if steps is None:
        return Nothing.GONE
    before, after = steps
    found = changes.still_matter(changes.events(before, after), after, now)
    since = None if said is None else changes.still_matter(changes.events(said, after), after, now)
    if not (found or since):
        return Nothing.WENT_BACK
    return Amendment(
        opportunity=opportunity,
        notice=after,
        # It went back: what had no answer said something else, and must not be the last word.
        events=_wanted(found or since or (), delivery.supplier, saved),
        saved=saved,
        told=told,
        perhaps=since == (),
    )


async def _perhaps_said(session: AsyncSession, earlier: Sequence[Delivery]) -> Notice | Nothing | None:
    """Return what earlier news said of which nobody knows whether they arrived; None where there are none."""
    if any(row.status is DeliveryStatus.SENDING for row in earlier):
        return Nothing.LATER
    perhaps = max((_version_id(row) for row in earlier if row.perhaps_sent_at is not None), default=None)
    version = None if perhaps is None else await session.get(OpportunityVersion, perhaps)
    return None if version is None else version.notice


def _wanted(found: tuple[Event, ...], supplier: Supplier, saved: Saved | None) -> tuple[Event, ...]:
    if DeliveryKind.CHANGE in supplier.turned_off:
        return ()
    return changes.for_everyone(found) if saved is None else found


def _untold(told: Match | None) -> Nothing | None:
    """Return why somebody is not concerned who did not save the opportunity; None for who was told of it."""
    match None if told is None else told.delivery:
        case Delivery(status=DeliveryStatus.SENT | DeliveryStatus.UNKNOWN):
            return None
        case (
            Delivery(status=DeliveryStatus.SENDING)
            | Delivery(status=DeliveryStatus.PENDING, claimed_until=datetime())
        ):
            return Nothing.LATER
        case _:
            return Nothing.NOT_TOLD  # or it will be, and as it is by then


async def _steps(
    session: AsyncSession, rows: Sequence[Delivery], heard: int, until: int
) -> tuple[Notice, Notice] | None:
    """Return what the supplier heard last, and what is to be told: what the version says, or a later one.

    A later one that is owed has a message of its own; one that is not came while the supplier had stopped.
    """
    first = min(number for row in rows if (number := _version_id(row)) > heard)
    begun = await session.get(OpportunityVersion, first)
    if begun is None:
        return None
    versions = await session.scalars(
        select(OpportunityVersion)
        .where(
            OpportunityVersion.opportunity_id == begun.opportunity_id,
            or_(
                OpportunityVersion.number == begun.number - 1,
                and_(OpportunityVersion.id >= until, OpportunityVersion.matched_at.is_not(None)),
            ),
        )
        .order_by(OpportunityVersion.number)
    )
    before, *after = versions.all()
    return (before.notice, after[-1].notice) if after and before.number < begun.number else None


async def _concerned(session: AsyncSession, version: OpportunityVersion) -> Sequence[int]:
    """Return the suppliers whom a version concerns and who listen.

    None of them can be forgotten before the transaction ends: what is owed needs them.
    """
    concerned = select(Saved.supplier_id).where(Saved.opportunity_id == version.opportunity_id)
    if changes.LOUD.intersection(version.changes):
        # A message that is being sent right now may have been written before this version came.
        told = or_(
            Delivery.status.in_([*HEARD, DeliveryStatus.SENDING]),
            and_(Delivery.status == DeliveryStatus.PENDING, Delivery.claimed_until.is_not(None)),
        )
        alerted = (
            select(Match.supplier_id)
            .join(Delivery, Match.delivery_id == Delivery.id)
            .where(Match.version_id.in_(_versions(version.opportunity_id)), told)
        )
        listed = concerned.union(alerted).subquery()
        concerned = select(listed.c.supplier_id)
    listening = select(WatchRow.supplier_id).where(WatchRow.ended_at.is_(None))
    found = await session.scalars(
        select(Supplier.id)
        .where(Supplier.id.in_(concerned), Supplier.id.in_(listening))
        .order_by(Supplier.id)
        .with_for_update(key_share=True, read=True)  # PostgreSQL; SQLite has one writer
    )
    return found.all()


def _versions(opportunity_id: int) -> Select[int]:
    return select(OpportunityVersion.id).where(OpportunityVersion.opportunity_id == opportunity_id)


def _version_id(delivery: Delivery) -> int:
    return int(delivery.slot.removeprefix(SLOT))
