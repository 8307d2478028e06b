"""Quiet hours put off what falls due in them, and lose nothing, on the nights the clocks change too."""

from datetime import UTC, datetime, timedelta

import pytest

from alerts.frequency import LONDON
from alerts.tables import Delivery, DeliveryKind
from tests.chat import Chat
from tests.make import notice
from tests.world import World, open_world

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

AT_ONCE = "Done: tell me at once"


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


async def quiet_roofer(world: World, when: str = AT_ONCE) -> Chat:
    chat = await world.roofer(when=when)
    await chat.send("/quiet 21 to 7")
    chat.news()
    return chat


async def publish(world: World, *titles: str) -> None:
    """Publish roofs that are open for two weeks from now on."""
    await world.publish(
        *(
            notice(
                external_id=title,
                ocid=f"ocds-{title}",
                title=f"Re-roofing of {title}",
                released_at=world.clock[0],
                closes_at=world.clock[0] + timedelta(days=14),
            )
            for title in titles
        )
    )


async def at(world: World, chat: Chat, moment: str) -> list[str]:
    """Let it become a moment in London, send what is due, twice, and return what came."""
    world.clock[0] = london(moment)
    await world.deliver()
    await world.deliver()
    return [message.text for message in chat.news()]


@pytest.mark.parametrize(
    ("evening", "morning"),
    [("2026-10-24", "2026-10-25"), ("2027-03-27", "2027-03-28"), ("2026-12-31", "2027-01-01")],
    ids=["the clocks go back", "the clocks go forward", "over the new year"],
)
async def test_a_night_is_quiet_by_the_clock_on_the_wall(world: World, evening: str, morning: str) -> None:
    chat = await quiet_roofer(world)

    world.clock[0] = london(f"{evening} 20:59:59")
    await publish(world, "the school")
    before = await at(world, chat, f"{evening} 20:59:59")
    world.clock[0] = london(f"{evening} 21:00")
    await publish(world, "the library")
    world.clock[0] = london(f"{morning} 01:30")
    await publish(world, "the hall")
    during = [
        await at(world, chat, moment)
        for moment in (f"{evening} 23:59:59", f"{morning} 01:30", f"{morning} 02:30", f"{morning} 06:59:59")
    ]
    after = await at(world, chat, f"{morning} 07:00")
    later = await at(world, chat, f"{morning} 09:00")

    assert [text.partition("\n")[0] for text in before] == ["New opportunity for you"]
    assert during == [[], [], [], []]
    assert [text.partition("\n")[0] for text in after] == ["2 opportunities for you"]
    assert "Re-roofing of the library" in after[0]
    assert "Re-roofing of the hall" in after[0]
    assert later == []


async def test_a_restart_in_the_night_loses_nothing(database_url: str) -> None:
    async with open_world(database_url) as before:
        await quiet_roofer(before)
        before.clock[0] = london("2026-08-10 22:00")
        await publish(before, "the school")
        api = before.api

    async with open_world(database_url, api=api) as after:
        chat = after.chat()
        chat.news()
        night = await at(after, chat, "2026-08-11 02:00")
        morning = await at(after, chat, "2026-08-11 07:00")

    assert night == []
    assert [text.partition("\n")[0] for text in morning] == ["New opportunity for you"]


@sqlite_only
async def test_what_closes_in_the_night_is_not_told_in_the_morning(world: World) -> None:
    chat = await quiet_roofer(world)
    world.clock[0] = london("2026-08-10 22:00")
    await world.publish(
        notice(released_at=world.clock[0], closes_at=london("2026-08-11 06:00")),
    )

    assert await at(world, chat, "2026-08-11 07:00") == []


@sqlite_only
async def test_a_person_is_answered_at_any_time(world: World) -> None:
    chat = await quiet_roofer(world)
    world.clock[0] = london("2026-08-10 23:00")
    await publish(world, "the school")
    chat.news()

    (latest,) = await chat.send("/latest")
    (why,) = await chat.send("/why the school")

    assert latest.text.startswith("1 opportunity is open for you now")
    assert "It is on its way. It comes after your quiet hours, on Tuesday 11 August 2026 at 7am." in why.text


@sqlite_only
async def test_a_digest_that_falls_into_quiet_hours_comes_at_their_end(world: World) -> None:
    chat = await world.roofer()
    await chat.send("/quiet 7am to 10am")
    chat.news()
    await publish(world, "the school")

    early = await at(world, chat, "2026-08-11 09:59:59")
    on_time = await at(world, chat, "2026-08-11 10:00")

    assert early == []
    assert [text.partition("\n")[0] for text in on_time] == ["New opportunity for you"]


