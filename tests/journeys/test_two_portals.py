"""One procurement on several portals: whichever says enough is told, once, and listed once."""

from datetime import timedelta

import pytest

from tests.make import notice
from tests.world import World

BARE = notice(external_id="row 7", ocid=None, title="Works at the library", summary=None, cpv_codes=())
"""An officer's row, which says too little to match a roofer."""

FULL = notice(title="Works at the library")


async def test_a_full_notice_is_told_and_listed_though_a_bare_row_came_first(world: World) -> None:
    chat = await world.roofer()

    await world.publish(BARE, by="opportunities-csv")
    await world.publish(FULL)
    (listed,) = await chat.send("/latest")
    chat.news()
    await world.deliver(timedelta(days=1))

    assert "1 opportunity is open for you now" in listed.text
    (told,) = chat.news()
    assert told.text.startswith("1 opportunity for you")
    assert "Number: 000001-2026 on Find a Tender" in told.text


@pytest.mark.parametrize("number", ["row 7", "000001-2026"])
async def test_why_speaks_of_the_notice_that_says_enough(world: World, number: str) -> None:
    chat = await world.roofer()
    await world.publish(BARE, by="opportunities-csv")
    await world.publish(FULL)

    (answer,) = await chat.send(f"/why {number}")

    assert "Number: 000001-2026 on Find a Tender" in answer.text
    assert "It is on its way." in answer.text


async def test_what_two_portals_say_alike_is_told_listed_and_shown_to_a_newcomer_once(world: World) -> None:
    chat = await world.roofer()
    await world.publish(notice())
    await world.publish(notice(ocid="ocds-b5fd17-9", external_id="CF-9"), by="contracts-finder")

    (listed,) = await chat.send("/latest")
    chat.news()
    await world.deliver(timedelta(days=1))
    newcomer = await world.roofer(1002)

    assert "1 opportunity is open for you now" in listed.text
    (told,) = chat.news()
    assert told.text.startswith("1 opportunity for you")
    assert "Number: 000001-2026 on Find a Tender" in told.text
    assert any("1 opportunity would have come to you" in text for text in newcomer.texts)
