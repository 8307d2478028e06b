"""Owe what notices bring, to thousands of suppliers at a time.

One statement makes the matches of a notice, or of several. What it needs is worked out before: whom each concerns,
who was told already, and which message will tell them. All of it is repeatable: a match is made once for a supplier
and an opportunity version, a message once for a supplier and a slot. Why a notice is for a supplier is written
down when it is told (`outbox.tell`).
"""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

import msgspec
from sqlalchemy import ARRAY, CursorResult, Integer, Text, bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from alerts import outbox, repeats
from alerts.audience import Audience
from alerts.db import UtcDateTime, chunks, is_postgresql
from alerts.frequency import AT_ONCE, MOST_AT_ONCE, Slot, many_at_once
from alerts.opportunities import notice_of
from alerts.tables import Delivery, Match, Opportunity, OpportunityVersion, Saved

TURN = 10
"""Notices that are looked up before others in this process have their turn."""

ROWS = 10_000
"""Matches that one statement makes, so that none takes long to write down."""

# SQLite takes many values as one text in JSON, PostgreSQL as arrays. Whoever was forgotten meanwhile drops out.
_MESSAGES_SQLITE = text(
    "INSERT OR IGNORE INTO deliveries (supplier_id, slot, kind, due_at, status, attempts) "
    "SELECT suppliers.id, slot.key, 'alert', json_extract(slot.value, '$.due_at'), 'pending', 0 "
    "FROM json_each(:slots) AS slot, json_each(slot.value, '$.suppliers') AS supplier "
    "JOIN suppliers ON suppliers.id = supplier.value"
)
_FOUND_SQLITE = text(
    "SELECT deliveries.id, deliveries.supplier_id, deliveries.slot, "
    "deliveries.status = 'pending' AND deliveries.claimed_until IS NULL "
    "FROM json_each(:slots) AS slot, json_each(slot.value, '$.suppliers') AS supplier "
    "JOIN deliveries ON deliveries.supplier_id = supplier.value AND deliveries.slot = slot.key"
)
_MATCHES_SQLITE = text(
    "INSERT OR IGNORE INTO matches (version_id, supplier_id, opportunity_id, delivery_id, watch_ids, matched_at) "
    "SELECT opportunity_versions.id, deliveries.supplier_id, opportunity_versions.opportunity_id, deliveries.id, "
    "told.value, :now FROM json_each(:versions) AS version "
    "CROSS JOIN opportunity_versions ON opportunity_versions.id = CAST(version.key AS INTEGER) "
    "CROSS JOIN json_each(version.value) AS told "
    "CROSS JOIN deliveries ON deliveries.id = CAST(told.key AS INTEGER)"
).bindparams(bindparam("now", type_=UtcDateTime()))
_PAIRS = (bindparam("suppliers", type_=ARRAY(Integer)), bindparam("slots", type_=ARRAY(Text)))
_MESSAGES_POSTGRESQL = text(
    "INSERT INTO deliveries (supplier_id, slot, kind, due_at, status, attempts) "
    "SELECT known.id, wanted.slot, 'alert', wanted.due_at, 'pending', 0 "
    "FROM unnest(CAST(:suppliers AS int[]), CAST(:slots AS text[]), CAST(:dues AS timestamptz[])) "
    "AS wanted (supplier_id, slot, due_at) "
    "JOIN (SELECT id FROM suppliers WHERE id = ANY(CAST(:suppliers AS int[])) ORDER BY id FOR KEY SHARE) AS known "
    "ON known.id = wanted.supplier_id ON CONFLICT DO NOTHING"
).bindparams(*_PAIRS, bindparam("dues", type_=ARRAY(UtcDateTime())))
_FOUND_POSTGRESQL = text(
    "SELECT deliveries.id, deliveries.supplier_id, deliveries.slot, "
    "deliveries.status = 'pending' AND deliveries.claimed_until IS NULL "
    "FROM unnest(CAST(:suppliers AS int[]), CAST(:slots AS text[])) AS wanted (supplier_id, slot) "
    "JOIN deliveries ON deliveries.supplier_id = wanted.supplier_id AND deliveries.slot = wanted.slot "
    "ORDER BY deliveries.id FOR UPDATE OF deliveries"
).bindparams(*_PAIRS)
_COLUMNS = ("versions", "opportunities", "suppliers", "deliveries")
_MATCHES_POSTGRESQL = text(
    "INSERT INTO matches (version_id, opportunity_id, supplier_id, delivery_id, watch_ids, matched_at) "
    "SELECT told.*, :now FROM unnest(CAST(:versions AS int[]), CAST(:opportunities AS int[]), "
    "CAST(:suppliers AS int[]), CAST(:deliveries AS int[]), CAST(:watches AS json[])) AS told "
    "ON CONFLICT DO NOTHING"
).bindparams(
    *(bindparam(name, type_=ARRAY(Integer)) for name in _COLUMNS),
    bindparam("watches", type_=ARRAY(Text)),
    bindparam("now", type_=UtcDateTime()),
)


