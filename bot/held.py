"""Show officers which sources are held: in their group, or in the chat of each who may let one go."""

import structlog
from telegram.error import TelegramError

from alerts import holding
from alerts.holding import Held
from bot import appointments, officers
from bot.context import Shared, TelegramBot, chat_id_of, send
from bot.officers import Task
from bot.screens import Screen
from bot.screens import holding as screens

log = structlog.get_logger()


def name(shared: Shared, found: Held) -> str:
    """Return what people call a source."""
    source = shared.catalogue.get(found.slug)
    return found.slug if source is None else source.name


async def shown(shared: Shared) -> Screen:
    """Return the screen of all that is held."""
    async with shared.sessions.begin() as session:
        found = await holding.held(session)
    return screens.listed([(each, name(shared, each)) for each in found])


async def tell(shared: Shared, bot: TelegramBot) -> None:
    """Show what is held to whoever may decide. Who misses it finds it with /held, and in `supplierbot check`."""
    screen = await shown(shared)
    for chat_id in await who(shared):
        try:
            await send(bot, chat_id, screen)
        except TelegramError as error:
            log.warning("officer_not_told_of_held_source", why=type(error).__name__)


async def who(shared: Shared) -> list[int]:
    """Return the chats of those who look after the sources."""
    if shared.settings.officers_chat is not None:
        return [shared.settings.officers_chat]
    async with shared.sessions.begin() as session:
        everyone = await appointments.everyone(session)
    may = {officer.address for officer in everyone if officers.may(officer.role, Task.LET_GO)}
    return sorted(chat_id_of(address) for address in may | shared.admins)
