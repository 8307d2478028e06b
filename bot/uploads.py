"""Files of opportunities that an officer sent, from the preview until they are confirmed or dropped.

Telegram keeps the file. We keep its fingerprint, so that what is confirmed is what was shown.
"""

import hashlib
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import officers
from bot.officers import Task
from bot.tables import Upload

SOURCE = "opportunities-csv"
"""The source in the catalogue that holds what officers send."""

LARGEST_BYTES = 5_000_000
MOST_ROWS = 500
"""More would keep the bot from answering others for too long; the command line takes any number."""


def fingerprint(body: bytes) -> str:
    """Return what tells one file from another."""
    return hashlib.sha256(body).hexdigest()


async def keep(
    session: AsyncSession, address: str, *, file_id: str, name: str, body: bytes, by: str, now: datetime
) -> Upload:
    """Remember a file that was shown to an officer."""
    upload = Upload(
        address=address,
        file_id=file_id,
        name=name,
        fingerprint=fingerprint(body),
        uploaded_at=now,
        confirmed_at=None,
    )
    session.add(upload)
    await session.flush()
    await officers.record(
        session, by, Task.SEND_OPPORTUNITIES, now, f"upload {upload.id}", step="shown", bytes=len(body)
    )
    return upload


async def of_officer(session: AsyncSession, upload_id: int | None, address: str) -> Upload | None:
    """Return a file that this very chat sent."""
    return await session.scalar(select(Upload).where(Upload.id == upload_id, Upload.address == address))


async def confirm(session: AsyncSession, upload: Upload, *, by: str, now: datetime, **counts: int) -> bool:
    """Record that a file was loaded. False when it was before."""
    confirmed = await session.scalar(
        update(Upload)
        .where(Upload.id == upload.id, Upload.confirmed_at.is_(None))
        .values(confirmed_at=now)
        .returning(Upload.id)
    )
    if confirmed is None:
        return False
    await officers.record(
        session, by, Task.SEND_OPPORTUNITIES, now, f"upload {upload.id}", step="loaded", **counts
    )
    return True


async def drop(session: AsyncSession, upload_id: int | None, address: str) -> bool:
    """Forget a file that was not loaded. False when there is none."""
    gone = await session.scalars(
        delete(Upload)
        .where(Upload.id == upload_id, Upload.address == address, Upload.confirmed_at.is_(None))
        .returning(Upload.id)
    )
    return bool(gone.all())
