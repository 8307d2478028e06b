"""A bot in a process of its own, in trouble of every kind: no output shows its token or who writes to it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import cli
from bot.telegram_local import ApiError
from tests.bot_api import Server, running_bot_api
from tests.journeys.test_process import (
    CHAT,
    FIRST,
    HEADER,
    TOKEN,
    environment,
    running_bot,
    tap,
    waited_for,
)

APOLOGY = "Sorry, something went wrong on my side."
COMMANDS = (
    "check",
    "deliver",
    "stats",
    "officers audit --json",
    "feedback export -o reports.json",
    "tickets list",
    "db backup saved.sqlite3",
)
NAME = "Wilhelmina"
WORDS = "thatching reeds"


@pytest.mark.usefixtures("log_put_back")
def test_no_output_shows_the_token_a_chat_or_what_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_bot_api(token=TOKEN) as server:
        server.api.person(CHAT, NAME)
        monkeypatch.chdir(tmp_path)
        for name, value in environment(tmp_path, server).items():
            monkeypatch.setenv(name, value)
        with running_bot(tmp_path, server) as process:
            join(server)
            get_into_trouble(tmp_path, server)
            process.terminate()
            process.wait(timeout=30)
        server.token = "1234567:another-token"
        spoken = {words: output_of(words) for words in COMMANDS}
    spoken |= {path.name: path.read_text() for path in (tmp_path / "log", tmp_path / "reports.json")}

    assert "update_failed" in spoken["log"]
    assert "OperationalError" in spoken["log"]
    assert "does not know" in spoken["deliver"]
    for name, output in spoken.items():
        for secret in (TOKEN, TOKEN.split(":")[1], str(CHAT), NAME, WORDS):
            assert secret not in output, name


def get_into_trouble(folder: Path, server: Server) -> None:
    """Let Telegram and the database fail in ways whose texts hold what nobody may read."""
    server.api.fail_next("sendMessage", ApiError(500, f"Internal error for bot{TOKEN}"))
    server.api.fail_next("getUpdates", ApiError(502, f"Bad Gateway at /bot{TOKEN}/getUpdates"))
    (folder / "opportunities.csv").write_text(HEADER + FIRST, newline="")
    output_of("sources import opportunities.csv --source opportunities-csv")
    server.wait_until(lambda: [call for call in server.calls_of("sendMessage") if call.status == 500])
    server.api.fail_next("sendMessage", ApiError(400, f"Bad Request: chat_id: {CHAT} is odd"))
    server.api.send(CHAT, "/latest")
    waited_for(server, APOLOGY)
    with closing(sqlite3.connect(folder / "bot.sqlite3", timeout=30)) as opened:
        opened.execute("ALTER TABLE questions RENAME TO gone")
        opened.commit()
    server.api.send(CHAT, f"/ask {WORDS}")
    server.wait_until(lambda: sum(APOLOGY in shown.text for shown in server.api.transcript(CHAT)) == 2)


def output_of(words: str) -> str:
    done = CliRunner().invoke(cli.app, words.split())
    return done.output


def join(server: Server) -> None:
    server.api.send(CHAT, "/start")
    waited_for(server, "Question 1 of 4")
    tap(server, "Sole trader or company", "Question 2 of 4")
    tap(server, "1 to 9 people", "Question 3 of 4")
    tap(server, "Roofing and gutters", "You chose: Roofing and gutters")
    tap(server, "Done: tell me at once", "You are set up.")
