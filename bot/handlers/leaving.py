"""Stopping, what is kept about a chat, being forgotten, and blocking the bot."""

from telegram import ChatMember, Update

from alerts import suppliers
from alerts.suppliers import Stopped
from alerts.tables import EndedReason
from bot import drafts, own_data
from bot.context import Context, Sender, sender
from bot.screens import Screen
from bot.screens import leaving as screens
from bot.text import general
from bot.text import own_data as own_words
from bot.text import privacy as words


async def stop(update: Update, context: Context) -> None:
    """Stop all alerts to this chat, and say so whether or not there were any."""
    chat = sender(update, context)
    await chat.reply(await _stop(chat, context))


async def stop_pressed(update: Update, context: Context) -> None:
    """Stop from the button below an alert. The alert stays; the answer is a new message."""
    chat = sender(update, context)
    await context.acknowledge(update)
    await chat.reply(await _stop(chat, context))


async def _stop(chat: Sender, context: Context) -> Screen:
    async with context.sessions.begin() as session:
        await drafts.drop(session, chat.address)
        outcome = await suppliers.stop(session, chat.address, context.now())
    match outcome:
        case Stopped.STOPPED:
            return Screen(text=general.stopped())
        case Stopped.NOT_SUBSCRIBED:
            return Screen(text=general.not_subscribed())


async def privacy(update: Update, context: Context) -> None:
    """Show the privacy notice."""
    await sender(update, context).reply(Screen(text=words.notice()))


async def my_data(update: Update, context: Context) -> None:
    """Give all that is kept about this chat: in short, to be read, and for a program."""
    chat, now = sender(update, context), context.now()

    async with context.sessions.begin() as session:
        held = await own_data.gather(session, chat.address)
    if not held:
        await chat.reply(Screen(text=general.nothing_known()))
        return
    await chat.reply(Screen(text=own_words.overview(held)))
    await chat.send_file(own_words.TEXT_FILE, own_words.text(held, chat.address, now).encode())
    await chat.send_file(own_words.JSON_FILE, own_words.as_json(held, chat.address, now))


async def ask_forget(update: Update, context: Context) -> None:
    """Say what goes and what stays, and ask before anything is erased."""
    chat = sender(update, context)

    async with context.sessions.begin() as session:
        held = await own_data.count(session, chat.address)
    await chat.reply(screens.ask_forget(held) if held else Screen(text=general.nothing_known()))


async def forget_pressed(update: Update, context: Context) -> None:
    """Erase everything about this chat, at once."""
    chat, press = sender(update, context), context.press(update)

    if press.value() != "yes":
        await chat.show(Screen(text=general.kept()))
        return
    async with context.sessions.begin() as session:
        was = await own_data.erase(session, chat.address)
    await chat.show(Screen(text=words.forgotten(was)))


async def heard(update: Update, context: Context) -> None:
    """Record that somebody is there, before anything else is done with what they sent or pressed. Once a day."""
    if update.effective_chat is None or update.my_chat_member is not None:
        return
    address, now = sender(update, context).address, context.now()
    if context.shared.heard_today.is_left(address, now):
        async with context.sessions.begin() as session:
            await suppliers.heard(session, address, now)
        context.shared.heard_today.use(address, now)


async def membership_changed(update: Update, context: Context) -> None:
    """Pause a supplier who blocked the bot. The answers stay, and /start turns the alerts on again."""
    change = update.my_chat_member
    if change is None or change.new_chat_member.status not in {ChatMember.BANNED, ChatMember.LEFT}:
        return
    async with context.sessions.begin() as session:
        await suppliers.stop(session, sender(update, context).address, context.now(), EndedReason.UNREACHABLE)
