"""The command line as an operator and a program meet it: exit codes, stdout and stderr."""

import asyncio
import gzip
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
import typer
from starlette.responses import Response
from typer.core import TyperGroup
from typer.testing import CliRunner, Result

from alerts import standing
from alerts.db import open_engine, sessions_for
from alerts.sources import csv_file
from bot import cli
from bot.commands.sources import REJECTED_SHOWN, _ago
from tests import samples
from tests.bot_api import running_bot_api
from tests.publisher import publishing

pytestmark = pytest.mark.usefixtures("log_put_back")

OURS = "opportunities-csv"
KNOWN = "12:test"
TOKEN = "123456789:AAHk3jPq-Zx_0123456789abcdefghijklm"
BROKEN = f"""
from bot.cli import app, main
from bot.commands import explained

@app.command()
def broken() -> None:
    with explained():
        raise ZeroDivisionError("{TOKEN}")

import sys
sys.argv = ["supplierbot", "broken"]
main()
"""
DOWN = """
[down]
kind = "ocds"
name = "Down"
publisher = "Nobody"
licence = "None"
attribution = "None"
url = "http://127.0.0.1:1/releases"
[find-a-tender]
on = false
[contracts-finder]
on = false
"""


@pytest.fixture(autouse=True)
def place(nothing_set: Path, monkeypatch: pytest.MonkeyPatch, sqlite_template: Path) -> Path:
    """A folder with an empty, migrated database in it, 80 columns wide."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    shutil.copy(sqlite_template, nothing_set / "supplierbot.sqlite3")
    return nothing_set


def run(*words: str, given: bytes | None = None) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(cli.app, list(words), input=given)


def run_apart(*words: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command as the shell would: a process of its own."""
    words = (sys.executable, "-m", "bot", *words)
    return subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=60)


class Page(NamedTuple):
    """A help page: the words that call it, what it says first, and whether it is of a group of commands."""

    path: str
    help: str | None
    of_group: bool


def pages() -> Iterator[Page]:
    """Every command and group of commands."""
    found = [("supplierbot", typer.main.get_command(cli.app))]
    for path, command in found:
        yield Page(path, command.help, isinstance(command, TyperGroup))
        if isinstance(command, TyperGroup):
            found += [(f"{path} {name}", each) for name, each in command.commands.items()]


def package(*, good: int = 1, bad: int = 0) -> bytes:
    """An OCDS package: releases of separate procurements, then some that are none."""
    whole = json.loads(samples.single_notice())
    [release] = whole["releases"]
    whole["releases"] = [
        {**release, "ocid": f"ocds-h6vhtk-{number:06}", "id": f"{number:06}-2026"} for number in range(good)
    ] + [f"not a release, but text number {number}" for number in range(bad)]
    return json.dumps(whole).encode()


@pytest.mark.parametrize("page", list(pages()), ids=[page.path for page in pages()])
def test_every_command_says_what_it_does_and_ends_with_an_example(page: Page) -> None:
    shown = run(*page.path.split()[1:], "--help")

    lines = [line.rstrip() for line in shown.stdout.splitlines() if line.strip()]
    example = shlex.split(lines[-1])
    assert shown.exit_code == 0
    assert page.help
    assert max(map(len, lines)) <= 80
    assert lines[-2].strip() == "Example:"
    assert " ".join(example).startswith(page.path)
    parses(example[1:])


def parses(words: list[str]) -> None:
    """Fail if these words are not a command that can be run."""
    command = typer.main.get_command(cli.app)
    while isinstance(command, TyperGroup):
        command = command.commands[words[0]]
        words = words[1:]
    command.make_context("example", words)


@pytest.mark.parametrize(
    "mistyped", [["sources", "lst"], ["sources", "import"], ["opportunities", "search", "x", "--limit", "0"]]
)
def test_a_mistyped_command_exits_with_2(mistyped: list[str]) -> None:
    result = run(*mistyped)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Usage: supplierbot" in result.stderr or "Error" in result.stderr


