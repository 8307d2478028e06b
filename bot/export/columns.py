"""The data dictionary: each column of an export, what it means, what may stand in it and where it comes from.

The same columns, in the same order, in every format. Add at the end, never rename, and raise VERSION.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import Any

import msgspec

from alerts.matching import BasedIn, OrganisationType, Size
from alerts.trades import TRADES
from bot.blockers import Blocker, ReportStatus, Stage, Visibility
from bot.export.lines import Line
from bot.text import names, written

VERSION = 1
"""Of the columns, so that a program can tell whether it knows them."""

_PENNY = 100


class Source(StrEnum):
    """Who said what stands in a column."""

    SUPPLIER = "the supplier"
    OFFICER = "an officer"
    NOTICE = "the published notice"
    SUPPLIERBOT = "Supplierbot"


class Where(StrEnum):
    """Which formats have a column."""

    ALL = "CSV, XLSX and JSON"
    SHEETS = "CSV and XLSX"
    JSON = "JSON"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column. `raw` is for a program, `cell` for a person; `values` are pairs of both. `width` in characters."""

    name: str
    meaning: str
    source: Source
    raw: Callable[[Line], Any]
    cell: Callable[[Line], str | int | float | None]
    values: tuple[tuple[str, str], ...] = ()
    where: Where = Where.ALL
    width: int = 14


def _text(name: str, source: Source, meaning: str, width: int) -> Column:
    read = attrgetter(name)
    return Column(name=name, meaning=meaning, source=source, raw=read, cell=read, width=width)


def _choice(
    name: str, members: type[StrEnum], called: Callable[[Any], str], source: Source, meaning: str
) -> Column:
    read = attrgetter(name)

    def label(line: Line) -> str | None:
        value = read(line)
        return None if value is None else called(value)

    values = tuple((member.value, called(member)) for member in members)
    width = max(len(called) for _, called in values) + 2
    return Column(name=name, meaning=meaning, source=source, raw=read, cell=label, values=values, width=width)


def _days(name: str, source: Source, meaning: str) -> tuple[Column, Column]:
    """Return a day twice: as a person writes it, and as a program sorts it."""

    def iso(line: Line) -> str | None:
        found: date | None = getattr(line, f"{name}_on")
        return None if found is None else found.isoformat()

    def told(line: Line) -> str | None:
        found: date | None = getattr(line, f"{name}_on")
        return None if found is None else written.day(found)

    return (
        Column(
            name=name,
            meaning=f"{meaning} As a person writes it, in London.",
            source=source,
            raw=told,
            cell=told,
            where=Where.SHEETS,
            width=max(len("Wednesday 24 September 2026"), len(name)) + 1,
        ),
        Column(
            name=f"{name}_on",
            meaning=f"{meaning} Year-month-day, in London.",
            source=source,
            raw=iso,
            cell=iso,
            width=len(name) + 5,
        ),
    )


def _notes(line: Line) -> str | None:
    return (
        "\n".join(
            f"{written.day(note.written_on)}, {note.officer}: {note.text}" for note in line.officer_notes
        )
        or None
    )


def _trades(line: Line) -> str | None:
    return "; ".join(TRADES[slug].name if slug in TRADES else slug for slug in line.trades) or None


def _pounds(line: Line) -> int | float | None:
    if line.lost_pence is None:
        return None
    return line.lost_pence // _PENNY if line.lost_pence % _PENNY == 0 else line.lost_pence / _PENNY


_UNNAMED = "Empty where the supplier was anonymous or did not say."