@dataclass(slots=True, kw_only=True)
class _Concerned:
    """One version, and whom it concerns: the message for each supplier, and the watches that ask for it."""

    version: OpportunityVersion
    messages: dict[int, Slot] = field(default_factory=dict)
    watches: dict[int, list[int]] = field(default_factory=dict)

    def without(self, told: Collection[int]) -> None:
        """Leave out who was told already."""
        for supplier_id in told:
            self.messages.pop(supplier_id, None)


async def owe(
    session: AsyncSession, audience: Audience, versions: Sequence[OpportunityVersion], now: datetime
) -> int:
    """Match opportunity versions, with opportunity and source loaded, and join each match to its message.

    Returns how many matches were made. A supplier who was told of the opportunity, or of another source's
    notice of it, or is about to be, or has saved it, is not owed it again. Safe to run twice.
    """
    times = _Times(audience, now)
    concerned = []
    for place, version in enumerate(versions):
        if (found := times.concerned(version)).messages:
            concerned.append(found)
        if place % TURN == TURN - 1:
            await asyncio.sleep(0)
    new = await _new(session, [each.version for each in concerned])
    _together((each for each in concerned if each.version.id in new), now)
    messages = Messages(session)
    await messages.prepare(each.messages for each in concerned if each.version.id in new)
    made = 0
    for some in _few([each for each in concerned if each.version.id in new]):
        made += await _match(session, some, messages, now)
    for each in concerned:
        if each.version.id not in new:  # one after the other: they may be of one procurement
            each.without(await _told(session, each.version.opportunity))
            await messages.prepare([each.messages])
            made += await _match(session, [each], messages, now)
    return made


def _few(concerned: Iterable[_Concerned]) -> Iterator[list[_Concerned]]:
    """Cut what is to be owed into pieces of about `ROWS` matches."""
    some: list[_Concerned] = []
    for each in concerned:
        some.append(each)
        if sum(len(one.messages) for one in some) >= ROWS:
            yield some
            some = []
    if some:
        yield some


def _together(concerned: Iterable[_Concerned], now: datetime) -> None:
    """Let one message tell a supplier of what would come at once in more than a person reads one by one."""
    at_once: dict[int, list[_Concerned]] = defaultdict(list)
    for each in concerned:
        for supplier_id, slot in each.messages.items():
            if slot.name.startswith(AT_ONCE):
                at_once[supplier_id].append(each)
    one = many_at_once(now)
    for supplier_id, many in at_once.items():
        if len(many) > MOST_AT_ONCE:
            for each in many:
                each.messages[supplier_id] = one


class _Times:
    """Which message tells a supplier of what is matched now."""

    def __init__(self, audience: Audience, now: datetime) -> None:
        self._audience, self._now = audience, now
        self._slots: dict[int, Slot] = {}  # by timing; what is told at once has one for each version

    def concerned(self, version: OpportunityVersion) -> _Concerned:
        """Return whom a version concerns. Of several watches the one that speaks first decides when."""
        audience = self._audience
        found = _Concerned(version=version)
        opportunity, slots = version.opportunity, self._slots
        at_once: dict[int, Slot] = {}
        suppliers, watches, timings = audience.supplier_ids, audience.watch_ids, audience.timing_ids
        for number in audience.of(notice_of(opportunity), self._now, opportunity.source.slug):
            supplier_id, timing = suppliers[number], timings[number]
            slot = slots.get(timing) or at_once.get(timing)
            if slot is None:
                slot = audience.timings[timing].slot(self._now, version.id)
                (at_once if slot.name.startswith(AT_ONCE) else slots)[timing] = slot
            if supplier_id not in found.messages:
                found.messages[supplier_id], found.watches[supplier_id] = slot, [watches[number]]
                continue
            found.watches[supplier_id].append(watches[number])
            earliest = found.messages[supplier_id]
            found.messages[supplier_id] = min((earliest, slot), key=lambda each: (each.due_at, each.name))
        return found


