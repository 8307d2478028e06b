"""Take updates that Telegram posts to us, so that several processes behind a proxy can answer people.

Telegram posts an update again until somebody says that it was taken, and a proxy may ask a second process when
the first is slow. So the number of each is written down before it is worked on, and who finds it there does nothing.
What a conversation has come to is in the database, so the next tap may reach any process.

How Telegram posts: https://core.telegram.org/bots/api#setwebhook
"""

import hmac
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import msgspec
import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Update

from bot import updates
from bot.context import Shared, TelegramApplication, TelegramBot

SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header

LONGEST = 1_000_000
"""Bytes. The longest message with all its entities takes a tenth of it."""

log = structlog.get_logger()


def route(application: TelegramApplication) -> Route:
    """Return the route to which Telegram posts. Updates reach the application in the order in which they come."""
    shared: Shared = application.bot_data["shared"]
    address, secret = shared.settings.webhook_url, shared.settings.webhook_secret
    if address is None or secret is None:
        raise ValueError("there is no webhook in the settings")

    async def posted(request: Request) -> Response:
        given = request.headers.get(SECRET, "").encode()
        if not hmac.compare_digest(given, secret.get_secret_value().encode()):
            return Response(status_code=HTTPStatus.FORBIDDEN)
        if shared.stopping.is_set():  # not taken, so Telegram posts it again, to another process
            return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE)
        body = await _body(request)
        if body is None:
            return Response(status_code=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        update = _read(body, application.bot)
        if update is None:
            log.error("update_unreadable", bytes=len(body), mend="a newer python-telegram-bot may know it")
            return Response()  # or Telegram would post it for a day, and nothing else
        async with shared.sessions.begin() as session:
            fresh = await updates.take(session, update.update_id, shared.now())
        if fresh:
            await application.update_queue.put(update)
        return Response()

    return Route(urlsplit(address).path or "/", posted, methods=["POST"])


async def _body(request: Request) -> bytes | None:
    """Return what was posted, or None if it is longer than any update."""
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > LONGEST:
                return None
    except ClientDisconnect:
        return None
    return bytes(body)


def _read(body: bytes, bot: TelegramBot) -> Update | None:
    """Return an update, or None where PTB cannot make one of it."""
    try:
        given = msgspec.json.decode(body, type=dict[str, Any])
        return Update.de_json(given, bot) if isinstance(given.get("update_id"), int) else None
    except Exception:  # noqa: BLE001 - PTB trusts what it reads, and fails in whatever way
        return None
