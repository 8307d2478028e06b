"""What waits for the bot, and how a bot takes it: once confirmed, an update is gone for good."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

# All that this Bot API sends is sent by default. Others, such as reactions, it never makes.
KINDS = frozenset({"message", "callback_query", "my_chat_member"})
MAX_AT_ONCE = 100


@dataclass(slots=True)
class Updates:
    """The queue between the people and the bot. Delivery is at least once, as with Telegram."""

    waiting: list[dict[str, Any]] = field(default_factory=list)
    allowed: Collection[str] = KINDS
    last_id: int = 0
    listeners: list[Callable[[], object]] = field(default_factory=list)

    def add(self, kind: str, body: dict[str, Any]) -> None:
        """Queue an update, unless the bot has said that it does not want this kind."""
        if kind not in self.allowed:
            return
        self.last_id += 1
        self.waiting.append({"update_id": self.last_id, kind: body})
        for listener in tuple(self.listeners):
            listener()

    def take(self, offset: int, limit: int) -> list[dict[str, Any]]:
        """Forget what lies before `offset`, and return up to `limit` of the rest, oldest first.

        A negative offset counts from the end. What is returned stays until a later offset passes it.
        """
        if offset < 0:
            self.waiting = self.waiting[offset:]
        else:
            self.waiting = [update for update in self.waiting if update["update_id"] >= offset]
        return self.waiting[: min(max(limit, 1), MAX_AT_ONCE)]
