"""The door before everything that only officers may do. To anyone else it looks as if nothing were there."""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update

from bot import officers
from bot.context import Callback, Context, address_of, sender
from bot.handlers import problems, typing
from bot.officers import Acting, Task

OfficerCallback = Callable[[Update, Context, Acting], Coroutine[Any, Any, None]]
"""A handler that is told which officer is acting."""


def only(task: Task, callback: OfficerCallback) -> Callback:
    """Let only officers through whose role is enough for a task, looked up at this very call."""

    async def guarded(update: Update, context: Context) -> None:
        chat = sender(update, context)
        admins = {address_of(number) for number in context.shared.settings.admins}
        async with context.sessions.begin() as session:
            officer = await officers.acting(session, chat.address, admins)
        if officer is not None and officer.may(task):
            await callback(update, context, officer)
        elif update.callback_query is not None:
            await problems.old_button(update, context)
        else:
            await typing.unknown_command(update, context)

    return guarded
