"""The tables that belong to the chat, on the same base as `alerts.tables`. No queries."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from alerts.db import Base, JsonOf


class Led(StrEnum):
    """What a question led to. Stored, so never rename a value."""

    ANSWER = "answer"
    SUGGEST = "suggest"
    NONE = "none"
    BROWSED = "browsed"  # picked from a list, not asked
    PERSON = "person"  # typed for a person, not for the approved answers


class Side(StrEnum):
    """Who speaks in a ticket. Stored, so never rename a value."""

    SUPPLIER = "supplier"
    OFFICER = "officer"


class TicketStatus(StrEnum):
    """How a ticket stands. It may go from answered back to open, and never on from closed."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class Draft(Base):
    """A form that a supplier is half-way through, so that a restart loses nothing.

    `step` says what the next typed words will be taken as; `answers` is what the form has so far.
    """

    __tablename__ = "drafts"

    address: Mapped[str] = mapped_column(primary_key=True)
    step: Mapped[str]
    answers: Mapped[dict[str, list[str]]] = mapped_column(JsonOf(dict[str, list[str]]))
    updated_at: Mapped[datetime]


class Question(Base):
    """A question that was asked, and what it led to. Nothing says who asked.

    `asked` is without contact details, and empty where the text could not be read. `key` stands on the
    buttons under the answer, so that only who was given them can say whether it helped.
    """

    __tablename__ = "questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    asked: Mapped[str]
    led: Mapped[Led]
    entry: Mapped[str | None]  # the topic that was answered, or picked from what was suggested
    reason: Mapped[str | None]  # why there was no answer: `faq.referrals.Reason`
    score: Mapped[float]
    helped: Mapped[bool | None]
    asked_at: Mapped[datetime] = mapped_column(index=True)


class LastQuestion(Base):
    """What a chat asked last, so that “and over that?” is understood. Kept for minutes."""

    __tablename__ = "last_questions"

    address: Mapped[str] = mapped_column(primary_key=True)
    asked: Mapped[str]
    asked_at: Mapped[datetime]


class Ticket(Base):
    """A question that a supplier let us pass to a person, with the promise of a reply.

    `question_id` makes a second yes to the same question harmless; the question may be deleted first.
    """

    __tablename__ = "tickets"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    address: Mapped[str] = mapped_column(index=True)
    question_id: Mapped[int | None] = mapped_column(
        ForeignKey("questions.id", ondelete="SET NULL"), unique=True
    )
    status: Mapped[TicketStatus] = mapped_column(index=True)
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]  # the end of the last day of the promise
    answered_at: Mapped[datetime | None]  # the last reply
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[Side | None]

    messages: Mapped[list["TicketMessage"]] = relationship(
        lazy="raise", order_by="TicketMessage.id", passive_deletes=True, back_populates="ticket"
    )


class TicketMessage(Base):
    """What one side wrote in a ticket, and its way to the other: an outbox of its own.

    `source_id` is the number of the message it was written in, so that an update that comes twice is
    passed on once. `chat_id` and `message_id` say where it was shown, so that a reply to it is understood.
    """

    __tablename__ = "ticket_messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"), index=True)
    side: Mapped[Side]
    text: Mapped[str]
    source_id: Mapped[int | None]
    written_at: Mapped[datetime]
    next_try_at: Mapped[datetime | None] = mapped_column(index=True)  # None: shown, or given up
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    chat_id: Mapped[int | None] = mapped_column(BigInteger)
    message_id: Mapped[int | None]
    failure: Mapped[str | None]

    ticket: Mapped[Ticket] = relationship(lazy="raise", back_populates="messages")

    __table_args__ = (
        UniqueConstraint("ticket_id", "side", "source_id"),
        Index(None, "chat_id", "message_id"),
    )
