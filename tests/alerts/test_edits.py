"""A change of a watch is proposed, made once, and undone to exactly what was."""

from typing import Any

import pytest

from alerts import edits, suppliers
from alerts.db import Sessions
from alerts.edits import Edit, Outcome
from alerts.frequency import Frequency, Rhythm
from alerts.matching import Strictness
from alerts.tables import DeliveryKind
from tests.make import NOW, firm, watch

EVERY: dict[str, Any] = {
    "trades": ("cleaning",),
    "cpv_prefixes": ("45261", "9091"),
    "words": ("slate", '"flat roof"'),
    "not_words": ("asbestos",),
    "regions": (),
    "value_min_pence": 100_000,
    "value_max_pence": None,
    "strictness": Strictness.CLOSE,
    "frequency": Frequency.WEEKLY,
    "hour": 18,
    "weekday": 4,
    "name": "Schools",
    "quiet_from": 21,
    "quiet_until": 7,
    "turned_off": (DeliveryKind.CHANGE,),
}


async def join(sessions: Sessions, address: str = "tg:1") -> None:
    async with sessions.begin() as session:
        await suppliers.join(
            session,
            address,
            firm=firm(),
            watch=watch(regions=("UK",), value_max_pence=5_000_000),
            rhythm=Rhythm(frequency=Frequency.DAILY),
            privacy_notice="1",
            now=NOW,
        )


async def standing(sessions: Sessions) -> dict[str, Any]:
    async with sessions.begin() as session:
        profile = await suppliers.by_address(session, "tg:1")
    assert profile is not None
    return {
        name: getattr(profile.supplier if name in edits.OF_SUPPLIER else profile.watches[0], name)
        for name in edits.FIELDS
    }


async def propose(sessions: Sessions, changes: dict[str, Any]) -> Edit | None:
    async with sessions.begin() as session:
        profile = await suppliers.by_address(session, "tg:1")
        assert profile is not None
        return await edits.propose(session, profile.every[0], changes, NOW)


async def press(sessions: Sessions, act: Any, edit_id: int, address: str = "tg:1") -> Outcome:
    async with sessions.begin() as session:
        answered = await act(session, address, edit_id, NOW)
    outcome: Outcome = answered.outcome
    return outcome


async def test_every_field_is_changed_and_put_back_exactly(sessions: Sessions) -> None:
    await join(sessions)
    before = await standing(sessions)
    edit = await propose(sessions, EVERY)
    assert edit is not None

    proposed = await standing(sessions)
    made = [await press(sessions, edits.accept, edit.id) for _ in range(2)]
    during = await standing(sessions)
    undone = [await press(sessions, edits.undo, edit.id) for _ in range(2)]

    assert proposed == before
    assert made == undone == [Outcome.DONE, Outcome.ALREADY]
    assert {name: during[name] for name in EVERY} == EVERY
    assert await standing(sessions) == before


async def test_what_changes_nothing_is_no_edit(sessions: Sessions) -> None:
    await join(sessions)

    assert await propose(sessions, {"trades": ("roofing",), "value_max_pence": 5_000_000}) is None
    assert await propose(sessions, {}) is None


async def test_an_edit_is_its_own_suppliers_only(sessions: Sessions) -> None:
    await join(sessions)
    await join(sessions, "tg:2")
    edit = await propose(sessions, {"strictness": Strictness.CLOSE})
    assert edit is not None

    pressed = [await press(sessions, act, edit.id, "tg:2") for act in (edits.accept, edits.undo)]
    early = await press(sessions, edits.undo, edit.id)

    assert pressed == [Outcome.UNKNOWN, Outcome.UNKNOWN]
    assert early is Outcome.UNKNOWN


@pytest.mark.parametrize("act", [edits.accept, edits.undo])
async def test_a_watch_changed_in_between_is_left_alone(sessions: Sessions, act: Any) -> None:
    await join(sessions)
    edit = await propose(sessions, {"words": ("slate",)})
    assert edit is not None
    if act is edits.undo:
        await press(sessions, edits.accept, edit.id)
    other = await propose(sessions, {"words": ("tiles",)})
    assert other is not None
    await press(sessions, edits.accept, other.id)

    outcome = await press(sessions, act, edit.id)

    assert outcome is Outcome.OVERTAKEN
    assert (await standing(sessions))["words"] == ("tiles",)


async def test_a_watch_that_was_set_up_anew_has_no_old_edits(sessions: Sessions) -> None:
    await join(sessions)
    edit = await propose(sessions, {"words": ("slate",)})
    assert edit is not None
    await join(sessions)

    assert await press(sessions, edits.accept, edit.id) is Outcome.UNKNOWN
