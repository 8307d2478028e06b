"""An opportunity of our own that must arrive at an operator's chat: save, match, owe, send and mark, all of it.

It is told to nobody else, by construction: its title is one word drawn for this once, its text is empty, and it
has no code, so no trade, code or word of a supplier can meet it. Its own watch asks for that word alone. Who gets
it is a supplier of its own, whose address differs from that of the same person as a supplier. All of it
is taken away when it has arrived; what a process that died left behind goes within the hour.
"""

import asyncio
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from telegram.error import TelegramError

from alerts import opportunities, standing, suppliers
from alerts.db import Sessions
from alerts.frequency import Frequency, Rhythm
from alerts.matching import Firm, OrganisationType, Size, Watch
from alerts.notice import Notice
from alerts.tables import Delivery, DeliveryStatus, Match, Opportunity, SourceRow, Supplier
from bot.context import Shared, TelegramBot
from bot.text import operations as words

SCHEME = "canary:"
"""What its address begins with. No chat has such an address, so nobody's command or button reaches it."""

LETTERS, LENGTH = "bcdfghjklmnpqrstvwxz", 20
"""A word without a vowel: of no language, and with no ending that a stemmer would take off."""

ARRIVES_WITHIN = timedelta(minutes=5)
LEFT_BEHIND = timedelta(hours=1)
LOOK_EVERY = 0.5

log = structlog.get_logger()


class Stage(StrEnum):
    """How far a canary came."""

    SAVED = "saved"  # and not matched
    OWED = "owed"  # and not sent
    ARRIVED = "arrived"  # and marked
    REFUSED = "refused"  # by Telegram, or nobody knows


@dataclass(frozen=True, slots=True, kw_only=True)
class Flight:
    """How far a canary has come. Moments are those that its rows hold; `status` is of its message."""

    saved_at: datetime
    matched_at: datetime | None = None
    status: DeliveryStatus | None = None
    sent_at: datetime | None = None
    message_id: int | None = None

    @property
    def stage(self) -> Stage:
        """How far it is."""
        match self.status:
            case None:
                return Stage.SAVED
            case DeliveryStatus.PENDING | DeliveryStatus.SENDING:
                return Stage.OWED
            case DeliveryStatus.SENT:
                return Stage.ARRIVED
            case DeliveryStatus.FAILED | DeliveryStatus.CANCELLED | DeliveryStatus.UNKNOWN:
                return Stage.REFUSED

    def seconds_to(self, moment: datetime | None) -> float | None:
        """Return how long it took from its release to a moment; None when it did not come so far."""
        return None if moment is None else (moment - self.saved_at).total_seconds()


async def release(session: AsyncSession, chat_id: int, now: datetime) -> str:
    """Save an opportunity and a watch for it, in place of any other canary. Returns the word it is known by."""
    await clean(session)
    word = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    await suppliers.join(
        session,
        f"{SCHEME}{chat_id}",
        firm=Firm(organisation_type=OrganisationType.SME, size=Size.MICRO),
        watch=Watch(words=(word,)),
        rhythm=Rhythm(frequency=Frequency.AT_ONCE),
        privacy_notice="none",
        now=now,
    )
    source = await standing.row_of(session, standing.CANARY, now)
    notice = Notice(
        external_id=word,
        released_at=now,
        title=word,
        buyer=words.CANARY_BUYER,
        closes_at=now + LEFT_BEHIND,
    )
    await opportunities.save(session, source.id, [notice], now)
    return word


async def look(session: AsyncSession, word: str) -> Flight | None:
    """Return how far a canary has come, or None when it was taken away."""
    row = (
        await session.execute(
            select(
                Opportunity.first_seen_at.label("saved_at"),
                Match.matched_at,
                Delivery.status,
                Delivery.sent_at,
                Delivery.message_id,
            )
            .join(Opportunity.source)
            .outerjoin(Match, Match.opportunity_id == Opportunity.id)
            .outerjoin(Match.delivery)
            .where(SourceRow.slug == standing.CANARY, Opportunity.external_id == word)
        )
    ).one_or_none()
    return None if row is None else Flight(**row._mapping)  # noqa: SLF001 - its public name


async def follow(sessions: Sessions, word: str, within: timedelta) -> Flight | None:
    """Wait until a canary has arrived, or can no more, or the time is over. Returns how far it came."""
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + within.total_seconds()
    while True:
        async with sessions.begin() as session:
            flight = await look(session, word)
        if flight is None or flight.stage in {Stage.ARRIVED, Stage.REFUSED} or loop.time() >= ends_at:
            return flight
        await asyncio.sleep(LOOK_EVERY)


async def clean(session: AsyncSession, *, before: datetime | None = None) -> None:
    """Take all canaries away, or those let go before a moment."""
    source = select(SourceRow.id).where(SourceRow.slug == standing.CANARY)
    ours: list[ColumnElement[bool]] = [Opportunity.source_id.in_(source)]
    theirs: list[ColumnElement[bool]] = [Supplier.address.startswith(SCHEME)]
    if before is not None:
        ours.append(Opportunity.first_seen_at < before)
        theirs.append(Supplier.joined_at < before)
    # In the order in which those who match and those who send take their locks.
    await session.execute(select(SourceRow.id).order_by(SourceRow.id).with_for_update())
    await session.execute(delete(Supplier).where(*theirs))
    await session.execute(delete(Opportunity).where(*ours))


async def fly(shared: Shared, bot: TelegramBot, chat_id: int, within: timedelta) -> Flight | None:
    """Let a canary go, wait for it, and take it away, with its message. Returns how far it came.

    None: another took its place.
    """
    async with shared.sessions.begin() as session:
        word = await release(session, chat_id, shared.now())
    flight = await follow(shared.sessions, word, within)
    if flight is None:
        return None
    async with shared.sessions.begin() as session:
        await clean(session)
    if flight.message_id is not None:
        with suppress(TelegramError):  # then it stays, and says itself that there is nothing to do
            await bot.delete_message(chat_id, flight.message_id)
    return flight


async def fly_by_itself(shared: Shared, bot: TelegramBot) -> None:
    """Let a canary fly to an admin, and note what came of it. Without admins there is nobody to fly to."""
    if not shared.settings.admins:
        return
    flight = await fly(shared, bot, min(shared.settings.admins), ARRIVES_WITHIN)
    if flight is None:
        return
    if flight.stage is Stage.ARRIVED:
        shared.pulse.canary_seconds = flight.seconds_to(flight.sent_at)
        shared.pulse.canary_arrived_at = flight.sent_at
        log.info("canary_arrived", seconds=shared.pulse.canary_seconds)
    else:
        shared.pulse.canaries_lost += 1
        log.error("canary_lost", stage=flight.stage, mend="see docs/operating.md: canary_lost")
