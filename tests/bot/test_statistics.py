"""Figures from a real database, the published tables beside them, and the chart of both."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from PIL import Image

from alerts.db import Sessions
from alerts.matching import BasedIn, OrganisationType, Size
from alerts.tables import Supplier
from bot import baselines, chart, drawing, statistics
from bot.blockers import Blocker, Ending, Feedback, Stage, Visibility
from bot.chart import Chart
from bot.statistics import Figures
from bot.text import figures as words
from bot.text import written
from tests.make import NOW
from tests.reported import report, result


def supplier(address: str, size: Size, kind: OrganisationType = OrganisationType.SME) -> Supplier:
    return Supplier(
        address=address,
        organisation_type=kind,
        size=size,
        based_in=BasedIn.COUNTY_DURHAM,
        comfortable_max_pence=None,
        joined_at=NOW,
        consented_at=NOW,
        privacy_notice="2026-11-22",
        last_heard_at=NOW,
    )


async def gathered(sessions: Sessions, *rows: object, now: datetime = NOW) -> Figures:
    async with sessions.begin() as session:
        session.add_all(rows)
    async with sessions.begin() as session:
        return await statistics.gather(session, now)


async def test_figures_count_reports_suppliers_and_bids(sessions: Sessions) -> None:
    found = await gathered(
        sessions,
        report("BL-1"),
        report("BL-2", stage=Stage.AWARD, kind=Blocker.NO_FEEDBACK, based_in=BasedIn.ELSEWHERE),
        report("BL-3", visibility=Visibility.ANONYMOUS),
        report("BL-5", withdrawn_at=NOW),
        report("BL-4", based_in=BasedIn.NOT_STATED, size=Size.LARGE),
        supplier("tg:1", Size.MICRO),
        supplier("tg:2", Size.MICRO, OrganisationType.VCS),
        result(),
        result(ending=Ending.WON, feedback=Feedback.YES, feedback_useful=1),
        result(ending=Ending.DID_NOT_BID, feedback=None, feedback_useful=None),
    )

    tally = found.reports
    assert (tally.reports, tally.same_for_us) == (4, 0)
    assert sum(month.reports for month in found.months) == 4
    assert {stage: count for stage, count in tally.by_stage() if count} == {
        Stage.DOCUMENTS: 3,
        Stage.AWARD: 1,
    }
    assert {size: count for size, count in tally.by_size() if count} == {
        Size.MICRO: 2,
        Size.LARGE: 1,
        None: 1,
    }
    assert (found.from_county, found.place_given) == (1, 2)
    assert (found.suppliers, found.suppliers_by_type[OrganisationType.VCS]) == (2, 1)
    assert found.bids.endings == {Ending.WON: 1, Ending.LOST: 1, Ending.DID_NOT_BID: 1}
    assert (found.bids.feedback[Feedback.YES], found.bids.usefulness) == (2, 2.5)


async def test_months_are_londons_and_the_last_twelve(sessions: Sessions) -> None:
    found = await gathered(
        sessions,
        report("too old", reported_at=datetime(2025, 8, 31, 22, 59, tzinfo=UTC)),
        report("September", reported_at=datetime(2025, 8, 31, 23, 0, tzinfo=UTC)),
        report("July", reported_at=datetime(2026, 7, 31, 22, 59, tzinfo=UTC)),
        report("August", reported_at=datetime(2026, 7, 31, 23, 0, tzinfo=UTC)),
    )

    assert [(month.first, month.reports) for month in found.months if month.reports] == [
        (date(2025, 9, 1), 1),
        (date(2026, 7, 1), 1),
        (date(2026, 8, 1), 1),
    ]
    assert len(found.months) == 12


def test_published_shares_are_those_of_the_report() -> None:
    spend = {row.label: round(row.percent) for row in baselines.spend().rows}
    businesses = {row.label: round(row.percent, 1) for row in baselines.businesses().rows}

    assert list(spend.values()) == [3, 8, 19, 15, 52, 3]
    assert list(businesses.values()) == [80.2, 16.1, 3.7]


def test_our_shares_are_of_those_who_told_their_size() -> None:
    rows = baselines.beside(baselines.businesses(), [(Size.INDIVIDUAL, 1), (Size.SMALL, 3), (None, 96)])

    assert [(row.count, row.ours) for row in rows] == [(1, 25.0), (3, 75.0), (0, 0.0)]
    assert [row.ours for row in baselines.beside(baselines.spend(), [(None, 5)])] == [None] * 5


async def drawn(sessions: Sessions) -> Chart:
    return chart.chart(await gathered(sessions, report("BL-1"), report("BL-2", size=Size.LARGE)))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_chart_in_words_tells_every_number_that_is_drawn(sessions: Sessions) -> None:
    shown = await drawn(sessions)

    told = chart.words(shown)

    assert told.startswith(
        "Chart: What stops suppliers. 2 reports up to 10 August 2026.\n\nReports by stage. "
    )
    for panel in shown.panels:
        for bar in panel.bars:
            assert f"{bar.label}: {' and '.join(bar.told)}" in told
    assert (
        "Share by size of organisation, of 2 reports that tell the size, then of all Council spend in 2012/13. "
        "One person: 0% and 3%; 1 to 9 people: 50% and 8%; 10 to 49 people: 0% and 19%; "
        "50 to 249 people: 0% and 15%; 250 people or more: 50% and 52%."
    ) in told


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_chart_is_a_grey_picture_with_letters_that_there_are(sessions: Sessions) -> None:
    shown = await drawn(sessions)

    picture = Image.open(BytesIO(drawing.png(shown)))

    assert (picture.format, picture.mode, picture.width) == ("PNG", "L", 1080)
    assert picture.height <= 2 * picture.width
    assert chart.words(shown).isascii()  # the letters that Pillow brings are English ones
    assert picture.crop((0, picture.height - 40, 1080, picture.height)).getextrema() == (255, 255)


async def test_a_chart_of_nothing_is_drawn_too(sessions: Sessions) -> None:
    shown = chart.chart(await gathered(sessions))

    assert Image.open(BytesIO(drawing.png(shown))).width == 1080


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_figures_are_sent_in_as_many_messages_as_it_takes(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = await gathered(sessions, report())
    (whole,) = words.messages(found)
    monkeypatch.setattr(written, "LONGEST_MESSAGE", 1_000)

    messages = words.messages(found)

    assert len(messages) > 3
    assert all(written.size_of(message) <= 1_000 for message in messages)
    assert "\n\n".join(messages) == whole
    assert "<b>Reports by kind</b>\nProcess too complex: 0 (0%)" in messages[0]
    assert "Reports by stage" not in "".join(messages)  # the chart says it
    assert (
        "<b>Beside a survey: AM Bid, reported by CIPS Supply Management, 2021</b>\n"
        "44% named the complexity of the process. Ours, Process too complex: 0 (0%)\n"
    ) in "".join(messages)
    assert "41% named short deadlines. Ours, Deadline too short: 1 (100%)\n" in "".join(messages)
    assert "Theirs: of 200 company directors of small and medium firms" in "".join(messages)
