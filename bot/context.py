"""What every handler and job is given: the shared things, and who is talking.

The only place where Telegram's "may be there or not" is settled: past `sender`, nothing is optional.
"""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

import httpx
from telegram import CallbackQuery, LinkPreviewOptions, ReplyParameters, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest
from telegram.ext import Application, CallbackContext, ExtBot

from alerts.db import Sessions
from alerts.sources import Source
from bot import feedback
from bot.allowance import Allowance
from bot.background import Background
from bot.buttons import Press, keyboard, parse
from bot.lane import Lane
from bot.pacing import Turn
from bot.screens import Screen
from bot.settings import Settings

TelegramBot = ExtBot[Turn]
"""PTB's bot, to whose methods a caller may say that it has its turn already."""

TelegramApplication = Application[TelegramBot, "Context", dict[Any, Any], dict[Any, Any], dict[Any, Any], Any]
"""PTB's application with our context and what it shares."""

Callback = Callable[[Update, "Context"], Coroutine[Any, Any, None]]
"""A handler."""

SCHEME = "tg:"
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What one running process shares. Made in `bot.app`, closed with it.

    `now` is the clock: aware, in UTC. A demo and a test move it; nothing else reads the time.
    """

    settings: Settings
    sessions: Sessions
    http: httpx.AsyncClient
    lane: Lane
    catalogue: Mapping[str, Source]
    now: Callable[[], datetime]
    reports_today: Allowance = field(default_factory=lambda: Allowance(most=feedback.MOST_A_DAY))
    heard_today: Allowance = field(default_factory=lambda: Allowance(most=1))
    background: Background

    @property
    def admins(self) -> frozenset[str]:
        """The addresses of those whom the settings let do everything."""
        return frozenset(address_of(number) for number in self.settings.admins)


class Context(CallbackContext[TelegramBot, dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """PTB's context, with what we share by name and type."""

    @property
    def shared(self) -> Shared:
        """What this process shares."""
        return cast("Shared", self.bot_data["shared"])

    @property
    def sessions(self) -> Sessions:
        """Opens transactions."""
        return self.shared.sessions

    def now(self) -> datetime:
        """Return the time, aware, in UTC."""
        return self.shared.now()

    def press(self, update: Update) -> Press:
        """Return what the pressed button carried. Handlers of buttons are chosen by what it is."""
        query = update.callback_query
        press = parse(query.data if query is not None else None)
        if press is None:
            raise ValueError("a button that is none of ours reached its handler")
        return press

    async def acknowledge(self, update: Update, text: str | None = None) -> None:
        """Stop a button from spinning, with a line of text if nothing else will be seen."""
        if update.callback_query is not None:
            await acknowledge(update.callback_query, text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who wrote or pressed, and how to answer."""

    address: str
    chat_id: int
    bot: TelegramBot
    query: CallbackQuery | None
    text: str
    message_id: int | None = None

    async def reply(self, screen: Screen) -> int:
        """Answer with a new message. Returns the message's id."""
        return await send(self.bot, self.chat_id, screen)

    async def send_file(self, name: str, content: bytes, caption: str = "") -> None:
        """Answer with a file, and words without tags below it."""
        await self.bot.send_document(self.chat_id, content, filename=name, caption=caption or None)

    async def acknowledge(self) -> None:
        """Stop a pressed button from spinning."""
        if self.query is not None:
            await acknowledge(self.query)

    async def show(self, screen: Screen) -> None:
        """Put a screen in place of the one whose button was pressed, or send it as a new message."""
        if self.query is None or self.query.message is None:
            await self.reply(screen)
            return
        await acknowledge(self.query)
        try:
            await edit(self.bot, self.chat_id, self.query.message.message_id, screen)
        except BadRequest as error:
            match error.message.casefold():
                case found if "not modified" in found:
                    return  # a second press of the same button: what was asked for is on the screen
                case found if "not found" in found or "can't be edited" in found:
                    await self.reply(screen)  # the message is too old, or deleted
                case _:
                    raise


async def acknowledge(query: CallbackQuery, text: str | None = None) -> None:
    """Stop a button from spinning, with a line of text if nothing else will be seen."""
    try:
        await query.answer(text)
    except BadRequest as error:
        # Pressed while we were away: Telegram no longer waits for the answer.
        if "query is too old" not in error.message.casefold():
            raise


def sender(update: Update, context: Context) -> Sender:
    """Return who sent an update. Only for updates of a chat, which is all we register for."""
    chat = update.effective_chat
    if chat is None:
        raise ValueError("an update without a chat reached a handler")
    message = update.message
    return Sender(
        address=address_of(chat.id),
        chat_id=chat.id,
        bot=context.bot,
        query=update.callback_query,
        text=(message.text or "") if message is not None else "",
        message_id=message.message_id if message is not None else None,
    )


async def send(
    bot: TelegramBot, chat_id: int, screen: Screen, *, reply_to: int | None = None, turn: Turn | None = None
) -> int:
    """Send a screen as a new message, in reply to another if that is still there. Returns the message's id."""
    message = await bot.send_message(
        chat_id,
        screen.text,
        parse_mode=ParseMode.HTML,
        link_preview_options=NO_PREVIEW,
        reply_markup=keyboard(screen.rows) if any(screen.rows) else None,
        reply_parameters=None
        if reply_to is None
        else ReplyParameters(reply_to, allow_sending_without_reply=True),
        rate_limit_args=turn,
    )
    return message.message_id


async def edit(
    bot: TelegramBot, chat_id: int, message_id: int, screen: Screen, *, turn: Turn | None = None
) -> None:
    """Put a screen in place of a message of ours."""
    await bot.edit_message_text(
        screen.text,
        chat_id=chat_id,
        message_id=message_id,
        parse_mode=ParseMode.HTML,
        link_preview_options=NO_PREVIEW,
        reply_markup=keyboard(screen.rows) if any(screen.rows) else None,
        rate_limit_args=turn,
    )


def address_of(chat_id: int) -> str:
    """Return the opaque address by which `alerts` knows a chat."""
    return f"{SCHEME}{chat_id}"


def chat_id_of(address: str) -> int:
    """Return the chat behind an address."""
    return int(address.removeprefix(SCHEME))
