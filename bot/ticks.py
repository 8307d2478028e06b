"""Put a record around each job of the schedule: when it began, whether it moves, how it ended.

A job asks the tables what is due, so it may be broken off anywhere and run again. That is what happens to one
that is stuck: the watchdog moves its deadline to now, and its next run goes on.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from bot.context import Context

log = structlog.get_logger()

Work = Callable[[Context], Coroutine[Any, Any, None]]
"""What a tick does."""


def recorded(name: str, work: Work) -> Work:
    """Return the work with its runs recorded in the tick of that name."""

    async def run(context: Context) -> None:
        pulse = context.shared.pulse
        tick = pulse.ticks[name]
        tick.begin(pulse.clock())
        try:
            async with asyncio.timeout(None) as tick.deadline:
                await work(context)
        except Exception:
            tick.failures += 1
            if tick.deadline is None or not tick.deadline.expired():
                raise
            log.warning("tick_broken_off", tick=name)
        finally:
            tick.end(pulse.clock())

    return run
