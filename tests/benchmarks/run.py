"""Measure, and write the figures into docs/performance.md: `make bench` (10,000 watches), `make bench-scale` (100,000).

    python -m tests.benchmarks.run --watches 10000
    python -m tests.benchmarks.run --watches 100000 --server postgresql+asyncpg://postgres@127.0.0.1:5432/postgres

Each figure is the best of several runs. A ratio compares two figures of one run, so that a busy machine slows both.
Without a PostgreSQL server its rows are left out.
"""

import argparse
import asyncio
import os
import platform
import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks import databases, idle, matching, owed, reading, synthetic, ticks

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
SERVER = "postgresql+asyncpg://postgres@127.0.0.1:5432/postgres"
LOOP_PAIRS = 60_000
OWED_NOTICES = 1_500

Row = tuple[str, str, str]


def ms(seconds: float) -> str:
    """Return a time as people compare it."""
    return f"{seconds * 1_000:,.1f} ms" if seconds < 1 else f"{seconds:,.2f} s"


def of_matching(watches: int) -> Iterator[Row]:
    """Measure the index against the loop and the join."""
    count = max(20, min(1_000, 10_000_000 // watches))
    done = matching.matching(watches, list(synthetic.notices(count)), max(LOOP_PAIRS, watches))
    name = f"{watches:,} watches"
    yield f"match one notice, {name}", ms(done.index), f"best of {matching.RUNS} runs over {count} notices"
    yield (
        f"the plain loop, {name}",
        ms(done.loop),
        f"`matching.match` asked {done.loop_pairs:,} pairs; {done.differ} decided otherwise",
    )
    yield (
        f"index against loop, {name}",
        f"{done.loop / done.index:,.0f} times",
        "must be 100 at 10,000, 400 at 100,000",
    )
    yield (
        f"a join in SQLite, {name}",
        ms(done.join),
        "codes, place and value only: no words, trades or titles",
    )
    yield (
        f"index against join, {name}",
        f"{done.join / done.index:,.1f} times",
        "the join does less of the rule",
    )
    yield (
        f"pairs that match, {name}",
        f"{done.rate:.1%}",
        "twelve judged firms on a real day: 1.2% with a place, 2.3% without",
    )
    yield f"build the index, {name}", ms(done.build), "from watches in memory"
    yield (
        f"change one supplier's watches, {name}",
        f"{done.edit * 1_000_000:,.0f} µs",
        "struck out and filed anew",
    )
    yield (
        f"memory of the index, {name}",
        f"{matching.memory(watches):,.0f} MB",
        "growth of a process of its own",
    )


async def of_owing(watches: int, server: str | None) -> list[Row]:
    """Measure a day from stored notices to the outbox."""
    done = await owed.owed(watches, OWED_NOTICES, server)
    name = f"{watches:,} watches, {done.database}"
    return [
        (
            f"match and owe {OWED_NOTICES:,} notices, {name}",
            ms(done.seconds),
            f"{done.rows:,} rows; a second run made {done.again}",
        ),
        (
            f"rows owed in a second, {name}",
            f"{done.rows_a_second:,.0f}",
            "without the time that matching takes",
        ),
        (f"read the index from the tables, {name}", ms(done.loading), "at start, a few at a time"),
    ]


async def of_ticks(suppliers: int, server: str | None) -> list[Row]:
    """Measure the ticks."""
    done = await ticks.ticks(suppliers, server)
    name = f"{suppliers:,} suppliers, {done.database}"
    rows = [
        (f"{what}, nothing due, {name}", ms(seconds), f"best of {ticks.RUNS}")
        for what, seconds in done.idle.items()
    ]
    return [*rows, (f"claim 1,000 due messages, {name}", ms(done.claim_a_thousand), "thirty at a time")]


async def of_reading() -> list[Row]:
    """Measure the readers."""
    readings, typed = await reading.every()
    rows = [
        (
            f"{each.name} of {each.size_mb:.0f} MB to notices",
            ms(each.seconds),
            f"{each.notices:,} notices, texts cleaned",
        )
        for each in readings
    ]
    rows += [
        (
            f"the event loop meanwhile, {each.name}",
            ms(each.late_seconds),
            "the longest wait while a thread reads",
        )
        for each in readings
    ]
    return [*rows, ("typed reading of the package alone", ms(typed), "before any text is cleaned")]


def of_idle(suppliers: int) -> list[Row]:
    """Measure the whole bot."""
    done = idle.idle(suppliers)
    return [
        (f"start of the bot, {suppliers:,} suppliers", ms(done.start), "until it asks for the first update"),
        (
            f"memory of the idle bot, {suppliers:,} suppliers",
            f"{done.resident_mb:,.0f} MB",
            "after matching 100 notices",
        ),
    ]


async def every(watches: int, server: str | None) -> list[Row]:
    """Measure all, and print each figure when it is there."""
    rows: list[Row] = []

    def show(more: list[Row]) -> None:
        for what, figure, how in more:
            print(f"{what:<62} {figure:>14}   {how}", flush=True)
        rows.extend(more)

    show(list(of_matching(watches)))
    show(await of_owing(watches, None))
    show(await of_ticks(watches, None))
    if server is not None and await databases.reachable(server):
        show(await of_owing(watches, server))
        show(await of_ticks(watches, server))
    show(await of_reading())
    show(await asyncio.to_thread(of_idle, 10_000))
    return rows


def machine() -> str:
    """Return on what the figures were measured."""
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    load = os.getloadavg()[0]
    return (
        f"{datetime.now(UTC):%d %B %Y}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"{os.cpu_count()} cores ({model[1] if model else platform.machine()}), {load:.1f} other tasks waiting to run"
    )


def write(section: str, rows: list[Row], where: str) -> None:
    """Put the figures between the page's two markers of a section."""
    table = "\n".join(
        ["| what | figure | how |", "|---|---:|---|", *(f"| {' | '.join(row)} |" for row in rows)]
    )
    page = PAGE.read_text(encoding="utf-8")
    begin, end = f"<!-- {section}: written by make -->", f"<!-- end of {section} -->"
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(end)
    PAGE.write_text(f"{before}{begin}\n{where}\n\n{table}\n{end}{after}", encoding="utf-8")


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--watches", type=int, default=10_000)
    parser.add_argument("--server", default=os.environ.get("TEST_DATABASE_URL", SERVER))
    parser.add_argument("--write", metavar="SECTION", help="the section of docs/performance.md to write")
    given = parser.parse_args()
    where = machine()
    rows = asyncio.run(every(given.watches, given.server))
    if given.write:
        write(given.write, rows, where)


if __name__ == "__main__":
    main()
