"""Everything about a chat, over every table there is: what is exported, and what is left when it is erased."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import String, Table, select
from sqlalchemy.ext.asyncio import AsyncSession

from alerts.db import Base, Sessions
from alerts.tables import EndedReason
from bot import kept, own_data
from bot.blockers import Visibility
from bot.kept import End
from bot.tables import BlockerReport
from bot.text import own_data as words
from bot.text import privacy
from tests.make import NOW
from tests.rows import fill

MINE, THEIRS = "tg:1001", "tg:2002"

ABOUT_A_CHAT = {
    table.name
    for table in Base.metadata.sorted_tables
    if {"address", "supplier_id"} & set(table.columns.keys())
} | {"watch_edits", "ticket_messages", "blocker_reports"}
"""Every table that knows of a chat, and those whose rows hang on one of these."""


@pytest.fixture
async def both(sessions: Sessions) -> Sessions:
    """A database with a row in every table for each of two chats."""
    async with sessions.begin() as session:
        for address in (MINE, THEIRS):
            await fill(session, address, NOW, but={"blocker_reports": {"visibility": Visibility.NAMED}})
    return sessions


def texts(table: Table) -> Iterator[str]:
    """Give the columns of a table that hold free text."""
    for column in table.columns:
        if type(column.type) is String and column.name not in {"address", "step"}:
            yield f"{MINE} {table.name}.{column.name}"


async def every_row(session: AsyncSession) -> dict[str, list[dict[str, Any]]]:
    return {
        table.name: [dict(row._mapping) for row in await session.execute(select(table))]
        for table in Base.metadata.sorted_tables
    }


async def test_everything_about_a_chat_is_exported_and_nothing_of_another(both: Sessions) -> None:
    async with both.begin() as session:
        held = await own_data.gather(session, MINE)
        counted = await own_data.count(session, MINE)
    document, text = words.as_json(held, MINE, NOW).decode(), words.text(held, MINE, NOW)

    tables = {each["table"]: each for each in json.loads(document)["kept"]}
    assert tables.keys() == ABOUT_A_CHAT == held.keys()
    assert counted == dict.fromkeys(held, 1)
    for name in ABOUT_A_CHAT:
        for written in texts(Base.metadata.tables[name]):
            assert written in document
            assert written in text
    assert tables["saved"]["rows"][0]["opportunity"]["title"] == f"{MINE} opportunities.title"
    assert THEIRS not in document + text


async def test_erasing_leaves_nothing_of_a_chat_and_everything_of_another(both: Sessions) -> None:
    async with both.begin() as session:
        theirs = await own_data.gather(session, THEIRS)
        was = await own_data.erase(session, MINE)
    async with both.begin() as session:
        rows = await every_row(session)
        left = await own_data.count(session, MINE)
        kept_of_theirs = await own_data.gather(session, THEIRS)
        again = await own_data.erase(session, MINE)

    assert was == dict.fromkeys(ABOUT_A_CHAT, 1)
    assert left == again == {"officers": 1}
    assert kept_of_theirs == theirs
    for name in ABOUT_A_CHAT - {"officers", "blocker_reports", "bid_results"}:
        assert len(rows[name]) == 1
        assert MINE not in str(rows[name])
    assert [row["supplier_id"] for row in rows["bid_results"]].count(None) == 1


async def test_of_a_report_stays_what_is_counted(both: Sessions) -> None:
    async with both.begin() as session:
        await own_data.erase(session, MINE)

    async with both.begin() as session:
        mine, other = (await session.scalars(select(BlockerReport).order_by(BlockerReport.id))).all()
    assert (mine.detail, mine.remedy, mine.named_as) == (None, None, None)
    assert mine.visibility is Visibility.KIND_ONLY
    assert mine.notice_title == f"{MINE} blocker_reports.notice_title"
    assert other.detail == f"{THEIRS} blocker_reports.detail"


async def test_nothing_is_held_about_a_stranger(both: Sessions) -> None:
    async with both.begin() as session:
        assert await own_data.gather(session, "tg:3003") == {}
        assert await own_data.erase(session, "tg:3003") == {}


def test_what_forget_says_goes_and_stays_covers_all_that_may_be_held() -> None:
    held = dict.fromkeys(ABOUT_A_CHAT, 2)

    asked, done = privacy.ask_forget(held), privacy.forgotten(held)

    for table in ABOUT_A_CHAT:
        entry = kept.first(table)
        assert (f"{entry.name}: 2" in asked) == (entry.forget is End.DELETED)
        assert entry.stays is None or entry.stays in asked
        assert entry.stays is None or entry.stays in done


def test_a_row_is_written_out_in_words() -> None:
    row = {
        "trades": ("roofing",),
        "cpv_prefixes": ("45261",),
        "regions": ("UKC14",),
        "value_max_pence": 4_500_000,
        "started_at": NOW,
        "happened_on": NOW.date(),
        "ended_reason": EndedReason.STOPPED,
        "wants_news": True,
        "paused_until": None,
    }

    text = words.text({"watches": [row]}, MINE, NOW)

    assert text.endswith(
        "Trades: Roofing and gutters\n"
        "Cpv prefixes: Erection and related works of roof frames and coverings (CPV 45261)\n"
        "Regions: County Durham\n"
        "Value max: £45,000\n"
        "Started: Monday 10 August 2026 at 1pm\n"
        "Happened on: Monday 10 August 2026\n"
        "Ended reason: stopped\n"
        "Wants news: yes\n"
    )
