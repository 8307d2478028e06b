"""What Telegram posts reaches the bot once, from Telegram alone, and is not lost by a process that stops."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import func, select
from telegram import Update

from bot import web, webhook
from bot.settings import Listen
from bot.tables import TakenUpdate
from tests.world import World

SECRET = "a-secret_that-only-Telegram-knows"
LOCAL = Listen(host="127.0.0.1", port=0)


class Posting:
    """Telegram, or somebody who would like to be."""

    def __init__(self, world: World, http: httpx.AsyncClient) -> None:
        self.world = world
        self._http = http

    async def post(self, body: Mapping[str, Any] | bytes, secret: str | None = SECRET) -> int:
        """Post something, and return the status of the answer."""
        headers = {} if secret is None else {webhook.SECRET: secret}
        content = {"content": body} if isinstance(body, bytes) else {"json": body}
        answer = await self._http.post("/telegram", headers=headers, **content)
        return answer.status_code

    async def handled(self) -> int:
        """Let the application handle what it was given. Returns how many updates that were."""
        queue, count = self.world.application.update_queue, 0
        while not queue.empty():
            update = await queue.get()
            assert isinstance(update, Update)
            await self.world.application.process_update(update)
            count += 1
        return count


@pytest.fixture
async def posting(world: World) -> AsyncIterator[Posting]:
    settings = world.shared.settings.model_copy(
        update={
            "webhook_url": "https://bot.example.org/telegram",
            "webhook_secret": SecretStr(SECRET),
        }
    )
    object.__setattr__(world.shared, "settings", settings)
    async with (
        web.serving(world.shared, LOCAL, [webhook.route(world.application)]) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http,
    ):
        yield Posting(world, http)


def written(world: World, text: str) -> dict[str, Any]:
    """Return the update that Telegram makes of what a person writes."""
    world.api.send(1001, text)
    (update,) = world.api._updates.waiting
    world.api._updates.waiting.clear()
    return update


async def test_an_update_is_answered_once_however_often_it_is_posted(posting: Posting) -> None:
    update = written(posting.world, "/help")

    statuses = [await posting.post(update), await posting.post(update)]
    handled = await posting.handled()

    assert (statuses, handled) == ([200, 200], 1)
    assert len(posting.world.api.transcript(1001)) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("secret", [None, "", "a guess", SECRET + "x"])
async def test_nobody_but_telegram_may_post(posting: Posting, secret: str | None) -> None:
    status = await posting.post(written(posting.world, "/help"), secret)

    assert (status, await posting.handled()) == (403, 0)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_too_long_for_an_update_is_not_read(posting: Posting) -> None:
    status = await posting.post(b'{"update_id": 1, "x": "' + b"x" * webhook.LONGEST + b'"}')

    assert (status, await posting.handled()) == (413, 0)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"{}", b'{"update_id": "x", "message": 3}', b"\xff\xfe", b"null"]
)
async def test_what_cannot_be_read_is_let_go_or_telegram_would_post_nothing_else(
    posting: Posting, body: bytes
) -> None:
    status = await posting.post(body)

    assert (status, await posting.handled()) == (200, 0)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_process_that_stops_leaves_updates_to_another(posting: Posting) -> None:
    update = written(posting.world, "/help")
    posting.world.shared.stopping.set()

    status = await posting.post(update)

    async with posting.world.shared.sessions.begin() as session:
        taken = await session.scalar(select(func.count()).select_from(TakenUpdate))
    assert (status, await posting.handled(), taken) == (503, 0, 0)
