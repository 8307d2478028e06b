"""What a supplier keeps an eye on: saving, a note that nobody else sees, and the list by deadline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from alerts import opportunities, reminders, repeats
from alerts.notice import is_open
from alerts.tables import Opportunity, Saved, Supplier

MOST = 200
"""More than anybody bids for. A list without end is no list."""

LONGEST_NOTE = 500


class Outcome(StrEnum):
    """What came of saving."""

    SAVED = "saved"
    ALREADY = "already"  # it, or another source's notice of it
    FULL = "full"
    GONE = "gone"  # there is no such opportunity any more
    UNKNOWN = "unknown"  # nobody joined under this address


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What came of saving, and the row, where there is one."""

    outcome: Outcome
    saved: Saved | None = None


async def keep(session: AsyncSession, address: str, opportunity_id: int, now: datetime) -> Kept:
    """Save an opportunity, and owe the reminders of its deadlines. A second press finds it saved."""
    # Locked, so that two presses at once cannot save one more than there may be.
    supplier = await session.scalar(select(Supplier).where(Supplier.address == address).with_for_update())
    if supplier is None:
        return Kept(outcome=Outcome.UNKNOWN)
    opportunity = await opportunities.by_id(session, opportunity_id)
    if opportunity is None:
        return Kept(outcome=Outcome.GONE)
    there = await session.scalar(
        select(Saved)
        .join(Saved.opportunity)
        .where(Saved.supplier_id == supplier.id, repeats.same_as(opportunity))
        .options(joinedload(Saved.opportunity).joinedload(Opportunity.source))
        .order_by(Saved.id)
        .limit(1)
    )
    if there is not None:
        return Kept(outcome=Outcome.ALREADY, saved=there)
    if await _count(session, supplier.id) >= MOST:
        return Kept(outcome=Outcome.FULL)
    row = Saved(supplier_id=supplier.id, opportunity=opportunity, saved_at=now)
    session.add(row)
    await session.flush()
    await reminders.renew(session, supplier.id, opportunity, now)
    return Kept(outcome=Outcome.SAVED, saved=row)


async def remove(session: AsyncSession, address: str, opportunity_id: int, now: datetime) -> Saved | None:
    """Take an opportunity off the list, with its note and reminders. Returns what was there, if it was."""
    row = await one(session, address, opportunity_id)
    if row is None:
        return None
    await session.delete(row)
    await session.flush()
    await reminders.renew(session, row.supplier_id, row.opportunity, now)
    return row


async def write_note(
    session: AsyncSession, address: str, opportunity_id: int, note: str | None
) -> Saved | None:
    """Put a note in place of the one before, or take it away. None when it is not on the list any more."""
    row = await one(session, address, opportunity_id)
    if row is not None:
        row.note = note
        await session.flush()
    return row


async def one(session: AsyncSession, address: str, opportunity_id: int) -> Saved | None:
    """Return something that this very address saved, with its opportunity and source."""
    found: Saved | None = await session.scalar(
        select(Saved)
        .join(Supplier, Supplier.id == Saved.supplier_id)
        .where(Supplier.address == address, Saved.opportunity_id == opportunity_id)
        .options(joinedload(Saved.opportunity).joinedload(Opportunity.source))
    )
    return found


async def listed(session: AsyncSession, address: str, now: datetime) -> Sequence[Saved]:
    """Return all that an address saved: the soonest deadline first, then what has none, then what is over."""
    rows = await session.scalars(
        select(Saved)
        .join(Supplier, Supplier.id == Saved.supplier_id)
        .where(Supplier.address == address)
        .options(joinedload(Saved.opportunity).joinedload(Opportunity.source))
    )

    def place(row: Saved) -> tuple[bool, bool, float, int]:
        closes_at = row.opportunity.closes_at
        over = not is_open(row.opportunity, now)
        when = 0.0 if closes_at is None else closes_at.timestamp()
        return (over, closes_at is None, -when if over else when, row.id)

    return sorted(rows.all(), key=place)


async def _count(session: AsyncSession, supplier_id: int) -> int:
    return (
        await session.scalar(select(func.count()).select_from(Saved).where(Saved.supplier_id == supplier_id))
    ) or 0
