"""How long what publishers send takes to become notices, and how long the event loop waits meanwhile.

    python -m tests.benchmarks.reading

The 10 MB package is the demo's day of Find a Tender, again and again under other numbers until it is that long; the
7 MB feed has made-up items with 5 KB of HTML each. The loop is asked every millisecond whether it is late while
`sources.read` works in a thread, as it does when a source is polled.
"""

import asyncio
import time
from dataclasses import dataclass
from itertools import count

import msgspec

from alerts import sources
from alerts.sources import Source, ocds_shapes
from bot import samples
from tests.benchmarks.synthetic import NOW

MILLION = 1_000_000
RUNS = 3


class _Package(msgspec.Struct):
    releases: list[msgspec.Raw]


@dataclass(frozen=True, slots=True)
class Reading:
    """The best of several runs: seconds alone, and the longest that the loop waited while it ran in a thread."""

    name: str
    size_mb: float
    notices: int
    seconds: float
    late_seconds: float


def package(size: int = 10 * MILLION) -> bytes:
    """Return a release package of at least so many bytes, with no release twice."""
    raw = [
        bytes(release)
        for page in range(1, samples.PAGES + 1)
        for release in msgspec.json.decode(samples.page(page), type=_Package).releases
    ]
    releases: list[bytes] = []
    length = 0
    for again in count():
        for release in raw:
            if length >= size:
                return b'{"releases":[' + b",".join(releases) + b"]}"
            releases.append(release.replace(b'"ocid":"', b'"ocid":"%d-' % again, 1))
            length += len(releases[-1])
    raise AssertionError


def feed(size: int = 7 * MILLION) -> bytes:
    """Return an RSS feed of at least so many bytes."""
    body = "<p>Strip and renew the slate roof of the library, with gutters and leadwork.</p>" * 65
    item = (
        "<item><title>Roof of library {number}</title><guid>job-{number}</guid>"
        "<link>https://example.org/{number}</link><pubDate>Mon, 10 Aug 2026 08:00:00 GMT</pubDate>"
        "<description><![CDATA[" + body + "]]></description></item>"
    )
    items = "".join(item.format(number=number) for number in range(size // len(item) + 1))
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Jobs</title>{items}</channel></rss>'.encode()


def decoded(body: bytes) -> float:
    """Return how many seconds the typed reading of a package alone takes, before any text is cleaned."""
    began = time.perf_counter()
    for release in msgspec.json.decode(body, type=_Package).releases:
        ocds_shapes.release(release)
    return time.perf_counter() - began


async def measured(name: str, source: Source, body: bytes) -> Reading:
    """Return the best of several runs."""
    alone, late, notices = [], [], 0
    for _ in range(RUNS):
        began = time.perf_counter()
        notices = len(sources.read(source, body, NOW).notices)
        alone.append(time.perf_counter() - began)
        watching = asyncio.create_task(_longest_wait())
        await asyncio.sleep(0)
        await asyncio.to_thread(sources.read, source, body, NOW)
        watching.cancel()
        try:
            await watching
        except asyncio.CancelledError:
            late.append(_WAITED[0])
    return Reading(
        name=name, size_mb=len(body) / MILLION, notices=notices, seconds=min(alone), late_seconds=min(late)
    )


_WAITED = [0.0]


async def _longest_wait() -> None:
    _WAITED[0] = 0.0
    while True:
        began = time.perf_counter()
        await asyncio.sleep(0.001)
        _WAITED[0] = max(_WAITED[0], time.perf_counter() - began - 0.001)


async def every() -> tuple[list[Reading], float]:
    """Measure both, and the typed reading of the package alone."""
    catalogue = sources.catalogue()
    body = package()
    found = [
        await measured("OCDS package", catalogue["find-a-tender"], body),
        await measured("RSS feed", catalogue["example-portal-rss"], feed()),
    ]
    return found, min(decoded(body) for _ in range(RUNS))


def main() -> None:
    """Print what was measured."""
    readings, typed = asyncio.run(every())
    for each in readings:
        print(
            f"{each.name}, {each.size_mb:.1f} MB: {each.notices:,} notices in {each.seconds * 1000:,.0f} ms; "
            f"the loop waited {each.late_seconds * 1000:,.0f} ms at most"
        )
    print(f"typed reading of the package alone: {typed * 1000:,.0f} ms")


if __name__ == "__main__":
    main()
