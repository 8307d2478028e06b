"""Decide whether a source brings too little to be true: it has fallen silent, or lists far less than usual.

A portal that moved, broke, or was taken over may answer as if all were well, with nothing in it; suppliers
would hear of nothing, and nobody would know. Nothing here reads the clock or the database. Too much is the
matter of `alerts.floods`.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

LEAST_TIMES = 5
"""A source that brought something new fewer times has shown no habit yet."""

TIMES_LONGEST = 2
LEAST_SILENCE = timedelta(days=4)
"""A silence is twice the longest of late, and longer than any weekend with a bank holiday."""

FORGETS = 0.9
"""Of the longest silence, each time that something new comes: one Christmas is no habit."""

LEAST_LISTED = 20
SHARE = 0.25
"""Fewer than a quarter of what is usual are far fewer. A list of less than twenty may well come down to three."""

LEARNS_IN = timedelta(days=14)
"""What lasts for some weeks is the new habit."""

FASTEST = 0.2
"""Of the way from the old habit to a new reading, however long nothing was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How much a source brings, and how often: kept with it as JSON.

    `listed` is how many records a whole reading has usually had. `longest_seconds` is the longest silence of
    late, `times` how often something new came, `few_since` when a reading was first far too short.
    """

    listed: float | None = None
    read_at: datetime | None = None
    new_at: datetime | None = None
    longest_seconds: float = 0
    times: int = 0
    few_since: datetime | None = None


def after(pace: Pace, *, listed: int | None, new: int, now: datetime) -> Pace:
    """Return the pace after a whole reading, of which `new` records were new or changed.

    `listed` is how many there were, or None when the publisher said that nothing changed.
    """
    return _listed(_new(pace, new, now), listed, now)


def trouble(pace: Pace, *, listed: int | None, patience: timedelta, now: datetime) -> str | None:
    """Say what is wrong with a source after a reading, fit to be shown to officers; None when nothing is.

    A list may be short for as long as `patience`: what is asked for by the day is short after a weekend.
    """
    if pace.few_since is not None and listed is not None and now - pace.few_since >= patience:
        return f"It lists {listed:,} notices. Of late it listed about {round(pace.listed or 0):,}."
    if pace.new_at is None or pace.times < LEAST_TIMES:
        return None
    silence, longest = now - pace.new_at, timedelta(seconds=pace.longest_seconds)
    if silence <= max(TIMES_LONGEST * longest, LEAST_SILENCE):
        return None
    return (
        f"It has brought nothing new for {silence.days} days. "
        f"Before that, its longest silence of late was {_days(longest)}."
    )


def _new(pace: Pace, new: int, now: datetime) -> Pace:
    if not new:
        return pace
    silence = (now - (pace.new_at or now)).total_seconds()
    return replace(
        pace, new_at=now, times=pace.times + 1, longest_seconds=max(silence, FORGETS * pace.longest_seconds)
    )


def _listed(pace: Pace, listed: int | None, now: datetime) -> Pace:
    if listed is None:
        return pace
    usual = pace.listed
    if usual is None or pace.read_at is None:
        return replace(pace, listed=float(listed), read_at=now)
    few = usual >= LEAST_LISTED and listed < SHARE * usual
    weight = min((now - pace.read_at) / LEARNS_IN, FASTEST)
    return replace(
        pace,
        listed=usual + (listed - usual) * weight,
        read_at=now,
        few_since=(pace.few_since or now) if few else None,
    )


def _days(length: timedelta) -> str:
    if length >= timedelta(days=2):
        return f"{length.days} days"
    hours = max(round(length / timedelta(hours=1)), 1)
    return f"{hours} hour{'' if hours == 1 else 's'}"
