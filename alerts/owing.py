"""Owe what notices bring, to thousands of suppliers at a time.

One statement makes the matches of many notices. What it needs is worked out before: whom each concerns, who was
told already, and which message will tell them. All of it is repeatable: a match is made once for a supplier
and an opportunity version, a message once for a supplier and a slot. Why a notice is for a supplier is written
down when it is told (`outbox.tell`).
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import cast

import msgspec
from pyroaring import BitMap
from sqlalchemy import ARRAY, CursorResult, Integer, Text, bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from alerts import frequency, outbox, repeats
from alerts.audience import Audience
from alerts.db import UtcDateTime, chunks, is_postgresql
from alerts.frequency import AT_ONCE, MOST_AT_ONCE, Slot, many_at_once
from alerts.opportunities import notice_of
from alerts.tables import Delivery, Match, Opportunity, OpportunityVersion, Saved

TURN = 10
"""Notices that are looked up before others in this process have their turn."""

ROWS = 50_000
"""Matches that one statement makes, so that none takes long to write down."""

# SQLite takes many values as one text in JSON, PostgreSQL as arrays. What many rows have in common is a key of the
# JSON: to extract it from the text would read all of the text again for each row. Whoever was forgotten meanwhile
# drops out.
_MESSAGES_SQLITE = text(
    "INSERT OR IGNORE INTO deliveries (supplier_id, slot, kind, due_at, status, attempts) "
    "SELECT suppliers.id, slot.key, 'alert', due_at.key, 'pending', 0 FROM json_each(:slots) AS slot "
    "CROSS JOIN json_each(slot.value) AS due_at CROSS JOIN json_each(due_at.value) AS supplier "
    "CROSS JOIN suppliers ON suppliers.id = supplier.value"
)
_FOUND_SQLITE = text(
    "SELECT deliveries.id, deliveries.supplier_id, deliveries.slot, "
    "deliveries.status = 'pending' AND deliveries.claimed_until IS NULL AND deliveries.perhaps_sent_at IS NULL "
    "FROM json_each(:slots) AS slot CROSS JOIN json_each(slot.value) AS due_at "
    "CROSS JOIN json_each(due_at.value) AS supplier "
    "CROSS JOIN deliveries ON deliveries.supplier_id = supplier.value AND deliveries.slot = slot.key"
)
_MATCHES_SQLITE = text(
    "INSERT OR IGNORE INTO matches (version_id, supplier_id, opportunity_id, delivery_id, watch_ids, matched_at) "
    "SELECT version.value >> 32, supplier.key, version.value & 4294967295, delivery.key, watches.key, :now "
    "FROM json_each(:told) AS supplier CROSS JOIN json_each(supplier.value) AS delivery "
    "CROSS JOIN json_each(delivery.value) AS watches CROSS JOIN json_each(watches.value) AS version"
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
    "deliveries.status = 'pending' AND deliveries.claimed_until IS NULL AND deliveries.perhaps_sent_at IS NULL "
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


_Watches = tuple[int, ...]
_Told = dict[tuple[int, Slot, _Watches], list[int]]
"""What a supplier is told of in a message, by the watches that ask for it: versions, each with its opportunity."""

_OPPORTUNITY = 0xFFFF_FFFF
"""A version and its opportunity are carried in one number, of which this is the opportunity's half."""


async def owe(
    session: AsyncSession, audience: Audience, versions: Sequence[OpportunityVersion], now: datetime
) -> int:
    """Match opportunity versions, with opportunity and source loaded, and join each match to its message.

    Returns how many matches were made. A supplier who was told of the opportunity, or of another source's
    notice of it, or is about to be, or has saved it, is not owed it again. Safe to run twice.
    """
    new = await _new(session, versions)
    first, others = _Concerned(audience, now), []
    for place, version in enumerate(versions):
        if version.id in new:
            first.add(version)
        else:
            others.append(version)
        if place % TURN == TURN - 1:
            await asyncio.sleep(0)
    messages = Messages(session)
    made = await _match(session, first.told(), messages, now)
    for version in others:  # one after the other: they may be of one procurement
        later = _Concerned(audience, now)
        later.add(version)
        if told := later.told():
            known = await _told(session, version.opportunity)
            left = {key: versions for key, versions in told.items() if key[0] not in known}
            made += await _match(session, left, messages, now)
    return made


