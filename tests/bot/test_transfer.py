"""Moving to another database: everything arrives, is counted and compared, or nothing is kept."""

import asyncio
import json
import re
import shlex
import shutil
import subprocess
import uuid
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import Table, insert, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection
from typer.testing import CliRunner

from alerts import opportunities, standing
from alerts.db import Base, Sessions, open_engine, sessions_for
from alerts.tables import Opportunity
from bot import backup, cli, database, logs, transfer
from bot.database import DatabaseError
from bot.settings import Settings, database_address
from bot.tables import BlockerReport, Draft, Officer, Role
from bot.transfer import Content
from tests import rows
from tests.make import NOW, notice

BOTH_WAYS = pytest.mark.parametrize(
    ("database_url", "other_url"),
    [("sqlite", "postgresql"), ("postgresql", "sqlite")],
    indirect=True,
    ids=["to PostgreSQL", "to SQLite"],
)


AS_IN = "Write it as in SUPPLIERBOT_DATABASE_URL."
JO = insert(Officer).values(address="tg:3", name="Jo", role=Role.READER, appointed_at=NOW, appointed_by="x")


@pytest.fixture
def other_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a second database, of the other kind, without any table."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'other.sqlite3'}"
        return
    server = make_url(request.getfixturevalue("postgresql_database").render_as_string(hide_password=False))
    name = f"supplierbot_other_{uuid.uuid4().hex[:12]}"
    asyncio.run(_on_server(server.render_as_string(hide_password=False), f'CREATE DATABASE "{name}"'))
    yield server.set(database=name).render_as_string(hide_password=False)
    asyncio.run(
        _on_server(server.render_as_string(hide_password=False), f'DROP DATABASE "{name}" WITH (FORCE)')
    )


