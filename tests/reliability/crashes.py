"""Kill the real process again and again, and count what its suppliers got: nothing lost, nothing twice.

    python -m tests.reliability.crashes --kills 200
    python -m tests.reliability.crashes --kills 200 --database postgresql+asyncpg://postgres@127.0.0.1:5432/postgres

A publisher brings new notices all the time, a Bot API over HTTP takes the messages, and `supplierbot run` is
killed with SIGKILL at a random moment and started anew. In the end it is let be until nothing is due, and
every page of every message is read. Each supplier must have been told of each notice once. A message whose
fate only Telegram knew when the process died is sent once more and says so in its first line; those are
counted apart.
"""

import argparse
import asyncio
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import func, select, update
from sqlalchemy.engine import make_url

from alerts import suppliers
from alerts.db import Sessions, open_engine, sessions_for
from alerts.frequency import Frequency, Rhythm
from alerts.matching import Firm, OrganisationType, Size, Watch
from alerts.tables import Delivery, DeliveryKind, DeliveryStatus, OpportunityVersion, SourceRow
from bot import migrations
from tests.bot_api import Server, running_bot_api

TOKEN = "1234567:token-of-the-crash-test-that-is-long-enough"
SOURCE = "crash-feed"
NO_SOURCES = "".join(
    f"[{slug}]\non = false\n"
    for slug in ("find-a-tender", "contracts-finder", "public-contracts-scotland", "sell2wales")
)
FIRST_CHAT = 50_001
ALIVE = 3.0
"""The longest life of a process in seconds, from when it is up: the first second is for the feed, then it sends."""

LATENCY = 0.1
"""Seconds that Telegram takes to answer, so that many deaths fall between a message and its answer."""

AGAIN = "You may have had this message already."
ITEM = """<item><title>Slate roof, job {number:05d}</title><guid isPermaLink="false">job-{number:05d}</guid>
<link>https://example.org/jobs/{number}</link><pubDate>{day}</pubDate>
<description>Buyer: Durham County Council. Roof repairs at depot {number}.</description></item>"""


class Feed:
    """A publisher whose feed grows."""

    def __init__(self) -> None:
        self.items = 1

    def serve(self) -> ThreadingHTTPServer:
        feed = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = feed.body().encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/rss+xml")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    def body(self) -> str:
        day = datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
        items = "".join(ITEM.format(number=number, day=day) for number in range(self.items))
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Jobs</title>{items}</channel></rss>'


async def prepare(url: str, chats: int) -> None:
    """Make the tables, and take in so many suppliers who want to hear at once."""
    engine = open_engine(url)
    await migrations.upgrade(engine)
    async with sessions_for(engine).begin() as session:
        for chat in range(chats):
            await suppliers.join(
                session,
                f"tg:{FIRST_CHAT + chat}",
                firm=Firm(organisation_type=OrganisationType.SME, size=Size.MICRO),
                watch=Watch(trades=("roofing",)),
                rhythm=Rhythm(frequency=Frequency.AT_ONCE),
                privacy_notice="1",
                now=datetime.now(UTC),
            )
    await engine.dispose()


def environment(folder: Path, server: Server, url: str, feed: ThreadingHTTPServer) -> dict[str, str]:
    """Return the settings of the bot: this feed and no other source."""
    (folder / "sources.toml").write_text(
        f'{NO_SOURCES}[{SOURCE}]\nkind = "feed"\nname = "Jobs"\npublisher = "Nobody"\nlicence = "none"\n'
        f'url = "http://127.0.0.1:{feed.server_address[1]}/"\nattribution = "none"\npoll_every_minutes = 1\n'
    )
    return settings_for(folder, server, url)


