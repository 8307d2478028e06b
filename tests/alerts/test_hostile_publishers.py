"""Publishers who mean harm, over real HTTP: each source fails alone with a sentence, and the honest one is read."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace

import httpx
import pytest
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from alerts import ingest
from alerts.db import Sessions
from alerts.ingest import Polled
from alerts.sources import Source, catalogue, fetch
from alerts.sources.addresses import Outward
from alerts.sources.bounds import MEBIBYTE, Limits
from alerts.tables import Opportunity, SourceRow
from tests.make import NOW
from tests.publisher import publishing

HONEST = "<rss version='2.0'><channel><item><title>Fencing</title><link>https://a.example/1</link></item></channel></rss>"


async def without_end() -> AsyncIterator[bytes]:
    while True:
        yield b"<item>" * 10_000
        await asyncio.sleep(0)  # or the server would never see that nobody listens any more


async def in_drips() -> AsyncIterator[bytes]:
    while True:
        yield b"<"
        await asyncio.sleep(0.05)


def packed(body: bytes, way: str = "gzip") -> Response:
    return Response(body, headers={"Content-Encoding": way})


HOSTILE: Mapping[str, tuple[Callable[[], Response], str]] = {
    "bomb": (lambda: packed(gzip.compress(b"\0" * 8 * MEBIBYTE)), "127.0.0.1 sent more than 2 MB."),
    "bomb-in-bomb": (
        lambda: packed(gzip.compress(gzip.compress(b"\0" * 8 * MEBIBYTE))),
        "Expected an RSS or Atom feed, and found a compressed file (gzip).",
    ),
    "brotli": (
        lambda: packed(b"\x8b\0\x80", "br"),
        "127.0.0.1 sent an answer that is packed in a way that we did not ask for, “br”.",
    ),
    "endless": (lambda: StreamingResponse(without_end()), "127.0.0.1 sent more than 2 MB."),
    "drips": (lambda: StreamingResponse(in_drips()), "127.0.0.1 took longer than 1 seconds to answer."),
    "metadata": (
        lambda: RedirectResponse("http://169.254.169.254/latest/meta-data"),
        "127.0.0.1 sent us on to an address inside our own network.",
    ),
    "loopback": (
        lambda: RedirectResponse("http://[::1]:6379/"),
        "127.0.0.1 sent us on to an address inside our own network.",
    ),
    "round": (
        lambda: RedirectResponse("/round"),
        "127.0.0.1 sent us on more than 5 times without giving an answer.",
    ),
    "file": (
        lambda: RedirectResponse("file:///etc/passwd"),
        "An address to fetch must start with http:// or https://, not “file:”.",
    ),
    "page": (
        lambda: Response("<html><script>alert(1)</script></html>"),
        "Expected an RSS or Atom feed, and found a web page (HTML).",
    ),
    "entities": (
        lambda: Response(f"<!DOCTYPE rss [<!ENTITY a 'ha'>]>{HONEST}"),
        "Expected an RSS or Atom feed, and found one that defines entities of its own.",
    ),
    "nothing": (lambda: Response(""), "Expected an RSS or Atom feed, and found an empty file."),
    "noise": (
        lambda: Response(bytes(range(256)) * 20),
        'Expected an RSS or Atom feed, and found text that begins “!"#$',
    ),
}
"""What is served at each path, and what is said of it."""


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "Limits", lambda: Limits(max_bytes=2 * MEBIBYTE, max_seconds=1))


def serve(request: Request) -> Response:
    path = request.url.path.strip("/")
    return HOSTILE[path][0]() if path in HOSTILE else Response(HONEST)


async def polled(sessions: Sessions, sources: Mapping[str, Source]) -> dict[str, Polled]:
    async with httpx.AsyncClient(transport=Outward()) as http:
        return {each.slug: each for each in await ingest.poll_due(sessions, http, sources, NOW)}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_each_hostile_publisher_fails_alone_with_a_reason_and_the_honest_one_is_read(
    sessions: Sessions, small_limits: None
) -> None:
    pattern = replace(catalogue()["example-portal-rss"], on=True, pause_seconds=0)
    async with publishing(serve) as publisher:
        sources = {
            path: replace(pattern, slug=path, url=f"{publisher.url}/{path}") for path in (*HOSTILE, "honest")
        }
        found = await polled(sessions, sources)

    for path, (_, said) in HOSTILE.items():
        assert (found[path].error or "").startswith(said), path
        assert found[path].read == 0
    assert (found["honest"].new, found["honest"].error) == (1, None)
    async with sessions() as session:
        rows = {row.slug: row for row in await session.scalars(select(SourceRow))}
        titles = (await session.scalars(select(Opportunity.title))).all()
    assert titles == ["Fencing"]
    assert {path: rows[path].last_error for path in HOSTILE} == {path: found[path].error for path in HOSTILE}
    assert all(rows[path].next_poll_at > NOW and rows[path].failures == 1 for path in HOSTILE)


STRANGE = (
    "<rss version='2.0'><channel>"
    "<item><title>Roof &#0;\x00&#xD800;re\u202epairs</title><guid>A\x00&#0;1</guid><author>Coun\x00cil</author>"
    "<link>https://a.example/\x001</link><category>\x00\u202e</category>"
    "<pubDate>Mon, 01 Jan 0001 00:00:00 GMT</pubDate><description>&lt;p&gt;Issued by : Dur\x00ham&lt;/p&gt;"
    "&lt;p&gt;Closing date: 31/12/9999&lt;/p&gt;&lt;p&gt;Value: £1e9999&lt;/p&gt;\x00</description></item>"
    "</channel></rss>"
).encode()
STRANGE_RELEASE = (
    b'{"releases":[{"ocid":"ocds-1\\u0000","id":"1\\u0000\\ud800","date":"2026-08-10T08:00:00Z","tender":{"title":'
    b'"Roof\\u0000 \\udfff","description":"a\\u0000b","lots":[{"id":"\\u0000","title":"\\u0000x","description":'
    b'"\\u0000"}],"value":{"amount":1e9999}},"buyer":{"name":"Coun\\u0000cil"}}],"links":{"next":"http://\\u0000"}}'
)
STRANGE_ROWS = "reference,title,buyer,closing_date,link\nQ\x001,Ro\x00of,Coun\x00cil,30/09/2026,https://a.example/\x001\n"


async def test_what_no_database_can_store_does_not_come_near_it(sessions: Sessions) -> None:
    known = catalogue()
    for slug, body in (
        ("example-portal-rss", STRANGE),
        ("find-a-tender", STRANGE_RELEASE),
        ("opportunities-csv", STRANGE_ROWS.encode()),
    ):
        done = await ingest.import_file(sessions, known[slug], body, NOW)
        assert (slug, done.new, done.rejected) == (slug, 1, ())

    async with sessions() as session:
        titles = (await session.scalars(select(Opportunity.title).order_by(Opportunity.id))).all()
        buyers = (await session.scalars(select(Opportunity.buyer).order_by(Opportunity.id))).all()
    assert titles == ["Roof repairs", "Roof \N{REPLACEMENT CHARACTER}", "Roof"]
    assert buyers == ["Durham", "Council", "Council"]
