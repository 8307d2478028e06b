"""A supplier mutes a buyer, a trade or a source from an alert, sees what is muted, and takes it back."""

from datetime import timedelta

import pytest

from tests.chat import Chat
from tests.make import NOW, notice
from tests.world import World, open_world

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

AT_ONCE = "Done: tell me at once"
DAY = timedelta(days=1)
LEEDS = notice(external_id="2", ocid="ocds-2", title="Slate roof", buyer="Leeds City Council")


async def alerted(world: World) -> Chat:
    chat = await world.roofer(when=AT_ONCE)
    await world.publish(notice())
    await world.deliver()
    chat.news()
    return chat


async def another(world: World, number: int, **changes: object) -> None:
    """Publish one more roof of the Council, with what a test is about changed."""
    await world.publish(
        notice(
            external_id=f"9-{number}",
            ocid=f"ocds-9-{number}",
            title=f"Roof {number}",
            released_at=world.clock[0],
            closes_at=world.clock[0] + 30 * DAY,
            **changes,
        )
    )


async def test_a_muted_buyer_is_silent_for_its_time_and_then_heard_again(world: World) -> None:
    chat = await alerted(world)

    (asked,) = (await chat.tap("Mute…"))[-1:]
    offered = chat.labels
    (how_long,) = await chat.tap("The buyer Durham County Council")
    spans = chat.labels
    (muted,) = await chat.tap("A week")
    await another(world, 1)
    silent = await world.deliver()
    world.clock[0] = NOW + 7 * DAY
    await another(world, 2)
    heard = await world.deliver()

    assert asked.text == (
        "Less like “Re-roofing of Shildon library”: what shall I mute?\n\n"
        "What you mute comes to you from none of your watches. "
        "You choose for how long, and /muted takes it back at any time."
    )
    assert offered == [
        "The buyer Durham County Council",
        "The trade Roofing and gutters",
        "The source Find a Tender",
    ]
    assert how_long.text == "For how long shall I mute the buyer Durham County Council?"
    assert spans == ["A week", "A month", "For good"]
    assert muted.text == (
        "Muted until Monday 17 August 2026 at 8am: the buyer Durham County Council.\n\n"
        "It comes to you no more, and it drops out of what I was about to send. "
        "/muted shows all that you have muted."
    )
    assert (silent.sent, heard.sent) == (0, 1)
    assert "Roof 2" in chat.last.text


async def test_why_names_the_mute_and_one_press_takes_it_back(world: World) -> None:
    chat = await alerted(world)
    for label in ("Mute…", "The buyer Durham County Council", "For good"):
        await chat.tap(label)
    await another(world, 1)

    (why,) = await chat.send("/why 9-1")
    (unmuted,) = await chat.tap("Unmute the buyer Durham County Council")
    nothing_old = await world.deliver(DAY)
    (latest,) = await chat.send("/latest")
    (again,) = await chat.send("/why 9-1")

    assert why.text == (
        "Roof 1\nBuyer: Durham County Council\nNumber: 9-1 on Find a Tender\n\n"
        "It did not come to you. You have muted the buyer Durham County Council for good.\n\n"
        "To hear of such notices again, unmute the buyer Durham County Council."
    )
    assert unmuted.text == (
        "Muted no more: the buyer Durham County Council.\n\n"
        "I tell you of what is published from now on. /latest shows what is open already."
    )
    assert nothing_old.sent == 0
    assert latest.text.startswith("2 opportunities are open for you now")
    assert "I read it before you looked for this, while you had muted it, or when" in again.text


async def test_what_is_muted_drops_out_of_a_digest_that_is_being_written(world: World) -> None:
    chat = await world.roofer()
    await world.publish(notice(), LEEDS)
    await chat.send("/latest")
    await world.deliver(timedelta(hours=19))
    await another(world, 1)
    await another(world, 2, buyer="Leeds City Council")
    chat.news()

    await chat.tap("Mute…")
    (which,) = [label for label in chat.labels if "Shildon" in label]
    for label in (which, "The buyer Durham County Council", "A month"):
        await chat.tap(label)
    chat.news()
    await world.deliver(DAY)

    (digest,) = chat.news()
    assert digest.text.startswith("1 opportunity for you")
    assert "Roof 2" in digest.text


