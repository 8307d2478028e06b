"""Which watches could a notice concern?

Today every watch is asked, one after the other. The index that makes this quick for many thousands
of watches will stand behind the same two names, and must give exactly the same answer.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from alerts.frequency import NO_SILENCE, Rhythm, Silence, Slot, slot_for
from alerts.matching import NOTHING_MUTED, Firm, Mutes, Watch
from alerts.notice import Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Watcher:
    """A watch that is on: whose it is, what it asks for and when it wants to be told.

    What a paused watch finds waits for its return, and what a supplier wants nothing of waits too.
    """

    supplier_id: int
    watch_id: int
    firm: Firm
    watch: Watch
    rhythm: Rhythm
    paused_until: datetime | None = None
    silence: Silence = NO_SILENCE
    mutes: Mutes = NOTHING_MUTED

    def slot(self, now: datetime, version_id: int) -> Slot:
        """Return the message in which it will be told of what is matched now."""
        return slot_for(self.rhythm, now, version_id, silence=self.silence, paused_until=self.paused_until)


class Audience:
    """Everybody who is listening."""

    def __init__(self, watchers: Iterable[Watcher]) -> None:
        self._watchers = tuple(watchers)

    def of(self, notice: Notice) -> Iterator[Watcher]:  # noqa: ARG002 - what an index will narrow by
        """Give every watch that `notice` could concern. `matching.match` decides."""
        return iter(self._watchers)
