"""A Bot API of our own in this process: the terminal demo and the tests talk to the real bot through it.

    api = BotApi(now=clock)
    application = (
        Application.builder().token("1:local").request(LocalRequest(api))
        .get_updates_request(LocalRequest(api)).build()
    )
    api.send(chat_id, "/start")       # a person writes
    api.press(chat_id, 2, "trade:7")  # and taps
    api.transcript(chat_id)           # what they see

It refuses what Telegram refuses, in Telegram's words. `markup` reads HTML, `rules` holds the limits,
`chats` what was said, `updates` what waits for the bot, `api` the methods, `request` joins it to
python-telegram-bot.
"""

from bot.telegram_local.api import ActionError, BotApi, Call
from bot.telegram_local.chats import Button, Chat, File, Popup, Shown
from bot.telegram_local.markup import Entity, Run, runs
from bot.telegram_local.request import LocalRequest
from bot.telegram_local.rules import ApiError

__all__ = [
    "ActionError",
    "ApiError",
    "BotApi",
    "Button",
    "Call",
    "Chat",
    "Entity",
    "File",
    "LocalRequest",
    "Popup",
    "Run",
    "Shown",
    "runs",
]
