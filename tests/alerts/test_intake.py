"""What was saved is matched once, whoever saved it, and whatever happened in between."""

from datetime import datetime

import pytest
from sqlalchemy import func, select, update

from alerts import intake, opportunities, outbox, standing, suppliers
from alerts.db import Sessions
from alerts.frequency import Frequency, Rhythm
from alerts.notice import Notice
from alerts.tables import Match, OpportunityVersion, SourceRow
from tests.make import NOW, firm, notice, watch


async def joined(sessions: Sessions, frequency: Frequency = Frequency.DAILY) -> None:
    async with sessions.begin() as session:
        await suppliers.join(
            session,
            "tg:1",
            firm=firm(),
            watch=watch(),
            rhythm=Rhythm(frequency=frequency),
            privacy_notice="1",
            now=NOW,
        )


async def saved(
    sessions: Sessions, *notices: Notice, by: str = "find-a-tender", baseline: bool = False
) -> int:
    """Save notices and die before they are matched. Returns the number of their source."""
    async with sessions.begin() as session:
        source = await standing.row_of(session, by, NOW)
        await opportunities.save(session, source.id, notices, NOW, baseline=baseline)
        return source.id


async def unmatched(sessions: Sessions) -> int:
    async with sessions() as session:
        found = await session.scalar(
            select(func.count())
            .select_from(OpportunityVersion)
            .where(OpportunityVersion.matched_at.is_(None))
        )
    return int(found or 0)


async def hold(sessions: Sessions, since: datetime | None) -> None:
    async with sessions.begin() as session:
        await session.execute(update(SourceRow).values(held_at=since))


async def test_what_a_dead_process_left_is_matched_by_the_next_and_only_once(sessions: Sessions) -> None:
    await joined(sessions)
    await saved(sessions, notice())

    owed = [await intake.match_pending(sessions, NOW) for _ in range(2)]

    assert owed == [1, 0]
    assert await unmatched(sessions) == 0


async def test_a_batch_is_a_transaction_and_all_of_them_are_done(sessions: Sessions) -> None:
    await joined(sessions)
    await saved(sessions, *(notice(external_id=f"{number}", ocid=f"ocds-{number}") for number in range(5)))

    assert await intake.match_pending(sessions, NOW, limit=2) == 5


async def test_a_baseline_is_owed_to_nobody(sessions: Sessions) -> None:
    await joined(sessions)
    await saved(sessions, notice(), baseline=True)

    assert await intake.match_pending(sessions, NOW) == 0
    assert await unmatched(sessions) == 0


async def test_a_source_that_is_held_waits_and_is_matched_when_it_is_let_go(sessions: Sessions) -> None:
    await joined(sessions)
    await saved(sessions, notice())
    await hold(sessions, NOW)

    held = await intake.match_pending(sessions, NOW)
    await hold(sessions, None)
    let_go = await intake.match_pending(sessions, NOW)

    assert (held, let_go) == (0, 1)


async def test_one_source_is_matched_without_the_others(sessions: Sessions) -> None:
    await joined(sessions)
    first = await saved(sessions, notice())
    await saved(sessions, notice(ocid="ocds-2", title="Flat roof repairs"), by="contracts-finder")

    owed = await intake.match_pending(sessions, NOW, source_id=first)

    assert owed == 1
    assert await unmatched(sessions) == 1


async def test_of_several_versions_the_newest_is_matched(sessions: Sessions) -> None:
    await joined(sessions)
    await saved(sessions, notice(), notice(external_id="2", released_at=NOW, value_max_pence=5_000_000))

    owed = await intake.match_pending(sessions, NOW)

    assert (owed, await unmatched(sessions)) == (1, 0)
    async with sessions() as session:
        (match,) = await session.scalars(select(Match))
        version = await session.get_one(OpportunityVersion, match.version_id)
    assert version.number == 2


@pytest.mark.parametrize(("number", "messages"), [(5, 5), (6, 1)])
async def test_what_would_come_at_once_in_many_messages_comes_in_one(
    sessions: Sessions, number: int, messages: int
) -> None:
    await joined(sessions, Frequency.AT_ONCE)
    await saved(sessions, *(notice(external_id=str(each), ocid=str(each)) for each in range(number)))

    for _ in range(2):
        await intake.match_pending(sessions, NOW)

    async with sessions.begin() as session:
        due = await outbox.claim_due(session, NOW)
        told = [len(await outbox.contents(session, delivery.id)) for delivery in due]
    assert (len(due), sum(told)) == (messages, number)
