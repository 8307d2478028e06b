"""Let the real process work at ten times a real day's pace, and see whether it grows or falls behind.

    python -m tests.reliability.soak --minutes 30

Find a Tender and Contracts Finder bring some 400 new notices on a working day. Here ten feeds bring 4,000 in half an
hour, one in ten of them for the 100 suppliers who want to hear at once, so that messages leave at nearly the pace
that Telegram allows, while somebody turns a page each second. Every half minute the process's memory, open files
and ticks are written down. Memory is judged from the fifth minute on, when every cache is warm.
"""

import argparse
import asyncio
import os
import random
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
from prometheus_client.parser import text_string_to_metric_families

from tests.bot_api import Server, running_bot_api
from tests.reliability.crashes import (
    FIRST_CHAT,
    NO_SOURCES,
    TOKEN,
    database,
    is_up,
    prepare,
    settings_for,
    start,
)
from tests.reliability.topology import free_port

FEEDS = 10
SUPPLIERS = 100
NOTICES_IN_HALF_AN_HOUR = 4_000
SHOWN = 60
"""Items in a feed: the newest, as a portal shows them."""

WARM = 300.0
LOOK_EVERY = 30.0
MOST_GROWTH = 1.10
"""Of memory, from the fifth minute to the end."""

FOR_THEM = "Slate roof"
OTHERS = ("Grounds upkeep", "Office furniture", "School meals", "Legal advice", "Road salt", "Bus shelters")
ITEM = """<item><title>{title} {number:06d}</title><guid isPermaLink="false">soak-{number:06d}</guid>
<link>https://example.org/jobs/{number}</link><pubDate>{day}</pubDate>
<description>Buyer: Durham County Council. Work at depot {number}, with {words} words about it. {text}</description></item>"""


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen at one moment."""

    at: float
    rss_mb: float
    files: int
    sent: int
    runs: dict[str, float]
    late: float


class Publisher:
    """Ten feeds that grow with the time."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.pace = NOTICES_IN_HALF_AN_HOUR / 1_800

    @contextmanager
    def serving(self) -> Iterator[int]:
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = publisher.body(int(self.path.strip("/"))).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/rss+xml")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()

    @property
    def published(self) -> int:
        return int((time.monotonic() - self.began) * self.pace)

    def body(self, feed: int) -> str:
        day = datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
        numbers = [number for number in range(self.published) if number % FEEDS == feed][-SHOWN:]
        items = "".join(self._item(number, day) for number in numbers)
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Jobs</title>{items}</channel></rss>'

    @staticmethod
    def _item(number: int, day: str) -> str:
        luck = random.Random(number)
        title = FOR_THEM if luck.random() < 1 / 10 else luck.choice(OTHERS)
        words = luck.randint(20, 200)
        text = " ".join(f"word{luck.randint(1, 3_000)}" for _ in range(words))
        return ITEM.format(title=title, number=number, day=day, words=words, text=text)


def of_process(pid: int) -> tuple[float, int]:
    """Return the memory of a process in MB, and how many files it has open."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6, len(list(Path(f"/proc/{pid}/fd").iterdir()))


async def look(pid: int, port: int, began: float) -> Look:
    """Look at the process once."""
    rss_mb, files = of_process(pid)
    async with httpx.AsyncClient(timeout=20) as http:
        answer = await http.get(f"http://127.0.0.1:{port}/metrics")
    samples = [sample for family in text_string_to_metric_families(answer.text) for sample in family.samples]
    runs = {
        sample.labels["tick"]: sample.value
        for sample in samples
        if sample.name == "supplierbot_tick_runs_total"
    }
    sent = sum(sample.value for sample in samples if sample.name == "supplierbot_messages_sent_total")
    late = max(
        (sample.value for sample in samples if sample.name == "supplierbot_tick_late_seconds"), default=0.0
    )
    return Look(
        at=time.monotonic() - began,
        rss_mb=rss_mb,
        files=files,
        sent=int(sent),
        runs=runs,
        late=late,
    )


async def talk(server: Server) -> None:
    """Let somebody write each second, until cancelled."""
    person = FIRST_CHAT + SUPPLIERS
    while True:
        server.api.send(
            person, random.choice(("/help", "/faq", "do I have to tender for a 30 grand job", "/latest"))
        )
        await asyncio.sleep(1)


async def run(minutes: float, url: str) -> bool:
    """Play it, and print what was seen."""
    await prepare(url, SUPPLIERS)
    publisher, looks = Publisher(), []
    with (
        tempfile.TemporaryDirectory() as place,
        running_bot_api(token=TOKEN, latency=0.05) as server,
        publisher.serving() as publishing,
    ):
        folder, port = Path(place), free_port()
        (folder / "sources.toml").write_text(
            NO_SOURCES
            + "".join(
                f'[soak-{feed}]\nkind = "feed"\nname = "Jobs {feed}"\npublisher = "Nobody"\nlicence = "none"\n'
                f'url = "http://127.0.0.1:{publishing}/{feed}"\nattribution = "none"\npoll_every_minutes = 1\n'
                for feed in range(FEEDS)
            )
        )
        for chat in range(SUPPLIERS + 1):
            server.api.person(FIRST_CHAT + chat, "Sam", started=True)
        process = start(
            folder, settings_for(folder, server, url) | {"SUPPLIERBOT_LISTEN": f"127.0.0.1:{port}"}
        )
        await is_up(folder, 1)
        began = time.monotonic()
        talking = asyncio.create_task(talk(server))
        while time.monotonic() - began < minutes * 60:
            await asyncio.sleep(LOOK_EVERY)
            looks.append(seen := await look(process.pid, port, began))
            print(
                f"{seen.at / 60:5.1f} min  {seen.rss_mb:6.1f} MB  {seen.files:3d} files  {seen.sent:6d} sent"
                f"  {publisher.published:5d} published  late {seen.late:.1f} s",
                flush=True,
            )
        talking.cancel()
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
        log = (folder / "log").read_text(errors="replace")
    return report(looks, log)


def report(looks: list[Look], log: str) -> bool:
    """Print what it comes to."""
    warm = [each for each in looks if each.at >= WARM] or looks[-2:]
    first, last = warm[: max(1, len(warm) // 5)], warm[-max(1, len(warm) // 5) :]
    before, after = (statistics.mean(each.rss_mb for each in some) for some in (first, last))
    skipped = log.count("skipped: maximum number of running instances")
    errors = log.count('"level": "error"')
    files = max(each.files for each in last) - max(each.files for each in first)
    late = max(each.late for each in looks)
    print(
        f"memory {before:.1f} MB, then {after:.1f} MB ({after / before - 1:+.1%}); open files {files:+d};"
        f" latest tick {late:.1f} s late; errors {errors}; messages {looks[-1].sent}\n"
        f"runs {looks[-1].runs}; ticks that came while the one before still ran {skipped}"
    )
    return after / before < MOST_GROWTH and files <= 2 and not errors


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--database", help="a PostgreSQL server; SQLite if none is named")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, database(given.database, Path(folder)) as url:
        return 0 if asyncio.run(run(given.minutes, url)) else 1


if __name__ == "__main__":
    sys.exit(main())
