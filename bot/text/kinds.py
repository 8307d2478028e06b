"""What is said when a supplier turns a kind of message off, or on again."""

from alerts.tables import DeliveryKind


def turned_off(kind: DeliveryKind) -> str:
    """Say what will not come any more, and what still does."""
    match kind:
        case DeliveryKind.CHANGE:
            return (
                "<b>I will not write to you about changes any more.</b> New opportunities still come.\n\n"
                "I still mark in my earlier messages what moved or was withdrawn."
            )
        case DeliveryKind.REMINDER:
            return (
                "<b>Your reminders are off.</b> New opportunities still come.\n\n"
                "What you saved stays on your list: /saved"
            )
        case DeliveryKind.NUDGE:
            return "<b>I will not write when I found nothing for a month.</b> New opportunities still come."
        case DeliveryKind.ALERT:
            return "To hear of no new opportunities, send /stop."


def turned_on(kind: DeliveryKind) -> str:
    """Say what comes again."""
    match kind:
        case DeliveryKind.CHANGE:
            return "<b>I will write to you about changes again.</b>"
        case DeliveryKind.REMINDER:
            return "<b>Your reminders are on again.</b>"
        case DeliveryKind.NUDGE:
            return "<b>I will write to you again when I found nothing for a month.</b>"
        case DeliveryKind.ALERT:
            return "To hear of new opportunities again, send /start."


def turn_off(kind: DeliveryKind) -> str:
    """Name the button that turns a kind of message off."""
    match kind:
        case DeliveryKind.CHANGE:
            return "Stop messages about changes"
        case DeliveryKind.REMINDER:
            return "Stop reminders"
        case DeliveryKind.NUDGE:
            return "Stop asking me this"
        case DeliveryKind.ALERT:
            return "Stop everything"


def turn_on(kind: DeliveryKind) -> str:
    """Name the button that turns it on again."""
    match kind:
        case DeliveryKind.CHANGE:
            return "Start messages about changes again"
        case DeliveryKind.REMINDER:
            return "Start reminders again"
        case DeliveryKind.NUDGE:
            return "Start asking me again"
        case DeliveryKind.ALERT:
            return "Start everything again"
