"""Search what is open by words, value and place, whoever asks and whatever its watches say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import literal, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import load_only

from alerts import full_text, matching, opportunities, places, repeats, typed_words
from alerts.matching import Watch
from alerts.notice import Stage, is_open
from alerts.tables import Opportunity

MOST = 100
"""More than anybody reads. Who finds more is asked for another word."""

PAIR = 2

LOOKED_AT = (
    Opportunity.title,
    Opportunity.stage,
    Opportunity.closes_at,
    Opportunity.starts_on,
    Opportunity.regions,
    Opportunity.value_min_pence,
    Opportunity.value_max_pence,
    Opportunity.value_is_ceiling,
    Opportunity.lots,
    Opportunity.duplicate_of_id,
)
"""What it takes to choose and order. A word like “services” finds thousands, and texts are long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What to look for. An empty field asks for nothing; none at all asks for all that is open.

    `words` are those of `full_text.terms`, and all of them must be there. Values are in pence, both ends
    within; `regions` are codes of `alerts.places`. Stored, so never rename a field.
    """

    words: tuple[str, ...] = ()
    value_min_pence: int | None = None
    value_max_pence: int | None = None
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found: up to `MOST` ids, in the order to show them, and how many there are in all."""

    opportunity_ids: tuple[int, ...]
    total: int


async def find(session: AsyncSession, asked: Asked, now: datetime) -> Found:
    """Return what is open and holds what is asked for; of one procurement on several portals only one.

    What the buyer left out passes, after what is stated. Titles that hold every word come first, then the
    soonest deadline; plans come after what can be bid for.
    """
    in_title = full_text.holds(session, asked.words, in_title=True) if asked.words else literal(value=True)
    rows = await session.execute(
        select(Opportunity, in_title)
        .where(
            opportunities.may_be_open(now), full_text.holds(session, asked.words) if asked.words else true()
        )
        .options(load_only(*LOOKED_AT))
    )
    hits = [(row, bool(titled)) for row, titled in rows if is_open(row, now) and _accepts(asked, row)]
    ordered = sorted(_once_each(hits), key=lambda hit: _place(hit, asked))
    return Found(opportunity_ids=tuple(row.id for row, _ in ordered[:MOST]), total=len(ordered))


async def again(session: AsyncSession, opportunity_ids: Sequence[int]) -> list[Opportunity]:
    """Return what was found before, in its order, as it is now; what was deleted since is missing."""
    known = {row.id: row for row in await opportunities.by_ids(session, opportunity_ids)}
    return [known[number] for number in opportunity_ids if number in known]


def as_watch(asked: Asked) -> Watch | None:
    """Return a watch for the same, or None when its words would find nothing, or everything.

    A watch looks for words side by side: two are looked for in either order.
    """
    phrases = [asked.words, asked.words[::-1]] if len(asked.words) == PAIR else [asked.words]
    parsed = typed_words.parse("\n".join(" ".join(phrase) for phrase in phrases))
    if parsed.refused or not parsed.words:
        return None
    return Watch(
        words=parsed.words,
        regions=asked.regions or (places.WHOLE,),
        value_min_pence=asked.value_min_pence,
        value_max_pence=asked.value_max_pence,
    )


def _accepts(asked: Asked, row: Opportunity) -> bool:
    limits = Watch(
        regions=asked.regions, value_min_pence=asked.value_min_pence, value_max_pence=asked.value_max_pence
    )
    return matching.in_places(row, limits) and matching.in_value_range(row, limits)


def _once_each(hits: Iterable[tuple[Opportunity, bool]]) -> Iterable[tuple[Opportunity, bool]]:
    ordered = sorted(hits, key=lambda hit: repeats.originals_first(hit[0]), reverse=True)
    return {repeats.procurement(row): (row, titled) for row, titled in ordered}.values()


def _place(hit: tuple[Opportunity, bool], asked: Asked) -> tuple[bool, bool, bool, float, int]:
    row, titled = hit
    closes = float("inf") if row.closes_at is None else row.closes_at.timestamp()
    return (not titled, _is_unsure(row, asked), row.stage is Stage.PLANNED, closes, row.id)


def _is_unsure(row: Opportunity, asked: Asked) -> bool:
    """Return whether the buyer did not state what was asked for."""
    by_value = asked.value_min_pence is not None or asked.value_max_pence is not None
    return (by_value and row.value_max_pence is None) or (bool(asked.regions) and not row.regions)
