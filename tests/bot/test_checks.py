"""`supplierbot check` says in words what is wrong and how to mend it, and shows no secret."""

import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from sqlalchemy import text

from alerts import sources
from alerts.db import Sessions, open_engine
from alerts.tables import SourceRow
from bot import appointments, checks
from bot.checks import Finding, Grade
from bot.settings import Settings, SettingsError
from bot.tables import Role
from tests.make import NOW

TOKEN = "123456789:AAHk3jPq-Zx_0123456789abcdefghijklm"
LOCAL = "http://localhost:8081"
KNOWN = {"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "Durham", "username": "durham_bot"}}

pytestmark = pytest.mark.usefixtures("nothing_set")

Answer = Callable[[httpx.Request], httpx.Response]


def _settings(**changes: object) -> Settings:
    return Settings.model_validate({"database_url": "sqlite+aiosqlite:///bot.sqlite3", **changes})


def _bot_api(request: httpx.Request) -> httpx.Response:
    if request.url.path == f"/bot{TOKEN}/getMe":
        return httpx.Response(200, json=KNOWN)
    return httpx.Response(401, json={"ok": False, "error_code": 401, "description": "Unauthorized"})


async def _look(found: Settings, answer: Answer = _bot_api) -> list[Finding]:
    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        return await checks.look(found, http, NOW)


def _about(findings: list[Finding], about: str) -> list[Finding]:
    return [finding for finding in findings if finding.about.startswith(about)]


class _Read(NamedTuple):
    """How a source stands: hours since it was last read, failures since, and what is then said."""

    hours_ago: float | None
    failures: int
    grade: Grade
    how: str


async def test_a_fresh_copy_has_nothing_to_mend_and_is_left_as_it_was(tmp_path: Path) -> None:
    findings = await _look(_settings())

    assert not [finding for finding in findings if finding.grade is Grade.MEND]
    assert _is_empty(tmp_path)


def _is_empty(folder: Path) -> bool:
    return not any(folder.iterdir())


async def test_without_a_token_it_says_what_works_and_where_to_get_one() -> None:
    [token] = _about(await _look(_settings()), "Token")

    assert token.grade is Grade.NOTE
    assert "supplierbot demo" in token.said
    assert token.how is not None
    assert "@BotFather" in token.how


async def test_a_token_that_is_known_tells_the_name_of_the_bot() -> None:
    [token] = _about(await _look(_settings(token=TOKEN)), "Token")

    assert token == Finding(grade=Grade.OK, about="Token", said="Telegram knows it: the bot is @durham_bot.")


def _unreachable(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError(f"no way to {request.url}", request=request)


def _silent(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("too long", request=request)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda _request: httpx.Response(401, json={"ok": False}), "does not know the token"),
        (lambda _request: httpx.Response(404, json={"ok": False}), "does not know the token"),
        (
            lambda _request: httpx.Response(502, text="Bad gateway"),
            "did not say whose token it is (status 502)",
        ),
        (lambda _request: httpx.Response(302, headers={"location": "/"}), "(status 302)"),
        (lambda _request: httpx.Response(200, text="<html>Welcome</html>"), "is not a Bot API server"),
        (lambda _request: httpx.Response(200, content=b"\xff\xfe"), "is not a Bot API server"),
        (lambda _request: httpx.Response(200, json=[]), "(status 200)"),
        (_unreachable, "cannot be reached"),
        (_silent, "cannot be reached"),
    ],
    ids=[
        "401",
        "404",
        "502",
        "redirect",
        "a web page",
        "not text",
        "another shape",
        "no network",
        "no answer",
    ],
)
async def test_a_token_that_does_not_work_is_explained_without_showing_it(answer: Answer, said: str) -> None:
    [token] = _about(await _look(_settings(token=TOKEN, api_url=LOCAL), answer), "Token")

    assert token.grade is Grade.MEND
    assert said in token.said
    assert token.said.startswith(LOCAL)
    assert token.how
    assert TOKEN not in f"{token}"


async def test_a_wrong_setting_is_the_only_finding() -> None:
    findings = checks.refused(SettingsError("SUPPLIERBOT_A is wrong.\nSUPPLIERBOT_B is wrong."))

    assert [(finding.grade, finding.said) for finding in findings] == [
        (Grade.MEND, "SUPPLIERBOT_A is wrong."),
        (Grade.MEND, "SUPPLIERBOT_B is wrong."),
    ]


async def test_a_mistyped_name_of_a_setting_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPPLIERBOT_TOKN", TOKEN)

    findings = await _look(_settings())

    assert (
        Finding(
            grade=Grade.NOTE,
            about="Settings",
            said="SUPPLIERBOT_TOKN is set, but there is no setting of that name.",
            how="Did you mean SUPPLIERBOT_TOKEN?",
        )
        in findings
    )
    assert TOKEN not in f"{findings}"


async def test_a_catalogue_with_a_mistake_is_quoted_and_the_rest_is_still_looked_at(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text("[mine\n", encoding="utf-8")

    findings = await _look(_settings(catalogue=own, token=TOKEN))

    [catalogue] = _about(findings, "Catalogue")
    assert catalogue.grade is Grade.MEND
    assert "own.toml" in catalogue.said
    assert _about(findings, "Token")[0].grade is Grade.OK


async def test_a_folder_that_is_not_there_is_to_be_made() -> None:
    findings = await _look(_settings(database_url="sqlite:///no/such/bot.sqlite3"))

    [disk] = _about(findings, "Disk")
    assert disk.grade is Grade.MEND
    assert disk.said.startswith("There is no folder")


async def test_a_file_that_may_not_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)  # root may write everything

    [disk] = _about(await _look(_settings()), "Disk")

    assert (disk.grade, disk.said) == (Grade.MEND, f"{tmp_path} cannot be written.")


