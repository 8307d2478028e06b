"""Who keeps the ticks: this process alone, or as many as there are.

| database | kept by | when a process dies |
|---|---|---|
| SQLite | PTB's job queue (APScheduler), in memory | its next start catches up from the tables |
| PostgreSQL | `bot.workers` (pgqueuer), in the database | another process goes on within seconds |
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Protocol

from bot import database
from bot.context import Context, Shared, TelegramApplication
from bot.schedule import Plan, plans
from bot.ticks import Work, recorded

SENDS = frozenset({"send", "relay"})
"""The ticks that are given time to end. Any other may be broken off anywhere, and its next run goes on."""

STOPS_WITHIN = 20.0
"""Seconds that a message which is on its way is given to arrive when the process is told to stop."""

# APScheduler's default lets a job go when the loop was busy for a second. Ours may be late, not lost.
_LATE_BUT_ONCE = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1, "replace_existing": True}


class Runner(Protocol):
    """Keeps the ticks of an application that has been initialised."""

    def start(self) -> None:
        """Begin."""

    def wake(self, name: str) -> None:
        """Let a tick begin now, if this process alone decides when it does."""

    async def stop(self) -> None:
        """End: what is being sent is sent, and everything else may be broken off."""


async def runner_for(application: TelegramApplication, failed: Callable[[Exception], None]) -> Runner:
    """Return what keeps the ticks for the database of an application. `failed` is told when it cannot go on.

    Raises:
        DatabaseError: The engine's tables cannot be made.
    """
    shared: Shared = application.bot_data["shared"]
    if database.sqlite_file(shared.settings) is not None:
        return InProcess(application)
    from bot import workers  # noqa: PLC0415 - its libraries are not loaded for a bot with SQLite

    await workers.prepare(shared.settings)
    return workers.Workers(application, failed)


class InProcess:
    """Keeps them in this process, and loses the times with it: the tables know what is due."""

    def __init__(self, application: TelegramApplication) -> None:
        queue = application.job_queue
        if queue is None:
            raise RuntimeError("python-telegram-bot was installed without its job queue")
        self._queue = queue
        self._sending = 0
        self._sent = asyncio.Event()
        self._sent.set()
        self._shared: Shared = application.bot_data["shared"]

    def start(self) -> None:
        """Put the ticks on PTB's job queue, which begins and ends with the application."""
        for name, plan in plans().items():
            self._put(name, plan)

    def _put(self, name: str, plan: Plan) -> None:
        work = recorded(name, self._counted(plan.work) if name in SENDS else plan.work)
        if isinstance(plan.every, timedelta):
            self._shared.pulse.expect(
                name, every=plan.every.total_seconds(), limit=plan.limit.total_seconds()
            )
            self._queue.run_repeating(
                work, plan.every, first=plan.first, job_kwargs={"id": name, **_LATE_BUT_ONCE}
            )
            return
        self._shared.pulse.expect(name, every=None, limit=plan.limit.total_seconds())
        self._queue.run_daily(work, plan.every, job_kwargs={"id": name, **_LATE_BUT_ONCE})
        if plan.first is not None:  # for a process that is never up at that hour
            self._queue.run_once(
                work, plan.first, job_kwargs={"id": f"{name} after a start", **_LATE_BUT_ONCE}
            )

    def wake(self, name: str) -> None:
        """Begin a tick. The scheduler waits by the machine's clock, which may have been put back an hour."""
        job = self._queue.scheduler.get_job(name)
        if job is not None:
            job.modify(next_run_time=datetime.now(UTC))

    async def stop(self) -> None:
        """Wait for what is being sent, and end."""
        self._shared.stopping.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._sent.wait(), STOPS_WITHIN)
        await self._queue.stop(wait=False)

    def _counted(self, work: Work) -> Work:
        async def run(context: Context) -> None:
            self._sending += 1
            self._sent.clear()
            try:
                await work(context)
            finally:
                self._sending -= 1
                if not self._sending:
                    self._sent.set()

        return run
