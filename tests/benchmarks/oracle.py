"""Prove that the index finds the same watches as `matching.match` asked of each: by hand, for an hour.

    python -m tests.benchmarks.oracle
    python -m tests.benchmarks.oracle --seeds 3 --watches 10000 --notices 1000 --real FOLDER

For each seed every notice is asked of every watch, and all real notices are too. Prints how many pairs were
compared and how many differ, and exits with 1 when any does.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path

from alerts.audience import Audience
from alerts.matching import match
from alerts.notice import Notice
from tests.benchmarks import real, synthetic
from tests.benchmarks.synthetic import NOW

CHUNK = 250
SOURCE = "contracts-finder"


def naive(seed: int, watches: int, notices: Sequence[Notice], first: int) -> list[tuple[int, list[int]]]:
    """Return, for some of a seed's watches, which of the notices are for it, asking each."""
    some = islice(synthetic.watchers(watches, seed), first, first + CHUNK)
    return [
        (
            watcher.watch_id,
            [
                place
                for place, notice in enumerate(notices)
                if match(notice, watcher.firm, watcher.watch, NOW, mutes=watcher.mutes, source=SOURCE).matched
            ],
        )
        for watcher in some
    ]


def differences(
    seed: int, watches: int, notices: Sequence[Notice], pool: ProcessPoolExecutor
) -> tuple[int, int]:
    """Return how many pairs matched by the plain loop, and how many the index decides otherwise."""
    audience = Audience(synthetic.watchers(watches, seed))
    found: dict[int, set[int]] = {}
    for place, notice in enumerate(notices):
        for number in audience.of(notice, NOW, SOURCE):
            found.setdefault(audience.watch_ids[number], set()).add(place)
    matched = different = 0
    for chunk in pool.map(partial(naive, seed, watches, notices), range(0, watches, CHUNK)):
        for watch_id, places in chunk:
            matched += len(places)
            different += len(found.get(watch_id, set()) ^ set(places))
    return matched, different


def main() -> int:
    """Compare, and print each comparison."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--watches", type=int, default=10_000)
    parser.add_argument("--notices", type=int, default=1_000)
    parser.add_argument("--real", type=Path, metavar="FOLDER", help="files that publishers sent")
    given = parser.parse_args()
    sets = [
        (f"seed {seed}", seed, list(synthetic.notices(given.notices, seed)))
        for seed in range(1, given.seeds + 1)
    ]
    sets.append(("the project's samples", 1, real.shipped()))
    if given.real:
        sets += [
            (str(path.relative_to(given.real)), 1, notices) for path, notices in real.in_folder(given.real)
        ]
    wrong = 0
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        for name, seed, notices in sets:
            began = time.monotonic()
            matched, different = differences(seed, given.watches, notices, pool)
            wrong += different
            print(
                f"{name}: {len(notices):,} notices x {given.watches:,} watches, {matched:,} matched, "
                f"{different:,} differ ({time.monotonic() - began:.0f} s)",
                flush=True,
            )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
