"""Finding out what can be done: /help by situation, and the menus that Telegram shows."""

import re

import pytest
from telegram import BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.ext import CommandHandler

from bot import app
from bot.handlers import desk
from bot.tables import Role
from bot.text import general, officers
from bot.text import help as words
from bot.text.help import Topic
from tests.world import World, open_world

FIRST = """\
What do you need?

Press what fits. Or type a question about selling to the Council, in any words.

I do not take bids. Each alert leads to the buyer's own notice, which says how to bid."""

TOO_MANY = """\
Too many or too few

Press “Not for me” below an alert: I ask why, and offer one change.
Send /why with the number of a notice: I say why it came, or did not come.
Send /watch to change trades, words, places and values yourself. “How close” there leaves out possible matches.
/muted lists the buyers, trades and portals that you have muted, and lets you take that back."""

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def commands(world: World) -> set[str]:
    """Return every command of a supplier that somebody listens to."""
    heard = (
        handler.commands for handler in world.application.handlers[0] if isinstance(handler, CommandHandler)
    )
    return {name for names in heard for name in names} - desk.COMMANDS.keys() - {"chatid"}


async def test_help_asks_for_the_situation_and_shows_what_can_be_done_in_it(world: World) -> None:
    chat = world.chat()

    (first,) = await chat.send("/help")
    (shown,) = await chat.tap("Too many or too few")
    (back,) = await chat.tap("All of help")

    assert (first.text, shown.text, back.text) == (FIRST, TOO_MANY, FIRST)
    assert [button.label for row in first.buttons for button in row] == [
        words.label(topic) for topic in Topic
    ]
    assert {first.message_id} == {shown.message_id, back.message_id}


async def test_every_command_is_in_the_menu_and_in_help_and_none_that_there_is_not(world: World) -> None:
    named = {
        name for topic in Topic for name in re.findall(r"/(\w+)", re.sub("<[^>]*>", "", words.about(topic)))
    }

    assert {name for name, _ in general.COMMANDS} == commands(world)
    assert named == commands(world) - {"help"}


@pytest.mark.parametrize("topic", Topic)
async def test_a_situation_is_a_heading_and_three_to_six_lines(world: World, topic: Topic) -> None:
    heading, gap, *lines = words.about(topic).splitlines()

    assert (heading, gap) == (f"<b>{words.label(topic)}</b>", "")
    assert 3 <= len(lines) <= 6
    assert all(lines)


async def test_help_tells_an_officer_what_else(world: World) -> None:
    jo = await world.appoint(Role.READER)

    (first,) = await jo.send("/help")

    assert first.text.startswith(
        f"{FIRST}\n\nAs an officer (reader)\n\nReports: what stops suppliers: /reports\n"
    )


async def test_each_chat_has_its_own_menu(database_url: str) -> None:
    async with open_world(database_url, officers_chat=-100) as world:
        world.api.person(-100, "Officers", started=True)
        jo = await world.appoint(Role.READER)

        await app.introduce(world.application)
        bot = world.application.bot
        everybody = await bot.get_my_commands(scope=BotCommandScopeAllPrivateChats())
        officer = await bot.get_my_commands(scope=BotCommandScopeChat(jo.chat_id))
        group = await bot.get_my_commands(scope=BotCommandScopeChat(-100))

    assert [command.command for command in everybody] == [name for name, _ in general.COMMANDS]
    assert [command.command for command in everybody[:7]] == [
        "latest",
        "search",
        "saved",
        "watch",
        "ask",
        "blocker",
        "help",
    ]
    assert [command.command for command in officer] == [
        name for name, _ in (*general.COMMANDS, *officers.commands_of(Role.READER))
    ]
    assert [command.command for command in group] == [name for name, _ in officers.IN_THEIR_CHAT]


async def test_what_people_see_before_they_press_start_fits(world: World) -> None:
    await app.introduce(world.application)

    assert (await world.application.bot.get_my_description()).description == general.DESCRIPTION
    shown = await world.application.bot.get_my_short_description()
    assert shown.short_description == general.SHORT_DESCRIPTION
