"""The watches of one supplier: another one, a paused one, one less.

What only changes a watch, its name too, is an edit (`alerts.edits`). A watch that is deleted ends with that
reason and can be brought back; the last one that asks for something cannot be deleted, for that is what
stopping is.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from alerts import slots
from alerts.frequency import Rhythm
from alerts.matching import Watch
from alerts.notice import plain
from alerts.suppliers import Profile, Subject, asks, by_address, new_watch
from alerts.tables import EndedReason, Supplier, WatchRow

MOST = 10
"""As many as a person can keep apart."""

LONGEST_NAME = 40


class Refused(StrEnum):
    """Why nothing was done."""

    UNKNOWN = "unknown"  # no such watch of this supplier, or no such supplier
    STOPPED = "stopped"  # the supplier has to start again first
    TOO_MANY = "too_many"
    LAST = "last"  # no other watch asks for anything
    NAME_TAKEN = "name_taken"
    NAME_TOO_LONG = "name_too_long"
    NAME_EMPTY = "name_empty"


def read_name(typed: str, profile: Profile, *, of: WatchRow | None = None) -> str | Refused:
    """Return what was typed as the name of a watch, new or `of` that one, or why it cannot be."""
    name = " ".join(typed.split())
    if not plain(name):
        return Refused.NAME_EMPTY
    if len(name) > LONGEST_NAME:
        return Refused.NAME_TOO_LONG
    others = {plain(watch.name) for watch in profile.watches if watch is not of}
    return Refused.NAME_TAKEN if plain(name) in others else name


def spare_name(profile: Profile) -> str:
    """Return a name that none of a supplier's watches has: Watch 2."""
    taken = {plain(watch.name) for watch in profile.watches}
    numbers = range(len(profile.watches) + 1, 2 * len(profile.watches) + 2)
    return next(name for name in (f"Watch {number}" for number in numbers) if plain(name) not in taken)


def name_for(wanted: str, profile: Profile) -> str:
    """Return a name for a new watch: as wanted, shortened, or one that no other has."""
    name = read_name(wanted[:LONGEST_NAME], profile)
    return spare_name(profile) if isinstance(name, Refused) else name


async def add(
    session: AsyncSession, address: str, name: str, *, asked: Watch, rhythm: Rhythm, now: datetime
) -> Subject | Refused:
    """Give a supplier one watch more. One that asks for nothing finds nothing until it does."""
    profile = await _locked(session, address)
    if profile is None:
        return Refused.UNKNOWN
    if not profile.listening:
        return Refused.STOPPED
    if len(profile.watches) >= MOST:
        return Refused.TOO_MANY
    named = read_name(name, profile)
    if isinstance(named, Refused):
        return named
    row = new_watch(profile.supplier, named, asked, rhythm, now)
    session.add(row)
    profile.supplier.last_heard_at = now
    await session.flush()
    return await _again(session, address, row.id)


async def pause(session: AsyncSession, subject: Subject, until: datetime, now: datetime) -> None:
    """Let a watch tell nothing until then. What it finds meanwhile is told in one message after it."""
    subject.watch.paused_until = until
    await _rescheduled(session, subject, now)


async def resume(session: AsyncSession, subject: Subject, now: datetime) -> None:
    """Let a paused watch speak again. What it has found comes when it would have come without the pause."""
    subject.watch.paused_until = None
    await _rescheduled(session, subject, now)


async def delete(session: AsyncSession, address: str, watch_id: int, now: datetime) -> Subject | Refused:
    """End one of several watches, and return it as it was. A second press finds it deleted."""
    profile = await _locked(session, address)
    if profile is None:
        return Refused.UNKNOWN
    subject = profile.about(watch_id)
    if subject is None:
        row = await _deleted(session, profile, watch_id)
        return Refused.UNKNOWN if row is None else Subject(profile=profile, watch=row)
    if not profile.listening:
        return Refused.STOPPED
    if not any(asks(watch) for watch in profile.watches if watch.id != watch_id):
        return Refused.LAST
    subject.watch.ended_at, subject.watch.ended_reason = now, EndedReason.DELETED
    await session.flush()
    left = [watcher for watcher in profile.watchers(now) if watcher.watch_id != watch_id]
    await slots.reschedule(session, profile.supplier.id, left, now, about=watch_id)
    return subject


async def restore(session: AsyncSession, address: str, watch_id: int) -> Subject | Refused:
    """Bring a deleted watch back. A second press finds it back."""
    profile = await _locked(session, address)
    if profile is None:
        return Refused.UNKNOWN
    if (subject := profile.about(watch_id)) is not None:
        return subject
    row = await _deleted(session, profile, watch_id)
    if row is None:
        return Refused.UNKNOWN
    if not profile.listening:
        return Refused.STOPPED
    if len(profile.watches) >= MOST:
        return Refused.TOO_MANY
    row.name = name_for(row.name, profile)
    row.ended_at = row.ended_reason = None
    await session.flush()
    return await _again(session, address, watch_id)


async def _deleted(session: AsyncSession, profile: Profile, watch_id: int) -> WatchRow | None:
    row: WatchRow | None = await session.scalar(
        select(WatchRow).where(
            WatchRow.id == watch_id,
            WatchRow.supplier_id == profile.supplier.id,
            WatchRow.ended_reason == EndedReason.DELETED,
        )
    )
    return row


async def _locked(session: AsyncSession, address: str) -> Profile | None:
    """Return a supplier as it is, and let nobody else change how many watches it has until we are done."""
    await session.execute(select(Supplier.id).where(Supplier.address == address).with_for_update())
    return await by_address(session, address)


async def _again(session: AsyncSession, address: str, watch_id: int) -> Subject | Refused:
    profile = await by_address(session, address)
    subject = None if profile is None else profile.about(watch_id)
    return Refused.UNKNOWN if subject is None else subject


async def _rescheduled(session: AsyncSession, subject: Subject, now: datetime) -> None:
    subject.supplier.last_heard_at = now
    await session.flush()
    watchers = subject.profile.watchers(now)
    await slots.reschedule(session, subject.supplier.id, watchers, now, about=subject.watch.id)
