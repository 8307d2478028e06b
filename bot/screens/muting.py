"""The screens of “Mute…” and /muted: which one, what of it, for how long, and taking it back."""

import html
from collections.abc import Sequence
from enum import StrEnum

from alerts.matching import Muted
from alerts.mutes import Offer
from alerts.notice import Notice
from alerts.shortlist import Shortlisted
from alerts.tables import Mute
from bot.buttons import Action, Button, pages, to
from bot.screens import Screen
from bot.screens.alerts import choose
from bot.text import muting as words
from bot.text import written
from bot.text.written import cut

WHICH, ASK, THIS, WHAT, FOR, LIST, OFF = "which", "ask", "this", "what", "for", "list", "off"
"""What the buttons carry first: a page to choose from, an opportunity (asked in a new message, or in place of
the choice), what of it, for how long; a page of what is muted, and one to take back."""

LABEL = 60
MUTES_A_PAGE = 8


class Span(StrEnum):
    """For how long something may be muted."""

    WEEK = "week"
    MONTH = "month"
    GOOD = "good"


LABELS = {Span.WEEK: "A week", Span.MONTH: "A month", Span.GOOD: "For good"}


def which(items: Sequence[Shortlisted], page: int) -> Screen:
    """Let a supplier choose from one page of a digest."""
    return choose(items, page, words.ask_which(), Action.MUTE, THIS)


def what(notice: Notice, opportunity_id: int, offers: Sequence[Offer]) -> Screen:
    """Ask what of an opportunity is to be muted."""
    return Screen(
        text=words.ask_what(notice),
        rows=[
            [to(_label(offer.what, offer.label), Action.MUTE, WHAT, opportunity_id, *_carried(offer))]
            for offer in offers
        ],
    )


def how_long(opportunity_id: int, offer: Offer) -> Screen:
    """Ask for how long something is to be muted."""
    return Screen(
        text=words.ask_how_long(offer.what, offer.label),
        rows=[
            [to(label, Action.MUTE, FOR, opportunity_id, *_carried(offer), span)]
            for span, label in LABELS.items()
        ],
    )


def muted(row: Mute) -> Screen:
    """Say what is muted, with the way back."""
    return Screen(
        text=words.muted(row),
        rows=[[to("Undo", Action.MUTE, OFF, row.id)], [to("All that is muted", Action.MUTE, LIST, 0)]],
    )


def listed(rows: Sequence[Mute], page: int, head: str = "") -> Screen:
    """Show a page of what is muted, with a button to take each back."""
    last = max(0, (len(rows) - 1) // MUTES_A_PAGE)
    page = min(page, last)
    first = page * MUTES_A_PAGE
    shown = rows[first : first + MUTES_A_PAGE]
    text = words.listed(shown, first + 1, len(rows))
    return Screen(
        text="\n\n".join(part for part in (head, text) if part),
        rows=[
            *([unmute(row)] for row in shown),
            pages(Action.MUTE, page, last, LIST),
        ],
    )


def unmute(row: Mute) -> Button:
    """Return the button that takes a mute back."""
    label = html.unescape(words.named(row.what, row.label))
    return to(cut(f"Unmute {label}", LABEL), Action.MUTE, OFF, row.id)


def unmuted(row: Mute) -> Screen:
    """Say that something is muted no more."""
    return Screen(
        text=words.unmuted(row),
        rows=[[to("What is open now", Action.LATEST, 0)], [to("All that is muted", Action.MUTE, LIST, 0)]],
    )


def _carried(offer: Offer) -> tuple[str, ...]:
    """Return what a button carries of an offer: a trade by its slug; the rest is known from the opportunity."""
    return (offer.what, offer.value if offer.what is Muted.TRADE else "")


def _label(what: Muted, label: str) -> str:
    return cut(written.capital(html.unescape(words.named(what, label))), LABEL)
