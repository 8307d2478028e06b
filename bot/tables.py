"""The tables that belong to the chat, on the same base as `alerts.tables`. No queries."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from alerts.db import Base, JsonOf, Pence
from alerts.matching import BasedIn, OrganisationType, Size
from alerts.searches import Asked
from bot.blockers import Blocker, Ending, Feedback, ReportStatus, Stage, Visibility, Why
from bot.report_filters import Filters

NEVER_AGAIN = {"sqlite_autoincrement": True}
"""Numbers that are never used twice, as in PostgreSQL: an old button must not mean whatever came after."""


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


class Role(StrEnum):
    """What an officer may do; each may also do what those before it may. Stored, so never rename a value."""

    READER = "reader"
    EXPORTER = "exporter"
    EDITOR = "editor"
    ADMIN = "admin"


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

    `asked` is without contact details, and empty where the text could not be read. Of `key` and the address of
    the chat is made what stands on the buttons under the answer, so that they work in that chat alone.
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


class Officer(Base):
    """A member of the Council's staff who may use the officers' commands. Removed by deleting the row."""

    __tablename__ = "officers"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)  # what the admin calls them; the audit knows them by it
    role: Mapped[Role]
    appointed_at: Mapped[datetime]
    appointed_by: Mapped[str]  # a name, or "command line"

    __table_args__ = NEVER_AGAIN


class Invitation(Base):
    """A link that makes one officer, once, until it expires. Only a fingerprint of what it carries is kept."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[Role]
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    __table_args__ = NEVER_AGAIN


class AuditEvent(Base):
    """What an officer did. Only ever added to, which the database sees to. No foreign keys: it outlives rows.

    `details` holds ids, counts, filters and roles, never what a supplier wrote.
    """

    __tablename__ = "audit_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str]  # the officer's name, or "command line"
    action: Mapped[str]
    subject: Mapped[str | None] = mapped_column(index=True)  # a report's reference, another officer's name
    details: Mapped[dict[str, Any]] = mapped_column(JsonOf(dict[str, Any]))


class Upload(Base):
    """A file of opportunities that an officer sent and has not confirmed yet. Telegram keeps the file."""

    __tablename__ = "uploads"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(index=True)
    file_id: Mapped[str]
    name: Mapped[str]
    fingerprint: Mapped[str]  # so that what is confirmed is what was shown
    uploaded_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]

    __table_args__ = NEVER_AGAIN


class ChangeMade(Base):
    """“You said, we did”: what the Council changed because suppliers reported something."""

    __tablename__ = "changes_made"

    id: Mapped[int] = mapped_column(primary_key=True)
    you_said: Mapped[str]
    we_did: Mapped[str]
    happened_on: Mapped[date]
    written_by: Mapped[str]
    published_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class BlockerReport(Base):
    """Something that stopped a supplier. Nothing in the row leads to the chat it came from.

    Organisation, size, place and trades are as they were that day, and left out of an anonymous report.
    `detail` and `remedy` are the supplier's words without contact details. What the notice was called is
    copied, because the report outlives it. “Same for us” is a report of its own with `same_as_id`.
    """

    __tablename__ = "blocker_reports"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    stage: Mapped[Stage] = mapped_column(index=True)
    kind: Mapped[Blocker]
    visibility: Mapped[Visibility]
    named_as: Mapped[str | None]  # only when NAMED: what the supplier wants to be called
    organisation_type: Mapped[OrganisationType | None]
    size: Mapped[Size | None]
    based_in: Mapped[BasedIn | None]
    trades: Mapped[tuple[str, ...]]
    detail: Mapped[str | None]
    remedy: Mapped[str | None]  # “what would have fixed it?”
    hours_lost: Mapped[int | None]
    lost_pence: Mapped[int | None] = mapped_column(Pence)
    opportunity_id: Mapped[int | None] = mapped_column(
        ForeignKey("opportunities.id", ondelete="SET NULL"), index=True
    )
    notice_number: Mapped[str | None]
    notice_title: Mapped[str | None]
    notice_buyer: Mapped[str | None]
    same_as_id: Mapped[int | None] = mapped_column(ForeignKey("blocker_reports.id", ondelete="SET NULL"))
    status: Mapped[ReportStatus]
    status_reason: Mapped[str | None]  # what officers say of it, fit for the supplier to read
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("blocker_reports.id", ondelete="SET NULL"))
    change_id: Mapped[int | None] = mapped_column(ForeignKey("changes_made.id", ondelete="SET NULL"))
    reported_at: Mapped[datetime] = mapped_column(index=True)
    status_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    notes: Mapped[list["ReportNote"]] = relationship(
        lazy="raise", order_by="ReportNote.id", passive_deletes=True
    )


