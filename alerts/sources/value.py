"""Read an amount of money as publishers write it, and tell a figure from "not given".

Publishers must fill the field, so they put 0, 0.01 or 1 into it when there is nothing to say.
"""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from alerts.sources.bounds import MOST_PENCE

PENCE = 100
NOT_GIVEN_PENCE = 100
"""No contract is worth a pound or less: it stands for "not given"."""


def pence(amount: Decimal | float | str | None) -> int | None:
    """Return pounds as whole pence, half a penny rounded up, or None if no amount was given.

    Not given are: absent, £1 or less (so also a negative), not a number, infinite, and more than
    `MOST_PENCE`. Text may hold a pound sign, "GBP" and thousands commas ("£12,000.50").
    """
    if amount is None:
        return None
    pounds = _number(amount)
    # Compared before it is rounded: 1e9999 is a number, and too long a one to round.
    if pounds is None or not 0 < pounds <= Decimal(MOST_PENCE) / PENCE:
        return None
    whole = int((pounds * PENCE).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return whole if whole > NOT_GIVEN_PENCE else None


def _number(amount: Decimal | float | str) -> Decimal | None:
    """Return a finite number, or None."""
    written = amount.upper().replace("GBP", "").replace("£", "") if isinstance(amount, str) else str(amount)
    try:
        number = Decimal(written.replace(",", "").strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
