"""What a bot does in chats: it says, edits, deletes, sends files and answers taps.

Every check that Telegram makes before a message is said is made here, in Telegram's order: first the
text, then the buttons, then whether the chat wants to hear it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.telegram_local import rules
from bot.telegram_local.chats import Chat, File, Message, Popup
from bot.telegram_local.markup import Formatted, utf16_length
from bot.telegram_local.rules import ApiError, Given, Method, bad

MAX_UPLOAD = 50_000_000
MAX_DOWNLOAD = 20_000_000
DELETABLE = timedelta(hours=48)

_CHAT_ACTIONS = frozenset(
    {
        "choose_sticker",
        "find_location",
        "record_video",
        "record_video_note",
        "record_voice",
        "typing",
        "upload_document",
        "upload_photo",
        "upload_video",
        "upload_video_note",
        "upload_voice",
    }
)


@dataclass(slots=True, kw_only=True)
class Messages:
    """The chats, the files and the taps that wait for an answer. `bot` is the bot as a user."""

    bot: dict[str, Any]
    now: Callable[[], datetime]
    chats: dict[int, Chat] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    queries: dict[str, int] = field(default_factory=dict)
    last_query: int = 0

    def methods(self) -> dict[str, Method]:
        """Return what the bot may call, by its name in lower case."""
        return {
            "answercallbackquery": self._answer_callback_query,
            "deletemessage": self._delete_message,
            "editmessagereplymarkup": self._edit_message_reply_markup,
            "editmessagetext": self._edit_message_text,
            "getfile": self._get_file,
            "sendchataction": self._send_chat_action,
            "senddocument": self._send_document,
            "sendmessage": self._send_message,
            "sendphoto": self._send_photo,
        }

    def ask(self, chat_id: int) -> str:
        """Return the number of a new tap, which waits for an answer from now on."""
        self.last_query += 1
        query_id = str(4_000_000_000_000 + self.last_query)
        self.queries[query_id] = chat_id
        return query_id

    def attach(self, message: Message, file: File) -> None:
        """Put a file into a message and keep it under a number of its own."""
        message.file = file
        message.file_id = f"file-{len(self.files) + 1}"
        self.files[message.file_id] = file

    def _chat(self, given: Given) -> Chat:
        """Return the chat a bot may write to."""
        if not rules.words(given, "chat_id"):
            raise bad("chat_id is empty")
        chat = self.chats.get(rules.whole(given, "chat_id"))
        if chat is None or not chat.started:
            raise bad("chat not found")
        if chat.blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        return chat

    def _replied(self, given: Given, chat: Chat) -> int | None:
        """Return the message that is answered, or None when there is none or it may be missing."""
        asked = rules.structure(given, "reply_parameters") or {}
        if not isinstance(asked, dict):
            raise bad("can't parse reply parameters JSON object")
        message_id = rules.whole(asked, "message_id") or rules.whole(given, "reply_to_message_id")
        if not message_id or message_id in chat.messages:
            return message_id or None
        if rules.truth(asked, "allow_sending_without_reply"):
            return None
        raise bad("message to be replied not found")

    def _say(self, given: Given, content: Formatted, html: str, file: File | None = None) -> Any:
        rows = rules.keyboard(given)
        chat = self._chat(given)
        replied = self._replied(given, chat)
        message = chat.add(from_bot=True, at=self.now(), content=content, html=html)
        message.rows = rows
        message.reply_to = replied
        message.silent = rules.truth(given, "disable_notification")
        if file is not None:
            self.attach(message, file)
        return chat.message_json(message, self.bot)

    def _send_message(self, given: Given) -> Any:
        content, html = rules.formatted(given, "text", rules.MAX_TEXT)
        if not content.text:
            raise bad("message text is empty")
        return self._say(given, content, html)

    def _send_file(self, given: Given, name: str, *, is_photo: bool) -> Any:
        content, html = rules.formatted(given, "caption", rules.MAX_CAPTION)
        sent = given.get(name)
        file = self.files.get(sent) if isinstance(sent, str) else sent
        if not isinstance(file, File):
            raise bad("wrong file identifier/HTTP URL specified")
        if not file.content:
            raise bad("file must be non-empty")
        if len(file.content) > MAX_UPLOAD:
            raise ApiError(413, "Request Entity Too Large")
        file = File(name=file.name, content=file.content, is_photo=is_photo)
        return self._say(given, content, html, file)

    def _send_document(self, given: Given) -> Any:
        return self._send_file(given, "document", is_photo=False)

    def _send_photo(self, given: Given) -> Any:
        return self._send_file(given, "photo", is_photo=True)

    def _editable(self, given: Given) -> tuple[Chat, Message]:
        chat = self._chat(given)
        message = chat.messages.get(rules.whole(given, "message_id"))
        if message is None:
            raise bad("message to edit not found")
        if not message.from_bot:
            raise bad("message can't be edited")
        return chat, message

    def _edit(
        self, chat: Chat, message: Message, content: Formatted, html: str, rows: list[rules.Row]
    ) -> Any:
        if message.content == content and message.rows == rows:
            raise bad(
                "message is not modified: specified new message content and reply markup are "
                "exactly the same as a current content and reply markup of the message"
            )
        # An edit without a keyboard takes the old one away, as it does on Telegram.
        message.content, message.html, message.rows = content, html, rows
        message.edited_at = self.now()
        return chat.message_json(message, self.bot)

    def _edit_message_text(self, given: Given) -> Any:
        content, html = rules.formatted(given, "text", rules.MAX_TEXT)
        if not content.text:
            raise bad("message text is empty")
        rows = rules.keyboard(given)
        chat, message = self._editable(given)
        if message.file is not None:
            raise bad("there is no text in the message to edit")
        return self._edit(chat, message, content, html, rows)

    def _edit_message_reply_markup(self, given: Given) -> Any:
        rows = rules.keyboard(given)
        chat, message = self._editable(given)
        return self._edit(chat, message, message.content, message.html, rows)

    def _delete_message(self, given: Given) -> bool:
        chat = self._chat(given)
        message = chat.messages.get(rules.whole(given, "message_id"))
        if message is None:
            raise bad("message to delete not found")
        if self.now() - message.at > DELETABLE:
            raise bad("message can't be deleted for everyone")
        del chat.messages[message.message_id]
        return True

    def _answer_callback_query(self, given: Given) -> bool:
        text = rules.words(given, "text")
        if utf16_length(text) > rules.MAX_ANSWER:
            raise bad("MESSAGE_TOO_LONG")
        chat_id = self.queries.pop(rules.words(given, "callback_query_id"), None)
        if chat_id is None:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if text:
            popup = Popup(text=text, alert=rules.truth(given, "show_alert"))
            self.chats[chat_id].popups.append(popup)
        return True

    def _send_chat_action(self, given: Given) -> bool:
        action = rules.words(given, "action")
        if action not in _CHAT_ACTIONS:
            raise bad("wrong parameter action in request")
        self._chat(given).actions.append(action)
        return True

    def _get_file(self, given: Given) -> Any:
        file_id = rules.words(given, "file_id")
        file = self.files.get(file_id)
        if file is None:
            raise bad("invalid file_id")
        if len(file.content) > MAX_DOWNLOAD:
            raise bad("file is too big")
        return {
            "file_id": file_id,
            "file_unique_id": f"unique-{file_id}",
            "file_size": len(file.content),
            "file_path": f"documents/{file_id}",
        }
