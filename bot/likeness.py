"""Reports like the one that a supplier is about to make: how many there are, never what they say.

Alike are those of the same stage and kind: about the same notice first, then those whose words are alike, then
the rest. “Same for us” counts without typing, so each group leads to one report that it can be the same as.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.blockers import Blocker, Stage
from bot.tables import BlockerReport, ReportLink
from faq import words

COMPARED = 300
"""Reports whose words are looked at, the newest first."""

FEWEST_SHARED = 3
LEAST_ALIKE = 0.5
"""Of all stems in both: less, and two texts about tenders are alike by being about tenders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Like:
    """Reports alike. `report_id` is the one to be the same as; `count` are all that were not withdrawn."""

    report_id: int
    count: int
    same_notice: bool = False
    same_words: bool = False


_group = func.coalesce(BlockerReport.duplicate_of_id, BlockerReport.same_as_id, BlockerReport.id)


async def similar(
    session: AsyncSession,
    stage: Stage,
    kind: Blocker,
    *,
    opportunity_ids: Collection[int] = (),
    typed: str = "",
    but_of: str | None = None,
) -> list[Like]:
    """Return at most three groups of reports alike, the closest first.

    `opportunity_ids` are all that stand for the notice in question. `but_of` is the chat that asks: what is
    connected with it is not of others.
    """
    own = select(ReportLink.report_id).where(ReportLink.address == but_of)
    like = [
        BlockerReport.stage == stage,
        BlockerReport.kind == kind,
        BlockerReport.withdrawn_at.is_(None),
        BlockerReport.id.not_in(own),
    ]
    here = BlockerReport.opportunity_id.in_(opportunity_ids)
    elsewhere = or_(BlockerReport.opportunity_id.is_(None), ~here)
    found = [
        await _most_reported(session, [*like, here], same_notice=True),
        await _most_alike(session, like, typed),
        await _most_reported(session, [*like, elsewhere]),
    ]
    firsts = {one.report_id: one for one in reversed(found) if one is not None}
    return [one for one in found if one is not None and firsts[one.report_id] is one]


async def _most_reported(
    session: AsyncSession, like: list[ColumnElement[bool]], *, same_notice: bool = False
) -> Like | None:
    """Return all reports that meet the conditions as one group, led by what most of them are the same as."""
    largest = await session.scalar(
        select(_group)
        .where(*like)
        .group_by(_group)
        .order_by(func.count().desc(), func.min(BlockerReport.reported_at), _group)
        .limit(1)
    )
    count = await session.scalar(select(func.count()).where(*like))
    if largest is None or not count:
        return None
    return Like(report_id=largest, count=count, same_notice=same_notice)


async def _most_alike(session: AsyncSession, like: list[ColumnElement[bool]], typed: str) -> Like | None:
    """Return the group with the report whose words are the most alike, or None when none are."""
    own = _stems(typed)
    if len(own) < FEWEST_SHARED:
        return None
    rows = await session.execute(
        select(_group, BlockerReport.detail)
        .where(*like, BlockerReport.detail.is_not(None))
        .order_by(BlockerReport.reported_at.desc(), BlockerReport.id)
        .limit(COMPARED)
    )
    alike = [(_alike(own, _stems(detail or "")), first) for first, detail in rows]
    closest, first = max(alike, default=(0.0, 0))
    if closest < LEAST_ALIKE:
        return None
    count = await session.scalar(select(func.count()).where(*like, _group == first))
    return Like(report_id=first, count=count or 0, same_words=True)


def _stems(text: str) -> frozenset[str]:
    return frozenset(words.stems(words.tokens(text)))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how much of two texts is in both, 0 to 1."""
    shared = len(one & other)
    return shared / len(one | other) if shared >= FEWEST_SHARED else 0.0
