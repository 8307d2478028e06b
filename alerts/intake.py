"""Take notices in: save them, then match what is new in them and owe it.

These are two steps, each in small transactions of its own. A version that was saved and not matched says so
itself, so whoever dies in between, the next one goes on; what an officer holds back is matched when it is
let go.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from alerts import amendments, listening, opportunities, owing, slots
from alerts.db import Sessions
from alerts.merging import key_of
from alerts.notice import Notice
from alerts.tables import SourceRow

BATCH = 200
SAVED_AT_ONCE = 50
"""To make two hundred rows ready holds up the event loop for a tenth of a second, and fifty a quarter of that."""

LONG = 2_000
"""Characters of a text that take as long as another notice."""


@dataclass(slots=True, kw_only=True)
class Tally:
    """What was stored so far, each notice once, and how many matches were made."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    owed: int = 0

    @property
    def stored(self) -> int:
        """How many notices were stored."""
        return self.new + self.changed + self.unchanged


def batches(notices: Iterable[Notice]) -> Iterator[list[Notice]]:
    """Cut notices into batches of about `SAVED_AT_ONCE`. The releases of one procurement stay together."""
    groups: dict[str, list[Notice]] = {}
    # Not sorted: of thousands that holds up the event loop, and saving sorts a batch anyway.
    for notice in notices:
        groups.setdefault(key_of(notice), []).append(notice)
    batch: list[Notice] = []
    size = 0
    for group in groups.values():
        batch += group
        size += sum(1 + len(notice.summary or "") // LONG for notice in group)
        if size >= SAVED_AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


async def take_in(
    session: AsyncSession,
    source: SourceRow,
    notices: Iterable[Notice],
    now: datetime,
    tally: Tally,
    *,
    baseline: bool = False,
) -> None:
    """Save notices and add to the tally. They are matched afterwards, unless they are the `baseline`."""
    saved = await opportunities.save(session, source.id, notices, now, baseline=baseline)
    tally.new += saved.new
    tally.changed += saved.changed
    tally.unchanged += saved.unchanged


async def match_pending(
    sessions: Sessions, now: datetime, limit: int = BATCH, *, source_id: int | None = None
) -> int:
    """Match all that was saved and not matched yet, of one source or of all. Returns how many matches were made.

    Safe to run at any time, and twice at once. `limit` versions share a transaction.
    """
    owed = 0
    while True:
        async with sessions.begin() as session:
            matched = await match_some(session, now, limit, source_id=source_id)
        if matched is None:
            return owed
        owed += matched


async def match_some(
    session: AsyncSession, now: datetime, limit: int = BATCH, *, source_id: int | None = None
) -> int | None:
    """Match up to `limit` versions and owe them. Returns how many matches were made; None when nothing waits."""
    versions = await opportunities.unmatched(session, limit, source_id)
    if not versions:
        return None
    for version in versions:
        await amendments.owe(session, version, now)
    audience = await listening.audience(session, now)
    # What is told is the opportunity as it is now, so only its newest version has to be matched.
    newest = [version for version in versions if version.number == version.opportunity.version]
    owed = await owing.owe(session, audience, newest, now)
    await opportunities.mark_matched(session, versions, now)
    await slots.together(session, now)
    return owed
