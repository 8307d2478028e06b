"""Run two processes that answer and two that work, on one PostgreSQL, as compose.yaml does, and prove that all ends right.

    python -m tests.reliability.topology
    python -m tests.reliability.topology --people 200

Telegram's updates are posted to either process by chance, and one in ten to both. So many people join; then a
publisher brings opportunities, and while everybody is told of them first one worker and then the other is killed
with SIGKILL and started anew. In the end everybody must have joined once, and been told of everything once.
"""

import argparse
import asyncio
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import asyncpg
import httpx
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from alerts.db import Sessions, open_engine, sessions_for
from alerts.tables import Delivery, DeliveryKind, DeliveryStatus, Opportunity, Supplier, WatchRow
from bot import migrations
from bot.telegram_local import Shown
from tests.bot_api import Server, running_bot_api
from tests.reliability.crashes import AGAIN, FIRST_CHAT, TOKEN, Feed, database, environment

SECRET = "a-secret-that-only-telegram-knows"
TITLE = re.compile(r"Slate roof, job (\d{5})")
STEPS = (
    "/start",
    "Sole trader or company",
    "1 to 9 people",
    "roofing",
    "Roofing and gutters",
    "Done: tell me at once",
)
TALKING = 60
"""People who talk at one time: far more than two processes have at an ordinary moment."""

TWICE = 0.1
"""How many of the updates are posted to both processes."""


@dataclass(slots=True)
class Process:
    """One of the processes, which may be killed and started anew."""

    name: str
    arguments: tuple[str, ...]
    settings: dict[str, str]
    folder: Path
    running: subprocess.Popen[bytes] | None = None
    starts: int = 0

    def start(self) -> None:
        log = (self.folder / f"{self.name}.log").open("ab")
        self.starts += 1
        self.running = subprocess.Popen(
            [sys.executable, "-m", "bot", "run", *self.arguments],
            cwd=self.folder,
            env=self.settings,
            stdout=log,
            stderr=log,
        )

    def end(self, number: signal.Signals = signal.SIGTERM) -> None:
        if self.running is not None:
            self.running.send_signal(number)
            self.running.wait(timeout=60)
            self.running = None

    async def is_up(self) -> None:
        log = self.folder / f"{self.name}.log"
        while log.read_text(errors="replace").count('"bot_started"') < self.starts:
            if self.running is None or self.running.poll() is not None:
                raise AssertionError(f"{self.name} ended: {log.read_text(errors='replace')[-2000:]}")
            await asyncio.sleep(0.05)


@dataclass(slots=True)
class Telegram:
    """The side of Telegram that posts updates: to a process by chance, again until it is taken."""

    server: Server
    ports: tuple[int, ...]
    luck: random.Random
    http: httpx.AsyncClient
    answers: Counter[int] = field(default_factory=Counter)
    posted_twice: int = 0

    async def post(self) -> None:
        """Post what people do, until cancelled. What two people do at the same time is posted at the same time."""
        waiting = self.server.api._updates.waiting
        async with asyncio.TaskGroup() as group:
            while True:
                while waiting:
                    group.create_task(self._post(waiting.pop(0)))
                await asyncio.sleep(0.005)

    async def _post(self, update: dict[str, object]) -> None:
        ports = self.luck.sample(self.ports, len(self.ports))
        if self.luck.random() < TWICE:
            self.posted_twice += 1
            await asyncio.gather(*(self._post_to(port, update) for port in ports))
            return
        while not await self._post_to(ports[0], update):
            ports.reverse()
            await asyncio.sleep(0.2)

    async def _post_to(self, port: int, update: dict[str, object]) -> bool:
        answer = await self.http.post(
            f"http://127.0.0.1:{port}/telegram",
            json=update,
            headers={"X-Telegram-Bot-Api-Secret-Token": SECRET},
        )
        self.answers[answer.status_code] += 1
        return answer.status_code == 200


