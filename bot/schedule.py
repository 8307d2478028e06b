"""What happens by itself: fetching, sending and tidying, each on a tick of PTB's job queue (APScheduler).

A tick asks the tables what is due. It holds nothing in memory, so a tick that is missed is caught up
by the next, and every tick is also a command.
"""

from collections.abc import Sequence
from datetime import time, timedelta

import structlog

from alerts import ingest, intake, nudges
from alerts.frequency import LONDON
from alerts.ingest import Polled
from bot import held, kept, relay, retention, telling, troubles
from bot.context import Context, Shared, TelegramApplication
from bot.delivery import deliver_due

log = structlog.get_logger()

FETCH_EVERY = timedelta(minutes=1)
MATCH_EVERY = timedelta(minutes=1)
SEND_EVERY = timedelta(seconds=2)
RELAY_EVERY = timedelta(seconds=10)
TIDY_EVERY = timedelta(minutes=10)
AT_NIGHT = time(3, tzinfo=LONDON)  # an hour that is never skipped or repeated when the clocks change
AFTER_A_START = timedelta(minutes=5)  # for a process that is never up at night

# APScheduler's default lets a job go when the loop was busy for a second. Ours may be late, not lost.
_LATE_BUT_ONCE = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1, "replace_existing": True}


def install(application: TelegramApplication) -> None:
    """Put the ticks on the application's job queue."""
    queue = application.job_queue
    if queue is None:
        raise RuntimeError("python-telegram-bot was installed without its job queue")
    queue.run_repeating(_fetch, FETCH_EVERY, first=1, job_kwargs={"id": "fetch", **_LATE_BUT_ONCE})
    queue.run_repeating(_match, MATCH_EVERY, first=1, job_kwargs={"id": "match", **_LATE_BUT_ONCE})
    queue.run_repeating(_send, SEND_EVERY, first=2, job_kwargs={"id": "send", **_LATE_BUT_ONCE})
    queue.run_repeating(_relay, RELAY_EVERY, first=3, job_kwargs={"id": "relay", **_LATE_BUT_ONCE})
    queue.run_repeating(_tidy, TIDY_EVERY, first=60, job_kwargs={"id": "tidy", **_LATE_BUT_ONCE})
    queue.run_daily(_retain, AT_NIGHT, job_kwargs={"id": "retain", **_LATE_BUT_ONCE})
    queue.run_once(_retain, AFTER_A_START, job_kwargs={"id": "retain after a start", **_LATE_BUT_ONCE})


async def fetch(shared: Shared) -> Sequence[Polled]:
    """Poll the sources that are due."""
    return await ingest.poll_due(shared.sessions, shared.http, shared.catalogue, shared.now())


async def match(shared: Shared) -> None:
    """Match what was stored and not matched: by a process that died, or of a source that was let go."""
    owed = await intake.match_pending(shared.sessions, shared.now())
    if owed:
        log.info("pending_matched", owed=owed)


async def tidy(shared: Shared) -> None:
    """Let go of what is kept for minutes only."""
    await retention.run(shared.sessions, shared.now(), kept.briefly())


async def retain(shared: Shared) -> None:
    """Let go of everything that is kept no longer."""
    await retention.run(shared.sessions, shared.now())


async def nudge(shared: Shared) -> None:
    """Owe a question to suppliers to whom nothing was sent for a month."""
    owed = await nudges.owe_silent(shared.sessions, shared.now())
    if owed:
        log.info("nudges_owed", owed=owed)


async def _relay(context: Context) -> None:
    await relay.due(context.shared, context.bot)
    await telling.due(context.shared, context.bot)


async def _tidy(context: Context) -> None:
    await tidy(context.shared)


async def _retain(context: Context) -> None:
    await retain(context.shared)
    await nudge(context.shared)


async def _fetch(context: Context) -> None:
    polled = await fetch(context.shared)
    if any(each.held for each in polled):
        await held.tell(context.shared, context.bot)
    await troubles.tell(context.shared, context.bot, polled)


async def _match(context: Context) -> None:
    await match(context.shared)


async def _send(context: Context) -> None:
    done = await deliver_due(context.shared, context.bot)
    if done.sent or done.failed or done.unreachable:
        log.info(
            "deliveries_made",
            sent=done.sent,
            cancelled=done.cancelled,
            put_off=done.put_off,
            failed=done.failed,
            unreachable=done.unreachable,
        )
