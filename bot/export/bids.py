"""Bid results by trade: what won, what lost, and whether the feedback was of use. Never one by one.

The Taskforce report's action E asks for strengths and weaknesses by sector. Small counts are hidden from
officers too, because a supplier gave its result to be counted. No totals are shown: a supplier with several
trades counts in each, and not every result has feedback, so that nothing can be taken from something.
"""

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.engine import Row

from alerts.db import Sessions
from alerts.trades import TRADES
from bot.blockers import Ending, Feedback, Why
from bot.export.reading import PAGE, within
from bot.export.suppression import LEAST, Hidden, Shown
from bot.tables import BidResult

_Result = Row[int, Ending, tuple[Why, ...], Feedback | None, int | None, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorResult:
    """What became of the bids of one trade that ended in one way.

    `usefulness` is the mean of the ratings from 1 to 5. One result may have several reasons.
    """

    trade: str
    ending: Ending
    results: Shown
    reasons: Mapping[Why, Shown]
    feedback: Mapping[Feedback, Shown]
    usefulness: float | Hidden


@dataclass(slots=True)
class _Counts:
    results: int = 0
    reasons: Counter[Why] = field(default_factory=Counter)
    feedback: Counter[Feedback] = field(default_factory=Counter)
    ratings: int = 0
    rated: int = 0

    def add(self, row: _Result) -> None:
        _, _, reasons, feedback, useful, _ = row
        self.results += 1
        self.reasons.update(set(reasons))
        if feedback is not None:
            self.feedback[feedback] += 1
        if useful is not None:
            self.ratings, self.rated = self.ratings + useful, self.rated + 1


async def by_trade(sessions: Sessions, since: date | None, until: date | None) -> list[SectorResult]:
    """Return the results reported in these days of London, for each trade with enough of them to show any."""
    counts: dict[tuple[str, Ending], _Counts] = {}
    async for row in _rows(sessions, since, until):
        _, ending, *_, trades = row
        for trade in set(trades):
            counts.setdefault((trade, ending), _Counts()).add(row)
    shown = sorted({trade for (trade, _), of in counts.items() if of.results >= LEAST}, key=_called)
    return [
        _shown(_called(trade), ending, counts.get((trade, ending), _Counts()))
        for trade in shown
        for ending in Ending
    ]


async def _rows(sessions: Sessions, since: date | None, until: date | None) -> AsyncIterator[_Result]:
    after = 0
    while True:
        async with sessions.begin() as session:
            rows = (
                await session.execute(
                    select(
                        BidResult.id,
                        BidResult.ending,
                        BidResult.reasons,
                        BidResult.feedback,
                        BidResult.feedback_useful,
                        BidResult.trades,
                    )
                    .where(BidResult.id > after, *within(BidResult.reported_at, since, until))
                    .order_by(BidResult.id)
                    .limit(PAGE)
                )
            ).all()
        for row in rows:
            yield row
        if len(rows) < PAGE:
            return
        after = rows[-1].id


def _shown(trade: str, ending: Ending, counts: _Counts) -> SectorResult:
    return SectorResult(
        trade=trade,
        ending=ending,
        results=_hidden(counts.results),
        reasons={reason: _hidden(counts.reasons[reason]) for reason in Why},
        feedback={given: _hidden(counts.feedback[given]) for given in Feedback},
        usefulness=round(counts.ratings / counts.rated, 1) if counts.rated >= LEAST else Hidden.UNDER,
    )


def _hidden(count: int) -> Shown:
    return count if count >= LEAST else Hidden.UNDER


def _called(trade: str) -> str:
    return TRADES[trade].name if trade in TRADES else trade
