"""Let the real process send under limits as hard as Telegram's, and measure what people would feel.

    python -m tests.reliability.limits
    python -m tests.reliability.limits --database postgresql+asyncpg://postgres@127.0.0.1:5432/postgres

The Bot API stand-in answers over HTTP and refuses the 31st message in any second, and the second message to a
chat in any second; who is refused stays locked out for as long as the refusal says. Each line is one story: a
figure, and how much it may be at most.
"""

import argparse
import asyncio
import random
import re
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from alerts import intake, opportunities
from alerts.db import open_engine, sessions_for
from alerts.notice import Kind, Notice, Stage
from alerts.tables import SourceRow
from bot.buttons import Action
from tests.bot_api import Limits, Recorded, Server, running_bot_api, too_many
from tests.reliability.crashes import FIRST_CHAT, NO_SOURCES, TOKEN, database, prepare, settings_for, start

TAP_LATENCY = 0.15


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, beside what it may be."""

    what: str
    measured: float
    unit: str
    limit: float
    at_least: bool = False

    @property
    def good(self) -> bool:
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit

    def __str__(self) -> str:
        mark = "ok      " if self.good else "TOO MUCH" if not self.at_least else "TOO FEW "
        bound = "at least" if self.at_least else "at most"
        return f"{mark}  {self.what}: {self.measured:,.2f} {self.unit} ({bound} {self.limit:g})"


def notice(number: int) -> Notice:
    """Return an open call for a roof."""
    now = datetime.now(UTC)
    return Notice(
        external_id=f"job-{number:05d}",
        released_at=now - timedelta(hours=1),
        title=f"Slate roof, job {number:05d}",
        buyer="Durham County Council",
        url=f"https://example.org/jobs/{number}",
        stage=Stage.OPEN,
        kind=Kind.TENDER,
        closes_at=now + timedelta(days=14),
    )


async def owe(url: str, chats: int, notices: int) -> None:
    """Make the tables, and owe each of so many suppliers a message for each of so many notices."""
    await prepare(url, chats)
    engine = open_engine(url)
    sessions, now = sessions_for(engine), datetime.now(UTC)
    async with sessions.begin() as session:
        source = SourceRow(slug="limits", next_poll_at=now, baseline_at=now)
        session.add(source)
        await session.flush()
        await opportunities.save(session, source.id, [notice(number) for number in range(notices)], now)
    made = await intake.match_pending(sessions, now)
    await engine.dispose()
    if made != chats * notices:
        raise AssertionError(f"{made} messages were owed, not {chats * notices}")


@contextmanager
def running_bot(url: str, chats: int, *, latency: float = 0.02) -> Iterator[Server]:
    """Run the real process on a database, before a Telegram that enforces its limits."""
    with (
        tempfile.TemporaryDirectory() as place,
        running_bot_api(token=TOKEN, limits=Limits(), latency=latency) as server,
    ):
        folder = Path(place)
        (folder / "sources.toml").write_text(NO_SOURCES)
        for chat in range(chats):
            server.api.person(FIRST_CHAT + chat, "Sam", started=True)
        process = start(folder, settings_for(folder, server, url))
        try:
            yield server
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


def messages(server: Server) -> list[Recorded]:
    """Return the messages that reached people, oldest first."""
    return [call for call in server.calls_of("sendMessage") if call.status == 200]


def refusals(server: Server) -> int:
    """Return how many calls were answered with 429."""
    return sum(call.status == 429 for call in tuple(server.calls))


def seconds(sent: Sequence[Recorded]) -> float:
    """Return how long the sending took, from the first message to the last."""
    return sent[-1].at - sent[0].at


def broadcast(server: Server, number: int, *, patience: float = 120) -> list[Recorded]:
    """Wait until so many messages have arrived."""
    server.wait_until(lambda: len(messages(server)) >= number, timeout=patience)
    return messages(server)


def wide(url: str) -> Iterator[Figure]:
    """Send 600 suppliers one message each."""
    asyncio.run(owe(url, 600, 1))
    with running_bot(url, 600) as server:
        sent = broadcast(server, 600)
        yield Figure("600 chats, a message each", seconds(sent), "s", 20.5)
        yield Figure("  refused by Telegram", refusals(server), "times", 0)


def deep(url: str) -> Iterator[Figure]:
    """Send 20 suppliers five messages each."""
    asyncio.run(owe(url, 20, 5))
    with running_bot(url, 20) as server:
        sent = broadcast(server, 100)
        yield Figure("20 chats, five messages each", seconds(sent), "s", 5.5)
        yield Figure("  refused by Telegram", refusals(server), "times", 0)


def locked(url: str) -> Iterator[Figure]:
    """Let one chat of 150 refuse everything for eight seconds."""
    asyncio.run(owe(url, 150, 1))
    with running_bot(url, 150) as server:
        server.api.fail_next("sendMessage", too_many(8), chat_id=FIRST_CHAT)
        sent = broadcast(server, 150)
        of_it = [call for call in sent if str(call.given["chat_id"]) == str(FIRST_CHAT)]
        others = [call for call in sent if call not in of_it]
        refused = [call for call in server.calls_of("sendMessage") if call.status == 429]
        yield Figure(
            "150 chats while one is locked for 8 s: the other 149", seconds(others), "s", 149 / 30 + 1
        )
        yield Figure("  the locked one has its message after", of_it[0].at - refused[0].at, "s", 12)
        yield Figure("  refused by Telegram", refusals(server), "times", 1)


def answered(url: str) -> Iterator[Figure]:
    """Let people write while 600 others are sent a message each."""
    asyncio.run(owe(url, 600, 1))
    luck, waits = random.Random(1), []
    people = range(FIRST_CHAT + 600, FIRST_CHAT + 620)
    with running_bot(url, 620) as server:
        broadcast(server, 30)
        for person in people:
            wrote = time.monotonic()
            server.api.send(person, "/help")
            server.wait_until(partial(server.api.transcript, person), timeout=20)
            waits.append(time.monotonic() - wrote)
            time.sleep(luck.uniform(0.1, 0.9))
        under_way = len(messages(server))
        broadcast(server, 620)
        yield Figure("a reply during a broadcast of 600, the slowest of 20", max(waits), "s", 1)
        yield Figure("  half of them within", statistics.median(waits), "s", 1)
        yield Figure("  of 620 messages, sent when the last had its reply", under_way, "messages", 600)
        yield Figure("  refused by Telegram", refusals(server), "times", 0)


def tapped(url: str) -> Iterator[Figure]:
    """Let 300 people turn a page at once, and then three pages each, while Telegram takes 150 ms to answer."""
    people = range(FIRST_CHAT, FIRST_CHAT + 300)
    asyncio.run(owe(url, 300, 7))  # so many at once come in one message with two pages
    with running_bot(url, 300, latency=TAP_LATENCY) as server:
        broadcast(server, 300)
        before = len(server.calls)
        began = time.monotonic()
        for person in people:
            turn(server, person, 1)
        server.wait_until(lambda: len(turned(server, before)) == 300, timeout=60)
        waits = [call.at - began for call in turned(server, before)]
        yield Figure("300 taps at once, answered", 300 / waits[-1], "a second", 100, at_least=True)
        yield Figure("  19 of 20 answered within", waits[285], "s", 3)
        before = len(server.calls)
        for person in people:
            for page in (0, 1, 0):
                turn(server, person, page)
        server.wait_until(lambda: len(turned(server, before)) == 900, timeout=60)
        shown: dict[str, list[str]] = {}
        for call in turned(server, before):
            first = re.findall(r"Showing (\d+) to", call.given["text"])
            shown.setdefault(str(call.given["chat_id"]), []).extend(first)
        wrong = sum(pages != ["1", "6", "1"] for pages in shown.values())
        yield Figure("  chats out of order, of 300 that tapped three times", wrong, "chats", 0)


def turn(server: Server, person: int, page: int) -> None:
    """Turn to a page of a person's only message."""
    (message,) = server.api.transcript(person)
    to_next = next(
        button.data
        for row in message.buttons
        for button in row
        if button.data and f":{Action.DIGEST}:" in button.data
    )
    server.api.press(person, message.message_id, f"{to_next.rpartition(':')[0]}:{page}", stale=True)


def turned(server: Server, since: int) -> list[Recorded]:
    """Return the pages that were shown since so many calls."""
    return [call for call in server.calls[since:] if call.method.lower() == "editmessagetext"]


STORIES: tuple[Callable[[str], Iterator[Figure]], ...] = (wide, deep, locked, answered, tapped)


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", help="a PostgreSQL server; SQLite if none is named")
    parser.add_argument("--only", choices=[story.__name__ for story in STORIES])
    given = parser.parse_args()
    good = True
    for story in STORIES:
        if given.only in {None, story.__name__}:
            with tempfile.TemporaryDirectory() as folder, database(given.database, Path(folder)) as url:
                for figure in story(url):
                    print(figure, flush=True)
                    good &= figure.good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
