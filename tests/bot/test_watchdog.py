"""A process that does not do its work any more is noticed, mended where it can be, and said once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from structlog.testing import capture_logs
from telegram import Update
from telegram.error import InvalidToken

from bot.context import Context
from bot.runner import InProcess
from bot.telegram_local import ApiError
from bot.text import operations as words
from bot.ticks import recorded
from bot.watchdog import Watchdog, start, stop
from tests.world import World, open_world

OFFICERS = -500


class Watched:
    """A world with a watchdog in it, a clock of seconds, and the reasons for which it would end."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.seconds = 1_000.0
        self.pulse = world.shared.pulse
        self.pulse.clock = lambda: self.seconds
        self.pulse.ticks.clear()
        self.reasons: list[Exception] = []
        self.runner = InProcess(world.application)
        self.dog = Watchdog(
            world.application, self.reasons.append, allowed=["message"], wake=self.runner.wake
        )
        self.context: Context = world.application.context_types.context(world.application)

    async def look(self, after: float = 0.0) -> list[str]:
        """Look once when so many seconds have passed, and return what was logged."""
        self.seconds += after
        with capture_logs() as logged:
            await self.dog.look()
        return [f"{line['log_level']} {line['event']}" for line in logged]

    def told(self) -> list[str]:
        return [shown.text for shown in self.world.api.transcript(OFFICERS)]


@pytest.fixture
async def watched(database_url: str) -> AsyncIterator[Watched]:
    async with open_world(database_url, officers_chat=OFFICERS) as world:
        world.api.person(OFFICERS, "Officers", started=True)
        yield Watched(world)


pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_tick_that_hangs_is_broken_off_told_once_and_runs_again(watched: Watched) -> None:
    hangs, runs = [True], []

    async def work(_context: Context) -> None:
        runs.append(1)
        if hangs:
            await asyncio.Event().wait()

    watched.pulse.expect("send", every=2.0, limit=300.0)
    tick = recorded("send", work)
    first = asyncio.create_task(tick(watched.context))
    await asyncio.sleep(0)

    in_time = await watched.look(after=300.0)
    over = await watched.look(after=1.0)
    await first
    again = asyncio.create_task(tick(watched.context))
    await asyncio.sleep(0)
    second = await watched.look(after=301.0)
    await again
    hangs.clear()
    await tick(watched.context)
    well = await watched.look()

    assert (in_time, over, second, well) == ([], ["error tick_stuck"], [], [])
    assert len(runs) == 3
    assert watched.pulse.ticks["send"].failures == 2
    assert watched.told() == [words.stuck("send", 5)]


async def test_a_long_broadcast_that_moves_is_let_be(watched: Watched) -> None:
    goes_on = asyncio.Event()

    async def work(_context: Context) -> None:
        await goes_on.wait()

    watched.pulse.expect("send", every=2.0, limit=300.0)
    broadcast = asyncio.create_task(recorded("send", work)(watched.context))
    await asyncio.sleep(0)
    for _ in range(10):
        watched.pulse.moved("send")
        assert await watched.look(after=299.0) == []
    goes_on.set()
    await broadcast

    assert watched.pulse.ticks["send"].failures == 0


async def test_a_tick_that_fails_is_counted_and_its_failure_goes_on(watched: Watched) -> None:
    async def work(_context: Context) -> None:
        raise TimeoutError("of its own")

    watched.pulse.expect("fetch", every=60.0, limit=300.0)

    with pytest.raises(TimeoutError, match="of its own"):
        await recorded("fetch", work)(watched.context)

    assert (watched.pulse.ticks["fetch"].runs, watched.pulse.ticks["fetch"].failures) == (1, 1)


async def test_a_clock_that_was_put_back_holds_up_no_tick(watched: Watched) -> None:
    queue = watched.world.application.job_queue
    assert queue is not None
    ran = asyncio.Event()

    async def work(_context: Context) -> None:
        ran.set()

    queue.scheduler.remove_all_jobs()
    watched.pulse.expect("relay", every=10.0, limit=300.0)
    an_hour_off = timedelta(hours=1)
    queue.run_repeating(recorded("relay", work), 10, first=an_hour_off, job_kwargs={"id": "relay"})
    await queue.start()

    on_time = await watched.look(after=70.0)
    late = await watched.look(after=1.0)
    async with asyncio.timeout(10):
        await ran.wait()
    await queue.stop(wait=False)

    assert (on_time, late) == ([], ["warning tick_late"])


