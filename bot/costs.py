"""Read what a blocker cost, as suppliers type it: "6 hours", "two days and £450", "about 2k", "half a day".

Pure. Time is counted in whole hours, a part of one as one; a day is 8 of them and a week 40, which the
supplier is shown. A bare figure is neither time nor money, so it is asked again.
"""

import math
import re
from dataclasses import dataclass
from fractions import Fraction

from faq import amounts, spelt
from faq.amounts import Amount

MOST_HOURS = 10_000
MOST_PENCE = 10_000_000_000
"""£100 million. More is a slip of the keyboard."""

HOURS_A_DAY, DAYS_A_WEEK = 8, 5
LONGEST = 200

_HOURS = {
    "m": Fraction(1, 60),
    "h": Fraction(1),
    "d": Fraction(HOURS_A_DAY),
    "w": Fraction(HOURS_A_DAY * DAYS_A_WEEK),
}
_UNIT = r"min(?:ute)?s?|h(?:ou)?rs?|days?|w(?:ee)?ks?"
_TIME = re.compile(
    rf"(?<![-\w.,£])(?:(?P<figures>\d{{1,5}}(?:\.\d{{1,2}})?)[ -]?(?:an?[ ])?|(?P<word>[a-z]+)[ -](?:of[ ])?(?:an?[ ])?)"
    rf"(?P<and>and[ ]a[ ]half[ ])?(?:(?:working|full|whole|extra)[ ])?(?P<unit>{_UNIT}|(?<=\d)[hd])\b(?:['’]?[ ]work)?(?P<half>[ ]and[ ]a[ ]half)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What it cost. At least one of the two is there, and more than nothing."""

    hours: int | None
    pence: int | None


def read(typed: str) -> Cost | None:
    """Return the hours and the pounds that are typed, or None when there is neither, or one cannot be read."""
    text = " ".join(typed[:LONGEST].casefold().split())
    hours, rest = _hours(text)
    pence = _pence(rest)
    if pence is None or hours > MOST_HOURS or pence > MOST_PENCE:
        return None
    return Cost(hours=hours or None, pence=pence or None) if hours or pence else None


def _hours(text: str) -> tuple[int, str]:
    """Return whole hours, 0 for none, and what else there is."""
    total = Fraction(0)
    rest = text
    for found in _TIME.finditer(text):
        count = Fraction(found["figures"]) if found["figures"] else spelt.small_number(found["word"])
        if count is None:
            continue
        count += Fraction(1, 2) * bool(found["and"] or found["half"])
        total += count * _HOURS[found["unit"][0]]
        rest = rest.replace(found.group(), " ", 1)
    return math.ceil(total), rest


def _pence(rest: str) -> int | None:
    """Return a sum, 0 for none, and None when there are figures that are no one sum."""
    match amounts.find(rest):
        case Amount(pence=pence):
            return pence
        case None if not re.search(r"\d", rest):
            return 0
        case _:
            return None
