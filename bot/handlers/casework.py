"""Reports, as officers find and read them, and their notes. `deciding` moves a report on."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from alerts.frequency import LONDON
from bot import casework, drafts, officers, references, selections, typed_filters
from bot.buttons import Press
from bot.context import Context, Sender, sender
from bot.drafts import Form, Step
from bot.handlers.asking import after_command
from bot.officers import Acting, Task
from bot.references import Prefix
from bot.report_filters import Filters
from bot.screens import Screen
from bot.screens import casework as screens
from bot.screens.casework import At
from bot.text import casework as words
from bot.text import choosing
from bot.typed_filters import Refused

WAITING = frozenset({Step.REPORT_WORDS, Step.NOTE, Step.REASON, Step.DUPLICATE})
"""What an officer may be asked to type about reports."""

PIECE = 2_000
"""Characters that fit into a message whatever they are: Telegram counts some of them twice."""


async def reports(update: Update, context: Context, officer: Acting) -> None:
    """List the reports that the command asks for, or open the one whose number it has."""
    chat = sender(update, context)
    typed = after_command(chat.text)
    reference = references.read(Prefix.REPORT, typed)
    chosen = typed_filters.read(_with_a_word(typed))
    if reference is not None:
        await chat.reply(await shown(context, officer, At(reference=reference)))
    elif isinstance(chosen, Refused):
        await chat.reply(Screen(text=choosing.not_understood(chosen)))
    else:
        await chat.reply(await _chosen(chat, context, officer, chosen))


def _with_a_word(typed: str) -> str:
    """Take what names no filter as words to look for."""
    named = any(part in typed_filters.WORDS for part in typed.casefold().split())
    return typed if named or not typed else f"{typed_filters.SAID} {typed}"


async def reports_pressed(update: Update, context: Context, officer: Acting) -> None:
    """Turn a page, or choose which reports to see."""
    chat, press = sender(update, context), context.press(update)
    await wait_no_more(chat, context)
    async with context.sessions.begin() as session:
        chosen = await selections.read(session, chat.address, press.number(1))
    selection = 0 if chosen == Filters() else press.number(1) or 0
    match press.value():
        case "by":
            await chat.show(screens.by(chosen, selection))
        case "pick" if press.value(2) in screens.CHOICES:
            await chat.show(screens.pick(press.value(2), selection))
        case "dates":
            await chat.show(screens.dates(selection, context.now().astimezone(LONDON).date()))
        case "words":
            await _ask_words(chat, context, selection)
        case "set":
            await chat.show(await _chosen(chat, context, officer, _with_choice(chosen, press)))
        case _:
            async with context.sessions.begin() as session:
                page = press.number(2) or 0
                screen = await _list(session, context, officer, chosen, selection=selection, page=page)
            await chat.show(screen)


def _with_choice(chosen: Filters, press: Press) -> Filters:
    changed = typed_filters.of({press.value(2): press.value(3)})
    return chosen if isinstance(changed, Refused) else chosen.with_those_of(changed)


async def _ask_words(chat: Sender, context: Context, selection: int) -> None:
    form = Form(step=Step.REPORT_WORDS, answers={"selection": [str(selection)]})
    async with context.sessions.begin() as session:
        await drafts.write(session, chat.address, form, context.now())
    await chat.show(Screen(text=choosing.ask_words()))


async def words_typed(chat: Sender, form: Form, context: Context, officer: Acting) -> None:
    """Take words to look for in reports."""
    async with context.sessions.begin() as session:
        await drafts.drop(session, chat.address)
        chosen = await selections.read(session, chat.address, int(form.first("selection")))
    chosen = replace(chosen, words=" ".join(chat.text.split()))
    await chat.reply(await _chosen(chat, context, officer, chosen))


async def _chosen(chat: Sender, context: Context, officer: Acting, chosen: Filters) -> Screen:
    async with context.sessions.begin() as session:
        selection = await selections.keep(session, chat.address, chosen, context.now())
        return await _list(session, context, officer, chosen, selection=selection)


async def _list(
    session: AsyncSession,
    context: Context,
    officer: Acting,
    chosen: Filters,
    *,
    selection: int,
    page: int = 0,
) -> Screen:
    found = await casework.found(session, chosen, page, screens.PER_PAGE)
    await officers.record(
        session, officer.name, Task.SEE_REPORTS, context.now(), count=found.total, **chosen.given()
    )
    return screens.listed(found, chosen, selection, page, may_export=officer.may(Task.EXPORT_REPORTS))


async def case_pressed(update: Update, context: Context, officer: Acting) -> None:
    """Show a report, or all of its supplier's words. To look at a new one changes nothing about it."""
    chat, press = sender(update, context), context.press(update)
    if press.value() == "words":
        await chat.acknowledge()
        await _say_all(chat, context, press.value(1))
    else:
        await wait_no_more(chat, context)
        await chat.show(await shown(context, officer, screens.at_of(press.values[1:])))


async def _say_all(chat: Sender, context: Context, reference: str) -> None:
    async with context.sessions.begin() as session:
        found = await casework.case(session, reference)
    said = words.gone() if found is None else words.all_words(found.report)
    for start in range(0, len(said), PIECE):
        await chat.reply(Screen(text=words.piece(said[start : start + PIECE])))


async def shown(context: Context, officer: Acting, at: At, head: str = "") -> Screen:
    """Show a report to an officer, which is recorded. `head` says what was just done."""
    async with context.sessions.begin() as session:
        found = await casework.case(session, at.reference)
        if found is None:
            return Screen(text=words.gone())
        await officers.record(session, officer.name, Task.SEE_REPORTS, context.now(), at.reference)
    return screens.case(found, officer, at, head)


async def note_pressed(update: Update, context: Context, _officer: Acting) -> None:
    """Ask for a note."""
    chat, at = sender(update, context), screens.at_of(context.press(update).values)
    await wait_for(chat, context, Step.NOTE, at)
    await chat.show(screens.after(words.ask_note(at.reference), at))


async def note_typed(chat: Sender, form: Form, context: Context, officer: Acting) -> None:
    """Keep a note."""
    at, text = screens.at_of(form.all("at")), chat.text.strip()
    if len(text) > words.LONGEST_NOTE:
        await chat.reply(screens.after(words.too_long(words.LONGEST_NOTE), at))
        return
    async with context.sessions.begin() as session:
        await drafts.drop(session, chat.address)
        await casework.note(session, at.reference, text, by=officer.name, now=context.now())
    await chat.reply(await shown(context, officer, at, words.noted(at.reference)))


async def wait_no_more(chat: Sender, context: Context) -> None:
    """Take what is typed next as no answer about a report: the officer has turned to something else."""
    async with context.sessions.begin() as session:
        form = await drafts.read(session, chat.address, context.now(), drafts.WAITS_FOR)
        if form is not None and form.step in WAITING:
            await drafts.drop(session, chat.address)


async def wait_for(chat: Sender, context: Context, step: Step, at: At, **answers: list[str]) -> None:
    """Take the next typed words as an answer about a report."""
    form = Form(step=step, answers={"at": [str(part) for part in at.carried()], **answers})
    async with context.sessions.begin() as session:
        await drafts.write(session, chat.address, form, context.now())
