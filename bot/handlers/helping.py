"""/help: what can be done, by situation."""

from telegram import Update

from bot.context import Context, Sender, sender
from bot.handlers import guard
from bot.screens import Screen
from bot.screens import help as screens
from bot.text import officers as officer_words
from bot.text.help import Topic


async def help_me(update: Update, context: Context) -> None:
    """Ask which situation it is."""
    chat = sender(update, context)
    await chat.reply(await _first(chat, context))


async def pressed(update: Update, context: Context) -> None:
    """Show what can be done in a situation, in place of the question."""
    chat, topic = sender(update, context), context.press(update).member(Topic)
    await chat.show(await _first(chat, context) if topic is None else screens.about(topic))


async def _first(chat: Sender, context: Context) -> Screen:
    officer = await guard.acting(chat, context)
    return screens.first("" if officer is None else officer_words.help_me(officer.role))
