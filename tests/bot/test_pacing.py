"""What PTB is told when Telegram says "too many": it waits and sends again, ahead of what nobody waits for."""

import asyncio
from typing import Any

import pytest
from telegram.error import RetryAfter

from bot.lane import Lane
from bot.pacing import Answer, Pacer, Turn
from tests import virtual_time


class Refusing:
    """Refuses the first so many calls."""

    def __init__(self, times: int, seconds: int = 3) -> None:
        self.times, self.seconds = times, seconds
        self.at: list[float] = []

    async def __call__(self) -> Answer:
        self.at.append(asyncio.get_running_loop().time())
        if len(self.at) <= self.times:
            raise RetryAfter(self.seconds)
        return True


async def call(
    refusing: Refusing, endpoint: str = "sendMessage", taken: Turn | None = None, **data: Any
) -> Answer:
    pacer = Pacer(Lane(clock=asyncio.get_running_loop().time))
    return await pacer.process_request(refusing, (), {}, endpoint, {"chat_id": 5, **data}, taken)


@pytest.mark.parametrize("endpoint", ["sendMessage", "editMessageText"])
def test_a_refused_call_is_made_again_after_the_wait(endpoint: str) -> None:
    refusing = Refusing(times=1)

    answer = virtual_time.run(call(refusing, endpoint))

    assert answer is True
    assert refusing.at == [0, pytest.approx(3, abs=0.1)]


def test_a_third_refusal_in_a_row_is_told_to_the_caller() -> None:
    refusing = Refusing(times=3)

    with pytest.raises(RetryAfter):
        virtual_time.run(call(refusing))

    assert len(refusing.at) == 3


def test_nobody_waits_longer_than_a_minute_for_an_answer() -> None:
    refusing = Refusing(times=1, seconds=61)

    with pytest.raises(RetryAfter):
        virtual_time.run(call(refusing))

    assert len(refusing.at) == 1


def test_a_caller_that_has_its_turn_looks_after_refusals_itself() -> None:
    refusing = Refusing(times=1)

    with pytest.raises(RetryAfter):
        virtual_time.run(call(refusing, taken=Turn.TAKEN))

    assert len(refusing.at) == 1
