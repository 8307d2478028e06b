"""Quiet hours and pauses hold back what is due, lose nothing, and count at once when they change."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from alerts import intake, opportunities, outbox, standing, suppliers
from alerts.db import Sessions
from alerts.frequency import Frequency, Rhythm
from alerts.notice import Notice
from alerts.tables import Delivery, DeliveryKind, DeliveryStatus, Supplier
from tests.make import NOW, firm, notice, watch

AT_ONCE = Rhythm(frequency=Frequency.AT_ONCE)
DAILY = Rhythm(frequency=Frequency.DAILY)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FLAT_ROOF = notice(external_id="2", ocid="ocds-2", title="Flat roof repairs")


async def joined(sessions: Sessions, rhythm: Rhythm = AT_ONCE) -> None:
    async with sessions.begin() as session:
        await suppliers.join(
            session, "tg:1", firm=firm(), watch=watch(), rhythm=rhythm, privacy_notice="1", now=NOW
        )


async def quiet(sessions: Sessions, start: int | None, until: int | None) -> None:
    async with sessions.begin() as session:
        await session.execute(update(Supplier).values(quiet_from=start, quiet_until=until))


async def pause(sessions: Sessions, until: datetime | None, now: datetime = NOW) -> None:
    async with sessions.begin() as session:
        profile = await suppliers.by_address(session, "tg:1")
        assert profile is not None
        if until is None:
            await suppliers.unpause(session, profile, now)
        else:
            await suppliers.pause(session, profile, until, now)


async def published(sessions: Sessions, *notices: Notice, now: datetime = NOW) -> None:
    async with sessions.begin() as session:
        source = await standing.row_of(session, "find-a-tender", NOW)
        await opportunities.save(session, source.id, notices, now)
    await intake.match_pending(sessions, now)


async def claimed(sessions: Sessions, now: datetime) -> list[str]:
    async with sessions.begin() as session:
        return [delivery.slot for delivery in await outbox.claim_due(session, now)]


async def pending(sessions: Sessions) -> list[tuple[str, int]]:
    """Return what waits, with how much each message tells of."""
    async with sessions.begin() as session:
        found = await session.scalars(
            select(Delivery).where(Delivery.status == DeliveryStatus.PENDING).order_by(Delivery.id)
        )
        return [(row.slot, len(await outbox.contents(session, row.id))) for row in found.all()]


async def test_the_database_and_the_clock_agree_on_what_is_quiet(sessions: Sessions) -> None:
    await joined(sessions)
    await published(sessions, notice())

    for start, until in ((21, 7), (1, 5), (23, 0), (0, 23), (12, 13), (7, 7)):
        await quiet(sessions, start, until)
        for hours in range(24):
            now = NOW + hours * HOUR
            async with sessions.begin() as session:
                held = not await outbox.claim_due(session, now)
                profile = await suppliers.by_address(session, "tg:1")
                assert profile is not None
                assert held is suppliers.silence_of(profile.supplier).holds(now)
                await session.rollback()


async def test_what_came_in_the_night_is_one_message_when_the_quiet_is_over(sessions: Sessions) -> None:
    await joined(sessions)
    await quiet(sessions, 21, 7)
    late = NOW + 10 * HOUR  # eleven at night in London

    await published(sessions, notice(), now=late)
    await published(sessions, FLAT_ROOF, now=late + 3 * HOUR)

    assert await pending(sessions) == [("quiet:2026-08-11", 2)]
    assert await claimed(sessions, late + 8 * HOUR - timedelta(seconds=1)) == []
    assert await claimed(sessions, late + 8 * HOUR) == ["quiet:2026-08-11"]


@pytest.mark.parametrize(("hours", "comes"), [((None, None), True), ((22, 6), False), ((0, 7), True)])
async def test_a_change_of_quiet_hours_counts_for_what_waits_already(
    sessions: Sessions, hours: tuple[int | None, int | None], comes: bool
) -> None:
    await joined(sessions)
    await quiet(sessions, 21, 7)
    await published(sessions, notice(), now=NOW + 9 * HOUR)

    await quiet(sessions, *hours)

    assert bool(await claimed(sessions, NOW + 10 * HOUR)) is comes


async def test_quiet_hours_set_after_a_message_was_owed_hold_it_too(sessions: Sessions) -> None:
    await joined(sessions)
    await published(sessions, notice())

    await quiet(sessions, 13, 15)

    assert await claimed(sessions, NOW) == []
    assert await claimed(sessions, NOW + 2 * HOUR) == ["now:1"]


async def test_a_pause_gathers_what_waits_and_what_comes_into_one_message(sessions: Sessions) -> None:
    await joined(sessions, DAILY)
    await published(sessions, notice())

    await pause(sessions, NOW + 14 * DAY)
    await published(sessions, FLAT_ROOF, now=NOW + 3 * DAY)

    assert await pending(sessions) == [("catchup:2026-08-24", 2)]
    assert await claimed(sessions, NOW + 14 * DAY - timedelta(seconds=1)) == []
    assert await claimed(sessions, NOW + 14 * DAY) == ["catchup:2026-08-24"]


async def test_a_pause_that_is_made_longer_or_shorter_still_ends_with_one_message(sessions: Sessions) -> None:
    await joined(sessions)
    await pause(sessions, NOW + 14 * DAY)
    await published(sessions, notice())

    await pause(sessions, NOW + 21 * DAY)
    await published(sessions, FLAT_ROOF)
    longer = await pending(sessions)
    await pause(sessions, NOW + 7 * DAY)

    assert longer == [("catchup:2026-08-31", 2)]
    assert await pending(sessions) == [("catchup:2026-08-17", 2)]


async def test_what_is_due_after_a_pause_stays_in_its_own_message(sessions: Sessions) -> None:
    await joined(sessions, Rhythm(frequency=Frequency.WEEKLY))
    await published(sessions, notice())

    await pause(sessions, NOW + 3 * DAY)
    await published(sessions, FLAT_ROOF, now=NOW + DAY)

    assert await pending(sessions) == [("weekly:2026-08-17T08", 2)]


async def test_coming_back_early_brings_what_waits_at_once(sessions: Sessions) -> None:
    await joined(sessions, DAILY)
    await pause(sessions, NOW + 14 * DAY)
    await published(sessions, notice())

    await pause(sessions, None, NOW + DAY)

    assert await claimed(sessions, NOW + DAY) == ["catchup:2026-08-24"]


async def test_reminders_and_changes_are_held_as_well(sessions: Sessions) -> None:
    await joined(sessions)
    async with sessions.begin() as session:
        session.add(Delivery(supplier_id=1, slot="remind:1:7", kind=DeliveryKind.REMINDER, due_at=NOW))

    await pause(sessions, NOW + DAY)

    assert await claimed(sessions, NOW) == []
    assert await claimed(sessions, NOW + DAY) == ["remind:1:7"]


async def test_a_message_that_is_on_its_way_when_a_pause_begins_stays_as_it_is(sessions: Sessions) -> None:
    await joined(sessions)
    await published(sessions, notice())
    on_its_way = await claimed(sessions, NOW)

    await pause(sessions, NOW + DAY)

    assert on_its_way == ["now:1"]
    assert await pending(sessions) == [("now:1", 1)]


async def test_stopping_and_starting_ends_a_pause(sessions: Sessions) -> None:
    await joined(sessions)
    await pause(sessions, NOW + DAY)
    await published(sessions, notice())

    async with sessions.begin() as session:
        await suppliers.stop(session, "tg:1", NOW)
        await suppliers.resume(session, "tg:1", NOW)

    assert await claimed(sessions, NOW) == ["catchup:2026-08-11"]
