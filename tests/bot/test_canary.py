"""A canary flies the whole way to an operator, meets no supplier, and leaves nothing behind."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from typer.testing import CliRunner

from alerts import opportunities
from alerts.matching import Firm, OrganisationType, Size, Strictness, Watch, match
from alerts.notice import Notice
from alerts.tables import Delivery, DeliveryStatus, Match, Opportunity, Supplier
from alerts.trades import TRADES
from bot import canary, cli, schedule
from bot.canary import Flight, Stage
from bot.commands import canary as command
from bot.telegram_local import ApiError
from tests.bot_api import running_bot_api
from tests.make import NOW
from tests.world import World, open_world

ADMIN = 7
SOON = timedelta(seconds=20)
MUST = "Whoever is to get it must have started the bot, and not blocked it."


@pytest.fixture
async def watched(database_url: str) -> AsyncIterator[World]:
    """A world with an admin, who has started the bot and is a supplier as well."""
    async with open_world(database_url, admins=[ADMIN]) as world:
        await world.roofer(ADMIN, "Done: tell me at once")
        yield world


async def flown(world: World, *, within: timedelta = SOON, work: bool = True) -> Flight | None:
    """Let a canary fly while the bot does its work, or does not."""
    flying = asyncio.create_task(canary.fly(world.shared, world.application.bot, ADMIN, within))
    while work and not flying.done():
        await schedule.match(world.shared)
        await world.deliver(timedelta(seconds=1))
        await asyncio.sleep(0.01)
    return await flying


async def left(world: World) -> list[int]:
    """Return how many suppliers, opportunities, matches and messages there are."""
    async with world.shared.sessions.begin() as session:
        return [
            await session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Supplier, Opportunity, Match, Delivery)
        ]


async def test_it_arrives_and_leaves_nothing_behind(watched: World) -> None:
    before = watched.api.transcript(ADMIN)

    flight = await flown(watched)

    sent = [call for call in watched.api.calls if call.method == "sendMessage"][-1]
    assert flight is not None
    assert flight.stage is Stage.ARRIVED
    assert flight.matched_at is not None
    assert flight.sent_at is not None
    assert flight.saved_at <= flight.matched_at <= flight.sent_at
    assert sent.given["chat_id"] == str(ADMIN)
    assert "This is a test of Supplierbot by itself: there is nothing to do" in sent.given["text"]
    assert watched.api.transcript(ADMIN) == before  # the message is gone again
    assert await left(watched) == [1, 0, 0, 0]  # the admin as a supplier


async def test_it_says_how_far_it_came(watched: World) -> None:
    saved = await flown(watched, within=timedelta(0), work=False)

    flying = asyncio.create_task(
        canary.fly(watched.shared, watched.application.bot, ADMIN, timedelta(seconds=0.6))
    )
    await asyncio.sleep(0.1)
    await schedule.match(watched.shared)
    owed = await flying

    watched.api.fail_next("sendMessage", ApiError(403, "Forbidden: bot was blocked by the user"))
    refused = await flown(watched)

    assert [flight.stage for flight in (saved, owed, refused) if flight is not None] == [
        Stage.SAVED,
        Stage.OWED,
        Stage.REFUSED,
    ]
    assert await left(watched) == [1, 0, 0, 0]


async def test_a_second_one_takes_the_place_of_the_first(watched: World) -> None:
    first = asyncio.create_task(
        canary.fly(watched.shared, watched.application.bot, ADMIN, timedelta(seconds=20))
    )
    await asyncio.sleep(0.1)
    second = await flown(watched)

    assert await first is None
    assert second is not None
    assert second.stage is Stage.ARRIVED


async def test_what_a_process_that_died_left_behind_goes_within_the_hour(watched: World) -> None:
    async with watched.shared.sessions.begin() as session:
        await canary.release(session, ADMIN, watched.clock[0])
    await schedule.match(watched.shared)

    watched.clock[0] += timedelta(hours=1)
    await schedule.tidy(watched.shared)
    in_time = await left(watched)
    watched.clock[0] += timedelta(seconds=1)
    await schedule.tidy(watched.shared)

    assert in_time == [2, 1, 1, 1]
    assert await left(watched) == [1, 0, 0, 0]


async def test_no_supplier_hears_of_it_and_its_buttons_lead_nowhere(watched: World) -> None:
    other = await watched.roofer(1002, "Done: tell me at once")
    async with watched.shared.sessions.begin() as session:
        await canary.release(session, ADMIN, watched.clock[0])
    await schedule.match(watched.shared)
    await watched.deliver()

    assert other.news() == []
    searched = await other.send("/search test of Supplierbot")
    async with watched.shared.sessions.begin() as session:
        assert await opportunities.open_now(session, watched.clock[0]) == []
    (shown,) = [shown for shown in watched.api.transcript(ADMIN) if "This is a test" in shown.text]
    buttons = [button for row in shown.buttons for button in row if button.data is not None]
    answers = [
        await watched.chat(ADMIN).press(shown.message_id, button.data or "", stale=True) for button in buttons
    ]

    assert buttons
    assert all("Nobody" not in answer.text for answer in searched)
    assert all("canary" not in answer.text for each in answers for answer in each)
    async with watched.shared.sessions.begin() as session:
        owners = await session.scalars(select(Supplier.address).join(Match, Match.supplier_id == Supplier.id))
        assert owners.all() == [f"canary:{ADMIN}"]


def _notice(word: str) -> Notice:
    return Notice(external_id=word, released_at=NOW, title=word, buyer="Nobody", closes_at=NOW + SOON)


WORDS = st.text(alphabet=canary.LETTERS, min_size=canary.LENGTH, max_size=canary.LENGTH)
FIRM = Firm(organisation_type=OrganisationType.SME, size=Size.MICRO)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=20)
@given(WORDS, st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=5))
def test_no_trade_and_no_word_of_anybody_meets_it(word: str, typed: list[str]) -> None:
    every_trade = Watch(trades=tuple(TRADES), words=tuple(each for each in typed if word not in each))

    assert not match(_notice(word), FIRM, every_trade, NOW).matched
    assert match(_notice(word), FIRM, Watch(words=(word,), strictness=Strictness.POSSIBLE), NOW).matched


@given(WORDS, WORDS)
def test_two_canaries_do_not_meet(one: str, other: str) -> None:
    assert match(_notice(one), FIRM, Watch(words=(other,)), NOW).matched is (one == other)


async def test_each_morning_one_flies_to_the_admin_and_is_counted(
    watched: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulse = watched.shared.pulse
    monkeypatch.setattr(canary, "ARRIVES_WITHIN", timedelta(0))

    await canary.fly_by_itself(watched.shared, watched.application.bot)

    assert (pulse.canary_seconds, pulse.canaries_lost) == (None, 1)


async def test_without_an_admin_none_flies(world: World) -> None:
    await canary.fly_by_itself(world.shared, world.application.bot)

    assert await left(world) == [0, 0, 0, 0]
    assert world.shared.pulse.canaries_lost == 0


def _flight(status: DeliveryStatus | None = None, *, matched: bool = True) -> Flight:
    sent = NOW + timedelta(seconds=36) if status is DeliveryStatus.SENT else None
    matched_at = NOW + timedelta(seconds=34.1) if matched else None
    return Flight(saved_at=NOW, matched_at=matched_at, status=status, sent_at=sent, message_id=None)


@pytest.mark.parametrize(
    ("flight", "said"),
    [
        (
            _flight(DeliveryStatus.SENT),
            "It arrived: matched after 34.1 seconds, sent after 36.0 seconds.",
        ),
        (
            _flight(matched=False),
            "It was saved, but not matched within 180 seconds. Is the bot running?",
        ),
        (
            _flight(DeliveryStatus.SENDING),
            "It was matched after 34.1 seconds, but not sent within 180 seconds. The log says why.",
        ),
        (
            _flight(DeliveryStatus.CANCELLED),
            f"It was matched after 34.1 seconds, but Telegram did not take it. {MUST}",
        ),
        (None, "Another canary took its place."),
    ],
    ids=["arrived", "saved", "owed", "refused", "replaced"],
)
def test_how_far_it_came_is_a_sentence(flight: Flight | None, said: str) -> None:
    assert command._said(flight, 180) == said


@pytest.mark.usefixtures("log_put_back")
def test_the_command_needs_somebody_and_a_bot_that_runs(
    nothing_set: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(sqlite_template, nothing_set / "supplierbot.sqlite3")
    with running_bot_api(token="12:test") as server:
        monkeypatch.setenv("SUPPLIERBOT_TOKEN", "12:test")
        monkeypatch.setenv("SUPPLIERBOT_API_URL", server.url)

        nobody = CliRunner().invoke(cli.app, ["canary"])
        no_bot = CliRunner().invoke(cli.app, ["canary", "--chat", "7", "--wait", "0"])

    assert (nobody.exit_code, nobody.stderr) == (
        1,
        "Say to which person's chat, with --chat NUMBER. /chatid shows it there.\n",
    )
    assert (no_bot.exit_code, no_bot.stderr) == (
        1,
        "It was saved, but not matched within 0 seconds. Is the bot running?\n",
    )
