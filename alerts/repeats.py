"""What one portal shows that another showed first: kept, but told and listed only once.

Buyers publish one tender on several portals. `notice.duplicate_key` says what such notices share, and
`merging.duplicates` which of them is the original; here both meet the tables. When the original is
over and the repeat still stands, the repeat speaks for itself.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from alerts.db import chunks
from alerts.merging import Seen, duplicates
from alerts.notice import Stage
from alerts.tables import Opportunity, OpportunityVersion

LIVE = (Stage.OPEN, Stage.PLANNED)


async def flag(session: AsyncSession, touched: Iterable[Opportunity], keys: Collection[str]) -> None:
    """Say anew which opportunities repeat which, where the key of one has come, gone or changed.

    `keys` are those that the touched opportunities had before and have now.
    """
    for row in touched:
        row.duplicate_of_id = None
    groups: dict[str | None, dict[int, Opportunity]] = defaultdict(dict)
    for some in chunks(sorted(keys)):
        for row in await session.scalars(select(Opportunity).where(Opportunity.duplicate_key.in_(some))):
            groups[row.duplicate_key][row.id] = row
    for rows in groups.values():
        seen = [
            Seen(id=row.id, source_id=row.source_id, first_seen_at=row.first_seen_at) for row in rows.values()
        ]
        for repeat, original in duplicates(seen).items():
            rows[repeat].duplicate_of_id = original
    await session.flush()


async def worth_telling(
    session: AsyncSession, versions: Sequence[OpportunityVersion]
) -> tuple[OpportunityVersion, ...]:
    """Leave out versions of what repeats a live opportunity: suppliers hear of the original."""
    originals = {version.opportunity.duplicate_of_id for version in versions}
    live: set[int | None] = set()
    for some in chunks(sorted(original for original in originals if original is not None)):
        live |= set(
            await session.scalars(
                select(Opportunity.id).where(Opportunity.id.in_(some), Opportunity.stage.in_(LIVE))
            )
        )
    return tuple(version for version in versions if version.opportunity.duplicate_of_id not in live)


def left_out(statement: Select[Opportunity]) -> Select[Opportunity]:
    """Leave out of a list what repeats a live opportunity."""
    original = aliased(Opportunity)
    return statement.outerjoin(original, Opportunity.duplicate_of_id == original.id).where(
        or_(original.id.is_(None), original.stage.not_in(LIVE))
    )
