"""The real application on an empty database, with a replayed publisher and a clock to move."""

import tempfile
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from alerts import ingest, sources
from alerts.sources import Source
from bot import app, database, samples, schedule, uploads
from bot.context import Shared, TelegramApplication
from bot.delivery import deliver_due
from bot.demo.clock import Clock
from bot.demo.replay import Replay
from bot.lane import OpenLane
from bot.settings import TELEGRAM, Settings
from bot.telegram_local import BotApi, LocalRequest, Shown
from bot.telegram_local.handover import hand_over

CHAT = 1001
STEP = timedelta(hours=1)
SOURCES = ("find-a-tender", "contracts-finder-csv", uploads.SOURCE)


@dataclass(slots=True)
class Demo:
    """One person's chat with the bot, and the clock that rules both."""

    shared: Shared
    application: TelegramApplication
    api: BotApi
    clock: Clock
    _seen: dict[int, Shown]

    async def say(self, text: str) -> list[Shown]:
        """Write to the bot, and return what it answered or changed."""
        self.api.send(CHAT, text)
        await self._answered()
        return self.news()

    async def press(self, message_id: int, data: str) -> list[Shown]:
        """Press a button, and return what the bot answered or changed."""
        self.api.press(CHAT, message_id, data)
        await self._answered()
        return self.news()

    async def move_clock(self, to: datetime, moved: Callable[[datetime], None] | None = None) -> list[Shown]:
        """Let the time pass, hour by hour, with everything that happens by itself."""
        while self.clock.now < to:
            full_hour = self.clock.now.replace(minute=0, second=0, microsecond=0) + STEP
            self.clock.now = min(full_hour, to)
            await schedule.fetch(self.shared)
            await deliver_due(self.shared, self.application.bot)
            if moved is not None:
                moved(self.clock.now)
        return self.news()

    async def _answered(self) -> None:
        await hand_over(self.api, self.application)
        await self.shared.background.finished()

    def news(self) -> list[Shown]:
        """Return the bot's messages that are new or changed since the last look, oldest first."""
        shown = {message.message_id: message for message in self.api.transcript(CHAT)}
        news = [message for number, message in shown.items() if self._seen.get(number) != message]
        self._seen = shown
        return news


async def run(talk: Callable[[Demo], Awaitable[None]], *, officer: bool = False) -> None:
    """Set everything up in a folder that goes away afterwards, load the notices, and talk."""
    clock = Clock()
    with tempfile.TemporaryDirectory(prefix="supplierbot-demo-") as folder:
        settings = _settings(Path(folder), [CHAT] if officer else [])
        await database.make_ready(settings)
        host = urlsplit(_source("find-a-tender").url or "").hostname or ""
        async with app.open_shared(
            settings, now=clock, transport=Replay(host, clock), lane=OpenLane()
        ) as opened:
            shared = replace(opened, catalogue={slug: _source(slug) for slug in SOURCES})
            await _load(shared)
            api = BotApi(now=clock)
            application = app.build(shared, request=LocalRequest(api), updates_request=LocalRequest(api))
            await application.initialize()
            try:
                await talk(Demo(shared=shared, application=application, api=api, clock=clock, _seen={}))
            finally:
                await application.shutdown()


async def _load(shared: Shared) -> None:
    """Read what was published before the clock's time. Nobody has joined yet, so nothing is owed."""
    await ingest.import_file(
        shared.sessions,
        shared.catalogue["contracts-finder-csv"],
        samples.contracts_finder_csv(),
        shared.now(),
        confirmed=True,
    )
    await schedule.fetch(shared)


def _source(slug: str) -> Source:
    """Return a source as the demo reads it: nobody is at the other end who could be hurried."""
    return replace(sources.catalogue()[slug], pause_seconds=0, poll_every=timedelta(hours=3))


def _settings(folder: Path, admins: Iterable[int]) -> Settings:
    """Return settings that take nothing from the environment: the demo never touches a real bot."""
    return Settings.model_construct(
        token=SecretStr("1:demo"),
        api_url=TELEGRAM,
        database_url=SecretStr(f"sqlite+aiosqlite:///{folder / 'demo.sqlite3'}"),
        admins=frozenset(admins),
        catalogue=None,
        log_format="console",
    )
