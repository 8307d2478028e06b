"""`supplierbot officers`: appointing, removing and the record, as an operator and a program meet them."""

import json
import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot import cli
from tests.bot_api import running_bot_api

pytestmark = pytest.mark.usefixtures("log_put_back")


@pytest.fixture(autouse=True)
def place(nothing_set: Path, sqlite_template: Path) -> Path:
    """A folder with an empty, migrated database in it."""
    shutil.copy(sqlite_template, nothing_set / "supplierbot.sqlite3")
    return nothing_set


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.app, ["officers", *words])


def test_without_officers_it_says_so() -> None:
    assert run("list").stdout == "There are no officers yet.\n"
    assert run("audit").stdout == "Nothing is on record.\n"


def test_an_officer_whose_id_is_known_is_appointed_at_once_and_removed_by_name_or_number() -> None:
    added = run("add", "Jo Smith", "--role", "editor", "--id", "2001")
    run("add", "Ada Brown", "--role", "reader", "--id", "2002")
    listed = run("list")
    removed, by_number = run("remove", "jo smith"), run("remove", "2")

    assert added.stdout == "Jo Smith is an officer now: editor.\n"
    assert re.search(r"1 +Jo Smith +editor +\w+day .* command line", listed.stdout)
    assert removed.stdout == "Jo Smith is not an officer any more.\n"
    assert by_number.stdout == "Ada Brown is not an officer any more.\n"
    assert run("list").stdout == "There are no officers yet.\n"


def test_without_a_token_the_invitation_is_a_line_to_send_to_the_bot() -> None:
    added = run("add", "Jo Smith", "--role", "reader")

    assert re.fullmatch(
        r"Ask Jo Smith to send this to the bot\. It works once, until \w+ .*\.\n\n/start inv_[\w-]{32}\n",
        added.stdout,
    )
    assert run("list").stdout.startswith("There are no officers yet.\nInvited: Jo Smith, reader, until ")


def test_with_a_token_the_invitation_is_a_link(monkeypatch: pytest.MonkeyPatch) -> None:
    with running_bot_api(token="12:test") as server:
        monkeypatch.setenv("SUPPLIERBOT_API_URL", server.url)
        monkeypatch.setenv("SUPPLIERBOT_TOKEN", "12:test")
        added = run("add", "Jo Smith", "--role", "reader")

    assert re.search(r"\n\nhttps://t\.me/supplierbot\?start=inv_[\w-]{32}\n$", added.stdout)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["add", "JO SMITH", "--role", "reader"], "There is an officer called JO SMITH already."),
        (
            ["add", "Ada", "--role", "reader", "--id", "2001"],
            "The person with this Telegram id is an officer",
        ),
        (["remove", "Jo Smyth"], "There is no officer “Jo Smyth”. Did you mean “Jo Smith”?"),
        (["audit", "--since", "yesterday"], "“yesterday” is not a date. Write one such as 1/8/2026."),
    ],
    ids=["a name that is taken", "an id that is taken", "nearly a name", "no date"],
)
def test_what_cannot_be_done_is_explained(words: list[str], said: str) -> None:
    run("add", "Jo Smith", "--role", "admin", "--id", "2001")

    result = run(*words)

    assert result.exit_code == 1
    assert result.stderr.startswith(said)


def test_who_removes_the_last_admin_is_told_that_there_is_none() -> None:
    run("add", "Jo Smith", "--role", "admin", "--id", "2001")

    removed = run("remove", "Jo Smith")

    assert removed.exit_code == 0
    assert removed.stderr == (
        "There is no admin now. To appoint one, run: supplierbot officers add NAME --role admin\n"
    )


def test_the_record_is_printed_for_people_and_for_programs() -> None:
    run("add", "Jo Smith", "--role", "admin", "--id", "2001")
    run("remove", "Jo Smith")

    shown, told = run("audit", "--since", "1/8/2026"), json.loads(run("audit", "--json").stdout)

    assert re.fullmatch(
        r"\w+day .*  command line  appoint  Jo Smith  role=admin\n\w+day .*  command line  remove .*\n",
        shown.stdout,
    )
    assert [(event["actor"], event["action"], event["subject"]) for event in told] == [
        ("command line", "appoint", "Jo Smith"),
        ("command line", "remove", "Jo Smith"),
    ]
    assert list(told[0]) == ["at", "actor", "action", "subject", "details"]


def test_officers_in_json_say_all_but_which_chat_is_theirs() -> None:
    run("add", "Jo Smith", "--role", "admin", "--id", "2001")
    run("add", "Ada Brown", "--role", "reader")

    told = json.loads(run("list", "--json").stdout)

    assert list(told["officers"][0]) == ["number", "name", "role", "appointed_at", "appointed_by"]
    assert list(told["invitations"][0]) == ["name", "role", "made_by", "made_at", "expires_at"]
    assert "2001" not in json.dumps(told)
