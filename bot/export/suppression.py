"""Hide small counts, so that a published table tells of no single organisation.

A count under five is shown as “under 5”, whether it is 0 or 4. That alone would not do: where every other
count of a row is shown, the row's total gives the hidden one away. So more counts are hidden (“not shown”)
until each small count could be another one, and every number that is shown would still be right. The proof of
that is one move: one report that stood in another cell, or two reports that had one answer exchanged.
The move that hides least is taken.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

LEAST = 5
"""The smallest count that is shown."""


class Hidden(StrEnum):
    """What is shown in place of a count."""

    UNDER = "under 5"
    NOT_SHOWN = "not shown"


Shown = int | Hidden
Cell = tuple[object, ...]
Value = TypeVar("Value", bound=object)


@dataclass(frozen=True, slots=True)
class Margin:
    """The total of all cells that have one value on one axis."""

    axis: int
    value: object


Item = Cell | Margin
Move = Mapping[Cell, int]
"""How much each cell changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published(Generic[Value]):
    """A table as it is shown: the total, the cells, and the total of each value of each axis."""

    axes: Sequence[Sequence[Value]]
    total: Shown
    items: Mapping[Item, Shown]

    def margin(self, axis: int) -> list[tuple[Value, Shown]]:
        """Return what is shown for each value of an axis; nothing where there can be no cell at all."""
        values = self.axes[axis] if self.axes else ()
        return [(value, self.items[Margin(axis, value)]) for value in values]

    def cell(self, *values: Value) -> Shown | None:
        """Return what is shown for one cell, or None where there can be nothing."""
        return self.items.get(values)


Counts = Mapping[tuple[Value, ...], int]
"""How many reports are in each cell that there can be, 0 included.

What cannot be is left out: everybody knows that it is 0, so that it hides nothing.
"""


def in_full(counts: Counts[Value]) -> Published[Value]:
    """Return every count as it is, for those who may see them."""
    return Published(axes=_axes(counts), total=sum(counts.values()), items=_counted(counts))


def published(counts: Counts[Value]) -> Published[Value]:
    """Return the table with small counts hidden, and as many others as it takes to keep them hidden."""
    return _Table(counts).published()


def _axes(counts: Counts[Value]) -> list[list[Value]]:
    return [list(dict.fromkeys(values)) for values in zip(*counts, strict=True)]


def _counted(counts: Counts[Value]) -> dict[Item, int]:
    found: Counter[Item] = Counter(counts)
    for cell, count in counts.items():
        for axis, value in enumerate(cell):
            found[Margin(axis, value)] += count
    return dict(found)


class _Table(Generic[Value]):
    """A table while it is being hidden. Nothing that is hidden is shown again."""

    def __init__(self, counts: Counts[Value]) -> None:
        self.axes = _axes(counts)
        self.total = sum(counts.values())
        self.counts = _counted(counts)
        self.cells: list[Cell] = list(counts)
        self.reports = [cell for cell in self.cells if self.counts[cell]]
        self.hidden = {item: Hidden.UNDER for item, count in self.counts.items() if count < LEAST}

    def published(self) -> Published[Value]:
        if self.total < LEAST:
            return self._all(Hidden.UNDER, total=Hidden.UNDER)
        for item in [item for item, count in self.counts.items() if 0 < count < LEAST]:
            hides = self._cheapest(item)
            if hides is None:
                return self._all(Hidden.NOT_SHOWN, total=self.total)
            self.hidden |= dict.fromkeys(hides, Hidden.NOT_SHOWN)
        shown = {item: self.hidden.get(item, count) for item, count in self.counts.items()}
        return Published(axes=self.axes, total=self.total, items=shown)

    def _all(self, sign: Hidden, *, total: Shown) -> Published[Value]:
        return Published(axes=self.axes, total=total, items=dict.fromkeys(self.counts, sign))

    def _cheapest(self, item: Item) -> list[Item] | None:
        """Return what must be hidden for the best move that changes an item; None when there is no move."""
        best: tuple[tuple[int, int], list[Item]] | None = None
        for move in self._moves(item):
            changes = _changes(move)
            hides = self._hides(changes) if item in changes else None
            if hides is None:
                continue
            price = len(hides), sum(self.counts[hidden] for hidden in hides)
            if best is None or price < best[0]:
                best = price, hides
            if not hides:
                break
        return None if best is None else best[1]

    def _hides(self, changes: Mapping[Item, int]) -> list[Item] | None:
        """Return what is shown now and would be another number; None when the move is plainly impossible.

        Impossible is what contradicts a sign: “under 5” stays under, and what is “not shown” is known to be more.
        """
        for item, change in changes.items():
            if item not in self.counts:
                return None
            after = self.counts[item] + change
            if after < 0 or (after < LEAST) is not (self.counts[item] < LEAST):
                return None
        return [item for item in changes if item not in self.hidden]

    def _moves(self, item: Item) -> Iterator[Move]:
        """Give moves that change an item: cheap ones first, which leave every margin as it is."""
        if isinstance(item, tuple):
            yield from self._exchanges(item)
            yield from (_moved(item, to) for to in self.cells)
            yield from (_moved(other, item) for other in self.reports)
            return
        for cell in self.reports:
            for value in self.axes[item.axis]:
                if item.value in (cell[item.axis], value):
                    yield _moved(cell, _with(cell, item.axis, value))

    def _exchanges(self, cell: Cell) -> Iterator[Move]:
        """Give the moves in which a report of a cell and another exchange one answer, or come to it that way."""
        for axis, values in enumerate(self.axes):
            for other in self.reports:
                if self.counts[cell]:
                    yield _exchange(cell, other, axis)
                for value in values:
                    mate = _with(cell, axis, value)
                    if self.counts.get(mate) and other[axis] == cell[axis]:
                        yield _exchange(mate, other, axis)


def _exchange(one: Cell, other: Cell, axis: int) -> Move:
    move = Counter([_with(one, axis, other[axis]), _with(other, axis, one[axis])])
    move.subtract([one, other])
    return move


def _moved(cell: Cell, to: Cell) -> Move:
    move = Counter([to])
    move.subtract([cell])
    return move


def _with(cell: Cell, axis: int, value: object) -> Cell:
    return (*cell[:axis], value, *cell[axis + 1 :])


def _changes(move: Move) -> dict[Item, int]:
    """Return how much each cell and each margin changes, without what does not."""
    changes: Counter[Item] = Counter()
    for cell, change in move.items():
        changes[cell] += change
        for axis, value in enumerate(cell):
            changes[Margin(axis, value)] += change
    return {item: change for item, change in changes.items() if change}
