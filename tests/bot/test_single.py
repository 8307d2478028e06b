"""Two processes started by mistake: the second one says so in one sentence."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest
from typer.testing import CliRunner

from bot import cli, single
from bot.settings import Settings
from bot.single import KEY, TakenError, alone, lock_file

HOLDS = """
import asyncio, sys
from bot import settings, single

async def hold():
    async with single.alone(settings.load()):
        print("held", flush=True)
        await asyncio.Event().wait()

asyncio.run(hold())
"""


def _settings(url: str) -> Settings:
    return Settings.model_validate({"database_url": url})


async def test_the_second_is_refused_and_may_come_when_the_first_has_gone(database_url: str) -> None:
    found = _settings(database_url)

    async with alone(found):
        with pytest.raises(TakenError) as refused:
            async with alone(found, patience=0):
                pass
    async with alone(found, patience=0):
        pass

    assert str(refused.value).startswith("Another Supplierbot ")
    assert str(refused.value).endswith(" Stop that one first.")


async def test_it_waits_a_moment_for_one_that_is_just_ending(database_url: str) -> None:
    found, came = _settings(database_url), asyncio.Event()

    async def ends_soon() -> None:
        async with alone(found):
            came.set()
            await asyncio.sleep(0.1)

    first = asyncio.create_task(ends_soon())
    await came.wait()
    async with alone(found):
        pass

    await first


async def test_a_killed_process_leaves_nothing_that_keeps_the_next_one_out(database_url: str) -> None:
    environment = {**os.environ, "SUPPLIERBOT_DATABASE_URL": database_url}
    process = subprocess.Popen([sys.executable, "-c", HOLDS], env=environment, stdout=subprocess.PIPE)  # noqa: ASYNC220
    assert process.stdout is not None
    assert await asyncio.to_thread(process.stdout.readline) == b"held\n"

    with pytest.raises(TakenError):
        async with alone(_settings(database_url), patience=0):
            pass
    process.kill()
    await asyncio.to_thread(process.communicate)

    async with alone(_settings(database_url)):
        pass


async def test_the_sentence_names_the_process_and_the_file(tmp_path: Path) -> None:
    file = tmp_path / "bot.sqlite3"
    found = _settings(f"sqlite:///{file}")

    async with alone(found):
        with pytest.raises(TakenError) as refused:
            async with alone(found, patience=0):
                pass

    assert str(refused.value) == (
        f"Another Supplierbot (process {os.getpid()}) runs already on the file {file}. Stop that one first."
    )
    assert lock_file(file).stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("log_put_back", "nothing_set")
async def test_a_second_bot_on_the_database_says_so_and_stops(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single, "PATIENCE", 0)
    monkeypatch.setenv("SUPPLIERBOT_DATABASE_URL", database_url)
    monkeypatch.setenv("SUPPLIERBOT_TOKEN", "123456789:AAHk3jPq-Zx_0123456789abcdefghijklm")

    async with alone(_settings(database_url)):
        second = await asyncio.to_thread(CliRunner().invoke, cli.app, ["run"])

    assert second.exit_code == 1
    assert second.stderr.startswith("Another Supplierbot ")
    assert second.stderr.count("\n") == 1


HOLDERS = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_whom_the_server_forgot_takes_the_lock_again(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single, "LOOK_EVERY", 0.02)
    server = await _connected(database_url)

    async with alone(_settings(database_url)):
        first = await server.fetchval(HOLDERS)
        await server.execute("SELECT pg_terminate_backend($1)", first)
        while (await server.fetchval(HOLDERS)) in {None, first}:
            pass

    await server.close()


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_whom_the_server_forgot_hears_that_another_came_first(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single, "LOOK_EVERY", 0.02)
    monkeypatch.setattr(single, "PATIENCE", 0)
    lost = asyncio.Queue[TakenError]()
    server, other = await _connected(database_url), await _connected(database_url)

    async with alone(_settings(database_url), lost=lost.put_nowait):
        waits = asyncio.create_task(other.execute("SELECT pg_advisory_lock($1)", KEY))
        await asyncio.sleep(0)
        await server.execute("SELECT pg_terminate_backend($1)", await server.fetchval(HOLDERS))
        await waits
        told = await lost.get()

    assert "Another Supplierbot runs already on the database postgresql" in str(told)
    await server.close()
    await other.close()


async def _connected(database_url: str) -> asyncpg.Connection:
    return await asyncpg.connect(database_url.replace("+asyncpg", ""))
