"""The tables of sources, opportunities, suppliers and what we owe them. No queries.

Every promise that can be kept by the database is: a match is made once, a message is owed once.
Relationships are never loaded by surprise; the query that returns rows loads what its caller reads.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from alerts.db import BY_TRIGGER, Base, JsonOf, Pence
from alerts.frequency import Frequency
from alerts.matching import BasedIn, Fit, Muted, OrganisationType, Reason, Size, Strength, Strictness
from alerts.notice import Change, Kind, Lot, Notice, Stage, VatBasis


class DeliveryStatus(StrEnum):
    """What became of a message we owe. It moves only away from pending; see `alerts.outbox` for unknown fates."""

    PENDING = "pending"
    SENDING = (
        "sending"  # on its way: whoever dies now leaves a message of which nobody knows whether it arrived
    )
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"  # it may have arrived, and is not sent again


class DeliveryKind(StrEnum):
    """What a message is about. Stored, so never rename a value.

    Each but ALERT can be turned off by the supplier.
    """

    ALERT = "alert"  # new opportunities: at once, a digest, or the catch-up after a pause
    CHANGE = "change"  # something moved in one that was told of
    REMINDER = "reminder"  # a deadline of a saved opportunity comes near
    NUDGE = "nudge"  # nothing matched for a month


class EndedReason(StrEnum):
    """Why a watch speaks no more."""

    STOPPED = "stopped"  # the supplier said so
    UNREACHABLE = "unreachable"  # the chat is blocked or gone
    REPLACED = "replaced"  # the supplier set it up anew
    DELETED = "deleted"  # the supplier took away one of several


class SourceRow(Base):
    """How far we have read a source. What it is stands in the catalogue, under the same slug."""

    __tablename__ = "sources"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    next_poll_at: Mapped[datetime] = mapped_column(index=True)
    claimed_until: Mapped[datetime | None]  # a process is reading it, or died while it did
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    cursor: Mapped[str | None]  # how far it was read: `alerts.sources.window.Cursor` as JSON
    baseline_at: Mapped[datetime | None]  # when its first poll was stored; before that nothing is owed
    last_ok_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]
    held_at: Mapped[datetime | None]  # nothing of it is matched until an officer has looked
    held_because: Mapped[str | None]
    pace: Mapped[str | None]  # how much it brings: `alerts.droughts.Pace` as JSON
    trouble_at: Mapped[
        datetime | None
    ]  # since when it looks wrong: silent, far too short, or never to be read
    trouble: Mapped[str | None]


class Opportunity(Base):
    """One procurement as we know it now, joined over all its releases.

    `external_id` is the `ocid` where there is one, else the publisher's number of the notice;
    `reference` is the number of the newest notice, which people see and may quote.
    `stated_at` holds, for each field of a notice, when the release that last stated it came out: a
    later silence never erases it, and an older release that arrives late never overwrites it.
    """

    __tablename__ = "opportunities"

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    external_id: Mapped[str]
    reference: Mapped[str] = mapped_column(index=True)
    ocid: Mapped[str | None] = mapped_column(index=True)
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("opportunities.id"), index=True)
    duplicate_key: Mapped[str | None] = mapped_column(index=True)
    title: Mapped[str]
    summary: Mapped[str | None]
    buyer: Mapped[str | None]
    url: Mapped[str | None]
    stage: Mapped[Stage]
    kind: Mapped[Kind]
    cpv_codes: Mapped[tuple[str, ...]]
    regions: Mapped[tuple[str, ...]]
    value_min_pence: Mapped[int | None] = mapped_column(Pence)
    value_max_pence: Mapped[int | None] = mapped_column(Pence)
    vat: Mapped[VatBasis]
    value_is_ceiling: Mapped[bool | None]
    suits_sme: Mapped[bool | None]
    suits_vcse: Mapped[bool | None]
    lots: Mapped[tuple[Lot, ...]] = mapped_column(JsonOf(tuple[Lot, ...]))
    published_at: Mapped[datetime]  # of the first release we know
    released_at: Mapped[datetime]  # of the newest
    closes_at: Mapped[datetime | None]
    questions_by: Mapped[datetime | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    stated_at: Mapped[dict[str, str]] = mapped_column(JsonOf(dict[str, str]))
    content_hash: Mapped[str]
    version: Mapped[int]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]

    source: Mapped[SourceRow] = relationship(lazy="raise")

    __table_args__ = (
        UniqueConstraint("source_id", "external_id"),
        Index(None, "stage", "closes_at"),
        Index(None, "published_at"),
    )


class OpportunityVersion(Base):
    """What an opportunity said at one time. Never updated."""

    __tablename__ = "opportunity_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunities.id", ondelete="CASCADE"))
    number: Mapped[int]
    content_hash: Mapped[str]
    reference: Mapped[str] = mapped_column(index=True)  # the number of the notice that made this version
    notice: Mapped[Notice] = mapped_column(JsonOf(Notice))  # joined with what was known before
    changes: Mapped[tuple[Change, ...]] = mapped_column(JsonOf(tuple[Change, ...]))
    seen_at: Mapped[datetime]
    matched_at: Mapped[datetime | None]  # None: still to be matched

    opportunity: Mapped[Opportunity] = relationship(lazy="raise")

    __table_args__ = (
        UniqueConstraint("opportunity_id", "number"),
        Index(
            "ix_opportunity_versions_id_unmatched",
            "id",
            sqlite_where=text("matched_at IS NULL"),
            postgresql_where=text("matched_at IS NULL"),
        ),
    )


class Supplier(Base):
    """An organisation we talk to. `address` is opaque here; only `bot` reads what is inside."""

    __tablename__ = "suppliers"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(unique=True)
    organisation_type: Mapped[OrganisationType]
    size: Mapped[Size]
    based_in: Mapped[BasedIn]
    comfortable_max_pence: Mapped[int | None] = mapped_column(Pence)
    joined_at: Mapped[datetime]
    consented_at: Mapped[datetime]
    privacy_notice: Mapped[str]  # the version of the notice they saw
    last_heard_at: Mapped[datetime]
    quiet_from: Mapped[int | None]  # hours of London, 0-23; both or neither
    quiet_until: Mapped[int | None]
    paused_until: Mapped[datetime | None]  # everything waits until then
    turned_off: Mapped[tuple[DeliveryKind, ...]] = mapped_column(
        JsonOf(tuple[DeliveryKind, ...]), default=(), server_default="[]"
    )
    # Rises when its watches, mutes, quiet hours or pause change: `alerts.listening` reads it, triggers write it.
    revision: Mapped[int] = mapped_column(BigInteger, server_default="0", index=True, info=BY_TRIGGER)


class WatchRow(Base):
    """What a supplier wants to hear of, and when. Ended with a reason, not deleted, while they stay."""

    __tablename__ = "watches"

    id: Mapped[int] = mapped_column(primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("suppliers.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    trades: Mapped[tuple[str, ...]]
    cpv_prefixes: Mapped[tuple[str, ...]]
    words: Mapped[tuple[str, ...]]
    not_words: Mapped[tuple[str, ...]]
    regions: Mapped[tuple[str, ...]]
    value_min_pence: Mapped[int | None] = mapped_column(Pence)
    value_max_pence: Mapped[int | None] = mapped_column(Pence)
    strictness: Mapped[Strictness] = mapped_column(
        default=Strictness.POSSIBLE, server_default=Strictness.POSSIBLE.value
    )
    frequency: Mapped[Frequency]
    weekday: Mapped[int]
    hour: Mapped[int]
    started_at: Mapped[datetime]
    paused_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_reason: Mapped[EndedReason | None]

    supplier: Mapped[Supplier] = relationship(lazy="raise")


class WatchEdit(Base):
    """One change of a watch: proposed, then made if the supplier said yes, then perhaps undone.

    One that was undone and never made was answered with no, for good.

    `before` and `after` hold the fields that differ, by name, and nothing else of the watch.
    """

    __tablename__ = "watch_edits"

    id: Mapped[int] = mapped_column(primary_key=True)
    watch_id: Mapped[int] = mapped_column(ForeignKey("watches.id", ondelete="CASCADE"), index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JsonOf(dict[str, Any]))
    after: Mapped[dict[str, Any]] = mapped_column(JsonOf(dict[str, Any]))
    proposed_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]


class Delivery(Base):
    """One message we owe: the outbox."""

    __tablename__ = "deliveries"

    id: Mapped[int] = mapped_column(primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("suppliers.id", ondelete="CASCADE"))
    slot: Mapped[str]
    kind: Mapped[DeliveryKind] = mapped_column(
        default=DeliveryKind.ALERT, server_default=DeliveryKind.ALERT.value
    )
    # What a change or a reminder is about. No foreign key: SQLite could not take the column away again,
    # and what is about nothing any more is cancelled when it comes to be written.
    opportunity_id: Mapped[int | None] = mapped_column(index=True)
    due_at: Mapped[datetime]
    status: Mapped[DeliveryStatus] = mapped_column(default=DeliveryStatus.PENDING)
    claimed_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    perhaps_sent_at: Mapped[datetime | None]  # when an earlier try was found to have an unknown outcome
    sent_at: Mapped[datetime | None]
    message_id: Mapped[int | None]
    failure: Mapped[str | None]

    supplier: Mapped[Supplier] = relationship(lazy="raise")

    __table_args__ = (
        UniqueConstraint("supplier_id", "slot"),
        Index(
            "ix_deliveries_due_at_pending",
            "due_at",
            sqlite_where=text("status = 'pending'"),
            postgresql_where=text("status = 'pending'"),
        ),
        Index(
            "ix_deliveries_claimed_until_sending",
            "claimed_until",
            sqlite_where=text("status = 'sending'"),
            postgresql_where=text("status = 'sending'"),
        ),
    )


class Match(Base):
    """An opportunity version for a supplier, told in a delivery. Why is written down when it is told.

    There may be millions of rows, made thousands at a time, so the keys to other tables are kept by triggers and
    by the statement that makes rows (`alerts.owing`), not by a look at each row.
    """

    __tablename__ = "matches"

    version_id: Mapped[int] = mapped_column(
        ForeignKey("opportunity_versions.id", ondelete="CASCADE", info=BY_TRIGGER),
        primary_key=True,
        autoincrement=False,
    )
    supplier_id: Mapped[int] = mapped_column(
        ForeignKey("suppliers.id", ondelete="CASCADE", info=BY_TRIGGER), primary_key=True
    )
    opportunity_id: Mapped[int] = mapped_column(
        ForeignKey("opportunities.id", ondelete="CASCADE", info=BY_TRIGGER)
    )
    delivery_id: Mapped[int | None] = mapped_column(
        ForeignKey("deliveries.id", ondelete="SET NULL", info=BY_TRIGGER)
    )
    watch_ids: Mapped[tuple[int, ...]] = mapped_column(JsonOf(tuple[int, ...]))  # which watches asked for it
    reasons: Mapped[tuple[Reason, ...] | None] = mapped_column(JsonOf(tuple[Reason, ...]))
    fit: Mapped[Fit | None]
    strength: Mapped[Strength | None]
    matched_at: Mapped[datetime]

    version: Mapped[OpportunityVersion] = relationship(lazy="raise")
    opportunity: Mapped[Opportunity] = relationship(lazy="raise")
    delivery: Mapped[Delivery | None] = relationship(lazy="raise")

    __table_args__ = (Index(None, "supplier_id", "delivery_id"), {"sqlite_with_rowid": False})


class Saved(Base):
    """An opportunity that a supplier keeps an eye on, with a note that nobody else sees."""

    __tablename__ = "saved"

    id: Mapped[int] = mapped_column(primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("suppliers.id", ondelete="CASCADE"))
    opportunity_id: Mapped[int] = mapped_column(
        ForeignKey("opportunities.id", ondelete="CASCADE"), index=True
    )
    note: Mapped[str | None]
    saved_at: Mapped[datetime]

    opportunity: Mapped[Opportunity] = relationship(lazy="raise")

    __table_args__ = (UniqueConstraint("supplier_id", "opportunity_id"),)


class Mute(Base):
    """What a supplier does not want to hear of, for a time or for good.

    `value` is a trade's or a source's slug, or a buyer's name as `notice.plain` folds it; `label` is how it
    was written when it was muted.
    """

    __tablename__ = "mutes"

    id: Mapped[int] = mapped_column(primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("suppliers.id", ondelete="CASCADE"))
    what: Mapped[Muted]
    value: Mapped[str]
    label: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime | None]  # None: for good

    __table_args__ = (UniqueConstraint("supplier_id", "what", "value"),)
