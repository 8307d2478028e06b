"""What we owe, to whom, and that it is owed once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from alerts import intake, opportunities, outbox, suppliers
from alerts.audience import Audience
from alerts.db import Sessions
from alerts.frequency import Frequency, Rhythm
from alerts.notice import Notice
from alerts.suppliers import Stopped
from alerts.tables import Delivery, DeliveryKind, DeliveryStatus, Match, OpportunityVersion, SourceRow
from tests.make import NOW, firm, notice, watch

DAILY = Rhythm(frequency=Frequency.DAILY)
AT_ONCE = Rhythm(frequency=Frequency.AT_ONCE)
TOMORROW = NOW + timedelta(days=1)


async def joined(sessions: Sessions, address: str = "tg:1", rhythm: Rhythm = DAILY) -> int:
    """Let a roofer join, and return its number."""
    async with sessions.begin() as session:
        profile = await suppliers.join(
            session, address, firm=firm(), watch=watch(), rhythm=rhythm, privacy_notice="1", now=NOW
        )
        return profile.supplier.id


async def published(sessions: Sessions, *notices: Notice, by: str = "find-a-tender") -> int:
    """Publish notices and owe them. Returns how many matches were made."""
    async with sessions.begin() as session:
        source = await session.scalar(select(SourceRow).where(SourceRow.slug == by))
        if source is None:
            source = SourceRow(slug=by, next_poll_at=NOW)
            session.add(source)
            await session.flush()
        await opportunities.save(session, source.id, notices, NOW)
    return await intake.match_pending(sessions, NOW)


async def deliveries(sessions: Sessions) -> list[Delivery]:
    async with sessions.begin() as session:
        return list((await session.scalars(select(Delivery).order_by(Delivery.id))).all())


async def due(sessions: Sessions, after: timedelta = timedelta(days=1)) -> list[Delivery]:
    async with sessions.begin() as session:
        return await outbox.claim_due(session, NOW + after)


async def test_two_matches_of_a_day_are_one_message(sessions: Sessions) -> None:
    await joined(sessions)

    made = await published(
        sessions, notice(), notice(external_id="2", ocid="ocds-2", title="Flat roof repairs")
    )

    assert made == 2
    assert [delivery.status for delivery in await deliveries(sessions)] == [DeliveryStatus.PENDING]


async def test_nothing_is_owed_twice_for_the_same_notice(sessions: Sessions) -> None:
    await joined(sessions)
    await published(sessions, notice())

    again = await published(sessions, notice())
    moved = await published(sessions, notice(closes_at=NOW + timedelta(days=20), released_at=NOW))

    assert (again, moved) == (0, 0)
    assert len(await deliveries(sessions)) == 1


async def test_owing_the_same_version_twice_makes_one_match(sessions: Sessions) -> None:
    await joined(sessions)
    await published(sessions, notice())
    async with sessions.begin() as session:
        found = await opportunities.by_reference(session, "000001-2026")
        assert found is not None
        version = (await outbox.contents(session, 1))[0].version_id

    async with sessions.begin() as session:
        held = await session.get_one(OpportunityVersion, version)
        held.opportunity = found
        made = await outbox.owe(session, Audience(await suppliers.watchers(session, NOW)), held, NOW)
        total = await session.scalar(select(func.count()).select_from(Match))

    assert (made, total) == (0, 1)


async def test_a_notice_for_another_trade_is_not_owed(sessions: Sessions) -> None:
    await joined(sessions)

    made = await published(
        sessions, notice(title="School meals", summary="Cooking and serving.", cpv_codes=("55523100",))
    )

    assert made == 0
    assert await deliveries(sessions) == []


async def test_a_delivery_is_claimed_once_until_the_claim_lapses(sessions: Sessions) -> None:
    await joined(sessions, rhythm=AT_ONCE)
    await published(sessions, notice())

    first = await due(sessions, timedelta(0))
    second = await due(sessions, outbox.CLAIM - timedelta(seconds=1))
    third = await due(sessions, outbox.CLAIM)

    assert [len(first), len(second), len(third)] == [1, 0, 1]
    assert third[0].attempts == 0  # whoever dies with a message in hand is no fault of the message


async def test_a_digest_is_not_claimed_before_its_hour(sessions: Sessions) -> None:
    await joined(sessions)
    await published(sessions, notice())
    (owed,) = await deliveries(sessions)

    early = await due(sessions, owed.due_at - NOW - timedelta(seconds=1))
    on_time = await due(sessions, owed.due_at - NOW)

    assert (len(early), len(on_time)) == (0, 1)


async def test_a_sent_delivery_stays_sent(sessions: Sessions) -> None:
    await joined(sessions, rhythm=AT_ONCE)
    await published(sessions, notice())
    (claimed,) = await due(sessions)

    async with sessions.begin() as session:
        await outbox.mark_sent(session, claimed.id, NOW, message_id=7)
        await outbox.mark_failed(session, claimed.id, "a second sender")
        await outbox.put_off(session, claimed.id, NOW)

    (sent,) = await deliveries(sessions)
    assert (sent.status, sent.message_id, sent.failure) == (DeliveryStatus.SENT, 7, None)
    assert await due(sessions, timedelta(days=9)) == []


async def test_being_asked_to_wait_is_not_a_fault(sessions: Sessions) -> None:
    await joined(sessions, rhythm=AT_ONCE)
    await published(sessions, notice())
    (claimed,) = await due(sessions, timedelta(0))

    async with sessions.begin() as session:
        await outbox.put_off(session, claimed.id, NOW + timedelta(seconds=40))

    assert await due(sessions, timedelta(seconds=39)) == []
    (again,) = await due(sessions, timedelta(seconds=40))
    assert again.attempts == 0


async def test_stopping_cancels_and_coming_back_in_time_brings_the_digest_back(sessions: Sessions) -> None:
    await joined(sessions)
    await published(sessions, notice())

    async with sessions.begin() as session:
        stopped = await suppliers.stop(session, "tg:1", NOW)
    silent = await due(sessions)
    async with sessions.begin() as session:
        await suppliers.resume(session, "tg:1", NOW)

    assert stopped is Stopped.STOPPED
    assert silent == []
    assert len(await due(sessions)) == 1


async def test_a_match_after_a_stop_and_a_start_joins_the_same_digest(sessions: Sessions) -> None:
    await joined(sessions)
    await published(sessions, notice())
    async with sessions.begin() as session:
        await suppliers.stop(session, "tg:1", NOW)
        await suppliers.resume(session, "tg:1", NOW)

    await published(sessions, notice(external_id="2", ocid="ocds-2", title="Flat roof repairs"))

    (digest,) = await due(sessions)
    async with sessions.begin() as session:
        assert len(await outbox.contents(session, digest.id)) == 2


async def test_a_new_hour_moves_what_is_pending(sessions: Sessions) -> None:
    await joined(sessions)
    await published(sessions, notice())

    async with sessions.begin() as session:
        profile = await suppliers.by_address(session, "tg:1")
        assert profile is not None
        await suppliers.edit(session, profile.every[0], NOW, hour=18)

    before, after = await deliveries(sessions)
    assert (before.status, after.status) == (DeliveryStatus.CANCELLED, DeliveryStatus.PENDING)
    assert f"{after.due_at:%d %H:%M}" == "10 17:00"  # six in the evening of the same day, in London


async def test_answering_the_same_hour_again_changes_nothing(sessions: Sessions) -> None:
    await joined(sessions)
    await published(sessions, notice())

    async with sessions.begin() as session:
        profile = await suppliers.by_address(session, "tg:1")
        assert profile is not None
        await suppliers.edit(session, profile.every[0], NOW, hour=8)

    assert [delivery.status for delivery in await deliveries(sessions)] == [DeliveryStatus.PENDING]


async def test_a_delivery_is_shown_only_to_its_own_address(sessions: Sessions) -> None:
    await joined(sessions)
    await published(sessions, notice())
    (owed,) = await deliveries(sessions)

    async with sessions.begin() as session:
        own = await outbox.sent_to(session, owed.id, "tg:1")
        foreign = await outbox.sent_to(session, owed.id, "tg:2")

    assert own is not None
    assert foreign is None


async def test_a_match_does_not_join_a_message_that_is_on_its_way(sessions: Sessions) -> None:
    await joined(sessions)
    await published(sessions, notice())
    (on_its_way,) = await due(sessions)

    await published(sessions, notice(external_id="2", ocid="ocds-2", title="Flat roof repairs"))

    async with sessions.begin() as session:
        told = await outbox.contents(session, on_its_way.id)
    assert [match.opportunity.ocid for match in told] == ["ocds-h6vhtk-000001"]
    assert len(await due(sessions)) == 1


async def test_what_a_message_left_out_may_be_owed_again(sessions: Sessions) -> None:
    await joined(sessions)
    await published(sessions, notice())
    async with sessions.begin() as session:
        await outbox.leave_out(session, 1, kept=set())

    made = await published(sessions, notice(closes_at=NOW + timedelta(days=20), released_at=NOW))

    assert made == 1


BARE = notice(external_id="row 7", ocid=None, title="Works at the library", summary=None, cpv_codes=())
"""An officer's row, which says too little to match a roofer."""

