"""What is open for a supplier: /latest, and turning the pages of what was sent."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from alerts import outbox, shortlist, suppliers
from alerts.shortlist import Shortlisted
from bot.context import Context, Sender, sender
from bot.screens import Screen
from bot.screens import alerts as screens
from bot.text import general


async def latest(update: Update, context: Context) -> None:
    """Show what is open now."""
    chat = sender(update, context)
    await chat.reply(await _latest(chat, context, 0, None))


async def latest_pressed(update: Update, context: Context) -> None:
    """Turn to a page of what is open now."""
    chat, press = sender(update, context), context.press(update)
    await chat.show(await _latest(chat, context, press.number() or 0, press.watch))


async def _latest(chat: Sender, context: Context, page: int, watch_id: int | None) -> Screen:
    """Show a page of what is open for a supplier, or for one of its watches."""
    catalogue, now = context.shared.catalogue, context.now()
    async with context.sessions.begin() as session:
        profile = await suppliers.by_address(session, chat.address)
        if profile is None:
            return Screen(text=general.join_first())
        only = None if watch_id is None else profile.about(watch_id)
        items = await shortlist.open_now(session, profile, catalogue, now, only=only)
    return screens.latest(items, page, now, only)


async def digest_page_pressed(update: Update, context: Context) -> None:
    """Turn to a page of a digest that was sent to this very chat."""
    chat, press = sender(update, context), context.press(update)
    delivery_id, page = press.number(0), press.number(1)

    async with context.sessions.begin() as session:
        delivery = None if delivery_id is None else await outbox.sent_to(session, delivery_id, chat.address)
        items = await sent_in(session, chat, delivery_id, context)
    if delivery is None or items is None or page is None:
        await chat.show(Screen(text=general.old_button()))
    else:
        await chat.show(screens.digest(items, delivery, page, context.now()))


async def sent_in(
    session: AsyncSession, chat: Sender, delivery_id: int | None, context: Context
) -> Sequence[Shortlisted] | None:
    """Return what a message told of, as it is now, or None when it was not sent to this very chat."""
    profile = await suppliers.by_address(session, chat.address)
    sent = None if delivery_id is None else await outbox.sent_to(session, delivery_id, chat.address)
    if profile is None or sent is None:
        return None
    return await shortlist.sent_in(session, sent, profile, context.shared.catalogue, context.now())
