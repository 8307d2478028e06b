"""Changes of a watch that a supplier is asked about, agrees to, and may take back.

A proposal is a row before it is a change: the button that says yes carries the row's id, so a second
press finds it made, and what is undone is exactly what was. Every row is looked up with the address of
the chat that asks. A watch that was changed in between is left alone: nothing changes unseen.

When a supplier wants no message, and what messages are about, is changed in the same way, by way of the
watch that was on the screen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, get_type_hints

import msgspec
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from alerts import suppliers
from alerts.frequency import Rhythm
from alerts.matching import Watch
from alerts.suppliers import Subject
from alerts.tables import DeliveryKind, Supplier, WatchEdit, WatchRow

Fields = Mapping[str, Any]
"""Fields of a watch, its rhythm and name among them, or of what its supplier wants, by name."""

OF_SUPPLIER: Mapping[str, Any] = {
    "quiet_from": int | None,
    "quiet_until": int | None,
    "turned_off": tuple[DeliveryKind, ...],
}
_TYPES = {**get_type_hints(Watch), **get_type_hints(Rhythm), "name": str, **OF_SUPPLIER}
FIELDS = frozenset(_TYPES)


class Outcome(StrEnum):
    """What came of pressing yes or undo."""

    DONE = "done"
    ALREADY = "already"  # by an earlier press
    OVERTAKEN = "overtaken"  # the watch was changed in another way since
    UNKNOWN = "unknown"  # no edit of this address has that id


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A change of a watch: the fields that differ, as they were and as they are to be.

    `called` names the watch for a supplier who has several.
    """

    id: int
    watch_id: int
    before: Fields
    after: Fields
    called: str | None = None

    @property
    def of_supplier(self) -> bool:
        """Whether it changes what the supplier wants of all its watches."""
        return self.after.keys() <= OF_SUPPLIER.keys()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What came of a press, with the edit that it was about and the watch."""

    outcome: Outcome
    edit: Edit | None = None
    subject: Subject | None = None


async def propose(session: AsyncSession, subject: Subject, changes: Fields, now: datetime) -> Edit | None:
    """Write a change down without making it. None when it would change nothing."""
    after = {name: value for name, value in changes.items() if _of(subject, name) != value}
    if not after:
        return None
    row = WatchEdit(
        watch_id=subject.watch.id,
        before=msgspec.to_builtins({name: _of(subject, name) for name in after}),
        after=msgspec.to_builtins(after),
        proposed_at=now,
    )
    session.add(row)
    await session.flush()
    return _edit(row, subject)


async def make(session: AsyncSession, subject: Subject, changes: Fields, now: datetime) -> Edit | None:
    """Change a watch at once, in a way that can be undone. None when nothing changes.

    When the very last change was this one, a button was pressed twice: that change is given again.
    """
    edit = await propose(session, subject, changes, now)
    if edit is None:
        last = await _last(session, subject)
        return last if last is not None and changes and last.after.items() <= changes.items() else None
    await _move(session, edit.id, WatchEdit.made_at, now)
    await suppliers.edit(session, subject, now, **edit.after)
    return edit


async def accept(session: AsyncSession, address: str, edit_id: int, now: datetime) -> Answered:
    """Make a change that was proposed to this address."""
    row, subject = await _own(session, address, edit_id)
    if row is None or subject is None or row.undone_at is not None:
        return Answered(outcome=Outcome.UNKNOWN)
    edit = _edit(row, subject)
    if row.made_at is not None:
        return Answered(outcome=Outcome.ALREADY, edit=edit, subject=subject)
    return await _change(session, subject, edit, WatchEdit.made_at, now)


async def leave(session: AsyncSession, address: str, edit_id: int, now: datetime) -> Outcome:
    """Remember that a change that was proposed to this address is not wanted, so that it is not asked again."""
    row, _ = await _own(session, address, edit_id)
    if row is None:
        return Outcome.UNKNOWN
    if row.made_at is not None or row.undone_at is not None:
        return Outcome.ALREADY
    return Outcome.DONE if await _move(session, row.id, WatchEdit.undone_at, now) else Outcome.ALREADY


async def undo(session: AsyncSession, address: str, edit_id: int, now: datetime) -> Answered:
    """Put back what a change of this address replaced."""
    row, subject = await _own(session, address, edit_id)
    if row is None or subject is None or row.made_at is None:
        return Answered(outcome=Outcome.UNKNOWN)
    edit = _edit(row, subject)
    if row.undone_at is not None:
        return Answered(outcome=Outcome.ALREADY, edit=edit, subject=subject)
    return await _change(session, subject, edit, WatchEdit.undone_at, now)


def watch_with(subject: Subject, fields: Fields) -> Watch:
    """Return what a watch asks for, with some of it as `fields` say. Fields that ask for nothing are left out."""
    asked = {name: value for name, value in fields.items() if name in Watch.__dataclass_fields__}
    return replace(suppliers.watch_of(subject.watch), **asked)


async def _change(
    session: AsyncSession, subject: Subject, edit: Edit, moment: Any, now: datetime
) -> Answered:
    forward = moment is WatchEdit.made_at
    expected, wanted = (edit.before, edit.after) if forward else (edit.after, edit.before)
    if any(_of(subject, name) != value for name, value in expected.items()):
        return Answered(outcome=Outcome.OVERTAKEN, edit=edit, subject=subject)
    if not await _move(session, edit.id, moment, now):
        return Answered(outcome=Outcome.ALREADY, edit=edit, subject=subject)
    await suppliers.edit(session, subject, now, **wanted)
    return Answered(outcome=Outcome.DONE, edit=edit, subject=subject)


async def _move(session: AsyncSession, edit_id: int, moment: Any, now: datetime) -> bool:
    """Set a moment of an edit that is not set yet. False when another press was quicker."""
    moved = await session.scalars(
        update(WatchEdit)
        .where(WatchEdit.id == edit_id, moment.is_(None))
        .values({moment: now})
        .returning(WatchEdit.id)
    )
    return bool(moved.all())


async def _own(session: AsyncSession, address: str, edit_id: int) -> tuple[WatchEdit | None, Subject | None]:
    """Return an edit of this address's watch as it is now, else nothing: an id in a button proves nothing."""
    profile = await suppliers.by_address(session, address)
    row = await session.scalar(
        select(WatchEdit)
        .join(WatchRow, WatchRow.id == WatchEdit.watch_id)
        .join(WatchRow.supplier)
        .where(WatchEdit.id == edit_id, Supplier.address == address)
    )
    if profile is None or row is None:
        return None, None
    return row, profile.about(row.watch_id)


async def _last(session: AsyncSession, subject: Subject) -> Edit | None:
    """Return the last change that was made to a watch, if it still stands."""
    row: WatchEdit | None = await session.scalar(
        select(WatchEdit)
        .where(WatchEdit.watch_id == subject.watch.id, WatchEdit.made_at.is_not(None))
        .order_by(WatchEdit.made_at.desc(), WatchEdit.id.desc())
        .limit(1)
    )
    return None if row is None or row.undone_at is not None else _edit(row, subject)


def _of(subject: Subject, name: str) -> Any:
    return getattr(subject.supplier if name in OF_SUPPLIER else subject.watch, name)


def _edit(row: WatchEdit, subject: Subject) -> Edit:
    return Edit(
        id=row.id,
        watch_id=row.watch_id,
        before=_typed(row.before),
        after=_typed(row.after),
        called=subject.called,
    )


def _typed(fields: Fields) -> Fields:
    return {name: msgspec.convert(value, _TYPES[name]) for name, value in fields.items()}
