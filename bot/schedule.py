"""What happens by itself: fetching, matching, sending and tidying, each on a tick.

A tick asks the tables what is due. It holds nothing in memory, so a tick that is missed is caught up
by the next, and every tick is also a command. `bot.runner` lets one process keep the ticks, or several share them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time, timedelta

import structlog

from alerts import ingest, intake, nudges
from alerts.frequency import LONDON
from alerts.ingest import Polled
from bot import canary, held, kept, relay, retention, telling, troubles
from bot.context import Context, Shared
from bot.delivery import deliver_due
from bot.ticks import Work

log = structlog.get_logger()

FETCH_EVERY = timedelta(minutes=1)
MATCH_EVERY = timedelta(minutes=1)
SEND_EVERY = timedelta(seconds=2)
RELAY_EVERY = timedelta(seconds=10)
TIDY_EVERY = timedelta(minutes=10)
AT_NIGHT = time(3, tzinfo=LONDON)  # an hour that is never skipped or repeated when the clocks change
BEFORE_THE_DAY = time(7, 30, tzinfo=LONDON)  # half an hour before most suppliers hear from us
NIGHT_LIMIT = timedelta(hours=2)
AFTER_A_START = timedelta(minutes=5)  # for a process that is never up at night


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A tick: what it does, how often, and how long it may take without moving before it counts as stuck.

    It comes again and again, or once a day at an hour of London. `first` is how long after a start it comes anyway.
    """

    work: Work
    every: timedelta | time
    first: timedelta | None
    limit: timedelta


def plans() -> Mapping[str, Plan]:
    """Return all ticks, by name."""
    return {
        # A source may take ten minutes, and several may be due.
        "fetch": Plan(work=_fetch, every=FETCH_EVERY, first=_seconds(1), limit=timedelta(hours=1)),
        "match": Plan(work=_match, every=MATCH_EVERY, first=_seconds(1), limit=timedelta(minutes=30)),
        "send": Plan(work=_send, every=SEND_EVERY, first=_seconds(2), limit=timedelta(minutes=5)),
        "relay": Plan(work=_relay, every=RELAY_EVERY, first=_seconds(3), limit=timedelta(minutes=5)),
        "tidy": Plan(work=_tidy, every=TIDY_EVERY, first=_seconds(60), limit=timedelta(minutes=30)),
        "retain": Plan(work=_retain, every=AT_NIGHT, first=AFTER_A_START, limit=NIGHT_LIMIT),
        "canary": Plan(work=_canary, every=BEFORE_THE_DAY, first=None, limit=2 * canary.ARRIVES_WITHIN),
    }


def _seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


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
    async with shared.sessions.begin() as session:
        await canary.clean(session, before=shared.now() - canary.LEFT_BEHIND)


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


async def _canary(context: Context) -> None:
    await canary.fly_by_itself(context.shared, context.bot)


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
