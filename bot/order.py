"""Updates of many chats at once, those of one chat one after the other.

PTB handles one update at a time unless told otherwise, and with its own concurrency forgets the order: two taps
of one person would race. Here a person's updates wait for each other and for nobody else's.
"""

import asyncio
from collections.abc import Awaitable
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

MOST_WAITING = 1_000
"""Updates taken over from PTB's queue. Far more than people send between two polls."""

AT_ONCE = 32
"""Chats served at one time. More is slower: each waits for the network most of its time."""


class InOrder(BaseUpdateProcessor):
    """Processes updates of different chats at the same time."""

    def __init__(self) -> None:
        super().__init__(MOST_WAITING)
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._chats: dict[int | None, tuple[asyncio.Lock, int]] = {}

    async def initialize(self) -> None:
        """Need nothing."""

    async def shutdown(self) -> None:
        """Need nothing."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait for the chat's earlier updates, then for a place, then process this one."""
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
