"""Matching: the index against the plain loop and against a join in SQL; its memory, its building and its edits."""

import gc
import json
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from alerts import sectors
from alerts.audience import Audience, Watcher
from alerts.matching import match
from alerts.notice import Notice
from tests.benchmarks import synthetic
from tests.benchmarks.synthetic import NOW

SOURCE = "find-a-tender"
RUNS = 3
EDITS = 2_000


@dataclass(frozen=True, slots=True)
class Matching:
    """Seconds a notice, the best of several runs. `differ` counts pairs that the loop decided otherwise."""

    watches: int
    notices: int
    rate: float
    index: float
    loop: float
    loop_pairs: int
    join: float
    differ: int
    build: float
    edit: float


def matching(count: int, published: Sequence[Notice], loop_pairs: int) -> Matching:
    """Measure with so many watches. The loop is asked `loop_pairs` pairs, for all of them would take hours."""
    watchers = list(synthetic.watchers(count))
    build = min(_seconds(lambda: Audience(watchers)) for _ in range(RUNS))
    audience = Audience(watchers)
    found: list[set[int]] = []

    def ask() -> None:
        sectors.see.cache_clear()
        found[:] = [set(audience.of(notice, NOW, SOURCE)) for notice in published]

    ask()  # words that nobody has read before are stemmed once
    index = min(_seconds(ask) for _ in range(RUNS)) / len(published)
    some = published[: max(1, loop_pairs // count)]
    looped, loop = _loop(watchers, some)
    ours = [{audience.watch_ids[number] for number in numbers} for numbers in found[: len(some)]]
    return Matching(
        watches=count,
        notices=len(published),
        rate=sum(map(len, found)) / len(published) / count,
        index=index,
        loop=loop / len(some),
        loop_pairs=len(some) * count,
        join=_join(watchers, published) / len(published),
        differ=sum(len(one ^ other) for one, other in zip(ours, looped, strict=True)),
        build=build,
        edit=_edit(audience, watchers),
    )


def _seconds(work: Callable[[], object]) -> float:
    gc.collect()
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _loop(watchers: Sequence[Watcher], some: Sequence[Notice]) -> tuple[list[set[int]], float]:
    """Ask each watch for each notice, in the order that is best for it: one watch after the other."""
    found: list[set[int]] = [set() for _ in some]
    began = time.perf_counter()
    for each in watchers:
        for place, notice in enumerate(some):
            if match(notice, each.firm, each.watch, NOW, mutes=each.mutes, source=SOURCE).matched:
                found[place].add(each.watch_id)
    return found, time.perf_counter() - began


def _join(watchers: Sequence[Watcher], published: Sequence[Notice]) -> float:
    """Return seconds of the SQL that stands nearest: codes under watched prefixes, place and value, and no words.

    It does less than the rule (no word, trade or title is looked at), so it is a bound for any rule in SQL.
    """
    base = sqlite3.connect(":memory:")
    base.executescript(
        "CREATE TABLE prefixes (prefix TEXT, watch INTEGER, PRIMARY KEY (prefix, watch)) WITHOUT ROWID;"
        "CREATE TABLE places (place TEXT, watch INTEGER, PRIMARY KEY (watch, place)) WITHOUT ROWID;"
        "CREATE TABLE watches (id INTEGER PRIMARY KEY, least INTEGER, most INTEGER, anywhere INTEGER);"
        "CREATE TABLE codes (prefix TEXT);"
    )
    asked = [(each.watch_id, each.watch) for each in watchers]
    base.executemany(
        "INSERT OR IGNORE INTO prefixes VALUES (?, ?)",
        ((prefix, number) for number, watch in asked for prefix in watch.cpv_prefixes),
    )
    base.executemany(
        "INSERT INTO places VALUES (?, ?)",
        ((place, number) for number, watch in asked for place in watch.regions),
    )
    base.executemany(
        "INSERT INTO watches VALUES (?, ?, ?, ?)",
        (
            (number, watch.value_min_pence or 0, watch.value_max_pence or 1 << 62, not watch.regions)
            for number, watch in asked
        ),
    )
    began = time.perf_counter()
    for notice in published:
        prefixes = {code[:length] for code in notice.cpv_codes for length in range(2, 9)}
        base.execute("DELETE FROM codes")
        base.executemany("INSERT INTO codes VALUES (?)", ((prefix,) for prefix in prefixes))
        base.execute(
            "SELECT DISTINCT watch FROM codes JOIN prefixes USING (prefix) JOIN watches ON watches.id = watch "
            "WHERE (? IS NULL OR ? BETWEEN least AND most) AND (anywhere OR ? OR EXISTS "
            "(SELECT 1 FROM places WHERE places.watch = watches.id AND ? LIKE place || '%'))",
            (
                notice.value_max_pence,
                notice.value_max_pence,
                notice.regions == ("UK",),
                notice.regions[0] if notice.regions else "",
            ),
        ).fetchall()
    return time.perf_counter() - began


def _edit(audience: Audience, watchers: Sequence[Watcher]) -> float:
    """Return seconds that the change of one supplier's watches takes, on average."""
    by_supplier: dict[int, list[Watcher]] = {}
    for each in watchers:
        by_supplier.setdefault(each.supplier_id, []).append(each)
    chosen = Random(1).choices(list(by_supplier), k=EDITS)
    best = float("inf")
    for _ in range(RUNS):
        began = time.perf_counter()
        for supplier_id in chosen:
            audience.strike(supplier_id)
            for each in by_supplier[supplier_id]:
                audience.add(each)
        best = min(best, time.perf_counter() - began)
    return best / EDITS


def memory(count: int) -> float:
    """Return MB that a process grows by when it takes so many watches in, one by one."""
    whole = [sys.executable, "-m", "tests.benchmarks.matching", str(count)]
    return float(json.loads(subprocess.run(whole, stdout=subprocess.PIPE, check=True).stdout))


def _grown(count: int) -> float:
    Audience(synthetic.watchers(200))  # what the trades and the generator take, they take once
    for _ in synthetic.watchers(count):
        pass
    gc.collect()
    before = _resident()
    kept = Audience(synthetic.watchers(count))
    gc.collect()
    grown = _resident() - before
    return grown if len(kept) else 0.0


def _resident() -> float:
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - a file of the kernel
        return int(file.read().split()[1]) * resource.getpagesize() / 1_000_000


if __name__ == "__main__":
    print(json.dumps(_grown(int(sys.argv[1]))))
