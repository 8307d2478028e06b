"""The door before everything that only officers may do. To anyone else it looks as if nothing were there."""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update

from bot import officers
from bot.context import Callback, Context, Sender, sender
from bot.drafts import Form
from bot.handlers import problems
from bot.officers import Acting, Task

OfficerCallback = Callable[[Update, Context, Acting], Coroutine[Any, Any, None]]
"""A handler that is told which officer is acting."""

TypedCallback = Callable[[Sender, Form, Context, Acting], Coroutine[Any, Any, None]]
"""A handler of words that an officer typed for a form."""


def only(task: Task, callback: OfficerCallback, otherwise: Callback | None = None) -> Callback:
    """Let only officers through whose role is enough for a task, looked up at this very call.

    Others get `otherwise`: what they would get if there were no such thing.
    """

    async def guarded(update: Update, context: Context) -> None:
        officer = await acting(sender(update, context), context)
        if officer is not None and officer.may(task):
            await callback(update, context, officer)
        elif otherwise is not None:
            await otherwise(update, context)
        elif update.callback_query is not None:
            await problems.old_button(update, context)
        else:
            await problems.unknown_command(update, context)

    return guarded


async def acting(chat: Sender, context: Context) -> Acting | None:
    """Return the officer whose chat this is, or None."""
    async with context.sessions.begin() as session:
        return await officers.acting(session, chat.address, context.shared.admins)
