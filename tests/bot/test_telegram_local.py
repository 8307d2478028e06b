"""The Bot API in this process refuses what Telegram refuses in a chat, and lets the rest through."""

import json
from datetime import timedelta
from typing import Any

import pytest
from telegram import Update
from telegram.error import TimedOut

from bot.telegram_local import ActionError, ApiError, BotApi, File
from tests.bot.speaking import SAM, Clock, bot_api, button, buttons, edit, refusal, say


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def api(clock: Clock) -> BotApi:
    return bot_api(clock)


# Whom a bot may write to, and what it may answer.


def test_a_bot_may_not_write_first(api: BotApi) -> None:
    api.person(6, "Ann")

    assert refusal(lambda: say(api, chat_id=6)) == "400 Bad Request: chat not found"
    assert refusal(lambda: say(api, chat_id=7)) == "400 Bad Request: chat not found"
    assert refusal(lambda: say(api, chat_id="@durham")) == "400 Bad Request: chat not found"
    assert refusal(lambda: say(api, chat_id=None)) == "400 Bad Request: chat_id is empty"
    api.send(6, "/start")
    assert say(api, chat_id=6)


def test_a_bot_that_is_blocked_may_not_write_until_it_is_unblocked(api: BotApi) -> None:
    message_id = say(api)
    api.block(SAM)

    blocked = "403 Forbidden: bot was blocked by the user"
    assert refusal(lambda: say(api)) == blocked
    edit = {"chat_id": SAM, "message_id": message_id, "text": "Changed"}
    assert refusal(lambda: api.call("editMessageText", edit)) == blocked
    with pytest.raises(ActionError):
        api.send(SAM, "hello")
    api.unblock(SAM)
    assert say(api)


def test_blocking_is_told_to_the_bot_once(api: BotApi) -> None:
    api.block(SAM)
    api.block(SAM)
    api.unblock(SAM)

    changes = [update["my_chat_member"] for update in api.call("getUpdates", {})]
    assert [change["new_chat_member"]["status"] for change in changes] == ["kicked", "member"]


@pytest.mark.parametrize(
    ("answered", "reply_to"),
    [
        ({"message_id": 1}, 1),
        ({"message_id": 99, "allow_sending_without_reply": True}, None),
        ({"message_id": 99}, "refused"),
        ({}, None),
    ],
    ids=["known", "may be missing", "missing", "none"],
)
def test_an_answer_is_to_a_message_that_is_there(
    api: BotApi, answered: dict[str, Any], reply_to: int | str | None
) -> None:
    say(api)

    if reply_to == "refused":
        refused = refusal(lambda: say(api, reply_parameters=answered))
        assert refused == "400 Bad Request: message to be replied not found"
    else:
        say(api, reply_parameters=json.dumps(answered), disable_notification="true")
        shown = api.transcript(SAM)[-1]
        assert (shown.reply_to, shown.silent) == (reply_to, True)


# Edits.


def test_an_edit_changes_the_message_and_takes_its_buttons_away(api: BotApi, clock: Clock) -> None:
    message_id = say(api, reply_markup=buttons([button()]))
    clock.now += timedelta(minutes=1)

    edited = edit(api, message_id, text="Changed")

    [shown] = api.transcript(SAM)
    assert (shown.text, shown.buttons, shown.edited) == ("Changed", (), True)
    assert edited["edit_date"] - edited["date"] == 60


@pytest.mark.parametrize(
    ("change", "passes"),
    [
        ({}, False),
        ({"text": "<b>Hello</b> "}, False),
        ({"text": "Hello"}, True),
        ({"text": "<b>Hello!</b>"}, True),
        ({"reply_markup": buttons([button("no")])}, True),
        ({"reply_markup": buttons()}, True),
    ],
    ids=["the same", "only a space more", "no longer bold", "other text", "other button", "no button"],
)
def test_an_edit_must_change_something(api: BotApi, change: dict[str, Any], passes: bool) -> None:
    same: dict[str, Any] = {"text": "<b>Hello</b>", "parse_mode": "HTML", "reply_markup": buttons([button()])}
    message_id = say(api, **same)

    if passes:
        assert edit(api, message_id, **same | change)
    else:
        refused = refusal(lambda: edit(api, message_id, **same | change))
        assert refused.startswith("400 Bad Request: message is not modified")


