"""“Mute…” below an alert, and /muted: a buyer, a trade or a source that a supplier wants nothing of."""

from dateutil.relativedelta import relativedelta
from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from alerts import mutes, opportunities, outbox, sectors, suppliers
from alerts.frequency import morning, today
from alerts.matching import Muted
from alerts.mutes import Offer
from alerts.suppliers import Profile
from alerts.tables import Match
from bot.buttons import Press
from bot.context import Context, Sender, sender
from bot.handlers.opportunities import sent_in
from bot.screens import Screen
from bot.screens import muting as screens
from bot.screens.muting import Span
from bot.text import general
from bot.text import muting as words

SPANS = {Span.WEEK: relativedelta(weeks=1), Span.MONTH: relativedelta(months=1)}


async def muted(update: Update, context: Context) -> None:
    """Show what is muted."""
    chat = sender(update, context)
    async with context.sessions.begin() as session:
        profile = await suppliers.by_address(session, chat.address)
    await chat.reply(_listed(profile, 0, context))


async def pressed(update: Update, context: Context) -> None:
    """Go one step on: which one, what of it, for how long. The alert itself stays as it is."""
    chat, press = sender(update, context), context.press(update)

    async with context.sessions.begin() as session:
        profile = await suppliers.by_address(session, chat.address)
        match press.value():
            case screens.LIST:
                screen = _listed(profile, press.number(1) or 0, context)
            case screens.OFF:
                screen = await _unmuted(session, chat, press, context)
            case screens.WHICH:
                screen = await _which(session, chat, press, context)
            case _:
                screen = await _one(session, chat, profile, press, context)
    if press.value() in {screens.WHICH, screens.ASK}:
        await context.acknowledge(update)
        await chat.reply(screen)
    else:
        await chat.show(screen)


def _listed(profile: Profile | None, page: int, context: Context, head: str = "") -> Screen:
    if profile is None:
        return Screen(text=general.join_first())
    return screens.listed(profile.muted_now(context.now()), page, head)


async def _unmuted(session: AsyncSession, chat: Sender, press: Press, context: Context) -> Screen:
    row = await mutes.unmute(session, chat.address, press.number(1) or 0)
    if row is not None:
        return screens.unmuted(row)
    profile = await suppliers.by_address(session, chat.address)
    return _listed(profile, 0, context, words.not_muted())


async def _which(session: AsyncSession, chat: Sender, press: Press, context: Context) -> Screen:
    page = press.number(2)
    items = await sent_in(session, chat, press.number(1), context)
    if items is None or page is None:
        return Screen(text=general.old_button())
    shown = screens.which(items, page)
    return shown if shown.rows else Screen(text=general.old_button())


async def _one(
    session: AsyncSession, chat: Sender, profile: Profile | None, press: Press, context: Context
) -> Screen:
    """Ask what of an opportunity is to be muted and for how long, and mute it."""
    number = press.number(1)
    told = None if number is None else await outbox.told_of(session, chat.address, [number])
    if profile is None or told is None:
        return Screen(text=general.old_button())
    offers = _offers(told, profile, context)
    if press.value() in {screens.ASK, screens.THIS}:
        return screens.what(opportunities.notice_of(told.opportunity), told.opportunity_id, offers)
    offer = _chosen(offers, press)
    if offer is None:
        return Screen(text=general.old_button())
    span = press.member(Span, 4)
    if press.value() != screens.FOR or span is None:
        return screens.how_long(told.opportunity_id, offer)
    now = context.now()
    until = None if span is Span.GOOD else morning(today(now) + SPANS[span])
    row = await mutes.mute(session, profile.supplier.id, offer, until=until, now=now)
    return screens.muted(row)


def _offers(told: Match, profile: Profile, context: Context) -> list[Offer]:
    notice, slug = opportunities.notice_of(told.opportunity), told.opportunity.source.slug
    source = context.shared.catalogue.get(slug)
    found = [sectors.find(notice, suppliers.watch_of(watch)).reasons for watch in profile.watches]
    return mutes.offers(
        told.opportunity,
        [*(told.reasons or ()), *(reason for reasons in found for reason in reasons)],
        slug if source is None else source.name,
    )


def _chosen(offers: list[Offer], press: Press) -> Offer | None:
    """Return the offer that a button means. A trade is one that is offered, whatever the button says."""
    wanted, value = press.member(Muted, 2), press.value(3)
    return next(
        (
            offer
            for offer in offers
            if offer.what is wanted and (wanted is not Muted.TRADE or offer.value == value)
        ),
        None,
    )
