"""The database of these settings: how it stands to this code, and making a new one ready."""

import os
import socket
import stat
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from alerts.db import open_engine
from bot import migrations
from bot.migrations import Standing
from bot.settings import Settings

BESIDE = ("-wal", "-shm")
"""What SQLite keeps beside a file while it is in use. Each gets the mode of the file when it is made."""


class DatabaseError(Exception):
    """The database cannot be used as it is. The text is a sentence that says why, and what to do."""


UNUSABLE: Mapping[Standing, tuple[str, str]] = {
    Standing.EMPTY: ("The database has no tables yet.", "Run: supplierbot db upgrade"),
    Standing.BEHIND: ("The database is older than this Supplierbot.", "Run: supplierbot db upgrade"),
    Standing.AHEAD: (
        "The database was changed by a newer Supplierbot, and this one cannot read it.",
        "Install the newer Supplierbot.",
    ),
    Standing.FOREIGN: (
        "The database has tables that are not Supplierbot's.",
        "Give Supplierbot a database of its own in SUPPLIERBOT_DATABASE_URL.",
    ),
}
"""Why a database cannot be used as it stands, and how to mend it."""


def sqlite_file(settings: Settings) -> Path | None:
    """Return the database's file, or None when it is a server or in memory."""
    url = make_url(settings.database_url.get_secret_value())
    if url.get_backend_name() != "sqlite" or url.database in {None, "", ":memory:"}:
        return None
    return Path(str(url.database))


def fault_of(file: Path) -> tuple[str, str] | None:
    """Return why SQLite cannot use a file, and how to mend it; None when nothing speaks against it.

    Looked at before it is opened: the driver leaves a thread behind when opening fails, which then
    prints a traceback of its own.
    """
    folder = file.absolute().parent
    if not folder.is_dir():
        return (
            f"There is no folder {folder} for the database file.",
            "Make the folder, or name another file in SUPPLIERBOT_DATABASE_URL.",
        )
    if file.is_dir():
        return f"{file} is a folder.", "Name a file in SUPPLIERBOT_DATABASE_URL."
    # SQLite writes two more files beside its own, so the folder counts too.
    for path in (folder, file):
        if path.exists() and not os.access(path, os.R_OK | os.W_OK):
            return (
                f"{path} cannot be written.",
                "Give the account that runs Supplierbot the right to write it.",
            )
    return None


def open_to_others(file: Path) -> Path | None:
    """Return the database's file, or one of those that SQLite keeps beside it, if other accounts may read it."""
    for path in (file, *(file.with_name(file.name + ending) for ending in BESIDE)):
        if path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            return path
    return None


def name(settings: Settings) -> str:
    """Name the database for a sentence, without its password."""
    url = make_url(settings.database_url.get_secret_value())
    file = sqlite_file(settings)
    return f"The database {url.render_as_string(hide_password=True)}" if file is None else f"The file {file}"


def why_not(error: OSError | SQLAlchemyError, settings: Settings) -> str:
    """Say why the database did not open or did not do what it was asked."""
    return f"{name(settings)} cannot be used: {_reason(error).rstrip('.')}."


def _reason(error: OSError | SQLAlchemyError) -> str:
    match error:
        case ConnectionRefusedError():
            return "nothing answers at that address"
        case socket.gaierror():
            return "its host is not known here"
        case TimeoutError():
            return "it did not answer in time"
        case DBAPIError():
            said = str(error.orig)
        case _:
            said = str(error)
    # The database's own words, but only the first line: the statement and its values, which may be
    # personal, stand below it.
    return (said.splitlines() or [type(error).__name__])[0]


async def standing(settings: Settings) -> Standing:
    """Return how the database stands to this code.

    Raises:
        DatabaseError: It does not open.
    """
    file = sqlite_file(settings)
    if file is not None and (fault := fault_of(file)):
        raise DatabaseError(" ".join(fault))
    engine = open_engine(settings.database_url.get_secret_value())
    try:
        return await migrations.standing(engine)
    except (OSError, SQLAlchemyError) as error:
        raise DatabaseError(why_not(error, settings)) from error
    finally:
        await engine.dispose()


async def upgrade(settings: Settings) -> Standing:
    """Bring the tables up to date, and return how the database stood before.

    Raises:
        DatabaseError: It does not open, or is not one that we may change.
    """
    before = await standing(settings)
    if before in {Standing.AHEAD, Standing.FOREIGN}:
        raise DatabaseError(" ".join(UNUSABLE[before]))
    engine = open_engine(settings.database_url.get_secret_value())
    try:
        await migrations.upgrade(engine)
    finally:
        await engine.dispose()
    return before


async def downgrade(settings: Settings, to: str) -> None:
    """Take the tables back to an earlier step. What only later steps keep is lost.

    Raises:
        DatabaseError: It does not open, is not one of ours, or has not come as far as that step.
    """
    before = await standing(settings)
    if before in {Standing.AHEAD, Standing.FOREIGN, Standing.EMPTY}:
        raise DatabaseError(" ".join(UNUSABLE[before]))
    engine = open_engine(settings.database_url.get_secret_value())
    try:
        known = await migrations.steps_made(engine)
        if to not in known:
            raise DatabaseError(f"There is no step {to} to go back to. There are: {', '.join(known)}.")
        await migrations.downgrade(engine, to)
    finally:
        await engine.dispose()


async def make_ready(settings: Settings) -> None:
    """Make a new SQLite file's tables, so that a newcomer needs no step; refuse any other that is not current.

    A server may be shared and its upgrade may take long, so an operator asks for it.

    Raises:
        DatabaseError: It does not open, or its tables are not the ones of this code.
    """
    before = await standing(settings)
    if before is Standing.EMPTY and sqlite_file(settings) is not None:
        await upgrade(settings)
    elif before is not Standing.CURRENT:
        raise DatabaseError(" ".join(UNUSABLE[before]))
