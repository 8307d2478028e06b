"""Questions for a person: passed on when the supplier says yes, answered by an officer, closed by either.

The promise is in working days.
What either side writes is a row with a time, so that a message that cannot be shown now is shown later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from alerts import working_days
from bot import references
from bot.references import Prefix
from bot.tables import Question, Side, Ticket, TicketMessage, TicketStatus

MOST_OPEN = 5
LONGEST = 3_500
"""Of one message, in Telegram's units, so that it fits with its heading into one of Telegram's."""

CLAIM = timedelta(minutes=5)


class Refused(StrEnum):
    """Why a question is not passed on, or a message not sent."""

    TOO_MANY = "too many"
    TOO_LONG = "too long"
    CLOSED = "closed"
    REPEATED = "repeated"  # the same update came twice


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A ticket. `new` is False when the same question had been passed on before."""

    ticket: Ticket
    new: bool


async def open_one(
    session: AsyncSession, address: str, question: Question, now: datetime, working: int
) -> Opened | Refused:
    """Pass a question on, with a promise of so many working days. A second yes finds the first ticket."""
    there = await session.scalar(
        select(Ticket).where(Ticket.question_id == question.id, Ticket.address == address)
    )
    if there is not None:
        return Opened(ticket=there, new=False)
    waiting = await session.scalar(
        select(func.count()).where(Ticket.address == address, Ticket.status == TicketStatus.OPEN)
    )
    if (waiting or 0) >= MOST_OPEN:
        return Refused.TOO_MANY
    ticket = Ticket(
        reference=await _reference(session),
        address=address,
        question_id=question.id,
        status=TicketStatus.OPEN,
        opened_at=now,
        due_at=working_days.promised(now, working),
        answered_at=None,
        closed_at=None,
        closed_by=None,
    )
    session.add(ticket)
    await session.flush()
    session.add(_message(ticket, Side.SUPPLIER, question.asked, None, now))
    await session.flush()
    return Opened(ticket=ticket, new=True)


async def write(
    session: AsyncSession,
    ticket: Ticket,
    side: Side,
    text: str,
    *,
    source_id: int | None,
    now: datetime,
    working: int = 0,
) -> TicketMessage | Refused:
    """Take what one side wrote. A supplier's words open the ticket again, with a promise from now."""
    if ticket.status is TicketStatus.CLOSED:
        return Refused.CLOSED
    if len(text.encode("utf-16-le")) // 2 > LONGEST:
        return Refused.TOO_LONG
    message = _message(ticket, side, text, source_id, now)
    try:
        async with session.begin_nested():
            session.add(message)
    except IntegrityError:
        return Refused.REPEATED
    match side:
        case Side.OFFICER:
            ticket.status, ticket.answered_at = TicketStatus.ANSWERED, now
        case Side.SUPPLIER:
            ticket.status, ticket.due_at = TicketStatus.OPEN, working_days.promised(now, working)
    await session.flush()
    return message


async def close(session: AsyncSession, ticket_id: int, by: Side, now: datetime) -> bool:
    """Close a ticket. False when it was closed before."""
    closed = await session.scalars(
        update(Ticket)
        .where(Ticket.id == ticket_id, Ticket.status != TicketStatus.CLOSED)
        .values(status=TicketStatus.CLOSED, closed_at=now, closed_by=by)
        .returning(Ticket.id)
    )
    return bool(closed.all())


async def of_supplier(session: AsyncSession, ticket_id: int | None, address: str) -> Ticket | None:
    """Return a supplier's own ticket."""
    return await session.scalar(select(Ticket).where(Ticket.id == ticket_id, Ticket.address == address))


async def by_id(session: AsyncSession, ticket_id: int | None) -> Ticket | None:
    """Return a ticket to an officer."""
    return await session.get(Ticket, ticket_id) if ticket_id is not None else None


