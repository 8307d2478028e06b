"""What this process serves over HTTP, inside its own event loop: /healthz, /metrics and what Telegram posts to.

One server for all of it, on the address in SUPPLIERBOT_LISTEN.
Imported only where that setting is given, because most bots serve nothing.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot import health, metrics
from bot.context import Shared
from bot.settings import Listen

STOPS_WITHIN = 2
"""Seconds for requests that are under way when the process ends."""

log = structlog.get_logger()


class _Server(uvicorn.Server):
    """One that leaves the signals to us."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


@asynccontextmanager
async def serving(shared: Shared, listen: Listen, more: Sequence[Route] = ()) -> AsyncIterator[int]:
    """Serve until the block ends, with `more` routes. Gives the port, which the system chooses when it is 0.

    Raises:
        OSError: The address is taken, or none of this machine's.
    """
    config = uvicorn.Config(
        Starlette(routes=[*_routes(shared), *more]),
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        ws="none",
        http="h11",
        timeout_graceful_shutdown=STOPS_WITHIN,
    )
    server = _Server(config)
    with _socket(listen) as listening:
        task = asyncio.create_task(server.serve(sockets=[listening]))
        port: int = listening.getsockname()[1]
        log.info("web_started", port=port)
        try:
            yield port
        finally:
            server.should_exit = True
            await task


def _routes(shared: Shared) -> list[BaseRoute]:
    async def healthz(_request: Request) -> Response:
        found = await health.faults(shared)
        return JSONResponse(
            {"status": "failing" if found else "ok", "faults": dict(found)}, status_code=503 if found else 200
        )

    async def figures(_request: Request) -> Response:
        return Response(await metrics.written(shared), media_type=metrics.CONTENT_TYPE)

    return [Route("/healthz", healthz), Route("/metrics", figures)]


def _socket(listen: Listen) -> socket.socket:
    """Bind before the server starts: an address that is taken is then a sentence, and not the server's exit."""
    family = socket.AF_INET6 if ":" in listen.host else socket.AF_INET
    # Named as TCP, or asyncio does not switch Nagle's algorithm off and each answer takes 40 ms.
    opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((listen.host, listen.port))
    except OSError as error:
        opened.close()
        raise OSError(error.errno, error.strerror, f"The address {listen.host}:{listen.port}") from error
    return opened
