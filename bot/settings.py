"""The settings, read once from the environment or a `.env` file and handed down as values.

A wrong value is refused at start with its name, what was read and what is allowed. The token and
the database's password are secrets: they show as stars in a log, a traceback and `repr`.
"""

import os
import re
from collections.abc import Mapping
from inspect import signature
from pathlib import Path
from typing import Annotated, Literal, NamedTuple
from urllib.parse import urlsplit

import asyncpg
from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from rapidfuzz import process
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "SUPPLIERBOT_"
ENV_FILE = ".env"
TELEGRAM = "https://api.telegram.org"
WEBHOOK_PORTS = frozenset({443, 80, 88, 8443})
TOKEN_FORM = re.compile(r"\d+:[\w-]{30,}")
DATABASES = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}
"""How people and hosting firms write the two databases we know, and the driver that we use."""

POSTGRESQL_OPTIONS = set(signature(asyncpg.connect).parameters) | {"prepared_statement_cache_size"}


PORTS = 1 << 16


class Listen(NamedTuple):
    """Where to serve /healthz and /metrics."""

    host: str
    port: int


class SettingsError(Exception):
    """A setting cannot be used. The text names it, and says what was read and what is allowed."""


class Settings(BaseSettings):
    """What an operator may set. Each name is prefixed with `SUPPLIERBOT_` in the environment.

    An empty value counts as not set, because that is how people switch a line of `.env` off.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=ENV_FILE, env_ignore_empty=True, extra="ignore", frozen=True
    )

    # Before the token: what a token must look like depends on who is asked.
    api_url: str = Field(default=TELEGRAM, description="a Bot API server, such as http://localhost:8081")
    token: SecretStr | None = Field(
        default=None, description="what @BotFather gave you: digits, a colon, then 35 letters and digits"
    )
    database_url: SecretStr = Field(
        default=SecretStr("sqlite+aiosqlite:///supplierbot.sqlite3"),
        description="sqlite+aiosqlite:///FILE or postgresql+asyncpg://PERSON:PASSWORD@HOST/NAME",
    )
    admins: Annotated[frozenset[int], NoDecode] = Field(
        default=frozenset(),
        description="the Telegram ids of who may appoint officers, with commas between: 123456789,987654321",
    )
    officers_chat: int | None = Field(
        default=None,
        description="the number of the chat where officers answer questions, such as -1001234567890",
    )
    reply_days: int = Field(
        default=3, ge=1, le=20, description="how many working days officers have for a reply, from 1 to 20"
    )
    catalogue: Path | None = Field(default=None, description="the path of a TOML file of your own sources")
    listen: Annotated[Listen | None, NoDecode] = Field(
        default=None, description="an address of this machine and a port, such as 127.0.0.1:8080"
    )
    webhook_url: str | None = Field(
        default=None, description="an https address that reaches us, such as https://bot.example.org/telegram"
    )
    webhook_secret: SecretStr | None = Field(
        default=None,
        validate_default=True,
        description="1 to 256 letters, digits, _ and -, that nobody can guess. openssl rand -hex 32 makes one",
    )
    log_format: Literal["console", "json"] = Field(default="console", description="console or json")

    @field_validator("api_url")
    @classmethod
    def _is_a_server(cls, value: str) -> str:
        if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", value):
            raise ValueError("It must start with http:// or https:// and name a server.")
        return value.rstrip("/")

    @field_validator("token")
    @classmethod
    def _is_a_token(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if value is None:
            return None
        token = value.get_secret_value().strip()
        if re.search(r"[\s/?#]", token):
            raise ValueError("It has a space or a slash inside.")
        # Another server, such as one for tests, may hand out tokens of any form.
        if info.data.get("api_url") == TELEGRAM and not TOKEN_FORM.fullmatch(token):
            raise ValueError("It does not look like a token of Telegram.")
        return SecretStr(token)

    @field_validator("database_url")
    @classmethod
    def _is_a_database_we_know(cls, value: SecretStr) -> SecretStr:
        return SecretStr(database_address(value.get_secret_value()))

    @field_validator("listen", mode="before")
    @classmethod
    def _is_an_address(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        host, colon, port = value.strip().rpartition(":")
        if not (colon and host and port.isascii() and port.isdigit() and 0 < int(port) < PORTS):
            raise ValueError("It is not an address, a colon and the number of a port.")
        return Listen(host=host.strip("[]"), port=int(port))

    @field_validator("webhook_url")
    @classmethod
    def _is_what_telegram_posts_to(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None:
            return None
        url = urlsplit(value.strip())
        # Another Bot API server, such as one of our own, may post wherever it likes.
        if info.data.get("api_url") == TELEGRAM and (
            url.scheme != "https" or (url.port or 443) not in WEBHOOK_PORTS
        ):
            raise ValueError("Telegram posts only to https, on port 443, 80, 88 or 8443.")
        if not url.hostname:
            raise ValueError("It does not name a server.")
        if info.data.get("listen") is None:
            raise ValueError(f"It needs {PREFIX}LISTEN, the address at which we wait for what is posted.")
        return value.strip()

    @field_validator("webhook_secret")
    @classmethod
    def _is_a_secret(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if value is None:
            if info.data.get("webhook_url") is not None:
                raise ValueError(f"{PREFIX}WEBHOOK_URL needs it, or anybody could post to us.")
            return None
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value.get_secret_value()):
            raise ValueError("It has other characters, or is too long.")
        return value

    @field_validator("admins", mode="before")
    @classmethod
    def _are_numbers(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = [part.strip() for part in value.split(",") if part.strip()]
        for part in parts:
            if not (part.isascii() and part.isdigit()):
                raise ValueError(f"“{part}” is not a number.")
        return frozenset(parts)


def database_address(typed: str) -> str:
    """Return the address of a database as SQLAlchemy and our drivers read it.

    Raises:
        ValueError: It is none that we know. The text is a sentence, and shows no password.
    """
    try:
        url = make_url(typed.strip())
    except (ArgumentError, ValueError):  # a port that is not a number is a ValueError
        raise ValueError("It cannot be read as the address of a database.") from None
    if url.drivername not in DATABASES:
        shown = url.render_as_string(hide_password=True)
        raise ValueError(f"“{shown}” is neither an SQLite file nor a PostgreSQL database.")
    if not url.database:
        raise ValueError("It does not say which file or database.")
    url, query = url.set(drivername=DATABASES[url.drivername]), dict(url.query)
    if url.get_backend_name() == "postgresql":
        if "sslmode" in query:
            query["ssl"] = query.pop("sslmode")  # psql's name for it, and what hosting firms write
        for name in sorted(query.keys() - POSTGRESQL_OPTIONS):
            raise ValueError(f"It has “{name}” behind the question mark, which is no option here.")
    return url.set(query=query).render_as_string(hide_password=False)


def load() -> Settings:
    """Read the settings, or say which one is wrong.

    Raises:
        SettingsError: One line for each wrong setting.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("\n".join(_explain(dict(fault)) for fault in error.errors())) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The file {ENV_FILE} in this folder cannot be read: {error}.") from None