async def test_every_tick_is_installed_late_but_once(watched: Watched) -> None:
    queue = watched.world.application.job_queue
    assert queue is not None

    watched.runner.start()

    jobs = queue.scheduler.get_jobs()
    assert {job.misfire_grace_time for job in jobs} == {None}
    assert {(job.coalesce, job.max_instances) for job in jobs} == {(True, 1)}
    assert {"fetch", "match", "send", "relay", "tidy", "retain"} <= set(watched.pulse.ticks)


async def test_telegram_that_is_away_is_logged_once_and_nothing_is_ended(watched: Watched) -> None:
    watched.pulse.polling()

    def failed() -> None:
        watched.pulse.called("getUpdates", "NetworkError")

    failed()
    in_time = await watched.look(after=120.0)
    failed()
    away = await watched.look(after=1.0)
    failed()
    still = await watched.look(after=100.0)
    watched.pulse.called("getUpdates", "200")
    back = await watched.look()
    failed()
    gone = await watched.look(after=119.0) + await watched.look(after=1.0)
    failed()
    gone += await watched.look(after=1.0)

    assert (in_time, away, still, back) == ([], ["warning telegram_silent"], [], [])
    assert gone == ["warning telegram_silent"]
    assert watched.reasons == []


async def test_polling_that_died_is_begun_anew(watched: Watched) -> None:
    updater = watched.world.application.updater
    assert updater is not None
    watched.pulse.polling()
    await start(updater, ["message"])
    task = updater._Updater__polling_task  # type: ignore[attr-defined]
    task.cancel()
    await asyncio.wait({task})

    dead = await watched.look(after=121.0)
    watched.world.api.send(1001, "Is anybody there?")
    async with asyncio.timeout(10):
        update = await updater.update_queue.get()
    await stop(updater)

    assert dead == ["error polling_dead"]
    assert isinstance(update, Update)
    assert watched.reasons == []
    assert await watched.look() == []


async def test_polling_that_cannot_be_begun_anew_ends_the_process(watched: Watched) -> None:
    watched.pulse.polling()  # and nobody started it, so it cannot be stopped either

    await watched.look(after=121.0)

    (reason,) = watched.reasons
    assert str(reason) == (
        "Telegram could not be asked for updates any more, and beginning anew did not help (RuntimeError). "
        "Start Supplierbot again."
    )


async def test_a_token_that_was_taken_back_ends_the_process(watched: Watched) -> None:
    watched.pulse.polling()
    watched.pulse.called("getUpdates", "401")

    await watched.look()

    assert [type(reason) for reason in watched.reasons] == [InvalidToken]


async def test_who_came_second_to_a_token_ends(watched: Watched) -> None:
    watched.pulse.polling()
    watched.pulse.called("getUpdates", "409")
    watched.pulse.called("getUpdates", "409")
    once_or_twice = await watched.look(after=5.0)
    watched.pulse.called("getUpdates", "409")

    await watched.look(after=5.0)

    assert once_or_twice == []
    (reason,) = watched.reasons
    assert str(reason) == (
        "Another program talks to Telegram with this token already, so this one stops. "
        "Stop that one first, or ask @BotFather for a token of its own for this one."
    )
    assert watched.told() == []


async def test_who_was_there_first_stays_and_tells_officers_once(watched: Watched) -> None:
    watched.pulse.polling()
    watched.seconds += 21.0
    for _ in range(5):
        watched.pulse.called("getUpdates", "409")

    first, second = await watched.look(), await watched.look(after=10.0)
    watched.pulse.called("getUpdates", "200")
    over = await watched.look(after=119.0)

    assert (first, second, over) == (["error token_used_elsewhere"], [], [])
    assert watched.reasons == []
    assert watched.told() == [words.used_elsewhere()]


async def test_without_a_chat_of_officers_the_admins_are_told_and_one_who_blocked_us_holds_up_nobody(
    database_url: str,
) -> None:
    async with open_world(database_url, admins=[7, 8]) as world:
        for admin in (7, 8):
            world.api.person(admin, "Ada", started=True)
        world.api.fail_next("sendMessage", ApiError(403, "Forbidden: bot was blocked by the user"))
        watched = Watched(world)
        watched.pulse.polling()
        watched.seconds += 21.0
        for _ in range(3):
            watched.pulse.called("getUpdates", "409")

        await watched.look()

        assert world.api.transcript(7) == []
        assert len(world.api.transcript(8)) == 1
