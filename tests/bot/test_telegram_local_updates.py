"""What reaches the bot, and what people see of it before they write."""

import json
from typing import Any

import pytest

from bot.telegram_local import ActionError, BotApi
from tests.bot.speaking import NOW, SAM, bot_api, refusal, say


@pytest.fixture
def api() -> BotApi:
    return bot_api()


# What people write.


def test_commands_are_marked_as_telegram_marks_them(api: BotApi) -> None:
    api.send(SAM, "🏗 /start now, or/not /stop@supplierbot")

    [update] = api.call("getUpdates", {})
    marked = [(entity["offset"], entity["length"]) for entity in update["message"]["entities"]]
    assert marked == [(3, 6), (22, 17)]


def test_a_long_text_is_cut_by_the_app_and_an_empty_one_is_not_sent(api: BotApi) -> None:
    api.send(SAM, "🏗" * 2049)

    texts = [update["message"]["text"] for update in api.call("getUpdates", {})]
    assert texts == ["🏗" * 2048, "🏗"]
    with pytest.raises(ActionError):
        api.send(SAM, " \n")


def test_each_chat_counts_its_own_messages(api: BotApi) -> None:
    numbers = [api.send(SAM, "a"), say(api), api.send(SAM, "b"), api.send(6, "a")]

    assert numbers == [1, 2, 3, 1]
    assert [shown.from_bot for shown in api.transcript(SAM, own=True)] == [False, True, False]
    assert len(api.transcript(SAM)) == 1


def test_a_message_is_dated_by_the_clock(api: BotApi) -> None:
    api.send(SAM, "a")

    [update] = api.call("getUpdates", {})
    assert update["message"]["date"] == NOW.timestamp()


# Updates.


def test_an_update_comes_again_until_it_is_confirmed(api: BotApi) -> None:
    for text in "abc":
        api.send(SAM, text)

    first = api.call("getUpdates", {"limit": 1})
    again = api.call("getUpdates", {"offset": "1"})
    confirmed = api.call("getUpdates", {"offset": again[0]["update_id"] + 1})
    newest = api.call("getUpdates", {"offset": -1})

    assert [len(taken) for taken in (first, again, confirmed, newest)] == [1, 3, 2, 1]
    assert newest[0]["message"]["text"] == "c"
    assert api.call("getUpdates", {"offset": 0}) == newest


@pytest.mark.parametrize(("waiting", "taken"), [(100, 100), (101, 100)])
def test_at_most_a_hundred_updates_come_at_once(api: BotApi, waiting: int, taken: int) -> None:
    for _ in range(waiting):
        api.send(SAM, "a")

    assert len(api.call("getUpdates", {"limit": 1000})) == taken


def test_a_bot_is_told_only_what_it_wants_until_it_wants_all_again(api: BotApi) -> None:
    api.call("getUpdates", {"allowed_updates": '["callback_query"]'})
    api.send(SAM, "unheard")
    api.call("getUpdates", {})
    api.send(SAM, "unheard too")
    api.call("getUpdates", {"allowed_updates": []})
    api.send(SAM, "heard")

    [update] = api.call("getUpdates", {})
    assert update["message"]["text"] == "heard"


def test_a_webhook_and_polling_exclude_each_other(api: BotApi) -> None:
    api.send(SAM, "a")
    api.call("setWebhook", {"url": "https://example.org/bot", "secret_token": "s" * 256})

    assert api.call("getWebhookInfo", {})["pending_update_count"] == 1
    assert refusal(lambda: api.call("getUpdates", {})).startswith("409 Conflict: can't use getUpdates")
    api.call("deleteWebhook", {"drop_pending_updates": True})
    assert api.call("getWebhookInfo", {})["url"] == ""
    assert api.call("getUpdates", {}) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "http://example.org"},
        {"url": "https://example.org", "secret_token": "a b"},
        {"url": "https://example.org", "secret_token": "s" * 257},
        {"url": "https://example.org", "allowed_updates": "message"},
        {"url": "https://example.org", "allowed_updates": '"message"'},
    ],
)
def test_a_wrong_webhook_is_refused(api: BotApi, wrong: dict[str, str]) -> None:
    assert refusal(lambda: api.call("setWebhook", wrong)).startswith("400 ")
    assert api.call("getWebhookInfo", {})["url"] == ""


# What people see before they write.


def menu(count: int = 1, command: str = "start", description: str = "Begin") -> list[dict[str, str]]:
    return [{"command": command, "description": description}] * count


@pytest.mark.parametrize(
    ("commands", "passes"),
    [
        (menu(command="a" * 32), True),
        (menu(command="a" * 33), False),
        (menu(command="Start"), False),
        (menu(command="/start"), False),
        (menu(command=""), False),
        (menu(description="a" * 256), True),
        (menu(description="a" * 257), False),
        (menu(description=""), False),
        (menu(100), True),
        (menu(101), False),
        ("start", False),
        ({"command": "start"}, False),
    ],
)
def test_a_menu_keeps_to_its_limits(api: BotApi, commands: Any, passes: bool) -> None:
    asked = {"commands": commands, "scope": {"type": "all_private_chats"}}

    if passes:
        api.call(
            "setMyCommands",
            {"commands": json.dumps(commands), "scope": json.dumps({"type": "all_private_chats"})},
        )
        assert api.call("getMyCommands", {"scope": {"type": "all_private_chats"}}) == commands
    else:
        assert refusal(lambda: api.call("setMyCommands", asked)).startswith("400 Bad Request: ")


def test_a_menu_belongs_to_a_scope_and_a_language(api: BotApi) -> None:
    api.call("setMyCommands", {"commands": menu(), "scope": {"type": "chat", "chat_id": SAM}})
    api.call("setMyCommands", {"commands": menu(2)})

    assert len(api.call("getMyCommands", {})) == 2
    assert api.call("getMyCommands", {"language_code": "fr"}) == []
    api.call("deleteMyCommands", {})
    assert api.call("getMyCommands", {}) == []
    assert api.call("getMyCommands", {"scope": {"type": "chat", "chat_id": SAM}}) == menu()


@pytest.mark.parametrize(
    "wrong",
    [{"scope": {"type": "chat", "chat_id": 99}}, {"scope": {"type": "me"}}, {"language_code": "english"}],
)
def test_a_menu_for_nobody_is_refused(api: BotApi, wrong: dict[str, Any]) -> None:
    assert refusal(lambda: api.call("setMyCommands", {"commands": menu(), **wrong})).startswith("400 ")


@pytest.mark.parametrize(
    ("method", "name", "limit"),
    [("Description", "description", 512), ("ShortDescription", "short_description", 120)],
)
def test_a_description_keeps_to_its_limit(api: BotApi, method: str, name: str, limit: int) -> None:
    api.call(f"setMy{method}", {name: "a" * limit})

    assert api.call(f"getMy{method}", {"language_code": "en"}) == {name: "a" * limit}
    assert "is too long" in refusal(lambda: api.call(f"setMy{method}", {name: "a" * (limit + 1)}))


def test_typing_is_seen_and_other_doings_are_refused(api: BotApi) -> None:
    api.call("sendChatAction", {"chat_id": SAM, "action": "typing"})

    assert api.actions(SAM) == ["typing"]
    thinking = {"chat_id": SAM, "action": "thinking"}
    assert "wrong parameter action" in refusal(lambda: api.call("sendChatAction", thinking))


def test_an_unknown_method_is_not_found(api: BotApi) -> None:
    assert refusal(lambda: api.call("sendDice", {"chat_id": SAM})).startswith("404 Not Found")
