"""From what publishers say to what we owe: be given a file, or poll the sources that are due.

Notices are stored in small transactions, so that nobody waits long for the database, and each of them
may be repeated without harm. The first poll of a source is a baseline: stored, and nobody is told,
for a firm that joined yesterday must not be flooded with everything that a portal ever held. A file
is given to us by a person who wants it told, so it is owed from the first.
"""

import asyncio
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import httpx
import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from alerts import holding, reach, standing
from alerts.db import Sessions
from alerts.errors import CatalogueError
from alerts.intake import Tally, batches, match_pending, match_some, take_in
from alerts.notice import Notice
from alerts.polling import Polled, poll
from alerts.reach import Reach
from alerts.sources import Rejected, Source, apart, read
from alerts.tables import SourceRow

__all__ = ["Imported", "Polled", "import_file", "poll_due"]

log = structlog.get_logger()

Progress = Callable[[int, int], None]
"""Told how many notices are stored, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of a file. Every record counts once, as new, changed, unchanged or rejected.

    `owed` is how many matches were made of it, and `reach` for how many suppliers of which size and kind.
    `held`: its source is held, so nobody is told before an officer has looked.
    """

    read: int
    new: int
    changed: int
    unchanged: int
    rejected: tuple[Rejected, ...]
    owed: int
    reach: tuple[Reach, ...]
    held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    tally: Tally
    reach: tuple[Reach, ...]
    held: bool


async def import_file(
    sessions: Sessions,
    source: Source,
    body: bytes,
    now: datetime,
    *,
    dry_run: bool = False,
    confirmed: bool = False,
    patiently: bool = False,
    progress: Progress | None = None,
) -> Imported:
    """Store a file of notices and owe what matches; in a dry run, only find out what would come of it.

    A file that brings far more than its source does otherwise is stored and held, unless a person has seen
    what is in it and `confirmed` it. It is read within the bounds of what publishers send, or `patiently` where
    a person waits for it who can stop it.

    Raises:
        SourceFormatError: The file as a whole cannot be read. Nothing is stored.
    """
    started = time.monotonic()
    reading = await (
        asyncio.to_thread(read, source, body, now) if patiently else apart.read(source, body, now)
    )
    store = _try_out if dry_run else _store
    done = await store(sessions, source.slug, reading.notices, now, progress or _untold, look=not confirmed)
    tally = done.tally
    log.info(
        "file_imported",
        source=source.slug,
        dry_run=dry_run,
        read=reading.read,
        new=tally.new,
        changed=tally.changed,
        unchanged=tally.unchanged,
        rejected=len(reading.rejected),
        owed=tally.owed,
        seconds=round(time.monotonic() - started, 1),
    )
    return Imported(
        read=reading.read,
        new=tally.new,
        changed=tally.changed,
        unchanged=tally.unchanged,
        rejected=reading.rejected,
        owed=tally.owed,
        reach=done.reach,
        held=done.held,
    )


async def poll_due(
    sessions: Sessions,
    http: httpx.AsyncClient,
    catalogue: Mapping[str, Source],
    now: datetime,
    *,
    only: Collection[str] | None = None,
) -> list[Polled]:
    """Poll each source that is on and due, or those named in `only` whether or not they are.

    One source's trouble is in its answer, and keeps no other from being polled.

    Raises:
        CatalogueError: `only` names a source that the catalogue does not have.
    """
    polled = []
    for source in _chosen(catalogue, only):
        if source.url is None:
            polled.append(Polled(slug=source.slug, error="It has no address to read. Import a file of it."))
            continue
        async with sessions.begin() as session:
            row = await standing.claim(session, source.slug, now, even_if_not_due=only is not None)
        if row is not None:
            polled.append(await poll(sessions, http, source, row, now))
    return polled


def _chosen(catalogue: Mapping[str, Source], only: Collection[str] | None) -> list[Source]:
    if only is None:
        return [source for source in catalogue.values() if source.on and source.url is not None]
    if unknown := sorted(set(only) - catalogue.keys()):
        raise CatalogueError(f"There is no source “{unknown[0]}”. There are: {', '.join(sorted(catalogue))}.")
    return [source for source in catalogue.values() if source.slug in only]


async def _store(
    sessions: Sessions,
    slug: str,
    notices: tuple[Notice, ...],
    now: datetime,
    progress: Progress,
    *,
    look: bool,
) -> _Done:
    tally = Tally()
    async with sessions.begin() as session:
        row = await standing.row_of(session, slug, now)
        held = await _is_held(session, row, notices, now, look=look)
        before = await reach.newest(session)
    progress(0, len(notices))
    for batch in batches(notices):
        async with sessions.begin() as session:
            await take_in(session, row, batch, now, tally)
        tally.owed += await match_pending(sessions, now, source_id=row.id)
        progress(tally.stored, len(notices))
    async with sessions.begin() as session:
        return _Done(tally=tally, reach=await reach.since(session, row.id, before), held=held)


async def _try_out(
    sessions: Sessions,
    slug: str,
    notices: tuple[Notice, ...],
    now: datetime,
    progress: Progress,
    *,
    look: bool,
) -> _Done:
    """Do all that storing does, in one transaction that is then undone."""
    tally = Tally()
    async with sessions() as session:
        row = await standing.row_of(session, slug, now)
        held = await _is_held(session, row, notices, now, look=look)
        before = await reach.newest(session)
        progress(0, len(notices))
        for batch in batches(notices):
            await take_in(session, row, batch, now, tally)
            while (owed := await match_some(session, now, source_id=row.id)) is not None:
                tally.owed += owed
            progress(tally.stored, len(notices))
        done = _Done(tally=tally, reach=await reach.since(session, row.id, before), held=held)
        await session.rollback()
    return done


async def _is_held(
    session: AsyncSession, row: SourceRow, notices: tuple[Notice, ...], now: datetime, *, look: bool
) -> bool:
    """Look at a file before it is stored. Returns whether its source is held, by this or since before."""
    if look:
        looked = await holding.begin(session, row, now)
        await holding.look(session, row.id, notices, looked, now)
        await session.refresh(row)
    return row.held_at is not None


def _untold(_done: int, _total: int) -> None:
    """Tell nobody."""
