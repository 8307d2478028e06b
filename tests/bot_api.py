"""A Bot API server over HTTP, so that an unmodified bot in another process can be tested from outside.

It is the same `BotApi` that the terminal demo uses, behind a real socket: tokens, slow answers, rate
limits, long polls and the fight between two pollers.

    with running_bot_api(token="1:test") as server:
        ...start the bot with SUPPLIERBOT_API_URL=server.url...
        server.api.send(5, "/start")
        server.wait_until(lambda: server.api.transcript(5))
"""

import asyncio
import json
import math
import re
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message as MimeHeaders
from email.parser import HeaderParser
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.telegram_local import ApiError, BotApi, File
from bot.telegram_local.request import answer, with_files

Result = TypeVar("Result")


class NoAnswer(Exception):  # noqa: N818 - it is what happens, not a fault of ours
    """Given to `fail_next`: the server never answers, so that the caller runs into its own timeout."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One request. `at` is in seconds of a clock that only goes forward.

    `status` is 0 when nobody heard the answer: it never came, or the caller had hung up.
    """

    method: str
    given: dict[str, Any]
    at: float
    status: int


@dataclass(slots=True, kw_only=True)
class Limits:
    """How many messages pass in any stretch of so many `seconds`.

    A refusal closes its scope, one chat or all, for `retry_after` seconds.
    """

    overall: int = 30
    a_chat: int = 1
    seconds: float = 1.0
    retry_after: int = 1
    _passed: dict[str, deque[float]] = field(default_factory=dict)
    _closed_until: dict[str, float] = field(default_factory=dict)

    def check(self, chat_id: str, at: float) -> None:
        """Let a message pass, or refuse it with 429."""
        scopes = {"overall": self.overall, f"chat {chat_id}": self.a_chat}
        for scope in scopes:
            left = self._closed_until.get(scope, at) - at
            if left > 0:
                raise too_many(math.ceil(left))
        windows = {scope: self._passed.setdefault(scope, deque()) for scope in scopes}
        for scope, limit in scopes.items():
            window = windows[scope]
            while window and window[0] <= at - self.seconds:
                window.popleft()
            if len(window) >= limit:
                self._closed_until[scope] = at + self.retry_after
                raise too_many(self.retry_after)
        for window in windows.values():
            window.append(at)


