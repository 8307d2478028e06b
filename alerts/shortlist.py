"""What is for one supplier, out of what we know: open now, in a message we owe, or in the last weeks.

Each item is judged anew from the opportunity as it is now, so a moved deadline is never stale, and
what was withdrawn, or is no longer wanted since the supplier changed its watch, drops out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from alerts import opportunities, outbox, suppliers
from alerts.frequency import LONDON
from alerts.matching import Verdict, match
from alerts.notice import Notice, Stage
from alerts.sources import Source
from alerts.suppliers import Profile
from alerts.tables import Opportunity

PREVIEW = timedelta(days=30)
CLOSING_SOON_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortlisted:
    """An opportunity as it is now, and why this supplier is told of it."""

    opportunity: Opportunity
    notice: Notice
    verdict: Verdict
    source_name: str

    def closes_soon(self, now: datetime) -> bool:
        """Whether a week or less is left, by London's calendar."""
        if self.notice.closes_at is None:
            return False
        left = self.notice.closes_at.astimezone(LONDON).date() - now.astimezone(LONDON).date()
        return left.days <= CLOSING_SOON_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a watch would have sent. `total` counts all of it; `examples` are the closest, open ones first.

    `a_week` is the pace, over the days that we hold notices of: a new installation knows only a few.
    """

    total: int
    a_week: int
    examples: Sequence[Shortlisted]


async def open_now(
    session: AsyncSession, profile: Profile, catalogue: Mapping[str, Source], now: datetime
) -> list[Shortlisted]:
    """Return what is open for a supplier now: what closes soon first, then the closest match."""
    known = await opportunities.open_now(session, now)
    return in_order(_judged(known, profile, catalogue, now), now)


async def told_in(
    session: AsyncSession,
    delivery_id: int,
    profile: Profile,
    catalogue: Mapping[str, Source],
    now: datetime,
) -> list[Shortlisted]:
    """Return what a delivery has left to say."""
    matches = await outbox.contents(session, delivery_id)
    known = [match.opportunity for match in matches]
    return in_order(_judged(known, profile, catalogue, now), now)


async def preview(
    session: AsyncSession,
    profile: Profile,
    catalogue: Mapping[str, Source],
    now: datetime,
    examples: int = 3,
) -> Preview:
    """Return what the last 30 days would have brought, each notice judged as on the day it came out."""
    known = await opportunities.published_since(session, now - PREVIEW)
    then = [
        item
        for opportunity in known
        for item in _judged([opportunity], profile, catalogue, opportunity.published_at)
    ]
    # Something a person can still bid for is the better example.
    shown = sorted(then, key=lambda item: (not _is_open(item, now), -item.verdict.score, item.opportunity.id))
    first = min((opportunity.published_at for opportunity in known), default=now)
    days = max((now - first) / timedelta(days=1), 7)  # a day or two says little about a week
    return Preview(total=len(then), a_week=round(len(then) * 7 / days), examples=shown[:examples])


def in_order(items: Iterable[Shortlisted], now: datetime) -> list[Shortlisted]:
    """Put what closes soon first, soonest first; then what can be bid for; then what is only planned."""

    def place(item: Shortlisted) -> tuple[int, float, int]:
        if item.notice.closes_at is not None and item.closes_soon(now):
            return (0, item.notice.closes_at.timestamp(), item.opportunity.id)
        planned = item.notice.stage is Stage.PLANNED
        return (2 if planned else 1, -item.verdict.score, item.opportunity.id)

    return sorted(items, key=place)


def _is_open(item: Shortlisted, now: datetime) -> bool:
    return item.notice.closes_at is None or item.notice.closes_at > now


def _judged(
    known: Iterable[Opportunity], profile: Profile, catalogue: Mapping[str, Source], now: datetime
) -> list[Shortlisted]:
    firm, watch = suppliers.firm_of(profile.supplier), suppliers.watch_of(profile.watch)
    found = []
    for opportunity in known:
        notice = opportunities.notice_of(opportunity)
        verdict = match(notice, firm, watch, now)
        if verdict.matched:
            slug = opportunity.source.slug
            found.append(
                Shortlisted(
                    opportunity=opportunity,
                    notice=notice,
                    verdict=verdict,
                    source_name=catalogue[slug].name if slug in catalogue else slug,
                )
            )
    return found
