"""The settings, read once from the environment or a `.env` file and handed down as values.

A wrong value is refused at start with its name, what was read and what is allowed. The token and
the database's password are secrets: they show as stars in a log, a traceback and `repr`.
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "SUPPLIERBOT_"
TELEGRAM = "https://api.telegram.org"


class SettingsError(Exception):
    """A setting cannot be used. The text names it, and says what was read and what is allowed."""


class Settings(BaseSettings):
    """What an operator may set. Each name is prefixed with `SUPPLIERBOT_` in the environment."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True)

    token: SecretStr | None = Field(default=None, description="the bot's token from @BotFather")
    api_url: str = Field(default=TELEGRAM, description="a Bot API server, such as http://localhost:8081")
    database_url: SecretStr = Field(
        default=SecretStr("sqlite+aiosqlite:///supplierbot.sqlite3"),
        description="sqlite+aiosqlite:///FILE or postgresql+asyncpg://USER@HOST/NAME",
    )
    admins: Annotated[frozenset[int], NoDecode] = Field(
        default=frozenset(), description="Telegram ids of who may appoint officers, with commas between"
    )
    catalogue: Path | None = Field(default=None, description="a TOML file of your own sources")
    log_format: Literal["console", "json"] = Field(default="console", description="console or json")

    @field_validator("api_url")
    @classmethod
    def _is_a_server(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("it must start with http:// or https://")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _is_a_database_we_know(cls, value: SecretStr) -> SecretStr:
        if not value.get_secret_value().startswith(("sqlite+aiosqlite:///", "postgresql+asyncpg://")):
            raise ValueError("it must start with sqlite+aiosqlite:/// or postgresql+asyncpg://")
        return value

    @field_validator("admins", mode="before")
    @classmethod
    def _are_numbers(cls, value: object) -> object:
        if isinstance(value, str):
            return frozenset(part.strip() for part in value.split(",") if part.strip())
        return value


def load() -> Settings:
    """Read the settings, or say which one is wrong.

    Raises:
        SettingsError: One line for each wrong setting.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("\n".join(_explain(dict(fault)) for fault in error.errors())) from None


def _explain(fault: dict[str, object]) -> str:
    """Say which setting is wrong, what was read unless it is a secret, and what is allowed."""
    place = fault["loc"]
    name = str(place[0]) if isinstance(place, tuple) and place else "?"
    field = Settings.model_fields[name]
    secret = field.annotation is SecretStr or "SecretStr" in str(field.annotation)
    found = "a value that is not shown because it is secret" if secret else f"“{fault['input']}”"
    return f"{PREFIX}{name.upper()} is {found}. {fault['msg']}. Allowed: {field.description}."
