"""“Something is stopping me” and /blocker: the form of a report, from the first question to its reference."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from alerts import opportunities
from bot import drafts, feedback, likeness, reporters, reporting
from bot.buttons import Press
from bot.context import Context, Sender, sender
from bot.drafts import REPORTING, Form, Step
from bot.filled import row_of
from bot.handlers.asking import after_command
from bot.handlers.opportunities import sent_in
from bot.likeness import Like
from bot.screens import Screen
from bot.screens import blockers as screens
from bot.text import blockers as words
from bot.text import general


async def blocker(update: Update, context: Context) -> None:
    """Begin a report, about the notice behind the command if there is one, or go on with one that has words."""
    chat = sender(update, context)
    typed = after_command(chat.text)

    async with context.sessions.begin() as session:
        form = await drafts.read(session, chat.address, context.now(), drafts.WAITS_FOR)
        found = await opportunities.quoted(session, typed) if typed else None
        if typed and found is None:
            screen = screens.unknown_notice(typed)
        elif not typed and form is not None and form.step in REPORTING and form.first("detail"):
            screen = screens.waiting(await _shown(session, chat, form, context))
        else:
            screen = await _begun(session, chat, found.id if found is not None else None, context)
    await chat.reply(screen)


async def pressed(update: Update, context: Context) -> None:
    """Do what a button of the form asks for. The alert that it was begun from stays as it is."""
    chat, press = sender(update, context), context.press(update)

    match press.value():
        case "which":
            await context.acknowledge(update)
            await chat.reply(await _which(chat, press, context))
        case "about":
            await context.acknowledge(update)
            await chat.reply(await _begin(chat, press, context))
        case "this" | "new":
            await chat.show(await _begin(chat, press, context))
        case "send":
            await _send(chat, press.value(1), context)
        case "no":
            await _leave(chat, context)
        case _:
            await _go_on(chat, press, context)


async def _which(chat: Sender, press: Press, context: Context) -> Screen:
    page = press.number(2)
    async with context.sessions.begin() as session:
        items = await sent_in(session, chat, press.number(1), context)
        if items is None or page is None:
            return Screen(text=general.old_button())
        shown = screens.which(items, page)
        # Everything in it has closed since, which may be the very thing to report.
        return shown if shown.rows else await _begun(session, chat, None, context)


async def _begin(chat: Sender, press: Press, context: Context) -> Screen:
    async with context.sessions.begin() as session:
        return await _begun(session, chat, press.number(1), context)


async def _begun(session: AsyncSession, chat: Sender, opportunity_id: int | None, context: Context) -> Screen:
    if not context.shared.reports_today.is_left(chat.address, context.now()):
        return Screen(text=words.too_many(feedback.MOST_A_DAY))
    form = await reporters.begin(session, opportunity_id)
    return await _kept(session, chat, form, context)


async def _go_on(chat: Sender, press: Press, context: Context) -> None:
    async with context.sessions.begin() as session:
        form = await drafts.read(session, chat.address, context.now(), drafts.WAITS_FOR)
        if form is None or form.step not in REPORTING:
            screen = Screen(text=words.over())
        elif press.value() == "same":
            screen = await _same(session, chat, form, press, context)
        else:
            screen = await _kept(session, chat, reporting.pressed(form, press), context)
    await chat.show(screen)


async def _same(session: AsyncSession, chat: Sender, form: Form, press: Press, context: Context) -> Screen:
    """Count a supplier with others, unless it is counted there already."""
    report_id = press.number(1)
    if form.step not in {Step.DETAIL, Step.REMEDY} or report_id not in {
        like.report_id for like in await _alike(session, chat, form)
    }:
        return await _shown(session, chat, form, context)
    counted = await feedback.counted(session, chat.address, report_id)
    if counted is None:
        return await _kept(session, chat, reporting.pressed(form, press), context)
    await drafts.drop(session, chat.address)
    return Screen(text=words.counted_already(counted))


async def _kept(session: AsyncSession, chat: Sender, form: Form, context: Context) -> Screen:
    await drafts.write(session, chat.address, form, context.now())
    return await _shown(session, chat, form, context)


async def _shown(session: AsyncSession, chat: Sender, form: Form, context: Context) -> Screen:
    """Show the question that a form waits on."""
    match form.step:
        case Step.STAGE:
            return screens.ask_stage(await reporters.about(session, reporting.opportunity_of(form)))
        case Step.BLOCKER:
            return screens.ask_kind(form)
        case Step.DETAIL:
            return screens.ask_detail(form, await _alike(session, chat, form))
        case Step.REMEDY:
            return screens.ask_remedy(form, await _alike(session, chat, form))
        case Step.READY:
            return await _preview(session, chat, form, context)
        case _:
            return screens.ask(form)


async def _alike(session: AsyncSession, chat: Sender, form: Form) -> Sequence[Like]:
    return await likeness.similar(
        session,
        reporting.stage_of(form),
        reporting.kind_of(form),
        opportunity_ids=await reporters.same_notice(session, reporting.opportunity_of(form)),
        typed=form.first("detail") if form.step is Step.REMEDY else "",
        but_of=chat.address,
    )


async def _preview(session: AsyncSession, chat: Sender, form: Form, context: Context) -> Screen:
    ready = await reporters.ready(session, chat.address, form)
    row = row_of(ready.filled, context.now())
    return screens.ready(form, row, joined=ready.joined, has_notice=ready.notice)


async def taken(chat: Sender, form: Form, context: Context) -> None:
    """Take typed words, or say why not and ask again."""
    if chat.message_id is not None and chat.message_id < int(form.first("refused") or 0):
        return  # written before the refusal was: the rest of a long text, which apps send in pieces
    answer = reporting.typed(form, chat.text)
    async with context.sessions.begin() as session:
        if isinstance(answer, Form):
            screen = await _kept(session, chat, answer.at(answer.step, refused=[]), context)
        else:
            asked = await _shown(session, chat, form, context)
            screen = screens.refused(answer, form.step, chat.text, asked)
    shown = await chat.reply(screen)
    if not isinstance(answer, Form):
        async with context.sessions.begin() as session:
            await drafts.write(session, chat.address, form.at(form.step, refused=[str(shown)]), context.now())


async def _send(chat: Sender, reference: str, context: Context) -> None:
    """Make the report of the form that was shown. A second press shows what the first one did."""
    today, now = context.shared.reports_today, context.now()
    allowed = today.is_left(chat.address, now)

    async with context.sessions.begin() as session:
        made = await feedback.held(session, reference, chat.address)
        form = await drafts.read(session, chat.address, now, drafts.WAITS_FOR)
        is_it = form is not None and form.step is Step.READY and form.first("reference") == reference
        if made is None and form is not None and is_it and allowed:
            made = await reporters.send(session, chat.address, form, now)
            today.use(chat.address, now)
    if made is not None:
        await chat.show(screens.sent(made.report, made.link))
    elif is_it:
        await chat.acknowledge()
        await chat.reply(Screen(text=words.too_many_to_send(feedback.MOST_A_DAY)))
    else:
        await chat.show(Screen(text=words.over()))


async def _leave(chat: Sender, context: Context) -> None:
    async with context.sessions.begin() as session:
        form = await drafts.read(session, chat.address, context.now(), drafts.WAITS_FOR)
        is_open = form is not None and form.step in REPORTING
        left = is_open and await drafts.drop(session, chat.address)
    await chat.show(Screen(text=words.not_sent() if left else words.over()))
