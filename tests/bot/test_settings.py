"""A wrong setting is refused by its name, with what was read and what is allowed."""

from pathlib import Path

import pytest

from bot import settings
from bot.settings import Listen, SettingsError

TOKEN = "123456789:AAHk3jPq-Zx_0123456789abcdefghijklm"

pytestmark = pytest.mark.usefixtures("nothing_set")


def test_nothing_needs_to_be_set() -> None:
    found = settings.load()

    assert found.token is None
    assert found.api_url == "https://api.telegram.org"
    assert found.database_url.get_secret_value() == "sqlite+aiosqlite:///supplierbot.sqlite3"
    assert found.log_format == "console"


def test_a_setting_is_read_from_the_environment_before_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path(".env").write_text("SUPPLIERBOT_LOG_FORMAT=json\nSUPPLIERBOT_ADMINS=7\n", encoding="utf-8")
    monkeypatch.setenv("SUPPLIERBOT_ADMINS", "123, 456,")

    found = settings.load()

    assert (found.log_format, found.admins) == ("json", frozenset({123, 456}))


def test_an_empty_value_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "TOKEN",
        "API_URL",
        "DATABASE_URL",
        "ADMINS",
        "OFFICERS_CHAT",
        "REPLY_DAYS",
        "CATALOGUE",
        "LOG_FORMAT",
    ):
        monkeypatch.setenv(f"SUPPLIERBOT_{name}", "")

    assert settings.load() == settings.Settings(_env_file=None)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("API_URL", "localhost:8081", "SUPPLIERBOT_API_URL is “localhost:8081”"),
        ("API_URL", "http://", "SUPPLIERBOT_API_URL is “http://”"),
        ("API_URL", "http://localhost:8081/?x=1", "a Bot API server, such as http://localhost:8081"),
        ("LOG_FORMAT", "xml", "Allowed: console or json"),
        ("ADMINS", "123,bob", "“bob” is not a number"),
        ("ADMINS", "-5", "“-5” is not a number"),
        ("ADMINS", "²", "“²” is not a number"),
        ("OFFICERS_CHAT", "@officers", "Allowed: the number of the chat where officers answer questions"),
        ("REPLY_DAYS", "0", "Allowed: how many working days officers have for a reply, from 1 to 20"),
        ("DATABASE_URL", "mysql://me@host/name", "“mysql://me@host/name” is neither an SQLite file"),
        ("DATABASE_URL", "supplierbot.sqlite3", "cannot be read as the address of a database"),
        ("DATABASE_URL", "postgresql://host:port/name", "cannot be read as the address of a database"),
        ("DATABASE_URL", "sqlite://", "does not say which file or database"),
        ("DATABASE_URL", "postgresql://me@host/name?colour=red", "It has “colour” behind the question mark"),
        ("LISTEN", "8080", "It is not an address, a colon and the number of a port"),
        ("LISTEN", "localhost:0", "It is not an address, a colon and the number of a port"),
        (
            "LISTEN",
            "localhost:65536",
            "Allowed: an address of this machine and a port, such as 127.0.0.1:8080",
        ),
        ("LISTEN", ":8080", "It is not an address, a colon and the number of a port"),
        ("TOKEN", "hello", "It does not look like a token of Telegram"),
        ("TOKEN", f"{TOKEN} and more", "It has a space or a slash inside"),
        ("TOKEN", TOKEN[:-10], "It does not look like a token of Telegram"),
    ],
)
def test_a_wrong_value_is_refused_by_name(
    name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"SUPPLIERBOT_{name}", value)

    with pytest.raises(SettingsError) as refused:
        settings.load()

    assert str(refused.value).startswith(f"SUPPLIERBOT_{name} is ")
    assert "Allowed: " in str(refused.value)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("value", "listen"),
    [
        ("", None),
        ("127.0.0.1:8080", Listen(host="127.0.0.1", port=8080)),
        ("localhost:65535", Listen(host="localhost", port=65535)),
        ("[::1]:1", Listen(host="::1", port=1)),
    ],
)
def test_where_to_serve_is_an_address_and_a_port(
    value: str, listen: Listen | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUPPLIERBOT_LISTEN", value)

    assert settings.load().listen == listen


def test_every_wrong_setting_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPPLIERBOT_LOG_FORMAT", "xml")
    monkeypatch.setenv("SUPPLIERBOT_ADMINS", "bob")

    with pytest.raises(SettingsError) as refused:
        settings.load()

    assert [line.split()[0] for line in str(refused.value).splitlines()] == [
        "SUPPLIERBOT_ADMINS",
        "SUPPLIERBOT_LOG_FORMAT",
    ]


@pytest.mark.parametrize(
    ("name", "value", "secret"),
    [
        ("TOKEN", "123456:a-token-that-was-cut", "a-token-that-was-cut"),
        ("DATABASE_URL", "mysql://me:my-password@host/name", "my-password"),
        ("DATABASE_URL", "postgresql://me:my-password@host:port/name", "my-password"),
    ],
)
def test_a_refusal_does_not_show_the_secret(
    name: str, value: str, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"SUPPLIERBOT_{name}", value)

    with pytest.raises(SettingsError) as refused:
        settings.load()

    assert secret not in str(refused.value)


def test_secrets_do_not_show_in_the_settings_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPPLIERBOT_TOKEN", TOKEN)
    monkeypatch.setenv("SUPPLIERBOT_DATABASE_URL", "postgresql://me:my-password@host/name")

    shown = f"{settings.load()!r} {settings.load()}"

    assert TOKEN not in shown
    assert "my-password" not in shown


def test_another_server_may_use_tokens_of_any_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPPLIERBOT_API_URL", "http://localhost:8081/")
    monkeypatch.setenv("SUPPLIERBOT_TOKEN", "test")

    found = settings.load()

    assert found.api_url == "http://localhost:8081"
    assert found.token is not None
    assert found.token.get_secret_value() == "test"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("sqlite:///data/bot.sqlite3", "sqlite+aiosqlite:///data/bot.sqlite3"),
        ("postgres://me:pw@host:5432/bot", "postgresql+asyncpg://me:pw@host:5432/bot"),
        ("postgresql://me:p%40w@host/bot", "postgresql+asyncpg://me:p%40w@host/bot"),
        ("postgresql+asyncpg://me@host/bot", "postgresql+asyncpg://me@host/bot"),
        ("postgres://me@host/bot?sslmode=require", "postgresql+asyncpg://me@host/bot?ssl=require"),
    ],
)
def test_a_database_may_be_written_as_hosting_firms_write_it(
    written: str, read: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUPPLIERBOT_DATABASE_URL", written)

    assert settings.load().database_url.get_secret_value() == read


def test_a_settings_file_that_is_not_text_is_refused() -> None:
    Path(".env").write_bytes(b"\xff\xfe\x00SUPPLIERBOT")

    with pytest.raises(SettingsError, match=r"\.env in this folder cannot be read"):
        settings.load()


@pytest.mark.parametrize(
    ("name", "likeliest"),
    [
        ("SUPPLIERBOT_TOKN", "SUPPLIERBOT_TOKEN"),
        ("SUPPLIERBOT_DB_URL", "SUPPLIERBOT_DATABASE_URL"),
        ("SUPPLIERBOT_LOGFORMAT", "SUPPLIERBOT_LOG_FORMAT"),
        ("SUPPLIERBOT_SOMETHING_ELSE", None),
    ],
)
def test_a_name_that_is_no_setting_is_found_with_its_likeliest_meaning(
    name: str, likeliest: str | None
) -> None:
    assert settings.unknown_names({name: "1", "SUPPLIERBOT_TOKEN": "", "HOME": "/"}) == {name: likeliest}


def test_unknown_names_are_looked_for_in_the_file_too(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("SUPPLIERBOT_TOKE=1\n", encoding="utf-8")
    monkeypatch.setenv("SUPPLIERBOT_ADMIN", "1")

    assert settings.unknown_names() == {
        "SUPPLIERBOT_ADMIN": "SUPPLIERBOT_ADMINS",
        "SUPPLIERBOT_TOKE": "SUPPLIERBOT_TOKEN",
    }


def test_the_example_file_names_every_setting_and_only_those() -> None:
    example = Path(__file__).parents[2] / "docs" / "example.env"
    lines = example.read_text(encoding="utf-8").splitlines()

    named = {line.lstrip("#").partition("=")[0] for line in lines if "=" in line and "# " not in line}

    assert named == {settings.PREFIX + name.upper() for name in settings.Settings.model_fields}
    assert settings.unknown_names(dict.fromkeys(named, "")) == {}


HOOKED = {
    "SUPPLIERBOT_LISTEN": "127.0.0.1:8080",
    "SUPPLIERBOT_WEBHOOK_URL": "https://bot.example.org/telegram",
    "SUPPLIERBOT_WEBHOOK_SECRET": "x" * 64,
}


def test_a_webhook_is_an_address_a_secret_and_a_place_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in HOOKED.items():
        monkeypatch.setenv(name, value)

    found = settings.load()

    assert found.webhook_url == "https://bot.example.org/telegram"
    assert "xxx" not in repr(found)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("WEBHOOK_URL", "http://bot.example.org/telegram", "Telegram posts only to https, on port 443, 80,"),
        ("WEBHOOK_URL", "https://bot.example.org:8080/x", "Telegram posts only to https, on port 443, 80,"),
        ("WEBHOOK_URL", "https:///telegram", "It does not name a server"),
        ("LISTEN", "", "WEBHOOK_URL is “https://bot.example.org/telegram”. It needs SUPPLIERBOT_LISTEN"),
        ("WEBHOOK_SECRET", "", "SUPPLIERBOT_WEBHOOK_URL needs it, or anybody could post to us"),
        ("WEBHOOK_SECRET", "with a space", "It has other characters, or is too long"),
        ("WEBHOOK_SECRET", "x" * 257, "It has other characters, or is too long"),
    ],
)
def test_a_webhook_that_cannot_work_is_refused_with_its_reason(
    name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for known, usual in HOOKED.items():
        monkeypatch.setenv(known, usual)
    monkeypatch.setenv(f"SUPPLIERBOT_{name}", value)

    with pytest.raises(SettingsError) as refused:
        settings.load()

    assert said in str(refused.value)
    assert "xxx" not in str(refused.value)