def settings_for(folder: Path, server: Server, url: str) -> dict[str, str]:
    """Return the environment of a bot that reads the sources of the folder's list."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("SUPPLIERBOT_")},
        "SUPPLIERBOT_TOKEN": TOKEN,
        "SUPPLIERBOT_API_URL": server.url,
        "SUPPLIERBOT_DATABASE_URL": url,
        "SUPPLIERBOT_CATALOGUE": str(folder / "sources.toml"),
        "SUPPLIERBOT_LOG_FORMAT": "json",
    }


def start(folder: Path, settings: dict[str, str]) -> subprocess.Popen[bytes]:
    log = (folder / "log").open("ab")
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "run"], cwd=folder, env=settings, stdout=log, stderr=log
    )


async def poll_again(sessions: Sessions) -> None:
    """Let the next start read the feed at once, so that deaths fall into reading and matching, too."""
    async with sessions.begin() as session:
        await session.execute(update(SourceRow).values(next_poll_at=datetime.now(UTC), claimed_until=None))


async def is_done(sessions: Sessions, items: int) -> bool:
    """Whether everything was read and matched, and no alert is left. What asks to narrow a watch comes later."""
    async with sessions.begin() as session:
        versions = await session.scalar(
            select(func.count()).where(OpportunityVersion.matched_at.is_not(None))
        )
        left = await session.scalar(
            select(func.count()).where(
                Delivery.kind == DeliveryKind.ALERT,
                Delivery.status.in_((DeliveryStatus.PENDING, DeliveryStatus.SENDING)),
            )
        )
    return (versions or 0) >= items and not left


async def fates(sessions: Sessions) -> tuple[Counter[str], int]:
    """Return how the deliveries stand, and for how many an outcome was unknown at some time."""
    async with sessions.begin() as session:
        rows = await session.execute(select(Delivery.status, func.count()).group_by(Delivery.status))
        unknown = await session.scalar(select(func.count()).where(Delivery.perhaps_sent_at.is_not(None)))
    return Counter({str(status): count for status, count in rows}), unknown or 0


class Moments:
    """What the tables say that a process was in the middle of when it died."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()

    async def look(self, sessions: Sessions, now: datetime) -> None:
        async with sessions.begin() as session:
            reading = await session.scalar(
                select(func.count()).where(SourceRow.claimed_until > now, SourceRow.baseline_at.is_not(None))
            )
            unmatched = await session.scalar(
                select(func.count()).where(OpportunityVersion.matched_at.is_(None))
            )
            claimed = await session.scalar(
                select(func.count()).where(
                    Delivery.status == DeliveryStatus.PENDING, Delivery.claimed_until > now
                )
            )
            sending = await session.scalar(
                select(func.count()).where(Delivery.status == DeliveryStatus.SENDING)
            )
        found = {"reading": reading, "matching": unmatched, "claimed": claimed, "sending": sending}
        doing = [name for name, count in found.items() if count]
        self.seen.update(doing or ["nothing"])


async def is_up(folder: Path, starts: int) -> None:
    """Wait until the process has said so often that it has started."""
    while (folder / "log").read_text(errors="replace").count('"bot_started"') < starts:
        await asyncio.sleep(0.02)


async def read_all(server: Server, chat: int) -> list[str]:
    """Return all that a supplier can read: each message, and each page of it."""
    texts = []
    for message in server.api.transcript(chat):
        shown = message
        texts.append(shown.text)
        while following := next(
            (button for row in shown.buttons for button in row if button.label.startswith("Next")), None
        ):
            before = shown.text
            server.api.press(chat, shown.message_id, following.data or "")
            while shown.text == before:
                await asyncio.sleep(0.05)
                shown = next(m for m in server.api.transcript(chat) if m.message_id == message.message_id)
            # A page says what the message said first: that it may be known already.
            texts.append(f"{AGAIN}\n{shown.text}" if AGAIN in message.text else shown.text)
    return texts


