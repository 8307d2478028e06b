"""/post: one opportunity typed in by a form, shown as suppliers will see it, and sent."""

import asyncio

from telegram import Update

from alerts import ingest, opportunities
from alerts.errors import SourceFormatError
from alerts.ingest import Imported
from alerts.notice import Notice
from alerts.sources import read
from bot import drafts, officers, posting, references, uploads
from bot.context import Context, Sender, sender
from bot.drafts import Form, Step
from bot.officers import Acting, Task
from bot.posting import Field, Refused
from bot.references import Prefix
from bot.screens import Screen
from bot.screens import posting as screens
from bot.text import posting as words


async def post(update: Update, context: Context, _officer: Acting) -> None:
    """Begin the form, or ask whether to go on with one that was left."""
    chat = sender(update, context)
    form = await _form(chat, context)
    if form is None:
        await chat.reply(await _begin(chat, context))
    else:
        await chat.reply(screens.begun_before(form))


async def _begin(chat: Sender, context: Context) -> Screen:
    async with context.sessions.begin() as session:
        reference = references.new(Prefix.OPPORTUNITY)
        while await opportunities.by_reference(session, reference) is not None:
            reference = references.new(Prefix.OPPORTUNITY)
    return await _next(chat, context, posting.begun(reference, _publisher(context)))


def _publisher(context: Context) -> str:
    return context.shared.catalogue[uploads.SOURCE].publisher


async def _form(chat: Sender, context: Context) -> Form | None:
    async with context.sessions.begin() as session:
        form = await drafts.read(session, chat.address, context.now(), drafts.WAITS_FOR)
    return form if form is not None and form.step is Step.POST else None


async def typed(chat: Sender, form: Form, context: Context, _officer: Acting) -> None:
    """Take typed words as the answer to what the form asks."""
    await chat.reply(await _answered(chat, context, form, posting.take(form, chat.text, context.now())))


async def pressed(update: Update, context: Context, officer: Acting) -> None:
    """Take what a button of the form says."""
    chat, press = sender(update, context), context.press(update)
    form = await _form(chat, context)
    match press.value():
        case "anew":
            await chat.show(await _begin(chat, context))
        case "send":
            await _send(chat, context, officer, form, press.value(1))
        case _ if form is None:
            await chat.show(Screen(text=words.form_over()))
        case "set":
            await _set(chat, context, form, press.member(Field, 1), press.value(2), press.value(3))
        case "which":
            await chat.show(screens.which())
        case "edit":
            await _edit(chat, context, form, press.member(Field, 1))
        case "drop":
            await _drop(chat, context)
        case _:
            await chat.show(await _next(chat, context, form))


async def _set(chat: Sender, context: Context, form: Form, field: Field | None, *values: str) -> None:
    value, further = values
    answer = form if field is None else posting.press(form, field, value, context.now(), further)
    await chat.show(await _answered(chat, context, form, answer))


async def _edit(chat: Sender, context: Context, form: Form, field: Field | None) -> None:
    await chat.show(await _next(chat, context, form if field is None else posting.ask_again(form, field)))


async def _drop(chat: Sender, context: Context) -> None:
    async with context.sessions.begin() as session:
        await drafts.drop(session, chat.address)
    await chat.show(Screen(text=words.dropped()))


async def _answered(chat: Sender, context: Context, form: Form, answer: Form | Refused) -> Screen:
    if isinstance(answer, Form):
        return await _next(chat, context, answer)
    field = posting.asked(form)
    if field is None:  # typed where a button is waited for
        return await _next(chat, context, form)
    return screens.ask(form, field, _publisher(context), answer)


async def _next(chat: Sender, context: Context, form: Form) -> Screen:
    """Keep the form, and ask the next question or show what suppliers will see."""
    field = posting.asked(form)
    if field is Field.SECTOR:
        form = await asyncio.to_thread(posting.offered, form)
    async with context.sessions.begin() as session:
        await drafts.write(session, chat.address, form, context.now())
    if field is not None:
        return screens.ask(form, field, _publisher(context))
    return await _preview(context, form)


async def _preview(context: Context, form: Form) -> Screen:
    read_back = await _read(context, form)
    if isinstance(read_back, str):
        return screens.which(words.not_readable(read_back))
    found = await _import(context, form, dry_run=True)
    source = context.shared.catalogue[uploads.SOURCE]
    return screens.preview(form, read_back, source.name, found.reach, context.now())


async def _read(context: Context, form: Form) -> Notice | str:
    """Return the notice that a form makes, read as any row of a file is, or why it makes none."""
    source = context.shared.catalogue[uploads.SOURCE]
    try:
        reading = await asyncio.to_thread(read, source, posting.file(form), context.now())
    except SourceFormatError as error:
        return str(error)
    if reading.rejected:
        return reading.rejected[0].reason
    (notice,) = reading.notices
    if notice.closes_at is not None and notice.closes_at <= context.now():
        return words.deadline_passed()
    return notice


async def _import(context: Context, form: Form, *, dry_run: bool) -> Imported:
    source = context.shared.catalogue[uploads.SOURCE]
    return await ingest.import_file(
        context.sessions, source, posting.file(form), context.now(), dry_run=dry_run, confirmed=True
    )


async def _send(chat: Sender, context: Context, officer: Acting, form: Form | None, reference: str) -> None:
    """Send what was shown. A second press finds it sent, and so does one after being killed on the way."""
    if form is None or form.first("reference") != reference:
        async with context.sessions.begin() as session:
            there = await opportunities.by_reference(session, reference)
        await chat.show(Screen(text=words.form_over() if there is None else words.already_sent(reference)))
        return
    if posting.asked(form) is not None or isinstance(await _read(context, form), str):
        await chat.show(await _next(chat, context, form))
        return
    found = await _import(context, form, dry_run=False)
    async with context.sessions.begin() as session:
        await drafts.drop(session, chat.address)
        await officers.record(
            session, officer.name, Task.SEND_OPPORTUNITIES, context.now(), reference, new=found.new
        )
    await chat.show(Screen(text=words.sent(reference, form.first("title"))))
