"""What an export says of itself, whatever its format."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.export.bids import SectorResult
from bot.export.summary import Summary
from bot.export.tally import Tally
from bot.report_filters import Filters


class Format(StrEnum):
    """How an export is written."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """An export. `rows` is how many reports it lists: 0 for publication, which holds counts only."""

    filters: Filters
    rows: int
    exported_at: datetime
    exported_by: str
    for_publication: bool
    tally: Tally
    summary: Summary
    bids: Sequence[SectorResult]
