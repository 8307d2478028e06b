"""Changes of a watch that a supplier is asked about, agrees to, and may take back.

A proposal is a row before it is a change: the button that says yes carries the row's id, so a second
press finds it made, and what is undone is exactly what was. Every row is looked up with the address of
the chat that asks. A watch that was changed in between is left alone: nothing changes unseen.
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
from alerts.suppliers import Profile
from alerts.tables import Supplier, WatchEdit, WatchRow

Fields = Mapping[str, Any]
"""Fields of a watch, its rhythm among them, by name."""

_TYPES = {**get_type_hints(Watch), **get_type_hints(Rhythm)}
FIELDS = frozenset(_TYPES)


class Outcome(StrEnum):
    """What came of pressing yes or undo."""

    DONE = "done"
    ALREADY = "already"  # by an earlier press
    OVERTAKEN = "overtaken"  # the watch was changed in another way since
    UNKNOWN = "unknown"  # no edit of this address has that id


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A change of a watch: the fields that differ, as they were and as they are to be."""

    id: int
    before: Fields
    after: Fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What came of a press, with the edit that it was about and whose it is."""

    outcome: Outcome
    edit: Edit | None = None
    profile: Profile | None = None


async def propose(session: AsyncSession, profile: Profile, changes: Fields, now: datetime) -> Edit | None:
    """Write a change down without making it. None when it would change nothing."""
    after = {name: value for name, value in changes.items() if _of(profile, name) != value}
    if not after:
        return None
    row = WatchEdit(
        watch_id=profile.watch.id,
        before=msgspec.to_builtins({name: _of(profile, name) for name in after}),
        after=msgspec.to_builtins(after),
        proposed_at=now,
    )
    session.add(row)
    await session.flush()
    return _edit(row)


async def make(session: AsyncSession, profile: Profile, changes: Fields, now: datetime) -> Edit | None:
    """Change a watch at once, in a way that can be undone. None when nothing changes.

    When the very last change was this one, a button was pressed twice: that change is given again.
    """
    edit = await propose(session, profile, changes, now)
    if edit is None:
        last = await _last(session, profile)
        return last if last is not None and changes and last.after.items() <= changes.items() else None
    await _move(session, edit.id, WatchEdit.made_at, now)
    await suppliers.edit(session, profile, now, **edit.after)
    return edit


async def accept(session: AsyncSession, address: str, edit_id: int, now: datetime) -> Answered:
    """Make a change that was proposed to this address."""
    row, profile = await _own(session, address, edit_id)
    if row is None or profile is None or row.undone_at is not None:
        return Answered(outcome=Outcome.UNKNOWN)
    edit = _edit(row)
    if row.made_at is not None:
        return Answered(outcome=Outcome.ALREADY, edit=edit, profile=profile)
    return await _change(session, profile, edit, WatchEdit.made_at, now)


async def undo(session: AsyncSession, address: str, edit_id: int, now: datetime) -> Answered:
    """Put back what a change of this address replaced."""
    row, profile = await _own(session, address, edit_id)
    if row is None or profile is None or row.made_at is None:
        return Answered(outcome=Outcome.UNKNOWN)
    edit = _edit(row)
    if row.undone_at is not None:
        return Answered(outcome=Outcome.ALREADY, edit=edit, profile=profile)
    return await _change(session, profile, edit, WatchEdit.undone_at, now)


def watch_with(profile: Profile, fields: Fields) -> Watch:
    """Return what a supplier asks for, with some of it as `fields` say. Fields of the rhythm are left out."""
    asked = {name: value for name, value in fields.items() if name in Watch.__dataclass_fields__}
    return replace(suppliers.watch_of(profile.watch), **asked)


async def _change(
    session: AsyncSession, profile: Profile, edit: Edit, moment: Any, now: datetime
) -> Answered:
    forward = moment is WatchEdit.made_at
    expected, wanted = (edit.before, edit.after) if forward else (edit.after, edit.before)
    if any(_of(profile, name) != value for name, value in expected.items()):
        return Answered(outcome=Outcome.OVERTAKEN, edit=edit, profile=profile)
    if not await _move(session, edit.id, moment, now):
        return Answered(outcome=Outcome.ALREADY, edit=edit, profile=profile)
    await suppliers.edit(session, profile, now, **wanted)
    return Answered(outcome=Outcome.DONE, edit=edit, profile=profile)


async def _move(session: AsyncSession, edit_id: int, moment: Any, now: datetime) -> bool:
    """Set a moment of an edit that is not set yet. False when another press was quicker."""
    moved = await session.scalars(
        update(WatchEdit)
        .where(WatchEdit.id == edit_id, moment.is_(None))
        .values({moment: now})
        .returning(WatchEdit.id)
    )
    return bool(moved.all())


async def _own(session: AsyncSession, address: str, edit_id: int) -> tuple[WatchEdit | None, Profile | None]:
    """Return an edit of this address's watch as it is now, else nothing: an id in a button proves nothing."""
    profile = await suppliers.by_address(session, address)
    row = await session.scalar(
        select(WatchEdit)
        .join(WatchRow, WatchRow.id == WatchEdit.watch_id)
        .join(WatchRow.supplier)
        .where(WatchEdit.id == edit_id, Supplier.address == address)
    )
    if profile is None or row is None or row.watch_id != profile.watch.id:
        return None, None
    return row, profile


async def _last(session: AsyncSession, profile: Profile) -> Edit | None:
    """Return the last change that was made to a watch, if it still stands."""
    row: WatchEdit | None = await session.scalar(
        select(WatchEdit)
        .where(WatchEdit.watch_id == profile.watch.id, WatchEdit.made_at.is_not(None))
        .order_by(WatchEdit.made_at.desc(), WatchEdit.id.desc())
        .limit(1)
    )
    return None if row is None or row.undone_at is not None else _edit(row)


def _of(profile: Profile, name: str) -> Any:
    return getattr(profile.watch, name)


def _edit(row: WatchEdit) -> Edit:
    return Edit(id=row.id, before=_typed(row.before), after=_typed(row.after))


def _typed(fields: Fields) -> Fields:
    return {name: msgspec.convert(value, _TYPES[name]) for name, value in fields.items()}
