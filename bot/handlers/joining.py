"""Joining: /start, four questions answered by buttons, and the first preview."""

from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from alerts import places, shortlist, suppliers
from alerts.frequency import Frequency, Rhythm
from alerts.matching import Firm, OrganisationType, Size, Watch
from alerts.suppliers import Profile, Resumed
from alerts.trades import TRADES
from alerts.typed_words import parse
from bot import drafts
from bot.buttons import Press
from bot.context import Context, Sender, sender
from bot.drafts import JOINING, Form, Step
from bot.screens import Screen
from bot.screens import alerts as alert_screens
from bot.screens import joining as screens
from bot.text import general
from bot.text import joining as words
from bot.text.privacy import PRIVACY_NOTICE


async def start(update: Update, context: Context) -> None:
    """Ask the first question, go on with a form, or turn the alerts of a known supplier on again."""
    chat = sender(update, context)

    async with context.sessions.begin() as session:
        form = await drafts.read(session, chat.address, context.now())
        if form is not None and form.step in JOINING:
            screen = screens.ask(form)
        else:
            screen = await _begin_or_resume(session, chat, context)
    await chat.reply(screen)


async def begin_pressed(update: Update, context: Context) -> None:
    """Do what /start does. The message with the button stays as it is."""
    await context.acknowledge(update)
    await start(update, context)


async def _begin_or_resume(session: AsyncSession, chat: Sender, context: Context) -> Screen:
    match await suppliers.resume(session, chat.address, context.now()):
        case Resumed.UNKNOWN:
            form = Form(step=Step.KIND)
            await drafts.write(session, chat.address, form, context.now())
            return screens.ask(form)
        case Resumed.RESUMED:
            return Screen(text=words.resumed(await _rhythms(session, chat)))
        case Resumed.ALREADY_ON:
            profile = await _profile(session, chat)
            paused = suppliers.silence_of(profile.supplier).paused_until
            until = paused if paused is not None and paused > context.now() else None
            return Screen(text=words.already_joined(await _rhythms(session, chat), until))


async def _rhythms(session: AsyncSession, chat: Sender) -> list[Rhythm]:
    return [suppliers.rhythm_of(watch) for watch in (await _profile(session, chat)).watches]


async def _profile(session: AsyncSession, chat: Sender) -> Profile:
    profile = await suppliers.by_address(session, chat.address)
    if profile is None:
        raise RuntimeError("a supplier that was just found is not there")
    return profile


async def cancel(update: Update, context: Context) -> None:
    """Close the form that a chat is in."""
    chat = sender(update, context)

    async with context.sessions.begin() as session:
        dropped = await drafts.drop(session, chat.address)
    await chat.reply(Screen(text=general.cancelled() if dropped else general.nothing_to_cancel()))


async def kind_pressed(update: Update, context: Context) -> None:
    """Take the kind of organisation, and ask for the people."""
    await _answer(update, context, Step.KIND, OrganisationType, Step.SIZE)


async def size_pressed(update: Update, context: Context) -> None:
    """Take the number of people, and ask for the trades."""
    await _answer(update, context, Step.SIZE, Size, Step.TRADES)


async def _answer(
    update: Update, context: Context, asked: Step, allowed: type[StrEnum], following: Step
) -> None:
    chat, press = sender(update, context), context.press(update)

    async with context.sessions.begin() as session:
        form = await drafts.read(session, chat.address, context.now())
        # A second press finds the form one step on, and only shows it again.
        answer = press.member(allowed)
        if form is not None and form.step is asked and answer is not None:
            form = form.at(following, **{str(asked): [str(answer)]})
            await drafts.write(session, chat.address, form, context.now())
    await _show(chat, form)


async def trade_pressed(update: Update, context: Context) -> None:
    """Take a trade, or leave one that was taken."""
    chat, press = sender(update, context), context.press(update)

    async with context.sessions.begin() as session:
        form = await drafts.read(session, chat.address, context.now())
        if form is not None and form.step is Step.TRADES:
            form = _with_trade(form, press)
            await drafts.write(session, chat.address, form, context.now())
    await _show(chat, form)


def _with_trade(form: Form, press: Press) -> Form:
    if press.value() in TRADES:
        is_so = (press.value() in form.all("trades")) == (press.value(1) == "on")
        return form if press.value(1) and is_so else form.toggled("trades", press.value())
    if press.value() == "*words" and form.first("typed"):
        parsed = parse(form.first("typed"))
        return form.at(
            Step.TRADES,
            words=list(dict.fromkeys([*form.all("words"), *parsed.words])),
            not_words=list(dict.fromkeys([*form.all("not_words"), *parsed.not_words])),
            typed=[],
        )
    return form


async def trades_page_pressed(update: Update, context: Context) -> None:
    """Turn to another page of trades."""
    chat, press = sender(update, context), context.press(update)

    async with context.sessions.begin() as session:
        form = await drafts.read(session, chat.address, context.now())
        if form is not None and form.step is Step.TRADES:
            form = form.at(Step.TRADES, page=[str(press.number() or 0)], typed=[])
            await drafts.write(session, chat.address, form, context.now())
    await _show(chat, form)


async def _show(chat: Sender, form: Form | None) -> None:
    if form is None or form.step not in JOINING:
        await chat.show(Screen(text=words.over()))
    else:
        await chat.show(screens.ask(form))


async def when_pressed(update: Update, context: Context) -> None:
    """Take the rhythm, take the supplier in, and show what the last 30 days would have brought."""
    chat, press, now = sender(update, context), context.press(update), context.now()

    async with context.sessions.begin() as session:
        form = await drafts.read(session, chat.address, context.now())
        frequency = press.member(Frequency)
        if form is None or not _is_complete(form) or frequency is None:
            screen = None
        else:
            rhythm = Rhythm(frequency=frequency)
            profile = await suppliers.join(
                session,
                chat.address,
                firm=Firm(
                    organisation_type=OrganisationType(form.first(Step.KIND)),
                    size=Size(form.first(Step.SIZE)),
                ),
                watch=Watch(
                    trades=tuple(form.all("trades")),
                    words=tuple(form.all("words")),
                    not_words=tuple(form.all("not_words")),
                    regions=(places.WHOLE,),  # Find a Tender has work at embassies too
                ),
                rhythm=rhythm,
                privacy_notice=PRIVACY_NOTICE,
                now=now,
            )
            await drafts.drop(session, chat.address)
            found = await shortlist.preview(session, profile.every[0], context.shared.catalogue, now)
            screen = alert_screens.preview(found, words.finished(rhythm), now)
    if screen is None:
        await _show(chat, form)
    else:
        await chat.show(screen)


def _is_complete(form: Form) -> bool:
    return form.step is Step.TRADES and bool(form.all("trades") or form.all("words"))
