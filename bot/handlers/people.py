"""“Ask a person”, as a supplier meets it: consent, the promise, writing back and closing."""

from telegram import Update

from bot import drafts, questions, relay, tickets
from bot.context import Context, Sender, sender
from bot.drafts import Form, Step
from bot.handlers.asking import after_command
from bot.screens import Screen
from bot.screens import tickets as screens
from bot.tables import Side
from bot.text import general
from bot.text import tickets as words
from bot.tickets import Opened, Refused


async def person(update: Update, context: Context) -> None:
    """Take a question for a person, or ask for one. Where there are no officers, say whom to ask."""
    chat = sender(update, context)
    typed = after_command(chat.text)

    if context.shared.settings.officers_chat is None:
        await chat.reply(Screen(text=words.no_officers()))
    elif typed:
        await _ask_consent(chat, typed, context)
    else:
        async with context.sessions.begin() as session:
            await drafts.write(session, chat.address, Form(step=Step.PERSON), context.now())
        await chat.reply(Screen(text=words.type_for_a_person()))


async def taken(chat: Sender, form: Form, context: Context) -> None:
    """Take typed words: a question for a person, or what is added to one."""
    if form.step is Step.PERSON:
        await _ask_consent(chat, chat.text, context)
    else:
        await _written_back(chat, form, context)


async def _ask_consent(chat: Sender, typed: str, context: Context) -> None:
    if not questions.redacted(typed):
        await chat.reply(Screen(text=words.nothing_to_pass_on()))
        return
    async with context.sessions.begin() as session:
        await drafts.drop(session, chat.address)
        logged = await questions.for_a_person(session, typed, context.now())
        asked = questions.held_by(logged, chat.address)
    await chat.reply(screens.consent(asked, context.shared.settings.reply_days))


async def pressed(update: Update, context: Context) -> None:
    """Do what a button of “Ask a person” asks for."""
    chat, press = sender(update, context), context.press(update)

    match press.value():
        case "ask":
            await _ask(chat, context, press.number(1), press.value(2))
        case "send":
            await _send(chat, context, press.number(1), press.value(2))
        case "write":
            await _begin_writing(chat, context, press.number(1))
        case "close":
            await _close(chat, context, press.number(1))
        case _:
            await chat.show(Screen(text=words.not_passed_on()))


async def _ask(chat: Sender, context: Context, question_id: int | None, key: str) -> None:
    """Ask for consent below an answer, in a new message: the answer stays."""
    async with context.sessions.begin() as session:
        logged = await questions.by_key(session, question_id, key, chat.address)
    await chat.acknowledge()
    if context.shared.settings.officers_chat is None:
        await chat.reply(Screen(text=words.no_officers()))
    elif logged is None:
        await chat.reply(Screen(text=words.no_longer_kept()))
    elif not logged.asked:  # a topic that was picked from a list: only the supplier knows the question
        async with context.sessions.begin() as session:
            await drafts.write(session, chat.address, Form(step=Step.PERSON), context.now())
        await chat.reply(Screen(text=words.type_for_a_person()))
    else:
        asked = questions.held_by(logged, chat.address)
        await chat.reply(screens.consent(asked, context.shared.settings.reply_days))


async def _send(chat: Sender, context: Context, question_id: int | None, key: str) -> None:
    settings = context.shared.settings
    if settings.officers_chat is None:
        await chat.show(Screen(text=words.no_officers()))
        return
    async with context.sessions.begin() as session:
        logged = await questions.by_key(session, question_id, key, chat.address)
        outcome = (
            None
            if logged is None
            else await tickets.open_one(session, chat.address, logged, context.now(), settings.reply_days)
        )
    match outcome:
        case None:
            await chat.show(Screen(text=words.no_longer_kept()))
        case Opened():
            await chat.show(Screen(text=words.passed_on(outcome.ticket)))
            await relay.due(context.shared, context.bot)
        case _:
            await chat.show(Screen(text=words.too_many()))


async def _begin_writing(chat: Sender, context: Context, ticket_id: int | None) -> None:
    async with context.sessions.begin() as session:
        ticket = await tickets.of_supplier(session, ticket_id, chat.address)
        if ticket is not None:
            form = Form(step=Step.TICKET, answers={"ticket": [str(ticket.id)]})
            await drafts.write(session, chat.address, form, context.now())
    await chat.acknowledge()
    await chat.reply(Screen(text=general.old_button() if ticket is None else words.write_back(ticket)))


async def _written_back(chat: Sender, form: Form, context: Context) -> None:
    async with context.sessions.begin() as session:
        await drafts.drop(session, chat.address)
        ticket = await tickets.of_supplier(session, int(form.first("ticket") or 0), chat.address)
        if ticket is None:
            outcome = None
        else:
            outcome = await tickets.write(
                session,
                ticket,
                Side.SUPPLIER,
                chat.text,
                source_id=chat.message_id,
                now=context.now(),
                working=context.shared.settings.reply_days,
            )
    if ticket is None:
        await chat.reply(Screen(text=general.old_button()))
        return
    match outcome:
        case Refused.CLOSED:
            await chat.reply(Screen(text=words.already_closed(ticket.reference)))
        case Refused.TOO_LONG:
            await chat.reply(Screen(text=words.too_long()))
        case Refused.REPEATED:
            return
        case _:
            await chat.reply(Screen(text=words.added(ticket)))
            await relay.due(context.shared, context.bot)


async def _close(chat: Sender, context: Context, ticket_id: int | None) -> None:
    async with context.sessions.begin() as session:
        ticket = await tickets.of_supplier(session, ticket_id, chat.address)
        changed = ticket is not None and await tickets.close(session, ticket.id, Side.SUPPLIER, context.now())
    await chat.acknowledge()
    if ticket is None:
        await chat.reply(Screen(text=general.old_button()))
        return
    await chat.reply(Screen(text=words.closed(ticket)))
    if changed:
        await relay.tell_officers(context.shared, context.bot, words.closed_by_supplier(ticket))