@sqlite_only
async def test_a_change_in_the_night_counts_at_once_and_can_be_undone(world: World) -> None:
    chat = await quiet_roofer(world)
    world.clock[0] = london("2026-08-10 22:00")
    await publish(world, "the school")

    (set_,) = await chat.send("/quiet 22 to 6")
    held = await at(world, chat, "2026-08-10 22:30")
    await chat.tap("Undo")
    undone = chat.last.text
    still_held = await at(world, chat, "2026-08-11 06:30")
    (off,) = await chat.send("/quiet none")
    told = await at(world, chat, "2026-08-11 06:31")

    assert set_.text.startswith("Saved.\n\nWhat I look for\n")
    assert "Quiet hours: 10pm to 6am\n" in set_.text
    assert undone == (
        "Undone. Everything is as it was before this change: "
        "begin the quiet hours at 10pm; end the quiet hours at 6am."
    )
    assert (held, still_held) == ([], [])
    assert "Quiet hours" not in off.text
    assert [text.partition("\n")[0] for text in told] == ["New opportunity for you"]


@sqlite_only
async def test_quiet_hours_are_asked_for_with_buttons_and_typed_words(world: World) -> None:
    chat = await world.roofer()
    await chat.send("/watch")
    await chat.tap("When I write")

    (asked,) = await chat.tap("Quiet hours")
    labels = chat.labels
    (which,) = await chat.send("9 to 7")
    (saved,) = await chat.tap("9pm to 7am")

    assert asked.text == (
        "Quiet hours\n\nNow: none.\n\n"
        "In these hours I send you nothing. What falls due waits until they end, and nothing is lost. "
        "When you write to me or press a button, I answer at any time, and so does a person whom you asked.\n\n"
        "Press one, or type two full hours, for example: 9pm to 7am. This is London time."
    )
    assert labels == ["9pm to 7am", "8pm to 8am", "10pm to 6am", "6pm to 8am", "Back"]
    assert which.text == "“9 to 7” can mean two things.\n\nWhich do you mean?"
    assert "Quiet hours: 9pm to 7am\n" in saved.text


@sqlite_only
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("at night", "I could not read “at night” as two hours."),
        ("21:30 to 7", "I can only keep full hours, and “21:30 to 7” has a part of one."),
        ("7am to 7am", "From “7am to 7am” I read a whole day. To hear nothing for some days, send /pause."),
    ],
)
async def test_hours_that_cannot_be_kept_are_asked_again(world: World, typed: str, told: str) -> None:
    chat = await world.roofer()

    (asked,) = await chat.send(f"/quiet {typed}")
    (saved,) = await chat.send("22 to 6")

    assert asked.text == (
        f"{told}\n\nType them like this: 9pm to 7am, or 21 to 7. Send none to have no quiet hours. "
        "/cancel leaves them as they are."
    )
    assert "Quiet hours: 10pm to 6am\n" in saved.text


@sqlite_only
@pytest.mark.parametrize("data", ["1:set:quiet", "1:set:quiet:7:7", "1:set:quiet:24:1", "1:set:quiet:none:7"])
async def test_made_up_hours_change_nothing(world: World, data: str) -> None:
    chat = await quiet_roofer(world)
    await chat.send("/watch")

    await chat.press(chat.last.message_id, data, stale=True)

    assert "Quiet hours: 9pm to 7am\n" in chat.last.text


@sqlite_only
async def test_what_is_turned_off_is_not_sent_and_can_be_turned_on_again(world: World) -> None:
    chat = await world.roofer()
    await chat.send("/watch")
    (kinds,) = await chat.tap("What I write about")
    (saved,) = await chat.tap("Turn off: reminders of deadlines")
    async with world.shared.sessions.begin() as session:
        session.add(
            Delivery(supplier_id=1, slot="remind:1:7", kind=DeliveryKind.REMINDER, due_at=world.clock[0])
        )
    done = await world.deliver()
    (undone,) = await chat.tap("Undo")

    assert kinds.text == (
        "What I write about\n\n"
        "New opportunities: on. /pause and /stop turn them off.\n"
        "Reminders of deadlines: on\n"
        "Changes to what I told you of: on\n"
        "Questions when nothing fitted for a month, or far too much did: on"
    )
    assert "Turned off: reminders of deadlines\n" in saved.text
    assert (done.sent, done.cancelled) == (0, 1)
    assert undone.text.endswith("send no reminders of deadlines.")
