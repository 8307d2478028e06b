"""A Bot API in this process: what the bot calls, and what the people it talks to do.

No clock, network or event loop of its own: a call comes in, a result or a refusal goes out. Every
public method may be called from any thread.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.telegram_local import chats, rules
from bot.telegram_local.chats import Chat, File, Message, Popup, Shown
from bot.telegram_local.menu import Menu
from bot.telegram_local.messages import Messages
from bot.telegram_local.rules import ApiError, Given, Method
from bot.telegram_local.updates import Updates


class ActionError(Exception):
    """A person cannot do that: there is no such button, or nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call that the bot made, refused or not. Its polls for updates are not counted."""

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
        self._lock = threading.RLock()
        self._now = now
        self._bot = {"id": 1_000_000_001, "is_bot": True, "first_name": name, "username": username}
        self._messages = Messages(bot=self._bot, now=now)
        self._updates = Updates()
        self._methods: dict[str, Method] = {
            "getme": self._get_me,
            **self._messages.methods(),
            **self._updates.methods(),
            **Menu(chats=self._messages.chats).methods(),
        }
        self._faults: list[_Fault] = []
        self.calls: list[Call] = []

    # The bot's side.

    def call(self, method: str, parameters: Given) -> Any:
        """Do what the bot asks and return the `result`. A file comes as a `File`.

        Raises:
            ApiError: Telegram would refuse it.
        """
        with self._lock:
            if method.lower() != "getupdates":  # asked so often that it would hide the rest
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

        def stop() -> None:
            with self._lock:
                self._updates.listeners.remove(listener)

        with self._lock:
            self._updates.listeners.append(listener)
        return stop

    def file_content(self, path: str) -> bytes:
        """Return what lies under the `file_path` that getFile gave.

        Raises:
            ApiError: There is no such file.
        """
        with self._lock:
            file = self._messages.files.get(path.rpartition("/")[2])
        if file is None:
            raise ApiError(404, "Not Found")
        return file.content

    def _fault(self, method: str, chat_id: int) -> _Fault | None:
        for fault in self._faults:
            if fault.method == method.lower() and fault.chat_id in {None, chat_id} and fault.left > 0:
                fault.left -= 1
                return fault
        return None

    def _get_me(self, _given: Given) -> Any:
        groups = {"can_join_groups": True, "can_read_all_group_messages": False}
        return {**self._bot, **groups, "supports_inline_queries": False}

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
            chat = self._chat(chat_id)
            chat.first_name, chat.language_code = first_name, language_code
            chat.started = chat.started or started
            return chat

    def send(self, chat_id: int, text: str, *, reply_to: int | None = None) -> int:
        """Write to the bot, and return the message's number. A long text goes in pieces, as an app does.

        `reply_to` is the message that is answered.

        Raises:
            ActionError: There is nothing to send, or the person has blocked the bot.
        """
        with self._lock:
            chat = self._writer(chat_id)
            pieces = chats.pieces(text.strip())
            if not pieces:
                raise ActionError("An app does not send an empty message.")
            for piece in pieces:
                message = chat.typed(piece, self._now())
                message.reply_to = reply_to
                self._queue_message(chat, message)
            return chat.last_id

    def send_document(self, chat_id: int, name: str, content: bytes, caption: str = "") -> int:
        """Send the bot a file, and return the message's number."""
        with self._lock:
            chat = self._writer(chat_id)
            message = chat.typed(caption, self._now())
            self._messages.attach(message, File(name=name, content=content))
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
            query_id = self._messages.ask(chat_id)
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
            messages = self._chat(chat_id).messages.values()
            return [message.shown() for message in messages if own or message.from_bot]

    def popups(self, chat_id: int) -> list[Popup]:
        """Return what the bot has shown this person in answer to taps, oldest first."""
        with self._lock:
            return list(self._chat(chat_id).popups)

    def actions(self, chat_id: int) -> list[str]:
        """Return what the bot was seen to be doing ("typing"), oldest first."""
        with self._lock:
            return list(self._chat(chat_id).actions)

    def unanswered(self, chat_id: int) -> list[str]:
        """Return the taps whose button still spins, because the bot has not answered them."""
        with self._lock:
            return [query_id for query_id, owner in self._messages.queries.items() if owner == chat_id]

    def _chat(self, chat_id: int) -> Chat:
        return self._messages.chats.setdefault(chat_id, Chat(id=chat_id))

    def _writer(self, chat_id: int) -> Chat:
        chat = self._chat(chat_id)
        if chat.blocked:
            raise ActionError("This person has blocked the bot: unblock it first.")
        chat.started = True
        return chat

    def _queue_message(self, chat: Chat, message: Message) -> None:
        self._updates.add("message", chat.message_json(message, self._bot))

    def _change_membership(self, chat_id: int, *, blocked: bool) -> None:
        with self._lock:
            chat = self._chat(chat_id)
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
