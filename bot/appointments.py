"""Who becomes an officer, and who stays one: invitations, roles, removal. Each step is audited as it is done.

An invitation is a link that works once, for a week. The link carries a secret; only its fingerprint is
kept, so that nobody who reads the database can use it. Whoever loses a role loses the invitations that
they made, and any that was made for them, so that nobody lets themselves in again.
"""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import officers, redaction
from bot.officers import Task
from bot.tables import Invitation, Officer, Role

LASTS = timedelta(days=7)
PREFIX = "inv_"
LONGEST_NAME = 60
_SECRET_BYTES = 24
_ROLE_LAST = re.compile(
    rf"^(?P<name>.*?)[\s,]*(?:\bas\s+)?(?:\ban?\s+)?\b(?P<role>{'|'.join(Role)})$", re.IGNORECASE
)


class Refused(StrEnum):
    """Why nobody was appointed, changed or removed."""

    UNKNOWN = "unknown"  # no such invitation, or no such officer
    EXPIRED = "expired"
    USED = "used"
    REVOKED = "revoked"
    ALREADY = "already"  # this chat is an officer's
    NAME_TAKEN = "name taken"
    LAST_ADMIN = "last admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """An invitation, and the secret of its link, which is shown once and kept nowhere."""

    invitation: Invitation
    secret: str

    @property
    def payload(self) -> str:
        """What stands behind /start when the link is opened."""
        return PREFIX + self.secret


def read(typed: str) -> tuple[str, Role | None]:
    """Return the name and the role that were typed: "Jo Smith, reader", "Jo Smith as an editor", "Jo Smith"."""
    line = redaction.name(typed, 2 * LONGEST_NAME)
    found = _ROLE_LAST.match(line)
    if found is None:
        return line[:LONGEST_NAME].strip(), None
    return found["name"].strip(" ,")[:LONGEST_NAME].strip(), Role(found["role"].lower())


async def invite(session: AsyncSession, name: str, role: Role, by: str, now: datetime) -> Invited | Refused:
    """Make an invitation, in place of any other that was made for this name and not used."""
    if await _named(session, name) is not None:
        return Refused.NAME_TAKEN
    await _revoke_all(session, func.lower(Invitation.name) == name.lower(), now)
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    invitation = Invitation(
        fingerprint=_fingerprint(secret),
        name=name,
        role=role,
        made_by=by,
        made_at=now,
        expires_at=now + LASTS,
        used_at=None,
        revoked_at=None,
    )
    session.add(invitation)
    await officers.record(session, by, Task.INVITE, now, name, role=role)
    return Invited(invitation=invitation, secret=secret)


async def opened(
    session: AsyncSession, secret: str, address: str, now: datetime
) -> Invitation | Officer | Refused:
    """Return the invitation of a link, or why it does not work. For an officer's chat, the officer."""
    officer = await session.scalar(select(Officer).where(Officer.address == address))
    if officer is not None:
        return officer
    invitation = await session.scalar(
        select(Invitation).where(Invitation.fingerprint == _fingerprint(secret))
    )
    if invitation is None:
        return Refused.UNKNOWN
    if invitation.used_at is not None:
        return Refused.USED
    if invitation.revoked_at is not None:
        return Refused.REVOKED
    return Refused.EXPIRED if invitation.expires_at <= now else invitation


async def join(session: AsyncSession, secret: str, address: str, now: datetime) -> Officer | Refused:
    """Make whoever holds a link the officer that it names. The database lets one of them through, once."""
    found = await opened(session, secret, address, now)
    if isinstance(found, Officer):
        return Refused.ALREADY
    if isinstance(found, Refused):
        return found
    if await _named(session, found.name) is not None:
        return Refused.NAME_TAKEN
    used = await session.scalar(
        update(Invitation)
        .where(Invitation.id == found.id, _is_open(now))
        .values(used_at=now)
        .returning(Invitation.id)
    )
    if used is None:
        return Refused.USED
    officer = await _add(session, address, found.name, found.role, by=found.made_by, now=now)
    await officers.record(session, officer.name, Task.JOIN, now, officer.name, role=officer.role)
    return officer


