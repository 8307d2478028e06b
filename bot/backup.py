"""A backup of the SQLite file while the bot writes on, and putting one back.

Both copy by SQLite's own online backup, from one moment, into a new file that only its owner may read. The copy
is checked (every page, every reference, each table's rows) before it gets its name, so that a file
of that name is always whole. PostgreSQL has tools of its own; `on_server` says how to call them.
"""

import os
import shlex
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from alerts.full_text import KEPT_BY_DATABASE
from bot.database import BESIDE, DatabaseError
from bot.settings import Settings

PAGES_A_STEP = 2_000
"""Eight megabytes. Between two steps the progress is told."""

BUSY_SECONDS = 30
Progress = Callable[[int, int], None]
"""Told how many pages are copied, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What was copied: rows of each table, and the size of the new file."""

    rows: Mapping[str, int]
    bytes: int


def save(source: Path, to: Path, *, replace: bool = False, progress: Progress | None = None) -> Copied:
    """Copy the database in `source` to the file `to`, as it is at this moment, while others write on.

    Raises:
        DatabaseError: `to` is there and is not to be replaced, or the copy did not come out whole.
    """
    if to.exists() and not replace:
        raise DatabaseError(f"{to} is there already. Choose another name, or add --replace.")
    if not source.exists():
        raise DatabaseError(f"There is no file {source} yet, so there is nothing to save.")
    with _copy(source, "rw", beside=to, progress=progress) as (copy, copied):
        copy.replace(to)
        _to_disk(to.absolute().parent)
    return copied


@contextmanager
def made_ready(
    backup: Path, file: Path, *, progress: Progress | None = None
) -> Iterator[tuple[Path, Copied]]:
    """Give a checked copy of `backup` beside `file`, which `put_in_place` may then give its name.

    Raises:
        DatabaseError: The backup is not there, or is not whole.
    """
    if not backup.is_file():
        raise DatabaseError(f"There is no file {backup}.")
    with _copy(backup, "ro", beside=file, progress=progress) as (copy, copied):
        yield copy, copied


def put_in_place(copy: Path, file: Path, now: datetime) -> Path | None:
    """Give a copy the name of the database's file. What had the name is kept under another, which is returned.

    Raises:
        DatabaseError: Another program uses the file that is there.
    """
    aside = None
    if file.exists():
        _finish(file)
        aside = file.with_name(f"{file.name}.before-{now:%Y%m%dT%H%M%SZ}")
        for ending in BESIDE:  # they are there only if it is damaged, and must not be read with the new one
            part = file.with_name(file.name + ending)
            if part.exists():
                part.rename(aside.with_name(aside.name + ending))
        try:
            os.link(file, aside)  # a second name, so that at no moment the first one is missing
        except OSError:
            file.rename(aside)  # on a disk that knows no second names
        aside.chmod(0o600)
    copy.replace(file)
    _to_disk(file.absolute().parent)
    return aside


def on_server(settings: Settings, to: Path) -> tuple[str, str]:
    """Return the commands that save a PostgreSQL database to a file and put it back, without the password."""
    url = make_url(settings.database_url.get_secret_value())
    where = [
        f"--{name}={value}"
        for name, value in (
            ("host", url.host or url.query.get("host")),
            ("port", url.port or url.query.get("port")),
            ("username", url.username or url.query.get("user")),
            ("dbname", url.database),
        )
        if value
    ]
    save_it = ["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={to}", *where]
    put_back = [
        "pg_restore",
        "--clean",
        "--if-exists",
        "--no-owner",
        "--no-privileges",
        "--single-transaction",
    ]
    return shlex.join(save_it), shlex.join([*put_back, *where, str(to)])


@contextmanager
def _copy(
    source: Path, mode: str, *, beside: Path, progress: Progress | None
) -> Iterator[tuple[Path, Copied]]:
    """Give a checked copy in a file of another name beside `beside`. What is not renamed is deleted.

    `mode` is "ro" for a source on a disk that cannot be written, and "rw" for one that others use: who only
    reads leaves files behind.
    """
    if not beside.absolute().parent.is_dir():
        raise DatabaseError(f"There is no folder {beside.absolute().parent}. Make it, or choose another.")
    if beside.is_dir():
        raise DatabaseError(f"{beside} is a folder. Name a file in it.")
    copy = beside.with_name(f".{beside.name}.{os.getpid()}.part")
    copy.unlink(missing_ok=True)
    os.close(os.open(copy, os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield copy, _filled(source, mode, copy, progress)
    finally:
        for ending in ("", *BESIDE):
            copy.with_name(copy.name + ending).unlink(missing_ok=True)


def _filled(source: Path, mode: str, copy: Path, progress: Progress | None) -> Copied:
    """Copy, and check that the copy is whole and has what the source had at that moment."""
    try:
        with closing(_opened(source, mode)) as old, closing(_opened(copy, "rw")) as new:
            old.execute("BEGIN")  # from here on it shows one moment, whatever others write
            rows = _rows(old)
            old.backup(
                new,
                pages=PAGES_A_STEP,
                progress=None if progress is None else lambda _, left, all_: progress(all_ - left, all_),
                sleep=0.01,
            )
            new.execute("PRAGMA journal_mode = DELETE")  # one file alone, for a disk that cannot be written
            faults = [str(row[0]) for row in new.execute("PRAGMA integrity_check(1)") if row[0] != "ok"]
            faults += [f"a row of {row[0]} leads nowhere" for row in new.execute("PRAGMA foreign_key_check")]
            if _rows(new) != rows:
                faults.append("it has other rows")
    except sqlite3.Error as error:
        raise DatabaseError(f"{source} cannot be copied: {error}.") from error
    if faults:
        raise DatabaseError(f"{source} is damaged: {faults[0]}. Nothing was changed.")
    _to_disk(copy)
    return Copied(rows=rows, bytes=copy.stat().st_size)


def _finish(file: Path) -> None:
    """Write into a file what SQLite keeps beside it, which it lets nobody do while another uses it."""
    try:
        with closing(_opened(file, "rw", busy_seconds=1)) as opened:
            opened.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            return
        raise DatabaseError(f"Another program uses {file}. Stop it first.") from error
    except sqlite3.DatabaseError:
        return  # it is damaged, which is why another takes its place


def _opened(file: Path, mode: str, *, busy_seconds: float = BUSY_SECONDS) -> sqlite3.Connection:
    address = f"{file.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=busy_seconds)


def _rows(connection: sqlite3.Connection) -> dict[str, int]:
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
    ).fetchall()
    # The names are the database's own. What it keeps for searching is no table of ours.
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
        for (name,) in tables
        if not KEPT_BY_DATABASE.fullmatch(name)
    }


def _to_disk(path: Path) -> None:
    """Wait until what was written, or in a folder renamed, would survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
