"""Read all pages of one window, or of a source without windows, as far as its publisher lets us."""

import asyncio
import time
from dataclasses import dataclass, field, replace
from datetime import datetime

import httpx

from alerts.errors import AlertsError, SlowDown
from alerts.notice import Notice
from alerts.sources import Reading, Rejected, Source, apart
from alerts.sources.fetch import Fetched, fetch
from alerts.sources.window import next_page, page_size


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a publisher gave us with its last answer, to ask whether anything is new since."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(slots=True, kw_only=True)
class Pages:
    """The pages that were read. What came before a stop is here, and worth storing.

    `stopped` is why the publisher's answers came to an end too early. `next_url` is the page to go on
    with, later. Both are None when the last page was read. `cut_off` says that the last page is full
    and yet leads no further. `seconds` is how long we waited for the network and out of politeness.
    """

    notices: list[Notice] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    count: int = 0
    stopped: AlertsError | None = None
    next_url: str | None = None
    cut_off: bool = False
    validators: Validators = field(default_factory=Validators)
    seconds: float = 0.0

    @property
    def whole(self) -> bool:
        """Whether the last page was read."""
        return self.stopped is None and self.next_url is None

    def add(self, reading: Reading) -> None:
        """Add a page. Rejected records are counted over all pages."""
        before = len(self.notices) + len(self.rejected)
        self.notices += reading.notices
        self.rejected += [replace(its, record=its.record + before) for its in reading.rejected]
        self.count += 1


async def gather(
    http: httpx.AsyncClient,
    source: Source,
    url: str,
    now: datetime,
    *,
    validators: Validators,
    at_most: int,
    pause_first: bool,
) -> Pages:
    """Read `url` and the pages it leads to, at most so many.

    What a publisher does wrong is in the answer, not raised: the pages before it are good.
    """
    pages, seen = Pages(validators=validators), {url}
    pages.next_url = url
    while pages.next_url is not None and pages.count < at_most:
        here = pages.next_url
        pause = source.pause_seconds if pages.count or pause_first else 0
        try:
            fetched = await _fetch(http, source, here, pages, pause)
            if fetched.body is None:
                pages.next_url = None
                break
            reading = await apart.read(source, fetched.body, now)
            pages.add(reading)
            pages.cut_off = reading.next_url is None and reading.read >= page_size(source)
            pages.next_url = reading.next_url and next_page(source, here, reading.next_url, seen)
        except SlowDown as wait:
            pages.stopped = wait
            break
        except AlertsError as error:
            pages.stopped, pages.next_url = error, None
        seen |= {pages.next_url or ""}
    return pages


async def _fetch(
    http: httpx.AsyncClient, source: Source, url: str, pages: Pages, pause_seconds: float
) -> Fetched:
    """Fetch a page after a pause. Only the first can be the same as what we have."""
    known = Validators() if pages.count else pages.validators
    started = time.monotonic()
    try:
        await asyncio.sleep(pause_seconds)
        fetched = await fetch(
            http,
            url,
            etag=known.etag,
            last_modified=known.last_modified,
            local_hosts=source.may_be_local,
        )
    finally:
        pages.seconds += time.monotonic() - started
    if pages.count == 0 and fetched.body is not None:
        pages.validators = Validators(etag=fetched.etag, last_modified=fetched.last_modified)
    return fetched
