"""A portal falls silent, shows next to nothing, or cannot be read: officers hear of it once, and it stays on record."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select

from alerts.sources import catalogue
from alerts.tables import SourceRow
from bot import checks, schedule, troubles
from bot.tables import Role
from tests.make import NOW
from tests.world import World, open_world

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

GROUP = -100
SLUG = "example-portal-rss"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

SHORT = """\
Example portal may not be working.
It lists 2 notices. Of late it listed about 39.

Until it is mended, suppliers may miss what it publishes. Please compare with its website, \
https://tenders.example.org. If there is more on it than suppliers are told, tell the person who looks after \
Supplierbot. If there is not, you have nothing to do: after some weeks this counts as usual."""


def feed(first: int, number: int) -> bytes:
    items = (
        f"<item><title>Roof repairs {each}</title><link>https://tenders.example.org/{each}</link></item>"
        for each in range(first, first + number)
    )
    return f"<rss version='2.0'><channel>{''.join(items)}</channel></rss>".encode()


@asynccontextmanager
async def portal(
    database_url: str, group: int | None = GROUP
) -> AsyncIterator[tuple[World, Callable[[httpx.Response], None]]]:
    """The whole bot with one portal, and what changes its answer."""
    shown = [httpx.Response(200, content=feed(0, 40))]
    source = replace(
        catalogue()[SLUG],
        name="Example portal",
        on=True,
        pause_seconds=0,
        url="https://tenders.example.org/rss",
        website="https://tenders.example.org",
    )

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(shown[0].status_code, content=shown[0].content)

    def show(response: httpx.Response) -> None:
        shown[0] = response

    async with open_world(
        database_url, transport=httpx.MockTransport(answer), catalogue={SLUG: source}, officers_chat=group
    ) as world:
        world.api.person(GROUP, "Officers", started=True)
        await read(world)
        yield world, show


async def read(world: World, after: timedelta = timedelta(0)) -> None:
    """Let time pass, and read the portal as a tick does."""
    world.clock[0] += after
    await troubles.tell(world.shared, world.application.bot, await schedule.fetch(world.shared))


async def trouble(world: World) -> str | None:
    async with world.shared.sessions.begin() as session:
        return (await session.scalars(select(SourceRow))).one().trouble


async def findings(world: World) -> list[str]:
    settings = world.shared.settings.model_copy(update={"token": None})
    found = await checks.look(settings, world.shared.http, world.clock[0])
    return [f"{each.grade} {each.said} {each.how}" for each in found if "may not be working" in each.said]


async def test_a_portal_that_shows_next_to_nothing_is_told_of_once_until_it_is_whole_again(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with portal(database_url) as (world, show):
        monkeypatch.setattr(checks, "catalogue", lambda _extra: world.shared.catalogue)
        group = world.chat(GROUP)
        show(httpx.Response(200, content=feed(0, 2)))
        await read(world, HOUR)
        await read(world, 11 * HOUR)
        early = group.news()
        await read(world, HOUR)
        (told,) = group.news()
        await read(world, HOUR)
        again = group.news()
        looked = await findings(world)
        show(httpx.Response(200, content=feed(0, 40)))
        await read(world, HOUR)

        assert (early, again) == ([], [])
        assert told.text == SHORT
        assert len(looked) == 1
        assert looked[0].startswith("Mend It may not be working since ")
        assert "It lists 2 notices. Of late it listed about" in looked[0]
        assert await trouble(world) is None


async def test_a_portal_that_falls_silent_is_told_of_once(database_url: str) -> None:
    async with portal(database_url) as (world, show):
        group = world.chat(GROUP)
        for day in range(1, 6):
            show(httpx.Response(200, content=feed(day, 40)))
            await read(world, DAY)
        await read(world, 4 * DAY)
        early = group.news()
        await read(world, DAY)
        (told,) = group.news()
        await read(world, DAY)

        assert (early, group.news()) == ([], [])
        assert told.text.splitlines()[1] == (
            "It has brought nothing new for 5 days. Before that, its longest silence of late was 24 hours."
        )


async def test_a_portal_that_cannot_be_read_for_a_day_is_told_of_once_with_the_reason(
    database_url: str,
) -> None:
    async with portal(database_url, group=None) as (world, show):
        jo = await world.appoint(Role.EDITOR)
        show(httpx.Response(200, content=b"<html>Gone fishing</html>"))
        for _ in range(8):
            await read(world, DAY)
        early = jo.news()
        await read(world, DAY)
        (told,) = jo.news()
        await read(world, DAY)
        later = jo.news()
        show(httpx.Response(200, content=feed(0, 40)))
        await read(world, DAY)

        assert (early, later) == ([], [])
        assert told.text.splitlines()[1] == (
            "It could not be read 9 times in a row, for about a day. The last time: Expected an RSS or Atom feed, "
            "and found a web page (HTML)."
        )
        assert world.clock[0] == NOW + 11 * DAY
        assert "could not be read" not in (await trouble(world) or "")
