"""What is left: commands there are not, buttons that lead nowhere any more, and faults of our own."""

import structlog
from telegram import Update
from telegram.constants import ChatType
from telegram.error import TelegramError

from bot.context import Context, sender
from bot.screens import Screen
from bot.text import general

log = structlog.get_logger()


async def unknown_command(update: Update, context: Context) -> None:
    """Answer a command that there is not. It is never taken as the answer to a form."""
    await sender(update, context).reply(Screen(text=general.unknown_command()))


async def not_words(update: Update, context: Context) -> None:
    """Answer a picture, a sticker, a voice message or a file. An album of them is answered once."""
    album = None if update.message is None else update.message.media_group_id
    if album is None or context.shared.background.first_time(f"album {album}"):
        await sender(update, context).reply(Screen(text=general.words_only()))


async def changed_words(update: Update, context: Context) -> None:
    """Answer a message that was changed after it was sent: it is not read again."""
    await sender(update, context).reply(Screen(text=general.changed_words()))


async def old_button(update: Update, context: Context) -> None:
    """Answer a button that we do not know, so that it does not spin for ever."""
    await context.acknowledge(update, general.old_button())


async def too_much(update: Update) -> None:
    """Tell a person that so much at once is too much. In a group nobody waits for each answer."""
    query, message = update.callback_query, update.effective_message
    try:
        if query is not None:
            await query.answer(general.too_much(), show_alert=True)
        elif message is not None and message.chat.type == ChatType.PRIVATE:
            await message.get_bot().send_message(message.chat_id, general.too_much())
    except TelegramError:
        log.warning("too_much_not_told")
    log.warning("person_left_out")


async def failed(update: object, context: Context) -> None:
    """Log a fault once, and apologise once."""
    log.error("update_failed", exc_info=context.error)
    if not isinstance(update, Update) or update.effective_chat is None:
        return
    try:
        await context.acknowledge(update)
        await sender(update, context).reply(Screen(text=general.problem()))
    except TelegramError:
        log.warning("apology_failed")  # most likely the same fault; it is in the log already
