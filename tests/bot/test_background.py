"""Work beside the updates: once at a time, waited for in tests, called off at the end."""

import asyncio

from bot.background import Background


async def test_a_work_is_not_begun_twice_while_it_runs() -> None:
    background, gate, done = Background(), asyncio.Event(), []

    async def work() -> None:
        await gate.wait()
        done.append("done")

    assert background.start("export", work)
    assert not background.start("export", work)
    assert background.start("another", work)
    gate.set()
    await background.finished()

    assert done == ["done", "done"]
    assert background.start("export", work)
    await background.finished()


def test_what_is_asked_for_again_is_known() -> None:
    background = Background()

    assert [background.first_time(what) for what in ("a", "b", "a")] == [True, True, False]


async def test_what_runs_is_called_off_at_the_end() -> None:
    background, ended = Background(), []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("off")

    background.start("export", work)
    await asyncio.sleep(0)
    await background.stop()

    assert ended == ["off"]
