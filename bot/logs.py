"""The log: one line for each unit of work, on stderr, with every secret taken out.

In a terminal a line is for reading; with `SUPPLIERBOT_LOG_FORMAT=json` it is one JSON object.
Everything that any library logs passes through `_Formatter`, which removes what looks like a bot
token, what stands as a password in an address, and the very secrets of these settings. The number of a
chat becomes a name that is the same in every line and leads nowhere without the token. It does so
in the finished text, so a traceback or a library's own message is no way round it.
"""

import hmac
import json
import logging
import re
import secrets
import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, Final
from urllib.parse import quote

import structlog
from sqlalchemy.engine import make_url

from bot.settings import Settings

HIDDEN: Final = "[hidden]"
TOKEN: Final = re.compile(r"\d{6,}(?::|%3A)[\w-]{30,}", re.IGNORECASE)
CHATS: Final = re.compile(r"""(\b(?:tg|canary):|\bchat[ _]id["']?\s*[:=]\s*["']?)(-?\d+)""", re.IGNORECASE)
"""The number of a chat, in an address of ours or as Telegram's library writes it in an error."""

PASSWORD_IN_ADDRESS: Final = re.compile(r"(?<=://)([^\s:/@]*):[^\s/]+@")
SHORTEST_SECRET: Final = 4  # hiding each "a" because the password is "a" would hide the log itself

CHATTY: Final = (
    "alembic",  # two lines each time that it looks at the database
    "apscheduler",  # two lines for each tick of the schedule
    "httpcore",
    "httpx",  # its INFO line holds the bot's token
    "uvicorn",
)
"""Libraries of which only warnings are worth a line."""

Redact = Callable[[str], str]


def redactor(settings: Settings | None = None) -> Redact:
    """Return what takes secrets out of a text: any token, any password in an address, and these settings'.

    The number of a chat is written as its hash, keyed with the token: lines of one chat can be seen to be of
    one, and nobody finds the chat by trying all numbers.
    """
    spellings = {spelling for secret in _secrets(settings) for spelling in _spellings(secret)}
    ours = re.compile(
        "|".join(re.escape(each) for each in sorted(spellings, key=len, reverse=True)) or r"(?!)"
    )

    token = settings.token.get_secret_value() if settings and settings.token else ""
    key = token.encode() or secrets.token_bytes()

    def renamed(found: re.Match[str]) -> str:
        name = hmac.new(key, found[2].encode(), "sha256").hexdigest()[:10]
        return f"chat-{name}" if found[1].casefold() in {"tg:", "canary:"} else f"{found[1]}chat-{name}"

    def redact(text: str) -> str:
        text = CHATS.sub(renamed, TOKEN.sub(HIDDEN, ours.sub(HIDDEN, text)))
        return PASSWORD_IN_ADDRESS.sub(rf"\1:{HIDDEN}@", text)

    return redact


def _secrets(settings: Settings | None) -> list[str]:
    if settings is None:
        return []
    token = settings.token.get_secret_value() if settings.token else None
    password = make_url(settings.database_url.get_secret_value()).password
    return [secret for secret in (token, password) if secret and len(secret) >= SHORTEST_SECRET]


def _spellings(secret: str) -> set[str]:
    """Return how a secret may stand in a line: as it is, in an address, in JSON and in a `repr`."""
    return {secret, quote(secret), quote(secret, safe=""), json.dumps(secret)[1:-1], repr(secret)[1:-1]}


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """Write a record, ours or a library's, and take the secrets out of what was written."""

    def __init__(self, redact: Redact, **options: Any) -> None:
        super().__init__(**options)
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(super().format(record))


def configure(settings: Settings, *, level: int = logging.INFO) -> None:
    """Send every log record of this process to stderr, and every uncaught exception to the log.

    Calling it again starts afresh, so a second command in one process does not log twice.
    """
    redact = redactor(settings)
    added: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*added, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,  # a module's logger is made before this runs
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        _Formatter(
            redact,
            foreign_pre_chain=added,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_written(settings)],
        )
    )
    root = logging.getLogger()
    for old in [each for each in root.handlers if isinstance(each.formatter, _Formatter)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    logging.captureWarnings(capture=True)
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)
    sys.excepthook = _log_uncaught
    # Python prints these by itself, past every handler.
    threading.excepthook = _log_uncaught_in_thread
    sys.unraisablehook = _log_unraisable


def _written(settings: Settings) -> list[structlog.typing.Processor]:
    """Return what turns a record into text."""
    if settings.log_format == "json":
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    # The plain traceback: the pretty one folds long lines, and a folded token is not recognised.
    return [
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    ]


def _log_uncaught(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    """Log what nobody caught, instead of Python's own print of it, which would show secrets."""
    if issubclass(kind, KeyboardInterrupt):
        sys.stderr.write("Stopped.\n")
        return
    logging.getLogger("bot").critical("error_uncaught", exc_info=(kind, error, traceback))


def _log_uncaught_in_thread(told: threading.ExceptHookArgs) -> None:
    error = told.exc_value or told.exc_type()
    logging.getLogger("bot").critical(
        "error_uncaught_in_thread", exc_info=(told.exc_type, error, told.exc_traceback)
    )


def _log_unraisable(told: "sys.UnraisableHookArgs") -> None:
    error = told.exc_value or told.exc_type()
    logging.getLogger("bot").error("error_unraisable", exc_info=(told.exc_type, error, told.exc_traceback))
