"""How a database stands to the code, and what we do about it."""

from pathlib import Path

import pytest
from sqlalchemy import text

from alerts.db import open_engine
from bot import database
from bot.database import DatabaseError
from bot.migrations import Standing
from bot.settings import Settings


def _settings(url: str) -> Settings:
    return Settings.model_validate({"database_url": url})


async def _run(url: str, statement: str) -> None:
    engine = open_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


async def test_a_database_with_every_step_is_current(database_url: str) -> None:
    assert await database.standing(_settings(database_url)) is Standing.CURRENT


async def test_a_database_whose_step_we_do_not_know_was_written_by_a_newer_supplierbot(
    database_url: str,
) -> None:
    await _run(database_url, "UPDATE alembic_version SET version_num = '9999'")

    assert await database.standing(_settings(database_url)) is Standing.AHEAD
    with pytest.raises(DatabaseError, match="changed by a newer Supplierbot"):
        await database.make_ready(_settings(database_url))
    with pytest.raises(DatabaseError, match="changed by a newer Supplierbot"):
        await database.upgrade(_settings(database_url))


async def test_a_database_of_something_else_is_left_alone(database_url: str) -> None:
    await _run(database_url, "DROP TABLE alembic_version")

    assert await database.standing(_settings(database_url)) is Standing.FOREIGN
    with pytest.raises(DatabaseError, match="a database of its own"):
        await database.upgrade(_settings(database_url))


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_an_empty_server_waits_for_the_operator_to_upgrade_it(database_url: str) -> None:
    await _run(database_url, "DROP SCHEMA public CASCADE")
    await _run(database_url, "CREATE SCHEMA public")

    with pytest.raises(DatabaseError, match="supplierbot db upgrade"):
        await database.make_ready(_settings(database_url))
    before = await database.upgrade(_settings(database_url))

    assert before is Standing.EMPTY
    assert await database.standing(_settings(database_url)) is Standing.CURRENT


async def test_a_new_file_is_made_ready_without_a_step(tmp_path: Path) -> None:
    found = _settings(f"sqlite+aiosqlite:///{tmp_path}/new.sqlite3")

    await database.make_ready(found)
    await database.make_ready(found)

    assert await database.standing(found) is Standing.CURRENT


async def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("Milk, bread, and a database that is none. " * 100, encoding="utf-8")

    with pytest.raises(
        DatabaseError, match=r"The file .*notes\.txt cannot be used: file is not a database\."
    ):
        await database.make_ready(_settings(f"sqlite+aiosqlite:///{file}"))


@pytest.mark.parametrize(
    ("path", "said"),
    [("no/such.sqlite3", r"There is no folder .*/no for the database file\. Make"), ("", "is a folder")],
    ids=["no folder", "a folder"],
)
async def test_a_file_that_cannot_be_is_explained(path: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match=said):
        await database.make_ready(_settings(f"sqlite+aiosqlite:///{tmp_path / path}"))


async def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    found = _settings("postgresql+asyncpg://me:my-password@127.0.0.1:1/bot")

    with pytest.raises(DatabaseError) as refused:
        await database.make_ready(found)

    assert str(refused.value) == (
        "The database postgresql+asyncpg://me:***@127.0.0.1:1/bot cannot be used: "
        "nothing answers at that address."
    )


async def test_a_host_that_is_not_known_is_said() -> None:
    with pytest.raises(DatabaseError, match="its host is not known here"):
        await database.make_ready(_settings("postgresql+asyncpg://me@no-such-host.invalid/bot"))


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_database_that_is_not_there_is_said_in_the_servers_words(database_url: str) -> None:
    with pytest.raises(DatabaseError, match=r"cannot be used: database .*_gone. does not exist\."):
        await database.make_ready(_settings(f"{database_url}_gone"))
