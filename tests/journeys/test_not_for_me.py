"""“Not for me”: a supplier says why in one press, and is asked about one change, which can be undone."""

from datetime import timedelta

import pytest

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
