"""/watch: what a supplier looks for, and changing it."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from alerts import edits, shortlist, suppliers
from alerts.edits import Edit
from alerts.shortlist import Comparison
from alerts.suppliers import Profile
from bot import choices, drafts
from bot.buttons import Press
from bot.choices import Refused
from bot.context import Context, Sender, sender
from bot.drafts import Form, Step
from bot.ranges import End
from bot.screens import Screen
from bot.screens import joining as joining_screens
from bot.screens import watching as screens
from bot.text import general
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
}
"""The screens on which a supplier may also type."""


async def watch(update: Update, context: Context) -> None:
    """Show what a supplier looks for."""
    chat = sender(update, context)

    async with context.sessions.begin() as session:
        profile = await suppliers.by_address(session, chat.address)
        if profile is not None:  # a newcomer's half-filled form stays
            await drafts.drop(session, chat.address)
    await chat.reply(Screen(text=general.join_first()) if profile is None else screens.menu(profile))


async def screen_pressed(update: Update, context: Context) -> None:
    """Show one of the screens of /watch, and wait for words where words are asked for."""
    chat, press = sender(update, context), context.press(update)

    async with context.sessions.begin() as session:
        profile = await suppliers.by_address(session, chat.address)
        if profile is not None:
            waits = WAITS_FOR.get(press.value())
            if waits is None:
                await drafts.drop(session, chat.address)
            else:
                await drafts.write(session, chat.address, Form(step=waits), context.now())
    await chat.show(Screen(text=general.join_first()) if profile is None else _screen(profile, press))


def _screen(profile: Profile, press: Press) -> Screen:
    show = _SCREENS.get(press.value())
    return screens.menu(profile) if show is None else show(profile, press)


_SCREENS: Mapping[str, Callable[[Profile, Press], Screen]] = {
    "trades": lambda profile, press: screens.trades(profile, press.number(1) or 0),
    "when": lambda profile, _: screens.when(profile),
    "hour": lambda _profile, _press: screens.hour(),
    "weekday": lambda _profile, _press: screens.weekday(),
    "size": lambda _profile, _press: screens.comfortable(),
    "place": lambda profile, _: screens.place(profile),
    "words": lambda profile, _: screens.typed_words(profile, "words"),
    "not_words": lambda profile, _: screens.typed_words(profile, "not_words"),
    "codes": lambda profile, _: screens.codes(profile),
    "value": lambda profile, _: screens.value(profile),
    "value_min": lambda profile, _: screens.value_end(profile, End.LOWEST),
    "value_max": lambda profile, _: screens.value_end(profile, End.HIGHEST),
    "strictness": lambda profile, _: screens.strictness(profile),
    "about": lambda _profile, _press: screens.about(),
    "based": lambda _profile, _press: screens.based(),
}
"""By what the button carries; anything else shows the menu."""


async def choice_pressed(update: Update, context: Context) -> None:
    """Take a choice, and show what now stands and what that means."""
    chat, press = sender(update, context), context.press(update)

    async with context.sessions.begin() as session:
        profile = await suppliers.by_address(session, chat.address)
        form = await drafts.read(session, chat.address, context.now())
        if profile is None:
            await chat.show(Screen(text=general.join_first()))
            return
        answer = choices.pressed(profile, press, form)
        if isinstance(answer, Refused):
            await chat.show(answer.screen)
            return
        edit = await _change(session, profile, answer, context)
        if press.value() != "trades":
            await drafts.drop(session, chat.address)
    effect = await _effect(profile, edit, context)
    if press.value() == "trades":
        await chat.show(screens.trades(profile, joining_screens.page_of(press.value(1)), effect))
    else:
        await chat.show(screens.menu(profile, words.saved() if answer else "", edit, effect))


async def take_words(chat: Sender, step: Step, context: Context) -> None:
    """Take typed words for the screen that waits for them."""
    async with context.sessions.begin() as session:
        profile = await suppliers.by_address(session, chat.address)
        if profile is None:
            await chat.reply(Screen(text=general.join_first()))
            return
        answer = choices.typed(profile, step, chat.text.strip())
        if isinstance(answer, Refused):
            if answer.keep:
                await drafts.write(
                    session, chat.address, Form(step=step, answers={"typed": [answer.keep]}), context.now()
                )
        else:
            edit = await _change(session, profile, answer, context)
            await drafts.drop(session, chat.address)
    if isinstance(answer, Refused):
        await chat.reply(answer.screen)
        return
    effect = await _effect(profile, edit, context)
    await chat.reply(screens.menu(profile, words.saved(), edit, effect))


async def _change(
    session: AsyncSession, profile: Profile, changes: Mapping[str, Any], context: Context
) -> Edit | None:
    """Make changes: those of the watch in a way that can be undone, the others as facts about the supplier."""
    if changes.keys() <= edits.FIELDS:
        return await edits.make(session, profile, changes, context.now())
    await suppliers.edit(session, profile, context.now(), **changes)
    return None


async def _effect(profile: Profile, edit: Edit | None, context: Context) -> Comparison | None:
    if edit is None:
        return None
    return await shortlist.effect(context.sessions, profile, edit, context.shared.catalogue, context.now())
