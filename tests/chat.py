"""A person in a chat with the real application, for tests: write, tap, and see what the bot did.

Updates are handed to the application one by one and each is waited for, so a test never sleeps.
"""

from types import TracebackType
from typing import Any, Self

from telegram.ext import Application

from bot.context import Shared, address_of
from bot.telegram_local import BotApi, Button, Shown
from bot.telegram_local.handover import hand_over


class Chat:
    """One person's chat. Two people may share an application and a `BotApi`.

        async with Chat(application, api) as chat:
            shown = await chat.send("/start")
            await chat.tap("Yes")

    Writing and tapping return the messages that are new or changed since the last look, oldest first.
    """

    def __init__(
        self,
        application: Application[Any, Any, Any, Any, Any, Any],
        api: BotApi,
        chat_id: int = 1001,
        *,
        first_name: str = "Sam",
    ) -> None:
        self.application = application
        self.api = api
        self.chat_id = chat_id
        api.person(chat_id, first_name)
        self._seen: dict[int, Shown] = {}
        self._popups_seen = 0

    async def __aenter__(self) -> Self:
        await self.application.initialize()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.application.shutdown()

    @property
    def address(self) -> str:
        """What the bot knows this chat by."""
        return address_of(self.chat_id)

    @property
    def messages(self) -> list[Shown]:
        """What the bot's messages look like now, oldest first."""
        return self.api.transcript(self.chat_id)

    @property
    def texts(self) -> list[str]:
        """The words of the bot's messages as they are now, without tags, oldest first."""
        return [shown.text for shown in self.messages]

    @property
    def last(self) -> Shown:
        """The bot's newest message as it is now."""
        assert self.messages, "The bot has said nothing yet."
        return self.messages[-1]

    @property
    def labels(self) -> list[str]:
        """The labels under the newest message that has buttons."""
        for shown in reversed(self.messages):
            if shown.buttons:
                return [button.label for row in shown.buttons for button in row]
        return []

    @property
    def popup(self) -> str | None:
        """What the bot showed for a moment in answer to the last tap, or None."""
        popups = self.api.popups(self.chat_id)
        return popups[-1].text if len(popups) > self._popups_seen else None

    @property
    def spins(self) -> bool:
        """Whether a tapped button still spins because the bot never answered the tap."""
        return bool(self.api.unanswered(self.chat_id))

    async def send(self, text: str, *, reply_to: int | None = None) -> list[Shown]:
        """Write to the bot, perhaps in reply to one of the messages."""
        self._look_away()
        self.api.send(self.chat_id, text, reply_to=reply_to)
        return await self._answered()

    async def send_document(self, name: str, content: bytes, caption: str = "") -> list[Shown]:
        """Send the bot a file."""
        self._look_away()
        self.api.send_document(self.chat_id, name, content, caption)
        return await self._answered()

    async def tap(self, label: str) -> list[Shown]:
        """Tap the newest button with this label."""
        message_id, button = self._find(label)
        assert button.data is not None, f"“{label}” opens {button.url}; it does not reach the bot."
        return await self.press(message_id, button.data)

    async def press(self, message_id: int, data: str, *, stale: bool = False) -> list[Shown]:
        """Tap by what the button carries. With `stale`, even when it is not there any more."""
        self._look_away()
        self.api.press(self.chat_id, message_id, data, stale=stale)
        return await self._answered()

    async def tap_twice(self, label: str) -> list[Shown]:
        """Tap a button, and again before the bot has answered. Returns what both did."""
        message_id, button = self._find(label)
        assert button.data is not None, f"“{label}” opens {button.url}; it does not reach the bot."
        self._look_away()
        self.api.press(self.chat_id, message_id, button.data)
        self.api.press(self.chat_id, message_id, button.data)
        return await self._answered()

    async def block(self) -> None:
        """Block the bot."""
        self.api.block(self.chat_id)
        await self._answered()

    async def unblock(self) -> None:
        """Let the bot write again."""
        self.api.unblock(self.chat_id)
        await self._answered()

    def news(self) -> list[Shown]:
        """Return the messages that are new or changed since the last look, as after a job has run."""
        shown = {message.message_id: message for message in self.messages}
        news = [message for number, message in shown.items() if self._seen.get(number) != message]
        self._seen = shown
        return news

    def _look_away(self) -> None:
        """Count what was there before as seen."""
        self.news()
        self._popups_seen = len(self.api.popups(self.chat_id))

    async def _answered(self) -> list[Shown]:
        await hand_over(self.api, self.application)
        shared = self.application.bot_data.get("shared")
        if isinstance(shared, Shared):  # some tests have an application of their own
            await shared.background.finished()
        return self.news()

    def _find(self, label: str) -> tuple[int, Button]:
        """Return the newest button with this label, and the message it is under."""
        for shown in reversed(self.messages):
            for row in shown.buttons:
                for button in row:
                    if button.label == label:
                        return shown.message_id, button
        raise AssertionError(f"There is no button “{label}”. The newest are: {', '.join(self.labels)}.")
