"""Several watches: the list, another one, a paused one, one less."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from alerts import places, suppliers, watches
from alerts.frequency import morning, today
from alerts.matching import Watch
from alerts.suppliers import Profile, Subject
from alerts.watches import MOST, Refused
from bot import drafts, pauses
from bot.buttons import Press
from bot.context import Context, Sender, sender
from bot.drafts import Form, Step
from bot.handlers import watching
from bot.screens import Screen
from bot.screens import watches as screens
from bot.screens import watching as watching_screens
from bot.text import general
from bot.text import watches as words

EMPTY = Watch(regions=(places.WHOLE,))


async def pressed(update: Update, context: Context) -> None:
    """Do what a button about several watches asks for. A watch is always the chat's own."""
    chat, press = sender(update, context), context.press(update)

    async with context.sessions.begin() as session:
        profile = await suppliers.by_address(session, chat.address)
        screen = (
            Screen(text=general.join_first())
            if profile is None
            else await _pressed(session, chat, profile, press, context)
        )
    await chat.show(screen)


async def _pressed(
    session: AsyncSession, chat: Sender, profile: Profile, press: Press, context: Context
) -> Screen:
    match press.value():
        case screens.NEW | screens.FROM | screens.SPARE:
            return await _new(session, chat, profile, press, context)
        case screens.DELETE | screens.RESTORE if press.watch is not None:
            await drafts.drop(session, chat.address)
            return await _deleted_or_back(session, chat, press, press.watch, context)
        case screens.PAUSE | screens.UNTIL | screens.RESUME:
            await drafts.drop(session, chat.address)
            subject = profile.about(press.watch)
            if subject is None:
                return watching.missing(profile, press, context)
            return await _pausing(session, subject, press, context)
        case _:
            await drafts.drop(session, chat.address)
            return watching.overview(profile, context)


async def _new(
    session: AsyncSession, chat: Sender, profile: Profile, press: Press, context: Context
) -> Screen:
    """Go one step on with a new watch: from what, and its name."""
    if len(profile.watches) >= MOST:
        return watching.overview(profile, context, words.refused(Refused.TOO_MANY))
    if press.value() == screens.NEW:
        return screens.new(profile)
    if press.value() == screens.FROM:
        copied = None if press.watch is None else profile.about(press.watch)
        if copied is None and press.watch is not None:
            return watching.missing(profile, press, context)
        answers = {} if copied is None else {"copied": [str(copied.watch.id)]}
        await drafts.write(session, chat.address, Form(step=Step.NEW_WATCH, answers=answers), context.now())
        return screens.ask_name(profile, None if copied is None else copied.watch)
    form = await drafts.read(session, chat.address, context.now())
    if form is None or form.step is not Step.NEW_WATCH:  # a second press finds it made
        return watching.overview(profile, context)
    return await _made(session, chat, form, watches.spare_name(profile), context)


async def take_name(chat: Sender, form: Form, context: Context) -> None:
    """Take the typed name of a new watch."""
    async with context.sessions.begin() as session:
        screen = await _made(session, chat, form, chat.text, context)
    await chat.reply(screen)


async def _made(session: AsyncSession, chat: Sender, form: Form, name: str, context: Context) -> Screen:
    """Make a watch, empty or as a copy, or say why it cannot be."""
    now = context.now()
    profile = await suppliers.by_address(session, chat.address)
    if profile is None:
        return Screen(text=general.join_first())
    copied = profile.about(int(form.first("copied"))) if form.first("copied") else None
    found = await watches.add(
        session,
        chat.address,
        name,
        asked=EMPTY if copied is None else suppliers.watch_of(copied.watch),
        rhythm=suppliers.rhythm_of(copied.watch if copied is not None else profile.watches[0]),
        now=now,
    )
    match found:
        case Refused.NAME_EMPTY | Refused.NAME_TAKEN | Refused.NAME_TOO_LONG:
            copy = None if copied is None else copied.watch
            return screens.ask_name(profile, copy, words.name_refused(name, found))
        case Refused():
            await drafts.drop(session, chat.address)
            return watching.overview(profile, context, words.refused(found))
        case Subject() if copied is not None:
            await drafts.drop(session, chat.address)
            head = words.copied(found.watch.name, copied.watch.name)
            return watching_screens.menu(found, now, head)
        case Subject():
            await drafts.write(session, chat.address, watching.waiting(Step.WATCH_TRADES, found), now)
            return watching_screens.trades(found, 0, head=words.made(found.watch.name))


async def _deleted_or_back(
    session: AsyncSession, chat: Sender, press: Press, watch_id: int, context: Context
) -> Screen:
    """Delete a watch, or bring it back."""
    if press.value() == screens.DELETE:
        found = await watches.delete(session, chat.address, watch_id, context.now())
        if isinstance(found, Subject):
            return screens.deleted(found)
    else:
        found = await watches.restore(session, chat.address, watch_id)
        if isinstance(found, Subject):
            return watching.overview(found.profile, context, words.restored(found.watch.name))
    profile = await suppliers.by_address(session, chat.address)
    if profile is None:
        return Screen(text=general.join_first())
    return watching.overview(profile, context, words.refused(found))


async def _pausing(session: AsyncSession, subject: Subject, press: Press, context: Context) -> Screen:
    """Pause a watch, or let it speak again."""
    now, name = context.now(), subject.watch.name
    if press.value() == screens.RESUME:
        await watches.resume(session, subject, now)
        return watching_screens.menu(subject, now, words.resumed(name))
    day = pauses.carried(press.value(1), today(now))
    if press.value() == screens.PAUSE or not isinstance(day, date):
        return screens.pause(subject, today(now))
    await watches.pause(session, subject, morning(day), now)
    return watching_screens.menu(subject, now, words.paused(name, morning(day)))
