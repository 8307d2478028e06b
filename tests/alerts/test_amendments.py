"""Who is owed the news of a change, and that it is owed once; and reminders that follow the deadline."""

from datetime import timedelta

from sqlalchemy import select

from alerts import amendments, intake, kinds, opportunities, outbox, reminders, saved, suppliers
from alerts.db import Sessions
from alerts.frequency import Frequency, Rhythm
from alerts.notice import Notice, Stage
from alerts.tables import (
    Delivery,
    DeliveryKind,
    DeliveryStatus,
    Opportunity,
    OpportunityVersion,
    SourceRow,
)
from tests.make import NOW, firm, notice, watch

CLOSES = NOW + timedelta(days=17)  # a Thursday


async def joined(sessions: Sessions, address: str) -> None:
    async with sessions.begin() as session:
        await suppliers.join(
            session,
            address,
            firm=firm(),
            watch=watch(),
            rhythm=Rhythm(frequency=Frequency.AT_ONCE),
            privacy_notice="1",
            now=NOW,
        )


async def published(sessions: Sessions, said: Notice) -> None:
    """Publish a notice, and owe it and its changes."""
    async with sessions.begin() as session:
        source = await session.scalar(select(SourceRow))
        if source is None:
            source = SourceRow(slug="find-a-tender", next_poll_at=NOW)
            session.add(source)
            await session.flush()
        await opportunities.save(session, source.id, [said], NOW)
    await intake.match_pending(sessions, NOW)


async def told(sessions: Sessions) -> None:
    """Count all that is due as sent."""
    async with sessions.begin() as session:
        for delivery in await outbox.claim_due(session, NOW):
            await outbox.mark_sent(session, delivery.id, NOW, 7)


async def owed(sessions: Sessions, kind: DeliveryKind) -> list[tuple[int, str, DeliveryStatus]]:
    async with sessions.begin() as session:
        rows = await session.scalars(select(Delivery).where(Delivery.kind == kind).order_by(Delivery.id))
        return [(row.supplier_id, row.slot, row.status) for row in rows]


async def test_owing_a_change_twice_owes_one_message(sessions: Sessions) -> None:
    await joined(sessions, "tg:1")
    await published(sessions, notice())
    await told(sessions)
    await published(sessions, notice(closes_at=CLOSES, released_at=NOW))

    async with sessions.begin() as session:
        version = await session.get_one(OpportunityVersion, 2)
        version.opportunity = await session.get_one(Opportunity, 1)
        again = await amendments.owe(session, version, NOW)

    assert again == 0
    assert await owed(sessions, DeliveryKind.CHANGE) == [(1, "change:2", DeliveryStatus.PENDING)]


async def test_a_message_that_was_told_is_not_owed_again_by_a_second_look(sessions: Sessions) -> None:
    await joined(sessions, "tg:1")
    await published(sessions, notice())
    await told(sessions)
    await published(sessions, notice(closes_at=CLOSES, released_at=NOW))
    await told(sessions)

    async with sessions.begin() as session:
        version = await session.get_one(OpportunityVersion, 2)
        version.opportunity = await session.get_one(Opportunity, 1)
        again = await amendments.owe(session, version, NOW)

    assert again == 0
    assert await owed(sessions, DeliveryKind.CHANGE) == [(1, "change:2", DeliveryStatus.SENT)]


async def test_each_change_is_owed_to_those_whom_it_concerns(sessions: Sessions) -> None:
    await joined(sessions, "tg:1")
    await published(sessions, notice())
    await told(sessions)
    await joined(sessions, "tg:2")  # was told nothing, and saved nothing
    await joined(sessions, "tg:3")
    async with sessions.begin() as session:
        await saved.keep(session, "tg:3", 1, NOW)

    await published(sessions, notice(value_max_pence=5_000_000, released_at=NOW))
    small = await owed(sessions, DeliveryKind.CHANGE)
    await published(sessions, notice(closes_at=CLOSES, released_at=NOW + timedelta(minutes=1)))
    all_of_them = await owed(sessions, DeliveryKind.CHANGE)

    assert [(supplier, slot) for supplier, slot, _ in small] == [(3, "change:2")]
    assert [(supplier, slot) for supplier, slot, _ in all_of_them[1:]] == [(1, "change:3"), (3, "change:3")]


async def test_reminders_follow_the_deadline_there_and_back(sessions: Sessions) -> None:
    await joined(sessions, "tg:1")
    await published(sessions, notice(closes_at=CLOSES))
    async with sessions.begin() as session:
        await saved.keep(session, "tg:1", 1, NOW)
    first = await owed(sessions, DeliveryKind.REMINDER)

    later = CLOSES + timedelta(days=7)
    await published(sessions, notice(closes_at=later, released_at=NOW))
    moved = await owed(sessions, DeliveryKind.REMINDER)
    await published(sessions, notice(closes_at=CLOSES, released_at=NOW + timedelta(minutes=1)))
    back = await owed(sessions, DeliveryKind.REMINDER)
    await published(sessions, notice(stage=Stage.WITHDRAWN, released_at=NOW + timedelta(minutes=2)))
    over = await owed(sessions, DeliveryKind.REMINDER)

    pending, cancelled = DeliveryStatus.PENDING, DeliveryStatus.CANCELLED
    assert [slot for _, slot, _ in first] == [f"remind:1:bid:{days}:2026-08-27" for days in (7, 2, 1)]
    assert [status for _, _, status in moved] == [cancelled] * 3 + [pending] * 3
    assert [status for _, _, status in back] == [pending] * 3 + [cancelled] * 3
    assert [status for _, _, status in over] == [cancelled] * 6


async def test_renewing_reminders_twice_changes_nothing(sessions: Sessions) -> None:
    await joined(sessions, "tg:1")
    await published(sessions, notice(closes_at=NOW + timedelta(days=3)))
    async with sessions.begin() as session:
        await saved.keep(session, "tg:1", 1, NOW)
    first = await owed(sessions, DeliveryKind.REMINDER)

    async with sessions.begin() as session:
        await reminders.renew_all(session, 1, NOW)

    # Saved three days before: seven days before is over.
    assert [slot for _, slot, _ in first] == [f"remind:1:bid:{days}:2026-08-13" for days in (2, 1)]
    assert await owed(sessions, DeliveryKind.REMINDER) == first


async def test_a_kind_of_message_is_off_until_it_is_turned_on(sessions: Sessions) -> None:
    await joined(sessions, "tg:1")

    async with sessions.begin() as session:
        for _ in range(2):
            await kinds.turn(session, "tg:1", DeliveryKind.REMINDER, on=False)
        await kinds.turn(session, "tg:1", DeliveryKind.CHANGE, on=False)
        await kinds.turn(session, "tg:1", DeliveryKind.REMINDER, on=True)
        off = await kinds.turned_off(session, "tg:1")
        nobody = await kinds.turn(session, "tg:2", DeliveryKind.CHANGE, on=False)

    assert off == (DeliveryKind.CHANGE,)
    assert nobody is False
