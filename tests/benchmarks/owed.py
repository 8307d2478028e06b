"""Match and owe what a day brings, from stored notices to rows in the outbox."""

import time
from dataclasses import dataclass

from alerts import intake, listening, sectors
from alerts.db import sessions_for
from tests.benchmarks import databases, synthetic
from tests.benchmarks.synthetic import NOW

TOGETHER = 500
"""Versions in one transaction: as many as one poll of a busy source brings."""


@dataclass(frozen=True, slots=True)
class Owed:
    """Seconds: reading the index from the tables, matching alone, and matching and owing; and what a second run made."""

    database: str
    watches: int
    notices: int
    rows: int
    loading: float
    matching: float
    seconds: float
    again: int

    @property
    def rows_a_second(self) -> float:
        """Rows that are owed in a second, without the time that matching takes."""
        return self.rows / (self.seconds - self.matching)


async def owed(watches: int, notices: int, server: str | None = None, seed: int = 1) -> Owed:
    """Measure once, on an empty database of its own."""
    published = list(synthetic.notices(notices, seed))
    async with databases.opened(server) as engine:
        sessions = sessions_for(engine)
        await databases.fill(engine, synthetic.watchers(watches, seed))
        began = time.perf_counter()
        async with sessions.begin() as session:
            audience = await listening.audience(session, NOW)
        loading = time.perf_counter() - began
        await databases.publish(sessions, published)
        matching = 0.0
        for _ in range(2):  # words that nobody has read before are stemmed once
            sectors.see.cache_clear()
            began = time.perf_counter()
            for notice in published:
                audience.of(notice, NOW, databases.SOURCE)
            matching = time.perf_counter() - began
        sectors.see.cache_clear()
        began = time.perf_counter()
        rows = await intake.match_pending(sessions, NOW, TOGETHER)
        seconds = time.perf_counter() - began
        return Owed(
            database="SQLite" if server is None else "PostgreSQL",
            watches=watches,
            notices=notices,
            rows=rows,
            loading=loading,
            matching=matching,
            seconds=seconds,
            again=await intake.match_pending(sessions, NOW),
        )
