"""Take in a batch of notices: save, match and owe, in one transaction."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy.ext.asyncio import AsyncSession

from alerts import opportunities, outbox, suppliers
from alerts.audience import Audience
from alerts.merging import in_order, key_of
from alerts.notice import Notice
from alerts.tables import SourceRow

BATCH = 200


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
    """Cut notices into batches of about `BATCH`. The releases of one procurement stay together."""
    batch: list[Notice] = []
    for _, group in groupby(sorted(in_order(notices), key=key_of), key=key_of):
        batch += group
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


async def take_in(
    session: AsyncSession,
    source: SourceRow,
    notices: Iterable[Notice],
    now: datetime,
    tally: Tally,
    *,
    owe: bool = True,
) -> None:
    """Save notices, owe what matches unless told not to, and add to the tally."""
    saved = await opportunities.save(session, source.id, notices, now)
    tally.new += saved.new
    tally.changed += saved.changed
    tally.unchanged += saved.unchanged
    if not owe or not saved.versions:
        return
    audience = Audience(await suppliers.watchers(session, now))
    for version in saved.versions:
        tally.owed += await outbox.owe(session, audience, version, now)
