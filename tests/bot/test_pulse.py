"""What a process counts of itself."""

import logging
from contextlib import suppress

import pytest
import structlog
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot import logs
from bot.pulse import CountedRequest, ErrorCounter, Pulse, Tick
from bot.settings import Settings
from bot.telegram_local import ApiError
from tests.bot_api import Server, running_bot_api

TOKEN = "1234567:counted-token-of-a-test-that-is-long-enough"


def bot(server: Server, pulse: Pulse, token: str = TOKEN) -> Bot:
    request, updates = (CountedRequest(pulse, connection_pool_size=1, read_timeout=5) for _ in range(2))
    return Bot(token, base_url=f"{server.url}/bot", request=request, get_updates_request=updates)


async def test_calls_are_counted_by_method_and_answer() -> None:
    pulse, clock = Pulse(), [100.0]
    pulse.clock = lambda: clock[0]
    with running_bot_api(token=TOKEN) as server:
        server.api.person(5, "Sam", started=True)
        server.api.fail_next("sendMessage", ApiError(429, "Too Many Requests", retry_after=1))
        async with bot(server, pulse) as ours:
            for _ in range(3):
                with suppress(TelegramError):
                    await ours.send_message(5, "Hello")
            pulse.polling()
            clock[0] = 130.0
            await ours.get_updates(timeout=0)

    assert pulse.calls["sendMessage", "200"] == 2
    assert pulse.calls["sendMessage", "429"] == 1
    assert (pulse.polled_at, pulse.poll_ended_at) == (130.0, 130.0)
    assert TOKEN not in str(pulse)


async def test_a_poll_that_fails_ends_but_is_not_good() -> None:
    pulse, clock = Pulse(), [100.0]
    pulse.clock = lambda: clock[0]
    pulse.polling()
    with running_bot_api(token=TOKEN) as server:
        server.api.fail_next("getUpdates", ApiError(502, "Bad Gateway"))
        async with bot(server, pulse) as ours:
            clock[0] = 130.0
            with pytest.raises(TelegramError):
                await ours.get_updates(timeout=0)
    with pytest.raises(TelegramError):
        await ours.get_updates(timeout=0)  # and now nobody is there

    assert (pulse.polled_at, pulse.poll_ended_at) == (100.0, 130.0)


async def test_a_token_that_was_taken_back_is_noticed() -> None:
    pulse = Pulse()
    with running_bot_api(token=TOKEN) as server:
        async with bot(server, pulse) as ours:
            server.token = "1234567:another"
            with pytest.raises(InvalidToken):
                await ours.get_updates(timeout=0)

    assert pulse.token_refused


def test_conflicts_are_remembered_while_they_matter() -> None:
    pulse, clock = Pulse(), [0.0]
    pulse.clock = lambda: clock[0]
    for clock[0] in range(10):
        pulse.called("getUpdates", "409")

    assert list(pulse.conflicts) == [7, 8, 9]


@pytest.mark.usefixtures("log_put_back", "nothing_set")
def test_lines_that_ask_for_a_person_are_counted_by_who_wrote_them() -> None:
    pulse = Pulse()
    logs.configure(Settings())
    counter = ErrorCounter(pulse)
    logging.getLogger().addHandler(counter)

    structlog.get_logger("bot.delivery").error("delivery_failed")
    structlog.get_logger("bot.delivery").warning("delivery_slowed_down")
    logging.getLogger("telegram.ext.Updater").critical("something")

    assert pulse.errors == {"bot": 1, "telegram": 1}


@pytest.mark.parametrize(
    ("began", "moved", "now", "stuck", "late"),
    [
        (None, 0.0, 2.0, 0.0, 0.0),
        (None, 0.0, 9.0, 0.0, 7.0),
        (1.0, 1.0, 61.0, 0.0, 0.0),
        (1.0, 1.0, 61.5, 60.5, 0.0),
        (1.0, 50.0, 61.5, 0.0, 0.0),
    ],
    ids=["on time", "late", "at its limit", "over it", "moving"],
)
def test_a_tick_is_stuck_when_it_does_not_move_and_late_when_it_does_not_begin(
    *, began: float | None, moved: float, now: float, stuck: float, late: float
) -> None:
    tick = Tick(every=2.0, limit=60.0, waits_since=0.0, began_at=began, moved_at=moved)

    assert (tick.stuck_for(now), tick.late_by(now)) == (stuck, late)


def test_what_has_an_hour_of_its_own_is_never_late() -> None:
    assert Tick(every=None, limit=60.0, waits_since=0.0).late_by(1_000_000.0) == 0.0
