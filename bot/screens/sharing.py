"""The screens of a link that shows an opportunity to a colleague."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote, urlencode

from alerts.shortlist import Shortlisted
from alerts.tables import Opportunity
from bot.buttons import Action, Button, to
from bot.screens import Screen, alerts
from bot.text import sharing as words
from bot.text.written import cut

TELEGRAM = "https://t.me/share/url"
"""Asks whom to send a link to. Source: https://core.telegram.org/widgets/share"""


def which(items: Sequence[Shortlisted], page: int) -> Screen:
    """Let a supplier choose from one page of a digest."""
    return alerts.choose(items, page, words.ask_which(), Action.SHARE, alerts.ONE)


def link(opportunity: Opportunity, address: str) -> Screen:
    """Give the link, and the button that asks whom to send it to."""
    asked = urlencode({"url": address, "text": cut(opportunity.title, 120)}, quote_via=quote, safe="")
    return Screen(
        text=words.link(opportunity.title, address),
        rows=[[Button(label="Choose who gets it", url=f"{TELEGRAM}?{asked}")]],
    )


def opened(opportunity: Opportunity, source_name: str, now: datetime, *, joined: bool) -> Screen:
    """Show an opportunity to whoever opened a link, and invite who has not joined."""
    card = alerts.for_anybody(opportunity, source_name, now)
    if joined:
        return card
    return replace(
        card,
        text=f"{card.text}\n\n{words.invitation()}",
        rows=[*card.rows, [to("Start: four questions", Action.BEGIN)]],
    )
