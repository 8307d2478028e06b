"""The index of watches that this process keeps, brought up to date from the tables before each use.

A supplier's `revision` rises with every change of its watches, mutes, quiet hours or pause, whoever made it: so
only those that rose since the last look are read again, and several processes need tell each other nothing.
On PostgreSQL a revision is the transaction that made the change. One that is under way when we look is seen the
next time, because we ask from the oldest of those on.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Select, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from alerts import profiles
from alerts.audience import Audience
from alerts.db import is_postgresql
from alerts.tables import Mute, Supplier

TOGETHER = 300
"""Suppliers that are read at once; then others have their turn in this process."""

_CHANGED = 1  # a revision of 0 is one that nothing has changed
_OLDEST_UNDER_WAY = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
_OF_ANOTHER_SERVER = text(
    "UPDATE suppliers SET revision = 0 WHERE revision > pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
)


@dataclass(slots=True)
class _Kept:
    """An index, from which revision on changes are not in it, and for what time its mutes stand."""

    audience: Audience
    since: int
    now: datetime


_kept: WeakKeyDictionary[Engine | Connection, _Kept] = WeakKeyDictionary()


async def audience(session: AsyncSession, now: datetime) -> Audience:
    """Return who is listening, as the tables say in this transaction."""
    bind = session.get_bind()
    kept = _kept.get(bind)
    since = await _revision(session)
    if kept is None or since < kept.since or kept.audience.is_worn_out:
        kept = _kept[bind] = _Kept(audience=await _read(session, now), since=since, now=now)
        return kept.audience
    changed = await session.scalars(
        select(Supplier.id).where(
            or_(Supplier.revision >= max(kept.since, _CHANGED), Supplier.id.in_(_ended(kept.now, now)))
        )
    )
    await _read_again(session, kept.audience, changed.all(), now)
    kept.since, kept.now = since, now
    return kept.audience


def _ended(before: datetime, now: datetime) -> Select[int]:
    """Ask for suppliers of whom a mute has ended since, or has not ended yet, should the clock have been put back."""
    first, last = min(before, now), max(before, now)
    return select(Mute.supplier_id).where(Mute.until > first, Mute.until <= last)


async def _revision(session: AsyncSession) -> int:
    """Return from which revision on changes may not be seen yet."""
    if is_postgresql(session):
        return int(await session.scalar(_OLDEST_UNDER_WAY) or 0)
    return await session.scalar(select(func.max(Supplier.revision))) or 0


async def _read(session: AsyncSession, now: datetime) -> Audience:
    """Read everybody who is listening, a few at a time."""
    if is_postgresql(session):
        await session.execute(
            _OF_ANOTHER_SERVER
        )  # a copy of another database has revisions that are still to come
    found = Audience()
    after = 0
    while True:
        ids = (
            await session.scalars(
                select(Supplier.id).where(Supplier.id > after).order_by(Supplier.id).limit(TOGETHER)
            )
        ).all()
        if not ids:
            return found
        for watcher in await profiles.watchers(session, now, of=ids):
            found.add(watcher)
        after = ids[-1]
        await asyncio.sleep(0)


async def _read_again(session: AsyncSession, found: Audience, ids: Sequence[int], now: datetime) -> None:
    for first in range(0, len(ids), TOGETHER):
        some = ids[first : first + TOGETHER]
        watchers = await profiles.watchers(session, now, of=some)
        for supplier_id in some:
            found.strike(supplier_id)
        for watcher in watchers:
            found.add(watcher)
        await asyncio.sleep(0)