async def shown_in(session: AsyncSession, chat_id: int, message_id: int) -> Ticket | None:
    """Return the ticket that a message in a chat is of."""
    return await session.scalar(
        select(Ticket)
        .join(Ticket.messages)
        .where(TicketMessage.chat_id == chat_id, TicketMessage.message_id == message_id)
    )


async def unanswered(
    session: AsyncSession, now: datetime, *, overdue: bool = False, everything: bool = False
) -> Sequence[Ticket]:
    """Return tickets with their messages, the first promised first: those that wait for an officer.

    `overdue`: only those past the promise. `everything`: answered and closed ones too.
    """
    wanted: list[ColumnElement[bool]] = []
    if overdue or not everything:
        wanted.append(Ticket.status == TicketStatus.OPEN)
    if overdue:
        wanted.append(Ticket.due_at <= now)
    found = await session.scalars(
        select(Ticket)
        .where(*wanted)
        .options(selectinload(Ticket.messages))
        .order_by(Ticket.due_at, Ticket.id)
        .execution_options(populate_existing=True)
    )
    return found.all()


def is_overdue(ticket: Ticket, now: datetime) -> bool:
    """Return whether a ticket waits for an officer longer than was promised."""
    return ticket.status is TicketStatus.OPEN and ticket.due_at <= now


async def claim_due(session: AsyncSession, now: datetime, limit: int = 20) -> Sequence[TicketMessage]:
    """Take messages that are to be shown now, oldest first, so that no other sender has them.

    A claim lapses, so a message whose sender died is tried again.
    """
    due = (
        select(TicketMessage.id)
        .where(TicketMessage.next_try_at <= now)
        .order_by(TicketMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = await session.scalars(
        update(TicketMessage)
        .where(TicketMessage.id.in_(due))
        .values(next_try_at=now + CLAIM, attempts=TicketMessage.attempts + 1)
        .returning(TicketMessage)
        .options(selectinload(TicketMessage.ticket))
        .execution_options(populate_existing=True)
    )
    return sorted(claimed, key=lambda message: message.id)


async def hold(session: AsyncSession, message: TicketMessage, now: datetime) -> bool:
    """Renew a claim just before sending. False when it lapsed, or the supplier was forgotten meanwhile."""
    held = await session.scalar(
        update(TicketMessage)
        .where(TicketMessage.id == message.id, TicketMessage.next_try_at == message.next_try_at)
        .values(next_try_at=now + CLAIM)
        .returning(TicketMessage.id)
    )
    return held is not None


async def mark_shown(
    session: AsyncSession, message: int, chat_id: int, message_id: int, now: datetime
) -> None:
    """Keep where a message was shown."""
    await session.execute(
        update(TicketMessage)
        .where(TicketMessage.id == message)
        .values(next_try_at=None, sent_at=now, chat_id=chat_id, message_id=message_id)
    )


async def mark_failed(session: AsyncSession, message: int, why: str) -> None:
    """Give a message up."""
    await session.execute(
        update(TicketMessage).where(TicketMessage.id == message).values(next_try_at=None, failure=why)
    )


async def put_off(session: AsyncSession, message: int, until: datetime) -> None:
    """Try a message again later."""
    await session.execute(update(TicketMessage).where(TicketMessage.id == message).values(next_try_at=until))


def _message(ticket: Ticket, side: Side, text: str, source_id: int | None, now: datetime) -> TicketMessage:
    return TicketMessage(
        ticket_id=ticket.id,
        side=side,
        text=text,
        source_id=source_id,
        written_at=now,
        next_try_at=now,
        attempts=0,
        sent_at=None,
        chat_id=None,
        message_id=None,
        failure=None,
    )


async def _reference(session: AsyncSession) -> str:
    """Return a reference that no ticket has. The table keeps them apart."""
    while True:
        reference = references.new(Prefix.QUESTION)
        if await session.scalar(select(Ticket.id).where(Ticket.reference == reference)) is None:
            return reference
