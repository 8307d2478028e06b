"""Saving the database and putting it back, as an operator meets it."""

import asyncio
import re
import shlex
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from alerts.db import Base, open_engine, sessions_for
from bot import backup, cli, single
from bot.database import UNUSABLE
from bot.migrations import Standing
from bot.settings import Settings
from tests import rows
from tests.make import NOW

pytestmark = pytest.mark.usefixtures("log_put_back")

DATABASE = "supplierbot.sqlite3"


@pytest.fixture(autouse=True)
def place(nothing_set: Path, monkeypatch: pytest.MonkeyPatch, sqlite_template: Path) -> Path:
    """A folder with a database in it that has a row in every table."""
    monkeypatch.setenv("COLUMNS", "200")
    shutil.copy(sqlite_template, nothing_set / DATABASE)
    asyncio.run(_fill(nothing_set / DATABASE))
    return nothing_set


async def _fill(file: Path) -> None:
    engine = open_engine(f"sqlite+aiosqlite:///{file}")
    async with sessions_for(engine).begin() as session:
        await rows.fill(session, "tg:1001", NOW)
    await engine.dispose()


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.app, list(words))


def asked(file: Path, statement: str) -> object:
    with closing(sqlite3.connect(file)) as opened:
        (answer,) = opened.execute(statement).fetchone()
        opened.commit()
    return answer


def addresses(file: Path) -> object:
    return asked(file, "SELECT group_concat(address) FROM suppliers")


def test_a_backup_is_one_file_with_everything_that_only_its_owner_reads(place: Path) -> None:
    saved = run("db", "backup", "saved.sqlite3")

    (place / DATABASE).unlink()
    assert saved.exit_code == 0
    tables = len(Base.metadata.tables) + 1  # and the one that says how far the migrations are
    assert saved.stdout.startswith(f"{tables} rows of {tables} tables (0.")
    assert saved.stdout.endswith(
        " MB) saved to saved.sqlite3, and checked. Keep it as safe as the database itself.\n"
    )
    assert sorted(path.name for path in place.iterdir()) == ["saved.sqlite3"]
    assert (place / "saved.sqlite3").stat().st_mode & 0o777 == 0o600
    assert addresses(place / "saved.sqlite3") == "tg:1001"


def test_a_backup_is_not_written_over_unless_asked(place: Path) -> None:
    (place / "saved.sqlite3").write_text("the only copy of something")

    refused = run("db", "backup", "saved.sqlite3")
    kept = (place / "saved.sqlite3").read_text()
    replaced = run("db", "backup", "--replace", "saved.sqlite3")

    assert (refused.exit_code, refused.stderr) == (
        1,
        "saved.sqlite3 is there already. Choose another name, or add --replace.\n",
    )
    assert kept == "the only copy of something"
    assert replaced.exit_code == 0
    assert addresses(place / "saved.sqlite3") == "tg:1001"


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("nowhere/saved", r"There is no folder .*/nowhere\. Make it, or choose another\."),
        (".", r"\. is there already\. Choose another name, or add --replace\."),
    ],
    ids=["no folder", "a folder"],
)
def test_a_backup_that_cannot_be_is_explained(to: str, said: str) -> None:
    refused = run("db", "backup", to)

    assert refused.exit_code == 1
    assert re.fullmatch(said + "\n", refused.stderr)


def test_a_backup_puts_back_what_was_and_keeps_what_came_since_aside(place: Path) -> None:
    run("db", "backup", "saved.sqlite3")
    asked(place / DATABASE, "UPDATE suppliers SET address = 'tg:2' RETURNING 1")

    refused = run("db", "restore", "saved.sqlite3")
    restored = run("db", "restore", "--replace", "saved.sqlite3")

    (aside,) = place.glob(f"{DATABASE}.before-*")
    assert refused.exit_code == 1
    assert refused.stderr == (
        f"There is a database already: {DATABASE}. "
        "To put it aside and the backup in its place, add --replace.\n"
    )
    assert restored.exit_code == 0
    assert restored.stdout.endswith(f" restored to {DATABASE}.\n")
    assert (
        restored.stderr == f"What was there before is in {aside.name}. Delete it when you need it no more.\n"
    )
    assert (addresses(place / DATABASE), addresses(aside)) == ("tg:1001", "tg:2")
    assert {path.stat().st_mode & 0o777 for path in (place / DATABASE, aside)} == {0o600}


def test_a_backup_is_restored_where_there_was_nothing(place: Path) -> None:
    run("db", "backup", "saved.sqlite3")
    (place / DATABASE).unlink()

    restored = run("db", "restore", "saved.sqlite3")

    assert (restored.exit_code, restored.stderr) == (0, "")
    assert addresses(place / DATABASE) == "tg:1001"
    assert "It can be read, and its tables are up to date." in run("check").stdout


