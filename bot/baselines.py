"""Published figures that ours are put beside, each with its year, its base and its source.

The figures themselves are data, in `baselines.toml`, which another council replaces.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from alerts.matching import Size


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A share of a published table. `sizes` are the bands of ours that it holds; none where it holds none."""

    label: str
    sizes: frozenset[Size]
    percent: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """A published table, and what its shares are shares of."""

    title: str
    year: str
    base: str
    source: str
    short: str  # what its shares are shares of, in a word
    decimals: int  # of a share, as it was published
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """One row of a published table with our count beside it. `ours` is a percentage, None where nobody is counted."""

    label: str
    count: int
    ours: float | None
    theirs: float


def beside(baseline: Baseline, counts: Iterable[tuple[Size | None, int]]) -> list[Beside]:
    """Put our counts by size beside a published table. Our base is all who told their size.

    Bands of ours that make one row of the table are counted together; its rows that are no band of ours are left out.
    """
    known = {size: count for size, count in counts if size is not None}
    base = sum(known.values())
    found = []
    for row in baseline.rows:
        count = sum(known.get(size, 0) for size in row.sizes)
        if row.sizes:
            ours = percent(count, base)
            found.append(Beside(label=row.label, count=count, ours=ours, theirs=row.percent))
    return found


def percent(part: int, whole: int) -> float | None:
    """Return a share in per cent, or None of nothing."""
    return None if whole == 0 else 100 * part / whole


def spend() -> Baseline:
    """Return what the Council spent by size of supplier."""
    return _load()["spend"]


def businesses() -> Baseline:
    """Return how many businesses of the county there are by size."""
    return _load()["businesses"]


@cache
def _load() -> Mapping[str, Baseline]:
    text = resources.files(__package__).joinpath("baselines.toml").read_text(encoding="utf-8")
    return {name: _baseline(table) for name, table in tomllib.loads(text).items()}


def _baseline(table: dict[str, Any]) -> Baseline:
    total = sum(row.get("pounds", 0) for row in table["rows"])
    rows = tuple(
        Row(
            label=row["label"],
            sizes=frozenset(map(Size, row["sizes"])),
            percent=sum(row["percents"]) if "percents" in row else 100 * row["pounds"] / total,
        )
        for row in table["rows"]
    )
    return Baseline(
        title=table["title"],
        year=table["year"],
        base=table["base"],
        source=table["source"],
        short=table["short"],
        decimals=table["decimals"],
        rows=rows,
    )
