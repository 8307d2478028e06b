"""/result: what became of a bid. Each press keeps its answer at once, so a supplier can stop anywhere."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from alerts import opportunities, suppliers
from alerts.frequency import LONDON
from alerts.suppliers import Profile
from alerts.tables import Opportunity
from bot import days, drafts, results
from bot.blockers import Ending, Feedback, Why
from bot.buttons import Press
from bot.context import Context, Sender, sender
from bot.drafts import Form, Step
from bot.handlers.asking import after_command
from bot.reporting import ON
from bot.screens import Screen
from bot.screens import results as screens
from bot.tables import BidResult
from bot.text import general
from bot.text import results as words


async def result(update: Update, context: Context) -> None:
    """List what has closed, or ask about the notice whose number follows the command."""
    chat = sender(update, context)
    typed = after_command(chat.text)

    async with context.sessions.begin() as session:
        profile = await suppliers.by_address(session, chat.address)
        if profile is None:
            screen = Screen(text=general.join_first())
        elif typed:
            found = await opportunities.quoted(session, typed)
            screen = Screen(text=words.unknown(typed)) if found is None else screens.ask_ending(found)
        else:
            screen = screens.listed(await results.recent(session, profile, context.now()), 0)
    await chat.reply(screen)


async def pressed(update: Update, context: Context) -> None:
    """Keep the answer of a button, and ask the next question."""
    chat, press = sender(update, context), context.press(update)

    async with context.sessions.begin() as session:
        profile = await suppliers.by_address(session, chat.address)
        opportunity = await opportunities.by_id(session, press.number(1))
        if profile is None:
            screen = Screen(text=general.join_first())
        elif press.value() == "list":
            bids = await results.recent(session, profile, context.now())
            screen = screens.listed(bids, press.number(1) or 0)
        elif opportunity is None:
            screen = Screen(text=general.old_button())
        elif press.value() == "ask":
            screen = screens.ask_ending(opportunity)
        else:
            row = await _kept(session, profile, opportunity, press, context)
            screen = await _next(session, chat, context, press=press, opportunity=opportunity, row=row)
    await chat.show(screen)


async def _kept(
    session: AsyncSession, profile: Profile, opportunity: Opportunity, press: Press, context: Context
) -> BidResult | None:
    """Keep what a press says. Returns what was said of the bid so far."""
    ending, why = press.member(Ending, 2), press.member(Why, 2)
    feedback, degree = press.member(Feedback, 2), press.number(2)
    match press.value():
        case "end" if ending is not None:
            return await results.ended(session, profile, opportunity, ending, context.now())
        case "why" if why is not None:
            return await results.because(session, profile, opportunity.id, why, wanted=press.value(3) == ON)
        case "told" if feedback is not None:
            return await results.told(session, profile, opportunity.id, feedback)
        case "day":
            day = days.packed(press.value(2), _today(context))
            return await results.told_on(session, profile, opportunity.id, day)
        case "use" if degree in results.USEFUL:
            return await results.useful(session, profile, opportunity.id, degree)
        case _:
            return await results.of(session, profile, opportunity.id)


async def _next(
    session: AsyncSession,
    chat: Sender,
    context: Context,
    *,
    press: Press,
    opportunity: Opportunity,
    row: BidResult | None,
) -> Screen:
    """Ask what comes after an answer."""
    if row is None:
        return screens.ask_ending(opportunity)
    match press.value():
        case "end" | "why":
            return screens.ask_reasons(opportunity, row)
        case "done" if row.ending is not Ending.DID_NOT_BID:
            return screens.ask_feedback(opportunity)
        case "told" if row.feedback is Feedback.YES:
            waits = Form(step=Step.FEEDBACK_DAY, answers={"opportunity": [str(opportunity.id)]})
            await drafts.write(session, chat.address, waits, context.now())
            return screens.ask_day(opportunity.id, _today(context))
        case "day":
            form = await drafts.read(session, chat.address, context.now())
            if form is not None and form.step is Step.FEEDBACK_DAY:
                await drafts.drop(session, chat.address)
            return screens.ask_useful(opportunity.id)
        case _:
            return screens.saved(opportunity, row)


async def taken(chat: Sender, form: Form, context: Context) -> None:
    """Take a typed day on which feedback came."""
    opportunity_id = int(form.first("opportunity"))
    day = days.read(chat.text, _today(context))
    if day is None:
        asked = screens.ask_day(opportunity_id, _today(context))
        await chat.reply(Screen(text=words.day_not_understood(chat.text), rows=asked.rows))
        return
    async with context.sessions.begin() as session:
        profile = await suppliers.by_address(session, chat.address)
        await drafts.drop(session, chat.address)
        if profile is not None:
            await results.told_on(session, profile, opportunity_id, day)
    known = profile is not None
    await chat.reply(screens.ask_useful(opportunity_id) if known else Screen(text=general.join_first()))


def _today(context: Context) -> date:
    return context.now().astimezone(LONDON).date()
