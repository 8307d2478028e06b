"""“Not for me”: a supplier says why in one press, and is asked about one change, which can be undone."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from alerts.tables import WatchEdit
from tests.chat import Chat
from tests.make import notice
from tests.world import World

AT_ONCE = "Done: tell me at once"
TO_MORNING = timedelta(hours=19)
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def alerted(world: World, **published: object) -> Chat:
    chat = await world.roofer(when=AT_ONCE)
    await world.publish(notice(**published))
    await world.deliver()
    return chat


async def test_one_change_is_proposed_made_and_undone(world: World) -> None:
    chat = await alerted(world, title="Roofing and scaffolding at Shildon library")

    asked = (await chat.tap("Not for me"))[-1]
    (proposal,) = await chat.tap("Wrong trade")
    before = (await chat.send("/watch"))[-1].text
    (changed,) = await chat.tap("Yes, change it")
    during = (await chat.send("/watch"))[-1].text
    (undone,) = await chat.tap("Undo")
    after = (await chat.send("/watch"))[-1].text

    assert asked.text == (
        "Not for you: “Roofing and scaffolding at Shildon library”.\n\n"
        "What is wrong with it? I will then ask you about one change, and change nothing before you say yes."
    )
    assert proposal.text == (
        "Stop sending notices with the word “scaffolding”?\n\n"
        "With this, none of the notices that I know from the last 30 days would have come to you.\n"
        "This drops 1.\n"
        "Dropped: “Roofing and scaffolding at Shildon library”.\n\n"
        "Nothing changes before you say yes."
    )
    assert changed.text.startswith("Changed as you asked: stop sending notices with the word “scaffolding”.")
    assert undone.text.startswith("Undone. Everything is as it was before this change:")
    assert "Words to avoid: scaffolding\n" in during
    assert before == after
    assert "Words to avoid: none\n" in after


@sqlite_only
@pytest.mark.parametrize(
    ("why", "published", "proposal", "line"),
    [
        ("Too big", {}, "Contracts up to £40,000 only?", "Value limits: up to £40,000"),
        (
            "Too far",
            {"regions": ("UKE42",)},
            "Only places in North East?",
            "Places: North East",
        ),
        ("Too late", {}, "Hear at once instead of daily?", "When I write: as soon as something is published"),
        (
            "Wrong trade",
            {"title": "Works at Shildon library", "cpv_codes": ()},
            "Only close matches?",
            "Matches: only close ones",
        ),
        (
            "Not something we do",
            {"title": "Roofing, scaffolding and gutters"},
            "Stop sending notices with the word “scaffolding”?",
            "Words to avoid: scaffolding",
        ),
    ],
)
async def test_each_reason_proposes_one_change_in_plain_words(
    world: World, why: str, published: dict[str, object], proposal: str, line: str
) -> None:
    chat = await world.roofer()
    await world.publish(notice(**published), notice(external_id="2", ocid="ocds-2", title="Slate roof"))
    await world.deliver(TO_MORNING)
    await chat.tap("Not for me")
    (which,) = [label for label in chat.labels if "Slate" not in label]
    await chat.tap(which)

    (asked,) = await chat.tap(why)
    before = (await chat.send("/watch"))[-1].text
    await chat.tap("Yes, change it")
    after = (await chat.send("/watch"))[-1].text

    assert asked.text.startswith(f"{proposal}\n\n")
    assert line not in before.splitlines()
    assert line in after.splitlines()


@sqlite_only
async def test_a_digest_asks_which_one_and_stays_as_it_is(world: World) -> None:
    chat = await world.roofer()
    await world.publish(notice(), notice(external_id="2", ocid="ocds-2", title="Slate roof"))
    await world.deliver(TO_MORNING)
    (digest,) = chat.news()

    (which,) = await chat.tap("Not for me")
    choices = chat.labels
    (asked,) = await chat.tap(choices[1])

    assert which.text == "Which one is not for you?"
    assert [label[:2] for label in choices] == ["1.", "2."]
    assert asked.text.startswith(f"Not for you: “{choices[1][3:]}”.")
    assert digest in chat.messages


@sqlite_only
async def test_no_leaves_everything_as_it_is(world: World) -> None:
    chat = await alerted(world)
    before = (await chat.send("/watch"))[-1].text
    await chat.tap("Not for me")
    await chat.tap("Too big")

    (left,) = await chat.tap("No, leave it")
    after = (await chat.send("/watch"))[-1].text

    assert left.text == "Nothing was changed."
    assert before == after


@sqlite_only
@pytest.mark.parametrize(
    ("why", "published", "told"),
    [
        ("Too big", {"value_max_pence": None}, "The buyer did not say what it is worth"),
        ("Too far", {"regions": ()}, "The buyer did not say where the work is"),
        ("Too late", {}, "I write to you at once already"),
        ("Wrong trade", {"title": "Roofing"}, "Its title is made of the very words you look for"),
    ],
)
async def test_when_no_change_would_help_the_reason_is_said(
    world: World, why: str, published: dict[str, object], told: str
) -> None:
    chat = await alerted(world, **published)
    await chat.tap("Not for me")

    (answer,) = await chat.tap(why)

    assert answer.text.startswith(f"Nothing was changed. {told}")
    assert "Change what I look for" in chat.labels


async def test_pressing_twice_changes_once(world: World) -> None:
    chat = await alerted(world)
    await chat.tap("Not for me")
    await chat.tap("Too big")

    await chat.tap_twice("Yes, change it")
    once = chat.last.text
    menu = (await chat.send("/watch"))[-1].text
    await chat.tap_twice("Undo")
    undone = (await chat.send("/watch"))[-1].text

    assert once.startswith("Changed as you asked: contracts up to £40,000 only.")
    assert "Value limits: up to £40,000\n" in menu
    assert "Value limits: none\n" in undone
    assert not chat.spins


@sqlite_only
async def test_nobody_can_press_somebody_elses_buttons(world: World) -> None:
    chat = await alerted(world)
    (ask,) = [button for row in chat.last.buttons for button in row if button.label == "Not for me"]
    await chat.tap("Not for me")
    (reason,) = [button for row in chat.last.buttons for button in row if button.label == "Too big"]
    await chat.tap("Too big")
    (yes,) = [button for row in chat.last.buttons for button in row if button.label == "Yes, change it"]
    other = await world.roofer(2002, AT_ONCE)

    for button in (ask, reason, yes):
        assert button.data is not None
        await other.press(other.last.message_id, button.data, stale=True)
        assert (
            other.last.text == "This button is out of date. Send /latest or /watch to see how things are now."
        )
    for chat_of in (chat, other):
        assert "Value limits: none\n" in (await chat_of.send("/watch"))[-1].text


@sqlite_only
@pytest.mark.parametrize(
    "data",
    [
        "1:unwanted",
        "1:unwanted:why:1",
        "1:unwanted:why:1:red",
        "1:unwanted:which:9:0",
        "1:edit:yes:999",
        "1:edit:undo",
    ],
)
async def test_made_up_buttons_change_nothing(world: World, data: str) -> None:
    chat = await alerted(world)

    answer = (await chat.press(chat.last.message_id, data, stale=True))[-1]

    assert answer.text == "This button is out of date. Send /latest or /watch to see how things are now."


@sqlite_only
async def test_what_comes_no_more_needs_no_change(world: World) -> None:
    chat = await alerted(world)
    await chat.tap("Not for me")
    asked = chat.last
    await chat.tap("Too big")
    await chat.tap("Yes, change it")

    (late,) = [button for row in asked.buttons for button in row if button.label == "Wrong trade"]
    assert late.data is not None
    (answer,) = await chat.press(asked.message_id, late.data, stale=True)

    assert answer.text.startswith("Such notices do not come to you any more")


async def test_forgetting_takes_the_edits_along(world: World) -> None:
    chat = await alerted(world)
    await chat.tap("Not for me")
    await chat.tap("Too big")
    await chat.tap("Yes, change it")

    await chat.send("/forget")
    await chat.tap("Yes, erase it all")

    async with world.shared.sessions.begin() as session:
        assert await session.scalar(select(func.count()).select_from(WatchEdit)) == 0
