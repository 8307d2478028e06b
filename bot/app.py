"""Put the process together: what is shared, the Telegram application, and running it."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import httpx
import structlog
from telegram import LinkPreviewOptions
from telegram.constants import UpdateType
from telegram.error import InvalidToken, NetworkError, TelegramError
from telegram.ext import Application, ContextTypes, Defaults
from telegram.request import BaseRequest

from alerts import sources
from alerts.db import open_engine, sessions_for
from bot import asking, database, handlers, menus, schedule, single
from bot.background import Background
from bot.context import Context, Shared, TelegramApplication
from bot.lane import Lane
from bot.order import InOrder
from bot.pacing import Pacer
from bot.pulse import CountedRequest, ErrorCounter
from bot.settings import PREFIX, Settings, SettingsError
from bot.text import general
from bot.watchdog import Watchdog, start, stop

log = structlog.get_logger()

HTTP_TIMEOUT = httpx.Timeout(30, connect=10)
ANSWER_SECONDS = 20
"""A short read time-out makes an unknown outcome, and so a message that may come twice, more likely."""

RETRY_SECONDS = 5

UPDATES = [UpdateType.MESSAGE, UpdateType.CALLBACK_QUERY, UpdateType.MY_CHAT_MEMBER]


def _utc_now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def open_shared(
    settings: Settings,
    *,
    now: Callable[[], datetime] = _utc_now,
    transport: httpx.AsyncBaseTransport | None = None,
    lane: Lane | None = None,
) -> AsyncIterator[Shared]:
    """Open what a process shares, and close it in the end. `transport` and `lane` are for the demo and for tests."""
    engine = open_engine(settings.database_url.get_secret_value())
    async with httpx.AsyncClient(timeout=HTTP_TIMEOUT, transport=transport) as http:
        background = Background()
        try:
            yield Shared(
                settings=settings,
                sessions=sessions_for(engine),
                http=http,
                lane=lane or Lane(),
                catalogue=sources.catalogue(settings.catalogue),
                now=now,
                background=background,
            )
        finally:
            await background.stop()
            await engine.dispose()


def build(
    shared: Shared, *, request: BaseRequest | None = None, updates_request: BaseRequest | None = None
) -> TelegramApplication:
    """Build the Telegram application. The requests are for the demo and for tests.

    Raises:
        SettingsError: There is no token.
    """
    token = shared.settings.token
    if token is None:
        raise SettingsError(
            f"{PREFIX}TOKEN is not set. Ask @BotFather on Telegram for a token and set it. "
            "The demo works without one: supplierbot demo"
        )
    api_url = shared.settings.api_url
    application: TelegramApplication = (
        Application.builder()
        .token(token.get_secret_value())
        .base_url(f"{api_url}/bot")
        .base_file_url(f"{api_url}/file/bot")
        .request(
            request or CountedRequest(shared.pulse, connection_pool_size=32, read_timeout=ANSWER_SECONDS)
        )
        # Two connections: one dropped by the network must not hold the only place for good.
        .get_updates_request(
            updates_request
            or CountedRequest(shared.pulse, connection_pool_size=2, read_timeout=ANSWER_SECONDS)
        )
        .rate_limiter(Pacer(shared.lane))
        .concurrent_updates(InOrder())
        .context_types(ContextTypes(context=Context))
        .defaults(Defaults(tzinfo=UTC, link_preview_options=LinkPreviewOptions(is_disabled=True)))
        .build()
    )
    application.bot_data["shared"] = shared
    handlers.register(application)
    schedule.install(application)
    return application


async def introduce(application: TelegramApplication) -> None:
    """Tell Telegram the menus and what the bot is, so that they cannot disagree with the code."""
    shared: Shared = application.bot_data["shared"]
    await menus.set_for_everybody(application.bot)
    await menus.set_for_officers_chat(application.bot, shared.settings.officers_chat)
    await menus.set_for_officers(application.bot, shared.sessions, shared.admins)
    await application.bot.set_my_description(general.DESCRIPTION)
    await application.bot.set_my_short_description(general.SHORT_DESCRIPTION)


def run(settings: Settings) -> None:
    """Run the bot by long polling until it is told to stop (Ctrl-C, SIGTERM), or must give up.

    Raises:
        DatabaseError: Another process runs on the database, or it cannot be used.
        CommandError: Another program took our place at Telegram, or there is no way on.
        InvalidToken: Telegram does not know the token, or not any more.
    """
    asyncio.run(_run(settings))


async def _run(settings: Settings) -> None:
    end = _End()
    async with single.alone(settings, lost=end.because):
        await database.make_ready(settings)
        _warn_of_open_files(settings)
        await asking.ready()  # an answer that may not be shown is found now, not in front of a supplier
        async with open_shared(settings) as shared:
            logging.getLogger().addHandler(ErrorCounter(shared.pulse))
            application = build(shared)
            await _initialized(application)
            try:
                async with _serving(shared):
                    await _talk(application, shared, end)
            finally:
                await application.shutdown()
    log.info("bot_stopped")


async def _talk(application: TelegramApplication, shared: Shared, end: "_End") -> None:
    """Talk to Telegram and keep the schedule until the end."""
    updater = application.updater
    if updater is None:
        raise RuntimeError("the application was built without its updater")
    await _introduced(application)
    shared.pulse.polling()
    await start(updater, UPDATES)
    await application.start()
    log.info("bot_started")
    watch = asyncio.create_task(Watchdog(application, end.because, allowed=UPDATES).run())
    try:
        await end.reached()
    finally:
        watch.cancel()
        await stop(updater)
        await application.stop()


@asynccontextmanager
async def _serving(shared: Shared) -> AsyncIterator[None]:
    """Serve /healthz and /metrics where the settings ask for it."""
    listen = shared.settings.listen
    if listen is None:
        yield
        return
    from bot import web  # noqa: PLC0415 - its libraries are not loaded for a bot that serves nothing

    async with web.serving(shared, listen):
        yield


class _End:
    """The end of the process: it was told to stop, or something makes going on useless."""

    def __init__(self) -> None:
        self._reached = asyncio.Event()
        self._reason: Exception | None = None

    def because(self, reason: Exception) -> None:
        """End with a sentence."""
        self._reason = self._reason or reason
        self._reached.set()

    async def reached(self) -> None:
        """Wait for the end, and raise its reason if there is one."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._reached.set)
        await self._reached.wait()
        if self._reason is not None:
            raise self._reason


def _warn_of_open_files(settings: Settings) -> None:
    file = database.sqlite_file(settings)
    if file is not None and (path := database.open_to_others(file)) is not None:
        log.warning("database_open_to_others", mend=f"run: chmod 600 {path}")


async def _initialized(application: TelegramApplication) -> None:
    """Say hello to Telegram, and wait for it if it is away: an outage must not end a bot that starts."""
    while True:
        try:
            await application.initialize()
        except InvalidToken:
            raise
        except NetworkError as error:
            log.warning("telegram_unreachable", why=type(error).__name__, retry_in_seconds=RETRY_SECONDS)
            await asyncio.sleep(RETRY_SECONDS)
        else:
            return


async def _introduced(application: TelegramApplication) -> None:
    """Set the menu, or go on without: the one from the last start is still there."""
    try:
        await introduce(application)
    except TelegramError as error:
        log.warning("menu_not_set", why=type(error).__name__)
