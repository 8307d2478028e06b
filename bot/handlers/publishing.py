"""“You said, we did”, as officers write, publish and withdraw it. Perhaps in answer to a report."""

from datetime import date

from telegram import Update

from alerts.frequency import LONDON
from alerts.sources import when
from bot import changes, days, drafts, publishing, redaction
from bot.blockers import ReportStatus
from bot.context import Context, Sender, sender
from bot.drafts import Form, Step
from bot.handlers.deciding import moved
from bot.officers import Acting
from bot.screens import Screen
from bot.screens import casework as case_screens
from bot.screens import publishing as screens
from bot.tables import ChangeMade
from bot.text import casework as case_words
from bot.text import publishing as words

WRITING = frozenset({Step.YOU_SAID, Step.WE_DID, Step.DONE_ON, Step.PUBLISH})


async def published(update: Update, context: Context, _officer: Acting) -> None:
    """List what is published."""
    await sender(update, context).reply(await _list(context, 0))


async def _list(context: Context, page: int) -> Screen:
    async with context.sessions.begin() as session:
        return screens.listed(await changes.published(session, page))


async def pressed(update: Update, context: Context, officer: Acting) -> None:
    """Do what a button of writing one asks for."""
    chat, press = sender(update, context), context.press(update)
    match press.value():
        case "new":
            await _begin(chat, context, press.values[1:])
        case "today":
            await _today(chat, context)
        case "publish":
            await _publish(chat, context, officer)
        case "drop":
            await _drop(chat, context)
        case _:
            await chat.show(await _list(context, press.number(1) or 0))


async def _begin(chat: Sender, context: Context, at: tuple[str, ...]) -> None:
    form = Form(step=Step.YOU_SAID, answers={"at": list(at)} if at else {})
    async with context.sessions.begin() as session:
        await drafts.write(session, chat.address, form, context.now())
    await chat.show(Screen(text=words.ask_you_said()))


async def words_typed(chat: Sender, form: Form, context: Context, _officer: Acting) -> None:
    """Take what suppliers said, or what the Council did."""
    text = redaction.name(chat.text, words.LONGEST + 1)
    if not text:
        await chat.reply(Screen(text=case_words.nothing_to_read()))
    elif len(text) > words.LONGEST:
        await chat.reply(Screen(text=case_words.too_long(words.LONGEST)))
    else:
        following = Step.WE_DID if form.step is Step.YOU_SAID else Step.DONE_ON
        async with context.sessions.begin() as session:
            after = form.at(following, **{form.step.value: [text]})
            await drafts.write(session, chat.address, after, context.now())
        await chat.reply(_ask(after))


def _ask(form: Form) -> Screen:
    match form.step:
        case Step.YOU_SAID:
            return Screen(text=words.ask_you_said())
        case Step.WE_DID:
            return Screen(text=words.ask_we_did())
        case Step.DONE_ON:
            return screens.ask_date()
        case _:
            return screens.preview(
                ChangeMade(
                    you_said=form.first("you_said"), we_did=form.first("we_did"), happened_on=_date_of(form)
                )
            )


def _date_of(form: Form) -> date:
    return date.fromisoformat(form.first("done_on"))


async def date_typed(chat: Sender, form: Form, context: Context, _officer: Acting) -> None:
    """Take the day of a change."""
    today = context.now().astimezone(LONDON).date()
    on, named = days.read(chat.text, today), when.day(chat.text)
    if on is not None:
        await chat.reply(await _dated(chat, context, form, on))
    elif named is not None and named > today:
        await chat.reply(screens.ask_date(words.date_to_come(named)))
    else:
        await chat.reply(screens.ask_date(words.date_not_understood(chat.text)))


async def _dated(chat: Sender, context: Context, form: Form, on: date) -> Screen:
    after = form.at(Step.PUBLISH, done_on=[on.isoformat()])
    async with context.sessions.begin() as session:
        await drafts.write(session, chat.address, after, context.now())
    return _ask(after)


async def _today(chat: Sender, context: Context) -> None:
    form = await _form(chat, context)
    if form is None or form.step is not Step.DONE_ON:
        await chat.show(screens.after(words.form_over()))
    else:
        await chat.show(await _dated(chat, context, form, context.now().astimezone(LONDON).date()))


async def _form(chat: Sender, context: Context) -> Form | None:
    async with context.sessions.begin() as session:
        form = await drafts.read(session, chat.address, context.now(), drafts.WAITS_FOR)
    return form if form is not None and form.step in WRITING else None


async def ready_typed(chat: Sender, form: Form, _context: Context, _officer: Acting) -> None:
    """Show the preview again to whoever types where a button is waited for."""
    await chat.reply(_ask(form))


async def _publish(chat: Sender, context: Context, officer: Acting) -> None:
    """Publish what was shown, and move the report that it answers. A second press finds the form gone."""
    async with context.sessions.begin() as session:
        form = await drafts.read(session, chat.address, context.now(), drafts.WAITS_FOR)
        change = None
        if form is not None and form.step is Step.PUBLISH and await drafts.drop(session, chat.address):
            change = await publishing.publish(
                session,
                you_said=form.first("you_said"),
                we_did=form.first("we_did"),
                happened_on=_date_of(form),
                by=officer.name,
                now=context.now(),
            )
    if form is None or change is None:
        await chat.show(screens.after(words.form_over()))
        return
    await chat.show(screens.after(words.published()))
    if form.all("at"):
        at = case_screens.at_of(form.all("at"))
        await chat.reply(await moved(context, officer, at, ReportStatus.CHANGED, change_id=change.id))


async def _drop(chat: Sender, context: Context) -> None:
    if await _form(chat, context) is not None:
        async with context.sessions.begin() as session:
            await drafts.drop(session, chat.address)
    await chat.show(screens.after(words.dropped()))


async def withdraw_pressed(update: Update, context: Context, officer: Acting) -> None:
    """Ask once more, then withdraw one."""
    chat, press = sender(update, context), context.press(update)
    async with context.sessions.begin() as session:
        if press.value() == "yes":
            taken = await publishing.withdraw(session, press.number(1), by=officer.name, now=context.now())
            screen = screens.after(words.withdrawn() if taken is not None else words.not_there())
        elif press.value() == "ask":
            change = await publishing.by_id(session, press.number(1))
            screen = screens.after(words.not_there()) if change is None else screens.ask_withdraw(change)
        else:
            screen = screens.after(words.kept())
    await chat.show(screen)
