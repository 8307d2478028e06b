"""Which watches could a notice concern?

Today every watch is asked, one after the other. The index that makes this quick for many thousands
of watches will stand behind the same two names, and must give exactly the same answer.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from alerts.frequency import Rhythm
from alerts.matching import Firm, Watch
from alerts.notice import Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Watcher:
    """A watch that speaks now: whose it is, what it asks for and when it wants to be told."""

    supplier_id: int
    watch_id: int
    firm: Firm
    watch: Watch
    rhythm: Rhythm


class Audience:
    """Everybody who is listening."""

    def __init__(self, watchers: Iterable[Watcher]) -> None:
        self._watchers = tuple(watchers)

    def of(self, notice: Notice) -> Iterator[Watcher]:  # noqa: ARG002 - what an index will narrow by
        """Give every watch that `notice` could concern. `matching.match` decides."""
        return iter(self._watchers)
