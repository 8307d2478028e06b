"""A publisher's server on this machine, over real HTTP: it answers as a test tells it to."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from tests import samples

LONDON = ZoneInfo("Europe/London")
FIND_A_TENDER = b"https://www.find-tender.service.gov.uk/api/1.0/ocdsReleasePackages"
RECORDED = "find-a-tender-2026-08-10/page-001"

Answer = Callable[[Request], Response]


@dataclass
class Publisher:
    """A server that is up. `asked` holds every request it had; `answer` may be changed at any time."""

    answer: Answer
    url: str = ""
    asked: list[Request] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        self.asked.append(request)
        await self.answer(request)(scope, receive, send)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave Ctrl-C to pytest."""
        yield


@asynccontextmanager
async def publishing(answer: Answer) -> AsyncIterator[Publisher]:
    """Put a publisher up at a free port, and take it down again."""
    publisher = Publisher(answer)
    app = Starlette(routes=[Route("/{path:path}", publisher)])
    config = uvicorn.Config(
        app, port=0, lifespan="off", ws="none", log_config=None, server_header=False, date_header=False
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve())
    await server.up.wait()
    port = server.servers[0].sockets[0].getsockname()[1]
    publisher.url = f"http://127.0.0.1:{port}"
    try:
        yield publisher
    finally:
        server.should_exit = True
        await serving


def body(content: bytes, **headers: str) -> Answer:
    """Answer with these bytes, whatever is asked."""
    return lambda _: Response(content, headers={key.replace("_", "-"): its for key, its in headers.items()})


def too_many_requests(_: Request) -> Response:
    """Answer as Find a Tender did when it was asked too often: 120 seconds, please."""
    status, headers = samples.headers("find-a-tender-429")
    return recorded(samples.find_a_tender_429(), status, headers)


def recorded(content: bytes, status: int, headers: list[tuple[str, str]]) -> Response:
    """Answer as recorded: every header in order and with repeats, but for those a server sets itself."""
    response = Response(content, status)
    own = {"content-length", "date", "server"}
    response.raw_headers += [
        (key.lower().encode(), its.encode()) for key, its in headers if key.lower() not in own
    ]
    return response


class RecordedChain:
    """Find a Tender's five pages of 10 August 2026 as they were recorded, each linking to the next."""

    def __init__(self) -> None:
        self.pages = samples.find_a_tender()
        self.cursors = [b"", *(_cursor_to_next(page) for page in self.pages[:-1])]

    def __call__(self, request: Request) -> Response:
        number = self.cursors.index(request.query_params.get("cursor", "").encode())
        page = self.pages[number]
        here = str(request.url.replace(query="")).rstrip("?").encode()
        status, headers = samples.headers(f"find-a-tender-2026-08-10/page-{number + 1:03}")
        return recorded(_unescaped(page).replace(FIND_A_TENDER, here), status, headers)


class FindATender:
    """Find a Tender with the releases of 10 August 2026: by window of London time, newest first.

    `every` leaves out all but one in so many, for a test that is not about the whole day. `links` can be
    taken away, as they were missing from its full pages in the summer of 2026.
    """

    def __init__(self, every: int = 1) -> None:
        self.releases = [dict(release) for release in _releases()[::every]]
        package = json.loads(samples.find_a_tender_empty())
        self.envelope = {key: package[key] for key in package.keys() - {"releases", "links"}}
        self.links = True

    @property
    def procurements(self) -> int:
        """How many procurements the releases belong to."""
        return len({release["ocid"] for release in self.releases})

    def __call__(self, request: Request) -> Response:
        asked = request.query_params
        start, end = (_instant(asked[name]) for name in ("updatedFrom", "updatedTo"))
        offset, limit = int(asked.get("cursor", "0")), int(asked["limit"])
        found = [its for its in self.releases if start <= datetime.fromisoformat(its["date"]) <= end]
        package = {**self.envelope, "releases": found[offset : offset + limit]}
        if self.links and offset + limit < len(found):
            package["links"] = {"next": str(request.url.include_query_params(cursor=offset + limit))}
        status, headers = samples.headers(RECORDED)
        return recorded(json.dumps(package).encode(), status, headers)


@cache
def _releases() -> list[dict[str, Any]]:
    return samples.find_a_tender_releases()


def _instant(london: str) -> datetime:
    return datetime.fromisoformat(london).replace(tzinfo=LONDON)


def _unescaped(page: bytes) -> bytes:
    return page.replace(b"\\/", b"/")


def _cursor_to_next(page: bytes) -> bytes:
    link: str = json.loads(page)["links"]["next"]
    return link.partition("cursor=")[2].encode()