FULL = notice(title="Works at the library")


async def test_a_notice_that_says_enough_is_owed_though_another_source_was_first(sessions: Sessions) -> None:
    await joined(sessions)

    made = [await published(sessions, BARE, by="a-file"), await published(sessions, FULL)]

    assert made == [0, 1]


@pytest.mark.parametrize(("first", "second"), [(FULL, replace(FULL, ocid="2")), (BARE, FULL)])
async def test_a_procurement_is_told_once_however_many_sources_have_it(
    sessions: Sessions, first: Notice, second: Notice
) -> None:
    await joined(sessions)
    sources = [(first, "a-file"), (second, "find-a-tender"), (replace(FULL, ocid="3"), "contracts-finder")]

    made = [await published(sessions, said, by=source) for said, source in sources]
    again = await published(sessions, replace(first, summary="Strip and renew the slate roof."), by="a-file")

    assert sum(made) == 1
    assert again == 0


async def test_a_deadline_that_moves_on_one_portal_first_tells_nobody_again(sessions: Sessions) -> None:
    await joined(sessions)
    moved: dict[str, Any] = {"closes_at": NOW + timedelta(days=30), "released_at": NOW}
    here, there = notice(), notice(ocid="2", external_id="CF-9")
    await published(sessions, here)
    await published(sessions, there, by="contracts-finder")

    later = [
        await published(sessions, replace(there, **moved), by="contracts-finder"),
        await published(sessions, replace(here, **moved)),
    ]

    assert later == [0, 0]