@pytest.mark.parametrize("path", [page.path for page in pages() if not page.of_group])
def test_every_command_refuses_a_wrong_setting_by_name(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPPLIERBOT_LOG_FORMAT", "xml")
    arguments = {
        "import": ["-", "--source", OURS],
        "search": ["roof"],
        "show": ["1"],
        "matching": ["-f", "-", "-j", "-", "-l", "-", "-n", "-"],
        "cpv": ["roofing"],
        "faq": ["-"],
        "why": ["tg:1001", "1"],
        "export": ["-o", "reports.csv"],
        "add": ["Jo", "--role", "reader"],
        "remove": ["Jo"],
        "supplier export": ["tg:1001"],
        "supplier erase": ["tg:1001"],
        "release": [OURS],
        "discard": [OURS],
        "calendar": ["tg:1001", "-o", "deadlines.ics"],
        "canary": ["--chat", "1"],
        "downgrade": ["0006"],
        "copy": ["sqlite:///old.sqlite3", "sqlite:///new.sqlite3"],
        "backup": ["saved.sqlite3"],
        "restore": ["saved.sqlite3"],
    }

    ends = sorted((end for end in arguments if path.endswith(f" {end}")), key=len)
    result = run(*path.split()[1:], *(arguments[ends[-1]] if ends else []))

    assert result.exit_code == 1
    assert "SUPPLIERBOT_LOG_FORMAT is “xml”" in " ".join(result.output.split())


def test_an_import_in_json_is_one_object_and_nothing_else(place: Path) -> None:
    (place / "day.json").write_bytes(package(good=3, bad=2))

    done = run_apart("sources", "import", "day.json", "--source", "find-a-tender", "--json")

    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert list(found) == ["read", "new", "changed", "unchanged", "rejected", "held"]
    assert (found["read"], found["new"], found["changed"], found["unchanged"]) == (5, 3, 0, 0)
    assert [list(each) for each in found["rejected"]] == [["record", "reason"], ["record", "reason"]]
    assert [each["record"] for each in found["rejected"]] == [4, 5]
    assert all(each["reason"] for each in found["rejected"])
    assert done.stderr == b""


def test_a_second_import_of_the_same_file_changes_nothing(place: Path) -> None:
    (place / "day.json").write_bytes(package(good=3))
    words = ("sources", "import", "day.json", "--source", "find-a-tender", "--json")

    first, second = json.loads(run(*words).stdout), json.loads(run(*words).stdout)

    assert (first["new"], first["unchanged"]) == (3, 0)
    assert (second["new"], second["changed"], second["unchanged"]) == (0, 0, 3)


def test_a_dry_run_says_what_would_happen_and_stores_nothing(place: Path) -> None:
    (place / "day.json").write_bytes(package(good=3))
    words = ("sources", "import", "day.json", "--source", "find-a-tender")

    tried = run(*words, "--dry-run")
    done = run(*words, "--json")

    assert tried.exit_code == 0
    assert tried.stdout.splitlines() == [
        "day.json: 3 records read; 3 new, 0 changed, 0 unchanged, 0 rejected.",
        "This was a dry run: nothing was stored.",
    ]
    assert json.loads(done.stdout)["new"] == 3


@pytest.mark.parametrize("bad", [1, REJECTED_SHOWN, REJECTED_SHOWN + 1])
def test_records_that_are_not_loaded_are_listed_on_stderr(bad: int, place: Path) -> None:
    (place / "day.json").write_bytes(package(good=1, bad=bad))

    result = run("sources", "import", "day.json", "--source", "find-a-tender")

    lines = result.stderr.splitlines()
    listed = [line for line in lines if line.startswith("Record ")]
    assert result.exit_code == 0
    assert (
        result.stdout == f"day.json: {bad + 1} records read; 1 new, 0 changed, 0 unchanged, {bad} rejected.\n"
    )
    assert len(listed) == min(bad, REJECTED_SHOWN)
    assert listed[0].startswith("Record 2 was not loaded: ")
    assert lines[len(listed) :] == (
        ["And 1 more. To see them all, add --json."] if bad > REJECTED_SHOWN else []
    )


def test_a_file_of_which_nothing_can_be_loaded_exits_with_1_and_still_gives_the_reasons(place: Path) -> None:
    (place / "day.json").write_bytes(package(good=0, bad=2))

    result = run("sources", "import", "day.json", "--source", "find-a-tender", "--json")

    assert result.exit_code == 1
    assert len(json.loads(result.stdout)["rejected"]) == 2
    assert result.stderr == "Nothing was loaded: no record of it can be used.\n"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   \n",
        b"<html><body>Too many requests</body></html>",
        b'{"releases": [',
        b"\x00\xff\xfe",
        b"[1, 2]",
    ],
    ids=["empty", "blank", "a web page", "cut off", "no text", "other JSON"],
)
@pytest.mark.parametrize("source", ["find-a-tender", "opportunities-csv", "example-council-feed"])
def test_a_file_that_is_not_what_it_says_leaves_stdout_empty(body: bytes, source: str, place: Path) -> None:
    (place / "body").write_bytes(body)

    result = run("sources", "import", "body", "--source", source, "--json")

    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.endswith(".\n")
    assert "Traceback" not in result.stderr
    assert json.loads(run("opportunities", "search", "", "--json").stdout) == []


