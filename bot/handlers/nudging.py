"""“Do not ask again”: ends the questions whether a watch should bring more, or less."""

from telegram import Update

from alerts import edits, suppliers
from alerts.tables import DeliveryKind
from bot.context import Context, sender
from bot.screens import Screen
from bot.screens import editing as screens
from bot.text import general
from bot.text import nudging as words


async def pressed(update: Update, context: Context) -> None:
    """Turn these questions off, in a way that can be undone."""
    chat = sender(update, context)

    async with context.sessions.begin() as session:
        profile = await suppliers.by_address(session, chat.address)
        if profile is None:
            await chat.show(Screen(text=general.join_first()))
            return
        off = tuple(sorted({*profile.supplier.turned_off, DeliveryKind.NUDGE}))
        edit = await edits.make(session, profile.every[0], {"turned_off": off}, context.now())
    await chat.show(Screen(text=words.off_already()) if edit is None else screens.made(edit, None))