async def test_two_jobs_of_one_name_on_one_portal_are_both_owed(sessions: Sessions) -> None:
    await joined(sessions)

    assert await published(sessions, notice(), notice(ocid="2", external_id="000002-2026")) == 2


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        (DeliveryKind.ALERT, DeliveryStatus.PENDING, DeliveryStatus.UNKNOWN),
        (DeliveryKind.CHANGE, DeliveryStatus.PENDING, DeliveryStatus.UNKNOWN),
        (DeliveryKind.REMINDER, DeliveryStatus.UNKNOWN, DeliveryStatus.UNKNOWN),
        (DeliveryKind.NUDGE, DeliveryStatus.UNKNOWN, DeliveryStatus.UNKNOWN),
    ],
)
async def test_each_kind_of_message_has_one_policy_when_nobody_knows_whether_it_arrived(
    sessions: Sessions, kind: DeliveryKind, first: DeliveryStatus, second: DeliveryStatus
) -> None:
    supplier_id = await joined(sessions)
    async with sessions.begin() as session:
        session.add(Delivery(supplier_id=supplier_id, slot="one", kind=kind, due_at=NOW))

    standing = []
    for minutes in (1, 3):
        now = NOW + timedelta(minutes=minutes)
        async with sessions.begin() as session:
            for delivery in await outbox.claim_due(session, now):
                assert await outbox.begin(session, delivery, now)
        async with sessions.begin() as session:  # the sender died
            await outbox.sweep(session, now + outbox.ON_ITS_WAY - timedelta(seconds=1))
            await outbox.sweep(session, now + outbox.ON_ITS_WAY)
        standing.append((await deliveries(sessions))[0])

    assert [delivery.status for delivery in standing] == [first, second]
    assert standing[1].perhaps_sent_at == standing[0].perhaps_sent_at == NOW + timedelta(minutes=2)


async def test_what_is_on_its_way_is_nobody_elses_and_is_marked_once(sessions: Sessions) -> None:
    await joined(sessions, rhythm=AT_ONCE)
    await published(sessions, notice())
    async with sessions.begin() as session:
        (mine,) = await outbox.claim_due(session, NOW)
        assert await outbox.begin(session, mine, NOW)

    others = await due(sessions)
    async with sessions.begin() as session:
        again = await outbox.begin(session, mine, NOW)
        await outbox.mark_sent(session, mine.id, NOW, 7)

    (row,) = await deliveries(sessions)
    assert (others, again) == ([], False)
    assert (row.status, row.message_id, row.perhaps_sent_at) == (DeliveryStatus.SENT, 7, None)
