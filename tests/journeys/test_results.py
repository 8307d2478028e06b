"""A supplier tells how a bid went, why, and whether the buyer's feedback was any use."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.blockers import Ending, Feedback
from bot.tables import BidResult
from tests.chat import Chat
from tests.make import notice
from tests.world import World

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

NOTICE = "“Re-roofing of Shildon library”, Durham County Council"


async def closed(world: World) -> Chat:
    """Return the chat of a roofer that was told of an opportunity which has closed since."""
    chat = await world.roofer(when="Done: tell me at once")
    await world.publish(notice())
    await world.deliver()
    world.clock[0] += timedelta(days=20)
    chat.news()
    return chat


async def results(world: World) -> list[BidResult]:
    async with world.shared.sessions.begin() as session:
        return list(await session.scalars(select(BidResult)))


async def test_a_bid_that_was_lost_is_told_of_step_by_step(world: World) -> None:
    chat = await closed(world)

    (listed,) = await chat.send("/result")
    (how,) = await chat.tap("1. Re-roofing of Shildon library")
    (why,) = await chat.tap("We lost")
    await chat.tap_twice("Price")
    (chosen,) = await chat.tap("Experience")
    (feedback,) = await chat.tap("Done")
    (day,) = await chat.tap("Yes")
    (useful,) = await chat.send("25 August")
    (saved,) = await chat.tap("2: of little use")

    assert listed.text == (
        "How did it go?\n\n1. Re-roofing of Shildon library\nClosed: Monday 24 August 2026\nResult: not said yet\n\n"
        "Press the one that you want to tell of. Officers see counts only, never who said it."
    )
    assert how.text == (
        f"How did it go?\n{NOTICE}\n\n"
        "Officers see counts by kind and size of organisation, by trade and by buyer. They never see who said it."
    )
    assert why.text == (
        f"We lost. What lost it, as you see it?\n{NOTICE}\n\n"
        "Press all that fit, and press one again to take it away. Then press “Done”."
    )
    assert "You chose: Price and Experience.\n" in chosen.text
    assert feedback.text == f"Did the buyer tell you how your bid was judged?\n{NOTICE}"
    assert day.text == (
        "On which day did the feedback come?\n\nPress one, or type the day, for example: 3 August."
    )
    assert useful.text == "How useful was the feedback?"
    assert saved.text == (
        f"Thank you. This is kept:\n{NOTICE}\n\nResult: We lost\nWhy: Price and Experience\n"
        "Feedback: yes, on Tuesday 25 August 2026, of little use\n\n"
        "You can change it at any time with /result."
    )
    assert len(await results(world)) == 1


async def test_what_was_said_can_be_changed_and_stays_one_row(world: World) -> None:
    chat = await closed(world)
    await chat.send("/result 000001-2026")
    for label in ("We won", "Done", "Not yet"):
        await chat.tap(label)
    waiting = chat.last.text
    offered = chat.labels

    for label in ("Change it", "We did not bid", "Too little time", "Done"):
        await chat.tap(label)
    (listed,) = await chat.tap("How did another bid go?")

    assert "Feedback: not yet\n\nWhen the feedback comes, tell me with /result." in waiting
    assert "Will I get feedback if I lose?" in offered
    assert "Result: We did not bid" in listed.text
    (row,) = await results(world)
    assert (row.ending, row.feedback) == (Ending.DID_NOT_BID, None)


async def test_each_question_can_be_left(world: World) -> None:
    chat = await closed(world)
    await chat.send("/result 000001-2026")

    for label in ("We lost", "Done", "Yes", "Skip", "Skip"):
        await chat.tap(label)

    assert "Why: not said\nFeedback: yes\n" in chat.last.text
    (row,) = await results(world)
    assert (row.feedback, row.feedback_on, row.feedback_useful) == (Feedback.YES, None, None)


async def test_a_day_that_cannot_be_read_is_asked_again(world: World) -> None:
    chat = await closed(world)
    await chat.send("/result 000001-2026")
    for label in ("We lost", "Done", "Yes"):
        await chat.tap(label)

    (answer,) = await chat.send("when the leaves fall")
    await chat.tap("Yesterday")

    assert answer.text == (
        "I could not read “when the leaves fall” as a day that has been.\n\n"
        "Type it with the month, for example: 3 August, or 3/8/2026. Or press “Skip”."
    )
    assert chat.last.text == "How useful was the feedback?"


async def test_what_stopped_a_bid_can_be_reported_from_its_result(world: World) -> None:
    chat = await closed(world)
    await chat.send("/result 000001-2026")
    for label in ("We did not bid", "Done"):
        await chat.tap(label)

    (where,) = await chat.tap("Something is stopping me")

    assert "About: “Re-roofing of Shildon library”, 000001-2026" in where.text


async def test_only_who_has_joined_can_tell_of_results(world: World) -> None:
    chat = world.chat()
    join = "I do not know your work yet. Send /start: it takes four questions."

    (sent,) = await chat.send("/result")
    await chat.press(sent.message_id, "1:result:end:1:won", stale=True)

    assert sent.text == chat.last.text == join
    assert await results(world) == []


async def test_what_is_not_known_or_not_closed_is_said_plainly(world: World) -> None:
    chat = await world.roofer()

    (nothing,) = await chat.send("/result")
    (unknown,) = await chat.send("/result 999")

    assert nothing.text == (
        "Nothing that I sent you has closed yet.\n\n"
        "To tell how another bid went, send /result and the number of its notice, for example: "
        "/result 075888-2026"
    )
    assert unknown.text.startswith("I know no notice with the number “999”.")


@pytest.mark.parametrize(
    "data",
    [
        "1:result",
        "1:result:end:1:moon",
        "1:result:why:1:price:on",
        "1:result:told:1:yes",
        "1:result:use:1:6",
        "1:result:day:1:20269999",
        "1:result:end:999:won",
    ],
)
async def test_made_up_buttons_keep_nothing(world: World, data: str) -> None:
    chat = await closed(world)

    await chat.press(chat.last.message_id, data, stale=True)

    assert await results(world) == []
    assert "Sorry" not in chat.last.text
