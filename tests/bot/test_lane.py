"""The lane: never more than Telegram takes, people first, and one closed chat holds up nobody else."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from bot.lane import Lane
from tests import virtual_time

NETWORK = 0.02
"""Seconds to Telegram and as many back."""


@dataclass(slots=True)
class Telegram:
    """Notes when each message arrived, and for which chat."""

    arrived: list[tuple[float, int]] = field(default_factory=list)
    answers_after: float = NETWORK

    async def take(self, chat_id: int) -> None:
        await asyncio.sleep(NETWORK)
        self.arrived.append((asyncio.get_running_loop().time(), chat_id))
        await asyncio.sleep(self.answers_after)

    def most_in_a_second(self) -> int:
        times = sorted(at for at, _ in self.arrived)
        return max(sum(start <= at < start + 1 for at in times) for start in times)

    def shortest_gap_of_a_chat(self) -> float:
        of: dict[int, list[float]] = defaultdict(list)
        for at, chat_id in sorted(self.arrived):
            of[chat_id].append(at)
        return min(later - at for times in of.values() for at, later in pairwise(times))


def lane() -> Lane:
    return Lane(clock=asyncio.get_running_loop().time)


async def send(lane: Lane, telegram: Telegram, chat_ids: Iterable[int], *, urgent: bool = False) -> float:
    async def one(chat_id: int) -> None:
        async with lane.turn(chat_id, urgent=urgent):
            await telegram.take(chat_id)

    async with asyncio.TaskGroup() as group:
        for chat_id in chat_ids:
            group.create_task(one(chat_id))
    return asyncio.get_running_loop().time()


@pytest.mark.parametrize("urgent", [False, True])
def test_six_hundred_chats_get_one_message_each_and_never_thirty_one_in_a_second(urgent: bool) -> None:
    telegram = Telegram()

    async def story() -> float:
        return await send(lane(), telegram, range(1, 601), urgent=urgent)

    took = virtual_time.run(story())

    assert len(telegram.arrived) == 600
    assert telegram.most_in_a_second() <= 30
    assert took < 21


def test_one_chat_gets_a_message_a_second_in_the_order_asked() -> None:
    telegram = Telegram()

    async def story() -> float:
        return await send(lane(), telegram, [chat for _ in range(5) for chat in range(1, 21)])

    took = virtual_time.run(story())

    assert Counter(chat for _, chat in telegram.arrived) == dict.fromkeys(range(1, 21), 5)
    assert telegram.shortest_gap_of_a_chat() >= 1
    assert telegram.most_in_a_second() <= 30
    assert took < 5.5


def test_a_reply_goes_before_a_broadcast_of_six_hundred() -> None:
    telegram = Telegram()

    async def story() -> float:
        shared = lane()
        broadcast = asyncio.create_task(send(shared, telegram, range(1, 601)))
        await asyncio.sleep(5)
        asked_at = asyncio.get_running_loop().time()
        answered_at = await send(shared, telegram, [9_999], urgent=True)
        await broadcast
        return answered_at - asked_at

    assert virtual_time.run(story()) < 0.2
    assert telegram.most_in_a_second() <= 30


def test_a_chat_that_is_to_be_left_alone_holds_up_no_other() -> None:
    telegram = Telegram()

    async def story() -> float:
        shared = lane()
        shared.refused(7, 8)
        return await send(shared, telegram, range(1, 31))

    virtual_time.run(story())

    came = {chat: at for at, chat in telegram.arrived}
    assert came.pop(7) >= 8
    assert max(came.values()) < 1.2


def test_when_two_chats_are_refused_together_all_wait() -> None:
    telegram = Telegram()

    async def story() -> float:
        shared = lane()
        shared.refused(7, 4)
        shared.refused(8, 4)
        return await send(shared, telegram, range(1, 31))

    virtual_time.run(story())

    assert min(at for at, _ in telegram.arrived) >= 4


def test_a_group_gets_twenty_messages_a_minute() -> None:
    telegram = Telegram()

    async def story() -> float:
        return await send(lane(), telegram, [-100] * 25)

    took = virtual_time.run(story())

    times = sorted(at for at, _ in telegram.arrived)
    assert times[20] - times[0] >= 60
    assert took < 70


def test_a_message_that_is_never_answered_does_not_stop_the_lane() -> None:
    telegram = Telegram(answers_after=1_000)

    async def story() -> None:
        shared = lane()
        work = asyncio.create_task(send(shared, telegram, range(1, 62)))
        await asyncio.sleep(30)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
        assert shared.waiting == 0

    virtual_time.run(story())

    assert telegram.most_in_a_second() <= 30
    assert len(telegram.arrived) == 32  # as many as may be on their way


def test_whoever_gives_up_while_waiting_takes_nobodys_turn() -> None:
    telegram = Telegram()

    async def story() -> float:
        shared = lane()
        first = asyncio.create_task(send(shared, telegram, [1] * 10))
        await asyncio.sleep(2.5)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        return await send(shared, telegram, range(2, 32)) - asyncio.get_running_loop().time()

    virtual_time.run(story())

    assert Counter(chat for _, chat in telegram.arrived)[1] == 3
    assert len({chat for _, chat in telegram.arrived}) == 31


def test_chats_that_no_longer_matter_are_forgotten() -> None:
    async def story() -> int:
        shared, telegram = lane(), Telegram()
        await send(shared, telegram, range(1, 3_001))
        return len(shared._chats)

    assert virtual_time.run(story()) < 1_100
