"""What waits at this moment: for whoever watches over the bot. Counts and times, and nothing of anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from alerts.outbox import may_write
from alerts.tables import Delivery, DeliveryStatus, Opportunity, OpportunityVersion, SourceRow, Supplier


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What should be done by now, and is not.

    `oldest_due_at` is of a message that could be sent: not one that waits for the end of quiet hours or a pause.
    `held` versions wait for an officer, `unmatched` ones for nobody.
    """

    due: int
    oldest_due_at: datetime | None
    unmatched: int
    held: int


async def look(session: AsyncSession, now: datetime) -> Backlog:
    """Return what waits."""
    due = (
        await session.execute(
            select(func.count(), func.min(Delivery.due_at))
            .select_from(Delivery)
            .join(Supplier, Supplier.id == Delivery.supplier_id)
            .where(Delivery.status == DeliveryStatus.PENDING, Delivery.due_at <= now, may_write(now))
        )
    ).one()
    waiting = await session.execute(
        select(SourceRow.held_at.is_not(None), func.count())
        .select_from(OpportunityVersion)
        .join(Opportunity, Opportunity.id == OpportunityVersion.opportunity_id)
        .join(SourceRow, SourceRow.id == Opportunity.source_id)
        .where(OpportunityVersion.matched_at.is_(None))
        .group_by(SourceRow.held_at.is_not(None))
    )
    by_hold = {bool(held): count for held, count in waiting}
    return Backlog(
        due=due[0],
        oldest_due_at=due[1],
        unmatched=by_hold.get(False, 0),
        held=by_hold.get(True, 0),
    )


async def sources(session: AsyncSession) -> Sequence[SourceRow]:
    """Return how each source stands that was ever read."""
    return (await session.scalars(select(SourceRow).order_by(SourceRow.slug))).all()
