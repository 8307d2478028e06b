"""Hand what people did to the application, in order, each waited for: no polling and no sleeping."""

from typing import Any

from telegram import Update
from telegram.ext import Application

from bot.telegram_local.api import BotApi


async def hand_over(api: BotApi, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
    """Let the application answer everything that waits for it."""
    while waiting := api.call("getUpdates", {"limit": 1}):
        # Confirmed before it is handled, so that a handler that fails is not given it again.
        api.call("getUpdates", {"limit": 1, "offset": waiting[0]["update_id"] + 1})
        await application.process_update(Update.de_json(waiting[0], application.bot))