class _Concerned:
    """Whom versions concern, and which message tells them."""

    def __init__(self, audience: Audience, now: datetime) -> None:
        self._audience, self._now = audience, now
        self._slots: dict[int, Slot] = {}  # by timing; what is told at once has one for each version
        # By the numbers of the watches: nearly always one.
        self._found: dict[int, list[int]] = defaultdict(list)
        self._together: dict[tuple[int, ...], list[int]] = defaultdict(list)

    def add(self, version: OpportunityVersion) -> None:
        """Find whom a version concerns."""
        audience, opportunity = self._audience, version.opportunity
        both = version.id << 32 | opportunity.id
        found = audience.of(notice_of(opportunity), self._now, opportunity.source.slug)
        by_supplier: dict[int, list[int]] = defaultdict(list)
        for number in found & audience.several:
            by_supplier[audience.supplier_ids[number]].append(number)
        for numbers in by_supplier.values():
            if len(numbers) > 1:
                self._together[tuple(numbers)].append(both)
                found -= BitMap(numbers)
        for number in found:
            self._found[number].append(both)

    def told(self) -> _Told:
        """Return who is to be told of what. Of several watches the one that speaks first decides when.

        What would come at once in more messages than a person reads one by one comes in one.
        """
        told: _Told = defaultdict(list)
        at_once: dict[int, list[tuple[_Watches, int]]] = defaultdict(list)
        audience = self._audience
        alone = (((number,), versions) for number, versions in self._found.items())
        for numbers, versions in chain(alone, self._together.items()):
            supplier_id = audience.supplier_ids[numbers[0]]
            watches = tuple(sorted(audience.watch_ids[number] for number in numbers))
            slot = min((self._slot(number) for number in numbers), key=lambda each: each.due_at)
            if slot.name.startswith(AT_ONCE):
                at_once[supplier_id] += [(watches, both) for both in versions]
            else:
                told[supplier_id, slot, watches] += versions
        one = many_at_once(self._now)
        for supplier_id, many in at_once.items():
            for watches, both in many:
                slot = one if len(many) > MOST_AT_ONCE else frequency.at_once(self._now, both >> 32)
                told[supplier_id, slot, watches].append(both)
        return told

    def _slot(self, number: int) -> Slot:
        """Return the message that a watch is told in. What it is told at once is in one for each version."""
        timing = self._audience.timing_ids[number]
        slot = self._slots.get(timing)
        if slot is None:
            slot = self._slots[timing] = self._audience.timings[timing].slot(self._now, 0)
        return slot


class Messages:
    """The messages of this transaction that are still to be sent, made if need be."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._ids: dict[str, dict[int, int]] = defaultdict(dict)

    def id(self, supplier_id: int, slot: Slot) -> int | None:
        """Return the id of a message that was prepared; None when its supplier is there no more."""
        return self._ids[slot.name].get(supplier_id)

    async def prepare(self, wanted: Iterable[tuple[int, Slot]]) -> None:
        """Make the messages, each by its supplier and slot, that are not made yet."""
        missing: dict[Slot, set[int]] = defaultdict(set)
        for supplier_id, slot in wanted:
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
            slot.name: {f"{slot.due_at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}": sorted(ids)}
            for slot, ids in missing.items()
        }
        value = {"slots": msgspec.json.encode(slots).decode()}
        await self._session.execute(_MESSAGES_SQLITE, value)
        return (await self._session.execute(_FOUND_SQLITE, value)).all()


async def _match(session: AsyncSession, told: _Told, messages: Messages, now: datetime) -> int:
    """Make matches, and return how many are new."""
    await messages.prepare((supplier_id, slot) for supplier_id, slot, _ in told)
    made = 0
    for rows in _few(told, messages):
        statement, values = (
            (_MATCHES_POSTGRESQL, _for_postgresql(rows))
            if is_postgresql(session)
            else (_MATCHES_SQLITE, _for_sqlite(rows))
        )
        done = await session.execute(statement, {**values, "now": now})
        made += cast("CursorResult[None]", done).rowcount
    return made


_Row = tuple[int, int, _Watches, list[int]]
"""A supplier, its message, the watches that ask, and what for."""


def _few(told: _Told, messages: Messages) -> Iterator[list[_Row]]:
    """Give what is to be owed in pieces of about `ROWS` matches, the suppliers in order.

    In that order the rows of one supplier lie beside each other in an index, which is then written once.
    """
    some: list[_Row] = []
    rows = 0
    for (supplier_id, slot, watches), versions in sorted(told.items(), key=lambda each: each[0][0]):
        delivery_id = messages.id(supplier_id, slot)
        if delivery_id is not None:
            some.append((supplier_id, delivery_id, watches, versions))
            rows += len(versions)
        if rows >= ROWS:
            yield some
            some, rows = [], 0
    if some:
        yield some


def _for_sqlite(rows: Iterable[_Row]) -> dict[str, object]:
    """Return rows as JSON: supplier, message, watches, and each version with its opportunity in one number."""
    told: dict[int, dict[int, dict[str, list[int]]]] = {}
    for supplier_id, delivery_id, watches, versions in rows:
        its = told.setdefault(supplier_id, {}).setdefault(delivery_id, {})
        its[_listed(watches)] = versions
    return {"told": msgspec.json.encode(told).decode()}


def _for_postgresql(rows: Iterable[_Row]) -> dict[str, object]:
    every = [
        (both >> 32, both & _OPPORTUNITY, supplier_id, delivery_id, _listed(watches))
        for supplier_id, delivery_id, watches, versions in rows
        for both in versions
    ]
    values: dict[str, object] = {name: [row[place] for row in every] for place, name in enumerate(_COLUMNS)}
    return {**values, "watches": [row[-1] for row in every]}


def _listed(watches: _Watches) -> str:
    return f"[{','.join(map(str, watches))}]"


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
