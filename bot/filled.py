"""A report as a supplier fills it in, and the row that it makes.

The row is all that officers ever see of who reported. So one function decides what it holds, and the preview
that a supplier reads before sending is written from the very row that sending makes.
"""

from dataclasses import dataclass, field
from datetime import datetime, time

from alerts.matching import BasedIn, OrganisationType, Size
from bot.blockers import Blocker, ReportStatus, Stage, Visibility
from bot.tables import BlockerReport

LONGEST_DETAIL, LONGEST_REMEDY, LONGEST_NAME = 1_500, 500, 100
"""In Telegram's units, so that all that officers will see fits into one message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """What a report may say of who made it, as it is that day. None where it is not stated."""

    kind: OrganisationType | None = None
    size: Size | None = None
    based_in: BasedIn | None = None
    trades: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The notice that a report is about."""

    opportunity_id: int
    number: str
    title: str
    buyer: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form that is filled in. Words are fit to keep already; `reference` was drawn when the form began."""

    reference: str
    stage: Stage
    kind: Blocker
    visibility: Visibility
    named_as: str | None = None
    organisation: Organisation = field(default_factory=Organisation)
    detail: str | None = None
    remedy: str | None = None
    hours: int | None = None
    pence: int | None = None
    about: About | None = None
    same_as_id: int | None = None
    wants_news: bool = False


def row_of(filled: Filled, now: datetime) -> BlockerReport:
    """Return what officers will see. An anonymous report has no organisation in it, and no time of day."""
    of = Organisation() if filled.visibility is Visibility.ANONYMOUS else filled.organisation
    at = moment(filled.visibility, now)
    about = filled.about
    return BlockerReport(
        reference=filled.reference,
        stage=filled.stage,
        kind=filled.kind,
        visibility=filled.visibility,
        named_as=filled.named_as if filled.visibility is Visibility.NAMED else None,
        organisation_type=of.kind,
        size=of.size,
        based_in=of.based_in,
        trades=of.trades,
        detail=filled.detail,
        remedy=filled.remedy,
        hours_lost=filled.hours,
        lost_pence=filled.pence,
        opportunity_id=about.opportunity_id if about else None,
        notice_number=about.number if about else None,
        notice_title=about.title if about else None,
        notice_buyer=about.buyer if about else None,
        same_as_id=filled.same_as_id,
        status=ReportStatus.NEW,
        reported_at=at,
        status_at=at,
    )


def moment(visibility: Visibility, now: datetime) -> datetime:
    """Return the time that a report may hold: in an anonymous one the day, as its midnight in UTC.

    A moment could be put beside what else happened in it.
    """
    return datetime.combine(now.date(), time(), now.tzinfo) if visibility is Visibility.ANONYMOUS else now