@pytest.mark.parametrize(
    ("mode", "beside", "said"),
    [(0o600, 0o600, None), (0o640, 0o600, ""), (0o604, 0o600, ""), (0o600, 0o644, "-wal")],
    ids=["ours alone", "the group", "everybody", "what is kept beside it"],
)
async def test_a_database_that_other_accounts_may_read_is_to_be_mended(
    nothing_set: Path, mode: int, beside: int, said: str | None
) -> None:
    file, wal = nothing_set / "supplierbot.sqlite3", nothing_set / "supplierbot.sqlite3-wal"
    for path, its in ((file, mode), (wal, beside)):
        path.touch()
        path.chmod(its)

    disk = checks._disk(_settings(database_url="sqlite:///supplierbot.sqlite3"))

    name = f"supplierbot.sqlite3{said}"
    if said is None:
        assert disk.grade is Grade.OK
    else:
        assert disk.grade is Grade.MEND
        assert disk.said == (
            f"Other accounts of this machine may read {name}, which holds what suppliers told us."
        )
        assert disk.how == f"Run: chmod 600 {name}"


@pytest.mark.parametrize(
    ("free_mb", "grade"), [(200, Grade.OK), (199, Grade.MEND)], ids=["just enough", "one MB too little"]
)
async def test_room_on_the_disk_is_looked_at(
    free_mb: int, grade: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(0, 0, free_mb * 1024**2))

    [disk] = _about(await _look(_settings()), "Disk")

    assert disk.grade is grade
    assert f"{free_mb} MB free" in disk.said


async def test_a_server_that_does_not_answer_is_to_be_mended_without_its_password() -> None:
    findings = await _look(_settings(database_url="postgresql://me:my-password@127.0.0.1:1/bot"))

    [database] = _about(findings, "Database")
    assert database.grade is Grade.MEND
    assert "my-password" not in f"{findings}"
    assert _about(findings, "Disk")[0].grade is Grade.OK


async def test_a_database_of_a_newer_supplierbot_is_not_read(database_url: str) -> None:
    engine = open_engine(database_url)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await engine.dispose()

    [database] = _about(await _look(_settings(database_url=database_url)), "Database")

    assert (database.grade, database.how) == (Grade.MEND, "Install the newer Supplierbot.")


async def test_sources_that_were_never_read_are_no_fault(database_url: str) -> None:
    [found] = _about(await _look(_settings(database_url=database_url)), "Source")

    assert (found.grade, found.about) == (Grade.NOTE, "Sources")
    assert found.how == "To read them now, run: supplierbot sources poll"


@pytest.mark.parametrize(
    "read",
    [
        _Read(1, 0, Grade.OK, ""),
        _Read(24, 0, Grade.OK, ""),
        _Read(24.1, 0, Grade.MEND, "Is Supplierbot running?"),
        _Read(1, 3, Grade.NOTE, "It is tried again by itself"),
        _Read(25, 3, Grade.MEND, "It is tried again by itself"),
        _Read(None, 1, Grade.MEND, "It is tried again by itself"),
    ],
    ids=[
        "just read",
        "a day ago",
        "longer ago",
        "failing since an hour",
        "failing since a day",
        "never read",
    ],
)
async def test_a_source_is_to_be_mended_when_nobody_read_it_for_a_day(
    read: _Read, database_url: str, sessions: Sessions
) -> None:
    async with sessions.begin() as session:
        session.add(
            SourceRow(
                slug="find-a-tender",
                next_poll_at=NOW,
                last_ok_at=None if read.hours_ago is None else NOW - timedelta(hours=read.hours_ago),
                failures=read.failures,
                last_error="It answered 503." if read.failures else None,
            )
        )

    findings = await _look(_settings(database_url=database_url))

    [found] = _about(findings, "Source find-a-tender")
    assert found.grade is read.grade
    assert (found.how or "").startswith(read.how)
    assert ("It answered 503." in found.said) is bool(read.failures)


async def test_sources_that_are_switched_off_are_not_missed(database_url: str, sessions: Sessions) -> None:
    off = [source for source in sources.catalogue().values() if not source.on]
    async with sessions.begin() as session:
        session.add_all(
            SourceRow(slug=source.slug, next_poll_at=NOW, failures=9, last_error="Gone.") for source in off
        )

    findings = await _look(_settings(database_url=database_url))

    assert off
    assert "Gone." not in f"{findings}"


@pytest.mark.parametrize(
    ("admins", "officers", "said"),
    [
        ("", 1, "There is 1 officer."),
        ("1,2", 0, "There are none yet. SUPPLIERBOT_ADMINS names 2 people who may invite them."),
        (
            "",
            0,
            "There are none, and SUPPLIERBOT_ADMINS names nobody, so nobody can invite them in the chat.",
        ),
    ],
    ids=["an officer", "who may invite", "nobody"],
)
async def test_without_officers_it_says_whether_anybody_may_invite_them(
    sessions: Sessions, database_url: str, admins: str, officers: int, said: str
) -> None:
    for number in range(officers):
        async with sessions.begin() as session:
            await appointments.appoint(session, f"tg:{number}", "Jo", Role.READER, by="Sam", now=NOW)

    [found] = _about(await _look(_settings(database_url=database_url, admins=admins)), "Officers")

    assert (found.said, found.grade) == (said, Grade.OK if officers else Grade.NOTE)
    assert (found.how is None) is bool(officers)