def test_a_person_at_a_terminal_sees_progress_and_a_pipe_does_not(place: Path) -> None:
    (place / "day.json").write_bytes(package(good=3))
    words = [sys.executable, "-m", "bot", "sources", "import", "day.json", "--source", "find-a-tender"]
    ours, theirs = os.openpty()

    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=theirs, check=False, timeout=60)

    os.close(theirs)
    assert done.stdout.startswith(b"day.json: 3 records read")
    assert b"Loading" in os.read(ours, 10_000)
    os.close(ours)


def test_a_file_comes_in_on_standard_input(place: Path) -> None:
    result = run("sources", "import", "-", "--source", "find-a-tender", given=package(good=2))

    assert result.exit_code == 0
    assert result.stdout == "Standard input: 2 records read; 2 new, 0 changed, 0 unchanged, 0 rejected.\n"


def test_a_file_may_be_compressed(place: Path) -> None:
    (place / "day.json.gz").write_bytes(gzip.compress(package(good=2)))

    result = run("sources", "import", "day.json.gz", "--source", "find-a-tender", "--json")

    assert json.loads(result.stdout)["new"] == 2


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("no-such.json", "There is no file no-such.json."),
        (".", ". is a folder. Name one file in it."),
        ("cut.gz", "cut.gz begins as a gzip file, but it is damaged or cut off."),
    ],
)
def test_a_file_that_cannot_be_read_is_explained(file: str, said: str, place: Path) -> None:
    (place / "cut.gz").write_bytes(gzip.compress(package())[:-20])

    result = run("sources", "import", file, "--source", "find-a-tender")

    assert (result.exit_code, result.stdout, result.stderr) == (1, "", said + "\n")


@pytest.mark.parametrize(
    "words", [["sources", "import", "x.json", "--source", "find-tender"], ["sources", "poll", "find-tender"]]
)
def test_an_unknown_source_is_answered_with_the_nearest_and_the_known(words: list[str]) -> None:
    result = run(*words)

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("There is no source “find-tender”. Did you mean “find-a-tender”? ")
    assert "opportunities-csv" in result.stderr


