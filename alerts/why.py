"""Answer "why did this come?" and "why did it not?", for one supplier and one opportunity."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from alerts import opportunities, outbox, suppliers
from alerts.explaining import Explanation, explain
from alerts.matching import Gate
from alerts.sources import Source
from alerts.suppliers import Profile
from alerts.tables import Delivery, Opportunity


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What we know of an opportunity and a supplier.

    `explanation` is how things stand now. `earlier` is how they stood on the day it came out, for one
    that has closed since. `delivery` is the message that told of it or is to tell of it, if there is one.
    """

    profile: Profile
    opportunity: Opportunity
    source_name: str
    explanation: Explanation
    earlier: Explanation | None
    delivery: Delivery | None


async def ask(
    session: AsyncSession, profile: Profile, reference: str, catalogue: Mapping[str, Source], now: datetime
) -> Answer | None:
    """Return why an opportunity did or did not come, or None when nobody published that reference."""
    quoted = await opportunities.quoted(session, reference)
    if quoted is None:
        return None
    same = await opportunities.with_repeats(session, quoted)
    told = await outbox.told_of(session, profile.supplier.address, [row.id for row in same])
    if told is not None:
        same.insert(0, told.opportunity)
    firm, watch = suppliers.firm_of(profile.supplier), suppliers.watch_of(profile.watch)
    explained = [(row, explain(opportunities.notice_of(row), firm, watch, now)) for row in same]
    # Of what several sources published, one may say enough to match and another too little.
    opportunity, explanation = next((pair for pair in explained if pair[1].verdict.matched), explained[0])
    notice = opportunities.notice_of(opportunity)
    slug = opportunity.source.slug
    return Answer(
        profile=profile,
        opportunity=opportunity,
        source_name=catalogue[slug].name if slug in catalogue else slug,
        explanation=explanation,
        earlier=explain(notice, firm, watch, opportunity.published_at)
        if explanation.verdict.failed is Gate.OPEN
        else None,
        delivery=None if told is None else told.delivery,
    )
