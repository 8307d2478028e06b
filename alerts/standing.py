"""How each source stands: when it is due, how far it was read, and what went wrong last.

A poll claims a source for a few minutes, so that two processes do not ask one publisher twice. Whoever
dies lets the claim lapse, and the next one goes on from the cursor.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from alerts.db import insert
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
    session: AsyncSession, source: Source, source_id: int, validators: Validators, now: datetime
) -> None:
    """Record a poll that came to its end. The first of them completes the baseline."""
    await _set(
        session,
        source_id,
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
        .where(SourceRow.id == source_id, SourceRow.baseline_at.is_(None))
        .values(baseline_at=now)
    )


async def failed(session: AsyncSession, row: SourceRow, error: str, now: datetime) -> None:
    """Record what went wrong, and try again after twice as long as the last time, up to a day."""
    wait = min(FIRST_BACK_OFF * 2 ** min(row.failures, 16), LONGEST_BACK_OFF)
    await _set(
        session,
        row.id,
        next_poll_at=now + wait,
        claimed_until=None,
        failures=SourceRow.failures + 1,
        last_error=error,
    )


async def _set(session: AsyncSession, source_id: int, **values: Any) -> None:
    await session.execute(update(SourceRow).where(SourceRow.id == source_id).values(**values))
