"""The words of “you said, we did”, as officers write it. `reports.change` is how suppliers read it."""

from collections.abc import Sequence
from datetime import date

from bot.tables import ChangeMade
from bot.text import reports, written
from bot.text.written import safe

LONGEST = 500
EXCERPT = 200


def listed(changes: Sequence[ChangeMade], first: int) -> str:
    """List what is published, from number `first`."""
    if not changes:
        return "<b>Nothing is published under “you said, we did” yet.</b>\n\nPress “Write one” to begin."
    rows = [
        f"{number}. You said: {safe(one.you_said, EXCERPT)}\nWe did: {safe(one.we_did, EXCERPT)}\n"
        f"{written.day(one.happened_on)}. Written by: {safe(one.written_by)}"
        for number, one in enumerate(changes, first)
    ]
    return "\n\n".join(["<b>Published under “you said, we did”</b>", *rows])


def ask_you_said() -> str:
    """Ask what suppliers had said."""
    return (
        "<b>You said, we did: 1 of 3</b>\n\n"
        "What did suppliers say? Type it in a sentence or two, for example: Small jobs asked for as many papers "
        "as large ones.\n\n"
        "Every supplier can read it, so leave out names, and anything that shows who reported it. "
        "To leave, send /cancel."
    )


def ask_we_did() -> str:
    """Ask what was changed."""
    return (
        "<b>You said, we did: 2 of 3</b>\n\n"
        "What did the Council do? Type it in a sentence or two, for example: For work up to £5,000 we now ask for "
        "one page. To leave, send /cancel."
    )


def ask_date() -> str:
    """Ask when it was changed."""
    return (
        "<b>You said, we did: 3 of 3</b>\n\n"
        "Since when is it so? Press “Today”, or type a date such as 1 August 2026. To leave, send /cancel."
    )


def date_not_understood(typed: str) -> str:
    """Ask again for a date that cannot be read."""
    return (
        f"I could not read “{safe(typed, 60)}” as a date. Type one such as 1 August 2026, or press “Today”."
    )


def date_to_come(on: date) -> str:
    """Ask again for a date that is not here yet."""
    return (
        f"{written.day(on)} is still to come. Here stands only what has been done. "
        "Type a date up to today, or press “Today”."
    )


def preview(change: ChangeMade) -> str:
    """Show one as suppliers will read it, before it is published."""
    return (
        f"<b>Publish this?</b>\n\n{reports.change(change)}\n\n"
        "Every supplier can read it with /yousaid. Nothing is published yet."
    )


def published() -> str:
    """Confirm that one is published."""
    return "<b>Published.</b> Suppliers can read it with /yousaid."


def dropped() -> str:
    """Confirm that nothing was published."""
    return "Nothing was published, and what you typed is gone."


def form_over() -> str:
    """Answer a button of a form that is finished or was left."""
    return "This form is over. To see what is published, or to write a new one, send /published."


def ask_withdraw(change: ChangeMade) -> str:
    """Ask before one is withdrawn."""
    return (
        f"<b>Withdraw this?</b>\n\n{reports.change(change)}\n\n"
        "Suppliers will not see it any more. Reports that it answers keep their status."
    )


def withdrawn() -> str:
    """Confirm that one is withdrawn."""
    return "<b>Withdrawn.</b> Suppliers do not see it any more."


def kept() -> str:
    """Confirm that nothing was withdrawn."""
    return "Nothing was withdrawn."


def not_there() -> str:
    """Answer one that is not published any more."""
    return "That one is not published any more. Send /published to see what is."
