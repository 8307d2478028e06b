"""What the bot does in a chat, in one line each, for the tests of the Bot API in this process."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.telegram_local import ApiError, BotApi

NOW = datetime(2026, 8, 10, 12, 0, tzinfo=UTC)
SAM = 5
LINK = "https://www.find-tender.service.gov.uk/Notice/000001-2026"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def bot_api(clock: Clock | None = None) -> BotApi:
    """Return a Bot API with one person who has written to the bot."""
    api = BotApi(now=clock or Clock())
    api.person(SAM, "Sam", started=True)
    return api


def say(api: BotApi, text: str = "Hello", **given: Any) -> int:
    """Let the bot write, and return the number of its message."""
    message_id: int = api.call("sendMessage", {"chat_id": SAM, "text": text, **given})["message_id"]
    return message_id


def say_html(api: BotApi, html: str) -> str:
    """Let the bot write HTML, and return what is seen."""
    say(api, html, parse_mode="HTML")
    return api.transcript(SAM)[-1].text


def buttons(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return an inline keyboard."""
    return {"inline_keyboard": list(rows)}


def button(data: str = "yes", label: str = "Yes") -> dict[str, str]:
    """Return a button that comes back to the bot."""
    return {"text": label, "callback_data": data}


def refusal(act: Callable[[], object]) -> str:
    """Return the words of the refusal of what is done."""
    with pytest.raises(ApiError) as refused:
        act()
    assert refused.value.as_json()["ok"] is False
    return f"{refused.value.code} {refused.value.description}"


def edit(api: BotApi, message_id: int, **given: Any) -> Any:
    """Let the bot change the words of a message."""
    return api.call("editMessageText", {"chat_id": SAM, "message_id": message_id, **given})
