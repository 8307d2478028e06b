"""How each source stands: when it is due, how far it was read, and what went wrong last.

A poll claims a source for a few minutes, so that two processes do not ask one publisher twice. Whoever
dies lets the claim lapse, and the next one goes on from the cursor.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from alerts import droughts
from alerts.db import insert
from alerts.droughts import Pace
from alerts.sources import Source
from alerts.sources.paging import Validators
from alerts.sources.window import Cursor
from alerts.tables import SourceRow

CANARY = "canary"
"""The source of what is saved only to see whether it arrives (`bot.canary`). Nobody finds it by looking."""

CLAIM = timedelta(minutes=10)
"""Longer than a turn takes at the slowest pace; renewed with every window."""

FIRST_BACK_OFF = timedelta(minutes=5)
LONGEST_BACK_OFF = timedelta(days=1)
TRIES_OF_A_DAY = 9
"""The ninth try is 21 hours after the first."""

PATIENCE, PATIENCE_WITH_WINDOWS = timedelta(hours=12), timedelta(days=5)
"""How long a source may list far less than usual. One that is asked for by the day lists little over Easter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What a whole reading brought: how many records, None when nothing had changed, and how many were new."""

    listed: int | None
    new: int


async def row_of(session: AsyncSession, slug: str, now: datetime) -> SourceRow:
    """Return how a source stands, from now on if we never had to do with it."""
    values = {"slug": slug, "next_poll_at": now, "failures": 0}
    await session.execute(insert(session, SourceRow).values(values).on_conflict_do_nothing())
    return (await session.scalars(select(SourceRow).where(SourceRow.slug == slug))).one()


async def claim(
    session: AsyncSession, slug: str, now: datetime, *, even_if_not_due: bool
) -> SourceRow | None:
    """Take a source for `CLAIM`, or return None when it is not due or another process has it."""
    free = or_(SourceRow.claimed_until.is_(None), SourceRow.claimed_until <= now)
    await row_of(session, slug, now)
    due = true() if even_if_not_due else SourceRow.next_poll_at <= now
    claimed = await session.scalars(
        update(SourceRow)
        .where(SourceRow.slug == slug, due, free)
        .values(claimed_until=now + CLAIM)
        .returning(SourceRow)
        .execution_options(populate_existing=True)
    )
    return claimed.one_or_none()


async def keep(session: AsyncSession, source_id: int, cursor: Cursor, now: datetime) -> None:
    """Record how far a poll has come, and renew its claim."""
    await _set(session, source_id, cursor=cursor.dump(), claimed_until=now + CLAIM)


async def give_back(session: AsyncSession, source_id: int) -> None:
    """Let go of a source whose poll was broken off, so that the next tick takes it up."""
    await _set(session, source_id, claimed_until=None)


async def take_up_later(session: AsyncSession, source_id: int, at: datetime) -> None:
    """Record that a poll stopped half-way at its publisher's wish, or because its turn was over."""
    await _set(session, source_id, next_poll_at=at, claimed_until=None)


async def succeeded(
    session: AsyncSession,
    source: Source,
    row: SourceRow,
    now: datetime,
    *,
    validators: Validators,
    brought: Brought,
) -> str | None:
    """Record a poll that came to its end. The first of them completes the baseline.

    Returns what is wrong with what the source brings, when that begins with this poll.
    """
    before = Pace() if row.pace is None else msgspec.json.decode(row.pace, type=Pace)
    pace = droughts.after(before, listed=brought.listed, new=brought.new, now=now)
    patience = PATIENCE if source.window is None else PATIENCE_WITH_WINDOWS
    trouble = droughts.trouble(pace, listed=brought.listed, patience=patience, now=now)
    await _set(
        session,
        row.id,
        pace=msgspec.json.encode(pace).decode(),
        trouble=trouble,
        trouble_at=(row.trouble_at or now) if trouble else None,
        next_poll_at=now + source.poll_every,
        claimed_until=None,
        etag=validators.etag,
        last_modified=validators.last_modified,
        last_ok_at=now,
        failures=0,
        last_error=None,
    )
    await session.execute(
        update(SourceRow)
        .where(SourceRow.id == row.id, SourceRow.baseline_at.is_(None))
        .values(baseline_at=now)
    )
    return trouble if row.trouble is None else None


async def failed(session: AsyncSession, row: SourceRow, error: str, now: datetime) -> str | None:
    """Record what went wrong, and try again after twice as long as the last time, up to a day.

    Returns what is wrong with the source, when it has now failed for a day.
    """
    wait = min(FIRST_BACK_OFF * 2 ** min(row.failures, 16), LONGEST_BACK_OFF)
    tries = row.failures + 1
    begins = row.trouble is None and tries >= TRIES_OF_A_DAY
    trouble = f"It could not be read {tries} times in a row, for about a day. The last time: {error}"
    if begins:
        await _set(session, row.id, trouble=trouble, trouble_at=now)
    await _set(
        session,
        row.id,
        next_poll_at=now + wait,
        claimed_until=None,
        failures=SourceRow.failures + 1,
        last_error=error,
    )
    return trouble if begins else None


async def _set(session: AsyncSession, source_id: int, **values: Any) -> None:
    await session.execute(update(SourceRow).where(SourceRow.id == source_id).values(**values))
