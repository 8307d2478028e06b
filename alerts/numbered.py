"""Sets of numbers, to be asked for by a code or place, or by an amount.

CPV codes and places are both trees in which a beginning of a code is the wider one.
"""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable

from pyroaring import BitMap

NONE = BitMap()
"""No number. Never changed."""

ROOT = 2
"""How many characters the widest codes have: a division of the CPV, a country."""


def union(sets: Iterable[BitMap]) -> BitMap:
    """Return all numbers of several sets, as a set of its own."""
    return BitMap.union(NONE, *sets)


class ByCode:
    """Numbers by codes of which each beginning is a wider one."""

    def __init__(self) -> None:
        self._numbers: dict[str, BitMap] = defaultdict(BitMap)
        self._codes: list[str] = []
        self._roots: dict[str, BitMap] = defaultdict(BitMap)

    def add(self, code: str, number: int) -> None:
        """Take a number in under a code."""
        numbers = self._numbers
        if code not in numbers:
            insort(self._codes, code)
        numbers[code].add(number)
        self._roots[code[:ROOT]].add(number)

    def __contains__(self, code: str) -> bool:
        return code in self._numbers

    def at(self, code: str) -> BitMap:
        """Return the numbers of just this code."""
        return self._numbers.get(code, NONE)

    def over(self, code: str) -> BitMap:
        """Return the numbers of this code and of every wider one."""
        numbers = self._numbers
        return union(
            numbers[wider] for length in range(1, len(code) + 1) if (wider := code[:length]) in numbers
        )

    def beneath(self, code: str) -> BitMap:
        """Return the numbers of this code and of every narrower one."""
        if len(code) == ROOT:  # so many lie there that they are kept together
            return self._roots.get(code, NONE)
        first = bisect_left(self._codes, code)
        last = bisect_left(self._codes, code + "\U0010ffff", first)
        return union(self._numbers[narrower] for narrower in self._codes[first:last])


class ByAmount:
    """Numbers by an amount that each may have."""

    def __init__(self) -> None:
        self._numbers: dict[int, BitMap] = defaultdict(BitMap)
        self._amounts: list[int] = []

    def add(self, amount: int, number: int) -> None:
        """Take a number in under an amount."""
        if amount not in self._numbers:
            insort(self._amounts, amount)
        self._numbers[amount].add(number)

    def above(self, amount: int) -> BitMap:
        """Return the numbers of every greater amount."""
        return union(self._numbers[each] for each in self._amounts[bisect_right(self._amounts, amount) :])

    def below(self, amount: int) -> BitMap:
        """Return the numbers of every lesser amount."""
        return union(self._numbers[each] for each in self._amounts[: bisect_left(self._amounts, amount)])
