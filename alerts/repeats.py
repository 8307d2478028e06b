"""What one portal shows that another showed first: kept, judged by itself, but told and listed once.

Buyers publish one tender on several portals. `notice.duplicate_key` says what such notices share, and
`merging.duplicates` which of them is the original; here both meet the tables. One portal may say much
less than the other, so a repeat gives way only to what is itself told or listed: never to an original
that is over, or that says too little to be found.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from alerts.db import chunks
from alerts.merging import Seen, duplicates
from alerts.notice import duplicate_key
from alerts.tables import Opportunity, OpportunityVersion


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


def same_as(opportunity: Opportunity) -> ColumnElement[bool]:
    """Ask for an opportunity, what it repeats, and what else repeats that: all of them are one procurement."""
    if opportunity.duplicate_key is None:
        return Opportunity.id == opportunity.id
    original = opportunity.duplicate_of_id or opportunity.id
    return and_(
        Opportunity.duplicate_key == opportunity.duplicate_key,  # they share it, and it is quick to find by
        or_(Opportunity.id == original, Opportunity.duplicate_of_id == original),
    )


async def ever_same_as(session: AsyncSession, opportunity: Opportunity) -> ColumnElement[bool]:
    """Ask for the same procurement, and for what another source still shows as it was here at first.

    When a deadline moves, one portal says so before the other: for a while they look like two jobs.
    """
    notices = await session.scalars(
        select(OpportunityVersion.notice).where(OpportunityVersion.opportunity_id == opportunity.id)
    )
    keys = {duplicate_key(notice) for notice in notices} - {None, opportunity.duplicate_key}
    elsewhere = and_(Opportunity.duplicate_key.in_(keys), Opportunity.source_id != opportunity.source_id)
    return or_(same_as(opportunity), elsewhere) if keys else same_as(opportunity)


def once_each(conditions: Iterable[ColumnElement[bool]], standing: ColumnElement[Any]) -> Select[Opportunity]:
    """Ask for what meets all conditions, and of one procurement only the first of each standing."""
    place = func.row_number().over(
        partition_by=[func.coalesce(Opportunity.duplicate_of_id, Opportunity.id), standing],
        order_by=[Opportunity.duplicate_of_id.is_not(None), Opportunity.id],
    )
    found = select(Opportunity.id, place.label("place")).where(*conditions).subquery()
    return select(Opportunity).where(Opportunity.id.in_(select(found.c.id).where(found.c.place == 1)))


def originals_first(opportunity: Opportunity) -> tuple[bool, int]:
    """Return what sorts the opportunities of one procurement: what is repeated, then the first that came."""
    return opportunity.duplicate_of_id is not None, opportunity.id


def procurement(opportunity: Opportunity) -> int:
    """Return what an opportunity has in common with its repeats and with nothing else."""
    return opportunity.duplicate_of_id or opportunity.id