COLUMNS: tuple[Column, ...] = (
    _text("reference", Source.SUPPLIERBOT, "The number of the report, which its supplier knows too.", 14),
    *_days("reported", Source.SUPPLIERBOT, "The day it was reported."),
    _choice("stage", Stage, names.stage, Source.SUPPLIER, "Where in the process it happened."),
    _choice("kind", Blocker, names.blocker, Source.SUPPLIER, "What stopped the supplier, or held it up."),
    _choice(
        "visibility",
        Visibility,
        names.visibility,
        Source.SUPPLIER,
        "What the supplier lets officers see of who reports.",
    ),
    _text(
        "organisation_name",
        Source.SUPPLIER,
        "What the supplier wants to be called. Only where it chose to be named.",
        24,
    ),
    _choice(
        "organisation_type",
        OrganisationType,
        names.organisation,
        Source.SUPPLIER,
        f"The kind of organisation, as it was that day. {_UNNAMED}",
    ),
    _choice("size", Size, names.size, Source.SUPPLIER, f"People employed, as it was that day. {_UNNAMED}"),
    _choice(
        "based_in",
        BasedIn,
        names.base,
        Source.SUPPLIER,
        f"Where the supplier is based, as it was that day. {_UNNAMED}",
    ),
    Column(
        name="trades",
        meaning=f"What the supplier does, as it was that day, with “; ” between. {_UNNAMED}",
        source=Source.SUPPLIER,
        raw=attrgetter("trades"),
        cell=_trades,
        width=28,
    ),
    _text(
        "supplier_words",
        Source.SUPPLIER,
        "What the supplier wrote of it, without contact details.",
        60,
    ),
    _text(
        "supplier_fix",
        Source.SUPPLIER,
        "What would have fixed it, in the supplier's words.",
        40,
    ),
    _text("hours_lost", Source.SUPPLIER, "Hours that it cost the supplier.", 12),
    Column(
        name="pounds_lost",
        meaning="Pounds that it cost the supplier.",
        source=Source.SUPPLIER,
        raw=_pounds,
        cell=_pounds,
        where=Where.SHEETS,
        width=13,
    ),
    Column(
        name="lost_pence",
        meaning="Pence that it cost the supplier.",
        source=Source.SUPPLIER,
        raw=attrgetter("lost_pence"),
        cell=attrgetter("lost_pence"),
        where=Where.JSON,
    ),
    _text("notice_number", Source.NOTICE, "The number of the notice that it is about, if any.", 16),
    _text("notice_title", Source.NOTICE, "The title of that notice.", 40),
    _text("notice_buyer", Source.NOTICE, "Who published that notice.", 28),
    _text(
        "same_as",
        Source.SUPPLIER,
        "The report that this supplier agreed with (“same for us”), by reference. It counts as one more.",
        14,
    ),
    _choice("status", ReportStatus, names.status, Source.OFFICER, "How far officers have come with it."),
    *_days("status_changed", Source.SUPPLIERBOT, "The day it got this status."),
    _text("status_reason", Source.OFFICER, "What officers say of it to the supplier.", 40),
    _text("duplicate_of", Source.OFFICER, "The report that says the same, by reference.", 14),
    Column(
        name="officer_notes",
        meaning="What officers noted for themselves, one a line with day and name.",
        source=Source.OFFICER,
        raw=attrgetter("officer_notes"),
        cell=_notes,
        width=50,
    ),
    _text("you_said", Source.OFFICER, "“You said”: what officers published that it led to.", 40),
    _text("we_did", Source.OFFICER, "“We did”: what the Council changed.", 40),
    *_days("we_did", Source.OFFICER, "The day of that change.")[1:],
)
"""Every column, in order."""

SHEET_COLUMNS = tuple(column for column in COLUMNS if column.where is not Where.JSON)
JSON_COLUMNS = tuple(column for column in COLUMNS if column.where is not Where.SHEETS)


PUBLISHED: tuple[Mapping[str, str], ...] = tuple(
    {"name": name, "meaning": meaning}
    for name, meaning in (
        ("table", "Counted by: which table the count is of."),
        ("stage", "Where in the process it happened."),
        ("kind", "What stopped the supplier, or held it up."),
        ("size", "People employed. “Not given” where the supplier was anonymous or did not say."),
        (
            "organisation_type",
            "The kind of organisation. “Not given” where the supplier was anonymous or did not say.",
        ),
        ("reports", "How many reports there are. “under 5” and “not shown” stand for hidden counts."),
        ("trade", "What the supplier does. One with several trades counts in each."),
        ("ended", "Whether the bid was won or lost, or not made."),
        ("results", "How many suppliers told us of such a bid."),
        ("why", "How many of them gave this reason, in their view. One may give several."),
        ("feedback", "How many of them were told by the buyer how the bid was judged."),
        ("how useful", "The mean of how useful that was to them, from 1 to 5."),
    )
)
"""The dictionary of what is exported for publication."""


def record(line: Line) -> Mapping[str, Any]:
    """Return a report for a program, by column."""
    return {column.name: column.raw(line) for column in JSON_COLUMNS}


def dictionary() -> list[dict[str, Any]]:
    """Return the data dictionary for a program."""
    return [
        {
            "name": column.name,
            "meaning": column.meaning,
            "values": dict(column.values),
            "source": column.source,
        }
        for column in JSON_COLUMNS
    ]


def encoded(value: Any) -> bytes:
    """Return a value as JSON."""
    return msgspec.json.encode(value)
