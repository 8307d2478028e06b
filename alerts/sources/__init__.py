"""Where notices come from: what a source is, and how its bytes become notices.

`catalogue.toml` describes the sources we know; `catalogue` loads it, with an operator's own file on
top. `read` chooses the reader. A reader takes bytes and gives notices back, with every record it
could not read listed by its position and the reason; one bad record never loses the others.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from alerts.notice import Notice


class SourceKind(StrEnum):
    """How a source writes its notices."""

    OCDS = "ocds"
    FEED = "feed"
    CSV = "csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One place where notices are published.

    `url` is None for a source that is only ever imported from a file. `columns` names the map of a
    CSV's columns. `buyer`, `regions` and `timezone` are what a feed leaves unsaid.
    """

    slug: str
    kind: SourceKind
    name: str
    publisher: str
    licence: str
    attribution: str
    url: str | None = None
    website: str | None = None  # where people can search it themselves
    poll_every: timedelta = timedelta(hours=1)
    on: bool = True
    window: bool = False  # polled by windows of time, as Find a Tender and Contracts Finder are
    columns: str | None = None
    buyer: str | None = None
    regions: tuple[str, ...] = ()
    timezone: str = "Europe/London"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A record that could not be read. `record` counts from 1, as a person would.

    In a CSV it is the row as a spreadsheet numbers it, so the headings are row 1.
    """

    record: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a body held. `next_url` is the page after it, or None on the last."""

    notices: tuple[Notice, ...]
    rejected: tuple[Rejected, ...] = ()
    next_url: str | None = None

    @property
    def read(self) -> int:
        """How many records there were, good and bad."""
        return len(self.notices) + len(self.rejected)
