"""Typed words: the answer to the form that waits for them, or else a question."""

from collections.abc import Awaitable, Callable, Mapping

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from bot import drafts
from bot.context import Context, Sender, sender
from bot.drafts import REPORTING, Form, Step
from bot.handlers import (
    asking,
    desk,
    people,
    reporting,
    reports,
    results,
    saving,
    search,
    silence,
    watches,
    watching,
)
from bot.screens import Screen
from bot.screens import joining as joining_screens
from bot.text import joining as joining_words

LONGEST_TYPED = 200


async def typed(update: Update, context: Context) -> None:
    """Take words for the form that waits for them. Where none does, they are a question."""
    chat = sender(update, context)

    async with context.sessions.begin() as session:
        form = await drafts.read(session, chat.address, context.now())
        screen = None if form is None else await _taken(session, chat, form, context)
    if form is None:
        await asking.answer(chat, chat.text, context)
    elif screen is not None:
        await chat.reply(screen)
    elif form.step is Step.PAUSE:
        await silence.take_pause(chat, context)
    else:
        await _TAKEN_BY.get(form.step, watching.take_words)(chat, form, context)


_TAKEN_BY: Mapping[Step, Callable[[Sender, Form, Context], Awaitable[None]]] = {
    **dict.fromkeys(desk.TYPED, desk.typed),
    **dict.fromkeys(REPORTING, reporting.taken),
    Step.PERSON: people.taken,
    Step.TICKET: people.taken,
    Step.ADDITION: reports.taken,
    Step.FEEDBACK_DAY: results.taken,
    Step.NEW_WATCH: watches.take_name,
    Step.SAVED_NOTE: saving.take_note,
    Step.SEARCH: search.taken,
}
"""Who takes what is typed, by what the form waits for. All else is about a watch."""


async def _taken(session: AsyncSession, chat: Sender, form: Form, context: Context) -> Screen | None:
    """Take words for joining. None when something else waits for them."""
    match form.step:
        case Step.KIND | Step.SIZE:
            asked = joining_screens.ask(form)
            return Screen(text=f"{joining_words.please_press()}\n\n{asked.text}", rows=asked.rows)
        case Step.TRADES:
            words = " ".join(chat.text.split())[:LONGEST_TYPED]
            form = form.at(Step.TRADES, typed=[words])
            await drafts.write(session, chat.address, form, context.now())
            return joining_screens.ask(form)
        case _:
            return None
