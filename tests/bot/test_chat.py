"""A person in a chat with an unmodified application, through the Bot API in this process."""

import asyncio
from typing import Any

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, Forbidden
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.telegram_local import BotApi, File, LocalRequest
from tests.bot.speaking import LINK, SAM, bot_api
from tests.chat import Chat


@pytest.fixture
def api() -> BotApi:
    return bot_api()


async def greet(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.effective_message is not None
    keyboard = InlineKeyboardMarkup(
        [
            [InlineKeyboardButton("Yes", callback_data="yes")],
            [InlineKeyboardButton("Read it", url=LINK)],
        ]
    )
    await update.effective_message.reply_html("<b>Welcome</b>", reply_markup=keyboard)


async def agree(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer("Saved")
    try:
        await query.edit_message_text("You said yes.")
    except BadRequest:
        return  # the second tap: nothing is left to change
    await context.bot.send_document(SAM, b"a,b", filename="yes.csv")


async def read_file(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    assert update.message.document is not None
    file = await update.message.document.get_file()
    content = await file.download_as_bytearray()
    await update.message.reply_text(content.decode())


async def note_block(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    with pytest.raises(Forbidden):
        await context.bot.send_message(SAM, "Goodbye")


def application_on(api: BotApi) -> Application[Any, Any, Any, Any, Any, Any]:
    application = (
        Application.builder()
        .token("1:local")
        .request(LocalRequest(api))
        .get_updates_request(LocalRequest(api))
        .build()
    )
    application.add_handler(CommandHandler("start", greet))
    application.add_handler(CallbackQueryHandler(agree))
    application.add_handler(MessageHandler(filters.Document.ALL, read_file))
    application.add_handler(ChatMemberHandler(note_block))
    return application


async def test_a_person_talks_with_an_unmodified_application(api: BotApi) -> None:
    async with Chat(application_on(api), api, SAM) as chat:
        greeting = await chat.send("/start")
        assert [shown.html for shown in greeting] == ["<b>Welcome</b>"]
        assert chat.labels == ["Yes", "Read it"]

        edited, file = await chat.tap_twice("Yes")
        assert (edited.text, edited.edited, chat.popup, chat.spins) == ("You said yes.", True, "Saved", False)
        assert file.file == File(name="yes.csv", content=b"a,b")

        [echoed] = await chat.send_document("a.txt", "£5".encode())
        assert (echoed.text, chat.last, chat.texts) == ("£5", echoed, ["You said yes.", "", "£5"])
        await chat.block()


async def test_a_tap_on_what_is_not_there_says_what_is(api: BotApi) -> None:
    async with Chat(application_on(api), api, SAM) as chat:
        await chat.send("/start")

        with pytest.raises(AssertionError, match="Yes, Read it"):
            await chat.tap("No")
        with pytest.raises(AssertionError, match="find-tender"):
            await chat.tap("Read it")


async def test_what_comes_between_looks_is_news(api: BotApi) -> None:
    async with Chat(application_on(api), api, SAM) as chat:
        await chat.send("/start")
        await chat.application.bot.send_message(SAM, "New work near you")

        assert [shown.text for shown in chat.news()] == ["New work near you"]
        assert chat.news() == []


async def test_long_polling_works_in_process(api: BotApi) -> None:
    handled = asyncio.Event()

    async def note(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        handled.set()

    application = application_on(api)
    application.add_handler(TypeHandler(Update, note), group=1)  # after the handler under test

    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling(timeout=5)
        api.send(SAM, "/start")
        await asyncio.wait_for(handled.wait(), 5)
        await application.updater.stop()
        await application.stop()

    assert [shown.text for shown in api.transcript(SAM)] == ["Welcome"]


async def test_a_poll_ends_empty_when_nobody_writes(api: BotApi) -> None:
    application = application_on(api)

    assert await application.bot.get_updates(timeout=1) == ()