class ReportNote(Base):
    """What an officer noted about a report, for officers only and apart from the supplier's words."""

    __tablename__ = "report_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("blocker_reports.id", ondelete="CASCADE"), index=True)
    officer: Mapped[str]
    text: Mapped[str]
    written_at: Mapped[datetime]


class ReportSelection(Base):
    """Which reports an officer is looking through, so that a button turns a page of just these."""

    __tablename__ = "report_selections"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(index=True)
    filters: Mapped[Filters] = mapped_column(JsonOf(Filters))
    made_at: Mapped[datetime]


class Search(Base):
    """What a chat searched for and what was found then, so that a button turns a page of just this.

    `found` has the ids of opportunities in the order to show them, `total` how many there were in all.
    """

    __tablename__ = "searches"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(index=True)
    asked: Mapped[Asked] = mapped_column(JsonOf(Asked))
    found: Mapped[tuple[int, ...]] = mapped_column(JsonOf(tuple[int, ...]))
    total: Mapped[int]
    searched_at: Mapped[datetime]

    __table_args__ = (NEVER_AGAIN,)


class ReportLink(Base):
    """Which chat a report came from, for that chat alone: no function of officers or exports reads it.

    It carries the news of a changed status, an outbox of its own. A supplier who wants no trace has no row
    here, and finds its report again by the reference alone.
    """

    __tablename__ = "report_links"

    report_id: Mapped[int] = mapped_column(
        ForeignKey("blocker_reports.id", ondelete="CASCADE"), primary_key=True
    )
    address: Mapped[str] = mapped_column(index=True)
    wants_news: Mapped[bool]
    told: Mapped[ReportStatus | None]  # the status that the supplier was told last
    next_try_at: Mapped[datetime | None] = mapped_column(index=True)  # None: nothing to tell
    attempts: Mapped[int] = mapped_column(default=0)

    report: Mapped[BlockerReport] = relationship(lazy="raise")


class BidResult(Base):
    """What became of a bid, and of the feedback after it. Counted, never shown one by one with a name."""

    __tablename__ = "bid_results"

    id: Mapped[int] = mapped_column(primary_key=True)
    supplier_id: Mapped[int | None] = mapped_column(
        ForeignKey("suppliers.id", ondelete="SET NULL"), index=True
    )
    opportunity_id: Mapped[int | None] = mapped_column(
        ForeignKey("opportunities.id", ondelete="SET NULL"), index=True
    )
    notice_number: Mapped[str | None]
    notice_title: Mapped[str | None]
    notice_buyer: Mapped[str | None]
    ending: Mapped[Ending]
    reasons: Mapped[tuple[Why, ...]] = mapped_column(JsonOf(tuple[Why, ...]))
    feedback: Mapped[Feedback | None]
    feedback_on: Mapped[date | None]
    feedback_useful: Mapped[int | None]  # 1 to 5
    organisation_type: Mapped[OrganisationType]
    size: Mapped[Size]
    based_in: Mapped[BasedIn]
    trades: Mapped[tuple[str, ...]]
    reported_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (UniqueConstraint("supplier_id", "opportunity_id"),)


class TakenUpdate(Base):
    """The number of an update that Telegram posted and one of our processes took. Nothing of what was in it."""

    __tablename__ = "taken_updates"

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    taken_at: Mapped[datetime] = mapped_column(index=True)
