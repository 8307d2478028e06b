"""What suppliers do not want to hear of: a buyer, a trade or a source, for a time or for good.

A mute is over when its time comes; nothing has to be done then. Nor does taking one back bring anything
old: what was published meanwhile was not owed, and `/latest` shows what of it is open.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from alerts.db import insert
from alerts.matching import Muted, Mutes, Reason
from alerts.notice import plain
from alerts.tables import Mute, Opportunity, Supplier
from alerts.trades import TRADES

MOST_TRADES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What may be muted: `value` is what `matching` compares with, `label` how a person reads it."""

    what: Muted
    value: str
    label: str


def offers(opportunity: Opportunity, reasons: Iterable[Reason], source_name: str) -> list[Offer]:
    """Return what of an opportunity may be muted: its buyer, the trades it was matched by, its source."""
    found = []
    if opportunity.buyer is not None and (buyer := plain(opportunity.buyer)):
        found.append(Offer(what=Muted.BUYER, value=buyer, label=opportunity.buyer))
    trades = [trade for trade in dict.fromkeys(reason.watched for reason in reasons) if trade in TRADES]
    found += [
        Offer(what=Muted.TRADE, value=trade, label=TRADES[trade].name) for trade in trades[:MOST_TRADES]
    ]
    return [*found, Offer(what=Muted.SOURCE, value=opportunity.source.slug, label=source_name)]


async def mute(
    session: AsyncSession, supplier_id: int, offer: Offer, *, until: datetime | None, now: datetime
) -> Mute:
    """Mute something until then, or for good with None, in place of an earlier mute of it."""
    values = {"label": offer.label, "since": now, "until": until}
    rows = await session.scalars(
        insert(session, Mute)
        .values(supplier_id=supplier_id, what=offer.what, value=offer.value, **values)
        .on_conflict_do_update(index_elements=["supplier_id", "what", "value"], set_=values)
        .returning(Mute)
        .execution_options(populate_existing=True)
    )
    return rows.one()


async def unmute(session: AsyncSession, address: str, mute_id: int) -> Mute | None:
    """Take a mute of this address back and return what it was, or None if there is no such mute."""
    found: Mute | None = await session.scalar(
        select(Mute)
        .join(Supplier, Supplier.id == Mute.supplier_id)
        .where(Mute.id == mute_id, Supplier.address == address)
    )
    if found is not None:
        await session.execute(delete(Mute).where(Mute.id == mute_id))
    return found


async def of(session: AsyncSession, supplier_id: int) -> tuple[Mute, ...]:
    """Return what a supplier has muted, the newest first; what is over too, until it is deleted."""
    rows = await session.scalars(
        select(Mute).where(Mute.supplier_id == supplier_id).order_by(Mute.since.desc(), Mute.id.desc())
    )
    return tuple(rows)


def stands(row: Mute, now: datetime) -> bool:
    """Return whether a mute is not over."""
    return row.until is None or row.until > now


async def standing(
    session: AsyncSession, now: datetime, *, of: Collection[int] | None = None
) -> dict[int, Mutes]:
    """Return what is muted now, by the id of the supplier, one of these or any. Who has muted nothing is not there."""
    rows: dict[int, list[Mute]] = defaultdict(list)
    asked = select(Mute).where(
        or_(Mute.until.is_(None), Mute.until > now), true() if of is None else Mute.supplier_id.in_(of)
    )
    for row in await session.scalars(asked):
        rows[row.supplier_id].append(row)
    return {supplier_id: together(muted) for supplier_id, muted in rows.items()}


def together(rows: Iterable[Mute]) -> Mutes:
    """Return mutes as `matching` takes them."""
    values: dict[Muted, set[str]] = defaultdict(set)
    for row in rows:
        values[row.what].add(row.value)
    return Mutes(
        buyers=frozenset(values[Muted.BUYER]),
        trades=frozenset(values[Muted.TRADE]),
        sources=frozenset(values[Muted.SOURCE]),
    )
