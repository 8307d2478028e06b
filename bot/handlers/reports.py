"""/myreports: what a supplier reported, how it stands, adding to it and taking it back. And /yousaid."""

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from bot import changes, drafts, feedback, redaction, references
from bot.buttons import Press
from bot.context import Context, Sender, sender
from bot.drafts import Form, Step
from bot.feedback import Held
from bot.filled import LONGEST_DETAIL
from bot.handlers.asking import after_command
from bot.references import Prefix
from bot.reporting import ON, units
from bot.screens import Screen
from bot.screens import reports as screens
from bot.text import blockers as blocker_words
from bot.text import reports as words


async def my_reports(update: Update, context: Context) -> None:
    """List the reports of a chat, or show the one whose reference follows the command."""
    chat = sender(update, context)
    typed = after_command(chat.text)

    async with context.sessions.begin() as session:
        if typed:
            screen = await _one(session, chat, references.read(Prefix.REPORT, typed) or "", typed)
        else:
            screen = screens.mine(await feedback.mine(session, chat.address), 0)
    await chat.reply(screen)


async def pressed(update: Update, context: Context) -> None:
    """Do what a button of a report asks for. What does not change a report shows it as it stands."""
    chat, press = sender(update, context), context.press(update)

    async with context.sessions.begin() as session:
        if press.value() == "list":
            screen = screens.mine(await feedback.mine(session, chat.address), press.number(1) or 0)
        else:
            screen = await _done(session, chat, press, context)
    await chat.show(screen)


async def _done(session: AsyncSession, chat: Sender, press: Press, context: Context) -> Screen:
    reference = press.value(1)
    held = await feedback.held(session, reference, chat.address)
    if held is None:
        return Screen(text=words.unknown(reference))
    match press.value():
        case "add" if held.report.withdrawn_at is None:
            form = Form(step=Step.ADDITION, answers={"reference": [reference]})
            await drafts.write(session, chat.address, form, context.now())
            return Screen(text=words.ask_addition(held.report))
        case "news" if held.report.withdrawn_at is None:
            await feedback.want_news(session, held, chat.address, wanted=press.value(2) == ON)
        case "back" if held.report.withdrawn_at is None:
            return screens.ask_withdraw(held.report)
        case "gone":
            await feedback.withdraw(session, held.report, context.now())
            return Screen(text=words.withdrawn(held.report))
        case _:
            pass
    return await _one(session, chat, reference, reference)


async def _one(session: AsyncSession, chat: Sender, reference: str, typed: str) -> Screen:
    held = await feedback.held(session, reference, chat.address)
    if held is None:
        return Screen(text=words.unknown(typed))
    return screens.one(held, await feedback.repeated_by(session, held.report))


async def taken(chat: Sender, form: Form, context: Context) -> None:
    """Take typed words as an addition to a report."""
    kept = redaction.text(chat.text)
    if not kept:
        await chat.reply(Screen(text=blocker_words.nothing_to_read()))
        return
    if units(kept) > LONGEST_DETAIL:
        await chat.reply(Screen(text=blocker_words.too_long(LONGEST_DETAIL)))
        return
    async with context.sessions.begin() as session:
        held = await feedback.held(session, form.first("reference"), chat.address)
        await drafts.drop(session, chat.address)
        text = words.addition(kept, context.now())
        added = held is not None and await feedback.add(session, held.report.id, text)
    await chat.reply(Screen(text=_answer(held, kept, form, added=added)))


def _answer(held: Held | None, kept: str, form: Form, *, added: bool) -> str:
    if held is None:
        return words.unknown(form.first("reference"))
    return words.added(held.report, kept) if added else words.no_room(held.report)


async def you_said(update: Update, context: Context) -> None:
    """Show what was changed because of reports, the newest first."""
    async with context.sessions.begin() as session:
        page = await changes.published(session, 0)
    await sender(update, context).reply(screens.changes(page))


async def you_said_pressed(update: Update, context: Context) -> None:
    """Turn to a page of what was changed."""
    chat, press = sender(update, context), context.press(update)

    async with context.sessions.begin() as session:
        page = await changes.published(session, press.number() or 0)
    await chat.show(screens.changes(page))
