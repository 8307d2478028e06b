"""Which reports an officer wants to see: by date, stage, kind, trade, size, kind of organisation, status, words."""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from alerts.matching import OrganisationType, Size
from bot.blockers import Blocker, ReportStatus, Stage, Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a report must be. None asks for nothing. Dates are London's, and both ends are within.

    Stored in the audit, so never rename a field.
    """

    since: date | None = None
    until: date | None = None
    status: ReportStatus | None = None
    stage: Stage | None = None
    kind: Blocker | None = None
    visibility: Visibility | None = None
    trade: str | None = None  # a slug of `alerts.trades`
    size: Size | None = None
    organisation_type: OrganisationType | None = None
    words: str | None = None  # that the supplier wrote

    def given(self) -> dict[str, Any]:
        """Return what is asked for, by name."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value is not None}

    def with_those_of(self, other: "Filters") -> "Filters":
        """Return these with what the other asks for in place of what these ask."""
        return replace(self, **other.given())
