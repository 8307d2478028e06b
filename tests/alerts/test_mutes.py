"""A muted buyer, trade or source is not heard of, until it is muted no more."""

from datetime import timedelta
from typing import Any

import pytest

from alerts import mutes, suppliers
from alerts.db import Sessions
from alerts.explaining import explain
from alerts.frequency import Frequency, Rhythm
from alerts.matching import Gate, Muted, Mutes, Watch, match, muted_by
from alerts.mutes import Offer
from alerts.tables import Mute
from tests.make import NOW, firm, notice, watch

DURHAM = "durham county council"
BUYER = Mutes(buyers=frozenset({DURHAM}))
ROOFING = Mutes(trades=frozenset({"roofing"}))
SOURCE = Mutes(sources=frozenset({"find-a-tender"}))
BOTH_TRADES = notice(title="Re-roofing and rewiring of Shildon library", cpv_codes=("45261000", "45311000"))


def failed(asked: Watch, muted: Mutes, source: str = "find-a-tender", **of: Any) -> Gate | None:
    return match(notice(**of), firm(), asked, NOW, mutes=muted, source=source).failed


@pytest.mark.parametrize(
    ("muted", "of", "gate"),
    [
        (BUYER, {}, Gate.MUTED),
        (BUYER, {"buyer": "DURHAM  COUNTY COUNCIL "}, Gate.MUTED),
        (BUYER, {"buyer": "Leeds City Council"}, None),
        (BUYER, {"buyer": None}, None),
        (SOURCE, {}, Gate.MUTED),
        (ROOFING, {}, Gate.MUTED),
        (Mutes(trades=frozenset({"cleaning"})), {}, None),
    ],
)
def test_each_mute_is_a_gate(muted: Mutes, of: dict[str, Any], gate: Gate | None) -> None:
    assert failed(watch(), muted, **of) is gate


def test_another_source_of_the_same_still_comes() -> None:
    assert failed(watch(), SOURCE, source="contracts-finder") is None


def test_what_another_trade_or_word_finds_still_comes_and_no_reason_names_what_is_muted() -> None:
    asked = watch(trades=("roofing", "electrical"))

    verdict = match(BOTH_TRADES, firm(), asked, NOW, mutes=ROOFING)
    by_word = match(notice(), firm(), watch(words=("re-roofing",)), NOW, mutes=ROOFING)

    assert verdict.failed is None
    assert {reason.watched for reason in verdict.reasons} <= {"electrical", "sme"}
    assert by_word.failed is None


def test_a_trade_that_a_wider_one_holds_can_be_muted_alone() -> None:
    wide = watch(trades=("landscaping",))
    fence: dict[str, Any] = {"title": "Fencing at Shildon library", "cpv_codes": ()}

    assert failed(wide, Mutes(), **fence) is None
    assert failed(wide, Mutes(trades=frozenset({"fencing"})), **fence) is Gate.MUTED


def test_the_other_gates_come_first() -> None:
    assert failed(watch(regions=("UKM",)), BUYER) is Gate.PLACE


def test_all_that_keeps_a_notice_away_is_named() -> None:
    every = Mutes(
        buyers=frozenset({DURHAM}),
        trades=frozenset({"roofing", "cleaning"}),
        sources=frozenset({"find-a-tender"}),
    )

    met = muted_by(notice(), watch(), every, "find-a-tender")
    explained = explain(notice(), firm(), watch(), NOW, mutes=every, source="find-a-tender")

    assert met == ((Muted.BUYER, DURHAM), (Muted.SOURCE, "find-a-tender"), (Muted.TRADE, "roofing"))
    assert (explained.muted, explained.changes) == (met, {})


def test_a_change_that_leads_to_a_mute_says_so() -> None:
    explained = explain(notice(), firm(), watch(regions=("UKM",)), NOW, mutes=BUYER)

    assert (explained.verdict.failed, explained.then) == (Gate.PLACE, Gate.MUTED)


async def joined(sessions: Sessions, address: str = "tg:1") -> int:
    async with sessions.begin() as session:
        profile = await suppliers.join(
            session,
            address,
            firm=firm(),
            watch=watch(),
            rhythm=Rhythm(frequency=Frequency.DAILY),
            privacy_notice="1",
            now=NOW,
        )
    return profile.supplier.id


async def mute(sessions: Sessions, supplier_id: int, days: int | None = 7) -> Mute:
    offer = Offer(what=Muted.BUYER, value=DURHAM, label="Durham County Council")
    async with sessions.begin() as session:
        until = None if days is None else NOW + timedelta(days=days)
        return await mutes.mute(session, supplier_id, offer, until=until, now=NOW)


async def test_a_mute_stands_until_its_time_and_then_is_over_by_itself(sessions: Sessions) -> None:
    supplier_id = await joined(sessions)
    await mute(sessions, supplier_id)

    async with sessions.begin() as session:
        before = await mutes.standing(session, NOW + timedelta(days=7, seconds=-1))
        after = await mutes.standing(session, NOW + timedelta(days=7))

    assert (before, after) == ({supplier_id: BUYER}, {})


async def test_muting_again_takes_the_place_of_the_earlier(sessions: Sessions) -> None:
    supplier_id = await joined(sessions)

    first = await mute(sessions, supplier_id)
    second = await mute(sessions, supplier_id, days=None)

    async with sessions.begin() as session:
        rows = await mutes.of(session, supplier_id)
    assert first.id == second.id
    assert [row.until for row in rows] == [None]


async def test_a_mute_is_its_own_suppliers_only(sessions: Sessions) -> None:
    supplier_id = await joined(sessions)
    await joined(sessions, "tg:2")
    row = await mute(sessions, supplier_id)

    async with sessions.begin() as session:
        foreign = await mutes.unmute(session, "tg:2", row.id)
        own = [await mutes.unmute(session, "tg:1", row.id) for _ in range(2)]
        other = await suppliers.by_address(session, "tg:2")

    assert foreign is None
    assert [found is not None for found in own] == [True, False]
    assert other is not None
    assert other.mutes(NOW) == Mutes()
