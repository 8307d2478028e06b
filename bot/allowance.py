"""How often each chat may do a thing in a day, or need have it done.

Kept in memory only, until London's midnight. A table would survive a restart, but it would also say which
chat reported something on which day, and whoever reports anonymously is promised that no table does. Price:
after a restart, and in each of several processes, a chat begins anew.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from alerts.frequency import LONDON


@dataclass(slots=True)
class Allowance:
    """Counts up to `most` for each chat and day."""

    most: int
    _day: date = date.min
    _used: Counter[str] = field(default_factory=Counter)

    def is_left(self, address: str, now: datetime) -> bool:
        """Return whether a chat may do it once more today."""
        self._turn(now)
        return self._used[address] < self.most

    def use(self, address: str, now: datetime) -> None:
        """Count one."""
        self._turn(now)
        self._used[address] += 1

    def _turn(self, now: datetime) -> None:
        today = now.astimezone(LONDON).date()
        if today != self._day:
            self._day = today
            self._used.clear()
