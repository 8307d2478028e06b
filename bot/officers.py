"""Who of the Council's staff may do what, and the record of what they did.

A task needs a role, and each role may do what the ones before it may. The people whom the setting ADMINS
names are admins without having been invited. Every check reads the table anew: whoever is removed can do
nothing more, from that moment on.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.tables import AuditEvent, Officer, Role

COMMAND_LINE = "command line"
"""Who acts when a command is typed on the machine itself: whoever can do that can do everything."""


class Task(StrEnum):
    """What an officer does. Stands in the audit, so never rename a value."""

    SEE_REPORTS = "see_reports"
    SEE_STATISTICS = "see_statistics"
    EXPORT_REPORTS = "export_reports"
    CHANGE_STATUS = "change_status"
    WRITE_NOTE = "write_note"
    PUBLISH_CHANGE = "publish_change"  # “you said, we did”
    WITHDRAW_CHANGE = "withdraw_change"
    SEND_OPPORTUNITIES = "send_opportunities"
    SEE_OFFICERS = "see_officers"
    INVITE = "invite"
    REVOKE = "revoke"  # an invitation
    JOIN = "join"  # by an invitation
    APPOINT = "appoint"  # without one
    CHANGE_ROLE = "change_role"
    REMOVE = "remove"
    LET_GO = "let_go"  # a source that was held
    EXPORT_SUPPLIER = "export_supplier"  # what is kept about one, at its own wish
    ERASE_SUPPLIER = "erase_supplier"


NEEDS: Mapping[Task, Role] = {
    Task.SEE_REPORTS: Role.READER,
    Task.SEE_STATISTICS: Role.READER,
    Task.EXPORT_REPORTS: Role.EXPORTER,
    Task.CHANGE_STATUS: Role.EDITOR,
    Task.WRITE_NOTE: Role.EDITOR,
    Task.PUBLISH_CHANGE: Role.EDITOR,
    Task.WITHDRAW_CHANGE: Role.EDITOR,
    Task.SEND_OPPORTUNITIES: Role.EDITOR,
    Task.SEE_OFFICERS: Role.ADMIN,
    Task.INVITE: Role.ADMIN,
    Task.REVOKE: Role.ADMIN,
    Task.JOIN: Role.READER,
    Task.APPOINT: Role.ADMIN,
    Task.CHANGE_ROLE: Role.ADMIN,
    Task.REMOVE: Role.ADMIN,
    Task.LET_GO: Role.EDITOR,
    Task.EXPORT_SUPPLIER: Role.ADMIN,
    Task.ERASE_SUPPLIER: Role.ADMIN,
}
"""The least role for each task."""

_RANK = {role: place for place, role in enumerate(Role)}


def may(role: Role, task: Task) -> bool:
    """Return whether a role is enough for a task."""
    return _RANK[role] >= _RANK[NEEDS[task]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """An officer who is doing something now."""

    name: str
    role: Role

    def may(self, task: Task) -> bool:
        """Return whether the role is enough."""
        return may(self.role, task)


async def acting(session: AsyncSession, address: str, admins: Collection[str]) -> Acting | None:
    """Return the officer behind an address, or None. `admins` are the addresses that the settings name."""
    officer = await session.scalar(select(Officer).where(Officer.address == address))
    if address in admins:
        return Acting(name="an admin" if officer is None else officer.name, role=Role.ADMIN)
    return None if officer is None else Acting(name=officer.name, role=officer.role)


async def record(
    session: AsyncSession, actor: str, task: Task, now: datetime, subject: str | None = None, **details: Any
) -> None:
    """Add to the audit, in the transaction that does the thing. Details are ids, counts and filters only."""
    session.add(AuditEvent(at=now, actor=actor, action=task.value, subject=subject, details=details))
    await session.flush()


async def audit(session: AsyncSession, since: datetime | None = None) -> Sequence[AuditEvent]:
    """Return what officers did, the oldest first."""
    wanted = [] if since is None else [AuditEvent.at >= since]
    return (await session.scalars(select(AuditEvent).where(*wanted).order_by(AuditEvent.id))).all()
