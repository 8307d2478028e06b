"""The words of “Mute…” and /muted."""

from collections.abc import Sequence

from alerts.matching import Muted
from alerts.notice import Notice
from alerts.tables import Mute
from bot.text import written
from bot.text.written import safe

TITLE = 120
LABEL = 80


def ask_which() -> str:
    """Ask which of a page is meant."""
    return "<b>Which one do you want less of?</b>"


def ask_what(notice: Notice) -> str:
    """Ask what of one opportunity is to be muted."""
    return (
        f"<b>Less like “{safe(notice.title, TITLE)}”: what shall I mute?</b>\n\n"
        "What you mute comes to you from none of your watches. "
        "You choose for how long, and /muted takes it back at any time."
    )


def ask_how_long(what: Muted, label: str) -> str:
    """Ask for how long something is to be muted."""
    also = " What another of your trades or your own words find still comes." if what is Muted.TRADE else ""
    return f"<b>For how long shall I mute {named(what, label)}?</b>{also}"


def muted(row: Mute) -> str:
    """Say what is muted, and until when."""
    return (
        f"<b>Muted {_until(row)}: {named(row.what, row.label)}.</b>\n\n"
        "It comes to you no more, and it drops out of what I was about to send. "
        "/muted shows all that you have muted."
    )


def listed(rows: Sequence[Mute], first: int, total: int) -> str:
    """List what is muted, a page of it from number `first`, counted from 1."""
    if not rows:
        return (
            "<b>You have muted nothing.</b>\n\n"
            "“Mute…” below an alert takes away its buyer, its trade or its source, for a time or for good."
        )
    lines = [f"{number}. {written.capital(standing(row))}" for number, row in enumerate(rows, first)]
    showing = [] if len(rows) == total else [f"Showing {first} to {first + len(rows) - 1} of {total}."]
    heading = "<b>What you have muted</b>"
    return "\n\n".join([heading, *showing, "\n".join(lines), "Press one to hear of it again."])


def unmuted(row: Mute) -> str:
    """Say that something is muted no more."""
    return (
        f"<b>Muted no more: {named(row.what, row.label)}.</b>\n\n"
        "I tell you of what is published from now on. /latest shows what is open already."
    )


def not_muted() -> str:
    """Answer a button about a mute that is not there any more."""
    return "<b>That is not muted any more.</b> Here is how things are now."


def named(what: Muted, label: str) -> str:
    """Name what is muted, in the middle of a sentence: the buyer Durham County Council."""
    match what:
        case Muted.BUYER:
            return f"the buyer {safe(label, LABEL)}"
        case Muted.TRADE:
            return f"the trade {safe(label, LABEL)}"
        case Muted.SOURCE:
            return f"the source {safe(label, LABEL)}"


def standing(row: Mute) -> str:
    """Write a mute in the middle of a sentence: the buyer Durham County Council until Monday."""
    return f"{named(row.what, row.label)} {_until(row)}"


def _until(row: Mute) -> str:
    return "for good" if row.until is None else f"until {written.moment(row.until)}"
