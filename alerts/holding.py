"""Hold back what a source brings when it looks like a flood, until an officer has looked.

What is held is stored, and can be looked for; nobody is told of it. `alerts.floods` is the rule.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from alerts import opportunities
from alerts.floods import is_flood
from alerts.merging import key_of
from alerts.notice import Notice, is_open
from alerts.tables import Opportunity, OpportunityVersion, SourceRow

USUAL = timedelta(days=28)
"""As long as it takes to see full days and empty ones of a portal."""

EXAMPLES = 3


@dataclass(slots=True, kw_only=True)
class Looked:
    """What was looked at so far of one poll or file, once each: how much of what can be bid for is new."""

    usual_a_day: float | None
    days: float
    new: int = 0
    known: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A source that is held, with how many opportunities wait and some of their titles."""

    source_id: int
    slug: str
    since: datetime
    because: str
    waiting: int
    examples: tuple[str, ...]


async def begin(session: AsyncSession, source: SourceRow, now: datetime) -> Looked:
    """Begin to look at what a source brings, before any of it is stored."""
    days = 1.0 if source.last_ok_at is None else (now - source.last_ok_at) / timedelta(days=1)
    return Looked(usual_a_day=await _usual_a_day(session, source.id, now), days=days)


async def look(
    session: AsyncSession, source_id: int, notices: Iterable[Notice], looked: Looked, now: datetime
) -> bool:
    """Look at notices before they are stored, and hold the source if they are too many. Whether it was held now."""
    keys = {key_of(notice) for notice in notices if is_open(notice, now)}
    known = await opportunities.known_keys(session, source_id, keys)
    looked.known += len(known)
    looked.new += len(keys) - len(known)
    if not is_flood(new=looked.new, known=looked.known, usual_a_day=looked.usual_a_day, days=looked.days):
        return False
    return await _hold(session, source_id, _because(looked), now)


async def held(session: AsyncSession) -> list[Held]:
    """Return every source that is held, the one that waits longest first."""
    rows = await session.scalars(
        select(SourceRow).where(SourceRow.held_at.is_not(None)).order_by(SourceRow.held_at, SourceRow.id)
    )
    return [await _held(session, row, row.held_at) for row in rows.all() if row.held_at is not None]


async def one(session: AsyncSession, source_id: int | None) -> Held | None:
    """Return a source that is held, or None when it is not or there is none."""
    return next((each for each in await held(session) if each.source_id == source_id), None)


async def release(session: AsyncSession, source_id: int) -> bool:
    """Let a source go on. What waits is matched next. False when it was not held."""
    return await _let_go(session, source_id)


async def discard(session: AsyncSession, source_id: int, now: datetime) -> bool:
    """Let a source go on, and tell nobody of what waits. False when it was not held."""
    if not await _let_go(session, source_id):
        return False
    await session.execute(update(OpportunityVersion).where(_waits(source_id)).values(matched_at=now))
    return True


async def _let_go(session: AsyncSession, source_id: int) -> bool:
    gone = await session.scalar(
        update(SourceRow)
        .where(SourceRow.id == source_id, SourceRow.held_at.is_not(None))
        .values(held_at=None, held_because=None)
        .returning(SourceRow.id)
    )
    return gone is not None


async def _hold(session: AsyncSession, source_id: int, because: str, now: datetime) -> bool:
    """Hold a source. What it was held for first stays. False when it was held before."""
    changed = await session.scalar(
        update(SourceRow)
        .where(SourceRow.id == source_id, SourceRow.held_at.is_(None))
        .values(held_at=now, held_because=because)
        .returning(SourceRow.id)
    )
    return changed is not None


async def _usual_a_day(session: AsyncSession, source_id: int, now: datetime) -> float | None:
    """Return how many opportunities a source has published a day of late; None when we know none of it."""
    number, first = (
        await session.execute(
            select(func.count(), func.min(Opportunity.published_at)).where(
                Opportunity.source_id == source_id, Opportunity.published_at >= now - USUAL
            )
        )
    ).one()
    if number:
        return float(number / max((now - first) / timedelta(days=1), 1))
    known = await session.scalar(select(Opportunity.id).where(Opportunity.source_id == source_id).limit(1))
    return None if known is None else 0.0


async def _held(session: AsyncSession, row: SourceRow, since: datetime) -> Held:
    waiting = await session.scalar(
        select(func.count(OpportunityVersion.opportunity_id.distinct())).where(_waits(row.id))
    )
    titles: Sequence[str] = (
        await session.scalars(
            select(Opportunity.title)
            .where(Opportunity.id.in_(select(OpportunityVersion.opportunity_id).where(_waits(row.id))))
            .order_by(Opportunity.id.desc())
            .limit(EXAMPLES)
        )
    ).all()
    return Held(
        source_id=row.id,
        slug=row.slug,
        since=since,
        because=row.held_because or "",
        waiting=waiting or 0,
        examples=tuple(titles),
    )


def _waits(source_id: int) -> ColumnElement[bool]:
    of_source = select(Opportunity.id).where(Opportunity.source_id == source_id)
    return OpportunityVersion.matched_at.is_(None) & OpportunityVersion.opportunity_id.in_(of_source)


def _because(looked: Looked) -> str:
    """Say why, fit to be stored and shown to officers."""
    usual = round(looked.usual_a_day or 0)
    return (
        f"{looked.new:,} of {looked.new + looked.known:,} open notices look new. "
        f"Of late it has brought about {usual:,} a day."
    )
