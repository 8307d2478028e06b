"""Which windows of time to ask a source for, and how far we have come.

Find a Tender and Contracts Finder are asked for what was published between two London times. Their
answers have holes (releases that show up late, full pages without a link to the next), so a poll looks
back a day, asks in windows of a few hours, and asks again in halves where a page looks cut off.
Publishers who are asked by the month are asked for the month before too, a day into the new one.
Nothing here reads the clock, the database or the network.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import msgspec

from alerts.errors import FetchError
from alerts.frequency import LONDON
from alerts.sources import Source

LOOK_BACK = timedelta(hours=24)
LONGEST = timedelta(hours=6)
SHORTEST = timedelta(minutes=5)
FULL_PAGE = 100
MONTH = "{month}"
"""What stands for the month in an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of time to ask a source for, as two instants in UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """How far a source has been read: kept with it as JSON.

    Everything up to `read_to` is stored. `window` is one that is under way, and `next_url` the page of
    it to go on with; a source without windows has the page alone.
    """

    read_to: datetime | None = None
    window: Window | None = None
    next_url: str | None = None

    @classmethod
    def load(cls, text: str | None) -> "Cursor":
        """Return what `dump` wrote, or the beginning."""
        return cls() if text is None else msgspec.json.decode(text, type=cls)

    def dump(self) -> str:
        """Return it as text to keep."""
        return msgspec.json.encode(self).decode()


def plan(source: Source, cursor: Cursor, now: datetime) -> Sequence[Window | None]:
    """Return the windows to read at `now`, oldest first: each six hours at most, or of one month.

    A source that is asked for neither is read as a whole, for which None stands. A window that is under way comes first, and what follows it. Else we look back a day from where we
    stand, for what was published late; the first time, a day from now.
    """
    if source.window is None and MONTH not in (source.url or ""):
        return [None]
    cut = _months if source.window is None else _cut
    end = now.astimezone(UTC).replace(microsecond=0)
    if cursor.window is not None:
        return [cursor.window, *cut(cursor.window.end, end)]
    return list(cut((cursor.read_to or end) - LOOK_BACK, end))


def after(cursor: Cursor, window: Window | None, *, next_url: str | None, whole: bool) -> Cursor:
    """Return where we stand after a window: read in `whole`, or to be gone on with at `next_url`.

    Neither: it is to be read again from its start, because a link to a next page does not last.
    """
    if not whole:
        return Cursor(read_to=cursor.read_to, window=window, next_url=next_url)
    if window is None:
        return Cursor(read_to=cursor.read_to)
    return Cursor(read_to=max(cursor.read_to or window.end, window.end))


def halves(window: Window) -> tuple[Window, ...]:
    """Return the two halves of a window, or nothing if it is too short to cut."""
    if window.end - window.start < 2 * SHORTEST:
        return ()
    middle = (window.start + (window.end - window.start) / 2).replace(microsecond=0)
    return Window(start=window.start, end=middle), Window(start=middle, end=window.end)


def first_url(source: Source, window: Window | None, now: datetime) -> str:
    """Return the address of the first page: of a window, or of a source that has none."""
    within = now if window is None else window.start
    url = (source.url or "").replace(MONTH, f"{within.astimezone(LONDON):%m-%Y}")
    if window is None or source.window is None:
        return url
    names = dict(zip(source.window, (_earlier(window.start), _later(window.end)), strict=True))
    return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(names, safe=':')}"


def page_size(source: Source) -> int:
    """Return how many records a full page has, as the source's address asks for."""
    asked = parse_qs(urlsplit(source.url or "").query).get("limit", [""])[0]
    return int(asked) if asked.isascii() and asked.isdecimal() else FULL_PAGE


def next_page(source: Source, here: str, link: str, seen: set[str]) -> str:
    """Return the address of the next page, as the publisher wrote it.

    Raises:
        FetchError: It leads to another host, or back to a page we have read.
    """
    try:
        url = link if urlsplit(link).scheme else urljoin(here, link)
        host = urlsplit(url).hostname
    except ValueError:
        raise FetchError("The link to the next page is not an address.") from None
    if host != urlsplit(source.url or "").hostname:
        raise FetchError(f"The link to the next page leads to another host, {host}.")
    if url in seen:
        raise FetchError("The link to the next page leads back to a page that we have read.")
    return url


def _cut(start: datetime, end: datetime) -> Iterator[Window]:
    while start < end:
        stop = min(start + LONGEST, end)
        yield Window(start=start, end=stop)
        start = stop


def _months(start: datetime, end: datetime) -> Iterator[Window]:
    """Cut where a month begins in London."""
    while start < end:
        local = start.astimezone(LONDON)
        following = datetime(local.year + local.month // 12, local.month % 12 + 1, 1, tzinfo=LONDON)
        stop = min(following.astimezone(UTC), end)
        yield Window(start=start, end=stop)
        start = stop


def _earlier(instant: datetime) -> str:
    """Write the start of a window. In the hour that comes twice in October, from before it."""
    return _london(instant - timedelta(hours=1) if _comes_twice(instant) else instant)


def _later(instant: datetime) -> str:
    """Write the end of a window. In the hour that comes twice in October, from after it."""
    return _london(instant + timedelta(hours=1) if _comes_twice(instant) else instant)


def _comes_twice(instant: datetime) -> bool:
    """Whether the London clock shows this time a second time, an hour before or after."""
    local = instant.astimezone(LONDON).replace(tzinfo=None)
    offsets = {local.replace(fold=fold).replace(tzinfo=LONDON).utcoffset() for fold in (0, 1)}
    return len(offsets) > 1


def _london(instant: datetime) -> str:
    """Write an instant as these services read it: London time without a zone, nineteen characters."""
    return f"{instant.astimezone(LONDON):%Y-%m-%dT%H:%M:%S}"
