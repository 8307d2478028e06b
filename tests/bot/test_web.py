"""What a supervisor and a collector of figures read, and that nothing of a person is in it."""

import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from telegram.error import TimedOut

from alerts.db import open_engine, sessions_for
from alerts.sources import catalogue
from alerts.tables import SourceRow
from bot import health, web
from bot.failures import sentence
from bot.runner import InProcess
from bot.settings import Listen
from bot.telegram_local import ApiError
from tests import rows
from tests.make import NOW, notice
from tests.world import World

LOCAL = Listen(host="127.0.0.1", port=0)


@pytest.fixture
async def http(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """Whoever asks a bot that serves and keeps its ticks."""
    InProcess(world.application).start()
    async with (
        web.serving(world.shared, LOCAL) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        yield client


async def figures(http: httpx.AsyncClient) -> dict[str, float]:
    """Return the figures by name and labels, as a collector reads them."""
    answer = await http.get("/metrics")
    assert answer.status_code == 200
    return {
        " ".join([sample.name.removeprefix("supplierbot_"), *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def test_a_bot_that_does_its_work_is_well(http: httpx.AsyncClient) -> None:
    answer = await http.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "faults": {}})
    assert "server" not in answer.headers


async def test_what_is_wrong_is_said_and_the_status_tells_a_supervisor(
    world: World, http: httpx.AsyncClient
) -> None:
    pulse, seconds = world.shared.pulse, [1_000.0]
    pulse.clock = lambda: seconds[0]
    pulse.polling()
    pulse.ticks["send"].begin(seconds[0])
    seconds[0] += 301.0
    for tick in pulse.ticks.values():
        tick.waits_since = seconds[0]
    for _ in range(3):
        pulse.called("getUpdates", "409")

    answer = await http.get("/healthz")

    assert answer.status_code == 503
    assert answer.json() == {
        "status": "failing",
        "faults": {
            "job send": "The job send has not moved for 301 seconds.",
            "telegram": "Telegram has not answered well for 301 seconds.",
            "token": "Another program asks Telegram for this bot's updates.",
        },
    }


async def test_a_job_that_does_not_begin_counts_after_a_while(world: World) -> None:
    InProcess(world.application).start()
    pulse, seconds = world.shared.pulse, [1_000.0]
    pulse.clock = lambda: seconds[0]
    for tick in pulse.ticks.values():
        tick.waits_since = seconds[0]
    seconds[0] += 10 + 300

    in_time = await health.faults(world.shared)
    seconds[0] += 1

    assert "job relay" not in in_time
    assert (await health.faults(world.shared))["job relay"] == (
        "The job relay should have begun 301 seconds ago."
    )


async def test_a_database_that_is_gone_is_a_fault(world: World) -> None:
    engine = open_engine("postgresql+asyncpg://me@127.0.0.1:1/gone")

    found = await health.faults(replace(world.shared, sessions=sessions_for(engine)))

    await engine.dispose()
    assert found == {"database": "The database did not answer within 10 seconds."}


async def test_figures_follow_what_happens(world: World, http: httpx.AsyncClient) -> None:
    await world.roofer(when="Done: tell me at once")
    sleeper = await world.roofer(1002, when="Done: tell me at once")
    await sleeper.send("/pause 2 weeks")
    await world.publish(notice())
    async with world.shared.sessions.begin() as session:
        session.add(
            SourceRow(slug="contracts-finder", next_poll_at=NOW, last_ok_at=NOW, failures=3, held_at=NOW)
        )
    await world.publish(notice(external_id="2", ocid="2", title="Slates"), by="contracts-finder")
    world.clock[0] += timedelta(minutes=3)

    before = await figures(http)
    await world.deliver()
    after = await figures(http)

    assert (before["messages_due"], before["oldest_due_message_seconds"]) == (1.0, 180.0)
    assert (after["messages_due"], after["oldest_due_message_seconds"]) == (0.0, 0.0)
    assert after["messages_sent_total alert"] == 1.0
    assert (after["unmatched"], after["held"]) == (0.0, 1.0)
    assert after["source_last_ok_timestamp_seconds contracts-finder"] == NOW.timestamp()
    assert after["source_failures contracts-finder"] == 3.0
    assert {
        f"tick_runs_total {name}" for name in ("fetch", "match", "send", "relay", "tidy", "retain")
    } <= set(after)
    assert after["process_resident_memory_bytes"] > 0


async def test_unknown_outcomes_are_counted_when_they_are_found(
    world: World, http: httpx.AsyncClient
) -> None:
    await world.roofer(when="Done: tell me at once")
    await world.publish(notice())
    world.api.fail_next("sendMessage", TimedOut())

    await world.deliver()

    assert (await figures(http))["outcomes_unknown_total"] == 1.0


async def test_tickets_past_their_promise_are_counted(world: World, http: httpx.AsyncClient) -> None:
    async with world.shared.sessions.begin() as session:
        await rows.fill(session, "tg:1", NOW, only=["tickets"])
    in_time = await figures(http)
    world.clock[0] = NOW - timedelta(seconds=1)
    early = await figures(http)

    assert (early["tickets_overdue"], in_time["tickets_overdue"]) == (0.0, 1.0)


async def test_nothing_of_a_person_is_in_either(world: World, http: httpx.AsyncClient) -> None:
    async with world.shared.sessions.begin() as session:
        await rows.fill(session, "tg:987654321", NOW)
    await world.roofer(987654322, when="Done: tell me at once")
    await world.publish(notice(), by="find-a-tender")
    world.api.fail_next("sendMessage", ApiError(400, "Bad Request: 987654322 is odd"))
    await world.deliver()

    pages = [(await http.get(path)).text for path in ("/healthz", "/metrics")]

    for page in pages:
        assert "98765432" not in page
        assert "Sam" not in page
    assert {row for row in catalogue() if row in pages[1]} == {"find-a-tender"}


async def test_there_is_nothing_else(http: httpx.AsyncClient) -> None:
    assert (await http.get("/")).status_code == 404
    assert (await http.post("/healthz")).status_code == 405


async def test_an_address_that_is_taken_is_a_sentence(world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="in use") as refused:
            async with web.serving(world.shared, Listen(host="127.0.0.1", port=port)):
                pass

    assert sentence(refused.value, world.shared.settings) == (
        f"The address 127.0.0.1:{port} cannot be used: address already in use."
    )