def test_polling_says_which_source_failed_and_exits_with_1(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "own.toml").write_text(DOWN, encoding="utf-8")
    monkeypatch.setenv("SUPPLIERBOT_CATALOGUE", "own.toml")

    due = run("sources", "poll")
    again = run("sources", "poll")
    named = run("sources", "poll", "down", "--json")

    assert (due.exit_code, due.stdout) == (1, "")
    assert due.stderr.startswith("down: ")
    assert (again.exit_code, again.stdout) == (
        0,
        "No source is due yet. To read one all the same, name it.\n",
    )
    assert named.exit_code == 1
    assert [(each["slug"], bool(each["error"])) for each in json.loads(named.stdout)] == [("down", True)]
    assert "the last try failed" in " ".join(run("sources", "list").stdout.split())


async def test_a_source_that_another_supplierbot_is_reading_is_left_alone(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "own.toml").write_text(DOWN, encoding="utf-8")
    monkeypatch.setenv("SUPPLIERBOT_CATALOGUE", "own.toml")
    engine = open_engine(f"sqlite+aiosqlite:///{place / 'supplierbot.sqlite3'}")
    async with sessions_for(engine).begin() as session:
        await standing.claim(session, "down", datetime.now(UTC), even_if_not_due=False)
    await engine.dispose()

    named = await asyncio.to_thread(run, "sources", "poll", "down")

    assert (named.exit_code, named.stdout) == (0, "")
    assert named.stderr == "Some are being read by another Supplierbot at this moment.\n"


async def test_polling_says_what_it_found_and_listing_when(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUPPLIERBOT_CATALOGUE", "own.toml")
    async with publishing(lambda _request: Response(samples.single_notice())) as publisher:
        own = DOWN.replace("http://127.0.0.1:1/releases", publisher.url)
        (place / "own.toml").write_text(own, encoding="utf-8")
        polled = await asyncio.to_thread(run, "sources", "poll")
        checked = await asyncio.to_thread(run, "check")
    listed = await asyncio.to_thread(run, "sources", "list")

    assert (polled.exit_code, polled.stderr) == (0, "")
    assert polled.stdout == "down: 1 record read; 1 new, 0 changed, 0 unchanged, 0 rejected; 0 matches.\n"
    assert "OK    Source down: It was last read on" in checked.stdout
    assert any(line.startswith("down ") and "0 minutes ago" in line for line in listed.stdout.splitlines())


@pytest.mark.parametrize(
    ("passed", "written"),
    [
        (timedelta(seconds=-1), "0 minutes ago"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=2, seconds=-1), "119 minutes ago"),
        (timedelta(hours=2), "2 hours ago"),
        (timedelta(days=2, seconds=-1), "47 hours ago"),
        (timedelta(days=2), "2 days ago"),
    ],
)
def test_how_long_ago_is_written_in_the_unit_that_fits(passed: timedelta, written: str) -> None:
    assert _ago(passed) == written


def test_the_template_is_written_byte_for_byte(place: Path) -> None:
    to_stdout = run_apart("sources", "template")
    to_file = run("sources", "template", "-o", "new.csv")

    assert (to_stdout.returncode, to_stdout.stderr) == (0, b"")
    assert to_file.exit_code == 0
    assert (place / "new.csv").read_bytes() == to_stdout.stdout == csv_file.template()


def test_a_template_that_was_filled_in_can_be_loaded() -> None:
    filled_in = csv_file.template().replace(b"EXAMPLE", b"DCC-1")

    loaded = run("sources", "import", "-", "--source", OURS, "--json", given=filled_in)

    assert json.loads(loaded.stdout) == {
        "read": 1,
        "new": 1,
        "changed": 0,
        "unchanged": 0,
        "rejected": [],
        "held": False,
    }


def test_the_template_does_not_write_over_a_file(place: Path) -> None:
    (place / "mine.csv").write_text("mine", encoding="utf-8")

    result = run("sources", "template", "-o", "mine.csv")

    assert result.exit_code == 1
    assert result.stderr == "mine.csv is there already. Move it, or choose another name.\n"
    assert (place / "mine.csv").read_text(encoding="utf-8") == "mine"


def test_sources_are_listed_within_80_columns() -> None:
    result = run("sources", "list")

    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert max(map(len, lines)) <= 80
    assert any(line.split()[0] == "find-a-tender" and line.rstrip().endswith("never") for line in lines)


