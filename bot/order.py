"""Updates of many chats at once, those of one chat one after the other.

PTB handles one update at a time unless told otherwise, and with its own concurrency forgets the order: two taps
of one person would race. Here a person's updates wait for each other and for nobody else's. What comes a second
time, and what is too much of one person, is left out before it waits for anything.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.patience import Patience, Verdict

MOST_WAITING = 1_000
"""Updates taken over from PTB's queue. Far more than people send between two polls."""

AT_ONCE = 32
"""Chats served at one time. More is slower: each waits for the network most of its time."""


REMEMBERED = 10_000
"""Numbers of updates. Telegram sends one again when it did not hear that we have it."""

Teller = Callable[[Update], Awaitable[None]]


async def _untold(_update: Update) -> None:
    """Tell nobody."""


class InOrder(BaseUpdateProcessor):
    """Processes updates of different chats at the same time. `tell` tells a person that it was too much."""

    def __init__(self, tell: Teller = _untold, patience: Patience | None = None) -> None:
        super().__init__(MOST_WAITING)
        self._tell = tell
        self._patience = patience or Patience()
        self._numbers: deque[int] = deque(maxlen=REMEMBERED)
        self._seen: set[int] = set()
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._chats: dict[int | None, tuple[asyncio.Lock, int]] = {}

    async def initialize(self) -> None:
        """Need nothing."""

    async def shutdown(self) -> None:
        """Need nothing."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait for the chat's earlier updates, then for a place, then process this one."""
        verdict = self._judge(update) if isinstance(update, Update) else Verdict.TAKE
        if verdict is Verdict.TAKE:
            await self._take(update, coroutine)
            return
        if isinstance(coroutine, Coroutine):
            coroutine.close()  # it is never awaited
        if verdict is Verdict.TELL and isinstance(update, Update):
            await self._tell(update)

    def _judge(self, update: Update) -> Verdict:
        """Return what to do with an update, before it waits for anything."""
        if update.update_id in self._seen:
            return Verdict.LEAVE_OUT
        if len(self._numbers) == REMEMBERED:
            self._seen.discard(self._numbers[0])
        self._numbers.append(update.update_id)
        self._seen.add(update.update_id)
        if update.effective_user is None:
            return Verdict.TAKE
        return self._patience.judge(update.effective_user.id, asyncio.get_running_loop().time())

    async def _take(self, update: object, coroutine: Awaitable[Any]) -> None:
        chat = update.effective_chat if isinstance(update, Update) else None
        key = None if chat is None else chat.id
        lock, users = self._chats.get(key, (asyncio.Lock(), 0))
        self._chats[key] = (lock, users + 1)
        try:
            async with lock, self._at_once:  # in this order: who waits for its own chat takes no place
                await coroutine
        finally:
            lock, users = self._chats[key]
            if users == 1:
                del self._chats[key]
            else:
                self._chats[key] = (lock, users - 1)
