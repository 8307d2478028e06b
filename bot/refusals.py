"""What an answer of Telegram's other than yes means for whoever sent a message by itself.

`delivery`, `relay` and `telling` each have rows of their own to mark; how an error is read stands here once.
"""

from dataclasses import dataclass
from datetime import timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.pacing import seconds_of

AFTER_A_FAULT = timedelta(minutes=1)

NEVER_LEFT = (httpx.ConnectTimeout, httpx.PoolTimeout)
"""Time-outs before anything was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The chat is blocked, deleted or never was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The chat has another number now."""

    chat_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """Nothing was shown. The same message may be sent again after a wait. `asked`: it is Telegram's wish."""

    wait: timedelta
    asked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """Nobody knows whether the message arrived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """Telegram will never take this message."""

    why: str


Refusal = Gone | Moved | Later | Unanswered | Wrong


def read(error: TelegramError) -> Refusal:
    """Return what an error means. Order matters: some errors are kinds of others.

    Raises:
        TelegramError: The error itself, when no message is to blame, such as for a token that is not valid.
    """
    match error:
        case Forbidden():
            return Gone()
        case ChatMigrated():
            return Moved(chat_id=error.new_chat_id)
        case RetryAfter():
            return Later(wait=timedelta(seconds=seconds_of(error)), asked=True)
        case BadRequest() if "chat not found" in error.message.casefold():
            return Gone()
        case BadRequest():
            return Wrong(why=error.message)
        case TimedOut() if not isinstance(error.__cause__, NEVER_LEFT):
            return Unanswered()
        case NetworkError():
            return Later(wait=AFTER_A_FAULT)
        case _:
            raise error
