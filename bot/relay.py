"""Show each side of a ticket what the other wrote.

Claim, commit, send, mark, as `delivery` does: no transaction is open while Telegram thinks, and what
cannot be shown now is a row that is tried again.
"""

from datetime import timedelta

import structlog
from telegram.error import TelegramError

from bot import refusals, tickets
from bot.context import Shared, TelegramBot, chat_id_of, send
from bot.refusals import AFTER_A_FAULT, Gone, Later, Moved, Unanswered, Wrong
from bot.screens import Screen
from bot.screens import tickets as screens
from bot.tables import Side, TicketMessage
from bot.text import tickets as words

log = structlog.get_logger()

WHEN_REFUSED = timedelta(minutes=15)
MEND = "check SUPPLIERBOT_OFFICERS_CHAT, and that the bot is a member there; /chatid in that chat shows its number"


async def due(shared: Shared, bot: TelegramBot) -> set[int]:
    """Show every message that is due now, and return which were shown. Safe to run twice at once."""
    shown: set[int] = set()
    while True:
        async with shared.sessions.begin() as session:
            claimed = await tickets.claim_due(session, shared.now())
        if not claimed:
            return shown
        for message in claimed:
            if await _show(shared, bot, message):
                shown.add(message.id)


async def tell_officers(shared: Shared, bot: TelegramBot, text: str) -> None:
    """Write a line to the officers, who lose nothing if it does not come."""
    if shared.settings.officers_chat is None:
        return
    try:
        await send(bot, shared.settings.officers_chat, Screen(text=text))
    except TelegramError as error:
        log.warning("officers_not_told", why=type(error).__name__)


async def _show(shared: Shared, bot: TelegramBot, message: TicketMessage) -> bool:
    chat_id, screen = _screen(shared, message)
    if chat_id is None:
        await _put_off(shared, message, WHEN_REFUSED)  # no officers are set up any more
        return False
    async with shared.sessions.begin() as session:
        if not await tickets.hold(session, message, shared.now()):
            return False
    try:
        message_id = await send(bot, chat_id, screen)
    except TelegramError as error:
        await _refused(shared, bot, message, error)
        return False
    async with shared.sessions.begin() as session:
        await tickets.mark_shown(session, message.id, chat_id, message_id, shared.now())
    shared.pulse.messages["ticket"] += 1
    return True


def _screen(shared: Shared, message: TicketMessage) -> tuple[int | None, Screen]:
    """Return where a message is shown, and as what."""
    ticket = message.ticket
    match message.side:
        case Side.SUPPLIER:
            first = message.source_id is None  # the question itself came by a button
            return shared.settings.officers_chat, screens.for_officers(ticket, message, first=first)
        case Side.OFFICER:
            return chat_id_of(ticket.address), screens.for_supplier(ticket, message)


async def _refused(shared: Shared, bot: TelegramBot, message: TicketMessage, error: TelegramError) -> None:
    """Do what an answer of Telegram's other than yes asks for."""
    match refusals.read(error):
        case Later(wait=wait):
            await _put_off(shared, message, wait)
        case Unanswered():
            await _put_off(shared, message, AFTER_A_FAULT)
        case Gone() | Moved() | Wrong() if message.side is Side.SUPPLIER:
            # The officers' chat is ours to mend, so nothing is lost meanwhile.
            log.error("officers_chat_refused", message=message.id, why=type(error).__name__, mend=MEND)
            await _put_off(shared, message, WHEN_REFUSED)
        case Gone() | Moved() | Wrong():
            async with shared.sessions.begin() as session:
                await tickets.mark_failed(session, message.id, error.message)
            log.warning("reply_not_shown", message=message.id, why=type(error).__name__)
            await tell_officers(shared, bot, words.unreachable(message.ticket))


async def _put_off(shared: Shared, message: TicketMessage, wait: timedelta) -> None:
    async with shared.sessions.begin() as session:
        await tickets.put_off(session, message.id, shared.now() + wait)
