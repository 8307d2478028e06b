"""What the database does for officers: it finds the right reports, and lets one of two decide."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from alerts.db import Sessions
from alerts.matching import BasedIn, OrganisationType, Size
from bot import casework, feedback, publishing, selections
from bot.blockers import Blocker, ReportStatus, Stage, Visibility
from bot.casework import Overtaken
from bot.filled import Filled, Organisation
from bot.report_filters import Filters
from bot.tables import BlockerReport
from tests.make import NOW

REFERENCE = "BL-2222-2222"
ROOFER = Organisation(
    kind=OrganisationType.SME, size=Size.MICRO, based_in=BasedIn.COUNTY_DURHAM, trades=("roofing",)
)


async def report(
    sessions: Sessions, reference: str = REFERENCE, at: datetime = NOW, **changes: Any
) -> BlockerReport:
    usual: dict[str, Any] = {
        "stage": Stage.DOCUMENTS,
        "kind": Blocker.SHORT_DEADLINE,
        "visibility": Visibility.KIND_ONLY,
        "organisation": ROOFER,
        "detail": "Ten days for 100% of the papers.",
    }
    async with sessions.begin() as session:
        form = Filled(reference=reference, **{**usual, **changes})
        return await feedback.report(session, form, "tg:1", at)


async def found(sessions: Sessions, filters: Filters) -> list[str]:
    async with sessions.begin() as session:
        page = await casework.found(session, filters, 0, 10)
    return [one.report.reference for one in page.shown]


async def move(sessions: Sessions, status: ReportStatus, by: str) -> BlockerReport | Overtaken | None:
    async with sessions.begin() as session:
        return await casework.move(session, REFERENCE, ReportStatus.NEW, status, by=by, now=NOW)


@pytest.mark.parametrize(
    ("filters", "is_found"),
    [
        (Filters(), True),
        (Filters(status=ReportStatus.NEW, stage=Stage.DOCUMENTS, kind=Blocker.SHORT_DEADLINE), True),
        (Filters(status=ReportStatus.SEEN), False),
        (Filters(trade="roofing"), True),
        (Filters(trade="roof"), False),
        (Filters(size=Size.MICRO, organisation_type=OrganisationType.SME), True),
        (Filters(size=Size.SMALL), False),
        (Filters(words="PAPERS ten"), True),
        (Filters(words="100%"), True),
        (Filters(words="%1"), False),
        (Filters(since=date(2026, 8, 10), until=date(2026, 8, 10)), True),
        (Filters(since=date(2026, 8, 11)), False),
        (Filters(until=date(2026, 8, 9)), False),
    ],
)
async def test_a_report_is_found_by_what_it_is(sessions: Sessions, filters: Filters, is_found: bool) -> None:
    await report(sessions)

    assert await found(sessions, filters) == [REFERENCE] * is_found


async def test_a_day_is_londons(sessions: Sessions) -> None:
    await report(sessions, at=datetime(2026, 8, 10, 23, 0, tzinfo=UTC))  # midnight in London

    assert await found(sessions, Filters(until=date(2026, 8, 10))) == []
    assert await found(sessions, Filters(since=date(2026, 8, 11))) == [REFERENCE]


async def test_the_same_for_us_is_counted_and_stands_alone_when_the_first_is_withdrawn(
    sessions: Sessions,
) -> None:
    first = await report(sessions)
    await report(sessions, "BL-3333-3333", at=NOW + timedelta(minutes=1), same_as_id=first.id)

    async with sessions.begin() as session:
        (one,) = (await casework.found(session, Filters(), 0, 10)).shown
        await feedback.withdraw(session, first, NOW)

    assert (one.report.reference, one.same) == (REFERENCE, 1)
    assert await found(sessions, Filters()) == ["BL-3333-3333"]


async def test_one_of_two_officers_who_decide_at_once_is_told_of_the_other(sessions: Sessions) -> None:
    await report(sessions)

    outcomes = await asyncio.gather(
        move(sessions, ReportStatus.SEEN, "Jo"), move(sessions, ReportStatus.ACCEPTED, "Ada")
    )

    (moved,) = [one for one in outcomes if isinstance(one, BlockerReport)]
    (told,) = [one for one in outcomes if isinstance(one, Overtaken)]
    assert told.by == {ReportStatus.SEEN: "Jo", ReportStatus.ACCEPTED: "Ada"}[moved.status]
    async with sessions.begin() as session:
        case = await casework.case(session, REFERENCE)
    assert case is not None
    assert (case.report.status, len(case.history)) == (moved.status, 1)


async def test_a_change_is_withdrawn_once_and_a_report_keeps_it(sessions: Sessions) -> None:
    await report(sessions)
    async with sessions.begin() as session:
        change = await publishing.publish(
            session, you_said="a", we_did="b", happened_on=NOW.date(), by="Jo", now=NOW
        )
        await casework.move(
            session,
            REFERENCE,
            ReportStatus.NEW,
            ReportStatus.CHANGED,
            by="Jo",
            now=NOW,
            change_id=change.id,
        )

    async with sessions.begin() as session:
        taken = [await publishing.withdraw(session, change.id, by="Jo", now=NOW) for _ in range(2)]
        case = await casework.case(session, REFERENCE)

    assert [one is not None for one in taken] == [True, False]
    assert case is not None
    assert case.change is not None
    assert case.change.withdrawn_at == NOW


async def test_a_selection_is_of_one_chat(sessions: Sessions) -> None:
    chosen = Filters(since=date(2026, 8, 1), stage=Stage.PRICING, words="insurance")
    async with sessions.begin() as session:
        number = await selections.keep(session, "tg:1", chosen, NOW)

    async with sessions.begin() as session:
        seen = [await selections.read(session, address, number) for address in ("tg:1", "tg:2")]

    assert seen == [chosen, Filters()]
