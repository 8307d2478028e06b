"""What this process did lately: kept in memory for /healthz, /metrics and the watchdog, and gone with the process.

Moments are seconds of a clock that only goes forward, so a machine whose time is set loses nothing. Nothing
here knows a chat, a name or a word.
"""

import asyncio
import logging
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from telegram.error import TelegramError
from telegram.request import HTTPXRequest, RequestData

GET_UPDATES = "getUpdates"
TOKEN_UNKNOWN = frozenset({"401", "404"})
"""How Telegram answers a token that was taken back, and one that never was."""

CONFLICT = "409"
FIGHTS = 3
"""Conflicts that make a fight. One alone is a process that was just ending."""


@dataclass(slots=True, kw_only=True)
class Tick:
    """One job of the schedule: how it ran last.

    `every` is None for what has an hour of its own. It is stuck when `limit` seconds pass without its moving.
    """

    every: float | None
    limit: float
    waits_since: float
    began_at: float | None = None
    moved_at: float = 0.0
    runs: int = 0
    failures: int = 0
    deadline: asyncio.Timeout | None = None

    def begin(self, now: float) -> None:
        """Record that a run begins."""
        self.began_at = self.moved_at = now
        self.runs += 1

    def end(self, now: float) -> None:
        """Record that a run is over, whatever came of it."""
        self.deadline = self.began_at = None
        self.waits_since = now

    def stuck_for(self, now: float) -> float:
        """Return for how many seconds it has been stuck; 0 when it is not."""
        if self.began_at is None:
            return 0.0
        still = now - self.moved_at
        return still if still > self.limit else 0.0

    def late_by(self, now: float) -> float:
        """Return how many seconds ago it should have begun; 0 when it is on time or at work."""
        if self.every is None or self.began_at is not None:
            return 0.0
        return max(0.0, now - self.waits_since - self.every)


@dataclass(slots=True, kw_only=True)
class Pulse:
    """Counts and moments of one process."""

    clock: Callable[[], float] = time.monotonic
    ticks: dict[str, Tick] = field(default_factory=dict)
    calls: Counter[tuple[str, str]] = field(default_factory=Counter)  # of Telegram, by method and outcome
    messages: Counter[str] = field(default_factory=Counter)  # sent by ourselves, by kind
    unknown_outcomes: int = 0
    errors: Counter[str] = field(default_factory=Counter)  # lines of the log that ask for a person, by logger
    polls: bool = False  # whether this process asks Telegram for updates
    polled_at: float = 0.0  # when Telegram last answered well
    poll_ended_at: float = 0.0  # when it last answered at all, or we gave up waiting
    polls_since: float = 0.0
    conflicts: deque[float] = field(default_factory=lambda: deque(maxlen=FIGHTS))  # with another who polls
    token_refused: bool = False
    loop_lag_seconds: float = 0.0
    canary_seconds: float | None = None  # which the last canary that arrived took; None: none has flown
    canary_arrived_at: datetime | None = None
    canaries_lost: int = 0

    def expect(self, name: str, *, every: float | None, limit: float) -> None:
        """Make a tick known, from now on."""
        self.ticks[name] = Tick(every=every, limit=limit, waits_since=self.clock())

    def polling(self) -> None:
        """Begin to expect answers to getUpdates."""
        self.polled_at = self.poll_ended_at = self.clock()
        if not self.polls:
            self.polls, self.polls_since = True, self.polled_at

    def called(self, method: str, outcome: str) -> None:
        """Count a call of Telegram that ended."""
        self.calls[method, outcome] += 1
        if outcome == "401":
            self.token_refused = True
        if method != GET_UPDATES:
            return
        self.poll_ended_at = self.clock()
        if outcome == "200":
            self.polled_at = self.poll_ended_at
        elif outcome == CONFLICT:
            self.conflicts.append(self.poll_ended_at)
        elif outcome in TOKEN_UNKNOWN:
            self.token_refused = True

    def moved(self, name: str) -> None:
        """Note that a tick moves: a long broadcast is long, not stuck."""
        if (tick := self.ticks.get(name)) is not None:
            tick.moved_at = self.clock()


class CountedRequest(HTTPXRequest):
    """Telegram over HTTP, with each call counted by its method and the status of its answer."""

    def __init__(self, pulse: Pulse, *, connection_pool_size: int, read_timeout: float) -> None:
        super().__init__(connection_pool_size=connection_pool_size, read_timeout=read_timeout)
        self._pulse = pulse

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *timeouts: object,
        **named_timeouts: object,
    ) -> tuple[int, bytes]:
        """Do one request of the library. See `BaseRequest.do_request`."""
        # A file is got from an address that ends with its name.
        name = "file" if method == "GET" else url.rpartition("/")[2]
        try:
            status, body = await super().do_request(url, method, request_data, *timeouts, **named_timeouts)  # type: ignore[arg-type]
        except TelegramError as error:
            self._pulse.called(name, type(error).__name__)
            raise
        self._pulse.called(name, str(status))
        return status, body


class ErrorCounter(logging.Handler):
    """Counts the lines of the log that ask for a person. It writes nothing."""

    def __init__(self, pulse: Pulse) -> None:
        super().__init__(logging.ERROR)
        self._pulse = pulse

    def emit(self, record: logging.LogRecord) -> None:
        """Count a line by who wrote it."""
        self._pulse.errors[record.name.partition(".")[0]] += 1
