"""/watch: what a supplier looks for, and changing it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from alerts import places, suppliers
from alerts.frequency import Frequency
from alerts.matching import BasedIn, OrganisationType, Size
from alerts.suppliers import Profile
from alerts.trades import TRADES
from bot import drafts
from bot.buttons import Press
from bot.context import Context, Sender, sender
from bot.drafts import Form, Step
from bot.screens import Screen
from bot.screens import joining as joining_screens
from bot.screens import watching as screens
from bot.text import general
from bot.text import watching as words

LONGEST_WORD = 60
WAITS_FOR = {
    "trades": Step.WATCH_TRADES,
    "words": Step.WORDS,
    "not_words": Step.NOT_WORDS,
    "place": Step.PLACE,
}
"""The screens on which a supplier may also type."""


async def watch(update: Update, context: Context) -> None:
    """Show what a supplier looks for."""
    chat = sender(update, context)

    async with context.sessions.begin() as session:
        await drafts.drop(session, chat.address)
        profile = await suppliers.by_address(session, chat.address)
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
    match press.value():
        case "trades":
            return screens.trades(profile, press.number(1) or 0)
        case "when":
            return screens.when(profile)
        case "hour":
            return screens.hour()
        case "weekday":
            return screens.weekday()
        case "size":
            return screens.comfortable()
        case "place":
            return screens.place(profile)
        case "words" | "not_words":
            return screens.typed_words(profile, press.value())
        case "about":
            return screens.about()
        case "based":
            return screens.based()
        case _:
            return screens.menu(profile)


async def choice_pressed(update: Update, context: Context) -> None:
    """Take a choice, and show what now stands."""
    chat, press = sender(update, context), context.press(update)

    async with context.sessions.begin() as session:
        profile = await suppliers.by_address(session, chat.address)
        if profile is None:
            screen = Screen(text=general.join_first())
        else:
            screen = await _take_choice(session, chat, profile, press, context)
    await chat.show(screen)


async def _take_choice(
    session: AsyncSession, chat: Sender, profile: Profile, press: Press, context: Context
) -> Screen:
    changes = _chosen(profile, press)
    if _asks_for_nothing(profile, changes):
        return Screen(text=words.keep_something(), rows=[screens.BACK])
    await suppliers.edit(session, profile, context.now(), **changes)
    if press.value() == "trades":
        return screens.trades(profile, joining_screens.page_of(press.value(1)))
    await drafts.drop(session, chat.address)
    return screens.menu(profile, words.saved() if changes else "")


def _asks_for_nothing(profile: Profile, changes: Mapping[str, Any]) -> bool:
    """Return whether a watch would be left without a trade and without a word, and so match everything."""
    trades = changes.get("trades", profile.watch.trades)
    sought = changes.get("words", profile.watch.words)
    return not (trades or sought or profile.watch.cpv_prefixes)


def _chosen(profile: Profile, press: Press) -> Mapping[str, Any]:  # noqa: C901 - one case for each field
    """Return the fields that a press changes; none when it carries what we never offered."""
    value, number = press.value(1), press.number(1)
    frequency, base = press.member(Frequency, 1), press.member(BasedIn, 1)
    kind, size = press.member(OrganisationType, 1), press.member(Size, 1)
    match press.value():
        case "trades" if value in TRADES:
            now = profile.watch.trades
            left = tuple(slug for slug in now if slug != value)
            return {"trades": left if value in now else (*now, value)}
        case "frequency" if frequency is not None:
            return {"frequency": frequency}
        case "hour" if number in screens.HOURS:
            return {"hour": number}
        case "weekday" if number in range(7):
            return {"weekday": number}
        case "size" if number is not None and number in screens.COMFORTABLE_POUNDS:
            return {"comfortable_max_pence": number * 100}
        case "place" if number is not None and number < len(screens.PLACES):
            place = screens.PLACES[number]
            return {"regions": () if place == screens.ANYWHERE else places.codes(place)}
        case "kind" if kind is not None:
            return {"organisation_type": kind}
        case "people" if size is not None:
            return {"size": size}
        case "based" if base is not None:
            return {"based_in": base}
        case "words" | "not_words" if value == "none":
            return {press.value(): ()}
        case _:
            return {}


async def take_words(session: AsyncSession, chat: Sender, step: Step, context: Context) -> Screen:
    """Take typed words for the screen that waits for them. A step of the caller's transaction."""
    profile = await suppliers.by_address(session, chat.address)
    if profile is None:
        return Screen(text=general.join_first())
    typed = " ".join(chat.text.split())
    match step:
        case Step.WATCH_TRADES:
            return screens.suggested(profile, typed[:LONGEST_WORD])
        case Step.PLACE:
            found = places.codes(typed[:LONGEST_WORD])
            if not found:
                return screens.place(profile, words.place_unknown(typed))
            changes: dict[str, Any] = {"regions": found}
        case _:
            parts = tuple(dict.fromkeys(part.strip() for part in typed.split(",") if part.strip()))
            if len(parts) > screens.MOST_WORDS or any(len(part) > LONGEST_WORD for part in parts):
                return Screen(text=words.too_many_words(screens.MOST_WORDS), rows=[screens.BACK])
            changes = {str(step): parts}
    await suppliers.edit(session, profile, context.now(), **changes)
    await drafts.drop(session, chat.address)
    return screens.menu(profile, words.saved())
