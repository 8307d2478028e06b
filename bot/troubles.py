"""Tell officers of sources that may not be working: they fell silent, list far too little, or cannot be read."""

from collections.abc import Iterable

import structlog
from telegram.error import TelegramError

from alerts.polling import Polled
from bot import held
from bot.context import Shared, TelegramBot, send
from bot.screens import Screen
from bot.text import troubles as words

log = structlog.get_logger()


async def tell(shared: Shared, bot: TelegramBot, polled: Iterable[Polled]) -> None:
    """Tell of what began with these polls. Who misses it finds it in `supplierbot check`."""
    told = [(each.slug, each.trouble) for each in polled if each.trouble is not None]
    if not told:
        return
    for chat_id in await held.who(shared):
        for slug, trouble in told:
            source = shared.catalogue[slug]
            try:
                await send(bot, chat_id, Screen(text=words.trouble(source.name, trouble, source.website)))
            except TelegramError as error:
                log.warning("officer_not_told_of_trouble", source=slug, why=type(error).__name__)
