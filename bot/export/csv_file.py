"""Write an export as CSV: UTF-8 with the mark that Excel wants, one report a line, every cell harmless."""

import csv
from collections.abc import Iterable, Sequence
from io import TextIOWrapper
from typing import IO

from bot.export import summary
from bot.export.about import About
from bot.export.cells import inert
from bot.export.columns import SHEET_COLUMNS
from bot.export.lines import Line


class CsvFile:
    """A CSV that grows. A CSV has no room for filters and dictionary: those are in the other formats."""

    def __init__(self, file: IO[bytes], about: About) -> None:
        self._text = TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
        # All in quotes: what is between them stays one cell, also where lists are parted by semicolons.
        self._writer = csv.writer(self._text, quoting=csv.QUOTE_ALL)
        self._about = about
        if about.for_publication:
            self._row(summary.LONG)
        else:
            self._row(column.name for column in SHEET_COLUMNS)

    def add(self, lines: Sequence[Line]) -> None:
        """Write some reports."""
        for line in lines:
            self._row(column.cell(line) for column in SHEET_COLUMNS)

    def finish(self, rows: int) -> None:  # noqa: ARG002 - a CSV does not say how many lines it has
        """Write what comes last."""
        if self._about.for_publication:
            for row in summary.long(self._about.summary):
                self._row(row.values())

    def close(self) -> None:
        """Let go of the file, finished or not. It stays open."""
        self._text.detach()

    def _row(self, values: Iterable[str | float | None]) -> None:
        self._writer.writerow([inert(value) if isinstance(value, str) else value for value in values])