@sqlite_only
async def test_a_muted_trade_and_a_muted_source_are_listed_and_taken_back_one_by_one(world: World) -> None:
    chat = await alerted(world)
    for what in ("The trade Roofing and gutters", "The source Find a Tender"):
        for label in ("Mute…", what, "A month"):
            await chat.tap(label)

    (listed,) = await chat.send("/muted")
    (watch,) = await chat.send("/watch")
    await chat.send("/muted")
    labels = chat.labels
    message_id, button = chat._find("Unmute the source Find a Tender")
    await chat.tap("Unmute the source Find a Tender")
    assert button.data is not None
    (gone,) = await chat.press(message_id, button.data, stale=True)

    assert listed.text == (
        "What you have muted\n\n"
        "1. The source Find a Tender until Thursday 10 September 2026 at 8am\n"
        "2. The trade Roofing and gutters until Thursday 10 September 2026 at 8am\n\n"
        "Press one to hear of it again."
    )
    assert labels == ["Unmute the source Find a Tender", "Unmute the trade Roofing and gutters"]
    assert "Muted: Find a Tender; Roofing and gutters\n" in watch.text
    assert gone.text.startswith(
        "That is not muted any more. Here is how things are now.\n\nWhat you have muted\n\n1. The trade Roofing"
    )


@sqlite_only
async def test_undo_takes_a_mute_back_and_pressing_twice_does_no_harm(world: World) -> None:
    chat = await alerted(world)
    for label in ("Mute…", "The buyer Durham County Council"):
        await chat.tap(label)

    await chat.tap_twice("For good")
    await chat.tap("Undo")
    (listed,) = await chat.send("/muted")

    assert listed.text == (
        "You have muted nothing.\n\n"
        "“Mute…” below an alert takes away its buyer, its trade or its source, for a time or for good."
    )


async def test_a_restart_keeps_what_is_muted(database_url: str) -> None:
    async with open_world(database_url) as before:
        chat = await alerted(before)
        for label in ("Mute…", "The buyer Durham County Council", "For good"):
            await chat.tap(label)
        api = before.api

    async with open_world(database_url, api=api) as after:
        await another(after, 1)
        done = await after.deliver()

    assert done.sent == 0


@sqlite_only
async def test_nobody_can_press_somebody_elses_mutes(world: World) -> None:
    chat = await alerted(world)
    _, ask = chat._find("Mute…")
    for label in ("Mute…", "The buyer Durham County Council", "For good"):
        await chat.tap(label)
    _, undo = chat._find("Undo")
    other = await world.roofer(2002, AT_ONCE)

    assert ask.data is not None
    assert undo.data is not None
    (asked,) = await other.press(other.last.message_id, ask.data, stale=True)
    await other.press(other.last.message_id, undo.data, stale=True)
    (listed,) = await chat.send("/muted")

    assert asked.text == "This button is out of date. Send /latest or /watch to see how things are now."
    assert "1. The buyer Durham County Council for good" in listed.text


@sqlite_only
@pytest.mark.parametrize(
    "data",
    [
        "1:mute:ask",
        "1:mute:ask:99",
        "1:mute:what:1:trade:cleaning",
        "1:mute:for:1:trade:cleaning:good",
        "1:mute:for:1:colour::good",
        "1:mute:which:9:0",
    ],
)
async def test_made_up_buttons_mute_nothing(world: World, data: str) -> None:
    chat = await alerted(world)

    await chat.press(chat.last.message_id, data, stale=True)
    told = chat.last.text
    (listed,) = await chat.send("/muted")

    assert told == "This button is out of date. Send /latest or /watch to see how things are now."
    assert listed.text.startswith("You have muted nothing.")
