"""The bot as its operator runs it: a process of its own, a Bot API server over HTTP, commands beside it."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from bot.telegram_local import Shown
from tests.bot_api import Server, running_bot_api

TOKEN = "1234567:process-token-of-a-test-that-is-long-enough"
CHAT = 4711
HEADER = "Reference,Title,Description,Buyer,Closing date,Value to,CPV codes,Place\r\n"
FIRST = "QQ-1,Slate roof at Shildon library,Strip and renew.,Durham County Council,30/09/2099,45000,45261210,County Durham\r\n"
SECOND = (
    "QQ-2,Flat roof at Seaham school,Renew.,Durham County Council,30/09/2099,20000,45261420,County Durham\r\n"
)


def environment(folder: Path, server: Server) -> dict[str, str]:
    ours = {
        "SUPPLIERBOT_TOKEN": TOKEN,
        "SUPPLIERBOT_API_URL": server.url,
        "SUPPLIERBOT_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'bot.sqlite3'}",
        "SUPPLIERBOT_CATALOGUE": str(folder / "sources.toml"),
        "SUPPLIERBOT_LOG_FORMAT": "json",
    }
    others = {name: value for name, value in os.environ.items() if not name.startswith("SUPPLIERBOT_")}
    return others | ours


@contextmanager
def running_bot(folder: Path, server: Server, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """Run `supplierbot run` until the block ends, then stop it as a supervisor does."""
    # A test has no network: the publishers on it are switched off by the operator's own catalogue.
    slugs = ("find-a-tender", "contracts-finder", "public-contracts-scotland", "sell2wales")
    (folder / "sources.toml").write_text("".join(f"[{slug}]\non = false\n" for slug in slugs))
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            cwd=folder,
            env=environment(folder, server) | settings,
            stdout=log,
            stderr=log,
            text=True,
        )
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


def supplierbot(folder: Path, server: Server, *arguments: str) -> str:
    """Run a command beside the bot."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=environment(folder, server),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def free_port() -> int:
    """Return a port that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


def upload(folder: Path, server: Server, rows: str) -> str:
    path = folder / "opportunities.csv"
    path.write_text(HEADER + rows, newline="")
    return supplierbot(
        folder, server, "sources", "import", str(path), "--source", "opportunities-csv", "--json"
    )


def waited_for(server: Server, words: str) -> Shown:
    """Wait until the bot has said these words, and return the message."""

    def said() -> Shown | None:
        return next((shown for shown in server.api.transcript(CHAT) if words in shown.text), None)

    found = server.wait_until(said, timeout=60)
    assert found is not None
    return found


def tap(server: Server, label: str, words: str) -> Shown:
    """Press the newest button with this label, and wait until the bot has said these words."""
    message_id, data = next(
        (shown.message_id, button.data)
        for shown in reversed(server.api.transcript(CHAT))
        for row in shown.buttons
        for button in row
        if button.label == label
    )
    assert data is not None
    server.api.press(CHAT, message_id, data)
    return waited_for(server, words)


def test_a_process_onboards_by_taps_alerts_and_stops(tmp_path: Path) -> None:
    listen = f"127.0.0.1:{free_port()}"
    with (
        running_bot_api(token=TOKEN) as server,
        running_bot(tmp_path, server, SUPPLIERBOT_LISTEN=listen) as process,
    ):
        server.api.send(CHAT, "/start")
        waited_for(server, "Question 1 of 4")
        tap(server, "Sole trader or company", "Question 2 of 4")
        tap(server, "1 to 9 people", "Question 3 of 4")
        tap(server, "Roofing and gutters", "You chose: Roofing and gutters")
        tap(server, "Done: tell me at once", "You are set up.")

        imported = upload(tmp_path, server, FIRST)
        alert = waited_for(server, "Slate roof at Shildon library")
        upload(tmp_path, server, FIRST)
        tap(server, "Stop", "Your alerts are off.")
        upload(tmp_path, server, FIRST + SECOND)
        left = supplierbot(tmp_path, server, "deliver")

        sent = [shown.text for shown in server.api.transcript(CHAT)]
        health, figures = (httpx.get(f"http://{listen}/{page}").text for page in ("healthz", "metrics"))
        running = process.poll() is None

    assert '"new": 1' in imported
    assert alert.text.startswith("New opportunity for you\n\nSlate roof at Shildon library\n")
    assert sum("Slate roof" in text for text in sent) == 1
    assert not any("Seaham" in text for text in sent)
    assert left == "0 messages sent.\n"
    assert running
    assert health == '{"status":"ok","faults":{}}'
    assert 'supplierbot_messages_sent_total{kind="alert"} 1.0' in figures
    assert process.returncode == 0
    log = (tmp_path / "log").read_text()
    assert TOKEN not in log
    assert str(CHAT) not in log
    assert [call.status for call in server.calls if call.status not in {0, 200}] == []
