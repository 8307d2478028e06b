"""Send what is owed and due.

Claim, commit, write the text from the opportunity as it is now, send, mark. No transaction is open
while Telegram thinks. Killed anywhere, the claim lapses and the next sender goes on; at worst the
one message in flight is sent again.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from telegram.error import BadRequest, TelegramError

from alerts import nudges, outbox, shortlist, suppliers
from alerts.suppliers import Profile, by_address
from alerts.tables import Delivery, DeliveryKind, EndedReason
from bot import nudging, refusals
from bot.context import Shared, TelegramBot, address_of, chat_id_of, send
from bot.nudging import Proposal
from bot.pacing import Turn
from bot.refusals import Gone, Later, Moved, Unanswered, Wrong
from bot.screens import Screen, without_links
from bot.screens import alerts as screens

log = structlog.get_logger()

TRIES_WITHOUT_ANSWER = 2
"""A message that may have arrived is sent once more, and then left: twice is a nuisance, five times a fault."""


class Outcome(StrEnum):
    """What became of one delivery this time."""

    SENT = "sent"
    CANCELLED = "cancelled"  # nothing left to say
    PUT_OFF = "put_off"  # tried again later
    FAILED = "failed"
    UNREACHABLE = "unreachable"  # the chat is blocked or gone
    UNKNOWN = "unknown"  # it may have arrived, and is not sent again


@dataclass(slots=True)
class Delivered:
    """How many deliveries came to what."""

    sent: int = 0
    cancelled: int = 0
    put_off: int = 0
    failed: int = 0
    unreachable: int = 0
    unknown: int = 0

    def add(self, outcome: Outcome) -> None:
        """Count one more."""
        setattr(self, outcome, getattr(self, outcome) + 1)


async def deliver_due(shared: Shared, bot: TelegramBot) -> Delivered:
    """Send every delivery that is due now. Safe to run at any time, and twice at once."""
    done = Delivered()
    while True:
        async with shared.sessions.begin() as session:
            claimed = await outbox.claim_due(session, shared.now())
        if not claimed:
            return done
        for delivery in claimed:
            done.add(await _deliver(shared, bot, delivery))


async def _deliver(shared: Shared, bot: TelegramBot, delivery: Delivery) -> Outcome:
    if delivery.attempts > outbox.GIVE_UP_AFTER:
        return await _fail(shared, delivery, "tried too often")
    proposal = await nudging.prepare(shared, delivery) if delivery.kind is DeliveryKind.NUDGE else None
    try:
        # Written when it may leave: who stopped or was forgotten while it waited its turn gets nothing.
        async with shared.lane.turn(chat_id_of(delivery.supplier.address), urgent=False):
            written = await _written(shared, delivery, proposal)
            if isinstance(written, Outcome):
                return written
            message_id = await _send(bot, delivery, written)
    except TelegramError as error:
        return await _refused(shared, delivery, error)
    async with shared.sessions.begin() as session:
        await outbox.mark_sent(session, delivery.id, shared.now(), message_id)
    return Outcome.SENT


async def _refused(shared: Shared, delivery: Delivery, error: TelegramError) -> Outcome:
    """Do what an answer of Telegram's other than yes asks for."""
    match refusals.read(error):
        case Gone():
            return await _unreachable(shared, delivery)
        case Moved(chat_id=chat_id):
            return await _moved(shared, delivery, chat_id)
        case Later(wait=wait, asked=asked):
            if asked:
                shared.lane.refused(chat_id_of(delivery.supplier.address), wait.total_seconds())
            return await _put_off(shared, delivery, wait)
        case Wrong(why=why):
            return await _fail(shared, delivery, why)
        case Unanswered():
            return await _unanswered(shared, delivery)