async def _on_server(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    await connection.execute(statement)
    await connection.close()


def at(url: str) -> Settings:
    return Settings.model_validate({"database_url": database_address(url)})


async def fill(sessions: Sessions) -> None:
    """Put two rows into each table, some leading to one that comes after, and one that was deleted again."""
    async with sessions.begin() as session:
        for address in ("tg:1", "tg:2"):
            await rows.fill(session, address, NOW)
    async with sessions.begin() as session:
        first, second = (await session.scalars(select(Opportunity.id).order_by(Opportunity.id))).all()
        await session.execute(
            update(Opportunity).where(Opportunity.id == first).values(duplicate_of_id=second)
        )
        low, high = (await session.scalars(select(BlockerReport.id).order_by(BlockerReport.id))).all()
        await session.execute(update(BlockerReport).where(BlockerReport.id == low).values(same_as_id=high))
        third = await session.scalar(JO.returning(Officer.id))
        await session.execute(text("DELETE FROM officers WHERE id = :id"), {"id": third})


@pytest.mark.postgresql
@BOTH_WAYS
async def test_everything_arrives_or_nothing_is_kept(
    sessions: Sessions, database_url: str, other_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(sessions)

    with monkeypatch.context() as patched:
        patched.setattr(transfer, "_content", _with_a_fault_in("watches"))
        with pytest.raises(DatabaseError, match="The table watches did not arrive as it left"):
            await transfer.copy(at(database_url), at(other_url))
    left = await transfer.contents(at(other_url))
    moved = await transfer.copy(at(database_url), at(other_url))
    with pytest.raises(DatabaseError, match=r"is not empty: its table .* has rows\. Name a new database"):
        await transfer.copy(at(database_url), at(other_url))

    assert {content.rows for content in left.values()} == {0}
    assert {content.rows for content in moved.values()} == {2}
    assert set(moved) == set(Base.metadata.tables)
    assert await transfer.contents(at(other_url)) == moved
    await _goes_on(other_url)


def _with_a_fault_in(table: str) -> Callable[[AsyncConnection, Table], Awaitable[Content]]:
    content = transfer._content

    async def other(connection: AsyncConnection, of: Table) -> Content:
        return Content(rows=2, checksum="0") if of.name == table else await content(connection, of)

    return other


async def _goes_on(url: str) -> None:
    """Add what the bot would add next, and see that no number is given a second time."""
    engine = open_engine(url)
    async with sessions_for(engine).begin() as session:
        officer = await session.scalar(JO.returning(Officer.id))
        source = await standing.row_of(session, "find-a-tender", NOW)
        await opportunities.save(session, source.id, [notice()], NOW)
    await engine.dispose()
    assert officer == 4  # the third is gone


async def test_the_checksum_sees_one_letter(sessions: Sessions, database_url: str) -> None:
    async with sessions.begin() as session:
        await rows.fill(session, "tg:1", NOW, only=["drafts", "officers"])
    before = await transfer.contents(at(database_url))
    async with sessions.begin() as session:
        await session.execute(update(Draft).values(step="start!"))
    after = await transfer.contents(at(database_url))

    assert [name for name in before if before[name] != after[name]] == ["drafts"]


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("database_url", "other_url"), [("postgresql", "postgresql")], indirect=True, ids=["PostgreSQL"]
)
@pytest.mark.skipif(shutil.which("pg_dump") is None, reason="the tools of PostgreSQL are not installed")
async def test_the_commands_for_a_server_save_everything_and_put_it_back(
    sessions: Sessions, database_url: str, other_url: str, tmp_path: Path
) -> None:
    await fill(sessions)
    await database.upgrade(at(other_url))  # what is there is replaced
    saved = tmp_path / "saved by us"

    save, _ = backup.on_server(at(database_url), saved)
    _, put_back = backup.on_server(at(other_url), saved)
    for command in (save, put_back):
        await asyncio.to_thread(subprocess.run, shlex.split(command), check=True, capture_output=True)

    assert await transfer.contents(at(other_url)) == await transfer.contents(at(database_url))
    await _goes_on(other_url)


@pytest.mark.usefixtures("log_put_back")
@pytest.mark.parametrize("as_json", [False, True], ids=["for people", "for a program"])
def test_the_command_shows_each_table_and_what_to_do_next(
    nothing_set: Path, sqlite_template: Path, as_json: bool
) -> None:
    shutil.copy(sqlite_template, nothing_set / "old.sqlite3")
    words = ["db", "copy", "sqlite:///old.sqlite3", "sqlite:///new.sqlite3"]

    done = CliRunner().invoke(cli.app, [*words, "--json"] if as_json else words)

    assert done.exit_code == 0
    if as_json:
        assert json.loads(done.stdout)["watches"] == {"rows": 0, "checksum": "0" * 32}
    else:
        lines = done.stdout.splitlines()
        assert re.search(r"^watches +0  0{32}$", done.stdout, re.MULTILINE)
        assert lines[-2] == "0 rows copied. Each table is the same at both ends."
        assert lines[-1] == "To use it, set SUPPLIERBOT_DATABASE_URL to the new address, and start the bot."


@pytest.mark.parametrize(
    ("addresses", "said"),
    [
        (["sqlite:///none.sqlite3", "sqlite:///new.sqlite3"], "There is no file none.sqlite3."),
        (
            ["mysql://me:secret@host/bot", "sqlite:///new.sqlite3"],
            f"“mysql://me:{logs.HIDDEN}@host/bot” is neither an SQLite file nor a PostgreSQL database. {AS_IN}",
        ),
        (["sqlite:///old.sqlite3"] * 2, "Both addresses are of one database."),
    ],
    ids=["not there", "not known", "the same"],
)
@pytest.mark.usefixtures("log_put_back")
def test_what_cannot_be_copied_is_said(
    nothing_set: Path, sqlite_template: Path, addresses: list[str], said: str
) -> None:
    shutil.copy(sqlite_template, nothing_set / "old.sqlite3")

    refused = CliRunner().invoke(cli.app, ["db", "copy", *addresses])

    assert (refused.exit_code, refused.stderr) == (1, f"{said}\n")
    assert [path.name for path in nothing_set.iterdir()] == ["old.sqlite3"]
