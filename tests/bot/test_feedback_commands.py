"""`supplierbot feedback export` and `supplierbot stats`, as an operator and a program meet them."""

import asyncio
import csv
import json
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from alerts.db import open_engine, sessions_for
from bot import cli
from bot.tables import AuditEvent
from tests.reported import report, result

pytestmark = pytest.mark.usefixtures("log_put_back")

URL = "sqlite+aiosqlite:///supplierbot.sqlite3"


@pytest.fixture(autouse=True)
def place(nothing_set: Path, monkeypatch: pytest.MonkeyPatch, sqlite_template: Path) -> Path:
    """A folder with an empty, migrated database in it."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    shutil.copy(sqlite_template, nothing_set / "supplierbot.sqlite3")
    return nothing_set


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.app, list(words))


def store(*rows: Any) -> None:
    async def work() -> None:
        engine = open_engine(URL)
        async with sessions_for(engine).begin() as session:
            session.add_all(rows)
        await engine.dispose()

    asyncio.run(work())


def audited() -> list[AuditEvent]:
    async def work() -> list[AuditEvent]:
        engine = open_engine(URL)
        async with sessions_for(engine).begin() as session:
            found = list(await session.scalars(select(AuditEvent).order_by(AuditEvent.id)))
        await engine.dispose()
        return found

    return asyncio.run(work())


def plain(text: str) -> str:
    """Return what an error box says, without the box."""
    return " ".join(text.replace("│", " ").split())


def test_reports_go_to_a_file_whose_name_says_the_format(place: Path) -> None:
    store(report("BL-1"), report("BL-2", visibility="anonymous"))

    told = run("feedback", "export", "-o", "out.csv")

    assert (told.exit_code, told.stdout, told.stderr) == (0, "2 reports written to out.csv.\n", "")
    with (place / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["reference"] for row in csv.DictReader(file)] == ["BL-1", "BL-2"]
    (event,) = audited()
    assert (event.actor, event.details["reports"], event.details["filters"]) == ("command line", 2, {})


def test_filters_may_be_shortened_and_are_noted(place: Path) -> None:
    store(report("BL-1"), report("BL-2", stage="award"))

    told = run(
        *("feedback", "export", "--format", "json", "--stage", "doc", "--kind", "short deadline"),
        *("--since", "2026-08-10", "--until", "10/8/2026", "-o", "out"),
    )

    assert told.stdout == "1 report written to out.\n"
    header = json.loads((place / "out").read_bytes())["header"]
    assert header["filters"] == {
        "since": "2026-08-10",
        "until": "2026-08-10",
        "stage": "documents",
        "kind": "short_deadline",
    }
    assert header["exported_by"] == "command line"


def test_for_publication_the_command_says_what_was_counted(place: Path) -> None:
    store(report())

    told = run("feedback", "export", "--for-publication", "-o", "out.csv")

    assert told.stdout == "Counts of 1 report written to out.csv.\n"
    assert "Ten days" not in (place / "out.csv").read_text("utf-8-sig")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (
            ("--stage", "nowhere", "-o", "out.csv"),
            2,
            "There is no stage “nowhere”. It may be: finding, registering, documents,",
        ),
        (
            ("--kind", "no", "-o", "out.csv"),
            2,
            "There is no kind “no”. It may be: no feedback or no partners.",
        ),
        (
            ("--since", "yesterday", "-o", "out.csv"),
            2,
            "I could not read “yesterday” as a date. Write one such as 1 August 2026.",
        ),
        (
            ("--since", "2026-05-02", "--until", "2026-05-01", "-o", "out.csv"),
            2,
            "The first day, 2026-05-02, is after the last, 2026-05-01.",
        ),
        (
            ("-o", "out.txt"),
            2,
            "I cannot tell the format from the name out.txt. Add --format with one of: csv, xlsx, json.",
        ),
        (("--format", "pdf", "-o", "out.csv"), 2, "'pdf' is not one of 'csv', 'xlsx', 'json'."),
        ((), 2, "Missing option '-o' / '--output'."),
        (("-o", "nowhere/out.csv"), 1, "There is no folder"),
    ],
)
def test_what_cannot_be_exported_is_refused_in_a_sentence(
    place: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    told = run("feedback", "export", *words)

    assert told.exit_code == code
    assert said in plain(told.stderr)
    assert not list(place.glob("out*"))
    assert audited() == []


def test_a_file_that_is_there_is_not_overwritten(place: Path) -> None:
    (place / "out.csv").write_text("mine")

    told = run("feedback", "export", "-o", "out.csv")

    assert (told.exit_code, told.stderr) == (
        1,
        "out.csv is there already. Move it, or choose another name.\n",
    )
    assert (place / "out.csv").read_text() == "mine"


KILLED_WHILE_WRITING = """
import os, signal
from bot.export.csv_file import CsvFile