class Server:
    """The server and the `BotApi` behind it. Everything here may be used from the test's own thread."""

    def __init__(self, api: BotApi, token: str, limits: Limits | None, latency: float) -> None:
        self.api = api
        self.token = token
        self.limits = limits
        self.latency = latency
        self.calls: list[Recorded] = []
        self._changed = threading.Condition()
        self._poll: asyncio.Task[tuple[int, dict[str, Any]]] | None = None
        # Named as TCP, or asyncio does not switch Nagle's algorithm off and each answer takes 40 ms.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        routes = [
            Route("/bot{token}/{method}", self._call, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self._file),
        ]
        config = uvicorn.Config(
            Starlette(routes=routes), log_config=None, lifespan="off", ws="none", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))

    @property
    def is_polled(self) -> bool:
        """Whether a bot waits for updates at this moment."""
        poll = self._poll
        return poll is not None and not poll.done()

    def calls_of(self, method: str) -> list[Recorded]:
        """Return the calls of one method, oldest first."""
        return [call for call in tuple(self.calls) if call.method.lower() == method.lower()]

    def wait_until(self, condition: Callable[[], Result], timeout: float = 20.0) -> Result:
        """Wait until the bot has made a condition true, and return what it gave.

        It blocks: in an asynchronous test, call it by `asyncio.to_thread`.
        """
        ends_at = time.monotonic() + timeout
        with self._changed:
            while not (result := condition()):
                if time.monotonic() > ends_at:
                    done = ", ".join(f"{call.method} {call.status}" for call in self.calls[-10:])
                    raise AssertionError(f"It did not happen in {timeout:g} s. The last calls were: {done}.")
                self._changed.wait(0.05)  # a call wakes us; what is not a call is looked at again soon
        return result

    def start(self) -> None:
        """Serve, in a thread and an event loop of its own."""
        self._thread.start()
        while not self._server.started:
            time.sleep(0.002)

    def stop(self) -> None:
        """End the poll that waits, close every connection and wait for the thread."""
        self._server.should_exit = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._end_poll)
        self._thread.join()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        await self._server.serve(sockets=[self._socket])

    def _end_poll(self) -> None:
        if self._poll is not None:
            self._poll.cancel()

    async def _call(self, request: Request) -> Response:
        at = time.monotonic()
        method = request.path_params["method"]
        if refusal := self._unauthorised(request):
            return _json(refusal.code, refusal.as_json())
        try:
            given = await _read(request)
        except ClientDisconnect:  # its process was killed
            return Response()
        try:
            status, body = await self._answer(method, given, at)
        except NoAnswer:
            self._record(Recorded(method=method, given=given, at=at, status=0))
            while (await request.receive())["type"] != "http.disconnect":
                pass
            return Response()
        heard = 0 if await request.is_disconnected() else status
        self._record(Recorded(method=method, given=given, at=at, status=heard))
        return _json(status, body)

    async def _answer(self, method: str, given: dict[str, Any], at: float) -> tuple[int, dict[str, Any]]:
        if method.lower() == "getupdates":
            return await self._get_updates(given)
        if self.limits is not None and method.lower() in {"sendmessage", "senddocument", "sendphoto"}:
            try:
                self.limits.check(str(given.get("chat_id")), at)
            except ApiError as refusal:
                return refusal.code, refusal.as_json()
        # It is done before the wait, so a caller that gives up early has sent it all the same.
        answered = await answer(self.api, method, given)
        await asyncio.sleep(self.latency)
        return answered

    async def _get_updates(self, given: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Answer a poll. The one that was waiting is ended: there may be only one."""
        self._end_poll()
        poll = self._poll = asyncio.create_task(answer(self.api, "getUpdates", given))
        await asyncio.wait({poll})
        if not poll.cancelled():
            return poll.result()
        if self._server.should_exit:
            ended = ApiError(502, "Bad Gateway")
        else:
            ended = ApiError(
                409,
                "Conflict: terminated by other getUpdates request; "
                "make sure that only one bot instance is running",
            )
        return ended.code, ended.as_json()

    async def _file(self, request: Request) -> Response:
        if refusal := self._unauthorised(request):
            return _json(refusal.code, refusal.as_json())
        try:
            content = self.api.file_content(request.path_params["path"])
        except ApiError as missing:
            return _json(missing.code, missing.as_json())
        return Response(content, media_type="application/octet-stream")

    def _unauthorised(self, request: Request) -> ApiError | None:
        token = request.path_params["token"]
        if token == self.token:
            return None
        well_formed = re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", token)
        return ApiError(401, "Unauthorized") if well_formed else ApiError(404, "Not Found")

    def _record(self, call: Recorded) -> None:
        with self._changed:
            self.calls.append(call)
            self._changed.notify_all()


@contextmanager
def running_bot_api(
    *,
    token: str = "1:test",
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    limits: Limits | None = None,
    latency: float = 0.0,
) -> Iterator[Server]:
    """Serve a Bot API on a port of its own until the block ends. `latency` is in seconds an answer."""
    server = Server(BotApi(now=now), token, limits, latency)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def too_many(seconds: int) -> ApiError:
    """Return Telegram's refusal for so many seconds."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def _json(status: int, body: dict[str, Any]) -> Response:
    return JSONResponse(body, status_code=status)


async def _read(request: Request) -> dict[str, Any]:
    """Return the parameters of a request, however they were sent: query, form, JSON or multipart."""
    body = await request.body()
    kind = request.headers.get("content-type", "")
    given: dict[str, Any] = dict(request.query_params)
    if kind.startswith("application/json"):
        given |= json.loads(body or b"{}")
    elif kind.startswith("application/x-www-form-urlencoded"):
        given |= parse_qsl(body.decode(), keep_blank_values=True)
    elif kind.startswith("multipart/form-data"):
        given |= _multipart(body, kind)
    return given


def _multipart(body: bytes, kind: str) -> dict[str, Any]:
    header = MimeHeaders()
    header["Content-Type"] = kind
    boundary = b"\r\n--" + str(header.get_param("boundary")).encode()
    given: dict[str, Any] = {}
    files: dict[str, File] = {}
    for part in (b"\r\n" + body).split(boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers = HeaderParser().parsestr(head.decode())
        name = str(headers.get_param("name", header="content-disposition"))
        file_name = headers.get_filename()
        if file_name is None:
            given[name] = content.decode()
        else:
            files[name] = File(name=file_name, content=content)
    return with_files(given, files)