async def join(server: Server, chat: int, room: asyncio.Semaphore) -> None:
    """Answer the questions of one who joins, each when it is asked."""
    async with room:
        for step in STEPS:
            before = _state(server, chat)
            found = _button(server, chat, step)
            if found is None:
                server.api.send(chat, step)
            else:
                server.api.press(chat, *found)
            ends_at = time.monotonic() + 120
            while _state(server, chat) == before or not _expects(server, chat, step):
                if time.monotonic() > ends_at:
                    raise AssertionError(f"nobody answered {chat} after “{step}”")
                await asyncio.sleep(0.02)


def _state(server: Server, chat: int) -> list[Shown]:
    return server.api.transcript(chat)


def _button(server: Server, chat: int, label: str) -> tuple[int, str] | None:
    for shown in reversed(server.api.transcript(chat)):
        for row in shown.buttons:
            for button in row:
                if button.label == label and button.data is not None:
                    return shown.message_id, button.data
    return None


def _expects(server: Server, chat: int, step: str) -> bool:
    """Whether what comes after a step can be done now."""
    rest = STEPS[STEPS.index(step) + 1 :]
    return not rest or rest[0] in {"/start", "roofing"} or _button(server, chat, rest[0]) is not None


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


@contextmanager
def processes(
    folder: Path, server: Server, url: str, feed: Feed
) -> Iterator[tuple[list[Process], tuple[int, ...]]]:
    """Give two that answer and two that work, not started."""
    publisher = feed.serve()
    usual = environment(folder, server, url, publisher)
    ports = (free_port(), free_port())
    hooked = {
        "SUPPLIERBOT_WEBHOOK_URL": "https://bot.example.org/telegram",
        "SUPPLIERBOT_WEBHOOK_SECRET": SECRET,
    }
    all_of_them = [
        Process(
            f"bot{place}",
            ("--role", "bot"),
            usual | hooked | {"SUPPLIERBOT_LISTEN": f"127.0.0.1:{port}"},
            folder,
        )
        for place, port in enumerate(ports, 1)
    ] + [Process(f"worker{place}", ("--role", "worker"), usual, folder) for place in (1, 2)]
    try:
        yield all_of_them, ports
    finally:
        for process in all_of_them:
            process.end()
        publisher.shutdown()


async def run(people: int, url: str, seed: int) -> bool:
    """Play it, and print what came of it."""
    engine = open_engine(url)
    await migrations.upgrade(engine)
    sessions, feed, luck = sessions_for(engine), Feed(), random.Random(seed)
    chats = range(FIRST_CHAT, FIRST_CHAT + people)
    good = True
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(running_bot_api(token=TOKEN, latency=0.02))
        (bot1, bot2, *workers), ports = stack.enter_context(processes(folder, server, url, feed))
        everybody = [bot1, bot2, *workers]
        for process in everybody:
            process.start()
        for process in everybody:
            await process.is_up()
        async with httpx.AsyncClient(timeout=30) as http:
            telegram = Telegram(server, ports, luck, http)
            posting = asyncio.create_task(telegram.post())
            began = time.monotonic()
            room = asyncio.Semaphore(TALKING)
            await asyncio.gather(*(join(server, chat, room) for chat in chats))
            await asyncio.sleep(1)
            print(
                f"{people} people joined by {len(STEPS) * people} updates in {time.monotonic() - began:.0f} s,"
                f" {telegram.posted_twice} of them posted to both processes; answers {dict(telegram.answers)}",
                flush=True,
            )
            good &= await _joined(server, sessions, chats)

            await _baseline(sessions)
            feed.items += 3
            good &= await _told(server, sessions, workers, chats, feed)
            posting.cancel()
        good &= await _ticks(url)
    await engine.dispose()
    return good


async def _baseline(sessions: Sessions) -> None:
    """Wait until the feed was read for the first time: nobody is told of what was there before."""
    seen = 0
    while not seen:
        await asyncio.sleep(0.5)
        async with sessions.begin() as session:
            seen = await session.scalar(select(func.count()).select_from(Opportunity)) or 0


