"""What a message that is owed says, written from what is true at the moment of sending.

A change is told in reply to the alert that told of the opportunity, and the alert itself is brought up to
date without a sound.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from alerts import amendments, nudges, outbox, reminders, shortlist
from alerts.amendments import Amendment, Nothing
from alerts.sources import Source
from alerts.suppliers import Profile
from alerts.tables import Delivery, DeliveryKind, Opportunity
from bot import nudging
from bot.nudging import Proposal
from bot.screens import Screen
from bot.screens import alerts as alert_screens
from bot.screens import amendments as amendment_screens
from bot.screens import saved as saved_screens
from bot.text import alerts as words

ALERT_ONLY = "only the alert was brought up to date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A message that was sent before, and how it is to look now."""

    message_id: int
    screen: Screen


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message to send, in reply to another one if there is one. `screen` is None where nothing is said.

    `alert` is brought up to date first. `perhaps`: an earlier message may have said the same.
    """

    screen: Screen | None
    reply_to: int | None = None
    alert: Alert | None = None
    perhaps: bool = False


async def write(
    session: AsyncSession,
    delivery: Delivery,
    profile: Profile | None,
    catalogue: Mapping[str, Source],
    now: datetime,
    *,
    proposal: Proposal | None,
) -> Letter | Nothing | None:
    """Write a message. Nothing, or None, when there is nothing left to say, or it is not wanted.

    One that may have arrived already says so. `proposal` is what a question about silence proposes.
    """
    letter = await _write(session, delivery, profile, catalogue, now, proposal=proposal)
    if not isinstance(letter, Letter) or letter.screen is None:
        return letter
    if delivery.perhaps_sent_at is None and not letter.perhaps:
        return letter
    text = f"{words.perhaps_again()}\n\n{letter.screen.text}"
    return replace(letter, screen=replace(letter.screen, text=text))


async def _write(
    session: AsyncSession,
    delivery: Delivery,
    profile: Profile | None,
    catalogue: Mapping[str, Source],
    now: datetime,
    *,
    proposal: Proposal | None,
) -> Letter | Nothing | None:
    if profile is None or not profile.listening:
        return None
    match delivery.kind:
        case DeliveryKind.ALERT:
            items = await shortlist.told_in(session, delivery.id, profile, catalogue, now)
            await outbox.tell(session, delivery.id, {item.opportunity.id: item.verdict for item in items})
            if items:
                await nudges.owe_fewer(session, profile, now)
            return Letter(screen=alert_screens.delivered(items, delivery, now)) if items else None
        case DeliveryKind.CHANGE:
            return await _change(session, delivery, profile, catalogue, now)
        case DeliveryKind.REMINDER:
            return await _reminder(session, delivery, catalogue, now)
        case DeliveryKind.NUDGE:
            if DeliveryKind.NUDGE in profile.supplier.turned_off:
                return None
            screen = await nudging.write(session, delivery, profile, proposal, now)
            return None if screen is None else Letter(screen=screen)


async def _change(
    session: AsyncSession,
    delivery: Delivery,
    profile: Profile,
    catalogue: Mapping[str, Source],
    now: datetime,
) -> Letter | Nothing:
    found = await amendments.to_tell(session, delivery, now)
    if isinstance(found, Nothing):
        return found
    alert = await _alert(session, found, profile, catalogue, now)
    screen = None
    if found.events:
        screen = amendment_screens.told(
            found.notice,
            found.events,
            found.opportunity.id,
            name_of(found.opportunity, catalogue),
            now,
            is_saved=found.saved is not None,
        )
    reply_to = None if alert is None else alert.message_id
    return Letter(screen=screen, reply_to=reply_to, alert=alert, perhaps=found.perhaps)


async def _alert(
    session: AsyncSession,
    found: Amendment,
    profile: Profile,
    catalogue: Mapping[str, Source],
    now: datetime,
) -> Alert | None:
    """Return the message that told of the opportunity, as it is to look now: a digest at the page of it."""
    delivery = None if found.told is None else found.told.delivery
    if delivery is None or delivery.message_id is None:
        return None
    items = await shortlist.sent_in(session, delivery, profile, catalogue, now)
    places = [place for place, item in enumerate(items) if item.opportunity.id == found.opportunity.id]
    if not places:
        return None
    page = places[0] // alert_screens.PER_PAGE
    screen = alert_screens.delivered(items, delivery, now, page)
    return Alert(message_id=delivery.message_id, screen=screen)


async def _reminder(
    session: AsyncSession, delivery: Delivery, catalogue: Mapping[str, Source], now: datetime
) -> Letter | None:
    found = await reminders.to_send(session, delivery, now)
    if found is None:
        return None
    name = name_of(found.saved.opportunity, catalogue)
    return Letter(screen=saved_screens.reminder(found, name, now))


def name_of(opportunity: Opportunity, catalogue: Mapping[str, Source]) -> str:
    """Return what people call the source of an opportunity."""
    slug = opportunity.source.slug
    return catalogue[slug].name if slug in catalogue else slug
