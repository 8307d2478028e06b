"""Say why a notice is or is not for a supplier, and the one change of the watch that would bring it.

The reason is the first gate that failed. A change is offered only when it truly opens that gate;
`then` says which gate would be the next to fail, so that nobody changes a watch for nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from alerts import cpv, limits, sectors, telling, words
from alerts.matching import (
    NOTHING_MUTED,
    Firm,
    Gate,
    Muted,
    Mutes,
    Strictness,
    Verdict,
    Watch,
    match,
    muted_by,
    value_span_pence,
)
from alerts.notice import Notice
from alerts.trades import TRADES


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What was decided of a notice, and what would change it.

    `changes` are fields of a watch by name; empty when the notice matched or nothing would help.
    `then` is the gate at which it would still fail after that. `muted` are the mutes to be taken back,
    when they are all that keeps it away.
    """

    verdict: Verdict
    changes: Mapping[str, Any] = field(default_factory=dict)
    then: Gate | None = None
    muted: tuple[tuple[Muted, str], ...] = ()


def explain(
    notice: Notice,
    firm: Firm,
    watch: Watch,
    now: datetime,
    *,
    mutes: Mutes = NOTHING_MUTED,
    source: str | None = None,
) -> Explanation:
    """Judge a notice, and find the one change that would open the gate at which it failed."""
    verdict = match(notice, firm, watch, now, mutes=mutes, source=source)
    if verdict.failed is None:
        return Explanation(verdict=verdict)
    if verdict.failed is Gate.MUTED:
        return Explanation(verdict=verdict, muted=muted_by(notice, watch, mutes, source))
    for changes in _changes(verdict.failed, notice, watch):
        after = match(notice, firm, replace(watch, **changes), now, mutes=mutes, source=source)
        if after.failed is not verdict.failed and not _is_before(after.failed, verdict.failed):
            return Explanation(verdict=verdict, changes=changes, then=after.failed)
    return Explanation(verdict=verdict)


def _is_before(gate: Gate | None, other: Gate) -> bool:
    order = list(Gate)
    return gate is not None and order.index(gate) < order.index(other)


def _changes(gate: Gate, notice: Notice, watch: Watch) -> Iterator[Mapping[str, Any]]:
    """Give the changes that may open a gate, the one to offer first."""
    match gate:
        case Gate.OPEN | Gate.SIZE | Gate.MUTED:
            return
        case Gate.SECTOR:
            yield from _by_trade(notice, watch)
            yield from _by_word(notice, watch)
            yield from _by_code(notice, watch)
        case Gate.STRICTNESS:
            yield {"strictness": Strictness.POSSIBLE}
        case Gate.PLACE:
            # The narrowest first: nobody should ask for the whole country to get one town.
            for place in sorted(notice.regions, key=lambda code: (-len(code), code)):
                yield {"regions": (*watch.regions, place)}
        case Gate.VALUE:
            yield from _by_value(notice, watch)
        case Gate.EXCLUDED:
            yield {"not_words": _without_excluded(notice, watch)}


def _by_trade(notice: Notice, watch: Watch) -> Iterator[Mapping[str, Any]]:
    found = [
        (sectors.find(notice, Watch(trades=(slug,))).score, slug)
        for slug in TRADES
        if slug not in watch.trades
    ]
    order = list(TRADES)
    for score, slug in sorted(found, key=lambda pair: (-pair[0], order.index(pair[1]))):
        if score >= sectors.POSSIBLE:
            yield {"trades": (*watch.trades, slug)}


def _by_word(notice: Notice, watch: Watch) -> Iterator[Mapping[str, Any]]:
    for word in telling.every(notice):
        yield {"words": (*watch.words, word)}


def _by_code(notice: Notice, watch: Watch) -> Iterator[Mapping[str, Any]]:
    for code in sorted({*notice.cpv_codes, *(code for lot in notice.lots for code in lot.cpv_codes)}):
        yield {"cpv_prefixes": (*watch.cpv_prefixes, cpv.prefix(code))}


def _by_value(notice: Notice, watch: Watch) -> Iterator[Mapping[str, Any]]:
    span = value_span_pence(notice)
    if span is None:
        return
    least, most = span
    if watch.value_min_pence is not None and most < watch.value_min_pence:
        yield {"value_min_pence": limits.below(most + 1)}
    else:
        yield {"value_max_pence": limits.at_least(least)}


def _without_excluded(notice: Notice, watch: Watch) -> tuple[str, ...]:
    """Return the words to avoid, without those that the notice holds."""
    left = watch.not_words
    while (held := sectors.excluded(notice, replace(watch, not_words=left))) is not None:
        left = tuple(word for word in left if _written(word) != held)
    return left


def _written(word: str) -> str | None:
    phrase = words.phrase(word)
    return None if phrase is None else phrase.written
