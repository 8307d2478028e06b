"""Tell suppliers of the news of their reports.

Claim, commit, send, mark, as `delivery` does: no transaction is open while Telegram thinks, and what cannot be
told now is a row that is tried again.
"""

from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from telegram.error import TelegramError

from alerts import suppliers
from bot import news, refusals
from bot.context import Shared, TelegramBot, chat_id_of, send
from bot.news import News
from bot.pacing import Turn
from bot.refusals import Gone, Later, Moved, Refusal, Unanswered, Wrong
from bot.screens import reports as screens

log = structlog.get_logger()

WHEN_QUIET = timedelta(minutes=15)
"""News waits for the end of quiet hours or a pause, which may come sooner than was said."""

TRIES_WITHOUT_ANSWER = 2
"""A message that may have arrived is sent once more, and then counts as told."""


async def due(shared: Shared, bot: TelegramBot) -> int:
    """Tell all the news that is due now, and return how much was told. Safe to run twice at once."""
    told = 0
    while True:
        async with shared.sessions.begin() as session:
            claimed = await news.claim_due(session, shared.now())
        if not claimed:
            return told
        for one in claimed:
            told += await _tell(shared, bot, one)


async def _tell(shared: Shared, bot: TelegramBot, one: News) -> bool:
    chat_id, now = chat_id_of(one.address), shared.now()
    async with shared.sessions.begin() as session:
        profile = await suppliers.by_address(session, one.address)
        if profile is not None and suppliers.silence_of(profile.supplier).holds(now):
            await news.put_off(session, one, now + WHEN_QUIET)
            return False
    try:
        async with shared.lane.turn(chat_id, urgent=False):
            if not await _is_owed(shared, one):
                return False
            await send(bot, chat_id, screens.news(one), turn=Turn.TAKEN)
    except TelegramError as error:
        refusal = refusals.read(error)
        async with shared.sessions.begin() as session:
            await _refused(session, shared, one, refusal)
        return False
    async with shared.sessions.begin() as session:
        await news.mark_told(session, one)
    shared.pulse.messages["news"] += 1
    return True


async def _is_owed(shared: Shared, one: News) -> bool:
    async with shared.sessions.begin() as session:
        return await news.hold(session, one)


async def _refused(session: AsyncSession, shared: Shared, one: News, refusal: Refusal) -> None:
    """Do what an answer of Telegram's other than yes asks for. What is given up stands in /myreports."""
    match refusal:
        case Later(wait=wait, asked=asked):
            if asked:
                shared.lane.refused(chat_id_of(one.address), wait.total_seconds())
            await news.put_off(session, one, shared.now() + wait)
        case Unanswered() if one.attempts < TRIES_WITHOUT_ANSWER:
            return  # tried again when the claim lapses
        case Unanswered():
            await news.mark_told(session, one)
        case Gone() | Moved():
            await news.give_up(session, one)
        case Wrong(why=why):
            # Which report it was may not stand beside a time: it may be an anonymous one.
            log.error("news_not_taken", why=why, mend="look at the words of `bot.text.reports.news`")
            await news.give_up(session, one)