class Messages:
    """The messages of this transaction that are still to be sent, made if need be."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._ids: dict[str, dict[int, int]] = defaultdict(dict)

    def id(self, supplier_id: int, slot: Slot) -> int | None:
        """Return the id of a message that was prepared; None when its supplier is there no more."""
        return self._ids[slot.name].get(supplier_id)

    async def prepare(self, wanted: Iterable[Mapping[int, Slot]]) -> None:
        """Make the messages for suppliers that are not made yet."""
        missing: dict[Slot, set[int]] = defaultdict(set)
        for messages in wanted:
            for supplier_id, slot in messages.items():
                if supplier_id not in self._ids[slot.name]:
                    missing[slot].add(supplier_id)
        if not missing:
            return
        taken = []
        by_name = {slot.name: slot for slot in missing}
        for delivery_id, supplier_id, name, free in await self._made(missing):
            if free:
                self._ids[name][supplier_id] = delivery_id
            else:
                taken.append((supplier_id, by_name[name]))
        for supplier_id, slot in taken:
            self._ids[slot.name][supplier_id] = await outbox.delivery_for(self._session, supplier_id, slot)

    async def _made(self, missing: Mapping[Slot, set[int]]) -> Iterable[tuple[int, int, str, bool]]:
        if is_postgresql(self._session):
            pairs = sorted(
                (supplier_id, slot.name, slot.due_at) for slot, ids in missing.items() for supplier_id in ids
            )
            values: dict[str, object] = {
                "suppliers": [pair[0] for pair in pairs],
                "slots": [pair[1] for pair in pairs],
                "dues": [pair[2] for pair in pairs],
            }
            await self._session.execute(_MESSAGES_POSTGRESQL, values)
            del values["dues"]
            return (await self._session.execute(_FOUND_POSTGRESQL, values)).all()
        slots = {
            slot.name: {
                "due_at": f"{slot.due_at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}",
                "suppliers": sorted(ids),
            }
            for slot, ids in missing.items()
        }
        value = {"slots": msgspec.json.encode(slots).decode()}
        await self._session.execute(_MESSAGES_SQLITE, value)
        return (await self._session.execute(_FOUND_SQLITE, value)).all()


async def _match(
    session: AsyncSession, concerned: Sequence[_Concerned], messages: Messages, now: datetime
) -> int:
    """Make the matches of some versions, and return how many are new."""
    statement, values = _MATCHES_SQLITE, _for_sqlite(concerned, messages)
    if is_postgresql(session):
        statement, values = _MATCHES_POSTGRESQL, _for_postgresql(concerned, messages)
    made = await session.execute(statement, {**values, "now": now})
    return cast("CursorResult[None]", made).rowcount


def _for_sqlite(concerned: Iterable[_Concerned], messages: Messages) -> dict[str, object]:
    versions = {
        each.version.id: {
            delivery_id: each.watches[supplier_id]
            for supplier_id, slot in each.messages.items()
            if (delivery_id := messages.id(supplier_id, slot)) is not None
        }
        for each in concerned
    }
    return {"versions": msgspec.json.encode(versions).decode()}


def _for_postgresql(concerned: Iterable[_Concerned], messages: Messages) -> dict[str, object]:
    rows = [
        (each.version.id, each.version.opportunity_id, supplier_id, delivery_id, each.watches[supplier_id])
        for each in concerned
        for supplier_id, slot in each.messages.items()
        if (delivery_id := messages.id(supplier_id, slot)) is not None
    ]
    values: dict[str, object] = {name: [row[place] for row in rows] for place, name in enumerate(_COLUMNS)}
    return {**values, "watches": [f"[{','.join(map(str, row[-1]))}]" for row in rows]}


async def _new(session: AsyncSession, versions: Sequence[OpportunityVersion]) -> set[int]:
    """Return those versions, by id, of which nobody can have been told: the first that anybody says of a procurement."""
    first = {version.opportunity_id: version for version in versions if version.number == 1}
    known: set[int] = set()
    for some in chunks(first):
        known.update(
            await session.scalars(select(Saved.opportunity_id).where(Saved.opportunity_id.in_(some)))
        )
        ids = [first[key].id for key in some]
        known.update(await session.scalars(select(Match.opportunity_id).where(Match.version_id.in_(ids))))
    keys = {version.opportunity.duplicate_key for version in first.values()} - {None}
    shared: set[str | None] = set()
    for some_keys in chunks(sorted(map(str, keys))):
        shared.update(
            await session.scalars(
                select(Opportunity.duplicate_key)
                .where(Opportunity.duplicate_key.in_(some_keys))
                .group_by(Opportunity.duplicate_key)
                .having(func.count() > 1)
            )
        )
    return {
        version.id
        for key, version in first.items()
        if key not in known and version.opportunity.duplicate_key not in shared
    }


async def _told(session: AsyncSession, opportunity: Opportunity) -> set[int]:
    """Return the suppliers who know of an opportunity: they were told, or are about to be, or have saved it."""
    same = await repeats.ever_same_as(session, opportunity)
    versions = (
        select(OpportunityVersion.id)
        .join(Opportunity, Opportunity.id == OpportunityVersion.opportunity_id)
        .where(same)
    )
    told = await session.scalars(
        select(Match.supplier_id)
        .join(Delivery, Match.delivery_id == Delivery.id)
        .where(Match.version_id.in_(versions), Delivery.status.in_(outbox.TOLD))
    )
    # Whoever saved it knows it, wherever they found it.
    saved = await session.scalars(select(Saved.supplier_id).join(Saved.opportunity).where(same))
    return {*told, *saved}
