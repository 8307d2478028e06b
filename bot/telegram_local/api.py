"""A Bot API in this process: the methods that Supplierbot calls, and the people it talks to.

No clock, network or event loop of its own: a call comes in, a result or a refusal goes out. Every
public method may be called from any thread.
"""

import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.telegram_local import rules
from bot.telegram_local.chats import Chat, File, Message, Popup, Shown
from bot.telegram_local.markup import Formatted, utf16_length
from bot.telegram_local.rules import ApiError, Given, bad
from bot.telegram_local.updates import KINDS, MAX_AT_ONCE, Updates

MAX_UPLOAD = 50_000_000
MAX_DOWNLOAD = 20_000_000
MAX_DESCRIPTION = 512
MAX_SHORT_DESCRIPTION = 120
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
_SCOPES = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat"})


class ActionError(Exception):
    """A person cannot do that: there is no such button, or nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call that the bot made, whether or not it was refused."""

    method: str
    given: Given


@dataclass(slots=True, kw_only=True)
class _Fault:
    method: str
    error: Exception
    left: int
    chat_id: int | None
    delivered: bool


class BotApi:
    """The part of Telegram's Bot API that Supplierbot uses, with its limits and its refusals.

    `now` gives the dates of messages: aware, in UTC.
    """

    def __init__(
        self, *, now: Callable[[], datetime], username: str = "supplierbot", name: str = "Supplierbot"
    ) -> None:
        self._now = now
        self._lock = threading.RLock()
        self._bot = {"id": 1_000_000_001, "is_bot": True, "first_name": name, "username": username}
        self._chats: dict[int, Chat] = {}
        self._updates = Updates()
        self._queries: dict[str, int] = {}  # taps that the bot has not answered, with their chat
        self._last_query = 0
        self._files: dict[str, File] = {}
        self._menus: dict[tuple[str, str], list[dict[str, str]]] = {}
        self._descriptions: dict[tuple[str, str], str] = {}
        self._webhook = ""
        self._faults: list[_Fault] = []
        self.calls: list[Call] = []
        self._methods: dict[str, Callable[[Given], Any]] = {
            "answercallbackquery": self._answer_callback_query,
            "deletemessage": self._delete_message,
            "deletemycommands": self._delete_my_commands,
            "deletewebhook": self._delete_webhook,
            "editmessagereplymarkup": self._edit_message_reply_markup,
            "editmessagetext": self._edit_message_text,
            "getfile": self._get_file,
            "getme": self._get_me,
            "getmycommands": self._get_my_commands,
            "getmydescription": self._get_my_description,
            "getmyshortdescription": self._get_my_short_description,
            "getupdates": self._get_updates,
            "getwebhookinfo": self._get_webhook_info,
            "sendchataction": self._send_chat_action,
            "senddocument": self._send_document,
            "sendmessage": self._send_message,
            "sendphoto": self._send_photo,
            "setmycommands": self._set_my_commands,
            "setmydescription": self._set_my_description,
            "setmyshortdescription": self._set_my_short_description,
            "setwebhook": self._set_webhook,
        }

    # The bot's side.

    def call(self, method: str, parameters: Given) -> Any:
        """Do what the bot asks and return the `result`. A file comes as a `File`.

        Raises:
            ApiError: Telegram would refuse it.
        """
        with self._lock:
            self.calls.append(Call(method=method, given=dict(parameters)))
            run = self._methods.get(method.lower())
            if run is None:
                raise ApiError(404, "Not Found: method not found")
            fault = self._fault(method, rules.whole(parameters, "chat_id"))
            if fault is not None and not fault.delivered:
                raise fault.error
            result = run(parameters)
            if fault is not None:
                raise fault.error
            return result

    def fail_next(
        self,
        method: str,
        error: Exception,
        times: int = 1,
        *,
        chat_id: int | None = None,
        delivered: bool = False,
    ) -> None:
        """Let the next calls of a method fail, to one chat if given.

        With `delivered` the call is carried out and only its answer is lost. Use any error that is
        not an `ApiError` (such as `telegram.error.TimedOut()`) for an answer that never came.
        """
        with self._lock:
            self._faults.append(
                _Fault(method=method.lower(), error=error, left=times, chat_id=chat_id, delivered=delivered)
            )

    def listen(self, listener: Callable[[], object]) -> Callable[[], None]:
        """Call `listener` whenever something waits for the bot. Returns how to stop that."""
        with self._lock:
            self._updates.listeners.append(listener)
        return lambda: self._updates.listeners.remove(listener)

    def file_content(self, path: str) -> bytes:
        """Return what lies under the `file_path` that getFile gave.

        Raises:
            ApiError: There is no such file.
        """
        with self._lock:
            file = self._files.get(path.rpartition("/")[2])
        if file is None:
            raise ApiError(404, "Not Found")
        return file.content

    # The people's side.

    def person(
        self,
        chat_id: int,
        first_name: str = "Sam",
        *,
        language_code: str | None = "en",
        started: bool = False,
    ) -> Chat:
        """Make a person known. With `started` they have written before, so the bot may write to them."""
        with self._lock:
            chat = Chat(id=chat_id, first_name=first_name, language_code=language_code, started=started)
            return self._chats.setdefault(chat_id, chat)

    def send(self, chat_id: int, text: str) -> int:
        """Write to the bot, and return the message's number. A long text goes in pieces, as an app does.

        Raises:
            ActionError: There is nothing to send, or the person has blocked the bot.
        """
        with self._lock:
            chat = self._writer(chat_id)
            pieces = _pieces(text.strip())
            if not pieces:
                raise ActionError("An app does not send an empty message.")
            for piece in pieces:
                self._queue_message(chat, chat.typed(piece, self._now()))
            return chat.last_id

    def send_document(self, chat_id: int, name: str, content: bytes, caption: str = "") -> int:
        """Send the bot a file, and return the message's number."""
        with self._lock:
            chat = self._writer(chat_id)
            message = chat.typed(caption, self._now())
            self._attach(message, File(name=name, content=content))
            self._queue_message(chat, message)
            return message.message_id

    def press(self, chat_id: int, message_id: int, data: str, *, stale: bool = False) -> str:
        """Tap a button, and return the number of the callback query.

        With `stale` the tap counts though the button is not there (any more): an app that was offline
        sends it late, and anyone can send what they like.

        Raises:
            ActionError: No button under that message carries this data.
        """
        with self._lock:
            chat = self._writer(chat_id)
            message = chat.messages.get(message_id)
            if not stale and (message is None or not message.holds(data)):
                raise ActionError(f"Message {message_id} has no button that carries {data!r}.")
            gone = {"chat": chat.as_json(), "message_id": message_id, "date": 0}
            self._last_query += 1
            query_id = str(4_000_000_000_000 + self._last_query)
            self._queries[query_id] = chat_id
            self._updates.add(
                "callback_query",
                {
                    "id": query_id,
                    "from": chat.person_json(),
                    "message": gone if message is None else chat.message_json(message, self._bot),
                    "chat_instance": str(chat_id * 7919),
                    "data": data,
                },
            )
            return query_id

    def block(self, chat_id: int) -> None:
        """Stop the bot from writing to this person."""
        self._change_membership(chat_id, blocked=True)

    def unblock(self, chat_id: int) -> None:
        """Let the bot write to this person again."""
        self._change_membership(chat_id, blocked=False)

    def transcript(self, chat_id: int, *, own: bool = False) -> list[Shown]:
        """Return what the bot's messages look like now, oldest first; with `own` the person's too."""
        with self._lock:
            chat = self._chats.get(chat_id)
            messages = chat.messages.values() if chat is not None else ()
            return [message.shown() for message in messages if own or message.from_bot]

    def popups(self, chat_id: int) -> list[Popup]:
        """Return what the bot has shown this person in answer to taps, oldest first."""
        with self._lock:
            return list(self.person(chat_id).popups)

    def actions(self, chat_id: int) -> list[str]:
        """Return what the bot was seen to be doing ("typing"), oldest first."""
        with self._lock:
            return list(self.person(chat_id).actions)

    def unanswered(self, chat_id: int) -> list[str]:
        """Return the taps whose button still spins, because the bot has not answered them."""
        with self._lock:
            return [query_id for query_id, owner in self._queries.items() if owner == chat_id]

    def _writer(self, chat_id: int) -> Chat:
        chat = self.person(chat_id)
        if chat.blocked:
            raise ActionError("This person has blocked the bot: unblock it first.")
        chat.started = True
        return chat

    def _queue_message(self, chat: Chat, message: Message) -> None:
        self._updates.add("message", chat.message_json(message, self._bot))

    def _change_membership(self, chat_id: int, *, blocked: bool) -> None:
        with self._lock:
            chat = self.person(chat_id)
            if chat.blocked == blocked:
                return
            chat.blocked = blocked
            kicked = {"user": self._bot, "status": "kicked", "until_date": 0}
            member = {"user": self._bot, "status": "member"}
            self._updates.add(
                "my_chat_member",
                {
                    "chat": chat.as_json(),
                    "from": chat.person_json(),
                    "date": int(self._now().timestamp()),
                    "old_chat_member": member if blocked else kicked,
                    "new_chat_member": kicked if blocked else member,
                },
            )

    # The methods.

    def _fault(self, method: str, chat_id: int) -> _Fault | None:
        for fault in self._faults:
            if fault.method == method.lower() and fault.chat_id in {None, chat_id} and fault.left > 0:
                fault.left -= 1
                return fault
        return None

    def _chat(self, given: Given) -> Chat:
        """Return the chat a bot may write to."""
        if not rules.words(given, "chat_id"):
            raise bad("chat_id is empty")
        chat = self._chats.get(rules.whole(given, "chat_id"))
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
        message = chat.add(from_bot=True, at=self._now(), content=content, html=html)
        message.rows = rows
        message.reply_to = replied
        message.silent = rules.truth(given, "disable_notification")
        if file is not None:
            self._attach(message, file)
        return chat.message_json(message, self._bot)

    def _attach(self, message: Message, file: File) -> None:
        message.file = file
        message.file_id = f"file-{len(self._files) + 1}"
        self._files[message.file_id] = file

    def _send_message(self, given: Given) -> Any:
        content, html = rules.formatted(given, "text", rules.MAX_TEXT)
        if not content.text:
            raise bad("message text is empty")
        return self._say(given, content, html)

    def _send_file(self, given: Given, name: str, *, is_photo: bool) -> Any:
        content, html = rules.formatted(given, "caption", rules.MAX_CAPTION)
        sent = given.get(name)
        file = self._files.get(sent) if isinstance(sent, str) else sent
        if not isinstance(file, File):
            raise bad(
                "wrong file identifier/HTTP URL specified" if sent else f"there is no {name} in the request"
            )
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

    def _edit(self, given: Given, content: Formatted, html: str) -> Any:
        rows = rules.keyboard(given)
        chat, message = self._editable(given)
        if message.content == content and message.rows == rows:
            raise bad(
                "message is not modified: specified new message content and reply markup are "
                "exactly the same as a current content and reply markup of the message"
            )
        # An edit without a keyboard takes the old one away, as it does on Telegram.
        message.content, message.html, message.rows = content, html, rows
        message.edited_at = self._now()
        return chat.message_json(message, self._bot)

    def _edit_message_text(self, given: Given) -> Any:
        content, html = rules.formatted(given, "text", rules.MAX_TEXT)
        if not content.text:
            raise bad("message text is empty")
        rules.keyboard(given)
        _, message = self._editable(given)
        if message.file is not None:
            raise bad("there is no text in the message to edit")
        return self._edit(given, content, html)

    def _edit_message_reply_markup(self, given: Given) -> Any:
        _, message = self._editable(given)
        return self._edit(given, message.content, message.html)

    def _delete_message(self, given: Given) -> bool:
        chat = self._chat(given)
        message = chat.messages.get(rules.whole(given, "message_id"))
        if message is None:
            raise bad("message to delete not found")
        if self._now() - message.at > DELETABLE:
            raise bad("message can't be deleted for everyone")
        del chat.messages[message.message_id]
        return True

    def _answer_callback_query(self, given: Given) -> bool:
        text = rules.words(given, "text")
        if utf16_length(text) > rules.MAX_ANSWER:
            raise bad("MESSAGE_TOO_LONG")
        chat_id = self._queries.pop(rules.words(given, "callback_query_id"), None)
        if chat_id is None:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if text:
            popup = Popup(text=text, alert=rules.truth(given, "show_alert"))
            self._chats[chat_id].popups.append(popup)
        return True

    def _send_chat_action(self, given: Given) -> bool:
        action = rules.words(given, "action")
        if action not in _CHAT_ACTIONS:
            raise bad("wrong parameter action in request")
        self._chat(given).actions.append(action)
        return True

    def _get_me(self, given: Given) -> Any:  # noqa: ARG002 - every method is called alike
        groups = {"can_join_groups": True, "can_read_all_group_messages": False}
        return {**self._bot, **groups, "supports_inline_queries": False}

    def _get_updates(self, given: Given) -> Any:
        if self._webhook:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        self._set_allowed(given)
        limit = rules.whole(given, "limit", MAX_AT_ONCE)
        return list(self._updates.take(rules.whole(given, "offset"), limit))

    def _set_allowed(self, given: Given) -> None:
        """Remember which updates the bot wants. An empty list means the usual ones."""
        wanted = rules.structure(given, "allowed_updates")
        if wanted is None:
            return
        if not isinstance(wanted, list):
            raise bad("can't parse allowed updates JSON object")
        self._updates.allowed = frozenset(map(str, wanted)) or KINDS

    def _set_webhook(self, given: Given) -> bool:
        url = rules.words(given, "url")
        if url and not url.startswith("https://"):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", rules.words(given, "secret_token")):
            raise bad("secret token contains unallowed characters")
        self._set_allowed(given)
        return self._delete_webhook(given, then=url)

    def _delete_webhook(self, given: Given, then: str = "") -> bool:
        self._webhook = then
        if rules.truth(given, "drop_pending_updates"):
            self._updates.waiting.clear()
        return True

    def _get_webhook_info(self, given: Given) -> Any:  # noqa: ARG002 - every method is called alike
        waiting = len(self._updates.waiting)
        return {"url": self._webhook, "has_custom_certificate": False, "pending_update_count": waiting}

    def _get_file(self, given: Given) -> Any:
        file_id = rules.words(given, "file_id")
        file = self._files.get(file_id)
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

    def _menu(self, given: Given) -> tuple[str, str]:
        """Return the key of a menu: whose it is, and in which language."""
        scope = rules.structure(given, "scope") or {"type": "default"}
        if not isinstance(scope, dict) or scope.get("type") not in _SCOPES:
            raise bad("can't parse bot command scope: unsupported type specified")
        if scope["type"] == "chat":
            self._chat(scope)
        return json.dumps(scope, sort_keys=True), _language(given)

    def _set_my_commands(self, given: Given) -> bool:
        self._menus[self._menu(given)] = rules.commands(given)
        return True

    def _delete_my_commands(self, given: Given) -> bool:
        self._menus.pop(self._menu(given), None)
        return True

    def _get_my_commands(self, given: Given) -> Any:
        return list(self._menus.get(self._menu(given), []))

    def _describe(self, given: Given, name: str, limit: int) -> bool:
        text = rules.words(given, name)
        if utf16_length(text) > limit:
            raise bad(f"{name.replace('_', ' ')} is too long")
        self._descriptions[name, _language(given)] = text
        return True

    def _description(self, given: Given, name: str) -> Any:
        usual = self._descriptions.get((name, ""), "")
        return {name: self._descriptions.get((name, _language(given)), usual)}

    def _set_my_description(self, given: Given) -> bool:
        return self._describe(given, "description", MAX_DESCRIPTION)

    def _get_my_description(self, given: Given) -> Any:
        return self._description(given, "description")

    def _set_my_short_description(self, given: Given) -> bool:
        return self._describe(given, "short_description", MAX_SHORT_DESCRIPTION)

    def _get_my_short_description(self, given: Given) -> Any:
        return self._description(given, "short_description")


def _language(given: Given) -> str:
    code = rules.words(given, "language_code")
    if not re.fullmatch(r"([a-z]{2})?", code):
        raise bad("invalid language code specified")
    return code


def _pieces(text: str) -> list[str]:
    """Cut a text into what fits in one message, as an app does before it sends."""
    pieces, piece, length = [], "", 0
    for character in text:
        width = utf16_length(character)
        if length + width > rules.MAX_TEXT:
            pieces.append(piece)
            piece, length = "", 0
        piece += character
        length += width
    return [*pieces, piece] if piece else pieces
