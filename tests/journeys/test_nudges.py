"""Too much, and nothing at all: one question with one change, seldom, and a no is remembered."""

from datetime import timedelta

import pytest

from alerts.frequency import next_time
from bot import schedule
from bot.delivery import Delivered
from bot.telegram_local import Shown
from tests.chat import Chat
from tests.make import notice
from tests.world import World

DAY, MONTH = timedelta(days=1), timedelta(days=30)
TO_MORNING = timedelta(hours=19)

NOTHING_NEAR = """\
I am still watching. Nothing that fits you has come out for a month.

Nothing of the last 30 days came near what you look for. To hear of more, add a trade, a word or a place."""

NEAR = """\
I am still watching. Nothing that fits you has come out for a month.

One change would have brought you 2 opportunities of the last 30 days, for example:
“Roof of school 1”
“Roof of school 0”

Look in all of North East?

Nothing changes before you say yes."""

TOO_MUCH = """\
Is this too much to read?

My alerts have brought you about 12 opportunities a week. One change would make that about 4:

Only places in North East?

Nothing changes before you say yes."""


async def roofs(world: World, number: int, first: int = 0, **changes: object) -> int:
    """Publish so many roofs."""
    made = (
        notice(
            external_id=f"r{each}",
            ocid=f"ocds-r{each}",
            title=f"Roof of school {each}",
            released_at=world.clock[0],
            closes_at=world.clock[0] + 20 * DAY,
            **changes,
        )
        for each in range(first, first + number)
    )
    return await world.publish(*made)


async def night_and_morning(world: World, after: timedelta = timedelta(0)) -> Delivered:
    """Let time pass, then a night and the hours until half past eight."""
    world.clock[0] += after
    await schedule.nudge(world.shared)
    await schedule.nudge(world.shared)
    world.clock[0] = next_time(world.clock[0], hour=8) + timedelta(minutes=30)
    return await world.deliver()


def labels(shown: Shown) -> list[str]:
    return [button.label for row in shown.buttons for button in row]


async def durham_roofer(world: World) -> Chat:
    chat = await world.roofer()
    await chat.send("/watch")
    await chat.tap("Places")
    await chat.tap("County Durham")
    chat.news()
    return chat


async def test_after_a_month_of_nothing_one_question_comes_at_the_suppliers_own_hour(world: World) -> None:
    chat = await durham_roofer(world)
    early = await night_and_morning(world, 28 * DAY)
    await roofs(world, 2, regions=("UKC2",))
    await schedule.nudge(world.shared)
    world.clock[0] += 2 * DAY
    await schedule.nudge(world.shared)
    before = await world.deliver(timedelta(hours=22))
    due = await night_and_morning(world)
    (asked,) = chat.news()
    again = await night_and_morning(world, DAY)

    assert (early.sent, before.sent, due.sent, again.sent) == (0, 0, 1, 0)
    assert asked.text == NEAR
    assert labels(asked) == ["Yes, change it", "Change what I look for", "Do not ask again"]


async def test_yes_makes_the_change_and_the_next_such_notice_comes(world: World) -> None:
    chat = await durham_roofer(world)
    world.clock[0] += 25 * DAY
    await roofs(world, 2, regions=("UKC2",))
    await night_and_morning(world, 6 * DAY)

    (made,) = await chat.tap("Yes, change it")
    await roofs(world, 1, 10, regions=("UKC2",))
    await world.deliver(DAY)

    assert made.text.startswith("Changed as you asked: look in all of North East.")
    assert "Roof of school 10" in chat.last.text


async def test_where_nothing_was_near_the_question_says_so_and_comes_once_a_month(world: World) -> None:
    chat = await world.roofer()

    sent = [(await night_and_morning(world, days * DAY)).sent for days in (30, 5, 20, 3)]

    assert sent == [1, 0, 0, 1]
    assert [message.text for message in chat.news()] == [NOTHING_NEAR] * 2


