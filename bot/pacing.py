"""How PTB's own calls take the lane: messages wait their turn, and a refusal is waited for, not lost.

What we send by ourselves takes its turn before it writes its text (`bot.delivery`), and says so.
"""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from enum import StrEnum
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.lane import Lane

MESSAGES = frozenset({"sendMessage", "sendDocument", "sendPhoto", "copyMessage", "forwardMessage"})
"""What Telegram counts. An edit and the answer to a tap are no messages."""

LONGEST_WAIT = 60.0
"""Seconds that an answer to a person is held for. After that nobody waits for it any more."""

TRIES = 3


class Turn(StrEnum):
    """What a caller says of its turn: `bot.send_message(..., rate_limit_args=Turn.TAKEN)`."""

    TAKEN = "taken"  # it has one, and looks after refusals itself


Answer = bool | dict[str, Any] | list[dict[str, Any]]


class Pacer(BaseRateLimiter[Turn]):
    """Sends PTB's messages through a lane, ahead of what we send by ourselves."""

    def __init__(self, lane: Lane) -> None:
        self.lane = lane

    async def initialize(self) -> None:
        """Need nothing."""

    async def shutdown(self) -> None:
        """Need nothing."""

    async def process_request(  # noqa: PLR0917 - the signature is PTB's
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Turn | None,
    ) -> Answer:
        """Wait for the turn, call, and when refused wait as long as Telegram asks and call again.

        Raises:
            RetryAfter: Telegram asks for a longer wait than anybody has patience for, or asks again and again.
        """
        if rate_limit_args is Turn.TAKEN:
            return await callback(*args, **kwargs)
        chat_id = data.get("chat_id")
        for attempt in range(1, TRIES + 1):
            try:
                if endpoint in MESSAGES and isinstance(chat_id, int):
                    async with self.lane.turn(chat_id, urgent=True):
                        return await callback(*args, **kwargs)
                return await callback(*args, **kwargs)
            except RetryAfter as refusal:
                seconds = seconds_of(refusal)
                if isinstance(chat_id, int):
                    self.lane.refused(chat_id, seconds)
                if attempt == TRIES or seconds > LONGEST_WAIT:
                    raise
                if endpoint not in MESSAGES:
                    await asyncio.sleep(seconds)  # the lane waits for messages, not for these
        raise AssertionError("the last try returns or raises")


def seconds_of(refusal: RetryAfter) -> float:
    """Return the wait, which PTB gives as a number today and as a timedelta tomorrow."""
    wait = refusal.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
