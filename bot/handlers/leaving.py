"""Stopping, being forgotten, blocking the bot, and the privacy notice."""

from telegram import ChatMember, Update

from alerts import suppliers
from alerts.suppliers import Stopped
from alerts.tables import EndedReason
from bot import drafts, feedback, questions, selections, tickets, uploads
from bot.buttons import Action, to
from bot.context import Context, Sender, sender
from bot.handlers import guard
from bot.screens import Screen
from bot.text import general
from bot.text import joining as joining_words
from bot.text import officers as officer_words


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
    await sender(update, context).reply(Screen(text=joining_words.privacy()))


async def ask_forget(update: Update, context: Context) -> None:
    """Ask before everything is erased."""
    yes, no = to("Yes, erase it all", Action.FORGET, "yes"), to("No, keep it", Action.FORGET, "no")
    await sender(update, context).reply(Screen(text=general.ask_forget(), rows=[[yes], [no]]))


async def forget_pressed(update: Update, context: Context) -> None:
    """Erase everything about this chat, at once."""
    chat, press = sender(update, context), context.press(update)

    if press.value() != "yes":
        await chat.show(Screen(text=general.kept()))
        return
    async with context.sessions.begin() as session:
        had = [
            await drafts.drop(session, chat.address),
            await questions.forget(session, chat.address),
            await tickets.forget(session, chat.address),
            await feedback.forget(session, chat.address),
            await uploads.forget(session, chat.address),
            await selections.forget(session, chat.address),
            await suppliers.forget(session, chat.address),
        ]
    told = general.forgotten() if any(had) else general.nothing_known()
    if await guard.acting(chat, context) is not None:
        told += f"\n\n{officer_words.still_officer()}"
    await chat.show(Screen(text=told))


async def membership_changed(update: Update, context: Context) -> None:
    """Pause a supplier who blocked the bot. The answers stay, and /start turns the alerts on again."""
    change = update.my_chat_member
    if change is None or change.new_chat_member.status not in {ChatMember.BANNED, ChatMember.LEFT}:
        return
    async with context.sessions.begin() as session:
        await suppliers.stop(session, sender(update, context).address, context.now(), EndedReason.UNREACHABLE)
