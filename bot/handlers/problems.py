"""What is left: commands there are not, buttons that lead nowhere any more, and faults of our own."""

import structlog
from telegram import Update
from telegram.error import TelegramError

from bot.context import Context, sender
from bot.screens import Screen
from bot.text import general

log = structlog.get_logger()


async def unknown_command(update: Update, context: Context) -> None:
    """Answer a command that there is not. It is never taken as the answer to a form."""
    await sender(update, context).reply(Screen(text=general.unknown_command()))


async def not_words(update: Update, context: Context) -> None:
    """Answer a picture, a sticker, a voice message or a file."""
    await sender(update, context).reply(Screen(text=general.words_only()))


async def old_button(update: Update, context: Context) -> None:
    """Answer a button that we do not know, so that it does not spin for ever."""
    await context.acknowledge(update, general.old_button())


async def failed(update: object, context: Context) -> None:
    """Log a fault once, and apologise once."""
    log.error("update_failed", exc_info=context.error)
    if not isinstance(update, Update) or update.effective_chat is None:
        return
    try:
        await sender(update, context).reply(Screen(text=general.problem()))
    except TelegramError:
        log.warning("apology_failed")  # most likely the same fault; it is in the log already
