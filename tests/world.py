"""The whole bot in a test: a database, a publisher, a Bot API in this process, and a clock to move."""

import ssl
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import httpx
from pydantic import SecretStr
from sqlalchemy import select

from alerts import intake, opportunities
from alerts.notice import Notice
from alerts.sources import Source
from alerts.tables import SourceRow
from bot import app, appointments, delivery, officers, schedule
from bot.context import Shared, TelegramApplication, address_of
from bot.delivery import Delivered
from bot.lane import OpenLane
from bot.officers import COMMAND_LINE
from bot.settings import Settings
from bot.tables import Role
from bot.telegram_local import BotApi, LocalRequest
from tests.chat import Chat
from tests.make import NOW

TLS = ssl.create_default_context()
"""Made once: to read the certificates takes longer than most tests."""

TOKEN = "1234567:local-token-of-a-test-that-is-long-enough"


@dataclass(slots=True)
class World:
    """What a journey plays in."""

    shared: Shared
    application: TelegramApplication
    api: BotApi
    clock: list[datetime] = field(default_factory=lambda: [NOW])

    def chat(self, chat_id: int = 1001) -> Chat:
        """Return a person's chat. Several may share the world."""
        return Chat(self.application, self.api, chat_id)

    async def roofer(self, chat_id: int = 1001, when: str = "Done: tell me each day at 8am") -> Chat:
        """Return the chat of a roofer who has joined."""
        chat = self.chat(chat_id)
        for step in (
            "/start",
            "Sole trader or company",
            "1 to 9 people",
            "roofing",
            "Roofing and gutters",
            when,
        ):
            await (chat.tap(step) if step in chat.labels else chat.send(step))
        chat.news()
        return chat

    async def appoint(self, role: Role, chat_id: int = 2001, name: str = "Jo Smith") -> Chat:
        """Return the chat of an officer."""
        async with self.shared.sessions.begin() as session:
            await appointments.appoint(
                session, address_of(chat_id), name, role, by=COMMAND_LINE, now=self.clock[0]
            )
        self.api.person(chat_id, name, started=True)
        return self.chat(chat_id)

    async def audited(self) -> list[str]:
        """Return the audit, a line an event: who, did what, to what, and with what."""
        async with self.shared.sessions.begin() as session:
            events = await officers.audit(session)
        return [
            " ".join(
                [f"{event.actor}: {event.action} {event.subject or '-'}"]
                + [f"{name}={value}" for name, value in event.details.items()]
            )
            for event in events
        ]

    async def publish(self, *notices: Notice, by: str = "find-a-tender") -> int:
        """Store notices of a source and owe them. Returns how many matches were made."""
        async with self.shared.sessions.begin() as session:
            source = await session.scalar(select(SourceRow).where(SourceRow.slug == by))
            if source is None:
                source = SourceRow(slug=by, next_poll_at=NOW, baseline_at=NOW)
                session.add(source)
                await session.flush()
            await opportunities.save(session, source.id, notices, self.clock[0])
        return await intake.match_pending(self.shared.sessions, self.clock[0])

    async def deliver(self, after: timedelta = timedelta(0)) -> Delivered:
        """Let time pass, then send what is due."""
        self.clock[0] += after
        return await delivery.deliver_due(self.shared, self.application.bot)

    async def fetch(self) -> None:
        """Poll the sources that are due."""
        await schedule.fetch(self.shared)


@asynccontextmanager
async def open_world(
    database_url: str,
    *,
    api: BotApi | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    catalogue: Mapping[str, Source] | None = None,
    officers_chat: int | None = None,
    admins: Iterable[int] = (),
) -> AsyncIterator[World]:
    """Open a world on a migrated database. Opening a second one on it is a restart."""
    clock = [NOW]
    settings = Settings.model_construct(
        token=SecretStr(TOKEN),
        api_url="http://bot-api.invalid",
        database_url=SecretStr(database_url),
        admins=frozenset(admins),
        officers_chat=officers_chat,
        catalogue=None,
        log_format="console",
    )
    bot_api = api or BotApi(now=lambda: clock[0])
    over = transport or httpx.AsyncHTTPTransport(verify=TLS)
    async with app.open_shared(settings, now=lambda: clock[0], transport=over, lane=OpenLane()) as opened:
        shared = opened if catalogue is None else replace(opened, catalogue=catalogue)
        application = app.build(shared, request=LocalRequest(bot_api), updates_request=LocalRequest(bot_api))
        await application.initialize()
        try:
            yield World(shared=shared, application=application, api=bot_api, clock=clock)
        finally:
            await application.shutdown()
