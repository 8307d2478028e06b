"""Take a CSV apart into rows under headings, whichever program wrote it.

Excel writes commas, semicolons or tabs, in UTF-8, UTF-16 or Windows' own letters, and puts a `sep=`
line first. Rows are numbered as a spreadsheet numbers them: the headings are row 1, and a row counts
once however many lines its cells have.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from alerts.errors import SourceFormatError
from alerts.sources.body import looks_like, shown, text_of
from alerts.sources.wording import folded

SEPARATORS = ",;\t"
MOST_SHOWN = 20
_SAVE_AS = " In Excel choose Save As, then “CSV UTF-8”."
_TOO_WIDE = "It has {} cells under {} headings. A cell with a comma in it needs quotation marks round it."
_TOO_LONG = "It has a cell that is too long to be one. Is there a quotation mark too many?"
_NEVER_CLOSED = "A quotation mark opens in it and never closes, so the rest of the file is in it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row that is not blank. `cells` are by field; `fault` says why it could not be taken apart."""

    number: int
    cells: Mapping[str, str]
    fault: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows of a file. `headings` are those of the file itself, by field; `all_headings` as they stand."""

    headings: Mapping[str, str]
    all_headings: Sequence[str]
    rows: Sequence[Row]


class _Lines:
    """The lines of a text, which remember whether they were all asked for."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self.over = False

    def __iter__(self) -> Iterator[str]:
        yield from self._lines
        self.over = True


def table(body: bytes, fields: Mapping[str, Sequence[str]], *, expected: str) -> Table:
    """Return the rows of a CSV, each cell under the field whose heading stands above it.

    `fields` gives the headings that a field may have. A file may lack some; the caller decides.

    Raises:
        SourceFormatError: It is no CSV, or none of the headings is there.
    """
    kind = looks_like(body)
    if not kind.startswith("text"):
        advice = _SAVE_AS if "Excel" in kind or "spreadsheet" in kind else ""
        raise SourceFormatError(f"Expected {expected}, and found {kind}.{advice}")
    text = text_of(body).lstrip("\ufeff").replace("\x00", "")  # which no database stores
    by_heading = {folded(heading): field for field, headings in fields.items() for heading in headings}
    separator, text = _separator(text, by_heading)
    records = _records(text, separator)
    first = next(((number, cells) for number, cells, _ in records if _is_filled(cells)), None)
    if first is None:
        raise SourceFormatError(f"Expected {expected}, and found only blank rows.")
    places = _places(first[1], by_heading)
    if not places:
        raise SourceFormatError(
            f"Expected {expected}, and found no heading of it in row {first[0]}: {named(first[1])}."
        )
    return Table(
        headings={field: first[1][place].strip() for field, place in places.items()},
        all_headings=first[1],
        rows=list(_rows(records, places, len(first[1]))),
    )


def _separator(text: str, by_heading: Mapping[str, str]) -> tuple[str, str]:
    """Return what parts the cells, and the text without the line that says so to Excel."""
    first, line_end, rest = text.partition("\n")
    if folded(first[:4]) == "sep" and len(first.strip("\r")) == len("sep=,"):
        return first[4], rest if line_end else ""
    beginning = text.lstrip("\r\n")

    def known(separator: str) -> int:
        _, cells, _ = next(_records(beginning, separator), (0, [], None))
        return len(_places(cells, by_heading))

    return max(SEPARATORS, key=known), text


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str], str | None]]:
    """Yield each record with its number from 1, its cells, and what is wrong with it if anything is."""
    lines = _Lines(text)
    records = csv.reader(iter(lines), delimiter=separator)
    number = 0
    while True:
        number += 1
        try:
            cells = next(records)
        except StopIteration:
            return
        except csv.Error:  # a cell of more than 131,072 characters; the next line is a new start
            yield number, [], _TOO_LONG
            continue
        # The reader never asks for more lines after a whole row, except to close a quotation mark.
        if lines.over:
            yield number, cells, _NEVER_CLOSED
        else:
            yield number, cells, None


def _rows(
    records: Iterable[tuple[int, list[str], str | None]], places: Mapping[str, int], width: int
) -> Iterator[Row]:
    for number, cells, fault in records:
        if fault is None and not _is_filled(cells):
            continue
        yield Row(
            number=number,
            cells={field: cells[place].strip() for field, place in places.items() if place < len(cells)},
            fault=fault or (_TOO_WIDE.format(len(cells), width) if _is_filled(cells[width:]) else None),
        )


def _places(headings: Sequence[str], by_heading: Mapping[str, str]) -> dict[str, int]:
    """Return in which column each field stands; of two that could be it, the first."""
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        field = by_heading.get(folded(heading))
        if field is not None:
            places.setdefault(field, place)
    return places


def _is_filled(cells: Iterable[str]) -> bool:
    return any(cell.strip() for cell in cells)


def named(headings: Sequence[str]) -> str:
    """Return headings in quotation marks for a sentence, not too many of them."""
    named = [f"“{shown(heading, 40)}”" for heading in headings if heading.strip()]
    more = len(named) - MOST_SHOWN
    return ", ".join(named[:MOST_SHOWN]) + (f" and {more} more" if more > 0 else "")
