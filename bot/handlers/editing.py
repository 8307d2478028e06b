"""Yes, no and undo: the buttons of one change to a watch."""

from dataclasses import replace

from telegram import Update

from alerts import edits, shortlist
from alerts.edits import Answered, Outcome
from bot.context import Context, sender
from bot.screens import Screen
from bot.screens import editing as screens
from bot.text import editing as words
from bot.text import general
from bot.text import nudging as nudging_words


async def pressed(update: Update, context: Context) -> None:
    """Make a change that was proposed to this chat, leave it, or take it back."""
    chat, press = sender(update, context), context.press(update)
    edit_id = press.number(1)

    if press.value() == screens.NO:
        await chat.show(Screen(text=words.left()))
        return
    if press.value() == screens.KEEP and edit_id is not None:
        async with context.sessions.begin() as session:
            kept = await edits.leave(session, chat.address, edit_id, context.now())
        unknown = kept is Outcome.UNKNOWN
        await chat.show(Screen(text=general.old_button() if unknown else nudging_words.kept_as_it_is()))
        return
    answered = Answered(outcome=Outcome.UNKNOWN)
    if edit_id is not None and press.value() in {screens.YES, screens.UNDO}:
        act = edits.accept if press.value() == screens.YES else edits.undo
        async with context.sessions.begin() as session:
            answered = await act(session, chat.address, edit_id, context.now())
    await chat.show(await _answer(context, answered, undone=press.value() == screens.UNDO))


async def _answer(context: Context, answered: Answered, *, undone: bool) -> Screen:
    edit, subject = answered.edit, answered.subject
    if answered.outcome is Outcome.OVERTAKEN:
        return Screen(text=words.overtaken(), rows=[screens.menu(edit)])
    if edit is None or subject is None:
        return Screen(text=general.old_button())
    # A second press shows once more what the first one did.
    back = replace(edit, before=edit.after, after=edit.before) if undone else edit
    effect = await shortlist.effect(context.sessions, subject, back, context.shared.catalogue, context.now())
    return screens.undone(edit, effect) if undone else screens.made(edit, effect)
