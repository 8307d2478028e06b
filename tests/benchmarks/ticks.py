"""What the ticks ask of the database when nothing is due, and when a thousand messages are."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from alerts import intake, opportunities, outbox
from alerts.db import Base, Sessions, sessions_for
from tests.benchmarks import databases, synthetic
from tests.benchmarks.synthetic import NOW

DUE = 1_000
RUNS = 20
CLAIMED = 30


@dataclass(frozen=True, slots=True)
class Ticks:
    """Seconds: the best of several runs when nothing is due, and of claiming a thousand that are."""

    database: str
    suppliers: int
    idle: dict[str, float]
    claim_a_thousand: float


async def ticks(suppliers: int, server: str | None = None) -> Ticks:
    """Measure with a message waiting for each supplier."""
    async with databases.opened(server) as engine:
        sessions = sessions_for(engine)
        await databases.fill(engine, synthetic.watchers(suppliers))
        await databases.publish(sessions, synthetic.notices(100), baseline=True)
        rows = [
            {
                "supplier_id": number,
                "slot": "daily:2026-08-11T08",
                "kind": "alert",
                "due_at": NOW + (timedelta(hours=-1) if number <= DUE else timedelta(days=1)),
                "status": "pending",
                "attempts": 0,
            }
            for number in range(1, int(suppliers * 0.9))
        ]
        async with engine.begin() as connection:
            for first in range(0, len(rows), databases.BATCH):
                await connection.execute(
                    insert(Base.metadata.tables["deliveries"]), rows[first : first + databases.BATCH]
                )
        idle_at = NOW - timedelta(days=1)

        async def send(session: AsyncSession) -> None:
            await outbox.sweep(session, idle_at)
            await outbox.claim_due(session, idle_at, CLAIMED)

        async def match(session: AsyncSession) -> None:
            await opportunities.unmatched(session, intake.BATCH)

        idle = {
            "send (every 2 s)": await _best(sessions, send),
            "match (every minute)": await _best(sessions, match),
        }
        began = time.perf_counter()
        claimed = 0
        while claimed < DUE:
            async with sessions.begin() as session:
                claimed += len(await outbox.claim_due(session, NOW, CLAIMED))
        return Ticks(
            database="SQLite" if server is None else "PostgreSQL",
            suppliers=suppliers,
            idle=idle,
            claim_a_thousand=time.perf_counter() - began,
        )


async def _best(sessions: Sessions, work: Callable[[AsyncSession], Awaitable[None]]) -> float:
    best = float("inf")
    for _ in range(RUNS):
        began = time.perf_counter()
        async with sessions.begin() as session:
            await work(session)
        best = min(best, time.perf_counter() - began)
    return best