async def run(kills: int, chats: int, url: str, seed: int) -> bool:
    """Kill so often, and print what came of it. True when nothing was lost or came twice."""
    luck, feed = random.Random(seed), Feed()
    await prepare(url, chats)
    engine = open_engine(url)
    sessions, publisher = sessions_for(engine), feed.serve()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as place, running_bot_api(token=TOKEN, latency=LATENCY) as server:
        folder = Path(place)
        for chat in range(chats):
            server.api.person(FIRST_CHAT + chat, "Sam", started=True)
        settings = environment(folder, server, url, publisher)
        process = start(folder, settings)  # the first poll is a baseline: nobody is told of job 0
        while not await is_done(sessions, 1):
            await asyncio.sleep(0.2)
        moments = Moments()
        for done in range(kills):
            process.send_signal(signal.SIGKILL)
            process.wait()
            await moments.look(sessions, datetime.now(UTC))
            feed.items += luck.choice((1, 2, 3))
            await poll_again(sessions)
            process = start(folder, settings)
            await is_up(folder, done + 2)
            await asyncio.sleep(luck.uniform(0.0, ALIVE))
            if done % 20 == 19:
                print(f"{done + 1} kills, {feed.items} notices, {time.monotonic() - began:.0f} s", flush=True)
        await poll_again(sessions)
        ends_at = time.monotonic() + 1_800
        while not await is_done(sessions, feed.items) and time.monotonic() < ends_at:
            await asyncio.sleep(1)
        read = dict(
            zip(
                range(FIRST_CHAT, FIRST_CHAT + chats),
                await asyncio.gather(*(read_all(server, FIRST_CHAT + chat) for chat in range(chats))),
                strict=True,
            )
        )
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
        good = await report(sessions, server, read, feed.items, kills)
        print(f"in the middle of: {dict(moments.seen.most_common())}")
    publisher.shutdown()
    await engine.dispose()
    return good


async def report(
    sessions: Sessions, server: Server, read: dict[int, list[str]], items: int, kills: int
) -> bool:
    """Compare what arrived with what was owed."""
    plain: Counter[tuple[int, int]] = Counter()
    repeated: Counter[tuple[int, int]] = Counter()
    for chat, texts in read.items():
        for text in texts:
            into = repeated if AGAIN in text else plain
            into.update((chat, int(number)) for number in re.findall(r"Slate roof, job (\d{5})", text))
    owed = [(chat, number) for chat in read for number in range(1, items)]
    lost = [pair for pair in owed if not plain[pair] and not repeated[pair]]
    doubled = [pair for pair in owed if plain[pair] > 1 or repeated[pair] > 1]
    twice = [pair for pair in owed if plain[pair] and repeated[pair]]
    standing, unknown = await fates(sessions)
    refused = Counter(call.status for call in server.calls if call.status not in {0, 200})
    print(
        f"kills {kills}, notices {items - 1}, suppliers {len(read)}, owed {len(owed)}\n"
        f"lost {len(lost)}, doubled {len(doubled)}\n"
        f"messages on their way when a process died {unknown}; sent again, though the first had arrived:"
        f" notices {len(twice)}\n"
        f"deliveries: {dict(standing)}; refusals of Telegram: {dict(refused)}"
    )
    for chat, number in [*lost, *doubled][:5]:
        told = [text[:60].splitlines() for text in read[chat] if f"job {number:05d}" in text]
        print(f"supplier {chat - FIRST_CHAT}, job {number:05d}:", *told, sep="\n  --- ")
    return not lost and not doubled


@contextmanager
def database(named: str | None, folder: Path) -> Iterator[str]:
    """Give a database of our own: a file, or one on the server named."""
    if named is None:
        yield f"sqlite+aiosqlite:///{folder / 'bot.sqlite3'}"
        return
    server, name = make_url(named), f"supplierbot_crash_{uuid.uuid4().hex[:8]}"

    async def on_server(statement: str) -> None:
        connection = await asyncpg.connect(
            server.set(drivername="postgresql").render_as_string(hide_password=False)
        )
        await connection.execute(statement)
        await connection.close()

    asyncio.run(on_server(f'CREATE DATABASE "{name}"'))
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        asyncio.run(on_server(f'DROP DATABASE "{name}" WITH (FORCE)'))


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--suppliers", type=int, default=20)
    parser.add_argument("--database", help="a PostgreSQL server; SQLite if none is named")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, database(given.database, Path(folder)) as url:
        good = asyncio.run(run(given.kills, given.suppliers, url, given.seed))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
