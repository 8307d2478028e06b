"""The menus of commands: everybody's, and one for the chat of each officer with what the role adds.

A menu is a convenience, never a lock: `handlers.guard` looks the role up at every call. So a menu that
cannot be set is logged, and set at the next start.
"""

from collections.abc import Collection

import structlog
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import TelegramError

from alerts.db import Sessions
from bot import appointments
from bot.context import chat_id_of
from bot.tables import Role
from bot.text import general
from bot.text import officers as words

log = structlog.get_logger()


async def set_for_everybody(bot: Bot) -> None:
    """Set the menu of every private chat."""
    await bot.set_my_commands(_commands(general.COMMANDS), scope=BotCommandScopeAllPrivateChats())


async def set_for_officers_chat(bot: Bot, chat_id: int | None) -> None:
    """Set the menu of the group where officers answer questions. One person's own chat has a menu already."""
    if chat_id is None or chat_id > 0:
        return
    try:
        await bot.set_my_commands(_commands(words.IN_THEIR_CHAT), scope=BotCommandScopeChat(chat_id))
    except TelegramError as error:  # the bot may not be a member yet
        log.warning("officers_chat_menu_not_set", why=type(error).__name__)


async def set_for_officers(bot: Bot, sessions: Sessions, admins: Collection[str]) -> None:
    """Set the menu of each officer's chat. `admins` are the addresses that the settings name."""
    async with sessions.begin() as session:
        roles = {officer.address: officer.role for officer in await appointments.everyone(session)}
    for address, role in {**roles, **dict.fromkeys(admins, Role.ADMIN)}.items():
        await set_for(bot, address, role)


async def set_for(bot: Bot, address: str, role: Role) -> None:
    """Set the menu of an officer's chat."""
    chat = BotCommandScopeChat(chat_id_of(address))
    try:
        await bot.set_my_commands(_commands([*general.COMMANDS, *words.commands_of(role)]), scope=chat)
    except TelegramError as error:  # an admin of the settings may never have written to the bot
        log.warning("officers_menu_not_set", why=type(error).__name__)


async def take_from(bot: Bot, address: str) -> None:
    """Give a chat everybody's menu again."""
    try:
        await bot.delete_my_commands(scope=BotCommandScopeChat(chat_id_of(address)))
    except TelegramError as error:
        log.warning("officers_menu_not_taken", why=type(error).__name__)


def _commands(named: Collection[tuple[str, str]]) -> list[BotCommand]:
    return [BotCommand(name, description) for name, description in named]
