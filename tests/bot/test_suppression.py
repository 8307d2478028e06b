"""Small counts stay hidden from whoever can add and subtract: tried out on every table that would look the same."""

from collections.abc import Iterator
from itertools import product
from random import Random

import pytest

from bot.export.suppression import LEAST, Hidden, Item, Margin, Published, _counted, in_full, published

STAGES, SIZES, KINDS = ("finding", "documents"), ("micro", "small"), ("sme", "vcs")

Cell = tuple[str, ...]

CELLS: list[Cell] = list(product(STAGES, SIZES, KINDS))


def tables(cells: list[Cell], total: int) -> Iterator[dict[Cell, int]]:
    """Give every way to put so many reports into cells."""

    def ways(left: int, places: int) -> Iterator[tuple[int, ...]]:
        if places == 1:
            yield (left,)
            return
        for first in range(left + 1):
            for rest in ways(left - first, places - 1):
                yield (first, *rest)

    return (dict(zip(cells, way, strict=True)) for way in ways(total, len(cells)))


def looks_the_same(counts: dict[Item, int], shown: Published[str]) -> bool:
    """Return whether a table would be published with just these numbers and signs."""
    all_hidden = set(shown.items.values()) == {Hidden.NOT_SHOWN}
    for item, sign in shown.items.items():
        match sign:
            case Hidden.UNDER:
                fits = counts[item] < LEAST
            case Hidden.NOT_SHOWN:
                fits = all_hidden or counts[item] >= LEAST
            case int():
                fits = counts[item] == sign
        if not fits:
            return False
    return True


def made_up(seed: int) -> dict[Cell, int]:
    """Return a small table, some of whose cells cannot be."""
    random = Random(seed)
    cells = [cell for cell in CELLS if random.random() < 0.8] or CELLS
    counts: dict[Cell, int] = dict.fromkeys(cells, 0)
    for cell in random.choices(cells, [random.random() ** 4 + 0.001 for _ in cells], k=random.randint(5, 9)):
        counts[cell] += 1
    return counts


@pytest.mark.parametrize("seed", range(16))
def test_each_small_count_could_be_another_in_a_table_that_looks_the_same(seed: int) -> None:
    counts = made_up(seed)

    shown = published(counts)

    true = _counted(counts)
    could_be: dict[Item, set[int]] = {item: set() for item, count in true.items() if 0 < count < LEAST}
    for other in tables(list(counts), sum(counts.values())):
        found = _counted(other)
        if looks_the_same(found, shown):
            for item, values in could_be.items():
                values.add(found[item])
    assert looks_the_same(true, shown)
    assert all(len(values) > 1 for values in could_be.values())


def test_one_hidden_count_hides_another_so_that_the_total_does_not_tell_it() -> None:
    shown = published({("finding",): 30, ("documents",): 20, ("award",): 3})

    assert shown.total == 53
    assert [shown.cell(stage) for stage in ("finding", "documents", "award")] == [
        30,
        Hidden.NOT_SHOWN,
        Hidden.UNDER,
    ]


@pytest.mark.parametrize(("count", "sign"), [(4, Hidden.UNDER), (5, 5), (0, Hidden.UNDER)])
def test_fewer_than_five_are_under_five(count: int, sign: int | Hidden) -> None:
    shown = published({("finding",): count, ("documents",): 9, ("award",): 2, ("contract",): 2})

    assert shown.cell("finding") == sign


def test_a_total_under_five_hides_everything() -> None:
    shown = published({("finding",): 2, ("documents",): 2})

    assert shown.total is Hidden.UNDER
    assert set(shown.items.values()) == {Hidden.UNDER}


def test_large_counts_are_shown_as_they_are() -> None:
    counts = {cell: 10 + place for place, cell in enumerate(CELLS)}

    shown = published(counts)

    assert shown == in_full(counts)
    assert shown.margin(0) == [("finding", 46), ("documents", 62)]
    assert shown.items[Margin(1, "micro")] == 10 + 11 + 14 + 15


def test_what_cannot_be_is_in_no_table() -> None:
    shown = in_full({("finding", "micro"): 7})

    assert shown.cell("finding", "small") is None
    assert in_full({}).margin(0) == []