def test_sources_are_listed_for_a_program() -> None:
    found = json.loads(run("sources", "list", "--json").stdout)

    assert {each["slug"] for each in found} >= {"find-a-tender", "contracts-finder", OURS}
    assert all(each["last_ok_at"] is None for each in found)


def test_an_opportunity_is_found_and_shown(place: Path) -> None:
    run("sources", "import", "-", "--source", "find-a-tender", given=samples.single_notice())

    found = json.loads(run("opportunities", "search", "032703-2026", "--json").stdout)
    shown = run("opportunities", "show", "032703-2026")
    listed = run("opportunities", "search", "032703-2026")

    assert [each["reference"] for each in found] == ["032703-2026"]
    assert found == [json.loads(run("opportunities", "show", "032703-2026", "--json").stdout)]
    for result in (shown, listed):
        assert result.exit_code == 0
        assert "032703-2026" in result.stdout
        assert max(map(len, result.stdout.splitlines())) <= 80
    assert found[0]["url"] in shown.stdout


def test_nothing_found_is_no_failure() -> None:
    result = run("opportunities", "search", "zeppelins")

    assert (result.exit_code, result.stderr) == (0, "")
    assert "Nothing was found" in result.stdout


def test_a_number_that_nobody_has_is_explained() -> None:
    result = run("opportunities", "show", "999999-2026", "--json")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "No opportunity here has the number “999999-2026”" in result.stderr


def test_a_newcomer_needs_no_step_for_the_database(place: Path) -> None:
    (place / "supplierbot.sqlite3").unlink()

    result = run("sources", "list")

    assert result.exit_code == 0
    assert (place / "supplierbot.sqlite3").exists()


def test_what_a_command_writes_is_for_its_own_account(place: Path) -> None:
    (place / "supplierbot.sqlite3").unlink()

    run_apart("sources", "list")
    run_apart("feedback", "export", "-o", "reports.csv")

    assert {path.name: path.stat().st_mode & 0o777 for path in place.iterdir()} == {
        "supplierbot.sqlite3": 0o600,
        "reports.csv": 0o600,
    }


def test_upgrading_says_what_it_did(place: Path) -> None:
    (place / "supplierbot.sqlite3").unlink()

    first, second = run("db", "upgrade"), run("db", "upgrade")

    assert first.stdout == "The database is up to date now.\n"
    assert second.stdout == "The database was up to date already.\n"


def test_a_database_that_is_none_is_a_sentence_in_a_process_of_its_own(place: Path) -> None:
    (place / "supplierbot.sqlite3").write_bytes(b"no database" * 1000)

    done = run_apart("opportunities", "search", "roof")

    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr == b"The file supplierbot.sqlite3 cannot be used: file is not a database.\n"


@pytest.mark.parametrize("command", ["deliver", "run"])
def test_what_needs_a_token_says_where_to_get_one(command: str) -> None:
    result = run(command)

    assert (result.exit_code, result.stdout) == (1, "")
    assert "SUPPLIERBOT_TOKEN is not set" in result.stderr
    assert "@BotFather" in result.stderr


