"""Any words in any cell of a workbook come back as those words, to another program too."""

import csv
import os
import shutil
import subprocess
from dataclasses import fields
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from bot.blockers import Blocker, ReportStatus, Stage, Visibility
from bot.export import summary
from bot.export.about import About
from bot.export.columns import SHEET_COLUMNS
from bot.export.csv_file import CsvFile
from bot.export.lines import Line, Note
from bot.export.tally import Tally
from bot.export.workbook import WorkbookFile
from bot.report_filters import Filters
from tests.make import NOW
from tests.reported import HOSTILE

WORDS = [field.name for field in fields(Line) if field.type == "str | None" or field.type == (str | None)]
CALC = shutil.which("soffice") or shutil.which("libreoffice")


def about() -> About:
    return About(
        filters=Filters(words="=1+1"),
        rows=1,
        exported_at=NOW,
        exported_by="=1+1",
        for_publication=False,
        tally=Tally(),
        summary=summary.of(Tally(), Filters(), for_publication=False),
        bids=[],
    )


def line(text: str) -> Line:
    """Return a report with a text everywhere that takes one."""
    return Line(
        reference=text or "-",
        reported_on=NOW.date(),
        stage=Stage.DOCUMENTS,
        kind=Blocker.OTHER,
        visibility=Visibility.NAMED,
        status=ReportStatus.NEW,
        status_changed_on=NOW.date(),
        trades=(text,),
        officer_notes=(Note(written_on=NOW.date(), officer=text, text=text),),
        **dict.fromkeys(WORDS, text),  # type: ignore[arg-type]  # the fields that hold words
    )


def places(*names: str) -> list[int]:
    return [place for place, column in enumerate(SHEET_COLUMNS) if column.name in names]


@given(st.lists(st.text(max_size=80), min_size=1, max_size=20))
@example(list(HOSTILE))
@example(
    ["_x000D_", "\r\n", "\x00\x07\x1b", "\ufffe\uffff", "<b>&amp;</b>", " lead and trail ", "x" * 40_000]
)
@hypothesis_settings(max_examples=20)
def test_any_words_come_back_from_a_workbook(texts: list[str]) -> None:
    file = BytesIO()
    book = WorkbookFile(file, about(), Path())
    book.add([line(text) for text in texts])
    book.finish(len(texts))

    found = openpyxl.load_workbook(file)

    for text, row in zip(texts, found["Reports"].iter_rows(min_row=2), strict=True):
        for place in places(*WORDS):
            cell = row[place]
            value = "" if cell.value is None else unescape(str(cell.value))
            assert (cell.data_type in {"s", "n", "inlineStr"}, cell.hyperlink) == (True, None)
            assert cell.number_format == "@"
            assert value == text or (len(text) > 32_767 and value.startswith(text[:30_000]))


def calc(folder: Path, file: str, to: str) -> None:
    """Let LibreOffice open a file and write what it made of it into the folder `seen`."""
    assert CALC is not None
    subprocess.run(
        [
            CALC,
            "--headless",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *(["--infilter=CSV:44,34,UTF8"] if file.endswith(".csv") else []),
            "--convert-to",
            to,
            "--outdir",
            str(folder / "seen"),
            str(folder / file),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what LibreOffice makes of our files, full of hostile words, and of a CSV with nothing done."""
    if CALC is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have LibreOffice: apt-get install libreoffice-calc-nogui")
        pytest.skip("LibreOffice is not installed, so nobody can say what it makes of our files")
    folder = tmp_path_factory.mktemp("calc")
    for name in ("book.xlsx", "table.csv"):
        with (folder / name).open("xb") as file:
            out = WorkbookFile(file, about(), folder) if name.endswith("xlsx") else CsvFile(file, about())
            out.add([line(text) for text in HOSTILE])
            out.finish(len(HOSTILE))
            out.close()
    with (folder / "raw.csv").open("x", encoding="utf-8-sig", newline="") as raw:
        csv.writer(raw, quoting=csv.QUOTE_ALL).writerows([text] for text in HOSTILE)
    # As shown, in UTF-8, with commas, each sheet in a file of its own.
    calc(
        folder, "book.xlsx", "csv:Text - txt - csv (StarCalc):44,34,UTF8,1,,0,false,true,true,false,false,-1"
    )
    for name in ("table.csv", "raw.csv"):
        calc(folder, name, "xlsx")
    return folder / "seen"


def seen_rows(seen: Path, name: str) -> list[list[str]]:
    with (seen / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def formulas(file: Path) -> list[str]:
    """Return every cell that a spreadsheet works out or links."""
    (sheet,) = openpyxl.load_workbook(file).worksheets
    cells = [cell for row in sheet.iter_rows() for cell in row]
    return [str(cell.value) for cell in cells if cell.data_type == "f" or cell.hyperlink is not None]


def test_libreoffice_shows_a_workbooks_words_as_they_were_typed(seen: Path) -> None:
    heading, *rows = seen_rows(seen, "book-Reports.csv")

    assert heading == [column.name for column in SHEET_COLUMNS]
    for text, row in zip(HOSTILE, rows, strict=True):
        assert {row[place] for place in places(*WORDS)} == {text}
    about_rows = dict(row for row in seen_rows(seen, "book-About.csv"))
    assert (about_rows["Made by"], about_rows["Filters"]) == ("=1+1", "Only with the words “=1+1”.")


def test_libreoffice_works_nothing_out_in_a_csv_of_ours(seen: Path) -> None:
    assert formulas(seen / "table.xlsx") == []


def test_libreoffice_does_work_out_what_nothing_was_done_to(seen: Path) -> None:
    found = formulas(seen / "raw.xlsx")

    assert {'=HYPERLINK("http://evil.invalid","Click")', "=1+1"} <= set(found)
