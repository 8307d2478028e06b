"""What a supplier keeps an eye on: saving, the list, a note, and turning kinds of message off."""

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from alerts import kinds, reminders, saved
from alerts.saved import LONGEST_NOTE
from alerts.tables import DeliveryKind
from bot import drafts
from bot.buttons import Press
from bot.context import Context, Sender, sender
from bot.drafts import Form, Step
from bot.letters import name_of
from bot.screens import Screen
from bot.screens import kinds as kind_screens
from bot.screens import saved as screens
from bot.text import general

OPPORTUNITY = "opportunity"


async def save_pressed(update: Update, context: Context) -> None:
    """Save an opportunity. The message with the button stays as it is."""
    chat, press, now = sender(update, context), context.press(update), context.now()
    await context.acknowledge(update)

    async with context.sessions.begin() as session:
        kept = await saved.keep(session, chat.address, press.number() or 0, now)
        row = kept.saved
        coming = [] if row is None else await reminders.coming(session, row.supplier_id, row.opportunity_id)
        off = await kinds.turned_off(session, chat.address)
    await chat.reply(screens.kept(kept, coming, off, now))


async def list_saved(update: Update, context: Context) -> None:
    """Show the first page of the list."""
    chat = sender(update, context)

    async with context.sessions.begin() as session:
        await drafts.drop(session, chat.address)
        screen = await _list(session, chat, 0, context)
    await chat.reply(screen)


async def saved_pressed(update: Update, context: Context) -> None:
    """Turn a page of the list, or show or change one thing on it."""
    chat, press = sender(update, context), context.press(update)

    async with context.sessions.begin() as session:
        screen = await _pressed(session, chat, press, context)
    await chat.show(screen)


async def _pressed(session: AsyncSession, chat: Sender, press: Press, context: Context) -> Screen:
    number = press.number(1) or 0
    if press.value() == screens.LIST:
        return await _list(session, chat, number, context)
    if press.value() == screens.REMOVE:
        removed = await saved.remove(session, chat.address, number, context.now())
        return screens.gone() if removed is None else screens.removed(removed)
    if press.value() == screens.CLEAR:
        await saved.write_note(session, chat.address, number, None)
        await drafts.drop(session, chat.address)
    row = await saved.one(session, chat.address, number)
    if row is None:
        return screens.gone()
    if press.value() == screens.NOTE:
        form = Form(step=Step.SAVED_NOTE, answers={OPPORTUNITY: [str(number)]})
        await drafts.write(session, chat.address, form, context.now())
        return screens.ask_note(row)
    return screens.one(row, name_of(row.opportunity, context.shared.catalogue), context.now())


async def take_note(chat: Sender, form: Form, context: Context) -> None:
    """Take typed words as the note that was asked for."""
    note = chat.text.strip()
    if len(note) > LONGEST_NOTE:
        await chat.reply(screens.note_too_long(len(note)))
        return
    async with context.sessions.begin() as session:
        await drafts.drop(session, chat.address)
        row = await saved.write_note(session, chat.address, int(form.first(OPPORTUNITY)), note)
    if row is None:
        await chat.reply(screens.gone())
    else:
        name = name_of(row.opportunity, context.shared.catalogue)
        await chat.reply(screens.one(row, name, context.now()))


async def turn_pressed(update: Update, context: Context) -> None:
    """Turn a kind of message off, or on again. The message with the button stays as it is."""
    chat, press = sender(update, context), context.press(update)
    kind, on = press.member(DeliveryKind), press.value(1) == kind_screens.ON
    await context.acknowledge(update)

    if kind is None:
        await chat.reply(Screen(text=general.old_button()))
        return
    async with context.sessions.begin() as session:
        known = await kinds.turn(session, chat.address, kind, on=on)
    await chat.reply(kind_screens.turned(kind, on=on) if known else Screen(text=general.join_first()))


async def _list(session: AsyncSession, chat: Sender, page: int, context: Context) -> Screen:
    rows = await saved.listed(session, chat.address, context.now())
    off = await kinds.turned_off(session, chat.address)
    return screens.listed(rows, page, off, context.now())
