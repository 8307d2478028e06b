"""The link that shows an opportunity to a colleague. Nothing in it says who shared it, or why it came to them.

It carries the opportunity's number here, and a few letters of a fingerprint of what its source calls it: a
number may be given again after years, and a link must not open something else then.
"""

import hashlib
import re

from sqlalchemy.ext.asyncio import AsyncSession

from alerts import opportunities
from alerts.tables import Opportunity

PREFIX = "see_"
LONGEST = 64
"""As many letters as Telegram passes on behind /start."""

_PAYLOAD = re.compile(rf"{PREFIX}([0-9]{{1,9}})_([0-9a-f]{{12}})")


def link(bot_name: str, opportunity: Opportunity) -> str:
    """Return the address that opens an opportunity in a chat with the bot."""
    return f"https://t.me/{bot_name}?start={payload(opportunity)}"


def payload(opportunity: Opportunity) -> str:
    """Return what stands behind /start when the link is opened."""
    return f"{PREFIX}{opportunity.id}_{_fingerprint(opportunity)}"


async def opened(session: AsyncSession, typed: str) -> Opportunity | None:
    """Return the opportunity of a link, with its source, or None when there is none or it is gone."""
    carried = _PAYLOAD.fullmatch(typed)
    found = None if carried is None else await opportunities.by_id(session, int(carried[1]))
    return found if found is not None and carried is not None and carried[2] == _fingerprint(found) else None


def _fingerprint(opportunity: Opportunity) -> str:
    known_as = f"{opportunity.source.slug}\n{opportunity.external_id}"
    return hashlib.sha256(known_as.encode()).hexdigest()[:12]
