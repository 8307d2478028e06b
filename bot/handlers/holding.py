"""Sources that are held: shown to officers, who let them go with or without telling suppliers.

In the officers' group whoever is there may decide; in a chat of one's own it needs the role.
"""

from telegram import Update

from alerts import holding
from alerts.holding import Held
from bot import held, officers
from bot.buttons import Press
from bot.context import Context, Sender, sender
from bot.handlers import guard, problems
from bot.officers import Acting, Task
from bot.screens import Screen
from bot.screens import holding as screens
from bot.tables import Role
from bot.text import holding as words

GROUP = Acting(name="the officers' chat", role=Role.EDITOR)


async def in_group(update: Update, context: Context) -> None:
    """List what is held, in the officers' group."""
    await listed(update, context, GROUP)


async def listed(update: Update, context: Context, _officer: Acting) -> None:
    """List what is held."""
    await sender(update, context).reply(await held.shown(context.shared))


async def pressed(update: Update, context: Context) -> None:
    """Ask once more, then let a source go."""
    chat, press = sender(update, context), context.press(update)
    officer = await _acting(chat, context)
    if officer is None:
        await problems.old_button(update, context)
        return
    async with context.sessions.begin() as session:
        found = await holding.one(session, press.number(1))
    if found is None:
        await chat.show(Screen(text=words.no_longer_held()))
    else:
        await chat.show(await _decided(context, officer, press, found))


async def _decided(context: Context, officer: Acting, press: Press, found: Held) -> Screen:
    name = held.name(context.shared, found)
    match press.value():
        case screens.ASK_RELEASE:
            return screens.ask_release(found, name)
        case screens.ASK_DISCARD:
            return screens.ask_discard(found, name)
        case screens.RELEASE:
            gone = await _let_go(context, officer, found, told=True)
            return Screen(text=words.released(name) if gone else words.no_longer_held())
        case screens.DISCARD:
            gone = await _let_go(context, officer, found, told=False)
            return Screen(text=words.discarded(name) if gone else words.no_longer_held())
        case _:
            return Screen(text=words.left())


async def _let_go(context: Context, officer: Acting, found: Held, *, told: bool) -> bool:
    """Let a source go. What it brought is matched by the next tick. False when another officer was quicker."""
    now = context.now()
    async with context.sessions.begin() as session:
        gone = (
            await holding.release(session, found.source_id)
            if told
            else await holding.discard(session, found.source_id, now)
        )
        if gone:
            details = {"told": told, "waiting": found.waiting}
            await officers.record(session, officer.name, Task.LET_GO, now, found.slug, **details)
    return gone


async def _acting(chat: Sender, context: Context) -> Acting | None:
    if chat.chat_id == context.shared.settings.officers_chat:
        return GROUP
    officer = await guard.acting(chat, context)
    return officer if officer is not None and officer.may(Task.LET_GO) else None
