"""Turn "not for me" into one change of the watch, to be asked about and never made unasked.

Each reason a supplier may give has its kinds of change, the one that loses least first. A change counts
only when it would truly have kept the notice away.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from alerts import limits, places, sectors, telling, words
from alerts.frequency import Frequency
from alerts.matching import (
    NOTHING_MUTED,
    STRETCH,
    BasedIn,
    Firm,
    Fit,
    Mutes,
    Strength,
    Strictness,
    Verdict,
    Watch,
    comfortable_max_pence,
    match,
    value_span_pence,
)
from alerts.notice import Notice, Stage
from alerts.trades import TRADES

_NARROWER = ("England", "North East", "County Durham")
"""Where our suppliers work, the widest first."""

Changes = Mapping[str, Any]
"""Fields of a watch by name, as they are to be."""


class Unwanted(StrEnum):
    """Why an opportunity is not for a supplier. Carried by buttons, so never rename a value."""

    WRONG_TRADE = "trade"
    TOO_BIG = "big"
    TOO_FAR = "far"
    TOO_LATE = "late"
    NOT_OUR_WORK = "work"


def still_comes(
    notice: Notice,
    firm: Firm,
    watch: Watch,
    now: datetime,
    *,
    mutes: Mutes = NOTHING_MUTED,
    source: str | None = None,
) -> bool:
    """Return whether a notice like this one would come to the supplier, were it published now."""
    return match(as_new(notice), firm, watch, now, mutes=mutes, source=source).matched


def propose(
    why: Unwanted, notice: Notice, *, firm: Firm, watch: Watch, frequency: Frequency, now: datetime
) -> Changes:
    """Return the one change that would keep such a notice away; empty when none of the kind would.

    What came too late is not kept away: for that, the change is to hear sooner.
    """
    if why is Unwanted.TOO_LATE:
        return {} if frequency is Frequency.AT_ONCE else {"frequency": Frequency.AT_ONCE}
    new = as_new(notice)
    for changes in _changes(why, new, firm, watch, match(new, firm, watch, now)):
        after = replace(watch, **changes)
        if not sectors.asks_for_nothing(after) and not match(new, firm, after, now).matched:
            return changes
    return {}


def as_new(notice: Notice) -> Notice:
    """Return a notice as if it had just come out: that it has closed since is not the point."""
    return replace(notice, stage=Stage.OPEN, closes_at=None)


def _changes(why: Unwanted, notice: Notice, firm: Firm, watch: Watch, verdict: Verdict) -> Iterator[Changes]:
    match why:
        case Unwanted.WRONG_TRADE:
            yield from _avoid(telling.named(notice), watch)
            yield from _only_close(verdict)
            yield from _without_trade(watch, verdict)
            yield from _avoid(telling.known(notice), watch)
        case Unwanted.NOT_OUR_WORK:
            yield from _avoid(telling.named(notice), watch)
            yield from _only_close(verdict)
            yield from _avoid(telling.known(notice), watch)
            yield from _without_trade(watch, verdict)
        case Unwanted.TOO_BIG:
            yield from _smaller(notice, firm, watch, verdict)
        case Unwanted.TOO_FAR:
            yield from _nearer(notice, firm, watch)
        case Unwanted.TOO_LATE:
            return


def _avoid(offered: list[str], watch: Watch) -> Iterator[Changes]:
    """Give words to avoid, but none that the supplier's own trades and words are made of."""
    own = [line for slug in watch.trades if slug in TRADES for line in TRADES[slug].words]
    hints = [line for slug in watch.trades if slug in TRADES for line in TRADES[slug].hints]
    wanted = {stem for line in (*own, *hints, *watch.words) for stem in words.read(line).stems}
    for word in offered:
        if not wanted & set(words.read(word).stems):
            yield {"not_words": (*watch.not_words, word)}


def _only_close(verdict: Verdict) -> Iterator[Changes]:
    if verdict.strength is Strength.POSSIBLE:
        yield {"strictness": Strictness.CLOSE}


def _without_trade(watch: Watch, verdict: Verdict) -> Iterator[Changes]:
    for slug in dict.fromkeys(reason.watched for reason in verdict.reasons):
        if slug in watch.trades:
            yield {"trades": tuple(kept for kept in watch.trades if kept != slug)}


def _smaller(notice: Notice, firm: Firm, watch: Watch, verdict: Verdict) -> Iterator[Changes]:
    span = value_span_pence(notice)
    if span is None:
        return
    most = limits.below(span[0])
    comfortable = comfortable_max_pence(firm)
    if most is not None and comfortable is not None and verdict.fit is Fit.WITH_PARTNERS:
        most = min(most, STRETCH * comfortable)
    if most is not None and most >= (watch.value_min_pence or 0):
        yield {"value_max_pence": most}


def _nearer(notice: Notice, firm: Firm, watch: Watch) -> Iterator[Changes]:
    """Give the places that stay, without those of the notice; or else the nearest home."""
    left = tuple(
        kept for kept in watch.regions if not any(places.covers(kept, found) for found in notice.regions)
    )
    if left:
        yield {"regions": left}
    yield from nearer_home(firm, watch)


def nearer_home(firm: Firm, watch: Watch) -> Iterator[Changes]:
    """Give places inside those of a watch, the widest first; none for a firm that is based elsewhere."""
    if firm.based_in is BasedIn.ELSEWHERE:
        return
    for name in _NARROWER:
        narrower = places.codes(name)
        inside = all(any(place.startswith(wide) for wide in watch.regions) for place in narrower)
        if narrower != watch.regions and (not watch.regions or inside):
            yield {"regions": narrower}
