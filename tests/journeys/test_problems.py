"""Faults of our own, and people who do what nobody expected."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text
from telegram import Update

from bot import logs
from bot.telegram_local import ApiError
from tests.make import notice
from tests.world import World

APOLOGY = "Sorry, something went wrong on my side. Nothing of yours is lost. Please try again in a minute."


async def break_the_database(world: World) -> None:
    async with world.shared.sessions.begin() as session:
        await session.execute(text("ALTER TABLE watches RENAME TO gone"))


async def test_a_fault_of_ours_is_apologised_for_once_and_logged_without_the_person(
    world: World, capsys: pytest.CaptureFixture[str], log_put_back: None
) -> None:
    logs.configure(world.shared.settings)
    chat = await world.roofer(987654321)
    await break_the_database(world)

    news = await chat.send("/latest")

    logged = capsys.readouterr()
    assert [message.text for message in news] == [APOLOGY]
    assert "update_failed" in logged.err
    assert "987654321" not in logged.out + logged.err


async def test_an_apology_that_cannot_be_sent_ends_there(world: World) -> None:
    chat = await world.roofer()
    await break_the_database(world)
    world.api.fail_next("sendMessage", ApiError(403, "Forbidden: bot was blocked by the user"))

    news = await chat.send("/latest")

    assert news == []


def message_json(**changes: Any) -> dict[str, Any]:
    usual = {
        "message_id": 1,
        "date": int(datetime(2026, 8, 10, tzinfo=UTC).timestamp()),
        "chat": {"id": 1001, "type": "private", "first_name": "Sam"},
        "from": {"id": 1001, "is_bot": False, "first_name": "Sam"},
        "text": "/start",
        "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
    }
    return usual | changes


@pytest.mark.parametrize(
    "update",
    [
        {"message": message_json(chat={"id": -5, "type": "group", "title": "Site team"})},
        {"channel_post": message_json(chat={"id": -6, "type": "channel", "title": "News"})},
    ],
    ids=["in a group", "in a channel"],
)
async def test_only_new_messages_in_private_chats_are_answered(world: World, update: dict[str, Any]) -> None:
    await world.application.process_update(Update.de_json({"update_id": 7, **update}, world.application.bot))

    assert [call.method for call in world.api.calls if call.method == "sendMessage"] == []


async def test_a_message_that_was_deleted_is_answered_anew(world: World) -> None:
    chat = await world.roofer(when="Done: tell me at once")
    await world.publish(notice())
    await world.deliver()
    world.api.fail_next("editMessageText", ApiError(400, "Bad Request: message to edit not found"))

    news = await chat.tap("Change")

    assert news[-1].text.startswith("What I look for")


async def test_a_button_pressed_while_we_were_away_still_works(world: World) -> None:
    chat = await world.roofer()
    world.api.fail_next(
        "answerCallbackQuery",
        ApiError(400, "Bad Request: query is too old and response timeout expired or query ID is invalid"),
    )

    news = await chat.tap("What is open now")

    assert news[-1].text.startswith("Nothing is open for you now.")
