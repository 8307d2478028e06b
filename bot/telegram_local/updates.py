"""What waits for the bot, and how a bot takes it: once confirmed, an update is gone for good."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from bot.telegram_local import rules
from bot.telegram_local.rules import ApiError, Given, Method, bad

# All that this Bot API sends is sent by default. Others, such as reactions, it never makes.
KINDS = frozenset({"message", "callback_query", "my_chat_member"})
MAX_AT_ONCE = 100


@dataclass(slots=True)
class Updates:
    """The queue between the people and the bot. Delivery is at least once, as with Telegram.

    A webhook can be set, and then getUpdates is refused; nothing is ever sent to its address.
    """

    waiting: list[dict[str, Any]] = field(default_factory=list)
    allowed: Collection[str] = KINDS
    last_id: int = 0
    listeners: list[Callable[[], object]] = field(default_factory=list)
    webhook: str = ""

    def methods(self) -> dict[str, Method]:
        """Return what the bot may call, by its name in lower case."""
        return {
            "deletewebhook": self._delete_webhook,
            "getupdates": self._get_updates,
            "getwebhookinfo": self._get_webhook_info,
            "setwebhook": self._set_webhook,
        }

    def add(self, kind: str, body: dict[str, Any]) -> None:
        """Queue an update, unless the bot has said that it does not want this kind."""
        if kind not in self.allowed:
            return
        self.last_id += 1
        self.waiting.append({"update_id": self.last_id, kind: body})
        for listener in tuple(self.listeners):
            listener()

    def _take(self, offset: int, limit: int) -> list[dict[str, Any]]:
        """Forget what lies before `offset`, and return up to `limit` of the rest, oldest first.

        A negative offset counts from the end. What is returned stays until a later offset passes it.
        """
        if offset < 0:
            self.waiting = self.waiting[offset:]
        else:
            self.waiting = [update for update in self.waiting if update["update_id"] >= offset]
        return self.waiting[: min(max(limit, 1), MAX_AT_ONCE)]

    def _get_updates(self, given: Given) -> Any:
        if self.webhook:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        self._set_allowed(given)
        limit = rules.whole(given, "limit", MAX_AT_ONCE)
        return self._take(rules.whole(given, "offset"), limit)

    def _set_allowed(self, given: Given) -> None:
        """Remember which updates the bot wants. An empty list means the usual ones."""
        wanted = rules.structure(given, "allowed_updates")
        if wanted is None:
            return
        if not isinstance(wanted, list):
            raise bad("can't parse allowed updates JSON object")
        self.allowed = frozenset(map(str, wanted)) or KINDS

    def _set_webhook(self, given: Given) -> bool:
        url = rules.words(given, "url")
        if url and not url.startswith("https://"):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", rules.words(given, "secret_token")):
            raise bad("secret token contains unallowed characters")
        self._set_allowed(given)
        return self._delete_webhook(given, then=url)

    def _delete_webhook(self, given: Given, then: str = "") -> bool:
        self.webhook = then
        if rules.truth(given, "drop_pending_updates"):
            self.waiting.clear()
        return True

    def _get_webhook_info(self, _given: Given) -> Any:
        waiting = len(self.waiting)
        return {"url": self.webhook, "has_custom_certificate": False, "pending_update_count": waiting}
