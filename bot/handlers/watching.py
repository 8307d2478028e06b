"""/watch: what a supplier looks for, and changing it."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from alerts import edits, shortlist, suppliers
from alerts.edits import Edit
from alerts.shortlist import Comparison
from alerts.suppliers import Profile, Subject
from bot import choices, drafts
from bot.buttons import Action, Press
from bot.choices import Refused
from bot.context import Context, Sender, sender
from bot.drafts import Form, Step
from bot.ranges import End
from bot.screens import Screen, about_you
from bot.screens import joining as joining_screens
from bot.screens import watches as watches_screens
from bot.screens import watching as screens
from bot.text import general
from bot.text import watches as watches_words
from bot.text import watching as words

WAITS_FOR = {
    "trades": Step.WATCH_TRADES,
    "words": Step.WORDS,
    "not_words": Step.NOT_WORDS,
    "place": Step.PLACE,
    "codes": Step.CODES,
    "value": Step.VALUE,
    "value_min": Step.VALUE_MIN,
    "value_max": Step.VALUE_MAX,
    "name": Step.NAME,
    "quiet": Step.QUIET,
}
"""The screens on which a supplier may also type."""

ON_THE_WATCH = edits.FIELDS - edits.OF_SUPPLIER.keys()


async def watch(update: Update, context: Context) -> None:
    """Show what a supplier looks for: the watch, or all of them."""
    chat = sender(update, context)

    async with context.sessions.begin() as session:
        profile = await suppliers.by_address(session, chat.address)
        if profile is not None:  # a newcomer's half-filled form stays
            await drafts.drop(session, chat.address)
    await chat.reply(Screen(text=general.join_first()) if profile is None else overview(profile, context))


def overview(profile: Profile, context: Context, head: str = "", edit: Edit | None = None) -> Screen:
    """Show all there is of a supplier: the menu of its watch, or the list of several."""
    only = profile.about(None)
    if only is None:
        return watches_screens.all_of(profile, context.now(), head, edit)
    return screens.menu(only, context.now(), head, edit)


async def screen_pressed(update: Update, context: Context) -> None:
    """Show one of the screens of /watch, and wait for words where words are asked for."""
    chat, press = sender(update, context), context.press(update)

    async with context.sessions.begin() as session:
        profile = await suppliers.by_address(session, chat.address)
        subject = None if profile is None else profile.about(press.watch)
        waits = WAITS_FOR.get(press.value())
        if subject is not None and waits is not None:
            await drafts.write(session, chat.address, waiting(waits, subject), context.now())
        elif profile is not None:
            await drafts.drop(session, chat.address)
    if profile is None:
        await chat.show(Screen(text=general.join_first()))
    elif subject is None:
        await chat.show(missing(profile, press, context))
    else:
        await chat.show(_screen(subject, press, context))


def waiting(step: Step, subject: Subject) -> Form:
    """Return a form that waits for words about a watch."""
    return Form(step=step, answers={"watch": [str(subject.watch.id)]})


def missing(profile: Profile, press: Press, context: Context) -> Screen:
    """Answer a button about a watch that is not there, or about none when there are several."""
    if press.watch is not None:
        return overview(profile, context, watches_words.gone())
    return overview(profile, context, watches_words.which() if press.action is Action.SET else "")


def _screen(subject: Subject, press: Press, context: Context) -> Screen:
    show = _SCREENS.get(press.value())
    return screens.menu(subject, context.now()) if show is None else show(subject, press)


_SCREENS: Mapping[str, Callable[[Subject, Press], Screen]] = {
    "trades": lambda subject, press: screens.trades(subject, press.number(1) or 0),
    "when": lambda subject, _: screens.when(subject),
    "hour": lambda subject, _: screens.hour(subject),
    "weekday": lambda subject, _: screens.weekday(subject),
    "size": lambda subject, _: about_you.comfortable(subject),
    "place": lambda subject, _: screens.place(subject),
    "words": lambda subject, _: screens.typed_words(subject, "words"),
    "not_words": lambda subject, _: screens.typed_words(subject, "not_words"),
    "codes": lambda subject, _: screens.codes(subject),
    "value": lambda subject, _: screens.value(subject),
    "value_min": lambda subject, _: screens.value_end(subject, End.LOWEST),
    "value_max": lambda subject, _: screens.value_end(subject, End.HIGHEST),
    "strictness": lambda subject, _: screens.strictness(subject),
    "name": lambda subject, _: screens.name(subject),
    "about": lambda subject, _: about_you.about(subject),
    "based": lambda subject, _: about_you.based(subject),
    "quiet": lambda subject, _: about_you.quiet(subject),
    "kinds": lambda subject, _: about_you.kinds(subject),
}
"""By what the button carries; anything else shows the menu."""


async def choice_pressed(update: Update, context: Context) -> None:
    """Take a choice, and show what now stands and what that means."""
    chat, press = sender(update, context), context.press(update)

    async with context.sessions.begin() as session:
        profile = await suppliers.by_address(session, chat.address)
        if profile is None:
            await chat.show(Screen(text=general.join_first()))
            return
        subject = profile.about(press.watch)
        if subject is None:
            await chat.show(missing(profile, press, context))
            return
        answer = choices.pressed(subject, press, await _form(session, chat, subject, context))
        if isinstance(answer, Refused):
            await chat.show(answer.screen)
            return
        edit = await _change(session, subject, answer, context)
        if press.value() != "trades":
            await drafts.drop(session, chat.address)
    effect = await _effect(subject, edit, context)
    if press.value() == "trades":
        await chat.show(screens.trades(subject, joining_screens.page_of(press.value(1)), effect))
    else:
        await chat.show(_after(subject, answer, edit, effect, context))


async def _form(session: AsyncSession, chat: Sender, subject: Subject, context: Context) -> Form | None:
    """Return what was typed about this very watch before a press."""
    form = await drafts.read(session, chat.address, context.now())
    return form if form is not None and form.first("watch") == str(subject.watch.id) else None


async def take_words(chat: Sender, form: Form, context: Context) -> None:
    """Take typed words for the screen that waits for them."""
    about = form.first("watch")
    await take(chat, form.step, int(about) if about else None, chat.text, context)


async def take(chat: Sender, step: Step, watch_id: int | None, said: str, context: Context) -> None:
    """Take words about a watch or its supplier, and show what now stands and what that means."""
    edit = None
    async with context.sessions.begin() as session:
        profile = await suppliers.by_address(session, chat.address)
        subject = None if profile is None else profile.about(watch_id)
        if profile is None or subject is None:
            await drafts.drop(session, chat.address)
            gone = watches_words.gone()
            await chat.reply(
                Screen(text=general.join_first()) if profile is None else overview(profile, context, gone)
            )
            return
        answer = choices.typed(subject, step, said.strip())
        if isinstance(answer, Refused):
            kept = {"typed": [answer.keep]} if answer.keep else {}
            await drafts.write(session, chat.address, waiting(step, subject).at(step, **kept), context.now())
        else:
            edit = await _change(session, subject, answer, context)
            await drafts.drop(session, chat.address)
    if isinstance(answer, Refused):
        await chat.reply(answer.screen)
        return
    effect = await _effect(subject, edit, context)
    await chat.reply(_after(subject, answer, edit, effect, context))


def _after(
    subject: Subject,
    changes: Mapping[str, Any],
    edit: Edit | None,
    effect: Comparison | None,
    context: Context,
) -> Screen:
    """Show what now stands: of the watch, or of the supplier when that is what was changed."""
    head = words.saved() if changes else ""
    if changes and ON_THE_WATCH.isdisjoint(changes):
        return overview(subject.profile, context, head, edit)
    return screens.menu(subject, context.now(), head, edit, effect)


async def _change(
    session: AsyncSession, subject: Subject, changes: Mapping[str, Any], context: Context
) -> Edit | None:
    """Make changes: those of the watch in a way that can be undone, the others as facts about the supplier."""
    if changes.keys() <= edits.FIELDS:
        return await edits.make(session, subject, changes, context.now())
    await suppliers.edit(session, subject, context.now(), **changes)
    return None


async def _effect(subject: Subject, edit: Edit | None, context: Context) -> Comparison | None:
    if edit is None:
        return None
    return await shortlist.effect(context.sessions, subject, edit, context.shared.catalogue, context.now())
