"""The words of “Ask a person”: consent, the promise, what each side reads, and how to reach the Council."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from alerts.frequency import LONDON
from bot import kept
from bot.tables import Ticket, TicketMessage, TicketStatus
from bot.text import written
from bot.text.written import safe

SHOWN = 10
EXCERPT = 300
LONGEST = 3_500


def consent(asked: str, working: int) -> str:
    """Ask whether a question may be passed on, and say what goes with it."""
    return (
        "<b>Pass this question to a person?</b>\n\n"
        f"“{safe(asked, LONGEST)}”\n\n"
        "The officers of the Council will see these words and nothing else of you: not your name, not the number "
        "of this chat. To bring you the reply, I keep the question with the number of this chat until "
        f"{kept.first('tickets').keep} after it is closed. /forget erases it at once.\n\n"
        f"You will have a reply here within {written.counted(working, 'working day')}."
    )


def type_for_a_person() -> str:
    """Ask for the question."""
    return (
        "<b>Ask a person at the Council</b>\n\n"
        "Type your question. Please leave out names, telephone numbers and anything that is confidential. "
        "Before I pass it on, I show it to you and ask. To leave, send /cancel."
    )


def nothing_to_pass_on() -> str:
    """Answer words for a person of which nothing is left to read."""
    return "I could not find a question in that. Please type it in a few words, or send /cancel."


def no_longer_kept() -> str:
    """Answer a button of a question that is no longer kept."""
    return "I no longer have that question. Please send /person and type it again."


def passed_on(ticket: Ticket) -> str:
    """Confirm that a question was passed on, with reference and promise."""
    return (
        f"<b>I passed your question on.</b> Its number is {ticket.reference}.\n\n"
        f"You will have a reply here by {_promise(ticket)}."
    )


def not_passed_on() -> str:
    """Confirm that nothing was passed on."""
    return "I did not pass it on."


def too_many() -> str:
    """Refuse one more question while several wait."""
    return (
        "Several of your questions wait for a reply already. Please wait for those first. "
        "The reply to each comes here by itself."
    )


def no_officers() -> str:
    """Say how to reach the Council where no officers are set up. We hold no contact details."""
    return (
        "<b>How to ask the Council</b>\n\n"
        "I cannot pass questions on here: no officers are connected to this chat yet.\n\n"
        "• For one contract, ask the contact that its notice names. /latest shows notices with their links.\n"
        "• For anything else, look for “procurement” on the Council's website, or ask its main office for the "
        "procurement team.\n\n"
        "I hold no telephone numbers or e-mail addresses, so that I cannot give you one that is out of date."
    )


def for_officers(ticket: Ticket, message: TicketMessage, *, first: bool) -> str:
    """Show officers what a supplier wrote."""
    head = "Question from a supplier" if first else "The supplier wrote again"
    return (
        f"<b>{ticket.reference}: {head}</b>\n\n{safe(message.text, LONGEST)}\n\n"
        f"Promised: a reply by {_promise(ticket)}.\n"
        "To answer, reply to this very message. The supplier gets your words, without your name."
    )


def for_supplier(ticket: Ticket, message: TicketMessage) -> str:
    """Show a supplier what an officer wrote."""
    return (
        f"<b>{ticket.reference}: a reply from the Council</b>\n\n{safe(message.text, LONGEST)}\n\n"
        "You can write back, or close your question."
    )


def sent_to_supplier(ticket: Ticket) -> str:
    """Tell officers that their reply was shown."""
    return f"{ticket.reference}: the supplier has your reply."


def on_its_way(ticket: Ticket) -> str:
    """Tell whoever wrote that it will be shown as soon as Telegram lets us."""
    return f"{ticket.reference}: I have your words, and will pass them on as soon as I can."


def unreachable(ticket: Ticket) -> str:
    """Tell officers that the supplier cannot be reached."""
    return f"{ticket.reference}: the supplier cannot be reached. The chat is blocked or gone."


def write_back(ticket: Ticket) -> str:
    """Ask for what is to be added."""
    return f"<b>{ticket.reference}</b>\n\nType what you want to add. To leave, send /cancel."


def added(ticket: Ticket) -> str:
    """Confirm that more words were passed on."""
    return f"{ticket.reference}: I passed it on. You will have a reply here by {_promise(ticket)}."


def closed(ticket: Ticket) -> str:
    """Confirm that a ticket is closed."""
    return f"{ticket.reference} is closed."


def closed_by_officer(ticket: Ticket) -> str:
    """Tell a supplier that an officer closed the ticket."""
    return f"The Council has closed your question {ticket.reference}. To ask another, send /person."


def closed_by_supplier(ticket: Ticket) -> str:
    """Tell officers that the supplier closed the ticket."""
    return f"{ticket.reference}: the supplier has closed the question. No more is to be done."


def already_closed(reference: str) -> str:
    """Refuse words for a closed ticket."""
    return f"{reference} is closed, so I passed nothing on. A supplier can ask again with /person."


def no_such_ticket() -> str:
    """Answer a reply to a message that is of no ticket."""
    return (
        "That message is of no question that I still have: it may have been erased by the supplier. "
        "To answer a question, reply to the message that shows it. /tickets lists those that wait."
    )


def too_long() -> str:
    """Refuse words that do not fit into one message with its heading."""
    return f"That is too long to pass on. Please keep it under {LONGEST:,} characters."


def words_only_here() -> str:
    """Refuse a picture or a file as a reply."""
    return "I can pass on typed words only. Please reply in words."


def listed(tickets: Sequence[Ticket], now: datetime) -> str:
    """List the tickets that wait for an officer."""
    if not tickets:
        return "No question waits for a reply."
    late = sum(ticket.due_at <= now for ticket in tickets)
    wait = "waits" if len(tickets) == 1 else "wait"
    head = f"<b>{written.counted(len(tickets), 'question')} {wait} for a reply; {late} past the promise.</b>"
    rows = [
        f"{ticket.reference}, {standing(ticket, now)}\n{safe(asked(ticket), EXCERPT)}"
        for ticket in tickets[:SHOWN]
    ]
    more = len(tickets) - SHOWN
    rows += [f"And {more} more: supplierbot tickets list"] if more > 0 else []
    return "\n\n".join([head, *rows, "To answer one, reply to the message that showed it."])


def standing(ticket: Ticket, now: datetime) -> str:
    """Say how a ticket stands against its promise."""
    match ticket.status:
        case TicketStatus.CLOSED:
            return "closed"
        case TicketStatus.ANSWERED:
            return "answered"
        case TicketStatus.OPEN if ticket.due_at <= now:
            return f"PAST THE PROMISE of {written.day(_last_day(ticket))}"
        case TicketStatus.OPEN:
            return f"promised by {_promise(ticket)}"


def asked(ticket: Ticket) -> str:
    """Return the words that a ticket began with."""
    return ticket.messages[0].text if ticket.messages else ""


def chat_number(chat_id: int) -> str:
    """Tell an operator the number of a chat, and what it is good for: a group's is below zero."""
    officer = (
        "This is also your Telegram id. To let you appoint officers, whoever runs Supplierbot adds it to "
        "SUPPLIERBOT_ADMINS and starts the bot again.\n\n"
    )
    return (
        f"The number of this chat is <code>{chat_id}</code>.\n\n{officer if chat_id > 0 else ''}"
        "To have questions passed to this chat, set SUPPLIERBOT_OFFICERS_CHAT to it and start the bot again."
    )


def _promise(ticket: Ticket) -> str:
    return f"the end of {written.day(_last_day(ticket))}"


def _last_day(ticket: Ticket) -> datetime:
    return ticket.due_at.astimezone(LONDON) - timedelta(days=1)