def add(self, lines):
    os.kill(os.getpid(), signal.SIGKILL)

CsvFile.add = add
from bot.cli import app
app(["feedback", "export", "-o", "out.csv"])
"""


def test_a_killed_export_leaves_nothing_under_its_name(place: Path) -> None:
    store(report())

    killed = subprocess.run([sys.executable, "-c", KILLED_WHILE_WRITING], check=False, timeout=60)

    assert killed.returncode == -signal.SIGKILL
    assert not (place / "out.csv").exists()
    assert run("feedback", "export", "-o", "out.csv").exit_code == 0


def test_figures_are_printed_in_79_columns() -> None:
    store(report(), report("BL-2", same_as_id=None, stage="award", size="large"), result())

    told = run("stats")

    assert (told.exit_code, told.stderr) == (0, "")
    assert max(map(len, told.stdout.splitlines())) <= 79
    assert "2 reports of what stops suppliers\n" in told.stdout
    assert "  Documents: 1 (50%)\n" in told.stdout
    assert "  1 to 9 people: 1 (50%), beside 8% of spend\n" in told.stdout
    assert "  250 people or more: 1 (50%), beside 52% of spend\n" in told.stdout
    assert "  0 to 9 people: 1 (50%), beside 80.2% of businesses\n" in told.stdout
    assert (
        "Ours: of 2 reports with a size. Beside it: 2012/13, of all Council spend of £526,714,870, with "
        "suppliers everywhere. Source: Durham Social Value Taskforce report (2014), Table 2."
    ) in plain(told.stdout)
    assert "  2 of 2 reports that tell the place (100%)\n" in told.stdout
    assert "  How useful the feedback was: 4.0 of 5 (1 rating)\n" in told.stdout


def test_figures_in_json_have_the_same_numbers() -> None:
    store(report(), report("BL-2", visibility="anonymous", reported_at=datetime.now(UTC)))

    told = json.loads(run("stats", "--json").stdout)

    assert (told["reports"], told["by_stage"]["documents"]) == (2, 2)
    assert told["by_size"] == {
        "individual": 0,
        "micro": 1,
        "small": 0,
        "medium": 0,
        "large": 0,
        "not_given": 1,
    }
    assert told["from_county_durham"] == {"reports": 1, "of_those_that_tell": 1}
    assert list(told["by_month"].values())[-1] == 1
    spend, businesses = told["beside"]
    assert (spend["year"], businesses["year"]) == ("2012/13", "2014 report")
    assert spend["rows"][1]["count"] == 1
    assert told["bids"]["usefulness_of_feedback"] is None


def test_figures_of_nothing_are_noughts_without_shares() -> None:
    told = run("stats")

    assert told.exit_code == 0
    assert "0 reports of what stops suppliers\n" in told.stdout
    assert "  Documents: 0\n" in told.stdout
    assert "(no rating" not in told.stdout
    assert "  How useful the feedback was: no rating yet (0 ratings)\n" in told.stdout
