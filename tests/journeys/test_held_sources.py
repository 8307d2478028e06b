"""A portal renumbers its notices: nobody hears of them again before an officer has looked."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select

from alerts import ingest, opportunities
from alerts.sources import catalogue
from alerts.tables import SourceRow
from bot import held, schedule
from bot.tables import Role
from tests.chat import Chat
from tests.make import NOW
from tests.world import World, open_world

GROUP = -100
SLUG = "example-portal-rss"

HELD = """\
Example portal is held.
60 of 60 open notices look new. Of late it has brought about 2 a day. That may be a fault of the portal, such as \
new numbers for old notices.

60 opportunities wait, and no supplier is told of what it brings until you decide.

The newest of them
“Roof repairs at school 59”
“Roof repairs at school 58”
“Roof repairs at school 57”"""


def feed(prefix: str, number: int = 60) -> bytes:
    items = (
        f"<item><title>Roof repairs at school {each}</title><link>https://tenders.example.org/{prefix}{each}</link>"
        f'<guid isPermaLink="false">{prefix}{each:02}</guid>'
        f"<pubDate>{NOW - timedelta(days=29 - each % 27):%a, %d %b %Y %H:%M:%S GMT}</pubDate></item>"
        for each in range(number)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Tenders</title>{"".join(items)}</channel></rss>'.encode()


@asynccontextmanager
async def portal(
    database_url: str, group: int | None = GROUP
) -> AsyncIterator[tuple[World, Callable[[bytes], None]]]:
    """The whole bot with one portal, and what changes what the portal shows."""
    shown = [feed("old-")]
    transport = httpx.MockTransport(lambda _request: httpx.Response(200, content=shown[0]))
    source = replace(
        catalogue()[SLUG],
        name="Example portal",
        on=True,
        pause_seconds=0,
        url="https://tenders.example.org/rss",
    )

    def show(body: bytes) -> None:
        shown[0] = body

    async with open_world(
        database_url, transport=transport, catalogue={SLUG: source}, officers_chat=group
    ) as world:
        world.api.person(GROUP, "Officers", started=True)
        await world.fetch()
        yield world, show


async def renumbered(world: World, show: Callable[[bytes], None]) -> None:
    """Let the portal show everything under new numbers the next day, and read it."""
    show(feed("new-"))
    world.clock[0] += timedelta(days=1)
    polled = await schedule.fetch(world.shared)
    if any(each.held for each in polled):
        await held.tell(world.shared, world.application.bot)
    await schedule.match(world.shared)
    await world.deliver()


async def held_at_once(world: World, show: Callable[[bytes], None]) -> Chat:
    """Return the chat of a roofer who would have been flooded."""
    chat = await world.roofer(when="Done: tell me at once")
    await renumbered(world, show)
    return chat


async def test_a_flood_is_held_and_officers_are_shown_why(database_url: str) -> None:
    async with portal(database_url) as (world, show):
        chat, group = await held_at_once(world, show), world.chat(GROUP)
        (shown,) = group.news()
        await renumbered(world, show)

        assert chat.news() == []
        assert shown.text == HELD
        assert [button.label for row in shown.buttons for button in row] == ["Tell suppliers", "Tell nobody"]
        assert group.news() == []  # told once


async def test_officers_let_it_go_and_suppliers_are_told_in_one_message(database_url: str) -> None:
    async with portal(database_url) as (world, show):
        chat, group = await held_at_once(world, show), world.chat(GROUP)

        await group.tap("Tell suppliers")
        (asked,) = group.news() or [group.last]
        (gone,) = await group.tap("Yes, tell them")
        (again,) = await group.press(gone.message_id, "1:held:tell:1", stale=True)
        await schedule.match(world.shared)
        await world.deliver()

        assert asked.text.startswith("Tell suppliers what Example portal brings?\n\nEach of the 60 opp")
        assert gone.text.startswith("Example portal is let go. What waited goes to the suppliers")
        assert again.text == "This source is not held any more. Somebody has decided already."
        assert [message.text.splitlines()[0] for message in chat.news()] == ["60 opportunities for you"]
        assert (await world.audited())[-1] == (
            "the officers' chat: let_go example-portal-rss told=True waiting=60"
        )


async def test_officers_discard_it_and_nobody_is_told_but_of_what_comes_next(database_url: str) -> None:
    async with portal(database_url) as (world, show):
        chat, group = await held_at_once(world, show), world.chat(GROUP)

        await group.send("/held")
        await group.tap("Tell nobody")
        (gone,) = await group.tap("Yes, tell nobody")
        (none,) = await group.send("/held")
        show(feed("new-", 61))
        world.clock[0] += timedelta(days=1)
        await schedule.fetch(world.shared)
        await world.deliver()

        (told,) = chat.news()
        assert gone.text.startswith("Example portal is let go, and nobody is told of what waited.")
        assert none.text == "No source is held. What each brings is told as usual."
        assert "Roof repairs at school 60" in told.text


async def test_not_now_leaves_it_held(database_url: str) -> None:
    async with portal(database_url) as (world, show):
        await held_at_once(world, show)
        group = world.chat(GROUP)

        await group.tap("Tell nobody")
        (left,) = await group.tap("Not now")

        assert left.text == "The source stays held. Send /held when you want to decide."
        async with world.shared.sessions.begin() as session:
            assert await session.scalar(select(SourceRow.held_at)) is not None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_where_there_is_no_group_each_editor_decides_and_a_reader_does_not(database_url: str) -> None:
    async with portal(database_url, group=None) as (world, show):
        jo, ada = await world.appoint(Role.EDITOR), await world.appoint(Role.READER, 2002, "Ada Brown")
        await held_at_once(world, show)
        (shown,) = jo.news()
        (unknown,) = await ada.send("/held")
        await ada.press(unknown.message_id, "1:held:tell:1", stale=True)
        popup = ada.popup
        await jo.tap("Tell nobody")
        await jo.tap("Yes, tell nobody")

        assert shown.text == HELD
        assert unknown.text.startswith("I do not know that command.")
        assert popup is not None
        assert (await world.audited())[-1] == "Jo Smith: let_go example-portal-rss told=False waiting=60"


@pytest.mark.parametrize("confirmed", [False, True])
async def test_a_file_is_held_alike_unless_somebody_has_seen_it(database_url: str, confirmed: bool) -> None:
    async with portal(database_url) as (world, _):
        source, sessions = world.shared.catalogue[SLUG], world.shared.sessions
        tried = await ingest.import_file(
            sessions, source, feed("new-"), NOW, dry_run=True, confirmed=confirmed
        )
        loaded = await ingest.import_file(sessions, source, feed("new-"), NOW, confirmed=confirmed)

        assert (tried.held, loaded.held) == (not confirmed, not confirmed)
        assert (tried.new, loaded.new) == (60, 60)
        async with sessions.begin() as session:
            waiting = await opportunities.unmatched(session, 100)
            row = (await session.scalars(select(SourceRow))).one()
        assert waiting == []
        assert (row.held_at is not None) is not confirmed
