"""Which reports an officer wants to see: by date, stage, kind, trade, size, kind of organisation, status, words."""

from dataclasses import dataclass
from datetime import date

from alerts.matching import OrganisationType, Size
from bot.blockers import Blocker, ReportStatus, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a report must be. None asks for nothing. Dates are London's, and both ends are within.

    Stored, so never rename a field.
    """

    since: date | None = None
    until: date | None = None
    status: ReportStatus | None = None
    stage: Stage | None = None
    kind: Blocker | None = None
    trade: str | None = None  # a slug of `alerts.trades`
    size: Size | None = None
    organisation_type: OrganisationType | None = None
    words: str | None = None
