"""How much one person may send at one time: so much at once, and then one a second, as Telegram lets us answer.

Kept in memory only. Whoever sends more is told so once, and what is too much is left out, so that a flood costs
the others nothing. Each of several processes counts for itself.
"""

from dataclasses import dataclass, field
from enum import Enum, auto

AT_ONCE = 30
"""More than the quickest thumb taps while it chooses trades, and than an album or a long text in pieces has."""

REMEMBERED = 10_000
"""People. Whoever is quiet for half a minute need not be remembered."""


class Verdict(Enum):
    """What to do with what a person sent."""

    TAKE = auto()
    TELL = auto()  # leave it out, and say so
    LEAVE_OUT = auto()


@dataclass(slots=True)
class _Person:
    left: float
    at: float
    told: bool = False


@dataclass(slots=True)
class Patience:
    """Counts what each person sends. Times are seconds of any clock that only runs forward."""

    at_once: int = AT_ONCE
    _people: dict[int, _Person] = field(default_factory=dict)

    def judge(self, person_id: int, now: float) -> Verdict:
        """Return what to do with one more thing that a person sent."""
        self._forget(now)
        person = self._people.setdefault(person_id, _Person(left=self.at_once, at=now))
        person.left = self._left(person, now)
        person.at = now
        if person.left >= self.at_once:
            person.told = False
        if person.left >= 1:
            person.left -= 1
            return Verdict.TAKE
        if person.told:
            return Verdict.LEAVE_OUT
        person.told = True
        return Verdict.TELL

    def _left(self, person: _Person, now: float) -> float:
        return min(person.left + now - person.at, float(self.at_once))

    def _forget(self, now: float) -> None:
        if len(self._people) < REMEMBERED:
            return
        waited = {
            number: each for number, each in self._people.items() if self._left(each, now) < self.at_once
        }
        # Should ten thousand flood at once, each begins anew: to remember them all would be the greater harm.
        self._people = waited if len(waited) < REMEMBERED else {}
