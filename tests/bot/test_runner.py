"""Who keeps the ticks, and how a process that is told to stop treats what is on its way."""

import asyncio

import pytest

from alerts import outbox
from bot import delivery
from bot.context import TelegramBot
from bot.runner import InProcess, runner_for
from tests.make import notice
from tests.world import World, open_world

AT_ONCE = "Done: tell me at once"

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_one_process_with_a_file_keeps_the_ticks_itself(world: World) -> None:
    reasons: list[Exception] = []

    assert isinstance(await runner_for(world.application, reasons.append), InProcess)


async def test_a_process_that_is_told_to_stop_waits_for_what_is_on_its_way_and_begins_no_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    chats = [await world.roofer(number, when=AT_ONCE) for number in range(1001, 1006)]
    await world.publish(notice())
    monkeypatch.setattr(delivery, "IN_HAND", 2)
    on_its_way, answered = asyncio.Event(), asyncio.Event()
    send = delivery._send

    async def slow(bot: TelegramBot, *given: object) -> int:
        on_its_way.set()
        await answered.wait()
        return await send(bot, *given)  # type: ignore[arg-type]  # what it was called with

    monkeypatch.setattr(delivery, "_send", slow)
    queue = world.application.job_queue
    assert queue is not None
    runner = InProcess(world.application)
    runner.start()
    await queue.start()
    runner.wake("send")
    await on_its_way.wait()

    stopping = asyncio.create_task(runner.stop())
    await asyncio.sleep(0.05)
    early = stopping.done()
    answered.set()
    await stopping

    assert early is False
    told = sum(len(chat.news()) for chat in chats)
    assert told == 2
    async with open_world(str(world.shared.settings.database_url.get_secret_value()), api=world.api) as again:
        again.clock[0] = world.clock[0] + outbox.CLAIM
        done = await again.deliver()
    assert done.sent == 3
    texts = [shown.text for chat in chats for shown in chat.news()]
    assert not any("may have had this" in text for text in texts)
