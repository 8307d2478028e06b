"""Look every few seconds whether this process still does what it is there for, and mend or say what is wrong.

| what | what is done |
|---|---|
| a tick does not move | it is broken off; officers are told once |
| a tick does not begin, because the machine's clock was set back | it is begun |
| no question for updates comes to an end, good or bad | they are asked for anew; if that fails, the process ends |
| the token is no longer known | the process ends |
| another program polls with the token | who came second ends; who was there before tells officers once |

Telegram that answers badly, or not at all, is only logged: it is asked again anyway, and nothing here would
bring it back. Whoever ends says why in a sentence, exits with 1 and leaves it to the supervisor to start it again.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress

import structlog
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Updater

from bot import relay
from bot.context import Shared, TelegramApplication, send
from bot.failures import CommandError
from bot.pulse import FIGHTS, Pulse, Tick
from bot.screens import Screen
from bot.text import operations as words

LOOK_EVERY = 10.0

LATE_AFTER = 60.0
"""Seconds after its time at which a tick is begun by us."""

SILENT_AFTER = 120.0
"""Seconds without a good answer after which Telegram counts as away."""

DEAD_AFTER = 120.0
"""Seconds without any end of a question for updates. Each ends by itself within 40, also when nobody answers."""

RESTART_SECONDS = 60.0

NEWCOMER = 20.0
"""Seconds since our first question for updates in which a conflict means that the other was there before."""

FIGHT_LASTS = 300.0

log = structlog.get_logger()


def is_fought_over(pulse: Pulse, now: float) -> bool:
    """Whether another program asks for our updates, again and again."""
    return len(pulse.conflicts) == FIGHTS and now - pulse.conflicts[0] < FIGHT_LASTS


class Watchdog:
    """Looks after one process.

    `end` ends it, with the reason; `allowed` are the kinds of updates it asks for; `wake` begins a tick.
    """

    def __init__(
        self,
        application: TelegramApplication,
        end: Callable[[Exception], None],
        *,
        allowed: Sequence[str],
        wake: Callable[[str], None],
    ) -> None:
        self._application = application
        self._wake = wake
        self._shared: Shared = application.bot_data["shared"]
        self._pulse = self._shared.pulse
        self._allowed = allowed
        self._end = end
        self._told: set[str] = set()

    async def run(self) -> None:
        """Look again and again."""
        while True:
            before = self._pulse.clock()
            await asyncio.sleep(LOOK_EVERY)
            self._pulse.loop_lag_seconds = max(0.0, self._pulse.clock() - before - LOOK_EVERY)
            try:
                await self.look()
            except Exception:  # it must not die of what it looks at
                log.exception("watchdog_failed")

    async def look(self) -> None:
        """Look once."""
        now = self._pulse.clock()
        for name, tick in self._pulse.ticks.items():
            await self._look_at(name, tick, now)
        if self._pulse.token_refused:
            self._end(InvalidToken())
        elif self._pulse.polls:
            await self._look_at_polling(now)

    async def _look_at(self, name: str, tick: Tick, now: float) -> None:
        stuck, late = tick.stuck_for(now), tick.late_by(now)
        if stuck:
            if tick.deadline is not None:
                tick.deadline.reschedule(asyncio.get_running_loop().time())
            minutes = round(stuck / 60)
            if f"tick {name}" not in self._told:
                log.error("tick_stuck", tick=name, minutes=minutes, mend="see docs/operating.md: tick_stuck")
            await self._tell_once(f"tick {name}", words.stuck(name, minutes))
        elif late > LATE_AFTER:
            log.warning("tick_late", tick=name, seconds=round(late), done="begun now")
            self._wake(name)
        elif tick.began_at is None:
            self._told.discard(f"tick {name}")

    async def _look_at_polling(self, now: float) -> None:
        if is_fought_over(self._pulse, now):
            await self._fight()
        elif now - self._pulse.poll_ended_at > DEAD_AFTER:
            await self._poll_anew(now - self._pulse.poll_ended_at)
        elif now - self._pulse.polled_at > SILENT_AFTER:
            self._warn_once("telegram_silent", seconds=round(now - self._pulse.polled_at))
        else:
            self._told -= {"telegram_silent", "fight"}

    async def _fight(self) -> None:
        """End if we came second, else say that somebody else came."""
        if self._pulse.conflicts[0] - self._pulse.polls_since <= NEWCOMER:
            self._end(
                CommandError(
                    "Another program talks to Telegram with this token already, so this one stops. "
                    "Stop that one first, or ask @BotFather for a token of its own for this one."
                )
            )
            return
        if "fight" not in self._told:
            log.error("token_used_elsewhere", mend="see docs/operating.md: token_used_elsewhere")
        await self._tell_once("fight", words.used_elsewhere())

    async def _poll_anew(self, seconds: float) -> None:
        """Stop asking for updates, and begin again."""
        updater = self._application.updater
        if updater is None:
            return
        log.error("polling_dead", seconds=round(seconds), done="begun anew")
        try:
            async with asyncio.timeout(RESTART_SECONDS):
                await stop(updater)
                await start(updater, self._allowed)
        except (TimeoutError, RuntimeError, TelegramError) as error:
            self._end(
                CommandError(
                    "Telegram could not be asked for updates any more, and beginning anew did not help "
                    f"({type(error).__name__}). Start Supplierbot again."
                )
            )
        else:
            self._pulse.polling()

    async def _tell_once(self, what: str, text: str) -> None:
        """Tell officers, or if they have no chat the admins, unless they know."""
        if what in self._told:
            return
        self._told.add(what)
        if self._shared.settings.officers_chat is not None:
            await relay.tell_officers(self._shared, self._application.bot, text)
            return
        for chat_id in sorted(self._shared.settings.admins):
            with suppress(TelegramError):  # it is in the log
                await send(self._application.bot, chat_id, Screen(text=text))

    def _warn_once(self, event: str, **details: object) -> None:
        if event not in self._told:
            self._told.add(event)
            log.warning(event, **details)


async def start(updater: Updater, allowed: Sequence[str]) -> None:
    """Begin to ask for updates, and wait as long as it takes for Telegram to hear of it."""

    def failed(error: TelegramError) -> None:
        log.warning("polling_failed", why=type(error).__name__)

    await updater.start_polling(allowed_updates=allowed, bootstrap_retries=-1, error_callback=failed)


async def stop(updater: Updater) -> None:
    """Stop asking for updates. The task that asked may have died of what it was told, which is known by now."""
    with suppress(TelegramError):
        await updater.stop()
