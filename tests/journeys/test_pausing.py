"""A supplier goes away and comes back to one message of what is still open."""

from datetime import timedelta

import pytest

from alerts import outbox
from alerts.notice import Stage
from alerts.tables import Delivery, DeliveryKind
from bot import delivery
from tests.make import NOW, notice
from tests.world import World, open_world

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

AT_ONCE = "Done: tell me at once"
DAY = timedelta(days=1)
TO_RETURN = timedelta(days=14, hours=-5)
"""From one in the afternoon to eight in the morning a fortnight later, in London."""

SCHOOL = notice(external_id="1", ocid="ocds-1", title="Re-roofing of the school", closes_at=NOW + 7 * DAY)
HALL = notice(external_id="2", ocid="ocds-2", title="Re-roofing of the hall", closes_at=NOW + 30 * DAY)
CHAPEL = notice(external_id="3", ocid="ocds-3", title="Re-roofing of the chapel", closes_at=NOW + 30 * DAY)


async def test_a_pause_over_a_deadline_ends_with_one_message_of_what_is_still_open(world: World) -> None:
    chat = await world.roofer()
    await world.publish(SCHOOL)

    (paused,) = await chat.send("/pause 2 weeks")
    world.clock[0] += DAY
    await world.publish(HALL)
    world.clock[0] += 2 * DAY
    await world.publish(CHAPEL)
    chat.news()
    during = [await world.deliver(DAY) for _ in range(3)]
    silent = chat.news()
    world.clock[0] = NOW + TO_RETURN
    back = [await world.deliver(), await world.deliver()]
    (digest,) = chat.news()
    after = await world.deliver(DAY)

    assert paused.text == (
        "I will send you nothing until Monday 24 August 2026 at 8am.\n\n"
        "What comes up meanwhile waits, and then I tell you in one message what of it is still open. "
        "You can ask me anything at any time, and /latest shows what is open. /resume ends the pause."
    )
    assert [done.sent for done in (*during, *back, after)] == [0, 0, 0, 1, 0, 0]
    assert silent == []
    assert digest.text.startswith("While you were away: 2 opportunities that are still open\n\n")
    assert "the hall" in digest.text
    assert "the chapel" in digest.text
    assert "the school" not in digest.text


@sqlite_only
async def test_a_pause_in_which_nothing_stays_open_ends_without_a_message(world: World) -> None:
    chat = await world.roofer()
    await chat.send("/pause until 24 August")
    await world.publish(HALL)
    await world.publish(notice(external_id="2", ocid="ocds-2", released_at=NOW, stage=Stage.WITHDRAWN))
    chat.news()

    done = await world.deliver(TO_RETURN)

    assert (done.sent, done.cancelled) == (0, 1)
    assert chat.news() == []


async def test_a_restart_in_a_pause_loses_nothing(database_url: str) -> None:
    async with open_world(database_url) as before:
        chat = await before.roofer(when=AT_ONCE)
        await before.publish(HALL)
        await chat.send("/pause for a fortnight")
        await before.publish(CHAPEL)
        api = before.api

    async with open_world(database_url, api=api) as after:
        chat = after.chat()
        chat.news()
        early = await after.deliver(TO_RETURN - timedelta(seconds=1))
        done = await after.deliver(timedelta(seconds=1))

    assert (early.sent, done.sent) == (0, 1)
    assert chat.last.text.startswith("While you were away: 2 opportunities that are still open")


@sqlite_only
async def test_who_comes_back_early_is_told_at_once_and_may_go_again(world: World) -> None:
    chat = await world.roofer()
    await chat.send("/pause")
    await chat.tap("1 month")
    await world.publish(HALL)
    await world.deliver(DAY)

    (resumed,) = await chat.send("/resume")
    labels = chat.labels
    (again,) = await chat.tap("Undo: pause again")
    held = await world.deliver()
    await chat.tap_twice("Undo")
    chat.news()
    told = await world.deliver()

    assert resumed.text == (
        "Welcome back. The pause is over.\n\n"
        "If anything came up that is still open, I send it now in one message."
    )
    assert labels == ["Undo: pause again", "What is open now"]
    assert again.text.startswith("I will send you nothing until Thursday 10 September 2026 at 8am.")
    assert (held.sent, told.sent) == (0, 1)
    assert chat.last.text.startswith("While you were away: 1 opportunity that is still open")


@sqlite_only
async def test_a_longer_pause_can_be_taken_back_to_the_shorter_one(world: World) -> None:
    chat = await world.roofer()
    await chat.send("/pause 1 week")
    await chat.send("/pause")

    await chat.tap_twice("1 month")
    (shorter,) = await chat.tap("Undo")
    (watch,) = await chat.send("/watch")
    (start,) = await chat.send("/start")

    assert shorter.text.startswith("I will send you nothing until Monday 17 August 2026 at 8am.")
    assert "Paused: I write nothing until Monday 17 August 2026 at 8am\n" in watch.text
    assert start.text.startswith(
        "You are already set up. I write each day at 8am. "
        "Until Monday 17 August 2026 at 8am I write nothing, as you asked: /resume ends that."
    )


