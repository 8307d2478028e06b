"""Find the one change of a watch that brings less, for a supplier who gets more than anybody reads.

It is looked for among what the watch has brought of late: the change that leaves most of it and still brings
it down to what can be read; where none goes so far, the one that goes furthest.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from alerts import sectors, tuning
from alerts.matching import Firm, Strictness, Watch, match
from alerts.notice import Notice

MOST_A_WEEK = 10
"""More than this in a week, and people stop reading."""

WEEK = timedelta(days=7)
OVER = 4 * WEEK
"""How far back we look, and how long we say nothing more of it after we have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrower:
    """A change of a watch, as fields by name, and how much a week comes now and would then."""

    changes: Mapping[str, Any]
    a_week: int
    a_week_then: int


def a_week(number: int, watched: timedelta) -> int:
    """Return how many a week it is when so many came in the time watched. Days say little, so a week counts least."""
    return round(number / (min(max(watched, WEEK), OVER) / WEEK))


def narrow(
    notices: Sequence[Notice], firm: Firm, watch: Watch, now: datetime, watched: timedelta
) -> Narrower | None:
    """Return the change that makes of too much what can be read. None when it is not too much, or none helps.

    `notices` are what the watch has brought in the time `watched`, of the last four weeks at most.
    """
    pace = a_week(len(notices), watched)
    if pace <= MOST_A_WEEK:
        return None
    found = [
        Narrower(changes=changes, a_week=pace, a_week_then=a_week(left, watched))
        for changes in _changes(firm, watch)
        if 0 < (left := _left(notices, firm, replace(watch, **changes), now)) < len(notices)
    ]
    readable = [each for each in found if each.a_week_then <= MOST_A_WEEK]
    if readable:
        return max(readable, key=lambda each: each.a_week_then)
    return min(found, key=lambda each: each.a_week_then, default=None)


def _left(notices: Sequence[Notice], firm: Firm, watch: Watch, now: datetime) -> int:
    return sum(match(tuning.as_new(notice), firm, watch, now).matched for notice in notices)


def _changes(firm: Firm, watch: Watch) -> Iterator[Mapping[str, Any]]:
    """Give the changes that may help, the one first that loses least to a supplier."""
    if watch.strictness is Strictness.POSSIBLE:
        yield {"strictness": Strictness.CLOSE}
    yield from tuning.nearer_home(firm, watch)
    for slug in watch.trades:
        fewer = tuple(kept for kept in watch.trades if kept != slug)
        if not sectors.asks_for_nothing(replace(watch, trades=fewer)):
            yield {"trades": fewer}
