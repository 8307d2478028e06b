"""What Telegram refuses, and in which words: the limits on texts, buttons and commands.

A stand-in that accepts everything hides faults, so each rule here is one that would otherwise be
met for the first time in front of a supplier.

Parameters come as Python values or as the text of a form, because a client may send either.

Source: https://core.telegram.org/bots/api
"""

import json
import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from bot.telegram_local import markup
from bot.telegram_local.markup import Formatted, utf16_length

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_ENTITIES = 100
MAX_BUTTONS = 100
MAX_ROW = 8
MAX_CALLBACK_BYTES = 64
MAX_ANSWER = 200
MAX_COMMANDS = 100
MAX_COMMAND_DESCRIPTION = 256

_ACTIONS = frozenset(
    {
        "callback_data",
        "callback_game",
        "copy_text",
        "login_url",
        "pay",
        "switch_inline_query",
        "switch_inline_query_chosen_chat",
        "switch_inline_query_current_chat",
        "url",
        "web_app",
    }
)

Given = Mapping[str, Any]
Row = list[dict[str, Any]]
Method = Callable[[Given], Any]


class ApiError(Exception):
    """Telegram's refusal: an HTTP status, its words, and what to do about it if it says so."""

    def __init__(
        self,
        code: int,
        description: str,
        retry_after: int | None = None,
        migrate_to_chat_id: int | None = None,
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after
        self.migrate_to_chat_id = migrate_to_chat_id

    def as_json(self) -> dict[str, Any]:
        """Return the body of the answer."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        named = {"retry_after": self.retry_after, "migrate_to_chat_id": self.migrate_to_chat_id}
        parameters = {name: value for name, value in named.items() if value is not None}
        return body | ({"parameters": parameters} if parameters else {})


def bad(description: str) -> ApiError:
    """Return a refusal of what was asked, in Telegram's words."""
    return ApiError(400, f"Bad Request: {description}")


def words(given: Given, name: str) -> str:
    """Return a text parameter, empty when it was not given."""
    value = given.get(name)
    text = "" if value is None else str(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad("strings must be encoded in UTF-8") from None
    return text


def whole(given: Given, name: str, default: int = 0) -> int:
    """Return a whole number. Telegram reads what is no number as 0."""
    value = given.get(name)
    if value is None:
        return default
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0


def truth(given: Given, name: str) -> bool:
    """Return a yes or no, no when it was not given."""
    return str(given.get(name, "")).strip().lower() in {"true", "1", "yes", "t", "y"}


def structure(given: Given, name: str) -> Any:
    """Return an object or a list, given as such or as JSON. None when it was not given."""
    value = given.get(name)
    if not isinstance(value, str):
        return value
    if not value:
        return None
    try:
        return json.loads(value)
    except ValueError:
        raise bad(f"can't parse {name.replace('_', ' ')} JSON object") from None


def formatted(given: Given, name: str, limit: int) -> tuple[Formatted, str]:
    """Return a text as a person will see it, and the HTML it was sent as.

    `limit` counts UTF-16 units once the tags are gone. Whether an empty text is a fault is the
    caller's to say: a message needs one, a caption does not.
    """
    if structure(given, f"{name}_entities" if name == "caption" else "entities"):
        raise bad("this Bot API reads parse_mode HTML, not lists of entities")
    sent = words(given, name)
    mode = words(given, "parse_mode").lower()
    if mode == "html":
        try:
            shown = markup.parse(sent)
        except markup.MarkupError as error:
            raise bad(f"can't parse entities: {error}") from None
    elif mode:
        raise bad("unsupported parse_mode")
    else:
        shown = Formatted(text=sent)
        sent = escape(sent, quote=False)
    if len(shown.entities) > MAX_ENTITIES:
        raise bad(f"can't parse entities: there are more than {MAX_ENTITIES}")

    shown = shown.trimmed()
    if utf16_length(shown.text) > limit:
        raise bad("message caption is too long" if name == "caption" else "message is too long")
    return shown, sent


def keyboard(given: Given) -> list[Row]:
    """Return the rows of an inline keyboard as they were given, empty when there is none."""
    reply_markup = structure(given, "reply_markup")
    if reply_markup is None:
        return []
    if not isinstance(reply_markup, dict):
        raise bad("object expected as reply markup")
    if reply_markup.get("remove_keyboard") is True:
        return []
    rows = reply_markup.get("inline_keyboard")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad("this Bot API reads inline keyboards only: inline_keyboard must be a list of lists")
    for row in rows:
        if len(row) > MAX_ROW:
            raise bad(f"reply markup is too long: a row holds at most {MAX_ROW} buttons")
        for button in row:
            _check_button(button)
    if sum(map(len, rows)) > MAX_BUTTONS:
        raise bad("reply markup is too long")
    return [row for row in rows if row]


def _check_button(button: object) -> None:
    if not isinstance(button, dict):
        raise bad("can't parse inline keyboard button: expected an Object")
    label = button.get("text")
    if not isinstance(label, str) or not label.strip():
        raise bad("can't parse inline keyboard button: Can't find field \"text\"")
    actions = _ACTIONS & button.keys()
    if not actions:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad(f"can't parse inline keyboard button: exactly one of {', '.join(sorted(actions))}")
    if "callback_data" in button:
        data = button["callback_data"]
        if not isinstance(data, str) or not 1 <= len(data.encode()) <= MAX_CALLBACK_BYTES:
            raise bad("BUTTON_DATA_INVALID")
    if "url" in button and not markup.is_link(str(button["url"])):
        raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def commands(given: Given) -> list[dict[str, str]]:
    """Return the commands of a menu."""
    listed = structure(given, "commands")
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise bad("can't parse commands JSON object")
    if len(listed) > MAX_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for one in listed:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", str(one.get("command", ""))):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= utf16_length(str(one.get("description", ""))) <= MAX_COMMAND_DESCRIPTION:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return [{"command": one["command"], "description": one["description"]} for one in listed]
