"""The screens of “Ask a person”, for suppliers and for officers."""

from bot.buttons import Action, to
from bot.questions import Asked
from bot.screens import Screen
from bot.tables import Ticket, TicketMessage
from bot.text import tickets as words


def consent(question: Asked, working: int) -> Screen:
    """Ask before anything is passed on."""
    return Screen(
        text=words.consent(question.asked, working),
        rows=[
            [to("Yes, pass it on", Action.PERSON, "send", question.id, question.key)],
            [to("No", Action.PERSON, "no")],
        ],
    )


def for_officers(ticket: Ticket, message: TicketMessage, *, first: bool) -> Screen:
    """Show officers what a supplier wrote."""
    return Screen(
        text=words.for_officers(ticket, message, first=first),
        rows=[[to("Close without a reply", Action.TICKET, "close", ticket.id)]],
    )


def for_supplier(ticket: Ticket, message: TicketMessage) -> Screen:
    """Show a supplier what an officer wrote."""
    return Screen(
        text=words.for_supplier(ticket, message),
        rows=[
            [
                to("Write back", Action.PERSON, "write", ticket.id),
                to("Close my question", Action.PERSON, "close", ticket.id),
            ]
        ],
    )


def sent_to_supplier(ticket: Ticket) -> Screen:
    """Tell officers that their reply was shown, and offer to close."""
    return Screen(
        text=words.sent_to_supplier(ticket), rows=[[to("Close it", Action.TICKET, "close", ticket.id)]]
    )
