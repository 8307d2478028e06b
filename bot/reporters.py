"""Put a report together: the form, the notice that it is about, and what we know of who makes it.

What a supplier is shown before sending and what is sent come from the same function.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from alerts import opportunities, suppliers
from bot import drafts, feedback, references, reporting
from bot.drafts import Form
from bot.feedback import Held
from bot.filled import About, Filled, Organisation
from bot.references import Prefix


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A form that may be sent. `joined`: we know the organisation. `notice`: there is one to leave out."""

    filled: Filled
    joined: bool
    notice: bool


async def begin(session: AsyncSession, opportunity_id: int | None) -> Form:
    """Return a new form, with a reference that no report has."""
    notice = await about(session, opportunity_id)
    while True:
        reference = references.new(Prefix.REPORT)
        if await feedback.by_reference(session, reference) is None:
            return reporting.begin(reference, None if notice is None else notice.opportunity_id)


async def ready(session: AsyncSession, address: str, form: Form) -> Ready:
    """Return what a form says, with what we know besides."""
    known = await organisation(session, address)
    notice = await about(session, reporting.opportunity_of(form))
    return Ready(
        filled=reporting.filled(form, known, notice), joined=known is not None, notice=notice is not None
    )


async def send(session: AsyncSession, address: str, form: Form, now: datetime) -> Held | None:
    """Make the report of a form, and let go of the form."""
    filled = (await ready(session, address, form)).filled
    await feedback.report(session, filled, address, now)
    await drafts.drop(session, address)
    return await feedback.held(session, filled.reference, address)


async def organisation(session: AsyncSession, address: str) -> Organisation | None:
    """Return what a supplier told us of itself, or None when nobody joined under this address."""
    profile = await suppliers.by_address(session, address)
    if profile is None:
        return None
    return Organisation(
        kind=profile.supplier.organisation_type,
        size=profile.supplier.size,
        based_in=profile.supplier.based_in,
        trades=profile.trades,
    )


async def about(session: AsyncSession, opportunity_id: int | None) -> About | None:
    """Return the notice with this id. A notice is public, so any chat may report about any."""
    row = await opportunities.by_id(session, opportunity_id)
    if row is None:
        return None
    return About(opportunity_id=row.id, number=row.reference, title=row.title, buyer=row.buyer)


async def same_notice(session: AsyncSession, opportunity_id: int | None) -> Collection[int]:
    """Return the ids of all that sources hold of the procurement of an opportunity."""
    row = await opportunities.by_id(session, opportunity_id)
    return () if row is None else [each.id for each in await opportunities.with_repeats(session, row)]
