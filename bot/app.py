"""Put the process together: what is shared, the Telegram application, and running it."""

import asyncio
import gc
import logging
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, datetime
from enum import StrEnum

import httpx
import structlog
from telegram import LinkPreviewOptions
from telegram.constants import UpdateType
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application, ContextTypes, Defaults
from telegram.request import BaseRequest

from alerts import sources
from alerts.db import open_engine, sessions_for
from alerts.sources.addresses import Outward
from bot import asking, database, handlers, menus, single
from bot.background import Background
from bot.context import Context, Shared, TelegramApplication
from bot.failures import CommandError
from bot.lane import OVERALL, Lane
from bot.order import InOrder
from bot.pacing import Pacer
from bot.pulse import CountedRequest, ErrorCounter
from bot.runner import runner_for
from bot.settings import PREFIX, Settings, SettingsError
from bot.text import general
from bot.watchdog import Watchdog, start, stop

log = structlog.get_logger()

HTTP_TIMEOUT = httpx.Timeout(30, connect=10)
ANSWER_SECONDS = 20
"""A short read time-out makes an unknown outcome, and so a message that may come twice, more likely."""

RETRY_SECONDS = 5

POSTS = 40
"""Posts of Telegram at one time, for all processes together. A process answers 32 chats at once."""

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
        .request(
            request or CountedRequest(shared.pulse, connection_pool_size=32, read_timeout=ANSWER_SECONDS)
        )
        # Two connections: one dropped by the network must not hold the only place for good.
        .get_updates_request(
            updates_request
            or CountedRequest(shared.pulse, connection_pool_size=2, read_timeout=ANSWER_SECONDS)
        )
        .rate_limiter(Pacer(shared.lane))
        .concurrent_updates(InOrder(handlers.problems.too_much))
        .context_types(ContextTypes(context=Context))
        .defaults(Defaults(tzinfo=UTC, link_preview_options=LinkPreviewOptions(is_disabled=True)))
        .build()
    )
    application.bot_data["shared"] = shared
    handlers.register(application)
    return application


async def introduce(application: TelegramApplication) -> None:
    """Tell Telegram the menus and what the bot is, so that they cannot disagree with the code."""
    shared: Shared = application.bot_data["shared"]
    await menus.set_for_everybody(application.bot)
    await menus.set_for_officers_chat(application.bot, shared.settings.officers_chat)
    await menus.set_for_officers(application.bot, shared.sessions, shared.admins)
    await application.bot.set_my_description(general.DESCRIPTION)
    await application.bot.set_my_short_description(general.SHORT_DESCRIPTION)


class Role(StrEnum):
    """What a process is there for, where several share a database."""

    ALL = "all"  # everything
    BOT = "bot"  # to answer people
    WORKER = "worker"  # to read the sources, match and send


SHARES = {Role.ALL: OVERALL, Role.BOT: 5, Role.WORKER: 20}
"""Messages a second that a process of each role may send: Telegram counts those of all together."""


def run(settings: Settings, role: Role = Role.ALL) -> None:
    """Run until told to stop (Ctrl-C, SIGTERM), or until there is no way on.

    Raises:
        SettingsError: The role needs another database.
        DatabaseError: Another process runs on the database, or it cannot be used.
        CommandError: Another program took our place at Telegram, or there is no way on.
        InvalidToken: Telegram does not know the token, or not any more.
    """
    if role is not Role.ALL and database.sqlite_file(settings) is not None:
        raise SettingsError(
            f"Several processes cannot share an SQLite file, so “--role {role}” needs PostgreSQL: "
            f"set {PREFIX}DATABASE_URL. docs/deploying.md says how to move."
        )
    asyncio.run(_run(settings, role))


async def _run(settings: Settings, role: Role) -> None:
    end = _End()
    polls = role is not Role.WORKER and settings.webhook_url is None
    by_itself = polls or database.sqlite_file(settings) is not None
    async with single.alone(settings, lost=end.because) if by_itself else nullcontext():
        await database.make_ready(settings)
        _warn_of_open_files(settings)
        await asking.ready()  # an answer that may not be shown is found now, not in front of a supplier
        async with open_shared(settings, lane=Lane(overall=SHARES[role])) as shared:
            logging.getLogger().addHandler(ErrorCounter(shared.pulse))
            application = build(shared)
            await _initialized(application)
            try:
                await _work(application, role, end)
            finally:
                await application.shutdown()
    log.info("bot_stopped")