@pytest.fixture
def bot_api(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A Bot API server that knows one token, and settings that name it."""
    with running_bot_api(token=KNOWN) as server:
        monkeypatch.setenv("SUPPLIERBOT_API_URL", server.url)
        monkeypatch.setenv("SUPPLIERBOT_TOKEN", KNOWN)
        yield


@pytest.mark.usefixtures("bot_api")
def test_deliver_says_how_many_messages_it_sent() -> None:
    result = run("deliver")

    assert (result.exit_code, result.stdout, result.stderr) == (0, "0 messages sent.\n", "")


@pytest.mark.usefixtures("bot_api")
def test_deliver_with_a_wrong_token_is_a_sentence_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPPLIERBOT_TOKEN", "12:other")

    result = run("deliver")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "does not know this token" in result.stderr
    assert "12:other" not in result.stderr


def test_deliver_says_when_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPPLIERBOT_API_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("SUPPLIERBOT_TOKEN", KNOWN)

    result = run("deliver")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("http://127.0.0.1:1 did not answer: ")


@pytest.mark.usefixtures("bot_api")
def test_check_exits_with_0_when_there_is_nothing_to_mend() -> None:
    result = run("check")

    lines = result.stdout.splitlines()
    assert (result.exit_code, result.stderr) == (0, "")
    assert {line.split()[0] for line in lines if not line.startswith(" ")} <= {"OK", "Note"}
    assert max(map(len, lines)) <= 80
    assert KNOWN not in result.stdout


@pytest.mark.usefixtures("bot_api")
def test_check_exits_with_1_and_says_how_to_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPPLIERBOT_TOKEN", "12:other")

    result = run("check")

    assert result.exit_code == 1
    assert "Mend  Token: " in result.stdout
    assert "@BotFather" in result.stdout
    assert result.stderr == "1 thing to mend.\n"
    assert "12:other" not in result.stdout


def test_run_talks_until_it_is_told_to_stop() -> None:
    with running_bot_api(token=KNOWN) as server:
        settings = {"SUPPLIERBOT_TOKEN": KNOWN, "SUPPLIERBOT_API_URL": server.url}
        words = [sys.executable, "-m", "bot", "run"]
        with subprocess.Popen(words, env={**os.environ, **settings}, stderr=subprocess.PIPE) as running:
            try:
                server.wait_until(lambda: server.is_polled, timeout=30)
            finally:
                running.terminate()
            said = running.communicate(timeout=30)[1].decode()

    assert running.returncode == 0
    assert "bot_started" in said
    assert "bot_stopped" in said
    assert KNOWN not in said


def test_an_unexpected_failure_is_logged_without_the_token(place: Path) -> None:
    (place / "broken.py").write_text(BROKEN, encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "broken.py"],
        capture_output=True,
        env={**os.environ, "SUPPLIERBOT_TOKEN": TOKEN, "PYTHONPATH": str(Path(cli.__file__).parents[1])},
        check=False,
        timeout=60,
    )

    assert done.returncode == 1
    assert b"ZeroDivisionError: [hidden]" in done.stderr
    assert TOKEN.encode() not in done.stderr


def test_a_search_reads_words_value_and_place_as_the_chat_does() -> None:
    rows = (
        "reference,title,buyer,closing_date,value,region",
        "QQ-1,Cleaning of schools,Durham County Council,30/09/2090,45000,County Durham",
        "QQ-2,Cleaning of schools,Leeds City Council,30/09/2090,45000,Leeds",
        "QQ-3,Cleaning of schools,Durham County Council,30/09/2020,45000,County Durham",
    )
    run("sources", "import", "-", "--source", OURS, given="\n".join(rows).encode())
    asked = ("school", "cleaning", "under", "50k", "in", "Durham")

    told, found = run("search", *asked), json.loads(run("search", *asked, "--json").stdout)
    nothing, refused = run("search", "zeppelins"), run("search", "roofing", "under", "fifty")

    assert told.stdout.startswith(
        "1 open opportunity\nWords: school and cleaning\nValue: up to £50,000\nPlace: County Durham\n\n"
        "QQ-1  Cleaning of schools\n    Durham County Council; £45,000\n"
        "    open; deadline: by the end of Saturday 30 September 2090 ("
    )
    assert (found["total"], found["asked"]["value_max_pence"], found["asked"]["regions"]) == (
        1,
        5_000_000,
        ["UKC14"],
    )
    assert [each["reference"] for each in found["found"]] == ["QQ-1"]
    assert (nothing.exit_code, nothing.stdout) == (
        0,
        "Nothing that is open now fits.\nWords: zeppelins\n\nYou can try this, and search again:\n- Check the spelling.\n",
    )
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith("I could not read “fifty” as a value. ")