@sqlite_only
async def test_a_return_in_quiet_hours_says_when_the_message_comes(world: World) -> None:
    chat = await world.roofer()
    await chat.send("/quiet 9pm to 7am")
    await chat.send("/pause 2 weeks")
    await world.publish(HALL)
    world.clock[0] = NOW + timedelta(hours=9)

    (resumed,) = await chat.send("/resume")
    night = await world.deliver()
    morning = await world.deliver(timedelta(hours=9))

    assert resumed.text.endswith(
        "If anything came up that is still open, I send it on Tuesday 11 August 2026 at 7am, "
        "when your quiet hours are over, in one message."
    )
    assert (night.sent, morning.sent) == (0, 1)


FOREVER = (
    "Nothing was changed. A pause has an end, within a year. To hear nothing until you say so, send /stop: "
    "I keep your answers, and /start turns everything on again.\n\n"
    "Or tell me when you are back, for example: 3 months, or until 3 January."
)
ASK_AGAIN = "\n\nType how many days or weeks, or a day, for example: 2 weeks, or until 3 January. /cancel changes nothing."


@sqlite_only
@pytest.mark.parametrize(
    ("typed", "told", "labels"),
    [
        ("forever", FOREVER, ["Stop all messages"]),
        (
            "until 3 January 2020",
            f"Nothing was changed. Friday 3 January 2020 is not in the future.{ASK_AGAIN}",
            [],
        ),
        (
            "until 1 August",
            f"Nothing was changed. Saturday 1 August 2026 has passed. Do you mean the next year?{ASK_AGAIN}",
            ["Until Sunday 1 August 2027"],
        ),
        ("until half term", f"I could not read “until half term” as a time.{ASK_AGAIN}", []),
    ],
)
async def test_a_pause_that_cannot_be_is_asked_again(
    world: World, typed: str, told: str, labels: list[str]
) -> None:
    chat = await world.roofer()

    (asked,) = await chat.send(f"/pause {typed}")
    shown = [button.label for row in asked.buttons for button in row]
    (paused,) = await chat.send("until 3 January")

    assert (asked.text, shown) == (told, labels)
    assert paused.text.startswith("I will send you nothing until Sunday 3 January 2027 at 8am.")


@sqlite_only
async def test_a_reminder_waits_for_the_return_as_well(world: World) -> None:
    chat = await world.roofer()
    await chat.send("/pause 2 weeks")
    async with world.shared.sessions.begin() as session:
        session.add(Delivery(supplier_id=1, slot="remind:1:7", kind=DeliveryKind.REMINDER, due_at=NOW))

    held = await world.deliver(TO_RETURN - timedelta(seconds=1))

    assert (held.sent, held.cancelled, held.put_off) == (0, 0, 0)


@sqlite_only
async def test_a_pause_that_begins_while_a_message_is_on_its_way_still_holds_it(world: World) -> None:
    chat = await world.roofer(when=AT_ONCE)
    await world.publish(HALL)
    async with world.shared.sessions.begin() as session:
        (claimed,) = await outbox.claim_due(session, NOW)
    await chat.send("/pause 2 weeks")
    chat.news()

    outcome = await delivery._deliver(world.shared, world.application.bot, claimed)
    during = await world.deliver(outbox.CLAIM)
    after = await world.deliver(TO_RETURN)

    assert outcome is delivery.Outcome.PUT_OFF
    assert (during.sent, after.sent) == (0, 1)
    assert len(chat.news()) == 1


@sqlite_only
@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("/pause 2 weeks", "Your alerts are already off. Send /start to turn them on."),
        ("/resume", "Your alerts are already off. Send /start to turn them on."),
    ],
)
async def test_who_has_stopped_has_nothing_to_pause(world: World, command: str, told: str) -> None:
    chat = await world.roofer()
    await chat.send("/stop")

    (answer,) = await chat.send(command)

    assert answer.text == told


@sqlite_only
async def test_a_resume_without_a_pause_says_so(world: World) -> None:
    chat = await world.roofer()

    (answer,) = await chat.send("/resume")

    assert answer.text == "You are not paused. I write as usual. /watch shows when."


@sqlite_only
@pytest.mark.parametrize("command", ["/pause", "/resume", "/quiet", "/muted"])
async def test_a_stranger_is_asked_to_join_first(world: World, command: str) -> None:
    (answer,) = await world.chat().send(command)

    assert answer.text == "I do not know your work yet. Send /start: it takes four questions."


@sqlite_only
@pytest.mark.parametrize("data", ["1:pause:until:20260810", "1:pause:until:x", "1:pause:until", "1:pause"])
async def test_a_button_for_a_day_that_is_over_pauses_nothing(world: World, data: str) -> None:
    chat = await world.roofer()

    await chat.press(chat.last.message_id, data, stale=True)
    (watch,) = await chat.send("/watch")

    assert "Paused" not in watch.text
