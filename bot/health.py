"""Whether this process does what it is there for: the reasons why not, for a supervisor and for people.

Nothing here knows a chat, a name or a word.
"""

import asyncio
from collections.abc import Mapping

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot import watchdog
from bot.context import Shared

DATABASE_SECONDS = 10.0

LATE_AFTER = 300.0
"""Seconds after its time at which a job that did not begin counts: the watchdog begins it sooner."""


async def faults(shared: Shared) -> Mapping[str, str]:
    """Return what is wrong, a sentence for each thing by its name. Nothing is wrong when it is empty."""
    pulse, found = shared.pulse, {}
    now = pulse.clock()
    if not await _database_answers(shared):
        found["database"] = f"The database did not answer within {DATABASE_SECONDS:.0f} seconds."
    for name, tick in pulse.ticks.items():
        if stuck := tick.stuck_for(now):
            found[f"job {name}"] = f"The job {name} has not moved for {stuck:.0f} seconds."
        elif (late := tick.late_by(now)) > LATE_AFTER:
            found[f"job {name}"] = f"The job {name} should have begun {late:.0f} seconds ago."
    if pulse.polls and (silent := now - pulse.polled_at) > watchdog.SILENT_AFTER:
        found["telegram"] = f"Telegram has not answered well for {silent:.0f} seconds."
    if watchdog.is_fought_over(pulse, now):
        found["token"] = "Another program asks Telegram for this bot's updates."  # noqa: S105 - no password
    return found


async def _database_answers(shared: Shared) -> bool:
    try:
        async with asyncio.timeout(DATABASE_SECONDS), shared.sessions.begin() as session:
            await session.execute(text("SELECT 1"))
    except (OSError, TimeoutError, SQLAlchemyError):
        return False
    return True
