"""What officers do in their chat: answer and close questions, see which wait, and what the answers lack.

Only the chat that SUPPLIERBOT_OFFICERS_CHAT names is served. It may be a group: whoever the Council lets
into it is an officer.
"""

from telegram import Update
from telegram.constants import ChatType
from telegram.error import TelegramError

from bot import questions, relay, tickets
from bot.context import Context, Sender, chat_id_of, send, sender
from bot.handlers import typing
from bot.screens import Screen
from bot.screens import tickets as screens
from bot.tables import Side, Ticket, TicketMessage
from bot.text import gaps as gap_words
from bot.text import general
from bot.text import tickets as words
from bot.tickets import Refused


async def waiting(update: Update, context: Context) -> None:
    """List the questions that wait for a reply."""
    async with context.sessions.begin() as session:
        found = await tickets.unanswered(session, context.now())
    await sender(update, context).reply(Screen(text=words.listed(found, context.now())))


async def gaps(update: Update, context: Context) -> None:
    """List what was asked but not answered, and answered but not useful."""
    async with context.sessions.begin() as session:
        found = await questions.gaps(session)
    await sender(update, context).reply(Screen(text=gap_words.listed(found)))


async def replied(update: Update, context: Context) -> None:
    """Pass an officer's reply to a ticket on to its supplier."""
    chat, message = sender(update, context), update.message
    answered = message.reply_to_message if message is not None else None
    if message is None or answered is None or answered.from_user is None:
        return
    if answered.from_user.id != context.bot.id:
        return  # officers talk to each other
    async with context.sessions.begin() as session:
        ticket = await tickets.shown_in(session, chat.chat_id, answered.message_id)
        outcome = (
            await tickets.write(
                session,
                ticket,
                Side.OFFICER,
                message.text,
                source_id=message.message_id,
                now=context.now(),
            )
            if ticket is not None and message.text
            else None
        )
    if ticket is None and message.chat.type == ChatType.PRIVATE:
        await typing.typed(update, context)  # an officer may be a supplier too, and reply to what I said
    elif ticket is None:
        await chat.reply(Screen(text=words.no_such_ticket()))
    else:
        await _confirm(chat, context, ticket, outcome)


async def _confirm(
    chat: Sender, context: Context, ticket: Ticket, outcome: TicketMessage | Refused | None
) -> None:
    match outcome:
        case None:
            await chat.reply(Screen(text=words.words_only_here()))
        case Refused.CLOSED:
            await chat.reply(Screen(text=words.already_closed(ticket.reference)))
        case Refused.TOO_LONG:
            await chat.reply(Screen(text=words.too_long()))
        case TicketMessage():
            shown = await relay.due(context.shared, context.bot)
            if outcome.id in shown:
                await chat.reply(screens.sent_to_supplier(ticket))
            elif not await _given_up(context, outcome.id):
                await chat.reply(Screen(text=words.on_its_way(ticket)))
        case _:
            return


async def _given_up(context: Context, message_id: int) -> bool:
    async with context.sessions.begin() as session:
        message = await session.get(TicketMessage, message_id)
    return message is None or message.failure is not None


async def pressed(update: Update, context: Context) -> None:
    """Close a ticket for the officers, and tell the supplier."""
    chat, press = sender(update, context), context.press(update)
    await context.acknowledge(update)
    if chat.chat_id != context.shared.settings.officers_chat:
        return
    async with context.sessions.begin() as session:
        ticket = await tickets.by_id(session, press.number(1))
        changed = ticket is not None and await tickets.close(session, ticket.id, Side.OFFICER, context.now())
    if ticket is None:
        await chat.reply(Screen(text=general.old_button()))
        return
    await chat.reply(Screen(text=words.closed(ticket)))
    if changed:
        try:
            await send(context.bot, chat_id_of(ticket.address), Screen(text=words.closed_by_officer(ticket)))
        except TelegramError:
            await chat.reply(Screen(text=words.unreachable(ticket)))


async def chat_number(update: Update, context: Context) -> None:
    """Tell an operator the number of a chat, wherever it is."""
    chat = sender(update, context)
    await chat.reply(Screen(text=words.chat_number(chat.chat_id)))
