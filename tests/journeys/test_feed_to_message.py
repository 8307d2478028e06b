"""From a publisher's server to a supplier's phone: one real notice, in the exact words."""

from dataclasses import replace
from datetime import timedelta

from alerts.sources import catalogue
from tests.publisher import FindATender, publishing
from tests.world import World, open_world

ALERT = """\
New opportunity for you

Roofing repairs & renewal at RSH
Buyer: The Shrewsbury and Telford Hospital NHS Trust
Value: £1.75 million without VAT
Deadline: Thursday 27 August 2026 at 5pm (17 days left)
Place: not stated
The buyer says it suits: small or medium firms, charities and social enterprises
Size: much larger than your usual work: consider partners, or one part (lot) of it
Why you got this: you chose Roofing and gutters, and the title says “Roofing”; the buyer marked it as suitable for organisations like yours.
Number: 075888-2026 on Find a Tender"""


async def test_a_notice_goes_from_the_publisher_to_the_chat_once(database_url: str) -> None:
    find_a_tender = FindATender()
    before = [release for release in find_a_tender.releases if release["date"] < "2026-08-10T13:00:00+01:00"]
    whole_day = find_a_tender.releases
    async with publishing(find_a_tender) as publisher:
        source = replace(
            catalogue()["find-a-tender"], url=f"{publisher.url}/releases?limit=100", pause_seconds=0
        )
        async with open_world(database_url, catalogue={source.slug: source}) as world:
            chat = await world.roofer(when="Done: tell me at once")

            find_a_tender.releases = before
            await world.fetch()
            baseline = await world.deliver()
            find_a_tender.releases = whole_day
            await later(world)
            arrived = chat.news()
            await later(world)

            assert baseline.sent == 0
            assert ALERT in [message.text for message in arrived]
            assert chat.news() == []


async def later(world: World) -> None:
    """Let the rest of the day pass, with what happens by itself in it."""
    world.clock[0] += timedelta(hours=5)
    await world.fetch()
    await world.deliver()
