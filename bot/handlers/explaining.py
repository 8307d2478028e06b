"""/why: why an opportunity came, or did not, and the one change that would bring it."""

from telegram import Update

from alerts import edits, suppliers, why
from bot.context import Context, sender
from bot.screens import Screen
from bot.screens import explaining as screens
from bot.text import explaining as words
from bot.text import general


async def asked(update: Update, context: Context) -> None:
    """Answer about the reference that follows the command."""
    chat, now = sender(update, context), context.now()
    reference = " ".join(context.args or ())

    if not reference:
        await chat.reply(Screen(text=words.how()))
        return
    async with context.sessions.begin() as session:
        profile = await suppliers.by_address(session, chat.address)
        if profile is None:
            screen = Screen(text=general.join_first())
        else:
            found = await why.ask(session, profile, reference, context.shared.catalogue, now)
            if found is None:
                screen = Screen(text=words.unknown(reference))
            else:
                edit = await edits.propose(session, found.subject, found.explanation.changes, now)
                screen = screens.answer(found, edit, now)
    await chat.reply(screen)