def unknown_names(environment: Mapping[str, str] | None = None) -> dict[str, str | None]:
    """Return each `SUPPLIERBOT_` name that is set but is no setting, with the one it looks like.

    Reads the process's environment and `.env` unless an `environment` is given.
    """
    if environment is None:
        written = {name: value or "" for name, value in dotenv_values(ENV_FILE).items()}
        environment = {**written, **os.environ}
    known = list(Settings.model_fields)
    likeliest: dict[str, str | None] = {}
    for name in sorted(environment):
        setting = name.lower().removeprefix(PREFIX.lower())
        if name.upper().startswith(PREFIX) and setting not in known:
            guess = process.extractOne(setting, known, score_cutoff=65)
            likeliest[name] = PREFIX + guess[0].upper() if guess else None
    return likeliest


def _explain(fault: dict[str, object]) -> str:
    """Say which setting is wrong, what was read unless it is a secret, and what is allowed."""
    place = fault["loc"]
    name = str(place[0]) if isinstance(place, tuple) and place else "?"
    field = Settings.model_fields[name]
    if "SecretStr" in str(field.annotation):
        found = "set to a value that is not shown here, because it is secret"
    else:
        found = f"“{fault['input']}”"
    why = str(fault["msg"]).removeprefix("Value error, ").removesuffix(".")
    return f"{PREFIX}{name.upper()} is {found}. {why}. Allowed: {field.description}."
