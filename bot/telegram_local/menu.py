"""What people see of a bot before they write: its menu of commands and its descriptions."""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from bot.telegram_local import rules
from bot.telegram_local.markup import utf16_length
from bot.telegram_local.rules import Given, Method, bad

MAX_DESCRIPTION = 512
MAX_SHORT_DESCRIPTION = 120

_SCOPES = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat"})


@dataclass(slots=True, kw_only=True)
class Menu:
    """Commands by scope and language, descriptions by kind and language. `chats` are those we know."""

    chats: Collection[int]
    menus: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    descriptions: dict[tuple[str, str], str] = field(default_factory=dict)

    def methods(self) -> dict[str, Method]:
        """Return what the bot may call, by its name in lower case."""
        return {
            "deletemycommands": self._delete_my_commands,
            "getmycommands": self._get_my_commands,
            "getmydescription": self._get_my_description,
            "getmyshortdescription": self._get_my_short_description,
            "setmycommands": self._set_my_commands,
            "setmydescription": self._set_my_description,
            "setmyshortdescription": self._set_my_short_description,
        }

    def _menu(self, given: Given) -> tuple[str, str]:
        """Return the key of a menu: whose it is, and in which language."""
        scope = rules.structure(given, "scope") or {"type": "default"}
        if not isinstance(scope, dict) or scope.get("type") not in _SCOPES:
            raise bad("can't parse bot command scope: unsupported type specified")
        if scope["type"] == "chat" and rules.whole(scope, "chat_id") not in self.chats:
            raise bad("chat not found")
        return json.dumps(scope, sort_keys=True), _language(given)

    def _set_my_commands(self, given: Given) -> bool:
        self.menus[self._menu(given)] = rules.commands(given)
        return True

    def _delete_my_commands(self, given: Given) -> bool:
        self.menus.pop(self._menu(given), None)
        return True

    def _get_my_commands(self, given: Given) -> Any:
        return list(self.menus.get(self._menu(given), []))

    def _describe(self, given: Given, name: str, limit: int) -> bool:
        text = rules.words(given, name)
        if utf16_length(text) > limit:
            raise bad(f"{name.replace('_', ' ')} is too long")
        self.descriptions[name, _language(given)] = text
        return True

    def _description(self, given: Given, name: str) -> Any:
        usual = self.descriptions.get((name, ""), "")
        return {name: self.descriptions.get((name, _language(given)), usual)}

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