async def _work(application: TelegramApplication, role: Role, end: "_End") -> None:
    """Do what the role asks for until the end."""
    runner = None if role is Role.BOT else await runner_for(application, end.because)
    watch = Watchdog(application, end.because, allowed=UPDATES, wake=runner.wake if runner else _nothing)
    talks = role is not Role.WORKER
    # What is posted is taken only while there is somebody to answer it: the server begins last and ends first.
    async with _talking(application) if talks else nullcontext(), _serving(application, role):
        end.listen()
        if runner is not None:
            runner.start()
        settle()
        log.info("bot_started", role=role)
        beside = [asyncio.create_task(watch.run())]
        if talks and (address := application.bot_data["shared"].settings.webhook_url) is not None:
            beside.append(asyncio.create_task(_post_to_us(application, address, end.because)))
        try:
            await end.reached()
        finally:
            application.bot_data["shared"].stopping.set()
            for task in beside:
                task.cancel()
            if runner is not None:
                await runner.stop()


@asynccontextmanager
async def _talking(application: TelegramApplication) -> AsyncIterator[None]:
    """Take what people write and press, by asking for it or by being told."""
    shared: Shared = application.bot_data["shared"]
    updater = application.updater
    if updater is None:
        raise RuntimeError("the application was built without its updater")
    await _introduced(application)
    if shared.settings.webhook_url is None:
        shared.pulse.polling()
        await start(updater, UPDATES)
    await application.start()
    try:
        yield
    finally:
        if updater.running:
            await stop(updater)
        await application.stop()


async def _post_to_us(
    application: TelegramApplication, address: str, failed: Callable[[Exception], None]
) -> None:
    """Ask Telegram to post updates to us, again and again while it is away. Each of several processes asks the same."""
    secret = application.bot_data["shared"].settings.webhook_secret
    while True:
        try:
            await application.bot.set_webhook(
                address,
                allowed_updates=UPDATES,
                secret_token=secret.get_secret_value(),
                max_connections=POSTS,
            )
        except (NetworkError, RetryAfter) as error:
            if isinstance(error, BadRequest):
                why = f"Telegram refuses {PREFIX}WEBHOOK_URL: {error.message}. docs/deploying.md says what it takes."
                failed(CommandError(why))
                return
            log.warning("webhook_not_set", why=type(error).__name__, retry_in_seconds=RETRY_SECONDS)
            await asyncio.sleep(RETRY_SECONDS)
        else:
            return


@asynccontextmanager
async def _serving(application: TelegramApplication, role: Role) -> AsyncIterator[None]:
    """Serve what the settings ask for: /healthz and /metrics, and the address to which Telegram posts."""
    shared: Shared = application.bot_data["shared"]
    listen = shared.settings.listen
    if listen is None:
        yield
        return
    # Imported here: their libraries are not loaded for a bot that serves nothing.
    from bot import web, webhook  # noqa: PLC0415

    told = role is not Role.WORKER and shared.settings.webhook_url is not None
    async with web.serving(shared, listen, [webhook.route(application)] if told else []):
        yield


def _nothing(_tick: str) -> None:
    """Wake no tick: this process has none."""


class _End:
    """The end of the process: it was told to stop, or something makes going on useless."""

    def __init__(self) -> None:
        self._reached = asyncio.Event()
        self._reason: Exception | None = None

    def because(self, reason: Exception) -> None:
        """End with a sentence."""
        self._reason = self._reason or reason
        self._reached.set()

    def listen(self) -> None:
        """End when told to, from now on."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._reached.set)

    async def reached(self) -> None:
        """Wait for the end, and raise its reason if there is one."""
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


def settle() -> None:
    """Leave what was loaded at the start out of Python's search for garbage.

    It stays as long as the process, and to look through all of it held up everybody for a tenth of a second.
    """
    gc.collect()
    gc.freeze()
