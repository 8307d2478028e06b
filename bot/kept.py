"""What is kept, why and how long: `kept.toml`, read once.

The nightly job, the privacy notice, /forget and docs/privacy.md all read it here, so they cannot disagree.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cache
from importlib import resources

import msgspec
from dateutil.relativedelta import relativedelta


class Ground(StrEnum):
    """What allows us to keep it."""

    CONSENT = "consent"
    PUBLIC_TASK = "public task"
    NONE = "none"  # it is about no person


class End(StrEnum):
    """What becomes of rows, by themselves or by /forget."""

    DELETED = "deleted"
    STRIPPED = "stripped"  # of what leads to a person; the rest is a count
    STAYS = "stays"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept in a table, or in a part of it. `kept.toml` says what each field means.

    `keep` is None where no clock ends it, `forget` where nothing leads to a chat. `since` is a column of the
    table, or of another one with its name before it.
    """

    table: str
    name: str
    what: str
    why: str
    ground: Ground
    how_long: str
    part: str = ""
    keep: str | None = None
    since: str | None = None
    ends: End = End.DELETED
    strip: tuple[str, ...] = ()
    forget: End | None = None
    stays: str | None = None
    told: str | None = None

    def cutoff(self, now: datetime) -> datetime | None:
        """Return the moment of which, and of any before it, nothing is kept any more. None: no clock ends it."""
        return None if self.keep is None else now - _period(self.keep)


@cache
def everything() -> Sequence[Kept]:
    """Return what is kept, in the order in which it is let go."""
    text = resources.files(__package__).joinpath("kept.toml").read_text(encoding="utf-8")
    entries = msgspec.convert(tomllib.loads(text)["kept"], tuple[Kept, ...])
    return tuple(_with_period(entry) for entry in entries)


def briefly() -> Sequence[Kept]:
    """Return what is kept for minutes."""
    return [each for each in everything() if each.keep is not None and _period(each.keep).minutes]


def first(table: str) -> Kept:
    """Return the entry of a table, or the first of several."""
    return next(entry for entry in everything() if entry.table == table)


def tables() -> Sequence[str]:
    """Return the tables, in the order in which their rows are let go."""
    return list(dict.fromkeys(entry.table for entry in everything()))


def _with_period(entry: Kept) -> Kept:
    """Put the period in place of {keep}."""
    if entry.keep is None:
        return entry
    told = None if entry.told is None else entry.told.replace("{keep}", entry.keep)
    return replace(entry, how_long=entry.how_long.replace("{keep}", entry.keep), told=told)


def _period(written: str) -> relativedelta:
    """Read "13 months".

    Raises:
        ValueError: It is not a number and a unit of time.
    """
    number, _, unit = written.partition(" ")
    match unit.removesuffix("s"):
        case "minute":
            return relativedelta(minutes=int(number))
        case "day":
            return relativedelta(days=int(number))
        case "month":
            return relativedelta(months=int(number))
        case "year":
            return relativedelta(years=int(number))
        case _:
            raise ValueError(f"“{written}” is no period")
