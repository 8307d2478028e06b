"""Write the questions whether a watch should bring more, or less.

What would bring more is looked for among everything of a month, which takes a while: so before the
transaction in which the message is written, and in a thread.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from alerts import edits, nudges, opportunities, suppliers, widening
from alerts.notice import Notice
from alerts.suppliers import Profile, Subject
from alerts.tables import Delivery
from alerts.widening import Wider
from bot.context import Shared
from bot.screens import Screen
from bot.screens import nudging as screens


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The change that would have brought most to one of a supplier's watches."""

    watch_id: int
    wider: Wider


async def prepare(shared: Shared, delivery: Delivery) -> Proposal | None:
    """Look for what would bring more. None when the question is another, or nothing would."""
    now = shared.now()
    if not delivery.slot.startswith(nudges.SILENT):
        return None
    async with shared.sessions.begin() as session:
        profile = await suppliers.by_address(session, delivery.supplier.address)
        if profile is None or not await nudges.still_silent(session, profile, now):
            return None
        notices = [opportunities.notice_of(row) for row in await nudges.near(session, profile, now)]
    return await asyncio.to_thread(_widest, profile.speaking(now), notices, now)


def _widest(subjects: Iterable[Subject], notices: list[Notice], now: datetime) -> Proposal | None:
    found = [
        Proposal(watch_id=subject.watch.id, wider=wider)
        for subject in subjects
        if (wider := _widen(subject, notices, now)) is not None
    ]
    return max(found, key=lambda each: len(each.wider.gained), default=None)


def _widen(subject: Subject, notices: list[Notice], now: datetime) -> Wider | None:
    firm, watch = suppliers.firm_of(subject.supplier), suppliers.watch_of(subject.watch)
    return widening.widen(notices, firm, watch, now)


async def write(
    session: AsyncSession, delivery: Delivery, profile: Profile, proposal: Proposal | None, now: datetime
) -> Screen | None:
    """Write a question, and write the change down that it proposes. None when there is nothing to ask any more."""
    if delivery.slot.startswith(nudges.FLOODED):
        return await _fewer(session, delivery, profile, now)
    if not await nudges.still_silent(session, profile, now):
        return None
    subject = None if proposal is None else profile.about(proposal.watch_id)
    if proposal is None or subject is None:
        return screens.silent(None, ())
    edit = await edits.propose(session, subject, proposal.wider.changes, now)
    return screens.silent(edit, proposal.wider.gained)


async def _fewer(session: AsyncSession, delivery: Delivery, profile: Profile, now: datetime) -> Screen | None:
    subject = nudges.flooded(profile, delivery, now)
    found = None if subject is None else await nudges.narrower(session, subject, now)
    if subject is None or found is None:
        return None
    edit = await edits.propose(session, subject, found.changes, now)
    return None if edit is None else screens.fewer(edit, found)
