"""How the command line writes an opportunity: what it says of each stage, and of what is not known."""

from datetime import timedelta

import pytest

from alerts import opportunities
from alerts.db import Sessions
from alerts.notice import Kind, Lot, Notice, Stage
from alerts.tables import SourceRow
from bot.commands.opportunities import _full, short
from tests.make import NOW, notice


async def _shown(sessions: Sessions, published: Notice) -> tuple[str, str]:
    """Store a notice; return how it is listed and how it is shown."""
    async with sessions.begin() as session:
        source = SourceRow(slug="find-a-tender", next_poll_at=NOW)
        session.add(source)
        await session.flush()
        await opportunities.save(session, source.id, [published], NOW)
    async with sessions.begin() as session:
        [found] = await opportunities.search(session, "", NOW)
    return short(found, NOW), _full(found, None, NOW)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("changes", "standing"),
    [
        ({}, "open; deadline: Monday 24 August 2026 at 1pm (14 days left)"),
        ({"closes_at": NOW}, "closed since Monday 10 August 2026 at 1pm"),
        (
            {"closes_at": NOW + timedelta(minutes=1)},
            "open; deadline: Monday 10 August 2026 at 1:01pm (today)",
        ),
        ({"closes_at": None}, "open; deadline: deadline not stated"),
        ({"stage": Stage.PLANNED, "kind": Kind.PLANNED}, "planned: nobody can bid yet"),
        ({"stage": Stage.PLANNED, "kind": Kind.ENGAGEMENT}, "the buyer asks the market for views; Monday"),
        (
            {"stage": Stage.PLANNED, "kind": Kind.ENGAGEMENT, "closes_at": NOW},
            "closed since Monday 10 August 2026 at 1pm",
        ),
        (
            {"stage": Stage.PLANNED, "closes_at": None, "starts_on": NOW.date()},
            "planned: nobody can bid yet",
        ),
        (
            {"stage": Stage.PLANNED, "closes_at": None, "starts_on": NOW.date() - timedelta(days=1)},
            "planned, but it was to start on Sunday 9 August 2026",
        ),
        ({"stage": Stage.CLOSED}, "closed"),
        ({"stage": Stage.WITHDRAWN}, "withdrawn by the buyer"),
    ],
    ids=[
        "open",
        "at the deadline",
        "a minute left",
        "no deadline",
        "planned",
        "engagement",
        "engagement over",
        "planned from today",
        "planned from yesterday",
        "closed",
        "withdrawn",
    ],
)
async def test_how_far_an_opportunity_has_come_is_written(
    changes: dict[str, object], standing: str, sessions: Sessions
) -> None:
    short, full = await _shown(sessions, notice(**changes))

    assert standing in short
    assert f"Standing:      {standing}" in full


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_not_known_is_said_to_be_not_known(sessions: Sessions) -> None:
    bare = Notice(external_id="1", released_at=NOW, title="Work")

    short, full = await _shown(sessions, bare)

    assert short.splitlines()[1] == "    buyer not stated; value not stated"
    assert "Place:         not stated" in full
    assert "Sector:        not stated" in full
    assert "Link:          none: look for the number at the source" in full
    assert "Suits:" not in full


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_long_words_of_a_buyer_fit_80_columns_and_links_stay_whole(sessions: Sessions) -> None:
    url = "https://www.find-tender.service.gov.uk/Notice/000001-2026?" + "origin=SearchResults&p=1" * 4
    long = notice(
        title="Roofing " * 40,
        buyer="The Council of the " * 20,
        summary="Slates and tiles. " * 300,
        url=url,
        lots=(Lot(id="1", title="Slates " * 30, value_max_pence=100), Lot(id="2")),
    )

    short, full = await _shown(sessions, long)

    lines = [*short.splitlines(), *full.splitlines()]
    assert [line for line in lines if len(line) > 80] == [f"Link:          {url}"]
    assert "2: no title; value not stated" in full
