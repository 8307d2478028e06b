"""Send what is owed and due.

Claim, commit, wait for the turn, write the text from the opportunity as it is now, commit, send, mark. No
transaction is open while Telegram thinks. Killed anywhere, the claim lapses and the next sender goes on; what
was on its way at that moment is sent once more, and says so (`alerts.outbox` has the policy). A fault with
one message keeps no other from being sent.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut

from alerts import outbox, suppliers
from alerts.amendments import Nothing
from alerts.suppliers import by_address
from alerts.tables import Delivery, DeliveryKind, EndedReason
from bot import letters, nudging, refusals
from bot.context import Shared, TelegramBot, address_of, chat_id_of, edit, send
from bot.letters import Letter
from bot.nudging import Proposal
from bot.pacing import Turn
from bot.refusals import AFTER_A_FAULT, Gone, Later, Moved, Unanswered, Wrong
from bot.screens import Screen, without_links

log = structlog.get_logger()

IN_HAND = 24
"""Deliveries that are under way at one time: enough for 30 a second when Telegram takes half a second."""


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
    """Send every delivery that is due now. Safe to run at any time, and twice at once.

    Raises:
        TelegramError: No message is to blame, such as for a token that is no longer valid.
        SQLAlchemyError: The database cannot be used.
    """
    done, room = Delivered(), asyncio.Semaphore(IN_HAND)
    await _sweep(shared)
    faults: list[Exception] = []

    async def one(delivery: Delivery) -> None:
        try:
            done.add(await _deliver(shared, bot, delivery))
        except Exception as error:  # noqa: BLE001 - raised below, when the others have had their answers
            faults.append(error)
        finally:
            shared.pulse.moved("send")
            room.release()

    async with asyncio.TaskGroup() as group:
        try:
            while not (faults or shared.stopping.is_set()) and (claimed := await _claim(shared)):
                for delivery in claimed:
                    await room.acquire()
                    if shared.stopping.is_set():
                        break  # the claims lapse, and another process or the next start goes on
                    group.create_task(one(delivery))
        except Exception as error:  # noqa: BLE001 - as above
            faults.append(error)
    if faults:
        raise faults[0]
    return done


async def _claim(shared: Shared) -> list[Delivery]:
    async with shared.sessions.begin() as session:
        return await outbox.claim_due(session, shared.now())


async def _sweep(shared: Shared) -> None:
    async with shared.sessions.begin() as session:
        unknown = await outbox.sweep(session, shared.now())
    if unknown:
        shared.pulse.unknown_outcomes += unknown
        log.warning("outcomes_unknown", deliveries=unknown)


async def _deliver(shared: Shared, bot: TelegramBot, delivery: Delivery) -> Outcome:
    try:
        return await _attempt(shared, bot, delivery)
    except (TelegramError, SQLAlchemyError, OSError):
        raise  # no message is to blame
    except Exception:
        log.exception("delivery_faulty", delivery=delivery.id)
        async with shared.sessions.begin() as session:
            again = await outbox.faulted(session, delivery.id, shared.now() + AFTER_A_FAULT)
        return Outcome.PUT_OFF if again else Outcome.FAILED


async def _attempt(shared: Shared, bot: TelegramBot, delivery: Delivery) -> Outcome:
    chat_id = chat_id_of(delivery.supplier.address)
    if (wait := shared.lane.closed_for(chat_id)) > 0:
        return await _put_off(shared, delivery, timedelta(seconds=wait))  # and take no place in the lane
    proposal = await nudging.prepare(shared, delivery) if delivery.kind is DeliveryKind.NUDGE else None
    async with shared.lane.turn(chat_id, urgent=False):
        # Written when it may leave: who stopped or was forgotten while it waited its turn gets nothing.
        letter = await _written(shared, delivery, proposal)
        if isinstance(letter, Outcome):
            return letter
        try:
            await _bring_up_to_date(bot, delivery, letter)
            if letter.screen is None:
                return await _cancel(shared, delivery, letters.ALERT_ONLY)
            message_id = await _send(bot, delivery, letter.screen, letter.reply_to)
        except TelegramError as error:
            return await _refused(shared, delivery, error)
        async with shared.sessions.begin() as session:  # before the next message to this chat is written
            await outbox.mark_sent(session, delivery.id, shared.now(), message_id)
    shared.pulse.messages[delivery.kind] += 1
    return Outcome.SENT


async def _refused(shared: Shared, delivery: Delivery, error: TelegramError) -> Outcome:
    """Do what an answer of Telegram's other than yes asks for."""
    try:
        refusal = refusals.read(error)
    except TelegramError:
        await _put_off(shared, delivery, AFTER_A_FAULT)  # it was answered, so nothing was shown
        raise
    match refusal:
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


