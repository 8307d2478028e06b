"""Send what is owed and due.

Claim, commit, write the text from the opportunity as it is now, send, mark. No transaction is open
while Telegram thinks. Killed anywhere, the claim lapses and the next sender goes on; at worst the
one message in flight is sent again.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import structlog
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TimedOut

from alerts import outbox, shortlist, suppliers
from alerts.suppliers import by_address
from alerts.tables import Delivery, EndedReason
from bot.context import Shared, address_of, chat_id_of, send
from bot.screens import Screen
from bot.screens import alerts as screens

log = structlog.get_logger()

AFTER_A_FAULT = timedelta(minutes=1)


class Outcome(StrEnum):
    """What became of one delivery this time."""

    SENT = "sent"
    CANCELLED = "cancelled"  # nothing left to say
    PUT_OFF = "put_off"  # tried again later
    FAILED = "failed"
    UNREACHABLE = "unreachable"  # the chat is blocked or gone


@dataclass(slots=True)
class Delivered:
    """How many deliveries came to what."""

    sent: int = 0
    cancelled: int = 0
    put_off: int = 0
    failed: int = 0
    unreachable: int = 0

    def add(self, outcome: Outcome) -> None:
        """Count one more."""
        setattr(self, outcome, getattr(self, outcome) + 1)


async def deliver_due(shared: Shared, bot: Bot) -> Delivered:
    """Send every delivery that is due now. Safe to run at any time, and twice at once."""
    done = Delivered()
    while True:
        async with shared.sessions.begin() as session:
            claimed = await outbox.claim_due(session, shared.now())
        if not claimed:
            return done
        for delivery in claimed:
            done.add(await _deliver(shared, bot, delivery))


async def _deliver(shared: Shared, bot: Bot, delivery: Delivery) -> Outcome:
    if delivery.attempts > outbox.GIVE_UP_AFTER:
        return await _fail(shared, delivery, "tried too often")
    screen = await _written(shared, delivery)
    if screen is None:
        async with shared.sessions.begin() as session:
            await outbox.cancel(session, delivery.id, "nothing left to say")
        return Outcome.CANCELLED
    try:
        message_id = await send(bot, chat_id_of(delivery.supplier.address), screen)
    except Forbidden:
        return await _unreachable(shared, delivery)
    except ChatMigrated as error:
        return await _moved(shared, delivery, error.new_chat_id)
    except RetryAfter as error:
        return await _put_off(shared, delivery, _seconds(error))
    except BadRequest as error:
        if "chat not found" in error.message.casefold():
            return await _unreachable(shared, delivery)
        return await _fail(shared, delivery, error.message)
    except TimedOut:
        # It may have arrived: the claim lapses, and it is tried once more. Said, because it may come twice.
        log.warning("delivery_timed_out", delivery=delivery.id, attempts=delivery.attempts)
        return Outcome.PUT_OFF
    except NetworkError:
        log.warning("delivery_put_off", delivery=delivery.id, attempts=delivery.attempts)
        return Outcome.PUT_OFF
    async with shared.sessions.begin() as session:
        await outbox.mark_sent(session, delivery.id, shared.now(), message_id)
    return Outcome.SENT


async def _written(shared: Shared, delivery: Delivery) -> Screen | None:
    """Write a delivery from what is true now, or None when nothing of it is left."""
    now = shared.now()
    async with shared.sessions.begin() as session:
        profile = await by_address(session, delivery.supplier.address)
        if profile is None or not profile.listening:
            return None
        items = await shortlist.told_in(session, delivery.id, profile, shared.catalogue, now)
    if not items:
        return None
    if delivery.slot.startswith("now:"):
        return screens.at_once(items[0], now)
    return screens.digest(items, delivery.id, 0, now)


async def _unreachable(shared: Shared, delivery: Delivery) -> Outcome:
    async with shared.sessions.begin() as session:
        await outbox.mark_failed(session, delivery.id, "the chat is blocked or gone")
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


def _seconds(error: RetryAfter) -> timedelta:
    """Return the wait, which PTB gives as a number today and as a timedelta tomorrow."""
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