def test_buttons_can_be_changed_alone(api: BotApi) -> None:
    message_id = say(api, reply_markup=buttons([button()]))
    asked = {"chat_id": SAM, "message_id": message_id}

    api.call("editMessageReplyMarkup", asked)

    assert api.transcript(SAM)[0].buttons == ()
    assert "not modified" in refusal(lambda: api.call("editMessageReplyMarkup", asked))


def test_only_the_bots_own_messages_can_be_edited(api: BotApi) -> None:
    from_sam = api.send(SAM, "hello")

    assert refusal(lambda: edit(api, 99, text="a")) == "400 Bad Request: message to edit not found"
    assert refusal(lambda: edit(api, from_sam, text="a")) == "400 Bad Request: message can't be edited"
    assert refusal(lambda: edit(api, from_sam, text="")) == "400 Bad Request: message text is empty"


@pytest.mark.parametrize(("age", "passes"), [(48, True), (48.01, False)], ids=["two days old", "older"])
def test_a_message_can_be_deleted_for_two_days(api: BotApi, clock: Clock, age: float, passes: bool) -> None:
    asked = {"chat_id": SAM, "message_id": say(api)}
    clock.now += timedelta(hours=age)

    if passes:
        assert api.call("deleteMessage", asked) is True
        assert api.transcript(SAM) == []
        assert "message to delete not found" in refusal(lambda: api.call("deleteMessage", asked))
    else:
        assert "can't be deleted" in refusal(lambda: api.call("deleteMessage", asked))


# Taps.


def test_a_tap_carries_the_message_as_it_is_now(api: BotApi) -> None:
    message_id = say(api, reply_markup=buttons([button("watch:7")]))

    query_id = api.press(SAM, message_id, "watch:7")

    [update] = api.call("getUpdates", {})
    query = update["callback_query"]
    assert (query["id"], query["data"], query["from"]["id"]) == (query_id, "watch:7", SAM)
    assert query["message"]["reply_markup"] == buttons([button("watch:7")])
    assert query["chat_instance"]


def test_a_person_can_only_tap_what_is_there(api: BotApi) -> None:
    message_id = say(api, reply_markup=buttons([button("yes")]))

    with pytest.raises(ActionError):
        api.press(SAM, message_id, "no")
    with pytest.raises(ActionError):
        api.press(SAM, 99, "yes")
    assert api.call("getUpdates", {}) == []


def test_a_stale_tap_arrives_all_the_same(api: BotApi) -> None:
    message_id = say(api, reply_markup=buttons([button("yes")]))
    api.call("deleteMessage", {"chat_id": SAM, "message_id": message_id})

    api.press(SAM, message_id, "yes", stale=True)

    [update] = api.call("getUpdates", {})
    read = Update.de_json(update, None).callback_query
    assert read is not None
    assert read.message is not None
    assert not read.message.is_accessible


def test_a_tap_is_answered_once(api: BotApi) -> None:
    query_id = api.press(SAM, say(api, reply_markup=buttons([button()])), "yes")
    assert api.unanswered(SAM) == [query_id]
    asked = {"callback_query_id": query_id, "text": "Saved", "show_alert": True}

    api.call("answerCallbackQuery", asked)

    assert [(popup.text, popup.alert) for popup in api.popups(SAM)] == [("Saved", True)]
    assert api.unanswered(SAM) == []
    too_old = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert refusal(lambda: api.call("answerCallbackQuery", asked)) == too_old
    assert refusal(lambda: api.call("answerCallbackQuery", {})) == too_old


@pytest.mark.parametrize(("length", "passes"), [(200, True), (201, False)])
def test_the_answer_to_a_tap_is_short(api: BotApi, length: int, passes: bool) -> None:
    query_id = api.press(SAM, say(api, reply_markup=buttons([button()])), "yes")
    asked = {"callback_query_id": query_id, "text": "a" * length}

    if passes:
        assert api.call("answerCallbackQuery", asked) is True
    else:
        assert "MESSAGE_TOO_LONG" in refusal(lambda: api.call("answerCallbackQuery", asked))