async def _written(shared: Shared, delivery: Delivery, proposal: Proposal | None) -> Screen | Outcome:
    """Write a delivery from what is true now, or return what became of it without a message.

    It is cancelled when nothing of it is left, and put off when another sender has taken it over, or when
    quiet hours or a pause began since it was claimed: then it is given back, and due when they are over.
    """
    now = shared.now()
    async with shared.sessions.begin() as session:
        if not await outbox.hold(session, delivery, now):
            return Outcome.PUT_OFF
        profile = await by_address(session, delivery.supplier.address)
        if profile is not None and suppliers.silence_of(profile.supplier).holds(now):
            await outbox.put_off(session, delivery.id, delivery.due_at)
            return Outcome.PUT_OFF
        screen = None if profile is None else await _screen(session, shared, delivery, profile, proposal)
        if screen is None:
            await outbox.leave_out(session, delivery.id, ())
            await outbox.cancel(session, delivery.id, "nothing left to say")
            return Outcome.CANCELLED
    return screen


async def _screen(
    session: AsyncSession,
    shared: Shared,
    delivery: Delivery,
    profile: Profile,
    proposal: Proposal | None,
) -> Screen | None:
    """Return what is to be said, or None when nothing is left or the supplier wants nothing of the kind."""
    now = shared.now()
    if not profile.listening or delivery.kind in profile.supplier.turned_off:
        return None
    match delivery.kind:
        case DeliveryKind.ALERT:
            items = await shortlist.told_in(session, delivery.id, profile, shared.catalogue, now)
            await outbox.leave_out(session, delivery.id, {item.opportunity.id for item in items})
            if items:
                await nudges.owe_fewer(session, profile, now)
            return screens.delivered(items, delivery, now) if items else None
        case DeliveryKind.NUDGE:
            return await nudging.write(session, delivery, profile, proposal, now)
        case DeliveryKind.CHANGE | DeliveryKind.REMINDER:
            return None


async def _send(bot: TelegramBot, delivery: Delivery, screen: Screen) -> int:
    """Send, and if Telegram refuses the message try it without what leads to pages: it checks addresses."""
    chat_id = chat_id_of(delivery.supplier.address)
    try:
        return await send(bot, chat_id, screen, turn=Turn.TAKEN)
    except BadRequest as error:
        plainer = without_links(screen)
        if plainer == screen or "chat not found" in error.message.casefold():
            raise
        log.error(  # noqa: TRY400 - the text says all; a traceback would hold the message
            "links_refused", delivery=delivery.id, why=error.message, mend="look at the notices' addresses"
        )
        return await send(bot, chat_id, plainer, turn=Turn.TAKEN)


async def _unanswered(shared: Shared, delivery: Delivery) -> Outcome:
    """Telegram did not answer: the message may have arrived. Try once more, when the claim lapses."""
    log.warning("delivery_timed_out", delivery=delivery.id, attempts=delivery.attempts)
    if delivery.attempts < TRIES_WITHOUT_ANSWER:
        return Outcome.PUT_OFF
    async with shared.sessions.begin() as session:
        await outbox.mark_unknown(session, delivery.id)
    return Outcome.UNKNOWN


async def _unreachable(shared: Shared, delivery: Delivery) -> Outcome:
    async with shared.sessions.begin() as session:
        # The message is cancelled with the rest, and owed again when the supplier comes back.
        await suppliers.stop(session, delivery.supplier.address, shared.now(), EndedReason.UNREACHABLE)
    log.info("supplier_unreachable", delivery=delivery.id)
    return Outcome.UNREACHABLE


async def _moved(shared: Shared, delivery: Delivery, chat_id: int) -> Outcome:
    async with shared.sessions.begin() as session:
        await suppliers.move(session, delivery.supplier.address, address_of(chat_id))
        await outbox.put_off(session, delivery.id, shared.now())
    return Outcome.PUT_OFF


async def _put_off(shared: Shared, delivery: Delivery, wait: timedelta) -> Outcome:
    async with shared.sessions.begin() as session:
        await outbox.put_off(session, delivery.id, shared.now() + wait)
    log.warning("delivery_slowed_down", delivery=delivery.id, wait_in_seconds=wait.total_seconds())
    return Outcome.PUT_OFF


async def _fail(shared: Shared, delivery: Delivery, why: str) -> Outcome:
    async with shared.sessions.begin() as session:
        await outbox.mark_failed(session, delivery.id, why)
    log.error(
        "delivery_failed",
        delivery=delivery.id,
        why=why,
        mend="see the deliveries table; this one is not retried",
    )
    return Outcome.FAILED
