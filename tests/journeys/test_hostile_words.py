"""A publisher writes script, markup and letters that turn the line into every field: a supplier reads plain words."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from alerts.sources import catalogue
from tests.world import open_world

SLUG = "example-portal-rss"

HOSTILE = (
    "<item><title>Roofing &lt;script&gt;alert(1)&lt;/script&gt;of a &lt;b onclick=x&gt;school&lt;/b&gt; \u202eloohcs"
    " &amp;lt;/b&amp;gt; *_`[</title><guid>1</guid><link>https://tenders.example.org/1?a=&quot;&gt;&lt;b&gt;</link>"
    "<author>&lt;img src=x&gt; Durham &amp;amp; Council \x00</author>"
    "<description>&lt;p&gt;Closing date: 30/09/2026 &lt;a href='tg://user?id=1'&gt;12:00&lt;/a&gt;&lt;/p&gt;"
    "&lt;iframe src=x&gt;&lt;/iframe&gt;&lt;p&gt;Value: £5,000&lt;/p&gt;</description></item>"
)

ALERT = """\
New opportunity for you

Roofing of a school loohcs *_`[
Buyer: Durham & Council
Value: £5,000
Deadline: Wednesday 30 September 2026 at 12 noon (51 days left)
Place: not stated"""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_supplier_reads_plain_words(database_url: str) -> None:
    items = [""]
    transport = httpx.MockTransport(
        lambda _: httpx.Response(
            200, content=f"<rss version='2.0'><channel>{items[0]}</channel></rss>".encode()
        )
    )
    source = replace(
        catalogue()[SLUG], on=True, pause_seconds=0, url="https://tenders.example.org/rss", name="Portal"
    )
    async with open_world(database_url, transport=transport, catalogue={SLUG: source}) as world:
        chat = await world.roofer(when="Done: tell me at once")
        await world.fetch()
        items[0] = HOSTILE
        world.clock[0] += timedelta(hours=1)
        await world.fetch()
        await world.deliver()

        (told,) = chat.news()
        assert told.text.startswith(ALERT)
        assert not any(button.url and "<" in button.url for row in told.buttons for button in row)
        assert (await chat.send("/why 1"))[0].text