def test_a_damaged_database_gives_way_with_all_that_belongs_to_it(place: Path) -> None:
    run("db", "backup", "saved.sqlite3")
    (place / DATABASE).write_bytes(b"not a page of a database" * 500)
    (place / f"{DATABASE}-wal").write_bytes(b"nor are these its changes")

    restored = run("db", "restore", "--replace", "saved.sqlite3")

    assert restored.exit_code == 0
    assert addresses(place / DATABASE) == "tg:1001"
    assert not (place / f"{DATABASE}-wal").exists()
    assert len(list(place.glob(f"{DATABASE}.before-*"))) == 1


def test_nothing_is_restored_while_a_bot_runs_on_it(place: Path) -> None:
    run("db", "backup", "saved.sqlite3")

    async def while_one_runs() -> Result:
        async with single.alone(Settings()):
            return await asyncio.to_thread(run, "db", "restore", "--replace", "saved.sqlite3")

    refused = asyncio.run(while_one_runs())

    assert refused.exit_code == 1
    assert refused.stderr.startswith("Another Supplierbot (process ")
    assert sorted(path.name for path in place.iterdir()) == ["saved.sqlite3", DATABASE, f"{DATABASE}.lock"]


def test_nothing_is_restored_while_another_command_uses_it(place: Path) -> None:
    run("db", "backup", "saved.sqlite3")

    with closing(sqlite3.connect(DATABASE)) as other:
        other.execute("SELECT count(*) FROM suppliers").fetchone()
        refused = run("db", "restore", "--replace", "saved.sqlite3")

    assert (refused.exit_code, refused.stderr) == (
        1,
        f"Another program uses {DATABASE}. Stop it first.\n",
    )
    assert list(place.glob("*before*")) == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE alembic_version SET version_num = '9999' RETURNING 1", " ".join(UNUSABLE[Standing.AHEAD])),
        ("DELETE FROM alembic_version RETURNING 1", "It is no backup of a Supplierbot."),
    ],
    ids=["newer", "of something else"],
)
def test_what_this_supplierbot_cannot_read_is_not_restored(place: Path, statement: str, said: str) -> None:
    run("db", "backup", "saved.sqlite3")
    asked(place / "saved.sqlite3", statement)

    refused = run("db", "restore", "--replace", "saved.sqlite3")

    assert (refused.exit_code, refused.stderr) == (1, f"saved.sqlite3 cannot be restored. {said}\n")
    assert sorted(path.name for path in place.iterdir()) == ["saved.sqlite3", DATABASE, f"{DATABASE}.lock"]


def test_what_an_older_supplierbot_saved_is_restored_and_then_brought_up_to_date(place: Path) -> None:
    run("db", "downgrade", "0006")
    run("db", "backup", "saved.sqlite3")

    restored = run("db", "restore", "--replace", "saved.sqlite3")
    upgraded = run("db", "upgrade")

    assert restored.exit_code == 0
    assert restored.stderr.endswith("It was saved by an older Supplierbot. Run: supplierbot db upgrade\n")
    assert upgraded.stdout == "The database is up to date now.\n"


def test_a_damaged_backup_changes_nothing(place: Path) -> None:
    run("db", "backup", "saved.sqlite3")
    whole = (place / "saved.sqlite3").read_bytes()
    (place / "saved.sqlite3").write_bytes(whole[: len(whole) // 2])
    (place / "none.sqlite3").write_text("This is a letter.")

    refused = [
        run("db", "restore", "--replace", name) for name in ("saved.sqlite3", "none.sqlite3", "gone.sqlite3")
    ]

    assert [each.exit_code for each in refused] == [1, 1, 1]
    assert refused[0].stderr == "saved.sqlite3 cannot be copied: database disk image is malformed.\n"
    assert refused[1].stderr == "none.sqlite3 cannot be copied: file is not a database.\n"
    assert refused[2].stderr == "There is no file gone.sqlite3.\n"
    assert addresses(place / DATABASE) == "tg:1001"


def test_a_copy_that_has_other_rows_does_not_get_the_name(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = iter([{"suppliers": 2}, {"suppliers": 1}])
    monkeypatch.setattr(backup, "_rows", lambda _: next(counts))

    refused = run("db", "backup", "saved.sqlite3")

    assert refused.stderr == f"{DATABASE} is damaged: it has other rows. Nothing was changed.\n"
    assert [path.name for path in place.iterdir()] == [DATABASE]


def test_the_database_is_no_backup_of_itself(place: Path) -> None:
    refused = run("db", "restore", "--replace", DATABASE)

    assert (refused.exit_code, refused.stderr) == (1, f"{DATABASE} is the database itself.\n")


@pytest.mark.parametrize(("command", "tool"), [("backup", "pg_dump"), ("restore", "pg_restore")])
def test_for_a_server_its_own_command_is_given_without_the_password(
    command: str, tool: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUPPLIERBOT_DATABASE_URL", "postgresql://me:my%20secret@db.example:5433/bot")

    told = run("db", command, "saved file")

    *_, line = told.stderr.splitlines()
    words = shlex.split(line)
    assert told.exit_code == 1
    assert "secret" not in told.stderr
    assert words[0] == tool
    assert {"--host=db.example", "--port=5433", "--username=me", "--dbname=bot"} <= set(words)
    assert "saved file" in line
