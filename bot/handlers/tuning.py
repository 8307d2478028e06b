"""“Not for me”: asks why, and proposes one change of the watch."""

from datetime import datetime

from telegram import Update

from alerts import edits, opportunities, outbox, shortlist, suppliers, tuning
from alerts.suppliers import Profile, Subject
from alerts.tables import Match
from alerts.tuning import Unwanted
from bot.buttons import Press
from bot.context import Context, Sender, sender
from bot.handlers.opportunities import sent_in
from bot.screens import Screen
from bot.screens import editing as editing_screens
from bot.screens import tuning as screens
from bot.text import general
from bot.text import tuning as words


async def pressed(update: Update, context: Context) -> None:
    """Go one step on: which one, why, and what could be changed. The alert itself stays as it is."""
    chat, press = sender(update, context), context.press(update)

    match press.value():
        case screens.WHICH:
            await context.acknowledge(update)
            await chat.reply(await _which(chat, press, context))
        case screens.ASK:
            await context.acknowledge(update)
            await chat.reply(await _why(chat, press, context))
        case screens.THIS:
            await chat.show(await _why(chat, press, context))
        case _:
            await chat.show(await _proposal(chat, press, context))


async def _which(chat: Sender, press: Press, context: Context) -> Screen:
    page = press.number(2)
    async with context.sessions.begin() as session:
        items = await sent_in(session, chat, press.number(1), context)
    if items is None or page is None:
        return Screen(text=general.old_button())
    shown = screens.which(items, page)
    return shown if shown.rows else Screen(text=words.comes_no_more())


async def _why(chat: Sender, press: Press, context: Context) -> Screen:
    opportunity_id = press.number(1)
    async with context.sessions.begin() as session:
        told = (
            None if opportunity_id is None else await outbox.told_of(session, chat.address, [opportunity_id])
        )
    if told is None:
        return Screen(text=general.old_button())
    return screens.why(opportunities.notice_of(told.opportunity), told.opportunity_id)


async def _proposal(chat: Sender, press: Press, context: Context) -> Screen:
    """Propose one change of the watch that brings such notices; ask which one when several do."""
    opportunity_id, reason, now = press.number(1), press.member(Unwanted, 2), context.now()
    async with context.sessions.begin() as session:
        profile = await suppliers.by_address(session, chat.address)
        if profile is None or opportunity_id is None or reason is None:
            return Screen(text=general.old_button())
        told = await outbox.told_of(session, chat.address, [opportunity_id])
        if told is None:
            return Screen(text=general.old_button())
        bringing = _bringing(profile, told, now)
        subject = next((each for each in bringing if press.watch in {None, each.watch.id}), None)
        if subject is None:
            return Screen(text=words.comes_no_more(), rows=[editing_screens.menu()])
        if press.watch is None and len(bringing) > 1:
            return screens.which_watch(bringing, opportunity_id, reason)
        edit = await edits.propose(session, subject, _changes(reason, told, subject, now), now)
    if edit is None:
        return screens.no_change(reason, opportunities.notice_of(told.opportunity), subject)
    effect = await shortlist.effect(context.sessions, subject, edit, context.shared.catalogue, now)
    return editing_screens.proposed(edit, effect)


def _changes(reason: Unwanted, told: Match, subject: Subject, now: datetime) -> tuning.Changes:
    """Return the one change of a watch that would keep such a notice away; nothing when none would."""
    return tuning.propose(
        reason,
        opportunities.notice_of(told.opportunity),
        firm=suppliers.firm_of(subject.supplier),
        watch=suppliers.watch_of(subject.watch),
        frequency=subject.watch.frequency,
        now=now,
    )


def _bringing(profile: Profile, told: Match, now: datetime) -> list[Subject]:
    """Return the watches through which such a notice would come to the supplier, were it published now."""
    firm, notice = suppliers.firm_of(profile.supplier), opportunities.notice_of(told.opportunity)
    mutes, source = profile.mutes(now), told.opportunity.source.slug
    return [
        subject
        for subject in profile.every
        if suppliers.asks(subject.watch)
        and tuning.still_comes(
            notice, firm, suppliers.watch_of(subject.watch), now, mutes=mutes, source=source
        )
    ]
