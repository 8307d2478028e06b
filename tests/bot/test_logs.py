"""Whatever is logged, by whom and how, no secret is in it."""

import json
import logging
import re
import sys
import threading

import httpx
import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import logs
from bot.settings import Settings

TOKEN = "123456789:AAHk3jPq-Zx_0123456789abcdefghijklm"
PASSWORD = "p/ss “wörd”\\1"

pytestmark = pytest.mark.usefixtures("log_put_back", "nothing_set")

log = structlog.get_logger("tests")


def _settings(**changes: object) -> Settings:
    return Settings.model_validate({"token": TOKEN, **changes})


def _fail_with(text: str) -> None:
    raise RuntimeError(text)


def test_a_line_in_a_terminal_says_what_happened_and_its_figures(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(_settings())

    log.info("source_polled", source="find-a-tender", notices=42)

    out, err = capsys.readouterr()
    assert out == ""
    assert "source_polled" in err
    assert "notices=42" in err


def test_a_line_in_json_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(_settings(log_format="json"))

    log.warning("source_failed", source="sell2wales", wait_seconds=120)

    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["level"], line["logger"]) == ("source_failed", "warning", "tests")
    assert line["wait_seconds"] == 120


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_a_token_in_an_exception_is_not_in_its_traceback(
    log_format: str, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure(_settings(log_format=log_format))

    try:
        _fail_with(f"POST https://api.telegram.org/bot{TOKEN}/sendMessage")
    except RuntimeError:
        log.exception("delivery_failed")
        logging.getLogger("a.library").exception("cannot send")

    err = capsys.readouterr().err
    assert err.count("RuntimeError: POST https://api.telegram.org/bot[hidden]/sendMessage") == 2
    assert TOKEN not in err


@pytest.mark.parametrize("log_format", ["console", "json"])
async def test_httpx_shows_no_token_even_at_debug(
    log_format: str, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure(_settings(log_format=log_format), level=logging.DEBUG)
    logging.getLogger("httpx").setLevel(logging.DEBUG)
    transport = httpx.MockTransport(lambda _request: httpx.Response(401))

    async with httpx.AsyncClient(transport=transport) as http:
        await http.post(f"https://api.telegram.org/bot{TOKEN}/getMe")

    err = capsys.readouterr().err
    assert "HTTP Request: POST https://api.telegram.org/bot[hidden]/getMe" in err
    assert TOKEN not in err


async def test_httpx_is_quiet_by_default(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(_settings())
    transport = httpx.MockTransport(lambda _request: httpx.Response(200))

    async with httpx.AsyncClient(transport=transport) as http:
        await http.get("https://example.org/")

    assert capsys.readouterr().err == ""


def test_an_exception_that_nobody_catches_is_logged_without_its_token(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.configure(_settings())

    try:
        _fail_with(f"no answer to {TOKEN}")
    except RuntimeError as error:
        sys.excepthook(RuntimeError, error, error.__traceback__)

    err = capsys.readouterr().err
    assert "no answer to [hidden]" in err
    assert TOKEN not in err


def test_an_exception_in_a_thread_or_where_none_can_be_raised_is_logged_without_its_token(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.configure(_settings())

    class Dies:
        def __del__(self) -> None:
            _fail_with(f"no answer to {TOKEN}")

    thread = threading.Thread(target=_fail_with, args=(f"no answer to {TOKEN}",))
    thread.start()
    thread.join()
    dies = Dies()
    del dies

    err = capsys.readouterr().err
    assert "error_uncaught_in_thread" in err
    assert "error_unraisable" in err
    assert err.count("no answer to [hidden]") == 2
    assert TOKEN not in err


@pytest.mark.parametrize(
    "written",
    [
        "supplier tg:1001 is gone",
        "'chat_id': 1001, 'text': 'x'",
        "Group migrated to supergroup. New chat id: 1001",
        '{"chat_id": "1001"}',
        "chat_id=1001",
    ],
)
def test_a_chat_has_one_name_in_every_line_and_no_number(written: str) -> None:
    name = logs.redactor(_settings())("tg:1001")

    shown = logs.redactor(_settings())(written)

    assert re.fullmatch(r"chat-[0-9a-f]{10}", name)
    assert name in shown
    assert "1001" not in shown


def test_the_name_of_a_chat_depends_on_the_chat_and_the_token() -> None:
    ours, other = logs.redactor(_settings()), logs.redactor(_settings(token=TOKEN.replace("A", "B")))

    assert len({ours("tg:1001"), ours("tg:1002"), ours("tg:-1001"), other("tg:1001")}) == 4
    assert logs.redactor()("tg:1001") != logs.redactor()("tg:1001")  # without a token, of this process alone


def test_a_token_that_only_a_test_server_would_give_is_hidden_too() -> None:
    redact = logs.redactor(_settings(api_url="http://localhost:8081", token="12:short"))

    assert redact("asking http://localhost:8081/bot12:short/getMe") == (
        "asking http://localhost:8081/bot[hidden]/getMe"
    )


def test_the_database_password_is_hidden_in_every_spelling() -> None:
    url = "postgresql+asyncpg://durham:p%2Fss%20%E2%80%9Cw%C3%B6rd%E2%80%9D%5C1@db.example/bot"
    redact = logs.redactor(_settings(database_url=url))

    lines = [redact(text) for text in (url, PASSWORD, json.dumps(PASSWORD), repr(PASSWORD))]

    assert lines == [
        "postgresql+asyncpg://durham:[hidden]@db.example/bot",
        "[hidden]",
        '"[hidden]"',
        "'[hidden]'",
    ]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("postgresql://me:secret@host/name", "postgresql://me:[hidden]@host/name"),
        ("http://me:p@ss@host/feed?x=1", "http://me:[hidden]@host/feed?x=1"),
        ("redis://:secret@host", "redis://:[hidden]@host"),
        ("https://host:8080/page", "https://host:8080/page"),
        ("https://host/a@b:c", "https://host/a@b:c"),
        (f"bot{TOKEN.replace(':', '%3A')}/getMe", "bot[hidden]/getMe"),
        ("12345:AAHk3jPq-Zx_0123456789abcdefghijklm", "12345:AAHk3jPq-Zx_0123456789abcdefghijklm"),
        ("ocds-h6vhtk-012345 at 12:30:45", "ocds-h6vhtk-012345 at 12:30:45"),
    ],
)
def test_secrets_go_and_the_rest_of_the_line_stays(written: str, shown: str) -> None:
    assert logs.redactor()(written) == shown


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(), st.integers(100_000, 10**12), st.from_regex(r"[A-Za-z0-9_-]{30,40}", fullmatch=True), st.text()
)
def test_no_token_survives_whatever_stands_around_it(
    before: str, number: int, secret: str, after: str
) -> None:
    assert f"{number}:{secret}" not in logs.redactor()(f"{before}{number}:{secret}{after}")


def test_configuring_again_does_not_log_twice(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(_settings())
    logs.configure(_settings())

    log.info("started")

    assert capsys.readouterr().err.count("started") == 1
