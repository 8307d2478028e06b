"""A supplier changes what I look for."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from alerts.tables import Supplier
from bot.tables import Draft
from tests.make import NOW, notice
from tests.world import World

# What is asked and answered here does not depend on the database; other journeys run on both.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

MENU = """\
What I look for
Trades: Roofing and gutters
Words to look for: none
Words to avoid: none
Sector codes (CPV): none
Places: United Kingdom
Value limits: none
Matches: close ones, and possible ones marked so
When I write: each day at 8am

About you
Kind: Sole trader or company
People: 1 to 9 people
Based in: not said
Contract size you are comfortable with: up to £150,000 a year (my guess from your size)

You still hear of larger contracts. I mark them, because you may win them with partners."""


async def test_the_menu_says_what_is_looked_for(world: World) -> None:
    chat = await world.roofer()

    (menu,) = await chat.send("/watch")

    assert menu.text == MENU


@pytest.mark.parametrize(
    ("taps", "line"),
    [
        (["When I write", "Once a week"], "When I write: each Monday at 8am"),
        (["When I write", "At once"], "When I write: as soon as something is published"),
        (["When I write", "Another hour", "6pm"], "When I write: each day at 6pm"),
        (["Places", "County Durham"], "Places: County Durham"),
        (["Places", "North East", "Places", "Anywhere in the world"], "Places: anywhere in the world"),
        (["Contract size", "Up to £25,000"], "Contract size you are comfortable with: up to £25,000 a year"),
        (["About you", "Social enterprise"], "Kind: Social enterprise"),
        (["About you", "10 to 49 people"], "People: 10 to 49 people"),
        (["Where I am based", "County Durham"], "Based in: County Durham"),
    ],
    ids=lambda value: " > ".join(value) if isinstance(value, list) else "",
)
async def test_each_thing_can_be_changed_by_buttons(world: World, taps: list[str], line: str) -> None:
    chat = await world.roofer()
    await chat.send("/watch")

    for label in taps:
        await chat.tap(label)

    assert line in chat.last.text.splitlines()


async def test_a_weekly_supplier_can_choose_the_day(world: World) -> None:
    chat = await world.roofer()
    await chat.send("/watch")

    for label in ("When I write", "Once a week", "When I write", "Another day of the week", "Friday"):
        await chat.tap(label)

    assert "When I write: each Friday at 8am" in chat.last.text


@pytest.mark.parametrize(
    ("label", "typed", "line"),
    [
        ("Words to look for", "slate,  flat roof , slate", "Words to look for: slate and flat roof"),
        ("Words to avoid", "asbestos", "Words to avoid: asbestos"),
        ("Places", "dh1", "Places: County Durham"),
        ("Places", "North East, Scotland", "Places: North East and Scotland"),
    ],
)
async def test_words_and_places_can_be_typed(world: World, label: str, typed: str, line: str) -> None:
    chat = await world.roofer()
    await chat.send("/watch")
    await chat.tap(label)

    (menu,) = await chat.send(typed)

    assert menu.text.startswith("Saved.\n\nWhat I look for")
    assert line in menu.text.splitlines()


async def test_a_place_that_nobody_knows_is_asked_again(world: World) -> None:
    chat = await world.roofer()
    await chat.send("/watch")
    await chat.tap("Places")

    (asked,) = await chat.send("Atlantis")
    (menu,) = await chat.send("County Durham")

    assert asked.text.startswith("I do not know a place called “Atlantis”.")
    assert "Places: County Durham" in menu.text


async def test_too_many_words_are_refused_and_the_old_ones_stand(world: World) -> None:
    chat = await world.roofer()
    await chat.send("/watch")
    await chat.tap("Words to avoid")

    (refused,) = await chat.send(",".join(f"word{number}" for number in range(31)))
    await chat.send("/watch")

    assert refused.text.startswith("That is too much for me. Send at most 30 words")
    assert "Words to avoid: none" in chat.last.text


async def test_trades_are_added_and_taken_away(world: World) -> None:
    chat = await world.roofer()
    await chat.send("/watch")
    await chat.tap("Trades")

    await chat.tap("Electrical")
    both = chat.last.text
    await chat.tap("Chosen: Roofing and gutters")
    one = chat.last.text

    assert "You chose: Roofing and gutters; Electrical." in both
    assert "You chose: Electrical." in one


async def test_the_last_trade_stays_because_nothing_asked_for_would_be_everything(world: World) -> None:
    chat = await world.roofer()
    await chat.send("/watch")
    await chat.tap("Trades")

    (refused,) = await chat.tap("Chosen: Roofing and gutters")
    (menu,) = await chat.tap("Back")

    assert refused.text.startswith("I need at least one trade, word or sector code to look for")
    assert "Trades: Roofing and gutters" in menu.text


async def test_an_edit_rules_what_is_still_to_be_sent(world: World) -> None:
    chat = await world.roofer()
    await world.publish(notice())

    await chat.send("/watch")
    await chat.tap("Words to avoid")
    await chat.send("library")
    chat.news()
    done = await world.deliver(timedelta(days=1))

    assert (done.sent, done.cancelled) == (0, 1)
    assert chat.news() == []


async def test_a_button_with_a_made_up_choice_changes_nothing(world: World) -> None:
    chat = await world.roofer()
    (menu,) = await chat.send("/watch")

    for data in ("1:set:hour:3", "1:set:size:1", "1:set:trades:none-such", "1:set:colour:red", "1:set"):
        await chat.press(menu.message_id, data, stale=True)

    await chat.send("/watch")
    assert chat.last.text == MENU


async def test_an_unknown_button_answers_and_does_not_spin(world: World) -> None:
    chat = await world.roofer()

    await chat.press(chat.last.message_id, "from another age", stale=True)

    assert chat.popup == "This button is out of date. Send /latest or /watch to see how things are now."
    assert not chat.spins


async def test_forgetting_asks_first_and_then_leaves_no_trace(world: World) -> None:
    chat = await world.roofer()

    await chat.send("/forget")
    (kept,) = await chat.tap("No, keep it")
    await chat.send("/forget")
    (gone,) = await chat.tap("Yes, erase it all")
    (nothing,) = await chat.send("/latest")

    assert kept.text == "Nothing was erased."
    assert gone.text.startswith("Everything about you is erased.")
    assert nothing.text.startswith("I do not know your work yet.")
    async with world.shared.sessions.begin() as session:
        assert await session.scalar(select(func.count()).select_from(Supplier)) == 0
        assert await session.scalar(select(func.count()).select_from(Draft)) == 0


async def test_words_that_nothing_waits_for_are_answered(world: World) -> None:
    chat = await world.roofer()

    (answer,) = await chat.send("<b>hello & what is a framework?")
    (file,) = await chat.send_document("photo.txt", b"x")

    assert "The Council has used frameworks" in answer.text
    assert file.text.startswith("I can only read typed words and buttons.")


async def test_the_privacy_notice_is_there_for_everybody(world: World) -> None:
    (answer,) = await world.chat().send("/privacy")

    assert "/forget" in answer.text
    assert world.clock[0] == NOW


@pytest.mark.parametrize(
    ("waited", "taken"), [(timedelta(hours=1), True), (timedelta(hours=1, seconds=1), False)]
)
async def test_a_question_left_open_does_not_eat_what_is_typed_later(
    world: World, waited: timedelta, taken: bool
) -> None:
    chat = await world.roofer()
    await chat.send("/watch")
    await chat.tap("Words to avoid")

    world.clock[0] += waited
    await chat.send("asbestos")
    await chat.send("/watch")

    assert ("Words to avoid: asbestos" in chat.last.text) is taken


async def test_a_command_that_there_is_not_is_no_answer_to_a_question(world: World) -> None:
    chat = await world.roofer()
    await chat.send("/watch")
    await chat.tap("Words to avoid")

    (answer,) = await chat.send("/lates")
    await chat.send("/watch")

    assert answer.text == "I do not know that command. Send /help to see what you can do."
    assert "Words to avoid: none" in chat.last.text
