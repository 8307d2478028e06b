"""Poll one source, window by window, and leave it so that the next poll goes on where this one ended.

Whatever happens on the way (a request to wait, a fault, the end of this process), what was read is
stored, nothing is skipped, and reading it again changes nothing. A fault that nobody foresaw is the
fault of this source alone: it waits longer and longer, and the others are read.
"""

import time
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import httpx
import structlog

from alerts import holding, standing
from alerts.db import Sessions
from alerts.errors import AlertsError, SlowDown
from alerts.holding import Looked
from alerts.intake import Tally, batches, match_pending, take_in
from alerts.notice import Notice
from alerts.sources import Rejected, Source, prose
from alerts.sources.paging import Pages, Validators, gather
from alerts.sources.window import Cursor, Window, after, first_url, halves, plan
from alerts.standing import Brought
from alerts.tables import SourceRow

PAGES_A_TURN = 30
"""What one poll may read before the other sources have their turn. Six minutes at Find a Tender's pace."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """What came of polling a source. Every record counts once, as new, changed, unchanged or rejected.

    `error` says what went wrong. `waits_until` is set when we stopped half-way and nothing is wrong: the
    publisher asked us to wait, or there is too much for one turn. The next poll goes on from there.
    `trouble` is what is wrong with the source beyond this one poll, when that began with it.
    """

    slug: str
    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: tuple[Rejected, ...] = ()
    owed: int = 0
    error: str | None = None
    waits_until: datetime | None = None
    held: bool = False
    trouble: str | None = None


@dataclass(slots=True, kw_only=True)
class _Poll:
    """A poll under way."""

    source: Source
    row: SourceRow
    began_at: datetime
    validators: Validators
    cursor: Cursor = field(default_factory=Cursor)
    fetched_seconds: float = 0.0
    pages: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    seen: set[Notice] = field(default_factory=set)
    looked: Looked | None = None
    held: bool = False

    @property
    def now(self) -> datetime:
        """What time it has become, in whole seconds of fetching and pausing."""
        return self.began_at + timedelta(seconds=int(self.fetched_seconds))


async def poll(
    sessions: Sessions, http: httpx.AsyncClient, source: Source, row: SourceRow, now: datetime
) -> Polled:
    """Read what is new at a source that was claimed, and store it. Its faults are in the answer."""
    started = time.monotonic()
    poll = _Poll(
        source=source,
        row=row,
        began_at=now,
        validators=Validators(etag=row.etag, last_modified=row.last_modified),
    )
    try:
        poll.cursor = Cursor.load(row.cursor)
        pages = await _read(sessions, http, poll)
        polled = await _settle(sessions, poll, pages)
    except Exception as error:  # one source's trouble must not keep the others from being read, ever
        log.exception("source_broken", source=source.slug)
        polled = await _give_up(sessions, poll, error)
    except BaseException:  # we are being stopped
        async with sessions.begin() as session:
            await standing.give_back(session, row.id)
        raise
    log.info(
        "source_polled",
        source=source.slug,
        pages=poll.pages,
        read=polled.read,
        new=polled.new,
        changed=polled.changed,
        unchanged=polled.unchanged,
        rejected=len(polled.rejected),
        owed=polled.owed,
        held=polled.held,
        outcome="failed" if polled.error else "waits" if polled.waits_until else "done",
        seconds=round(time.monotonic() - started, 1),
    )
    return polled


async def _read(sessions: Sessions, http: httpx.AsyncClient, poll: _Poll) -> Pages:
    """Read and store window after window. Returns the pages of the last, which say how it ended."""
    source = poll.source
    windows = deque(plan(source, poll.cursor, poll.now))
    # Only what is always at one address can be the same as the last time.
    one_address = source.window is None and len(windows) == 1
    pages = Pages()
    while windows and pages.whole:
        window = windows.popleft()
        at_its_start = poll.cursor.next_url is None
        pages = await gather(
            http,
            source,
            poll.cursor.next_url or first_url(source, window, poll.now),
            poll.now,
            validators=poll.validators if one_address and at_its_start else Validators(),
            at_most=PAGES_A_TURN - poll.pages,
            pause_first=poll.pages > 0,
        )
        again: tuple[Window, ...] = ()
        if source.window is not None and window is not None and pages.cut_off:
            again = halves(window)
            if not again:
                log.warning("window_cut_off", source=source.slug, records=len(pages.notices))
        windows.extendleft(reversed(again))
        if pages.whole and source.window is None and at_its_start:
            poll.validators = pages.validators
        poll.cursor = after(
            poll.cursor, None if again else window, next_url=pages.next_url, whole=pages.whole
        )
        await _store(sessions, poll, pages)
    return pages


async def _store(sessions: Sessions, poll: _Poll, pages: Pages) -> None:
    """Store the pages of a window, and how far we have come."""
    poll.fetched_seconds += pages.seconds
    poll.pages += pages.count
    before = poll.tally.stored + len(poll.rejected)
    poll.rejected += [replace(its, record=its.record + before) for its in pages.rejected]
    # Two windows share an instant, and a page that looked cut off is read again in halves.
    fresh = [notice for notice in pages.notices if notice not in poll.seen]
    poll.seen.update(fresh)
    baseline = poll.row.baseline_at is None
    if not baseline:
        async with sessions.begin() as session:
            poll.looked = poll.looked or await holding.begin(session, poll.row, poll.began_at)
            poll.held |= await holding.look(session, poll.row.id, fresh, poll.looked, poll.now)
    for batch in batches(fresh):
        async with sessions.begin() as session:
            await take_in(session, poll.row, batch, poll.now, poll.tally, baseline=baseline)
        poll.tally.owed += await match_pending(sessions, poll.now, source_id=poll.row.id)
    async with sessions.begin() as session:
        await standing.keep(session, poll.row.id, poll.cursor, poll.now)


async def _settle(sessions: Sessions, poll: _Poll, pages: Pages) -> Polled:
    """Record how the poll ended, and when the next one is due."""
    async with sessions.begin() as session:
        if pages.whole:
            brought = Brought(
                listed=poll.tally.stored + len(poll.rejected) if poll.pages else None,
                new=poll.tally.new + poll.tally.changed,
            )
            trouble = await standing.succeeded(
                session, poll.source, poll.row, poll.began_at, validators=poll.validators, brought=brought
            )
            return _polled(poll, trouble=trouble)
        if pages.stopped is None or isinstance(pages.stopped, SlowDown):
            waits_until = poll.now + (pages.stopped.wait if pages.stopped else timedelta(0))
            await standing.take_up_later(session, poll.row.id, waits_until)
            return _polled(poll, waits_until=waits_until)
        error = _said(pages.stopped)
        trouble = await standing.failed(session, poll.row, error, poll.began_at)
        return _polled(poll, error=error, trouble=trouble)


async def _give_up(sessions: Sessions, poll: _Poll, error: Exception) -> Polled:
    """Record a fault that nobody foresaw. What was stored before it stays."""
    said = f"Supplierbot met a fault that it does not know ({type(error).__name__}). The log has the details."
    async with sessions.begin() as session:
        trouble = await standing.failed(session, poll.row, said, poll.began_at)
    return _polled(poll, error=said, trouble=trouble)


def _said(error: AlertsError) -> str:
    """Return what went wrong, fit to be stored: it may quote what a publisher sent."""
    return prose.one_line(str(error)) or type(error).__name__


def _polled(
    poll: _Poll,
    *,
    error: str | None = None,
    waits_until: datetime | None = None,
    trouble: str | None = None,
) -> Polled:
    """Return what came of a poll."""
    return Polled(
        slug=poll.source.slug,
        read=poll.tally.stored + len(poll.rejected),
        new=poll.tally.new,
        changed=poll.tally.changed,
        unchanged=poll.tally.unchanged,
        rejected=tuple(poll.rejected),
        owed=poll.tally.owed,
        error=error,
        waits_until=waits_until,
        held=poll.held,
        trouble=trouble,
    )
