"""Round sums of money, for limits that a person can read and remember."""

_LEADING = (10, 15, 20, 25, 30, 40, 50, 60, 75)
"""The first two figures of a round sum; noughts follow."""

_PENCE = 100
LOWEST = 1_000 * _PENCE
"""No contract is advertised for less, so a lower limit would say nothing."""


def at_least(pence: int) -> int:
    """Return the smallest round sum that is `pence` or more."""
    return next(sum_ for sum_ in _round(max(pence, LOWEST) * 10) if sum_ >= pence)


def below(pence: int) -> int | None:
    """Return the largest round sum that is less than `pence`, or None when there is none."""
    return max((sum_ for sum_ in _round(pence) if sum_ < pence), default=None)


def _round(up_to: int) -> list[int]:
    """Return every round sum from the lowest to about `up_to`, the smallest first."""
    found = []
    step = LOWEST // 10
    while step * 10 <= up_to:
        found += [leading * step for leading in _LEADING]
        step *= 10
    return found
