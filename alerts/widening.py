"""Find the one change of a watch that brings more, for a supplier to whom nothing came.

It opens the gate at which most of the near misses failed: what was of the right sort, and failed at a
limit that the supplier has set.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from alerts import places, tuning
from alerts.explaining import explain
from alerts.matching import Firm, Gate, Strictness, Watch, match
from alerts.notice import Notice

NEAR = frozenset({Gate.STRICTNESS, Gate.PLACE, Gate.VALUE, Gate.EXCLUDED})
"""The gates after the sector that a watch can open. What fails before them is other work."""

WIDER = ("North East", "England", "United Kingdom")
"""Where a firm may look further, the nearest first; after these, anywhere."""

TIMES = (2, 5)
"""So many times the highest value, before there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wider:
    """A change of a watch, as fields by name, and what it would have brought."""

    changes: Mapping[str, Any]
    gained: Sequence[Notice]


def widen(notices: Iterable[Notice], firm: Firm, watch: Watch, now: datetime) -> Wider | None:
    """Return the change that would have brought something, or None when nothing was near.

    Slow over many notices: whoever answers people runs it in a thread.
    """
    missed: dict[Gate, list[Notice]] = defaultdict(list)
    for notice in notices:
        new = tuning.as_new(notice)
        failed = match(new, firm, watch, now).failed
        if failed in NEAR:
            missed[failed].append(new)
    for gate in sorted(missed, key=lambda each: (-len(missed[each]), list(Gate).index(each))):
        for changes in _changes(gate, firm, watch, missed[gate], now):
            wider = replace(watch, **changes)
            gained = [notice for notice in missed[gate] if match(notice, firm, wider, now).matched]
            if gained:
                return Wider(changes=changes, gained=gained)
    return None


def _changes(
    gate: Gate, firm: Firm, watch: Watch, missed: Sequence[Notice], now: datetime
) -> Iterator[Mapping[str, Any]]:
    """Give the changes that may open a gate, the least first."""
    match gate:
        case Gate.STRICTNESS:
            yield {"strictness": Strictness.POSSIBLE}
        case Gate.PLACE:
            for name in WIDER:
                wider = places.codes(name)
                if wider != watch.regions and all(_is_in(region, wider) for region in watch.regions):
                    yield {"regions": wider}
            yield {"regions": ()}
        case Gate.VALUE:
            if watch.value_max_pence is not None:
                for times in TIMES:
                    yield {"value_max_pence": times * watch.value_max_pence}
                yield {"value_max_pence": None}
            if watch.value_min_pence is not None:
                yield {"value_min_pence": None}
        case Gate.EXCLUDED:
            left = Counter(
                explain(notice, firm, watch, now).changes.get("not_words", watch.not_words)
                for notice in missed
            )
            yield from ({"not_words": words} for words, _ in left.most_common())
        case _:
            return


def _is_in(region: str, wider: Iterable[str]) -> bool:
    return any(region.startswith(wide) for wide in wider)
