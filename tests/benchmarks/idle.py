"""How long the bot takes to start, and how much memory it holds when nothing happens.

    python -m tests.benchmarks.idle 10000

`supplierbot run` with so many suppliers, no source that is on, and a Bot API over HTTP. It has started when it asks
for the first update. Its memory is read when it has been idle for a while and has matched a few notices.
"""

import asyncio
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from alerts.db import open_engine, sessions_for
from bot import migrations
from tests.benchmarks import databases, synthetic
from tests.bot_api import Server, running_bot_api

TOKEN = "1234567:token-of-the-idle-benchmark-that-is-long-enough"
SLUGS = ("find-a-tender", "contracts-finder", "public-contracts-scotland", "sell2wales")
SETTLED = 15.0
NOTICES = 100


@dataclass(frozen=True, slots=True)
class Idle:
    """Seconds to the first request for updates, and MB of memory afterwards."""

    suppliers: int
    start: float
    resident_mb: float


async def _prepare(url: str, suppliers: int) -> None:
    engine: AsyncEngine = open_engine(url)
    await migrations.upgrade(engine)
    await databases.fill(engine, synthetic.watchers(suppliers))
    await databases.publish(sessions_for(engine), synthetic.notices(NOTICES))
    await engine.dispose()


def idle(suppliers: int) -> Idle:
    """Measure once."""
    with (
        tempfile.TemporaryDirectory(prefix="supplierbot-bench-") as place,
        running_bot_api(token=TOKEN) as server,
    ):
        folder = Path(place)
        url = f"sqlite+aiosqlite:///{folder / 'bot.sqlite3'}"
        asyncio.run(_prepare(url, suppliers))
        (folder / "sources.toml").write_text("".join(f"[{slug}]\non = false\n" for slug in SLUGS))
        settings = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SUPPLIERBOT_")},
            "SUPPLIERBOT_TOKEN": TOKEN,
            "SUPPLIERBOT_API_URL": server.url,
            "SUPPLIERBOT_DATABASE_URL": url,
            "SUPPLIERBOT_CATALOGUE": str(folder / "sources.toml"),
        }
        with (folder / "log").open("wb") as log:
            began = time.perf_counter()
            process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"], cwd=folder, env=settings, stdout=log, stderr=log
            )
            try:
                start = _started(server, process) - began
                time.sleep(SETTLED)
                resident = _resident_mb(process.pid)
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=60)
        return Idle(suppliers=suppliers, start=start, resident_mb=resident)


def _started(server: Server, process: "subprocess.Popen[bytes]") -> float:
    while not any(call.method.lower() == "getupdates" for call in server.calls):
        if process.poll() is not None:
            raise RuntimeError("the bot did not start")
        time.sleep(0.01)
    return time.perf_counter()


def _resident_mb(process_id: int) -> float:
    pages = int(Path(f"/proc/{process_id}/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1_000_000


if __name__ == "__main__":
    print(idle(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
