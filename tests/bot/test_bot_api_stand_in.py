"""The Bot API server for tests: an unmodified bot must not be able to tell it from Telegram."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot, Update
from telegram.error import BadRequest, InvalidToken, RetryAfter, TimedOut
from telegram.ext import Application, ContextTypes, MessageHandler, filters
from telegram.request import HTTPXRequest

from bot.telegram_local import ApiError
from tests.bot_api import Limits, NoAnswer, Server, _multipart, running_bot_api

SAM = 5


@pytest.fixture
def server() -> Iterator[Server]:
    with running_bot_api(token="1:test") as running:
        running.api.person(SAM, started=True)
        yield running


def bot_of(server: Server, token: str = "1:test", read_timeout: float = 5) -> Bot:
    return Bot(
        token,
        base_url=f"{server.url}/bot",
        base_file_url=f"{server.url}/file/bot",
        request=HTTPXRequest(read_timeout=read_timeout),
        get_updates_request=HTTPXRequest(),
    )


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.effective_message is not None
    await update.effective_message.reply_text(f"You wrote: {update.effective_message.text}")


async def test_an_unmodified_application_polls_and_answers(server: Server) -> None:
    application = (
        Application.builder()
        .token("1:test")
        .base_url(f"{server.url}/bot")
        .base_file_url(f"{server.url}/file/bot")
        .build()
    )
    application.add_handler(MessageHandler(filters.TEXT, echo))

    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling()
        server.api.send(SAM, "roofing")
        shown = await asyncio.to_thread(server.wait_until, lambda: server.api.transcript(SAM))
        await application.updater.stop()
        await application.stop()

    assert [message.text for message in shown] == ["You wrote: roofing"]
    assert server.api.call("getUpdates", {}) == []


async def test_a_file_goes_there_and_back(server: Server) -> None:
    content = bytes(range(256)) + b"\r\n--\r\n"
    async with bot_of(server) as bot:
        await bot.send_document(
            SAM, content, filename="März, £5.csv", caption="Your <b>file</b>", parse_mode="HTML"
        )
        server.api.send_document(SAM, "template.csv", content)
        updates = await bot.get_updates()
        assert updates[0].message is not None
        assert updates[0].message.document is not None
        received = await (await updates[0].message.document.get_file()).download_as_bytearray()

    [shown] = server.api.transcript(SAM)
    assert shown.file is not None
    assert (shown.file.name, shown.file.content, shown.text) == ("März, £5.csv", content, "Your file")
    assert bytes(received) == content


async def test_a_wrong_token_is_refused(server: Server) -> None:
    with pytest.raises(InvalidToken):
        async with bot_of(server, token="2:other"):
            pass
    async with httpx.AsyncClient() as http:
        wrong = await http.get(f"{server.url}/bot2:other/getMe")
        malformed = await http.get(f"{server.url}/botother/getMe")

    assert (wrong.status_code, malformed.status_code) == (401, 404)


@pytest.mark.parametrize(
    "how",
    [
        {"params": {"chat_id": 5, "text": "1"}},
        {"data": {"chat_id": 5, "text": "1"}},
        {"json": {"chat_id": 5, "text": "1"}},
        {"files": {"chat_id": (None, "5"), "text": (None, "1")}},
    ],
    ids=["query", "form", "JSON", "multipart"],
)
def test_parameters_are_read_however_they_are_sent(server: Server, how: dict[str, Any]) -> None:
    answer = httpx.post(f"{server.url}/bot1:test/sendMessage", **how).json()

    assert (answer["ok"], answer["result"]["text"]) == (True, "1")


async def test_an_unknown_method_is_not_found(server: Server) -> None:
    async with httpx.AsyncClient() as http:
        answer = await http.post(f"{server.url}/bot1:test/sendDice")

    assert (answer.status_code, answer.json()["error_code"]) == (404, 404)


async def test_a_poll_waits_until_somebody_writes(server: Server) -> None:
    async with bot_of(server) as bot:
        poll = asyncio.create_task(bot.get_updates(timeout=5))
        await asyncio.to_thread(server.wait_until, lambda: server.is_polled)
        server.api.send(SAM, "hello")

        [update] = await asyncio.wait_for(poll, 5)

    assert update.message is not None
    assert update.message.text == "hello"


async def test_a_second_poller_ends_the_first(server: Server) -> None:
    async with httpx.AsyncClient() as http:
        url = f"{server.url}/bot1:test/getUpdates"
        first = asyncio.create_task(http.get(url, params={"timeout": 5}))
        await asyncio.to_thread(server.wait_until, lambda: server.is_polled)
        second = await http.get(url, params={"timeout": 0})

        ended = await asyncio.wait_for(first, 5)

    assert (ended.status_code, second.status_code) == (409, 200)
    assert "terminated by other getUpdates request" in ended.json()["description"]


async def test_a_waiting_poll_does_not_hold_up_the_end() -> None:
    with running_bot_api() as server:
        url = f"{server.url}/bot1:test/getUpdates?timeout=30"
        poll = asyncio.create_task(asyncio.to_thread(httpx.get, url, timeout=10))
        await asyncio.to_thread(server.wait_until, lambda: server.is_polled)

    assert (await asyncio.wait_for(poll, 5)).status_code == 502


async def test_limits_are_off_unless_asked_for(server: Server) -> None:
    async with bot_of(server) as bot:
        for number in range(31):
            await bot.send_message(SAM, str(number))

    assert {call.status for call in server.calls_of("sendMessage")} == {200}


async def test_one_message_too_many_to_a_chat_is_refused_and_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # or the library warns each time it reads retry_after
    with running_bot_api(limits=Limits(seconds=60)) as server:
        server.api.person(SAM, started=True)
        server.api.person(6, started=True)
        async with bot_of(server) as bot:
            await bot.send_message(SAM, "one")
            with pytest.raises(RetryAfter) as refused:
                await bot.send_message(SAM, "two")
            await bot.send_message(6, "others may go on")

    assert refused.value.retry_after == timedelta(seconds=1)
    assert [call.status for call in server.calls_of("sendMessage")] == [200, 429, 200]


@pytest.mark.parametrize(
    ("after", "passes"), [(0.999, False), (1.0, True)], ids=["too soon", "a second later"]
)
def test_a_chat_may_be_written_to_once_a_second(after: float, passes: bool) -> None:
    limits = Limits()
    limits.check("5", 100)

    if passes:
        limits.check("5", 100 + after)
    else:
        with pytest.raises(ApiError) as refused:
            limits.check("5", 100 + after)
        assert (refused.value.code, refused.value.retry_after) == (429, 1)


def test_thirty_messages_pass_in_a_second_and_the_next_closes_the_door() -> None:
    limits = Limits(retry_after=3)
    for chat in range(30):
        limits.check(str(chat), 100)

    with pytest.raises(ApiError):
        limits.check("30", 100.5)
    with pytest.raises(ApiError) as still_closed:
        limits.check("31", 103.4)
    limits.check("31", 103.5)

    assert still_closed.value.retry_after == 1


async def test_an_answer_that_never_comes_may_be_for_a_message_that_arrived(server: Server) -> None:
    server.api.fail_next("sendMessage", NoAnswer(), delivered=True)

    async with bot_of(server, read_timeout=0.2) as bot:
        with pytest.raises(TimedOut):
            await bot.send_message(SAM, "once")

    assert [message.text for message in server.api.transcript(SAM)] == ["once"]
    assert server.wait_until(lambda: server.calls_of("sendMessage"))[0].status == 0


async def test_slow_answers_take_their_time_and_are_recorded() -> None:
    with running_bot_api(latency=0.1) as server:
        server.api.person(SAM, started=True)
        async with bot_of(server) as bot:
            await asyncio.gather(*(bot.send_message(SAM, str(number)) for number in range(5)))
            with pytest.raises(BadRequest):
                await bot.send_message(SAM, " ")

    sent = server.calls_of("sendMessage")
    assert [call.status for call in sent] == [200] * 5 + [400]
    assert sent[5].at - sent[0].at >= 0.1


def test_waiting_for_what_never_happens_says_what_did(server: Server) -> None:
    httpx.get(f"{server.url}/bot1:test/getMe")

    with pytest.raises(AssertionError, match="getMe 200"):
        server.wait_until(lambda: False, timeout=0.1)


def test_it_leaves_no_thread_behind() -> None:
    with running_bot_api():
        while_running = threading.active_count()

    assert threading.active_count() == while_running - 1


@given(
    content=st.binary(), name=st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1)
)
def test_any_bytes_survive_multipart(content: bytes, name: str) -> None:
    request = httpx.Request(
        "POST", "http://127.0.0.1", data={"caption": name}, files={"document": ("a.csv", content)}
    )

    read = _multipart(request.read(), request.headers["content-type"])

    assert (read["caption"], read["document"].content) == (name, content)
