"""How long an export takes, and how much memory: `make bench-export`, or with a number of reports after it.

    python -m tests.benchmarks.export 100000

Each export runs in a process of its own, whose peak memory the system tells; the database is a new SQLite file.
It is filled in a process of its own too: a child begins with its parent's peak for its own.
"""

import argparse
import asyncio
import json
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from alerts.db import open_engine, sessions_for
from bot import export, migrations
from bot.export import Format
from bot.report_filters import Filters
from tests.synthetic_reports import LATEST, fill

KILO = 1_000


async def prepare(url: str, count: int) -> None:
    """Make a database with so many reports."""
    engine = open_engine(url)
    await migrations.upgrade(engine)
    await fill(sessions_for(engine), count)
    await engine.dispose()


async def one(url: str, form: Format, to: Path, *, for_publication: bool) -> None:
    """Export once, and print what it took as JSON: seconds, MB before and at the peak, MB of the file."""
    engine = open_engine(url)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    done = await export.write(
        sessions_for(engine),
        Filters(),
        form,
        to,
        who="benchmark",
        now=LATEST,
        for_publication=for_publication,
    )
    seconds = time.perf_counter() - began
    await engine.dispose()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps([seconds, before / KILO, peak / KILO, done.size_bytes / KILO**2, done.reports]))


def _child(*words: str) -> bytes:
    whole = [sys.executable, "-m", "tests.benchmarks.export", *words]
    return subprocess.run(whole, stdout=subprocess.PIPE, check=True).stdout


def main() -> None:
    """Measure each format."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("count", type=int, nargs="?", default=100_000)
    parser.add_argument("--prepare", metavar="URL", help=argparse.SUPPRESS)
    parser.add_argument("--one", nargs=3, metavar=("URL", "FORMAT", "FILE"), help=argparse.SUPPRESS)
    parser.add_argument("--for-publication", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.prepare:
        asyncio.run(prepare(given.prepare, given.count))
        return
    if given.one:
        url, form, to = given.one
        asyncio.run(one(url, Format(form), Path(to), for_publication=given.for_publication))
        return
    with tempfile.TemporaryDirectory(prefix="supplierbot-bench-") as folder:
        url = f"sqlite+aiosqlite:///{folder}/bench.sqlite3"
        began = time.perf_counter()
        _child(str(given.count), "--prepare", url)
        print(
            f"{given.count:,} reports made in {time.perf_counter() - began:.1f} s; Python {platform.python_version()}"
        )
        print(f"{'format':<18}{'seconds':>9}{'reports/s':>11}{'MB before':>11}{'MB peak':>9}{'MB file':>9}")
        for form, public in [(form, public) for public in (False, True) for form in Format]:
            told = _child("--one", url, form, f"{folder}/{public}.{form}", *["--for-publication"] * public)
            seconds, before, peak, size, reports = json.loads(told)
            name = f"{form}, to publish" if public else form
            rate = f"{reports / seconds:>11,.0f}"
            print(f"{name:<18}{seconds:>9.1f}{rate}{before:>11.0f}{peak:>9.0f}{size:>9.1f}")


if __name__ == "__main__":
    main()
