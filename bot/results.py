"""What became of a supplier's bids, and of the feedback after them. One row for a supplier and an opportunity.

Each answer is kept when it is given and may be given again, so a supplier can stop anywhere and come back. Officers
see counts by kind of organisation, size and trade; when a supplier is forgotten, its rows stay as such counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from alerts import repeats
from alerts.notice import Stage
from alerts.suppliers import Profile
from alerts.tables import Delivery, DeliveryStatus, Match, Opportunity
from bot.blockers import Ending, Feedback, Why
from bot.tables import BidResult

ASKED_FOR = timedelta(days=365)
"""How long after its end an opportunity is offered. By its number any can be told of."""

MOST_OFFERED = 100
USEFUL = range(1, 6)

REASONS: Mapping[Ending, tuple[Why, ...]] = {
    Ending.WON: (
        Why.PRICE,
        Why.QUALITY,
        Why.EXPERIENCE,
        Why.SOCIAL_VALUE,
        Why.LOCAL,
        Why.NOT_TOLD,
        Why.OTHER,
    ),
    Ending.LOST: (
        Why.PRICE,
        Why.QUALITY,
        Why.EXPERIENCE,
        Why.SOCIAL_VALUE,
        Why.SIZE,
        Why.PAPERWORK,
        Why.NOT_TOLD,
        Why.OTHER,
    ),
    Ending.DID_NOT_BID: (
        Why.TIME,
        Why.SIZE,
        Why.PAPERWORK,
        Why.PRICE,
        Why.EXPERIENCE,
        Why.SOCIAL_VALUE,
        Why.NOT_OUR_WORK,
        Why.OTHER,
    ),
}
"""Why a bid may have come to each ending, in the order in which they are offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bid:
    """An opportunity that a supplier may have bid for, and what it said of that; None when nothing yet."""

    opportunity: Opportunity
    result: BidResult | None


async def of(session: AsyncSession, profile: Profile, opportunity_id: int) -> BidResult | None:
    """Return what a supplier said of an opportunity."""
    return await session.scalar(select(BidResult).where(_is(profile, opportunity_id)))


async def ended(
    session: AsyncSession, profile: Profile, opportunity: Opportunity, ending: Ending, now: datetime
) -> BidResult:
    """Keep what became of a bid. Another ending takes the place of the first, with the reasons given for it."""
    row = await of(session, profile, opportunity.id)
    if row is None:
        try:
            async with session.begin_nested():
                session.add(_row(profile, opportunity, ending, now))
        except IntegrityError:  # another press was quicker
            pass
        row = (await session.scalars(select(BidResult).where(_is(profile, opportunity.id)))).one()
    if row.ending is not ending:
        row.ending, row.reasons = ending, ()
        if ending is Ending.DID_NOT_BID:
            row.feedback = row.feedback_on = row.feedback_useful = None
    await session.flush()
    return row


async def because(
    session: AsyncSession, profile: Profile, opportunity_id: int, why: Why, *, wanted: bool
) -> BidResult | None:
    """Add a reason, or take it away. None when the supplier has not said how it ended, or none of its reasons."""
    row = await session.scalar(select(BidResult).where(_is(profile, opportunity_id)).with_for_update())
    if row is None or why not in REASONS[row.ending]:
        return row
    chosen = {*row.reasons, why} if wanted else set(row.reasons) - {why}
    row.reasons = tuple(one for one in REASONS[row.ending] if one in chosen)
    await session.flush()
    return row


async def told(
    session: AsyncSession, profile: Profile, opportunity_id: int, feedback: Feedback
) -> BidResult | None:
    """Keep whether the buyer gave feedback. Without it there is no day and no use of it."""
    changes: dict[str, Any] = {"feedback": feedback}
    if feedback is not Feedback.YES:
        changes |= {"feedback_on": None, "feedback_useful": None}
    return await _change(session, profile, opportunity_id, **changes)


async def told_on(
    session: AsyncSession, profile: Profile, opportunity_id: int, day: date | None
) -> BidResult | None:
    """Keep on which day feedback came."""
    return await _change(session, profile, opportunity_id, feedback_on=day)


async def useful(
    session: AsyncSession, profile: Profile, opportunity_id: int, degree: int | None
) -> BidResult | None:
    """Keep how useful feedback was, 1 to 5."""
    return await _change(session, profile, opportunity_id, feedback_useful=degree)


async def recent(session: AsyncSession, profile: Profile, now: datetime) -> Sequence[Bid]:
    """Return what a supplier was told of and is over, and what else it told of, the last to close first."""
    was_told = (
        select(Match.opportunity_id)
        .join(Delivery, Match.delivery_id == Delivery.id)
        .where(Match.supplier_id == profile.supplier.id, Delivery.status == DeliveryStatus.SENT)
    )
    over = or_(
        and_(Opportunity.closes_at <= now, Opportunity.closes_at > now - ASKED_FOR),
        and_(Opportunity.stage == Stage.CLOSED, Opportunity.last_seen_at > now - ASKED_FOR),
    )
    rows = await session.execute(
        select(Opportunity, BidResult)
        .outerjoin(
            BidResult,
            and_(BidResult.opportunity_id == Opportunity.id, BidResult.supplier_id == profile.supplier.id),
        )
        .where(or_(BidResult.id.is_not(None), and_(Opportunity.id.in_(was_told), over)))
        .order_by(Opportunity.closes_at.desc().nulls_last(), Opportunity.id.desc())
        .limit(MOST_OFFERED)
    )
    bids: dict[int, Bid] = {}
    for opportunity, result in rows:
        key = repeats.procurement(opportunity)  # told of by two portals, it is one bid
        if key not in bids or (bids[key].result is None and result is not None):
            bids[key] = Bid(opportunity=opportunity, result=result)
    return list(bids.values())


async def _change(
    session: AsyncSession, profile: Profile, opportunity_id: int, **changes: Any
) -> BidResult | None:
    """Change the row of a bid that was made. None when there is none."""
    return await session.scalar(
        update(BidResult)
        .where(_is(profile, opportunity_id), BidResult.ending != Ending.DID_NOT_BID)
        .values(**changes)
        .returning(BidResult)
        .execution_options(populate_existing=True)
    )


def _is(profile: Profile, opportunity_id: int) -> Any:
    return and_(BidResult.supplier_id == profile.supplier.id, BidResult.opportunity_id == opportunity_id)


def _row(profile: Profile, opportunity: Opportunity, ending: Ending, now: datetime) -> BidResult:
    supplier = profile.supplier
    return BidResult(
        supplier_id=supplier.id,
        opportunity_id=opportunity.id,
        notice_number=opportunity.reference,
        notice_title=opportunity.title,
        notice_buyer=opportunity.buyer,
        ending=ending,
        reasons=(),
        feedback=None,
        feedback_on=None,
        feedback_useful=None,
        organisation_type=supplier.organisation_type,
        size=supplier.size,
        based_in=supplier.based_in,
        trades=profile.trades,
        reported_at=now,
    )
