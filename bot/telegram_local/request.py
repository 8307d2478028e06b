"""Let python-telegram-bot talk to a `BotApi` in this process instead of over the network."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import unquote, urlsplit

from telegram.request import BaseRequest, RequestData

from bot.telegram_local import rules
from bot.telegram_local.api import BotApi
from bot.telegram_local.chats import File
from bot.telegram_local.rules import ApiError, Given


async def wait_for_updates(api: BotApi, given: Given) -> Any:
    """Call getUpdates, and wait up to its `timeout` in seconds if nothing is there yet."""
    loop = asyncio.get_running_loop()
    arrived = asyncio.Event()
    stop_listening = api.listen(lambda: loop.call_soon_threadsafe(arrived.set))
    try:
        updates = api.call("getUpdates", given)
        timeout = rules.whole(given, "timeout")
        if updates or timeout <= 0:
            return updates
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                await arrived.wait()
        return api.call("getUpdates", given)
    finally:
        stop_listening()


async def answer(api: BotApi, method: str, given: Given) -> tuple[int, dict[str, Any]]:
    """Return the HTTP status and the body with which Telegram would answer."""
    try:
        if method.lower() == "getupdates":
            result = await wait_for_updates(api, given)
        else:
            result = api.call(method, given)
    except ApiError as refusal:
        return refusal.code, refusal.as_json()
    return 200, {"ok": True, "result": result}


def with_files(given: Mapping[str, Any], files: Mapping[str, File]) -> dict[str, Any]:
    """Put uploaded files where the parameters name them, by their own name or as `attach://`."""
    attached = {
        name: files.get(value.removeprefix("attach://"), value)
        for name, value in given.items()
        if isinstance(value, str) and value.startswith("attach://")
    }
    return {**files, **given, **attached}


class LocalRequest(BaseRequest):
    """Answers what a bot asks from a `BotApi`, whatever the address and the token.

    A bot needs two, one for updates and one for the rest, as with `HTTPXRequest`; they may share
    one `BotApi`.
    """

    def __init__(self, api: BotApi) -> None:
        self._api = api

    @property
    def read_timeout(self) -> float | None:
        """There is nothing to wait for."""
        return None

    async def initialize(self) -> None:
        """There is nothing to open."""

    async def shutdown(self) -> None:
        """There is nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *_timeouts: Any,
        **_named_timeouts: Any,
    ) -> tuple[int, bytes]:
        """Answer one request of the library. See `BaseRequest.do_request`."""
        # A path is /bot<token>/<method>, or for a file /file/bot<token>/<file_path>, and only a file is got.
        parts = unquote(urlsplit(url).path).split("/")
        if method == "GET":
            try:
                return 200, self._api.file_content(parts[-1])
            except ApiError as refusal:
                return refusal.code, json.dumps(refusal.as_json()).encode()
        given = {} if request_data is None else _given(request_data)
        status, body = await answer(self._api, parts[-1], given)
        return status, json.dumps(body).encode()


def _given(request_data: RequestData) -> dict[str, Any]:
    files = {
        name: File(name=file_name, content=content if isinstance(content, bytes) else content.read())
        for name, (file_name, content, _) in request_data.multipart_data.items()
    }
    return with_files(request_data.json_parameters, files)
