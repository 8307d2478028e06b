"""A file that brings far more than usual, as an operator meets it: held, shown, and let go."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot import cli

OURS = "opportunities-csv"


@pytest.fixture(autouse=True)
def place(
    nothing_set: Path, monkeypatch: pytest.MonkeyPatch, sqlite_template: Path, log_put_back: None
) -> Path:
    """A folder with a migrated database in it, which knows one opportunity of a source."""
    monkeypatch.setenv("COLUMNS", "200")
    shutil.copy(sqlite_template, nothing_set / "supplierbot.sqlite3")
    (nothing_set / "first.csv").write_text(rows(0, 1), encoding="utf-8")
    (nothing_set / "many.csv").write_text(rows(1, 61), encoding="utf-8")
    assert run("sources", "import", "first.csv", "--source", OURS).exit_code == 0
    return nothing_set


def rows(first: int, last: int) -> str:
    closing = f"{datetime.now(UTC) + timedelta(days=30):%d/%m/%Y}"
    lines = (f"QQ-{each},Roof repairs at school {each},Council,{closing}" for each in range(first, last))
    return "\n".join(["reference,title,buyer,closing_date", *lines])


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.app, list(words))


def load(*words: str) -> Result:
    return run("sources", "import", "many.csv", "--source", OURS, *words)


def test_a_file_that_is_far_too_much_is_held_and_let_go() -> None:
    loaded = load()
    listed = run("sources", "list")
    checked = run("check")
    gone = run("sources", "release", OURS)
    again = run("sources", "release", OURS)

    assert loaded.exit_code == 0
    assert loaded.stderr.startswith(f"{OURS} is held: it brings far more than usual, so no supplier is told")
    assert "never. HELD, nobody is told: 60 of 60 open notices look new." in " ".join(listed.stdout.split())
    assert f"Mend  Source {OURS}: It is held since" in checked.stdout
    assert f"supplierbot sources release {OURS}" in checked.stdout
    assert gone.stdout == f"{OURS} is let go: 60 opportunities, 0 matches.\n"
    assert (again.exit_code, again.stderr) == (
        1,
        f"{OURS} is not held. To see how each source stands, run: supplierbot sources list\n",
    )


def test_a_program_sees_that_a_source_is_held_and_may_discard_what_waits() -> None:
    loaded = load("--json")
    (source,) = [each for each in json.loads(run("sources", "list", "--json").stdout) if each["slug"] == OURS]
    gone = run("sources", "discard", OURS)

    assert json.loads(loaded.stdout)["held"] is True
    assert source["held_because"].startswith("60 of 60 open notices look new.")
    assert gone.stdout == f"{OURS} is let go, and nobody is told of 60 opportunities.\n"


def test_with_yes_nothing_is_held() -> None:
    loaded = load("--yes")

    assert (loaded.exit_code, loaded.stderr) == (0, "")
    assert run("sources", "discard", OURS).exit_code == 1
