"""Deadlines as a calendar file: of one opportunity, or of all that is saved."""

from telegram import Update

from alerts import opportunities, saved
from bot import calendars
from bot.context import Context, Sender, sender
from bot.letters import name_of
from bot.screens import Screen
from bot.screens import saved as screens
from bot.text import calendar as words
from bot.text import general


async def calendar(update: Update, context: Context) -> None:
    """Send the file of all saved deadlines."""
    await _send_all(sender(update, context), context)


async def pressed(update: Update, context: Context) -> None:
    """Send the file of one deadline or of all. The message with the button stays as it is."""
    chat, press = sender(update, context), context.press(update)
    await context.acknowledge(update)

    if press.value() == screens.ALL:
        await _send_all(chat, context)
    else:
        await _send_one(chat, press.number(), context)


async def _send_all(chat: Sender, context: Context) -> None:
    now = context.now()
    async with context.sessions.begin() as session:
        rows = await saved.listed(session, chat.address, now)
    kept = [row.opportunity for row in rows]
    content = calendars.file(((each, name_of(each, context.shared.catalogue)) for each in kept), now)
    if content is None:
        await chat.reply(Screen(text=words.none_saved()))
    else:
        await chat.send_file(calendars.NAME, content, words.every(calendars.count(kept, now)))


async def _send_one(chat: Sender, opportunity_id: int | None, context: Context) -> None:
    async with context.sessions.begin() as session:
        found = None if opportunity_id is None else await opportunities.by_id(session, opportunity_id)
    if found is None:
        await chat.reply(Screen(text=general.old_button()))
        return
    content = calendars.file([(found, name_of(found, context.shared.catalogue))], context.now())
    if content is None:
        await chat.reply(Screen(text=words.no_deadline()))
    else:
        await chat.send_file(calendars.NAME, content, words.one(found.title))
