"""/search: look through what is open, turn the pages of what was found, open one, save it as a watch."""

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from alerts import opportunities, searches, suppliers, watches
from alerts.suppliers import Profile, Subject
from alerts.watches import Refused
from bot import drafts, searched, typed_search
from bot.context import Context, Sender, sender
from bot.drafts import JOINING, Form, Step
from bot.handlers import watching
from bot.handlers.asking import after_command
from bot.letters import name_of
from bot.screens import Screen
from bot.screens import alerts as alert_screens
from bot.screens import search as screens
from bot.screens import watching as watching_screens
from bot.screens.alerts import PER_PAGE
from bot.tables import Search
from bot.text import general
from bot.text import search as words
from bot.text import watches as watches_words


async def search(update: Update, context: Context) -> None:
    """Look for what stands behind the command, or ask what to look for."""
    chat = sender(update, context)
    await _answer(chat, after_command(chat.text), context)


async def taken(chat: Sender, _form: Form, context: Context) -> None:
    """Look for what was typed."""
    await _answer(chat, chat.text, context)


async def _answer(chat: Sender, typed: str, context: Context) -> None:
    asked = typed_search.read(typed) if typed else None

    async with context.sessions.begin() as session:
        match asked:
            case None:
                await _wait(session, chat, context)
                screen = screens.ask()
            case typed_search.Refused():
                await _wait(session, chat, context)
                screen = screens.refused(asked)
            case searches.Asked():
                await _wait_no_more(session, chat, context)
                found = await searches.find(session, asked, context.now())
                row = await searched.keep(session, chat.address, asked, found, context.now())
                screen = await _page(session, row, 0, context)
    await chat.reply(screen)


async def _wait(session: AsyncSession, chat: Sender, context: Context) -> None:
    """Take what is typed next as a search, but for a newcomer who is asked for trades."""
    form = await drafts.read(session, chat.address, context.now())
    if form is None or form.step not in JOINING:
        await drafts.write(session, chat.address, Form(step=Step.SEARCH), context.now())


async def _wait_no_more(session: AsyncSession, chat: Sender, context: Context) -> None:
    form = await drafts.read(session, chat.address, context.now())
    if form is not None and form.step is Step.SEARCH:
        await drafts.drop(session, chat.address)


async def pressed(update: Update, context: Context) -> None:
    """Turn a page of what was found, or make a watch of the search."""
    chat, press = sender(update, context), context.press(update)

    async with context.sessions.begin() as session:
        row = await searched.read(session, chat.address, press.number(1))
        if row is None:
            screen = screens.over()
        elif press.value() == screens.WATCH:
            screen = await _watched(session, chat, row, context)
        else:
            screen = await _page(session, row, press.number(2) or 0, context)
    if press.value() == screens.WATCH:
        await context.acknowledge(update)
        await chat.reply(screen)
    else:
        await chat.show(screen)


async def _page(session: AsyncSession, row: Search, page: int, context: Context) -> Screen:
    """Show a page of what was found then, as it is now."""
    if not row.found:
        return screens.nothing(row)
    page = min(page, screens.last_page(row))
    shown = await searches.again(session, row.found[page * PER_PAGE : (page + 1) * PER_PAGE])
    return screens.found(row, page, shown, context.now())


async def _watched(session: AsyncSession, chat: Sender, row: Search, context: Context) -> Screen:
    """Make a watch for what was searched. A second press finds it made."""
    profile = await suppliers.by_address(session, chat.address)
    if profile is None:
        return Screen(text=general.join_first())
    wanted = searches.as_watch(row.asked)
    if wanted is None:
        return screens.cannot_watch(row.asked)
    for subject in profile.every:
        if suppliers.watch_of(subject.watch) == wanted:
            return watching_screens.menu(subject, context.now(), words.watched_already(subject.watch.name))
    made = await watches.add(
        session,
        chat.address,
        watches.name_for(" ".join(row.asked.words), profile),
        asked=wanted,
        rhythm=suppliers.rhythm_of(profile.watches[0]),
        now=context.now(),
    )
    return _outcome(made, profile, row, context)


def _outcome(made: Subject | Refused, profile: Profile, row: Search, context: Context) -> Screen:
    match made:
        case Subject():
            return watching_screens.menu(made, context.now(), words.watching(made.watch.name, row.asked))
        case Refused():
            return watching.overview(profile, context, watches_words.refused(made))


async def card_pressed(update: Update, context: Context) -> None:
    """Show one opportunity. The message with the button stays as it is."""
    chat, press = sender(update, context), context.press(update)
    await context.acknowledge(update)

    async with context.sessions.begin() as session:
        found = await opportunities.by_id(session, press.number())
    if found is None:
        await chat.reply(Screen(text=general.old_button()))
    else:
        name = name_of(found, context.shared.catalogue)
        await chat.reply(alert_screens.for_anybody(found, name, context.now()))
