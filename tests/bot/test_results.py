"""What became of bids, in the database: one row for a supplier and an opportunity, whatever is pressed how often."""

import asyncio
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from alerts import intake, opportunities, outbox, suppliers
from alerts.db import Sessions
from alerts.frequency import Frequency, Rhythm
from alerts.matching import Size
from alerts.standing import row_of
from alerts.suppliers import Profile
from alerts.tables import Opportunity
from bot import results
from bot.blockers import Ending, Feedback, Why
from bot.tables import BidResult
from tests.make import NOW, firm, notice, watch


async def told(session: AsyncSession, **published: Any) -> tuple[Profile, Opportunity]:
    """Return a roofer that was told of an opportunity."""
    profile = await suppliers.join(
        session,
        "tg:1",
        firm=firm(),
        watch=watch(),
        rhythm=Rhythm(frequency=Frequency.AT_ONCE),
        privacy_notice="1",
        now=NOW - timedelta(days=1),
    )
    source = await row_of(session, "find-a-tender", NOW)
    await opportunities.save(session, source.id, [notice(**published)], NOW)
    await intake.match_some(session, NOW)
    for delivery in await outbox.claim_due(session, NOW):
        await outbox.mark_sent(session, delivery.id, NOW, 1)
    (opportunity,) = await session.scalars(select(Opportunity))
    return profile, opportunity


async def test_answers_are_kept_one_by_one_and_can_be_changed(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        profile, opportunity = await told(session)
        for _ in range(2):
            await results.ended(session, profile, opportunity, Ending.LOST, NOW)
        for why in (Why.EXPERIENCE, Why.PRICE, Why.PRICE, Why.TIME):  # the last is no reason to lose
            await results.because(session, profile, opportunity.id, why, wanted=True)
        await results.told(session, profile, opportunity.id, Feedback.YES)
        await results.told_on(session, profile, opportunity.id, date(2026, 8, 3))
        await results.useful(session, profile, opportunity.id, 4)
    async with sessions.begin() as session:
        (row,) = await session.scalars(select(BidResult))

    assert (row.ending, row.reasons) == (Ending.LOST, (Why.PRICE, Why.EXPERIENCE))
    assert (row.feedback, row.feedback_on, row.feedback_useful) == (Feedback.YES, date(2026, 8, 3), 4)
    assert (row.notice_number, row.size, row.trades) == ("000001-2026", Size.MICRO, ("roofing",))


async def test_two_presses_at_once_make_one_row(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        profile, opportunity = await told(session)

    async def press(ending: Ending) -> None:
        async with sessions.begin() as session:
            await results.ended(session, profile, opportunity, ending, NOW)

    await asyncio.gather(press(Ending.WON), press(Ending.LOST))

    async with sessions.begin() as session:
        assert await session.scalar(select(func.count()).select_from(BidResult)) == 1


async def test_another_ending_takes_the_reasons_and_feedback_that_no_longer_fit(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        profile, opportunity = await told(session)
        await results.ended(session, profile, opportunity, Ending.LOST, NOW)
        await results.because(session, profile, opportunity.id, Why.PRICE, wanted=True)
        await results.told(session, profile, opportunity.id, Feedback.YES)
        await results.useful(session, profile, opportunity.id, 5)
        await results.told(session, profile, opportunity.id, Feedback.NOT_YET)
        not_yet = (await results.of(session, profile, opportunity.id) or BidResult()).feedback_useful
        await results.told(session, profile, opportunity.id, Feedback.YES)
        row = await results.ended(session, profile, opportunity, Ending.DID_NOT_BID, NOW)
        ignored = await results.told(session, profile, opportunity.id, Feedback.YES)
        await results.because(session, profile, opportunity.id, Why.TIME, wanted=True)
        await results.because(session, profile, opportunity.id, Why.TIME, wanted=False)

    assert not_yet is None
    assert ignored is None
    assert (row.reasons, row.feedback, row.feedback_useful) == ((), None, None)


async def test_without_an_ending_nothing_else_is_kept(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        profile, opportunity = await told(session)

        assert await results.because(session, profile, opportunity.id, Why.PRICE, wanted=True) is None
        assert await results.told(session, profile, opportunity.id, Feedback.YES) is None
        assert await session.scalar(select(func.count()).select_from(BidResult)) == 0


async def test_what_was_told_and_is_over_is_offered_for_a_year(sessions: Sessions) -> None:
    closes_at = NOW + timedelta(days=14)
    async with sessions.begin() as session:
        profile, opportunity = await told(session, closes_at=closes_at)

        offered = [
            bool(await results.recent(session, profile, now))
            for now in (
                closes_at - timedelta(seconds=1),
                closes_at,
                closes_at + results.ASKED_FOR - timedelta(seconds=1),
                closes_at + results.ASKED_FOR,
            )
        ]
        await results.ended(session, profile, opportunity, Ending.WON, NOW)
        (said,) = await results.recent(session, profile, NOW)

    assert offered == [False, True, True, False]
    assert said.result is not None
    assert said.result.ending is Ending.WON


async def test_being_forgotten_leaves_a_result_as_a_count(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        profile, opportunity = await told(session)
        await results.ended(session, profile, opportunity, Ending.WON, NOW)

    async with sessions.begin() as session:
        await suppliers.forget(session, "tg:1")
    async with sessions.begin() as session:
        (row,) = await session.scalars(select(BidResult))

    assert (row.supplier_id, row.ending, row.size) == (None, Ending.WON, Size.MICRO)