async def test_do_not_ask_again_ends_it_and_can_be_undone(world: World) -> None:
    chat = await world.roofer()
    await night_and_morning(world, MONTH)

    (off,) = await chat.tap("Do not ask again")
    silent = await night_and_morning(world, 2 * MONTH)
    await chat.tap("Undo")
    back = await night_and_morning(world, MONTH)

    assert off.text.startswith("Changed as you asked: ")
    assert (silent.sent, back.sent) == (0, 1)


@pytest.mark.parametrize("doing", ["/stop", "/pause 2 months"])
async def test_who_stopped_or_pauses_is_not_asked(world: World, doing: str) -> None:
    chat = await world.roofer()
    await chat.send(doing)
    chat.news()

    await night_and_morning(world, MONTH + DAY)

    assert chat.news() == []


async def test_who_heard_of_something_meanwhile_is_not_asked_even_when_the_question_was_owed(
    world: World,
) -> None:
    chat = await world.roofer()
    world.clock[0] += MONTH
    await schedule.nudge(world.shared)
    await roofs(world, 1)

    done = await world.deliver(TO_MORNING + timedelta(minutes=30))

    assert (done.sent, done.cancelled) == (1, 1)
    assert "Roof of school 0" in chat.last.text


async def flooded(world: World) -> Chat:
    """Return the chat of a roofer who was told of far too much in four weeks."""
    chat = await world.roofer()
    await roofs(world, 1)
    world.clock[0] += 27 * DAY
    await roofs(world, 31, 1, regions=("UKI",))
    await roofs(world, 16, 40)
    await world.deliver(DAY)
    return chat


async def test_too_much_is_asked_about_once_after_the_digest(world: World) -> None:
    chat = await flooded(world)
    digest = chat.news()[-1]
    await world.deliver(timedelta(minutes=10))
    (asked,) = chat.news()
    await roofs(world, 1, 90)
    await world.deliver(DAY)
    await world.deliver(timedelta(minutes=10))

    assert digest.text.startswith("48 opportunities for you") or digest.text.startswith("47 opportunities")
    assert asked.text == TOO_MUCH
    assert labels(asked) == ["Yes, change it", "Leave it as it is", "Change what I look for"]
    assert [message.text.splitlines()[0] for message in chat.news()] == ["1 opportunity for you"]


async def test_leave_it_as_it_is_is_remembered_until_the_watch_is_changed(world: World) -> None:
    chat = await flooded(world)
    await world.deliver(timedelta(minutes=10))

    (left,) = await chat.tap("Leave it as it is")
    again = await chat.press(left.message_id, "1:edit:keep:1", stale=True)
    world.clock[0] += 28 * DAY
    await roofs(world, 45, 100)
    await world.deliver(DAY)
    await world.deliver(timedelta(minutes=10))
    silent = [message.text for message in chat.news() if message.text.startswith("Is this")]
    await chat.send("/watch")
    await chat.tap("Places")
    await chat.tap("England")
    await roofs(world, 20, 200)
    await roofs(world, 25, 300, regions=("UKI",))
    await world.deliver(DAY)
    await world.deliver(timedelta(minutes=10))

    assert left.text.startswith(
        "It stays as it is, and I will not ask this again unless you change what I look for."
    )
    assert (again, chat.spins) == ([], False)
    assert silent == []
    assert chat.last.text.startswith("Is this too much to read?")


async def test_a_change_that_was_left_cannot_be_made_by_an_older_button(world: World) -> None:
    chat = await flooded(world)
    await world.deliver(timedelta(minutes=10))
    (yes,) = [button.data for row in chat.last.buttons for button in row if button.label == "Yes, change it"]
    await chat.tap("Leave it as it is")

    assert yes is not None
    (answer,) = await chat.press(chat.last.message_id, yes, stale=True)

    assert answer.text.startswith("This button is out of date.")
