"""Count what suppliers reported, who they are and what became of their bids, for officers. Nothing by name."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from alerts.frequency import LONDON
from alerts.matching import BasedIn, OrganisationType, Size
from alerts.tables import Supplier
from bot.blockers import Ending, Feedback, Visibility
from bot.casework import midnight
from bot.export import tally
from bot.export.tally import Tally
from bot.report_filters import Filters
from bot.tables import BidResult, BlockerReport

MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """How many reports came in a month of London, which `first` begins."""

    first: date
    reports: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bids:
    """What became of bids. `usefulness` is the mean of `rated` ratings from 1 to 5, or None without any."""

    endings: Counter[Ending]
    feedback: Counter[Feedback]
    rated: int
    usefulness: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Everything that /stats and `supplierbot stats` show. Reports that were taken back are not counted.

    `from_county` of the `place_given` who told where they are based. `months` are the last twelve, this one last.
    """

    at: datetime
    reports: Tally
    months: tuple[Month, ...]
    from_county: int
    place_given: int
    suppliers_by_size: Counter[Size]
    suppliers_by_type: Counter[OrganisationType]
    bids: Bids

    @property
    def suppliers(self) -> int:
        """How many suppliers have joined."""
        return self.suppliers_by_size.total()


async def gather(session: AsyncSession, now: datetime) -> Figures:
    """Count everything, as it is now."""
    bases = await _bases(session)
    suppliers = await session.execute(
        select(Supplier.size, Supplier.organisation_type, func.count()).group_by(
            Supplier.size, Supplier.organisation_type
        )
    )
    sizes: Counter[Size] = Counter()
    types: Counter[OrganisationType] = Counter()
    for size, kind, count in suppliers:
        sizes[size] += count
        types[kind] += count
    return Figures(
        at=now,
        reports=await tally.count(session, Filters()),
        months=await _months(session, now),
        from_county=bases[BasedIn.COUNTY_DURHAM],
        place_given=bases.total(),
        suppliers_by_size=sizes,
        suppliers_by_type=types,
        bids=await _bids(session),
    )


async def _months(session: AsyncSession, now: datetime) -> tuple[Month, ...]:
    firsts = _firsts(now.astimezone(LONDON).date())
    ends = [*firsts[1:], _later(firsts[-1], 1)]
    at = BlockerReport.reported_at
    counts = [
        func.count().filter(at >= midnight(first), at < midnight(end))
        for first, end in zip(firsts, ends, strict=True)
    ]
    row = (
        await session.execute(
            select(*counts)
            .select_from(BlockerReport)
            .where(at >= midnight(firsts[0]), BlockerReport.withdrawn_at.is_(None))
        )
    ).one()
    return tuple(Month(first=first, reports=count) for first, count in zip(firsts, row, strict=True))


def _firsts(today: date) -> list[date]:
    """Return the first days of the last twelve months, the oldest first."""
    this = today.replace(day=1)
    return [_later(this, -back) for back in range(MONTHS - 1, -1, -1)]


def _later(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


async def _bases(session: AsyncSession) -> Counter[BasedIn]:
    rows = await session.execute(
        select(BlockerReport.based_in, func.count())
        .where(BlockerReport.visibility != Visibility.ANONYMOUS, BlockerReport.withdrawn_at.is_(None))
        .group_by(BlockerReport.based_in)
    )
    return Counter({base: count for base, count in rows if base not in {None, BasedIn.NOT_STATED}})


async def _bids(session: AsyncSession) -> Bids:
    rows = await session.execute(
        select(
            BidResult.ending,
            BidResult.feedback,
            func.count(),
            func.count(BidResult.feedback_useful),
            func.sum(BidResult.feedback_useful),
        ).group_by(BidResult.ending, BidResult.feedback)
    )
    endings: Counter[Ending] = Counter()
    feedback: Counter[Feedback] = Counter()
    rated = ratings = 0
    for ending, given, count, some, useful in rows:
        endings[ending] += count
        if given is not None:
            feedback[given] += count
        rated, ratings = rated + some, ratings + (useful or 0)
    usefulness = ratings / rated if rated else None
    return Bids(endings=endings, feedback=feedback, rated=rated, usefulness=usefulness)
