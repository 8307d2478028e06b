"""How long the event loop stands still while a large feed is polled and stored: `python -m tests.benchmarks.stalls`.

A ticker asks for its turn each millisecond. What it waited while this process used the processor is our doing;
what it waited while others did is not, so both are printed. SQLite, a new file; the body comes from memory.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import structlog

from alerts import ingest, sources
from alerts.db import open_engine, sessions_for
from alerts.sources import bounds
from bot import app, migrations
from tests.make import NOW

MILLISECONDS = 1_000
STILL_SECONDS = 0.05

Stalls = list[tuple[float, float]]
"""Each turn's wait: by the clock, and of this process's own work. In seconds."""


def feed(items: int, sentences: int) -> bytes:
    """Return an RSS feed of so many items with so long a text each."""
    text = "Mend the slate roof and renew the gutters. " * sentences
    of = "".join(
        f"<item><title>Roof repairs {each}</title><link>https://a.example/{each}</link><description>{text}"
        "&lt;p&gt;Closing date: 30 September 2026 12:00&lt;/p&gt;</description></item>"
        for each in range(items)
    )
    return f"<rss version='2.0'><channel>{of}</channel></rss>".encode()


@asynccontextmanager
async def ticking() -> AsyncIterator[Stalls]:
    """Count how long each turn had to be waited for."""
    stalls: Stalls = []

    async def tick() -> None:
        clock, work = time.perf_counter(), time.process_time()
        while True:
            await asyncio.sleep(1 / MILLISECONDS)
            now, done = time.perf_counter(), time.process_time()
            stalls.append((now - clock, done - work))
            clock, work = now, done

    task = asyncio.create_task(tick())
    await asyncio.sleep(STILL_SECONDS)
    stalls.clear()
    try:
        yield stalls
    finally:
        task.cancel()


async def measure(what: str, body: bytes) -> None:
    """Poll one body, and print how long the loop stood still at most."""
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=body))
    pattern = sources.catalogue()["example-portal-rss"]
    source = replace(pattern, on=True, url="https://a.example/rss", pause_seconds=0)
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite+aiosqlite:///{Path(folder) / 'stalls.sqlite3'}")
        await migrations.upgrade(engine)
        async with httpx.AsyncClient(transport=transport) as http, ticking() as stalls:
            started = time.perf_counter()
            [polled] = await ingest.poll_due(sessions_for(engine), http, {source.slug: source}, NOW)
            seconds = time.perf_counter() - started
        await engine.dispose()
    still = sum(work > STILL_SECONDS for _, work in stalls)
    print(
        f"{what}: {len(body) / 1e6:.1f} MB, {polled.new:,} new, {polled.error or 'no error'}, {seconds:.1f} s; "
        f"still {MILLISECONDS * max(work for _, work in stalls):.0f} ms at most by its own work, "
        f"{still} times over {MILLISECONDS * STILL_SECONDS:.0f} ms; "
        f"{MILLISECONDS * max(clock for clock, _ in stalls):.0f} ms by the clock"
    )


async def main() -> None:
    """Measure, with large bodies read apart, and then as they were: in a thread."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    await measure("to warm up", feed(60, 10))
    app.settle()  # as the bot does when it has started
    for where in ("apart", "in a thread"):
        if where == "in a thread":
            bounds.READ_APART = sys.maxsize
        await measure(f"8,000 items, {where}", feed(8_000, 12))
        await measure(f"70 long items, {where}", feed(70, 2_300))


if __name__ == "__main__":
    asyncio.run(main())
