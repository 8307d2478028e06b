"""The audit can be added to, and nothing else: the database itself sees to it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError

from alerts.db import Sessions
from bot.tables import AuditEvent


async def add(sessions: Sessions, at: datetime) -> None:
    async with sessions.begin() as session:
        session.add(AuditEvent(at=at, actor="Jo", action="exported", subject=None, details={}))


async def test_an_audit_event_is_never_changed(sessions: Sessions) -> None:
    await add(sessions, datetime.now(UTC))

    with pytest.raises(DBAPIError, match="never changed"):
        async with sessions.begin() as session:
            await session.execute(update(AuditEvent).values(actor="Nobody"))


async def test_an_audit_event_is_deleted_only_when_it_is_six_years_old(sessions: Sessions) -> None:
    await add(sessions, datetime.now(UTC) - timedelta(days=6 * 366))
    async with sessions.begin() as session:
        await session.execute(delete(AuditEvent))
    await add(sessions, datetime.now(UTC) - timedelta(days=6 * 364))

    with pytest.raises(DBAPIError, match="kept for six years"):
        async with sessions.begin() as session:
            await session.execute(delete(AuditEvent))

    async with sessions.begin() as session:
        assert await session.scalar(select(func.count()).select_from(AuditEvent)) == 1