async def _written(shared: Shared, delivery: Delivery, proposal: Proposal | None) -> Letter | Outcome:
    """Write a delivery from what is true now, or return what became of it without a message.

    It is cancelled when nothing of it is left, and put off when another sender has taken it over, or when
    quiet hours or a pause began since it was claimed: then it is given back, and due when they are over.
    """
    now = shared.now()
    async with shared.sessions.begin() as session:
        if not await outbox.begin(session, delivery, now):
            return Outcome.PUT_OFF
        profile = await by_address(session, delivery.supplier.address)
        if profile is not None and not profile.listening:
            # On its way when its sender died, and then they stopped. Who comes back is owed it again.
            await outbox.cancel(session, delivery.id, outbox.STOPPED)
            return Outcome.CANCELLED
        if profile is not None and suppliers.silence_of(profile.supplier).holds(now):
            await outbox.put_off(session, delivery.id, delivery.due_at)
            return Outcome.PUT_OFF
        letter = await letters.write(session, delivery, profile, shared.catalogue, now, proposal=proposal)
        if isinstance(letter, Letter):
            return letter
        return await _left(session, delivery, letter, now)


async def _left(session: AsyncSession, delivery: Delivery, why: Nothing | None, now: datetime) -> Outcome:
    """Cancel what has nothing left to say, or put it off until it has."""
    if why is Nothing.LATER:
        await outbox.put_off(session, delivery.id, now + AFTER_A_FAULT)
        return Outcome.PUT_OFF
    await outbox.tell(session, delivery.id, {})
    await outbox.cancel(session, delivery.id, why or "nothing left to say")
    return Outcome.CANCELLED


async def _bring_up_to_date(bot: TelegramBot, delivery: Delivery, letter: Letter) -> None:
    """Let an alert that was sent before say what is true now. It goes first, for it may be done twice."""
    if letter.alert is None:
        return
    chat_id = chat_id_of(delivery.supplier.address)
    try:
        await edit(bot, chat_id, letter.alert.message_id, letter.alert.screen, turn=Turn.TAKEN)
    except BadRequest as error:
        # It says so already, or was deleted, or is too old: what is said below it stands for itself.
        log.info("alert_not_edited", delivery=delivery.id, why=error.message)
    except TimedOut as error:
        raise NetworkError("an alert was not brought up to date") from error


async def _send(bot: TelegramBot, delivery: Delivery, screen: Screen, reply_to: int | None) -> int:
    """Send, and if Telegram refuses the message try it without what leads to pages: it checks addresses."""
    chat_id = chat_id_of(delivery.supplier.address)
    try:
        return await send(bot, chat_id, screen, reply_to=reply_to, turn=Turn.TAKEN)
    except BadRequest as error:
        plainer = without_links(screen)
        if plainer == screen or "chat not found" in error.message.casefold():
            raise
        log.error(  # noqa: TRY400 - the text says all; a traceback would hold the message
            "links_refused", delivery=delivery.id, why=error.message, mend="look at the notices' addresses"
        )
        return await send(bot, chat_id, plainer, reply_to=reply_to, turn=Turn.TAKEN)


async def _unanswered(shared: Shared, delivery: Delivery) -> Outcome:
    """Telegram did not answer: the message may have arrived."""
    shared.pulse.unknown_outcomes += 1
    log.warning("delivery_timed_out", delivery=delivery.id)
    now = shared.now()
    async with shared.sessions.begin() as session:
        again = await outbox.unanswered(session, delivery.id, now, now + AFTER_A_FAULT)
    return Outcome.PUT_OFF if again else Outcome.UNKNOWN


async def _unreachable(shared: Shared, delivery: Delivery) -> Outcome:
    async with shared.sessions.begin() as session:
        # It was refused, so it is not on its way any more: it is cancelled with the rest, and owed again when
        # the supplier comes back.
        await outbox.put_off(session, delivery.id, delivery.due_at)
        await suppliers.stop(session, delivery.supplier.address, shared.now(), EndedReason.UNREACHABLE)
    log.info("supplier_unreachable", delivery=delivery.id)
    return Outcome.UNREACHABLE


async def _moved(shared: Shared, delivery: Delivery, chat_id: int) -> Outcome:
    async with shared.sessions.begin() as session:
        await suppliers.move(session, delivery.supplier.address, address_of(chat_id))
        await outbox.put_off(session, delivery.id, shared.now())
    return Outcome.PUT_OFF


async def _cancel(shared: Shared, delivery: Delivery, why: str) -> Outcome:
    async with shared.sessions.begin() as session:
        await outbox.cancel(session, delivery.id, why)
    return Outcome.CANCELLED


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
