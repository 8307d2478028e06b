"""When I do not write: /quiet, /pause and /resume. What a person sends is answered at any time."""

from datetime import date, datetime

from telegram import Update

from alerts import suppliers
from alerts.frequency import morning, today
from alerts.suppliers import Profile
from bot import drafts, pauses
from bot.context import Context, Sender, sender
from bot.drafts import Form, Step
from bot.handlers import watching
from bot.screens import Screen, about_you
from bot.screens import silence as screens
from bot.text import general


async def quiet(update: Update, context: Context) -> None:
    """Take the quiet hours that follow the command, or ask for them."""
    chat, typed = sender(update, context), " ".join(context.args or ())

    async with context.sessions.begin() as session:
        profile = await suppliers.by_address(session, chat.address)
        if profile is not None:
            first = profile.every[0]
            await drafts.write(session, chat.address, watching.waiting(Step.QUIET, first), context.now())
    if profile is None:
        await chat.reply(Screen(text=general.join_first()))
    elif typed:
        await watching.take(chat, Step.QUIET, first.watch.id, typed, context)
    else:
        await chat.reply(about_you.quiet(first))


async def pause(update: Update, context: Context) -> None:
    """Pause for as long as the command says, or ask for how long."""
    chat, typed = sender(update, context), " ".join(context.args or ())
    day = pauses.read(typed, today(context.now())) if typed else None
    await chat.reply(await _paused(chat, typed, day, context))


async def take_pause(chat: Sender, context: Context) -> None:
    """Take how long a pause is to last from typed words."""
    day = pauses.read(chat.text, today(context.now()))
    await chat.reply(await _paused(chat, chat.text, day, context))


async def pause_pressed(update: Update, context: Context) -> None:
    """Pause until the day that a button carries, ask for another, or end the pause."""
    chat, press, now = sender(update, context), context.press(update), today(context.now())
    first, second = (pauses.carried(press.value(place), now) for place in (1, 2))
    match press.value():
        case screens.RESUME:
            await chat.show(await _resumed(chat, _day(first), context))
        case screens.UNTIL:
            await chat.show(await _paused(chat, "", first, context, pressed_with=_day(second)))
        case _:
            await chat.show(await _paused(chat, "", None, context))


async def resume(update: Update, context: Context) -> None:
    """End a pause."""
    chat = sender(update, context)
    await chat.reply(await _resumed(chat, None, context))


async def _paused(
    chat: Sender, typed: str, day: pauses.Read | None, context: Context, *, pressed_with: date | None = None
) -> Screen:
    """Pause until a day; ask when there is none, and again when it cannot be.

    A second press finds the pause that the first one made: what was before stands in the button.
    """
    now = context.now()
    async with context.sessions.begin() as session:
        profile = await suppliers.by_address(session, chat.address)
        if profile is None or not profile.listening:
            return _nothing_to_pause(profile)
        before = _paused_until(profile, now)
        if not isinstance(day, date):
            await drafts.write(session, chat.address, Form(step=Step.PAUSE), now)
            return screens.ask(before, now) if day is None else screens.not_understood(typed, day, before)
        await drafts.drop(session, chat.address)
        await suppliers.pause(session, profile, morning(day), now)
    return screens.paused(day, pressed_with if before == day else before)


async def _resumed(chat: Sender, pressed_with: date | None, context: Context) -> Screen:
    """End a pause. A second press finds it over: until when it would have lasted stands in the button."""
    now = context.now()
    async with context.sessions.begin() as session:
        profile = await suppliers.by_address(session, chat.address)
        if profile is None or not profile.listening:
            return _nothing_to_pause(profile)
        await drafts.drop(session, chat.address)
        until = _paused_until(profile, now) or pressed_with
        await suppliers.unpause(session, profile, now)
    over = suppliers.silence_of(profile.supplier).over(now)
    return screens.not_paused() if until is None else screens.resumed(until, over, now)


def _paused_until(profile: Profile, now: datetime) -> date | None:
    until = profile.supplier.paused_until
    return today(until) if until is not None and until > now else None


def _day(read: pauses.Read) -> date | None:
    return read if isinstance(read, date) else None


def _nothing_to_pause(profile: Profile | None) -> Screen:
    return Screen(text=general.join_first() if profile is None else general.not_subscribed())
