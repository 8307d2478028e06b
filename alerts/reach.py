"""Whom news reaches, as counts: how many suppliers of which size and kind. Never who."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from alerts.matching import OrganisationType, Size
from alerts.tables import Match, Opportunity, OpportunityVersion, Supplier


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How many suppliers of one size and kind."""

    size: Size
    organisation_type: OrganisationType
    suppliers: int


async def newest(session: AsyncSession) -> int:
    """Return the number of the newest version of any opportunity; 0 when there is none."""
    return await session.scalar(select(func.max(OpportunityVersion.id))) or 0


async def since(session: AsyncSession, source_id: int, version: int) -> tuple[Reach, ...]:
    """Return who is owed news of what a source said after a version, each supplier once."""
    rows = await session.execute(
        select(Supplier.size, Supplier.organisation_type, func.count(Supplier.id.distinct()))
        .join(Match, Match.supplier_id == Supplier.id)
        .join(Opportunity, Opportunity.id == Match.opportunity_id)
        .where(Match.version_id > version, Opportunity.source_id == source_id)
        .group_by(Supplier.size, Supplier.organisation_type)
    )
    counted = {(size, kind): count for size, kind, count in rows}
    return tuple(
        Reach(size=size, organisation_type=kind, suppliers=counted[size, kind])
        for kind in OrganisationType
        for size in Size
        if (size, kind) in counted
    )
