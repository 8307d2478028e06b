"""Read notices from a CSV by a named map of columns: Contracts Finder's export, or our own template.

`columns.toml` holds the maps, `csv_table` takes a file apart, and `csv_row` makes a notice of a row.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import datetime

from alerts.errors import SourceFormatError
from alerts.notice import Notice, plain
from alerts.sources import Reading, Source, csv_row, records
from alerts.sources.columns import TEMPLATE, ColumnMap, column_map, maps
from alerts.sources.csv_row import Sheet
from alerts.sources.csv_table import Table, named, table


def read(body: bytes, source: Source, now: datetime) -> Reading:
    """Return the notices of a CSV, and each row that could not be read with what is wrong with it.

    A row without a date of publication counts as published at `now`.

    Raises:
        SourceFormatError: The body is not a CSV, or has not the columns that it must have.
        CatalogueError: The source names a map of columns that does not exist.
    """
    columns = column_map(source)
    needed = [columns.headings[field][0] for field in columns.required]
    expected = f"{columns.called}, a CSV with the columns {named(needed)}"
    found = table(body, columns.headings, expected=expected)
    _check_columns(found, columns)
    sheet = Sheet(source=source, columns=columns, headings=found.headings, now=now)
    notices, rejected = records.readable(
        ((row.number, row) for row in found.rows),
        lambda row: csv_row.notice(row, sheet),
        # A publisher's export has several notices of one procurement, a person's file has none.
        are_one=_are_one if columns.by_hand else None,
    )
    return Reading(notices=tuple(notices), rejected=tuple(rejected))


def _are_one(first: Notice, other: Notice) -> bool:
    return plain(first.title) == plain(other.title)


def template() -> bytes:
    """Return an empty file for an officer to fill in Excel: headings, and one row to show how.

    The example is refused when it is read, so that nobody is told of it when it is left in.
    """
    example = {
        "reference": csv_row.EXAMPLE,
        "title": "Roof repairs at Shildon library (an example: write your own here, and delete this row)",
        "description": "Mend the slate roof and renew the gutters.",
        "buyer": "Durham County Council",
        "closing_date": "30/09/2026",
        "closing_time": "12:00",
        "value_from": "8000",
        "value_to": "12000",
        "vat": "excluded",
        "cpv": "45261000",
        "region": "County Durham",
        "sme": "yes",
        "vcse": "yes",
        "kind": "Quick Quote",
        "link": "https://www.example.gov.uk/roof-repairs",
        "published": "01/09/2026",
    }
    return written([example])


def written(rows: Iterable[Mapping[str, str]]) -> bytes:
    """Return a file as an officer would fill it in. Each row has cells by field of the template."""
    headings = maps()[TEMPLATE].headings
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow([names[0] for names in headings.values()])
    writer.writerows([row.get(field, "") for field in headings] for row in rows)
    return sheet.getvalue().encode("utf-8-sig")  # without the mark Excel takes "£" for two letters


def _check_columns(found: Table, columns: ColumnMap) -> None:
    for other in maps().values():
        # Every heading of another publisher's export: its awards would be read as open opportunities.
        if other is not columns and not other.by_hand and set(_printed(other)) <= set(found.all_headings):
            raise SourceFormatError(
                f"Expected {columns.called}, and found {other.called}. Choose the source that it belongs to."
            )
    missing = [columns.headings[field][0] for field in columns.required if field not in found.headings]
    if missing:
        raise SourceFormatError(
            f"Expected {columns.called}. There is no column {named(missing)}; there are "
            f"{named(found.all_headings)}. {columns.advice}"
        )


def _printed(columns: ColumnMap) -> list[str]:
    """Return the headings that a publisher always prints."""
    return [columns.headings[field][0] for field in columns.required]
