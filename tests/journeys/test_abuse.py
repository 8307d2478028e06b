"""People who send what nobody expects, too much of it, or what was not meant for them."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs
from telegram import Update

from bot.handlers import problems
from bot.order import InOrder
from bot.patience import Patience
from bot.text import general
from tests.world import World

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

AT_ONCE = 5
NUMBERS = count(1_000)
SAM = {"id": 1001, "is_bot": False, "first_name": "Sam"}
PRIVATE = {"id": 1001, "type": "private", "first_name": "Sam"}
GROUP = {"id": -77, "type": "supergroup", "title": "Site team"}
FILE = {"file_id": "f", "file_unique_id": "u", "file_size": 9}

ODD: dict[str, dict[str, Any]] = {
    "sticker": {
        "sticker": {
            **FILE,
            "type": "regular",
            "width": 9,
            "height": 9,
            "is_animated": False,
            "is_video": False,
        }
    },
    "photo": {"photo": [{**FILE, "width": 9, "height": 9}], "caption": "/stop"},
    "voice": {"voice": {**FILE, "duration": 3}},
    "video": {"video": {**FILE, "duration": 3, "width": 9, "height": 9}},
    "round video": {"video_note": {**FILE, "duration": 3, "length": 9}},
    "animation": {"animation": {**FILE, "duration": 3, "width": 9, "height": 9}, "document": FILE},
    "audio": {"audio": {**FILE, "duration": 3}},
    "file": {"document": {**FILE, "file_name": "x.exe"}},
    "contact": {"contact": {"phone_number": "1", "first_name": "A"}},
    "place": {"location": {"latitude": 1.0, "longitude": 1.0}},
    "venue": {"venue": {"location": {"latitude": 1.0, "longitude": 1.0}, "title": "a", "address": "b"}},
    "dice": {"dice": {"emoji": "🎲", "value": 3}},
    "poll": {
        "poll": {
            "id": "1",
            "question": "?",
            "options": [],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        }
    },
    "something new": {"hologram": {"depth": 3}},
}


def message(chat: dict[str, Any] = PRIVATE, **content: Any) -> dict[str, Any]:
    now = int(datetime(2026, 8, 10, tzinfo=UTC).timestamp())
    return {"message_id": next(NUMBERS), "date": now, "chat": chat, "from": SAM, **content}


def press(data: str, chat: dict[str, Any] = PRIVATE) -> dict[str, Any]:
    return {
        "id": str(next(NUMBERS)),
        "from": SAM,
        "message": message(chat),
        "chat_instance": "1",
        "data": data,
    }


async def take(world: World, kind: str, body: dict[str, Any], number: int | None = None) -> Update:
    update = Update.de_json(
        {"update_id": next(NUMBERS) if number is None else number, kind: body}, world.application.bot
    )
    await world.application.process_update(update)
    return update


def said(world: World, method: str = "sendMessage") -> list[str]:
    """Return the words of what the bot sent or showed since the last look."""
    words = [str(call.given.get("text", "")) for call in world.api.calls if call.method == method]
    world.api.calls.clear()
    return words


@pytest.fixture
def known(world: World) -> World:
    world.api.person(1001, "Sam", started=True)
    return world


@pytest.mark.parametrize("kind", ODD)
async def test_what_is_no_words_is_answered_so(known: World, kind: str) -> None:
    await take(known, "message", message(**ODD[kind]))

    assert said(known) == [general.words_only()]


async def test_an_album_is_answered_once(known: World) -> None:
    for _ in range(10):
        await take(known, "message", message(**ODD["photo"], media_group_id="7"))
    await take(known, "message", message(**ODD["photo"], media_group_id="8"))

    assert said(known) == [general.words_only()] * 2


@pytest.mark.parametrize(
    "content",
    [
        {"pinned_message": message(text="x")},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 60}},
        {"write_access_allowed": {}},
    ],
)
async def test_what_telegram_says_by_itself_is_not_answered(known: World, content: dict[str, Any]) -> None:
    await take(known, "message", message(**content))

    assert said(known) == []


async def test_a_message_that_is_changed_is_not_read_again_and_a_place_that_moves_is_let_be(
    known: World,
) -> None:
    await take(known, "edited_message", message(text="/stop", edit_date=1))
    await take(known, "edited_message", message(**ODD["place"], edit_date=1))

    assert said(known) == [general.changed_words()]


@pytest.mark.parametrize("text", ["/start", "hello", "/stop", "/mydata", "/latest@supplierbot", "/forget"])
async def test_in_a_group_nothing_is_said(known: World, text: str) -> None:
    command = [{"type": "bot_command", "offset": 0, "length": len(text)}] if text.startswith("/") else []

    await take(known, "message", message(GROUP, text=text, entities=command))

    assert said(known) == []


@pytest.mark.parametrize(
    "data", ["1:stop", "1:forget:yes", "1:kind:sme", "1:watch", "1:held:tell:1", "1:latest"]
)
async def test_a_button_in_a_group_is_out_of_date(known: World, data: str) -> None:
    known.api.person(-77, "Site team", started=True)
    query = known.api.press(-77, 1, data, stale=True)
    update = known.api.call("getUpdates", {"limit": 1})[0]
    known.api.call("getUpdates", {"offset": update["update_id"] + 1})

    await known.application.process_update(Update.de_json(update, known.application.bot))

    assert query not in known.api.unanswered(-77)
    assert [call.method for call in known.api.calls if call.method.startswith(("send", "edit"))] == []
    assert [popup.text for popup in known.api.popups(-77)] == [general.old_button()]


async def flood(world: World, updates: Iterator[tuple[str, dict[str, Any]]]) -> None:
    """Let many updates come at once, as from Telegram."""
    order = InOrder(problems.too_much, Patience(at_once=AT_ONCE))
    made = [
        Update.de_json({"update_id": next(NUMBERS), kind: body}, world.application.bot)
        for kind, body in updates
    ]
    await asyncio.gather(
        *(order.process_update(each, world.application.process_update(each)) for each in made)
    )


async def test_a_flood_of_words_is_told_once_and_costs_no_more(known: World) -> None:
    command = [{"type": "bot_command", "offset": 0, "length": 9}]
    await flood(
        known, (("message", message(text="/nonsense", entities=command)) for _ in range(AT_ONCE + 10))
    )

    words = said(known)
    assert len(words) == AT_ONCE + 1
    assert words.count(general.too_much()) == 1


async def test_a_flood_of_taps_is_told_once_in_a_pop_up(known: World) -> None:
    with capture_logs() as logged:
        await flood(known, (("callback_query", press("0:old")) for _ in range(AT_ONCE + 50)))

    popups = [call for call in known.api.calls if call.method == "answerCallbackQuery"]
    assert len(popups) == AT_ONCE + 1
    assert [call.given["text"] for call in popups].count(general.too_much()) == 1
    assert len(general.too_much()) <= 200  # Telegram's limit of a pop-up
    assert [line["event"] for line in logged if line["event"] == "person_left_out"] == ["person_left_out"]


async def test_a_tap_that_is_replayed_counts_once(known: World) -> None:
    order, tap = InOrder(), press("0:old")
    update = Update.de_json({"update_id": 5, "callback_query": tap}, known.application.bot)

    for _ in range(3):
        await order.process_update(update, known.application.process_update(update))

    assert said(known, "answerCallbackQuery") == [general.old_button()]


WORDS = st.text(max_size=200) | st.sampled_from(
    [
        "W" * 4096,
        "ﷺ" * 4096,
        "👨‍👩‍👧" * 500,
        "\x00\ud800\u202e",
        "<b>&",
        "/start inv_x",
        "/start " + "x" * 64,
        "/" + "x" * 64,
    ]
)
CARRIED = st.text(max_size=64) | st.from_regex(
    r"1:(kind|size|trade|watch|set|faq|pick|helped|person|ticket|block|report|result|save|mute|edit|held|case|"
    r"upload|join|calendar|why|role)(\.[0-9]{1,10})?(:[a-z0-9?-]{0,12}){0,4}",
    fullmatch=True,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=WORDS, carried=CARRIED)
async def test_whatever_is_typed_or_pressed_is_answered_and_nothing_breaks(
    known: World, typed: str, carried: str
) -> None:
    entities = [{"type": "bot_command", "offset": 0, "length": len(typed.partition(" ")[0])}]
    with capture_logs() as logged:
        await take(
            known, "message", message(text=typed or "x", entities=entities if typed[:1] == "/" else [])
        )
        query = known.api.press(1001, 1, carried, stale=True)
        waiting = known.api.call("getUpdates", {"limit": 1})[0]
        known.api.call("getUpdates", {"offset": waiting["update_id"] + 1})
        await known.application.process_update(Update.de_json(waiting, known.application.bot))

    assert [line for line in logged if line["log_level"] == "error"] == []
    assert said(known)
    assert query not in known.api.unanswered(1001)
