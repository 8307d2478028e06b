"""Sharing an opportunity: giving the link, and showing what it leads to."""

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from alerts import opportunities, suppliers
from bot import sharing
from bot.buttons import Press
from bot.context import Context, Sender, sender
from bot.handlers.asking import after_command
from bot.handlers.opportunities import sent_in
from bot.letters import name_of
from bot.screens import Screen
from bot.screens import alerts as alert_screens
from bot.screens import sharing as screens
from bot.text import general
from bot.text import sharing as words


async def pressed(update: Update, context: Context) -> None:
    """Give the link to an opportunity, or ask to which of a page. The alert itself stays as it is."""
    chat, press = sender(update, context), context.press(update)
    await context.acknowledge(update)

    async with context.sessions.begin() as session:
        if press.value() == alert_screens.WHICH:
            screen = await _which(session, chat, press, context)
        else:
            screen = await _link(session, press, context)
    await chat.reply(screen)


async def _which(session: AsyncSession, chat: Sender, press: Press, context: Context) -> Screen:
    items, page = await sent_in(session, chat, press.number(1), context), press.number(2)
    shown = None if items is None or page is None else screens.which(items, page)
    return shown if shown is not None and shown.rows else Screen(text=general.old_button())


async def _link(session: AsyncSession, press: Press, context: Context) -> Screen:
    found = await opportunities.by_id(session, press.number(1))
    if found is None:
        return Screen(text=general.old_button())
    return screens.link(found, sharing.link(context.bot.username, found))


async def opened(update: Update, context: Context) -> None:
    """Show the opportunity that a link leads to."""
    chat = sender(update, context)

    async with context.sessions.begin() as session:
        found = await sharing.opened(session, after_command(chat.text))
        joined = await suppliers.by_address(session, chat.address) is not None
    if found is None:
        await chat.reply(Screen(text=words.gone()))
    else:
        name = name_of(found, context.shared.catalogue)
        await chat.reply(screens.opened(found, name, context.now(), joined=joined))
