"""Many chats at once, and each in its own order."""

import asyncio
from datetime import UTC, datetime

from telegram import Chat, Message, Update, User

from bot.order import AT_ONCE, InOrder
from bot.patience import Patience
from tests import virtual_time


def update(number: int, chat_id: int) -> Update:
    chat, user = Chat(chat_id, "private"), User(chat_id, "Sam", is_bot=False)
    return Update(number, message=Message(number, datetime.now(UTC), chat, from_user=user))


async def handle(done: list[int], number: int, seconds: float) -> None:
    await asyncio.sleep(seconds)
    done.append(number)


async def process(chats: list[int], seconds: list[float]) -> tuple[list[int], float, InOrder]:
    order, done = InOrder(patience=Patience(at_once=1_000)), list[int]()
    async with asyncio.TaskGroup() as group:
        for number, (chat_id, wait) in enumerate(zip(chats, seconds, strict=True)):
            group.create_task(order.process_update(update(number, chat_id), handle(done, number, wait)))
    return done, asyncio.get_running_loop().time(), order


def test_the_updates_of_one_chat_keep_their_order_however_long_each_takes() -> None:
    done, took, _ = virtual_time.run(process([1, 1, 1], [0.3, 0.2, 0.1]))

    assert done == [0, 1, 2]
    assert took > 0.59


def test_a_slow_chat_holds_up_nobody_else() -> None:
    done, took, _ = virtual_time.run(process([1, 1, 2], [5, 5, 0.1]))

    assert done == [2, 0, 1]
    assert 10 <= took < 10.1


def test_somebody_who_sends_hundreds_takes_one_place() -> None:
    flood = [1] * 300

    done, _, _ = virtual_time.run(process([*flood, 2], [0.15] * 301))

    assert done[1] == 300


def test_what_is_too_much_of_one_person_is_left_out_and_told_once() -> None:
    told: list[int] = []

    async def tell(left_out: Update) -> None:
        told.append(left_out.update_id)

    async def flood() -> list[int]:
        order, done = InOrder(tell, Patience(at_once=3)), list[int]()
        for number, wait in enumerate([0, 0, 0, 0, 0, 1.5, 0, 10, 0, 0, 0, 0]):
            await asyncio.sleep(wait)
            await order.process_update(update(number, 1), handle(done, number, 0))
        await order.process_update(update(99, 2), handle(done, 99, 0))
        return done

    done = virtual_time.run(flood())

    # Three at once; after a second and a half one more; when all was quiet, three again.
    assert done == [0, 1, 2, 5, 7, 8, 9, 99]
    assert told == [3, 10]


def test_an_update_that_comes_a_second_time_is_left_out() -> None:
    async def twice() -> list[int]:
        order, done = InOrder(), list[int]()
        for number in (1, 2, 1, 2, 3):
            await order.process_update(update(number, 1), handle(done, number, 0))
        return done

    assert virtual_time.run(twice()) == [1, 2, 3]


def test_so_many_chats_are_served_at_one_time_and_then_forgotten() -> None:
    chats = list(range(3 * AT_ONCE))

    _, took, order = virtual_time.run(process(chats, [1.0] * len(chats)))

    assert 3 <= took < 3.1
    assert order._chats == {}
