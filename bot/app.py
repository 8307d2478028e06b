"""Put the process together: what is shared, the Telegram application, and running it."""

import asyncio
import gc
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
from telegram.request import BaseRequest, HTTPXRequest

from alerts import sources
from alerts.db import open_engine, sessions_for
from alerts.sources.addresses import Outward
from bot import asking, database, handlers, menus, schedule
from bot.background import Background
from bot.context import Context, Shared, TelegramApplication
from bot.lane import Lane
from bot.order import InOrder
from bot.pacing import Pacer
from bot.settings import PREFIX, Settings, SettingsError
from bot.text import general

log = structlog.get_logger()

HTTP_TIMEOUT = httpx.Timeout(30, connect=10)
ANSWER_SECONDS = 20
"""A short read time-out makes an unknown outcome, and so a message that may come twice, more likely."""

RETRY_SECONDS = 5

UPDATES = [
    UpdateType.MESSAGE,
    UpdateType.EDITED_MESSAGE,
    UpdateType.CALLBACK_QUERY,
    UpdateType.MY_CHAT_MEMBER,
]


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
    async with httpx.AsyncClient(timeout=HTTP_TIMEOUT, transport=transport or Outward()) as http:
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
        .request(request or HTTPXRequest(connection_pool_size=32, read_timeout=ANSWER_SECONDS))
        # Two connections: one dropped by the network must not hold the only place for good.
        .get_updates_request(
            updates_request or HTTPXRequest(connection_pool_size=2, read_timeout=ANSWER_SECONDS)
        )
        .rate_limiter(Pacer(shared.lane))
        .concurrent_updates(InOrder(handlers.problems.too_much))
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
    """Run the bot by long polling until it is told to stop (Ctrl-C, SIGTERM)."""
    asyncio.run(_run(settings))


async def _run(settings: Settings) -> None:
    await database.make_ready(settings)
    await asking.ready()  # an answer that may not be shown is found now, not in front of a supplier
    async with open_shared(settings) as shared:
        application = build(shared)
        updater = application.updater
        if updater is None:
            raise RuntimeError("the application was built without its updater")
        await _initialized(application)
        try:
            await _introduced(application)
            await updater.start_polling(allowed_updates=UPDATES, bootstrap_retries=-1)
            await application.start()
            settle()
            log.info("bot_started")
            await _told_to_stop()
            await updater.stop()
            await application.stop()
        finally:
            await application.shutdown()
        log.info("bot_stopped")


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


def settle() -> None:
    """Leave what was loaded at the start out of Python's search for garbage.

    It stays as long as the process, and to look through all of it held up everybody for a tenth of a second.
    """
    gc.collect()
    gc.freeze()


async def _told_to_stop() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()
