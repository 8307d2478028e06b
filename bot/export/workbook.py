"""Write an export as an Excel workbook: the reports, the counts, the bid results, and what they mean.

XlsxWriter keeps one row in memory and the rest on disk.
"""

from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import IO

from xlsxwriter import Workbook

from bot.blockers import Feedback, Stage, Why
from bot.export import summary
from bot.export.about import About
from bot.export.columns import COLUMNS, PUBLISHED, SHEET_COLUMNS, VERSION, Source
from bot.export.lines import Line
from bot.export.sheet import Formats, Sheet
from bot.export.tally import SIZES, TYPES
from bot.text import exports as words
from bot.text import names

MOST_ROWS = 1_048_575
"""A sheet has 1,048,576 rows, and one of them is the heading."""

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


class WorkbookFile:
    """A workbook that grows. `folder` takes what XlsxWriter keeps on disk until the end."""

    def __init__(self, file: IO[bytes], about: About, folder: Path) -> None:
        self._about = about
        self._title = words.PUBLIC_TITLE if about.for_publication else words.TITLE
        self._book = Workbook(file, {**_OPTIONS, "tmpdir": str(folder)})
        self._book.set_properties({"title": self._title, "author": "Supplierbot"})
        self._formats = Formats(self._book)
        self._reports = None if about.for_publication else self._sheet("Reports", _REPORTS, pages_wide=4)

    def add(self, lines: Sequence[Line]) -> None:
        """Write some reports."""
        if self._reports is not None:
            for line in lines:
                self._reports.row(column.cell(line) for column in SHEET_COLUMNS)

    def finish(self, rows: int) -> None:
        """Write the other sheets, and the file."""
        if self._reports is not None:
            self._reports.close()
        self._summary()
        self._detail()
        self._results()
        self._dictionary()
        self._facts(rows)
        self._book.close()

    def close(self) -> None:
        """Let go of the file, finished or not. It stays open."""
        for sheet in self._book.worksheets():
            sheet.row_data_fh.close()  # type: ignore[attr-defined]  # known as None, which it is at first

    def _sheet(
        self,
        name: str,
        columns: Sequence[tuple[str, int]],
        *,
        stays: int = 1,
        counts: int | None = None,
        pages_wide: int = 1,
    ) -> Sheet:
        return Sheet(
            self._book,
            self._formats,
            name,
            columns,
            title=self._title,
            stays=stays,
            counts=counts,
            pages_wide=pages_wide,
        )

    def _summary(self) -> None:
        sheet = self._sheet("Summary", _SUMMARY, stays=2, counts=2)
        sheet.row(["All reports", None, self._about.summary.total])
        for heading, counts in summary.tables(self._about.summary):
            for called, shown in counts:
                sheet.row([heading, called, shown])
        sheet.close()

    def _detail(self) -> None:
        types = [(names.organisation(kind), 16) for kind in TYPES]
        sheet = self._sheet("Stage, size and kind", [*_DETAIL, *types], stays=2, counts=2)
        for stage, size in product(Stage, SIZES):
            counts = [self._about.summary.cell(stage, size, kind) for kind in TYPES]
            if any(count is not None for count in counts):
                sheet.row([names.stage(stage), names.size(size), *counts])
        sheet.close()

    def _results(self) -> None:
        sheet = self._sheet("Results", _RESULTS, stays=2, counts=2)
        for one in self._about.bids:
            counts = [*one.reasons.values(), *one.feedback.values(), one.usefulness]
            sheet.row([one.trade, names.ending(one.ending), one.results, *counts])
        if not self._about.bids:
            sheet.row([words.no_results(), *[None] * (len(_RESULTS) - 1)])
        sheet.close()

    def _dictionary(self) -> None:
        sheet = self._sheet("Dictionary", _DICTIONARY)
        if self._about.for_publication:
            for term in PUBLISHED:
                sheet.row([term["name"], term["meaning"], None, Source.SUPPLIERBOT, None])
        else:
            for column in COLUMNS:
                values = "\n".join(f"{raw}: {called}" for raw, called in column.values)
                sheet.row([column.name, column.meaning, values, column.source, column.where])
        sheet.close()

    def _facts(self, rows: int) -> None:
        about, tally = self._about, self._about.tally
        sheet = self._sheet("About", _ABOUT)
        for fact in words.facts(
            chosen=about.filters,
            rows=rows,
            at=about.exported_at,
            by=about.exported_by,
            version=VERSION,
            for_publication=about.for_publication,
        ):
            sheet.row(fact)
        if about.for_publication:
            sheet.row(["Before you publish", words.published_twice()])
        else:
            for fact in words.counted(
                reports=tally.reports,
                duplicates=tally.duplicates,
                same_for_us=tally.same_for_us,
            ):
                sheet.row(fact)
        sheet.row(["How it was counted", words.method(for_publication=about.for_publication)])
        sheet.close()


_REPORTS = [(column.name, column.width) for column in SHEET_COLUMNS]
_SUMMARY = [("Counted by", 26), ("What is counted", 32), ("Reports", 12)]
_DETAIL = [("Stage", 26), ("Size of organisation", 24)]
_RESULTS = [
    ("Trade", 30),
    ("Ended", 12),
    ("Results", 10),
    *((f"Why: {names.why(reason)}", 12) for reason in Why),
    *((f"Feedback: {names.feedback(given)}", 12) for given in Feedback),
    ("How useful, 1 to 5", 12),
]
_DICTIONARY = [
    ("Column", 20),
    ("Meaning", 56),
    ("Values: JSON, then here", 46),
    ("From", 20),
    ("Formats", 20),
]
_ABOUT = [("About this file", 26), ("What it says", 96)]