async def appoint(
    session: AsyncSession, address: str, name: str, role: Role, *, by: str, now: datetime
) -> Officer | Refused:
    """Make an officer of a chat that is known, without an invitation."""
    if await session.scalar(select(Officer.id).where(Officer.address == address)) is not None:
        return Refused.ALREADY
    if await _named(session, name) is not None:
        return Refused.NAME_TAKEN
    officer = await _add(session, address, name, role, by=by, now=now)
    await officers.record(session, by, Task.APPOINT, now, name, role=role)
    return officer


async def change_role(
    session: AsyncSession, officer_id: int | None, role: Role, by: str, now: datetime, *, other_admins: bool
) -> Officer | Refused:
    """Give an officer another role. The same role again changes nothing.

    Without `other_admins`, such as those of the settings, the last admin stays one.
    """
    officer = await _locked(session, officer_id)
    if officer is None:
        return Refused.UNKNOWN
    if officer.role is role:
        return officer
    if not other_admins and await _is_last_admin(session, officer):
        return Refused.LAST_ADMIN
    before, officer.role = officer.role, role
    if before is Role.ADMIN:
        await _revoke_all(session, Invitation.made_by == officer.name, now)
    await officers.record(session, by, Task.CHANGE_ROLE, now, officer.name, before=before, role=role)
    return officer


async def remove(
    session: AsyncSession, officer_id: int | None, by: str, now: datetime, *, other_admins: bool
) -> Officer | Refused:
    """Remove an officer at once. Without `other_admins`, such as those of the settings, the last admin stays."""
    officer = await _locked(session, officer_id)
    if officer is None:
        return Refused.UNKNOWN
    if not other_admins and await _is_last_admin(session, officer):
        return Refused.LAST_ADMIN
    await session.delete(officer)
    await _revoke_all(session, or_(Invitation.made_by == officer.name, Invitation.name == officer.name), now)
    await officers.record(session, by, Task.REMOVE, now, officer.name, role=officer.role)
    return officer


async def revoke(
    session: AsyncSession, invitation_id: int | None, by: str, now: datetime
) -> Invitation | None:
    """Take an invitation back. None when it was used, taken back or over before."""
    invitation = await session.scalar(
        update(Invitation)
        .where(Invitation.id == invitation_id, _is_open(now))
        .values(revoked_at=now)
        .returning(Invitation)
    )
    if invitation is not None:
        await officers.record(session, by, Task.REVOKE, now, invitation.name, role=invitation.role)
    return invitation


async def by_id(session: AsyncSession, officer_id: int | None) -> Officer | None:
    """Return an officer."""
    return None if officer_id is None else await session.get(Officer, officer_id)


async def everyone(session: AsyncSession) -> Sequence[Officer]:
    """Return all officers, in the order they were appointed."""
    return (await session.scalars(select(Officer).order_by(Officer.appointed_at, Officer.id))).all()


async def invitations(session: AsyncSession, now: datetime) -> Sequence[Invitation]:
    """Return the invitations that somebody may still use, the oldest first."""
    return (await session.scalars(select(Invitation).where(_is_open(now)).order_by(Invitation.id))).all()


def _fingerprint(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _is_open(now: datetime) -> ColumnElement[bool]:
    return and_(Invitation.used_at.is_(None), Invitation.revoked_at.is_(None), Invitation.expires_at > now)


async def _named(session: AsyncSession, name: str) -> Officer | None:
    return await session.scalar(select(Officer).where(func.lower(Officer.name) == name.lower()))


async def _locked(session: AsyncSession, officer_id: int | None) -> Officer | None:
    """Return an officer, and hold all admins: two who remove each other at once must not leave none."""
    held = await session.scalars(
        select(Officer)
        .where(or_(Officer.id == officer_id, Officer.role == Role.ADMIN))
        .order_by(Officer.id)
        .with_for_update()
    )
    return next((officer for officer in held.all() if officer.id == officer_id), None)


async def _is_last_admin(session: AsyncSession, officer: Officer) -> bool:
    others = await session.scalar(
        select(func.count()).where(Officer.role == Role.ADMIN, Officer.id != officer.id)
    )
    return officer.role is Role.ADMIN and not others


async def _revoke_all(session: AsyncSession, which: ColumnElement[bool], now: datetime) -> None:
    await session.execute(update(Invitation).where(which, _is_open(now)).values(revoked_at=now))


async def _add(
    session: AsyncSession, address: str, name: str, role: Role, *, by: str, now: datetime
) -> Officer:
    officer = Officer(address=address, name=name, role=role, appointed_at=now, appointed_by=by)
    session.add(officer)
    await session.flush()
    return officer
