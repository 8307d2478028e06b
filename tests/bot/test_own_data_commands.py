"""What is kept about one supplier, and what is kept no longer, as an operator and a program meet them."""

import asyncio
import json
import shutil
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from alerts.db import open_engine, sessions_for
from bot import cli
from bot.tables import AuditEvent
from bot.text import privacy
from tests.rows import fill

pytestmark = pytest.mark.usefixtures("log_put_back")

DATABASE = "sqlite+aiosqlite:///supplierbot.sqlite3"


@pytest.fixture(autouse=True)
def place(nothing_set: Path, sqlite_template: Path) -> Path:
    """A folder with a migrated database in it, and in that a row of everything about one chat."""
    shutil.copy(sqlite_template, nothing_set / "supplierbot.sqlite3")
    asyncio.run(_fill(timedelta(0)))
    return nothing_set


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.app, list(words))


async def _fill(ago: timedelta, address: str = "tg:1001") -> None:
    engine = open_engine(DATABASE)
    async with sessions_for(engine).begin() as session:
        await fill(session, address, datetime.now(UTC) - ago)
    await engine.dispose()


async def _audited() -> list[tuple[str, str | None]]:
    engine = open_engine(DATABASE)
    async with sessions_for(engine).begin() as session:
        events = await session.execute(
            select(AuditEvent.action, AuditEvent.subject).where(AuditEvent.actor == "command line")
        )
        found = [(action, subject) for action, subject in events]
    await engine.dispose()
    return found


def test_everything_about_a_supplier_is_written_to_a_file_that_nobody_else_may_read(place: Path) -> None:
    done = run("supplier", "export", "tg:1001", "-o", "data.json")
    again = run("supplier", "export", "tg:1001", "-o", "data.json")

    assert (done.exit_code, again.exit_code) == (0, 1)
    assert done.stdout == "Everything about tg:1001 is in data.json.\n"
    assert again.stderr == "data.json is there already. Move it, or choose another name.\n"
    assert json.loads((place / "data.json").read_text(encoding="utf-8"))["address"] == "tg:1001"
    assert stat.S_IMODE((place / "data.json").stat().st_mode) == 0o600
    assert asyncio.run(_audited()) == [("export_supplier", None)]


def test_everything_about_a_supplier_goes_to_stdout_for_a_program() -> None:
    done = run("supplier", "export", "tg:1001")

    assert [each["table"] for each in json.loads(done.stdout)["kept"]][:2] == ["suppliers", "watches"]


def test_a_supplier_is_erased_only_with_yes() -> None:
    asked = run("supplier", "erase", "tg:1001")
    done = run("supplier", "erase", "tg:1001", "--yes")
    left = run("supplier", "erase", "tg:1001", "--yes")

    assert (asked.exit_code, done.exit_code) == (1, 0)
    assert asked.stdout.startswith("Your answers\nWhat you look for\n")
    assert asked.stderr == "Nothing was erased. To erase it, add --yes.\n"
    assert done.stdout.endswith("\nErased, but for what “supplierbot privacy” says stays.\n")
    assert left.stdout.startswith("Your role as an officer\n")
    assert asyncio.run(_audited())[0] == ("erase_supplier", None)


@pytest.mark.parametrize("command", [["export", "tg:3003"], ["erase", "tg:3003", "--yes"]])
def test_an_address_that_nobody_has_is_said_to_be_none(command: list[str]) -> None:
    done = run("supplier", *command)

    assert done.exit_code == 1
    assert done.stderr == "Nothing is kept about that address. It is tg: and the number of a chat.\n"


def test_what_is_kept_no_longer_is_deleted_with_a_count_and_not_in_a_dry_run() -> None:
    asyncio.run(_fill(timedelta(days=7 * 366), "tg:2"))

    tried = run("retention", "--dry-run")
    done = run("retention", "--json")
    again = run("retention")

    assert tried.exit_code == 0
    assert "questions: 1 deleted\n" in tried.stdout
    assert "blocker_reports: 1 stripped of what leads to a person\n" in tried.stdout
    assert tried.stdout.endswith("This was a dry run: nothing was deleted.\n")
    assert json.loads(done.stdout)["questions"] == 1
    assert again.stdout == "Nothing is kept longer than it should be.\n"


def test_what_is_kept_is_printed_as_the_docs_have_it() -> None:
    assert run("privacy").stdout == privacy.document()
    assert json.loads(run("privacy", "--json").stdout)[0]["table"] == "suppliers"
