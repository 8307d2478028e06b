"""Exports from a real database: what is in them, what never is, and what a failure leaves behind."""

import csv
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.escape import unescape
from sqlalchemy import select

from alerts.db import Sessions
from alerts.matching import OrganisationType, Size
from bot import export
from bot.blockers import Ending, ReportStatus, Stage, Visibility
from bot.export import ExportError, Format, reading, summary
from bot.export.columns import SHEET_COLUMNS
from bot.export.tally import Tally
from bot.report_filters import Filters
from bot.tables import AuditEvent, ChangeMade, ReportLink, ReportNote
from tests.make import NOW
from tests.reported import HOSTILE, report, result

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def write(sessions: Sessions, to: Path, filters: Filters | None = None, **given: Any) -> export.Written:
    form = Format(to.suffix.removeprefix("."))
    return await export.write(sessions, filters or Filters(), form, to, who="Jo", now=NOW, **given)


async def store(sessions: Sessions, *rows: Any) -> None:
    async with sessions.begin() as session:
        session.add_all(rows)


def rows_of(file: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV by column."""
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def sheet_of(file: Path, name: str = "Reports") -> list[list[Any]]:
    """Return the cells of a sheet, heading first, and make sure that no cell is a formula or a link."""
    book = openpyxl.load_workbook(file)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in {"s", "n", "inlineStr"}, cell.coordinate
                assert cell.hyperlink is None
    found = [[_read(cell) for cell in row] for row in book[name].iter_rows(values_only=True)]
    book.close()
    return found


def _read(cell: Any) -> Any:
    # This reader leaves the escapes of Excel for what XML cannot hold as they are.
    return unescape(cell) if isinstance(cell, str) else cell


def left_in(folder: Path) -> list[str]:
    """Return the files of an export, whole or not, that are in a folder."""
    return [path.name for path in folder.iterdir() if "out" in path.name]


async def test_the_three_formats_tell_the_same_of_a_report(sessions: Sessions, tmp_path: Path) -> None:
    change = ChangeMade(
        you_said="Too short.",
        we_did="Three weeks now.",
        happened_on=date(2026, 9, 1),
        written_by="Jo",
        published_at=NOW,
    )
    await store(sessions, change)
    first = report("BL-2222-2222")
    second = report(
        "BL-3333-3333",
        same_as_id=1,
        status=ReportStatus.CHANGED,
        change_id=change.id,
        notes=[
            ReportNote(officer="Jo", text="Ask legal.", written_at=NOW),
            ReportNote(officer="Sam", text="Asked.", written_at=NOW + timedelta(days=1)),
        ],
    )
    await store(sessions, first)
    await store(sessions, second)

    for form in Format:
        await write(sessions, tmp_path / f"out.{form}")

    by_csv = rows_of(tmp_path / "out.csv")
    heading, *by_sheet = sheet_of(tmp_path / "out.xlsx")
    told = json.loads((tmp_path / "out.json").read_bytes())
    assert list(by_csv[0]) == heading == [column.name for column in SHEET_COLUMNS]
    assert (
        [row["reference"] for row in by_csv]
        == [row[0] for row in by_sheet]
        == ["BL-2222-2222", "BL-3333-3333"]
    )
    as_text = [["" if cell is None else str(cell) for cell in row] for row in by_sheet]
    assert as_text == [list(row.values()) for row in by_csv]
    assert {
        name: by_csv[1][name] for name in ("reported", "reported_on", "same_as", "status", "we_did_on")
    } == {
        "reported": "Monday 10 August 2026",
        "reported_on": "2026-08-10",
        "same_as": "BL-2222-2222",
        "status": "Changed",
        "we_did_on": "2026-09-01",
    }
    assert by_csv[1]["officer_notes"] == (
        "Monday 10 August 2026, Jo: Ask legal.\nTuesday 11 August 2026, Sam: Asked."
    )
    assert (by_csv[0]["hours_lost"], by_csv[0]["pounds_lost"]) == ("12", "300.5")
    assert told["header"]["rows"] == 2
    assert told["reports"][1]["status"] == "changed"
    assert told["reports"][1]["officer_notes"][0] == {
        "written_on": "2026-08-10",
        "officer": "Jo",
        "text": "Ask legal.",
    }
    assert told["reports"][0]["lost_pence"] == 30_050


@ON_SQLITE
async def test_what_a_supplier_types_is_text_in_every_cell(sessions: Sessions, tmp_path: Path) -> None:
    await store(
        sessions,
        *(
            report(
                f"BL-{number}",
                visibility=Visibility.NAMED,
                named_as=text,
                detail=text,
                remedy=text,
                notice_title=text,
                notice_buyer=text,
                notice_number=text,
                status_reason=text,
                notes=[ReportNote(officer="Jo", text=text, written_at=NOW)],
            )
            for number, text in enumerate(HOSTILE)
        ),
    )

    for form in Format:
        await write(sessions, tmp_path / f"out.{form}")

    names = [column.name for column in SHEET_COLUMNS]
    typed = [
        names.index(name) for name in ("organisation_name", "supplier_words", "supplier_fix", "notice_title")
    ]
    for text, row in zip(HOSTILE, sheet_of(tmp_path / "out.xlsx")[1:], strict=True):
        assert {row[place] or "" for place in typed} == {text}
    for text, of_csv in zip(HOSTILE, rows_of(tmp_path / "out.csv"), strict=True):
        words = of_csv["supplier_words"]
        assert words.replace("'", "") == text.replace("'", "")
        assert not words.lstrip(" \t\r\n\u200b\ufeff\u00a0").startswith(tuple("=+-@＝＋－＠"))
    raw = json.loads((tmp_path / "out.json").read_bytes())
    assert [one["supplier_words"] for one in raw["reports"]] == list(HOSTILE)


async def test_filters_are_days_in_london_with_both_ends_in(sessions: Sessions, tmp_path: Path) -> None:
    moments = {
        "before": datetime(2026, 6, 30, 22, 59, tzinfo=UTC),
        "first": datetime(2026, 6, 30, 23, 0, tzinfo=UTC),
        "last": datetime(2026, 7, 31, 22, 59, tzinfo=UTC),
        "after": datetime(2026, 7, 31, 23, 0, tzinfo=UTC),
    }
    await store(sessions, *(report(name, reported_at=at) for name, at in moments.items()))

    filters = Filters(since=date(2026, 7, 1), until=date(2026, 7, 31))
    await write(sessions, tmp_path / "july.csv", filters)

    assert [row["reference"] for row in rows_of(tmp_path / "july.csv")] == ["first", "last"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), ["micro", "small", "nobody"]),
        (Filters(size=Size.MICRO), ["micro"]),
        (Filters(organisation_type=OrganisationType.SME), ["micro", "small"]),
        (Filters(trade="roofing"), ["micro"]),
        (Filters(visibility=Visibility.ANONYMOUS), ["nobody"]),
        (Filters(stage=Stage.AWARD), ["small"]),
        (Filters(status=ReportStatus.SEEN), []),
        (Filters(words="forty 100%"), ["small"]),
    ],
)
async def test_no_filter_finds_an_anonymous_report_by_what_it_does_not_tell(
    sessions: Sessions, filters: Filters, found: list[str]
) -> None:
    await store(
        sessions,
        report("taken back", withdrawn_at=NOW),
        report("micro"),
        report(
            "small",
            size=Size.SMALL,
            trades=("cleaning",),
            stage=Stage.AWARD,
            detail="100% of forty pages",
        ),
        report("nobody", visibility=Visibility.ANONYMOUS),
    )

    async with sessions.begin() as session:
        count, last_id = await reading.extent(session, filters)
    lines = [line async for page in reading.pages(sessions, filters, last_id) for line in page]

    assert [line.reference for line in lines] == found
    assert count == len(found)


@ON_SQLITE
async def test_pages_join_without_gap_or_repeat(
    sessions: Sessions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PAGE", 2)
    await store(sessions, *(report(f"BL-{number}") for number in range(5)))
    seen: list[tuple[int, int]] = []

    async def meanwhile() -> None:
        await store(sessions, report("late"))

    async with sessions.begin() as session:
        _, last_id = await reading.extent(session, Filters())
    await meanwhile()
    pages = [[line.reference for line in page] async for page in reading.pages(sessions, Filters(), last_id)]
    done = await write(
        sessions, tmp_path / "out.csv", progress=lambda rows, total: seen.append((rows, total))
    )

    assert pages == [["BL-0", "BL-1"], ["BL-2", "BL-3"], ["BL-4"]]
    assert seen == [(2, 6), (4, 6), (6, 6)]
    assert (done.rows, done.reports) == (6, 6)


async def test_an_export_is_in_the_audit_with_who_what_and_how_many(
    sessions: Sessions, tmp_path: Path
) -> None:
    await store(sessions, report())

    await write(sessions, tmp_path / "out.csv", Filters(stage=Stage.DOCUMENTS, since=date(2026, 8, 1)))

    async with sessions.begin() as session:
        (event,) = (await session.scalars(select(AuditEvent))).all()
    assert (event.actor, event.action, event.at) == ("Jo", "export_reports", NOW)
    assert event.details == {
        "format": "csv",
        "for_publication": False,
        "filters": {"since": "2026-08-01", "stage": "documents"},
        "reports": 1,
    }


async def test_nothing_of_an_anonymous_report_leads_to_its_chat(sessions: Sessions, tmp_path: Path) -> None:
    row = report(visibility=Visibility.ANONYMOUS)
    await store(sessions, row)
    await store(sessions, ReportLink(report_id=row.id, address="tg:987654321", wants_news=True, told=None))

    for form in Format:
        await write(sessions, tmp_path / f"out.{form}")

    told = json.loads((tmp_path / "out.json").read_bytes())["reports"]
    written = str([told, rows_of(tmp_path / "out.csv"), sheet_of(tmp_path / "out.xlsx")[1:]])
    hints = ("987654321", "oofing and gutters", "'roofing'", "micro", "1 to 9", "durham", "sme", "company")
    assert "Ten days for forty pages." in written
    assert not [hint for hint in hints if hint in written.replace("Durham County Council", "")]


@ON_SQLITE
async def test_a_file_that_is_there_is_left_alone(sessions: Sessions, tmp_path: Path) -> None:
    there = tmp_path / "out.csv"
    there.write_text("mine")

    with pytest.raises(FileExistsError):
        await write(sessions, there)

    assert there.read_text() == "mine"
    async with sessions.begin() as session:
        assert (await session.scalars(select(AuditEvent))).all() == []


@ON_SQLITE
@pytest.mark.parametrize("form", Format)
async def test_an_export_that_fails_half_way_leaves_no_file(
    sessions: Sessions, tmp_path: Path, form: Format
) -> None:
    await store(sessions, report())

    def fail(rows: int, total: int) -> None:
        assert (rows, total) == (1, 1)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await write(sessions, tmp_path / f"out.{form}", progress=fail)

    assert left_in(tmp_path) == []


@ON_SQLITE
async def test_more_reports_than_a_sheet_holds_are_refused(
    sessions: Sessions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "MOST_ROWS", 1)
    await store(sessions, report("BL-1"), report("BL-2"))

    with pytest.raises(ExportError, match="There are 2 reports, and one sheet holds 1"):
        await write(sessions, tmp_path / "out.xlsx")

    assert left_in(tmp_path) == []


async def test_for_publication_there_are_counts_and_no_words(sessions: Sessions, tmp_path: Path) -> None:
    await store(
        sessions,
        *(report(f"BL-{number}", detail="Our secret") for number in range(6)),
        report("BL-7", stage=Stage.AWARD, visibility=Visibility.NAMED, named_as="Smith Roofs"),
        *(result() for _ in range(5)),
    )

    for form in Format:
        await write(sessions, tmp_path / f"out.{form}", for_publication=True)

    counts = {
        (row["table"], row["stage"]): row["reports"]
        for row in rows_of(tmp_path / "out.csv")
        if not row["size"]
    }
    assert counts["all reports", ""] == "7"
    assert counts["by stage", "Documents"] == "6"
    assert counts["by stage", "Award and feedback"] == "under 5"
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["Summary", "Stage, size and kind", "Results", "Dictionary", "About"]
    cells = str([sheet_of(tmp_path / "out.xlsx", name) for name in book.sheetnames])
    told = json.loads((tmp_path / "out.json").read_bytes())
    assert told["reports"] == []
    assert told["bid_results"][1]["results"] == 5
    written = (tmp_path / "out.csv").read_text("utf-8-sig") + json.dumps(told) + cells
    assert not [secret for secret in ("secret", "Smith", "BL-", "Jo", "Ten days") if secret in written]


@pytest.mark.parametrize(
    ("filters", "possible"),
    [
        (Filters(), 11 * 16),
        (Filters(stage=Stage.AWARD), 16),
        (Filters(size=Size.MICRO), 11 * 3),
        (Filters(organisation_type=OrganisationType.VCS, stage=Stage.AWARD), 5),
        (Filters(visibility=Visibility.ANONYMOUS), 11),
        (Filters(visibility=Visibility.KIND_ONLY), 11 * 16),
        (Filters(visibility=Visibility.ANONYMOUS, size=Size.MICRO), 0),
    ],
)
def test_what_the_filters_make_impossible_is_no_place_to_hide(filters: Filters, possible: int) -> None:
    assert len(Tally().possible_cells(filters)) == possible
    first = next(summary.long(summary.of(Tally(), filters, for_publication=True)))
    assert first["reports"] == "under 5"


@ON_SQLITE
async def test_results_are_counted_by_trade_with_small_counts_hidden(
    sessions: Sessions, tmp_path: Path
) -> None:
    await store(
        sessions,
        *(result(trades=("roofing", "cleaning"), feedback_useful=rating) for rating in (1, 2, 3, 4, 4)),
        result(ending=Ending.WON),
        *(result(trades=("catering",)) for _ in range(4)),
        result(reported_at=NOW - timedelta(days=400)),
    )

    await write(sessions, tmp_path / "out.xlsx", Filters(since=date(2026, 1, 1)))

    heading, *rows = sheet_of(tmp_path / "out.xlsx", "Results")
    told = [dict(zip(heading, row, strict=True)) for row in rows]
    assert [
        (row["Trade"], row["Ended"], row["Results"]) for row in told if row["Ended"] != "Did not bid"
    ] == [
        ("Cleaning", "Won", "under 5"),
        ("Cleaning", "Lost", 5),
        ("Roofing and gutters", "Won", "under 5"),
        ("Roofing and gutters", "Lost", 5),
    ]
    assert told[1]["Why: Price"] == 5
    assert told[1]["Feedback: Yes"] == 5
    assert told[1]["How useful, 1 to 5"] == 2.8
    assert told[0]["How useful, 1 to 5"] == "under 5"


@ON_SQLITE
async def test_a_workbook_says_what_it_is(sessions: Sessions, tmp_path: Path) -> None:
    await store(
        sessions, report(), report("BL-2", withdrawn_at=NOW), report("BL-3", status=ReportStatus.DUPLICATE)
    )

    await write(sessions, tmp_path / "out.xlsx", Filters(until=date(2026, 12, 31)))

    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["Reports", "Summary", "Stage, size and kind", "Results", "Dictionary", "About"]
    about = dict(sheet_of(tmp_path / "out.xlsx", "About")[1:])
    assert about["Filters"] == "Only until Thursday 31 December 2026."
    assert about["Reports listed"] == "2"
    assert about["Made"] == "Monday 10 August 2026 at 1pm (London)"
    assert about["Made by"] == "Jo"
    assert about["of these, duplicates"].startswith("1.")
    for sheet in book:
        assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
        assert sheet.merged_cells.ranges == set()
        assert sheet.auto_filter.ref
        assert sheet.freeze_panes in {"B2", "C2"}
        assert sheet.print_title_rows == "$1:$1"
    dictionary = [row[0] for row in sheet_of(tmp_path / "out.xlsx", "Dictionary")[1:]]
    assert {column.name for column in SHEET_COLUMNS} <= set(dictionary)
