"""Nothing outlives its time, nothing goes before it, and a run that is killed or repeated does no harm."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from alerts.db import Base, Sessions
from alerts.tables import (
    DeliveryStatus,
    EndedReason,
    Opportunity,
    Supplier,
)
from bot import kept, retention
from bot.blockers import Visibility
from bot.drafts import Step
from bot.kept import Kept
from bot.tables import BidResult, BlockerReport, Draft, Ticket
from tests.make import NOW
from tests.rows import Keys, fill

INSTANT = timedelta(seconds=1)
EVER = datetime(2019, 1, 1, tzinfo=NOW.tzinfo)
"""Longer ago than anything is kept."""

READY: dict[str, dict[str, Any]] = {
    "watches": {"ended_reason": EndedReason.REPLACED},
    "deliveries": {"status": DeliveryStatus.SENT},
    "blocker_reports": {"visibility": Visibility.NAMED},
    "drafts": {"step": Step.SIZE},
}
"""Rows that go as soon as their time is over."""

EXACTLY: dict[tuple[str, str], dict[str, dict[str, Any]]] = {
    ("watch_edits", "proposed"): {"watch_edits": {"made_at": None, "undone_at": None}},
    ("watch_edits", "left"): {"watch_edits": {"made_at": None}},
    ("drafts", "other"): {"drafts": {"step": Step.WORDS}},
    ("tickets", "open"): {"tickets": {"closed_at": None}},
}
"""Parts of a table, as rows that go as soon as their time is over."""

WITHOUT = {"deliveries": {"matches"}, "opportunities": {"matches", "saved", "bid_results"}}
"""What would keep the row of a table for longer."""

CLOCKED = [
    pytest.param(entry, id=f"{entry.table} {entry.part}".strip())
    for entry in kept.everything()
    if entry.keep is not None and entry.since is not None and "." not in entry.since
]


async def number(session: AsyncSession, table: str) -> int:
    return await session.scalar(select(func.count()).select_from(Base.metadata.tables[table])) or 0


async def numbers(sessions: Sessions) -> dict[str, int]:
    async with sessions.begin() as session:
        return {name: await number(session, name) for name in Base.metadata.tables}


async def test_what_is_long_over_goes_with_a_count_and_a_second_run_finds_nothing(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        await fill(session, "tg:1", EVER, but=READY)

    tried = await retention.try_out(sessions, NOW)
    untouched = await numbers(sessions)
    gone, failed = await retention.run(sessions, NOW)
    left = await numbers(sessions)
    again = await retention.run(sessions, NOW)

    assert set(untouched.values()) == {1}
    assert failed == []
    assert gone == tried
    forever = {"sources", "changes_made", "officers"}
    assert {name for name, count in left.items() if count} == forever | {"blocker_reports", "bid_results"}
    # A result that led to a supplier who goes leads nowhere by that alone.
    assert set(gone) == set(Base.metadata.tables) - forever - {"bid_results"}
    assert again == ({}, [])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # both compare instants alike
@pytest.mark.parametrize("entry", CLOCKED)
async def test_it_goes_at_the_end_of_its_time_and_not_before(sessions: Sessions, entry: Kept) -> None:
    cutoff = entry.cutoff(NOW)
    assert cutoff is not None
    assert entry.since is not None
    young, but = cutoff + INSTANT, {**READY, **EXACTLY.get((entry.table, entry.part), {})}
    async with sessions.begin() as session:
        await fill(session, "tg:1", EVER, but=_with(but, entry, young), without=WITHOUT.get(entry.table, ()))

    first, _ = await retention.run(sessions, NOW, [entry])
    second, _ = await retention.run(sessions, NOW + INSTANT, [entry])

    assert first[entry.table] == 0
    assert second[entry.table] == 1


def _with(but: dict[str, dict[str, Any]], entry: Kept, at: datetime) -> dict[str, dict[str, Any]]:
    assert entry.since is not None
    return {**but, entry.table: {**but.get(entry.table, {}), entry.since: at}}


@pytest.mark.parametrize(
    ("why", "changes"),
    [
        ("a watch of it speaks", {"watches": {"ended_at": None}}),
        ("a watch of it spoke", {"watches": {"ended_at": NOW - timedelta(days=600)}}),
        ("it wrote", {"suppliers": {"last_heard_at": NOW - timedelta(days=600)}}),
    ],
)
async def test_a_supplier_stays_while(sessions: Sessions, why: str, changes: Any) -> None:
    async with sessions.begin() as session:
        await fill(session, "tg:1", EVER, but={**READY, **changes})

    gone, _ = await retention.run(sessions, NOW)

    assert gone["suppliers"] == 0


async def test_work_stays_while_it_is_of_use_to_somebody(sessions: Sessions) -> None:
    over: dict[str, Any] = {"without": {"matches", "saved", "bid_results"}, "but": READY}
    used: dict[str, Any] = {
        "nobody's": over,
        "seen not long ago": {**over, "but": {"opportunities": {"last_seen_at": NOW}}},
        "still open": {**over, "but": {"opportunities": {"closes_at": NOW}}},
        "planned for later": {**over, "but": {"opportunities": {"starts_on": NOW.date()}}},
        "saved": {**over, "without": {"matches", "bid_results"}},
        "told of": {**over, "without": {"saved", "bid_results"}, "but": {"matches": {"matched_at": NOW}}},
        "bid for": {**over, "without": {"matches", "saved"}, "but": {"bid_results": {"reported_at": NOW}}},
        "original": over,
        "repeat": {**over, "but": {"opportunities": {"last_seen_at": NOW}}},
    }
    keys: dict[str, Keys] = {}
    async with sessions.begin() as session:
        for number, (name, how) in enumerate(used.items()):
            keys[name] = await fill(session, f"tg:{number}", EVER, **how)
        await session.execute(update(Supplier).values(last_heard_at=NOW))
        await session.execute(
            update(Opportunity)
            .where(Opportunity.id == keys["repeat"]["opportunities"])
            .values(duplicate_of_id=keys["original"]["opportunities"])
        )

    await retention.run(sessions, NOW)

    async with sessions.begin() as session:
        left = set(await session.scalars(select(Opportunity.id)))
    assert {name for name in used if keys[name]["opportunities"] not in left} == {"nobody's"}


async def test_a_repeat_goes_first_and_then_what_it_repeats(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        first = await fill(session, "tg:1", EVER, without={"matches", "saved", "bid_results"})
        await fill(
            session,
            "tg:2",
            EVER,
            without={"matches", "saved", "bid_results"},
            but={"opportunities": {"duplicate_of_id": first["opportunities"]}},
        )

    gone, failed = await retention.run(sessions, NOW)

    assert (gone["opportunities"], failed) == (2, [])


async def test_what_still_says_that_a_supplier_was_told_stays(sessions: Sessions) -> None:
    live: dict[str, dict[str, Any]] = {"opportunities": {"last_seen_at": NOW}, "watches": {"ended_at": None}}
    async with sessions.begin() as session:
        await fill(session, "tg:1", EVER, but={**READY, **live})

    await retention.run(sessions, NOW)

    async with sessions.begin() as session:
        assert (await number(session, "matches"), await number(session, "deliveries")) == (1, 1)


async def test_what_is_owed_is_never_tidied_away(sessions: Sessions) -> None:
    owed: dict[str, dict[str, Any]] = {
        "deliveries": {"status": DeliveryStatus.PENDING},
        "watches": {"ended_at": None},
    }
    async with sessions.begin() as session:
        await fill(session, "tg:1", EVER, but=owed, without={"matches"})

    await retention.run(sessions, NOW)

    async with sessions.begin() as session:
        assert await number(session, "deliveries") == 1


async def test_a_report_loses_its_words_and_name_and_stays_to_be_counted(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        await fill(session, "tg:1", EVER, but=READY)

    await retention.run(sessions, NOW)

    async with sessions.begin() as session:
        report = (await session.scalars(select(BlockerReport))).one()
        result = (await session.scalars(select(BidResult))).one()
    assert (report.detail, report.remedy, report.named_as) == (None, None, None)
    assert report.visibility is Visibility.KIND_ONLY
    assert report.notice_title == "tg:1 blocker_reports.notice_title"
    assert result.supplier_id is None


async def test_a_question_that_nobody_closed_goes_after_the_last_word_in_it(sessions: Sessions) -> None:
    still: dict[str, dict[str, Any]] = {**READY, "tickets": {"closed_at": None}}
    async with sessions.begin() as session:
        await fill(session, "tg:1", EVER, but=still)
        await fill(session, "tg:2", EVER, but={**still, "ticket_messages": {"written_at": NOW}})

    await retention.run(sessions, NOW)

    async with sessions.begin() as session:
        assert list(await session.scalars(select(Ticket.address))) == ["tg:2"]


async def test_a_run_that_is_killed_has_done_what_it_has_done_and_the_next_goes_on(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    async with sessions.begin() as session:
        session.add_all(
            Draft(address=f"tg:{number}", step=Step.WORDS, answers={}, updated_at=EVER) for number in range(5)
        )
    batch, done = retention._batch, 0

    async def killed(session: AsyncSession, entry: Kept, now: datetime) -> Any:
        nonlocal done
        gone = await batch(session, entry, now)
        done += bool(gone)
        if done == 2:
            raise RuntimeError("killed")
        return gone

    monkeypatch.setattr(retention, "_batch", killed)
    with pytest.raises(RuntimeError, match="killed"):
        await retention.run(sessions, NOW)
    monkeypatch.setattr(retention, "_batch", batch)
    between = await numbers(sessions)
    gone, _ = await retention.run(sessions, NOW)

    assert between["drafts"] == 3
    assert gone["drafts"] == 3


async def test_a_table_that_cannot_be_tidied_keeps_no_other_from_being_tidied(
    sessions: Sessions, capsys: pytest.CaptureFixture[str]
) -> None:
    async with sessions.begin() as session:
        await fill(session, "tg:1", datetime.now(NOW.tzinfo), but={"questions": {"asked_at": EVER}})

    # The audit goes by the clock of the database, which lets no other hurry it.
    gone, failed = await retention.run(sessions, datetime.now(NOW.tzinfo) + timedelta(days=7 * 366))

    assert failed == ["audit_events"]
    assert gone["questions"] == gone["opportunities"] == 1
    logged = capsys.readouterr().out
    assert "retention_failed" in logged
    assert "tg:1" not in logged
