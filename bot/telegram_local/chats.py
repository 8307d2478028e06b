"""A private chat as both sides know it: who the person is, and what was said.

The bot sees messages as JSON of the Bot API; the person sees them as `Shown`.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Any

from bot.telegram_local.markup import Entity, Formatted, utf16_length
from bot.telegram_local.rules import MAX_TEXT, Row

_COMMAND = re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button under a message: `data` comes back to the bot, `url` opens a page."""

    label: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A document or a picture, whoever sent it."""

    name: str
    content: bytes = field(repr=False)
    is_photo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Popup:
    """What a person sees for a moment after a tap. An alert stays until it is closed."""

    text: str
    alert: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A message as a person sees it. `html` is what was sent; `entities` are in UTF-16 units."""

    message_id: int
    text: str
    html: str
    entities: tuple[Entity, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    edited: bool = False
    silent: bool = False
    reply_to: int | None = None
    file: File | None = None
    from_bot: bool = True
    at: datetime


@dataclass(slots=True, kw_only=True)
class Message:
    """A message as it stands now. An edit changes it in place."""

    message_id: int
    from_bot: bool
    at: datetime
    content: Formatted
    html: str
    rows: list[Row] = field(default_factory=list)
    edited_at: datetime | None = None
    silent: bool = False
    reply_to: int | None = None
    file: File | None = None
    file_id: str | None = None

    def shown(self) -> Shown:
        """Return it as the person sees it now."""
        return Shown(
            message_id=self.message_id,
            text=self.content.text,
            html=self.html,
            entities=self.content.entities,
            buttons=tuple(
                tuple(
                    Button(label=one["text"], data=one.get("callback_data"), url=one.get("url"))
                    for one in row
                )
                for row in self.rows
            ),
            edited=self.edited_at is not None,
            silent=self.silent,
            reply_to=self.reply_to,
            file=self.file,
            from_bot=self.from_bot,
            at=self.at,
        )

    def holds(self, data: str) -> bool:
        """Say whether a button that carries `data` is under it now."""
        return any(button.get("callback_data") == data for row in self.rows for button in row)


@dataclass(slots=True, kw_only=True)
class Chat:
    """A private chat, or a group where the number is below zero, with one member who writes.

    `started` once the person has written: a bot may not speak first.
    """

    id: int
    first_name: str = "Sam"
    language_code: str | None = "en"
    started: bool = False
    blocked: bool = False
    messages: dict[int, Message] = field(default_factory=dict)
    last_id: int = 0
    popups: list[Popup] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)

    def add(self, *, from_bot: bool, at: datetime, content: Formatted, html: str) -> Message:
        """Append a message under the next number. Numbers are never used twice."""
        self.last_id += 1
        message = Message(message_id=self.last_id, from_bot=from_bot, at=at, content=content, html=html)
        self.messages[message.message_id] = message
        return message

    def typed(self, text: str, at: datetime) -> Message:
        """Append what the person wrote, with its commands marked as Telegram marks them."""
        entities = tuple(
            Entity(
                type="bot_command",
                offset=utf16_length(text[: found.start()]),
                length=utf16_length(found.group()),
            )
            for found in _COMMAND.finditer(text)
        )
        content = Formatted(text=text, entities=entities)
        return self.add(from_bot=False, at=at, content=content, html=escape(text, quote=False))

    def as_json(self) -> dict[str, Any]:
        """Return the chat as the Bot API writes it."""
        if self.id < 0:
            return {"id": self.id, "type": "supergroup", "title": self.first_name}
        return {"id": self.id, "type": "private", "first_name": self.first_name}

    def person_json(self) -> dict[str, Any]:
        """Return the person as the Bot API writes a user."""
        person = {"id": abs(self.id), "is_bot": False, "first_name": self.first_name}
        return person | ({"language_code": self.language_code} if self.language_code else {})

    def message_json(self, message: Message, bot: dict[str, Any]) -> dict[str, Any]:
        """Return a message as the Bot API writes it. `bot` is the bot as a user."""
        body: dict[str, Any] = {
            "message_id": message.message_id,
            "from": bot if message.from_bot else self.person_json(),
            "chat": self.as_json(),
            "date": int(message.at.timestamp()),
        }
        prefix = "" if message.file is None else "caption_"
        if message.content.text:
            body["caption" if prefix else "text"] = message.content.text
        if message.content.entities:
            body[f"{prefix}entities"] = [entity.as_json() for entity in message.content.entities]
        if message.rows:
            body["reply_markup"] = {"inline_keyboard": message.rows}
        if message.edited_at is not None:
            body["edit_date"] = int(message.edited_at.timestamp())
        if message.file is not None:
            body |= file_json(message.file, message.file_id or "")
        replied = self.messages.get(message.reply_to or 0)
        if replied is not None:
            body["reply_to_message"] = {
                name: value
                for name, value in self.message_json(replied, bot).items()
                if name != "reply_to_message"
            }
        return body


def file_json(file: File, file_id: str) -> dict[str, Any]:
    """Return the part of a message that tells of its file."""
    known = {"file_id": file_id, "file_unique_id": f"unique-{file_id}", "file_size": len(file.content)}
    if file.is_photo:
        return {"photo": [known | {"width": 640, "height": 480}]}
    return {"document": known | {"file_name": file.name, "mime_type": "application/octet-stream"}}


def pieces(text: str) -> list[str]:
    """Cut a text into what fits in one message, as an app does before it sends."""
    whole, piece, length = [], "", 0
    for character in text:
        width = utf16_length(character)
        if length + width > MAX_TEXT:
            whole.append(piece)
            piece, length = "", 0
        piece += character
        length += width
    return [*whole, piece] if piece else whole