# Files.


def test_a_document_arrives_with_its_name_and_caption(api: BotApi) -> None:
    file = File(name="blockers.csv", content=b"a,b")
    sent = {"chat_id": SAM, "document": file, "caption": "<b>7</b> blockers", "parse_mode": "HTML"}

    message = api.call("sendDocument", sent)
    again = api.call("sendDocument", {"chat_id": SAM, "document": message["document"]["file_id"]})

    first, second = api.transcript(SAM)
    assert (first.file, first.text) == (file, "7 blockers")
    assert (second.file, second.text) == (file, "")
    assert again["document"]["file_name"] == "blockers.csv"
    assert "no text in the message" in refusal(lambda: edit(api, first.message_id, text="a"))


def test_a_picture_is_shown_as_one(api: BotApi) -> None:
    message = api.call("sendPhoto", {"chat_id": SAM, "photo": File(name="a.png", content=b"png")})

    assert message["photo"][0]["file_size"] == 3
    [shown] = api.transcript(SAM)
    assert shown.file is not None
    assert shown.file.is_photo


@pytest.mark.parametrize(("size", "passes"), [(0, False), (1, True), (50_000_000, True), (50_000_001, False)])
def test_a_file_has_something_in_it_and_at_most_50_megabytes(api: BotApi, size: int, passes: bool) -> None:
    sent = {"chat_id": SAM, "document": File(name="a", content=bytes(size))}

    if passes:
        assert api.call("sendDocument", sent)
    else:
        assert refusal(lambda: api.call("sendDocument", sent))[:3] == ("400" if size == 0 else "413")


@pytest.mark.parametrize(("length", "passes"), [(1024, True), (1025, False)])
def test_a_caption_is_shorter_than_a_text(api: BotApi, length: int, passes: bool) -> None:
    sent = {"chat_id": SAM, "document": File(name="a", content=b"a"), "caption": "a" * length}

    if passes:
        assert api.call("sendDocument", sent)
    else:
        assert "message caption is too long" in refusal(lambda: api.call("sendDocument", sent))


@pytest.mark.parametrize(("size", "passes"), [(20_000_000, True), (20_000_001, False)])
def test_a_bot_can_fetch_up_to_20_megabytes(api: BotApi, size: int, passes: bool) -> None:
    api.send_document(SAM, "notices.csv", bytes(size))
    file_id = api.call("getUpdates", {})[0]["message"]["document"]["file_id"]

    if passes:
        path = api.call("getFile", {"file_id": file_id})["file_path"]
        assert len(api.file_content(path)) == size
    else:
        assert "file is too big" in refusal(lambda: api.call("getFile", {"file_id": file_id}))


def test_a_file_that_is_not_there_is_refused(api: BotApi) -> None:
    unknown = {"chat_id": SAM, "document": "file-9"}

    assert "wrong file identifier" in refusal(lambda: api.call("sendDocument", unknown))
    assert "wrong file identifier" in refusal(lambda: api.call("sendDocument", {"chat_id": SAM}))
    assert "invalid file_id" in refusal(lambda: api.call("getFile", {"file_id": "file-9"}))
    assert refusal(lambda: api.file_content("documents/file-9")) == "404 Not Found"


# Faults on order.


def test_a_fault_is_met_as_often_as_was_asked_and_by_that_chat_alone(api: BotApi) -> None:
    api.person(6, started=True)
    flood = ApiError(429, "Too Many Requests: retry after 8", retry_after=8)
    api.fail_next("sendMessage", flood, times=2, chat_id=SAM)

    assert say(api, chat_id=6)
    for _ in range(2):
        with pytest.raises(ApiError) as refused:
            say(api)
    assert say(api)
    assert refused.value.as_json()["parameters"] == {"retry_after": 8}


def test_a_lost_answer_leaves_the_message_delivered(api: BotApi) -> None:
    api.fail_next("sendMessage", TimedOut(), delivered=True)

    with pytest.raises(TimedOut):
        say(api)

    assert len(api.transcript(SAM)) == 1
    assert [call.method for call in api.calls] == ["sendMessage"]