async def _joined(server: Server, sessions: Sessions, chats: range) -> bool:
    async with sessions.begin() as session:
        suppliers = await session.scalar(select(func.count()).select_from(Supplier))
        watches = await session.scalar(select(func.count()).select_from(WatchRow))
    ends = Counter(tuple(shown.text for shown in server.api.transcript(chat)) for chat in chats)
    unanswered = sum(len(server.api.unanswered(chat)) for chat in chats)
    print(
        f"suppliers {suppliers}, watches {watches}; different conversations {len(ends)};"
        f" taps without an answer {unanswered}",
        flush=True,
    )
    return suppliers == watches == len(chats) and len(ends) == 1 and not unanswered


async def _told(server: Server, sessions: Sessions, workers: list[Process], chats: range, feed: Feed) -> bool:
    """Let everybody be told of what the publisher brings, while the workers are killed in turn."""
    owed = len(chats) * (feed.items - 1)
    before = len(server.calls_of("sendMessage"))

    def sent() -> int:
        return len(server.calls_of("sendMessage")) - before

    ends_at = time.monotonic() + 150
    while not sent() and time.monotonic() < ends_at:
        await asyncio.sleep(0.2)
    for share, worker in zip((0.2, 0.6), workers, strict=True):
        while sent() < share * owed and time.monotonic() < ends_at + owed / 20:
            await asyncio.sleep(0.05)
        worker.end(signal.SIGKILL)
        await asyncio.sleep(15)
        worker.start()
        await worker.is_up()
    left: int | None = 1
    ends_at = time.monotonic() + 300
    while left and time.monotonic() < ends_at:
        async with sessions.begin() as session:
            left = await session.scalar(
                select(func.count()).where(
                    Delivery.kind == DeliveryKind.ALERT,
                    Delivery.status.in_((DeliveryStatus.PENDING, DeliveryStatus.SENDING)),
                )
            )
        await asyncio.sleep(0.5)
    at = [call.at for call in server.calls_of("sendMessage")[before:]]
    gap = max((later - earlier for earlier, later in pairwise(at)), default=0.0)
    plain: Counter[tuple[int, str]] = Counter()
    again: Counter[tuple[int, str]] = Counter()
    for chat in chats:
        for shown in server.api.transcript(chat):
            (again if AGAIN in shown.text else plain).update((chat, job) for job in TITLE.findall(shown.text))
    pairs = [(chat, f"{number:05d}") for chat in chats for number in range(1, feed.items)]
    lost = sum(not plain[pair] and not again[pair] for pair in pairs)
    doubled = sum(plain[pair] > 1 or again[pair] > 1 for pair in pairs)
    print(
        f"owed {len(pairs)}, lost {lost}, doubled {doubled}, sent again with a word about it {sum(again.values())};"
        f" longest silence while a worker was killed {gap:.1f} s",
        flush=True,
    )
    return not lost and not doubled and gap <= 15


async def _ticks(url: str) -> bool:
    """Look whether two processes ran a tick of the same minute twice."""
    connection = await asyncpg.connect(
        make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    )
    rows = await connection.fetch(
        "SELECT entrypoint, date_trunc('minute', created) AS at, count(*) FROM pgqueuer.pgqueuer_log"
        " WHERE status = 'queued' AND entrypoint IN ('fetch', 'match') GROUP BY 1, 2"
    )
    await connection.close()
    twice = [row for row in rows if row["count"] > 1]
    print(f"minutes with a tick of fetching or matching {len(rows)}, of which run twice {len(twice)}")
    return bool(rows) and not twice


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=1_000)
    parser.add_argument("--database", default="postgresql+asyncpg://postgres@127.0.0.1:5432/postgres")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, database(given.database, Path(folder)) as url:
        return 0 if asyncio.run(run(given.people, url, given.seed)) else 1


if __name__ == "__main__":
    sys.exit(main())
