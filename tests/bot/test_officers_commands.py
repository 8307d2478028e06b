"""`supplierbot tickets list` and `supplierbot faq gaps`, as an operator and a program meet them."""

import asyncio
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from alerts.db import open_engine, sessions_for
from bot import cli, questions, tickets
from bot.tables import Led, Question, Side
from bot.tickets import Opened

pytestmark = pytest.mark.usefixtures("log_put_back")


@pytest.fixture(autouse=True)
def place(nothing_set: Path, sqlite_template: Path) -> Path:
    """A folder with an empty, migrated database in it."""
    shutil.copy(sqlite_template, nothing_set / "supplierbot.sqlite3")
    return nothing_set


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.app, list(words))


async def _ask(asked: str, ago: timedelta, *, close: bool = False) -> str:
    """Let a supplier pass a question on, some time ago. Returns the reference."""
    engine = open_engine("sqlite+aiosqlite:///supplierbot.sqlite3")
    then = datetime.now(UTC) - ago
    async with sessions_for(engine).begin() as session:
        row = await questions.for_a_person(session, asked, then)
        opened = await tickets.open_one(session, "tg:1", row, then, 3)
        assert isinstance(opened, Opened)
        if close:
            await tickets.close(session, opened.ticket.id, Side.OFFICER, then)
    await engine.dispose()
    return opened.ticket.reference


async def _log(asked: str, entry: str | None, *, helped: bool | None = None) -> None:
    engine = open_engine("sqlite+aiosqlite:///supplierbot.sqlite3")
    async with sessions_for(engine).begin() as session:
        row = Question(
            key="abcdef",
            asked=asked,
            led=Led.ANSWER if entry else Led.NONE,
            entry=entry,
            reason=None if entry else "live_case",
            score=0.5,
            helped=helped,
            asked_at=datetime.now(UTC),
        )
        session.add(row)
    await engine.dispose()


def test_without_questions_nothing_waits() -> None:
    result = run("tickets", "list")

    assert (result.exit_code, result.stdout) == (0, "No question waits for a reply.\n")


def test_questions_past_the_promise_are_told_apart_from_the_others() -> None:
    late = asyncio.run(_ask("who signs off scaffolds?", timedelta(days=30)))
    new = asyncio.run(_ask("who pays for skips?", timedelta(0)))
    closed = asyncio.run(_ask("what is this?", timedelta(days=30), close=True))

    shown, overdue, everything = (
        run("tickets", "list"),
        run("tickets", "list", "--overdue"),
        run("tickets", "list", "--all"),
    )

    assert shown.stdout.startswith(f"{late}  PAST THE PROMISE of ")
    assert f"\n\n{new}  promised by the end of " in shown.stdout
    assert "  who pays for skips?\n" in shown.stdout
    assert (late in overdue.stdout, new in overdue.stdout) == (True, False)
    assert closed not in shown.stdout
    assert f"{closed}  closed" in everything.stdout


def test_tickets_in_json_say_all_but_who_asked() -> None:
    asyncio.run(_ask("who signs off scaffolds?", timedelta(days=30)))

    (told,) = json.loads(run("tickets", "list", "--json").stdout)

    assert list(told) == [
        "reference",
        "status",
        "overdue",
        "asked",
        "opened_at",
        "due_at",
        "answered_at",
        "closed_at",
    ]
    assert (told["status"], told["overdue"], told["asked"]) == ("open", True, "who signs off scaffolds?")


def test_gaps_are_shown_to_a_person_and_to_a_program() -> None:
    for asked in ("will we win this tender", "did we win that tender?", "who moved my bins"):
        asyncio.run(_log(asked, None))
    asyncio.run(_log("how long do I wait", "standstill", helped=False))
    asyncio.run(_log("when do you pay", "payment-terms", helped=True))

    shown, told = run("faq", "gaps"), json.loads(run("faq", "gaps", "--json").stdout)

    assert shown.stdout == (
        "Asked but not answered:\n    2  did we win that tender? (live case)\n    1  who moved my bins (live case)\n\n"
        "Answered but not useful:\n    1  standstill: asked as “how long do I wait”\n"
    )
    assert [(one["asked"], one["count"]) for one in told["unanswered"]] == [
        ("did we win that tender?", 2),
        ("who moved my bins", 1),
    ]
    assert told["not_useful"] == [{"entry": "standstill", "no": 1, "yes": 0, "asked": ["how long do I wait"]}]


def test_without_a_log_there_are_no_gaps() -> None:
    assert run("faq", "gaps").stdout == (
        "Asked but not answered:\nNothing.\n\nAnswered but not useful:\nNothing.\n"
    )
