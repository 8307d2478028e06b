"""One sheet of a workbook: headings that stay in sight, rows of text and numbers, and how it prints.

A text is always written as text, with the format for text, so that it stays text when somebody edits the cell.
No cell is merged, and colour means nothing: a sheet reads well aloud, row by row.
"""

from collections.abc import Iterable, Sequence

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from bot.export.cells import fitting
from bot.export.suppression import Hidden

Cell = str | int | float | None

_A4 = 9
_LINE_HEIGHT, _MOST_LINES = 15, 12
"""In points, and how many lines of a text are seen without opening the cell. No program makes room by itself."""


class Formats:
    """How cells look, the same in every sheet of a workbook."""

    def __init__(self, book: Workbook) -> None:
        text = {"num_format": "@", "valign": "top", "text_wrap": True}
        head = {**text, "bold": True, "bottom": 2}
        self.text = book.add_format(text)
        # A number must not touch the text of the next column.
        right = {"align": "right", "indent": 1}
        self.count_as_text = book.add_format({**text, **right})
        self.head = book.add_format(head)
        self.head_of_counts = book.add_format({**head, **right})
        self.whole = book.add_format({"num_format": "#,##0", "valign": "top", **right})
        self.decimal = book.add_format({"num_format": "#,##0.00", "valign": "top", **right})


class Sheet:
    """A table that fills one sheet from the top. `columns` are headings with widths in characters.

    `counts` is the place of the first column of numbers; `stays` is how many columns stay in sight on the left.
    """

    def __init__(
        self,
        book: Workbook,
        formats: Formats,
        name: str,
        columns: Sequence[tuple[str, int]],
        *,
        title: str,
        stays: int = 1,
        counts: int | None = None,
        pages_wide: int = 1,
    ) -> None:
        self._sheet: Worksheet = book.add_worksheet(name)
        self._formats = formats
        self._widths = [width for _, width in columns]
        self._last = -1
        self._stays = stays
        self._counts = len(columns) if counts is None else counts
        self._print(title, name, pages_wide)
        for place, width in enumerate(self._widths):
            self._sheet.set_column(place, place, width, formats.text)
        self.row([heading for heading, _ in columns])
        self._sheet.freeze_panes(1, stays)

    def row(self, values: Iterable[Cell]) -> None:
        """Write the next row. None leaves a cell empty. The first is the heading."""
        self._last += 1
        cells = [fitting(value) if isinstance(value, str) else value for value in values]
        lines = max((_lines(cell, width) for cell, width in zip(cells, self._widths, strict=True)), default=1)
        if lines > 1:
            self._sheet.set_row(self._last, _LINE_HEIGHT * min(lines, _MOST_LINES))
        for place, cell in enumerate(cells):
            self._cell(place, cell)
        # XlsxWriter remembers each height for ever, though the row is on disk: 300 bytes a row.
        for remembered in (self._sheet.row_info, self._sheet.row_sizes):
            remembered.pop(self._last - 2, None)

    def close(self) -> None:
        """Let people filter by each column."""
        self._sheet.autofilter(0, 0, self._last, len(self._widths) - 1)
        # “1234” is text here on purpose: no green corner that offers to turn it into a number.
        self._sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{self._last + 1}"})

    def _cell(self, place: int, cell: Cell) -> None:
        of_counts, formats = place >= self._counts, self._formats
        match cell:
            case str() if self._last == 0:
                form = formats.head_of_counts if of_counts else formats.head
                self._sheet.write_string(0, place, cell, form)
            case str():
                # "under 5" stands on the right, below the numbers.
                form = formats.count_as_text if isinstance(cell, Hidden) else formats.text
                self._sheet.write_string(self._last, place, cell, form)
            case int():
                self._sheet.write_number(self._last, place, cell, formats.whole)
            case float():
                self._sheet.write_number(self._last, place, cell, formats.decimal)

    def _print(self, title: str, name: str, pages_wide: int) -> None:
        self._sheet.set_landscape()
        self._sheet.set_paper(_A4)
        self._sheet.fit_to_pages(pages_wide, 0)
        self._sheet.set_header(f"&L{title}&R{name}")
        self._sheet.set_footer("&RPage &P of &N")
        self._sheet.repeat_rows(0)
        self._sheet.hide_gridlines(0)  # so they are printed, and lead the eye along a row
        if pages_wide > 1:
            self._sheet.repeat_columns("A:A")


def _lines(cell: Cell, width: int) -> int:
    """Return how many lines a text takes in a column, about."""
    if not isinstance(cell, str) or (len(cell) < width and "\n" not in cell):
        return 1
    return sum(len(line) // width + 1 for line in cell.split("\n"))
