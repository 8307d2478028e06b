"""What is open is found by words, value and place, alike on both databases, whatever is typed."""

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from alerts import full_text, opportunities, searches, standing
from alerts.db import Sessions, open_engine, sessions_for
from alerts.notice import Kind, Notice, Stage
from alerts.searches import Asked
from alerts.tables import Opportunity
from bot import migrations
from tests.make import NOW, notice

NO_LIMITS = Asked()


def job(number: int, title: str, **changes: object) -> Notice:
    """Return an open tender with a title, and nothing else that a search could find it by."""
    usual = {"summary": None, "buyer": None, "regions": (), "value_max_pence": None}
    return notice(external_id=f"N{number}", ocid=f"o{number}", title=title, **(usual | changes))


async def stored(session: AsyncSession, *notices: Notice, source: str = "find-a-tender") -> None:
    row = await standing.row_of(session, source, NOW)
    await opportunities.save(session, row.id, notices, NOW)


async def titles(session: AsyncSession, typed: str, limits: Asked = NO_LIMITS) -> list[str]:
    found = await searches.find(session, replace(limits, words=full_text.terms(typed)), NOW)
    rows = await searches.again(session, found.opportunity_ids)
    assert len(rows) == found.total
    return [row.title for row in rows]


async def test_every_word_must_be_there_in_any_form(sessions: Sessions) -> None:
    school = ["School cleaning", "Caretaker"]
    cafe = ["Cafe at St Mary’s/town hall"]
    wanted: dict[str, list[str]] = {
        "cleaning": school,
        "CLEANED schools": school,
        "the cleaning of schools": school,
        "clean window": [],
        "café": cafe,
        "town hall St Mary's": cafe,
        "n3": cafe,
        "beamish": ["Roof"],
        "cleaning beamish": [],
        "4x4": ["Lease of 4x4 vehicles"],
    }
    async with sessions.begin() as session:
        await stored(
            session,
            job(1, "School cleaning"),
            job(2, "Caretaker", summary="To look after a school and clean it."),
            job(3, "Cafe at St Mary’s/town hall"),
            job(4, "Roof", buyer="Béamish Museum"),
            job(5, "Lease of 4x4 vehicles"),
        )

        assert {typed: await titles(session, typed) for typed in wanted} == wanted


async def test_what_is_over_is_not_found_nor_what_is_found_twice(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        await stored(
            session,
            job(1, "Cleaning today", closes_at=NOW + timedelta(seconds=1)),
            job(2, "Cleaning over", closes_at=NOW),
            job(3, "Cleaning withdrawn", stage=Stage.WITHDRAWN, kind=Kind.CANCELLATION),
            job(4, "Cleaning twice", buyer="Durham County Council"),
        )
        await stored(session, job(9, "Cleaning twice", buyer="Durham County Council"), source="quick-quotes")

        assert await titles(session, "cleaning") == ["Cleaning today", "Cleaning twice"]


async def test_titles_come_first_then_the_soonest_deadline_and_plans_last(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        await stored(
            session,
            job(1, "Cleaning, no deadline", closes_at=None),
            job(2, "Cleaning planned", stage=Stage.PLANNED, closes_at=None),
            job(3, "Offices", summary="Cleaning too.", closes_at=NOW + timedelta(days=1)),
            job(4, "Cleaning next week", closes_at=NOW + timedelta(days=7)),
            job(5, "Cleaning tomorrow", closes_at=NOW + timedelta(days=1)),
        )

        assert await titles(session, "cleaning") == [
            "Cleaning tomorrow",
            "Cleaning next week",
            "Cleaning, no deadline",
            "Cleaning planned",
            "Offices",
        ]


async def test_value_and_place_hide_only_what_states_another(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        await stored(
            session,
            job(1, "Small", value_max_pence=5_000_000, regions=("UKC14",)),
            job(2, "A penny more", value_max_pence=5_000_001, regions=("UKC14",)),
            job(3, "Not stated"),
            job(4, "Elsewhere", value_max_pence=5_000_000, regions=("UKI",)),
            job(5, "All of England", value_max_pence=5_000_000, regions=("UK",)),
        )

        here = await titles(session, "", Asked(value_max_pence=5_000_000, regions=("UKC14",)))
        larger = await titles(session, "", Asked(value_min_pence=5_000_001))

        assert here == ["Small", "All of England", "Not stated"]
        assert larger == ["A penny more", "Not stated"]


async def test_a_hundred_are_kept_and_all_are_counted(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        await stored(session, *(job(number, "Cleaning") for number in range(searches.MOST + 1)))

        found = await searches.find(session, Asked(words=("cleaning",)), NOW)

        assert (len(found.opportunity_ids), found.total) == (searches.MOST, searches.MOST + 1)


async def test_what_is_found_is_what_stands_there_now(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        await stored(session, job(1, "Roof"), job(2, "Drains"))
        await session.execute(
            update(Opportunity).where(Opportunity.title == "Roof").values(title="Gutters", summary=None)
        )
        await session.execute(delete(Opportunity).where(Opportunity.title == "Drains"))

        found = {word: await titles(session, word) for word in ("roof", "gutter", "drains")}

        assert found == {"roof": [], "gutter": ["Gutters"], "drains": []}


async def test_what_was_there_before_is_found_after_the_upgrade_and_the_way_back(database_url: str) -> None:
    engine = open_engine(database_url)
    sessions = sessions_for(engine)
    async with sessions.begin() as session:
        await stored(session, job(1, "School cleaning"))

    await migrations.downgrade(engine, "0007")
    async with sessions.begin() as session:
        below = (await session.scalars(text("SELECT title FROM opportunities"))).all()
    await migrations.upgrade(engine)

    async with sessions.begin() as session:
        assert (below, await titles(session, "cleaned")) == (["School cleaning"], ["School cleaning"])
    await engine.dispose()


async def test_signs_of_a_query_language_mean_nothing(sessions: Sessions) -> None:
    signs = (
        '"roof"',
        "roof*",
        "roof:*",
        "roof & ! |",
        "-roof",
        "{roof}",
        "^roof",
        "(roof",
        "roof'",
        "roof\x00",
    )
    words = ("NEAR(roof roof)", "title:roof", "roof OR AND", "roof\x00b")
    async with sessions.begin() as session:
        await stored(session, job(1, "Roof"))

        found = {typed: await titles(session, typed) for typed in (*signs, *words)}

    assert {typed for typed, shown in found.items() if shown == ["Roof"]} == {*signs, "roof OR AND"}


@given(typed=st.text(max_size=60))
def test_words_are_letters_and_digits(typed: str) -> None:
    words = full_text.terms(typed)
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE kept USING fts5(title)")

    assert all(word.isalnum() and word not in full_text.LITTLE for word in words)
    if words:
        database.execute("SELECT 1 FROM kept WHERE kept MATCH ?", [full_text._in_fts5(words)]).fetchall()
    database.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.postgresql
async def test_the_little_words_are_those_of_postgresql(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        left = await session.scalar(
            text("SELECT to_tsvector('english', :words)::text"), {"words": " ".join(full_text.LITTLE)}
        )

    assert left == ""
