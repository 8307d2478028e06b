"""The one lane through which every message leaves, so that Telegram never has to say "too many".

At most 30 messages in any second and one a second to a chat (20 a minute to a group); replies to people go
before what we send by ourselves. A chat that Telegram asks us to leave alone holds up nobody else.

A message reaches Telegram at some moment between its leaving and its answer. So a place in the lane is
free again one second after the *answer*, and if none comes soon, one second after it must have arrived.

Limits: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

OVERALL = 30
"""Messages a second. A bot of several processes shares them out: see `bot.app.SHARES`."""

SECOND = 1.0
GROUP, GROUP_SECONDS = 20, 60.0

IN_FLIGHT = 32
"""More at once is slower, as measured: the HTTP client spends its time on those that wait."""

TIDY = 1_000
"""Chats that are remembered before those that no longer matter are forgotten."""

ARRIVES_WITHIN = 2.0
"""Seconds. A message without an answer for so long has arrived or never will."""

SAME_REFUSAL = 2.0
"""Seconds. When two chats are refused this near to each other, it is the bot that is refused."""


@dataclass(slots=True)
class _Sent:
    """A message in the lane: when it left, and when Telegram answered."""

    left_at: float
    answered_at: float | None = None

    def arrived_by(self, now: float) -> float:
        """Return the latest moment at which it can have reached Telegram; `now` while it is on its way."""
        if self.answered_at is not None:
            return self.answered_at
        return min(now, self.left_at + ARRIVES_WITHIN)


@dataclass(slots=True)
class _Waiting:
    chat_id: int
    urgent: bool
    turn: asyncio.Future[_Sent]


@dataclass(slots=True)
class _Chat:
    """What a chat was sent of late, and until when it is to be left alone. Groups are below zero."""

    sent: deque[_Sent]
    closed_until: float = 0.0

    @classmethod
    def of(cls, chat_id: int) -> "_Chat":
        return cls(sent=deque(maxlen=GROUP if chat_id < 0 else 1))

    def free_at(self, now: float) -> float:
        """Return when it may have another message."""
        at = max(self.closed_until, _free_at(self.sent, 1, SECOND, now))
        return max(at, _free_at(self.sent, GROUP, GROUP_SECONDS, now)) if self.sent.maxlen == GROUP else at

    def is_idle(self, now: float) -> bool:
        """Whether nothing of it matters any more."""
        kept = GROUP_SECONDS if self.sent.maxlen == GROUP else SECOND
        return self.closed_until <= now and (not self.sent or self.sent[-1].arrived_by(now) + kept <= now)


class Lane:
    """Gives turns. Make one for each bot token, in the event loop that uses it.

    `overall` is how many may leave in a second; `clock` gives seconds that only go forward.
    """

    def __init__(self, *, overall: int = OVERALL, clock: Callable[[], float] = time.monotonic) -> None:
        self._overall = overall
        self._gap = (
            1 / overall
        )  # between messages of our own accord: in step, few are on their way at a death
        self._clock = clock
        self._urgent: deque[_Waiting] = deque()
        self._own: deque[_Waiting] = deque()
        self._sent: deque[_Sent] = deque(maxlen=overall)
        self._chats: dict[int, _Chat] = {}
        self._in_flight = 0
        self._closed_until = 0.0
        self._own_left_at = 0.0
        self._tidy_at = TIDY
        self._refused: tuple[int, float] | None = None
        self._timer: asyncio.TimerHandle | None = None

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return len(self._urgent) + len(self._own)

    @asynccontextmanager
    async def turn(self, chat_id: int, *, urgent: bool) -> AsyncIterator[None]:
        """Wait for the turn to send one message to a chat, and hold it until Telegram has answered.

        `urgent` is for replies to a person, who waits. Turns of one chat are given in the order asked.
        """
        waiting = _Waiting(chat_id, urgent, asyncio.get_running_loop().create_future())
        (self._urgent if urgent else self._own).append(waiting)
        self._grant()
        try:
            sent = await waiting.turn
        except asyncio.CancelledError:
            self._gave_up(waiting)
            raise
        try:
            yield
        finally:
            self._done(sent)

    def refused(self, chat_id: int, seconds: float) -> None:
        """Leave a chat alone for so many seconds, as Telegram asked; or all, when another was refused just now."""
        now = self._clock()
        chat = self._chat(chat_id)
        chat.closed_until = max(chat.closed_until, now + seconds)
        if (
            self._refused is not None
            and self._refused[0] != chat_id
            and now - self._refused[1] <= SAME_REFUSAL
        ):
            self._closed_until = max(self._closed_until, now + seconds)
        self._refused = (chat_id, now)

    def closed_for(self, chat_id: int) -> float:
        """Return for how many seconds a chat, or all, is to be left alone; 0 when it is not."""
        chat = self._chats.get(chat_id)
        until = max(self._closed_until, 0.0 if chat is None else chat.closed_until)
        return max(0.0, until - self._clock())

    def _gave_up(self, waiting: _Waiting) -> None:
        """Take somebody out who no longer waits, or give back the turn that came too late."""
        queue = self._urgent if waiting.urgent else self._own
        if waiting in queue:
            queue.remove(waiting)
        elif waiting.turn.done() and not waiting.turn.cancelled():
            self._done(waiting.turn.result())

    def _done(self, sent: _Sent) -> None:
        sent.answered_at = self._clock()
        self._in_flight -= 1
        self._grant()

    def _grant(self) -> None:
        """Give every turn that can be given now, and come back when the next can."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while self.waiting and self._in_flight < IN_FLIGHT:
            now = self._clock()
            wait = self._give_one(now)
            if wait is not None:
                self._timer = asyncio.get_running_loop().call_later(max(wait, 0.001), self._grant)
                return

    def _give_one(self, now: float) -> float | None:
        """Give one turn. Returns None when it was given, else the seconds until one may be."""
        overall = max(self._closed_until, _free_at(self._sent, self._overall, SECOND, now))
        if overall > now:
            return overall - now
        soonest = float("inf")
        for queue, not_before in ((self._urgent, now), (self._own, self._own_left_at + self._gap)):
            seen: set[int] = set()
            for waiting in queue:
                if waiting.turn.done() or waiting.chat_id in seen:
                    continue  # it gave up just now; or an earlier turn of its chat comes first
                seen.add(waiting.chat_id)
                chat = self._chats.get(waiting.chat_id)
                at = max(not_before, now if chat is None else chat.free_at(now))
                if at <= now:
                    self._give(queue, waiting, now)
                    return None
                soonest = min(soonest, at)
                if not_before > now:
                    break  # nobody in this queue goes sooner
        return soonest - now

    def _give(self, queue: deque[_Waiting], waiting: _Waiting, now: float) -> None:
        queue.remove(waiting)
        sent = _Sent(left_at=now)
        self._sent.append(sent)
        self._chat(waiting.chat_id).sent.append(sent)
        self._in_flight += 1
        if not waiting.urgent:
            self._own_left_at = now
        waiting.turn.set_result(sent)

    def _chat(self, chat_id: int) -> _Chat:
        chat = self._chats.get(chat_id)
        if chat is None:
            if len(self._chats) >= self._tidy_at:
                now = self._clock()
                self._chats = {number: one for number, one in self._chats.items() if not one.is_idle(now)}
                self._tidy_at = max(TIDY, 2 * len(self._chats))
            chat = self._chats[chat_id] = _Chat.of(chat_id)
        return chat


class OpenLane(Lane):
    """A lane without limits, for a Bot API in this process: a person in a terminal waits for nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._turns: dict[int, asyncio.Lock] = {}

    @asynccontextmanager
    async def turn(self, chat_id: int, *, urgent: bool) -> AsyncIterator[None]:  # noqa: ARG002
        """Give the turn at once, when the chat's turn before is over."""
        async with self._turns.setdefault(chat_id, asyncio.Lock()):
            yield

    def refused(self, chat_id: int, seconds: float) -> None:
        """Take no notice: who is at the other end has a clock of its own."""


def _free_at(sent: deque[_Sent], most: int, seconds: float, now: float) -> float:
    """Return when one more may leave, if at most so many may arrive in any stretch of so many seconds."""
    return now if len(sent) < most else sent[-most].arrived_by(now) + seconds
