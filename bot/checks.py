"""What `supplierbot check` looks at: settings, disk, catalogue, database, sources and token.

Each look gives findings: what is so, and how to mend it if it is wrong. Nothing is changed, nothing
is made, and no finding shows a secret.
"""

import shlex
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import httpx
from sqlalchemy import select

from alerts.db import open_engine, sessions_for
from alerts.errors import CatalogueError
from alerts.sources import Source, catalogue
from alerts.tables import SourceRow
from bot import appointments, database, settings
from bot.database import UNUSABLE, DatabaseError
from bot.migrations import Standing
from bot.settings import TELEGRAM, Settings
from bot.text import written

STALE = timedelta(days=1)
"""A source not read for a day: a supplier may have missed news of it."""

LEAST_FREE_BYTES = 200 * 1024**2
TIMEOUT_SECONDS = 10
UNKNOWN_TOKEN = {401, 404}  # Telegram says 401 to a token of the right form and 404 to any other


class Grade(StrEnum):
    """How a finding is, in the word that people read."""

    OK = "OK"
    NOTE = "Note"  # worth knowing; nothing has to be done
    MEND = "Mend"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at. `how` says how to mend or change it; None when there is no need."""

    grade: Grade
    about: str
    said: str
    how: str | None = None


async def look(found: Settings, http: httpx.AsyncClient, now: datetime) -> list[Finding]:
    """Look at everything, in the order in which a person would mend it."""
    findings = [Finding(grade=Grade.OK, about="Settings", said="Each one that is set can be used.")]
    findings += _unknown_names()
    findings.append(_disk(found))
    try:
        known: Mapping[str, Source] = catalogue(found.catalogue)
    except CatalogueError as error:
        how = "Mend the file that SUPPLIERBOT_CATALOGUE names."
        findings.append(Finding(grade=Grade.MEND, about="Catalogue", said=str(error), how=how))
        known = {}
    else:
        on = sum(source.on for source in known.values())
        said = f"It describes {written.counted(len(known), 'source')}; {on} are switched on."
        findings.append(Finding(grade=Grade.OK, about="Catalogue", said=said))
    findings += await _database(found, known, now)
    findings.append(await _token(found, http))
    return findings


def refused(error: settings.SettingsError) -> list[Finding]:
    """Say which settings are wrong. Without settings there is nothing else to look at."""
    how = "Change it where you set it: in the environment, or in the file .env in this folder."
    return [
        Finding(grade=Grade.MEND, about="Settings", said=line, how=how) for line in str(error).splitlines()
    ]


def _unknown_names() -> list[Finding]:
    return [
        Finding(
            grade=Grade.NOTE,
            about="Settings",
            said=f"{name} is set, but there is no setting of that name.",
            how=f"Did you mean {likeliest}?" if likeliest else "Take it away if nothing else needs it.",
        )
        for name, likeliest in settings.unknown_names().items()
    ]


def _disk(found: Settings) -> Finding:
    """Look whether the database's file can be written and has room to grow."""
    about, file = "Disk", database.sqlite_file(found)
    if file is None:
        return Finding(grade=Grade.OK, about=about, said="Nothing is kept on it: the database is a server.")
    if fault := database.fault_of(file):
        said, how = fault
        return Finding(grade=Grade.MEND, about=about, said=said, how=how)
    if (path := database.open_to_others(file)) is not None:
        said = f"Other accounts of this machine may read {path}, which holds what suppliers told us."
        return Finding(
            grade=Grade.MEND, about=about, said=said, how=f"Run: chmod 600 {shlex.quote(str(path))}"
        )
    folder = file.absolute().parent
    free = shutil.disk_usage(folder).free
    said = f"{folder} can be written, and has {free // 1024**2:,} MB free."
    if free < LEAST_FREE_BYTES:
        how = f"Free at least {LEAST_FREE_BYTES // 1024**2} MB."
        return Finding(grade=Grade.MEND, about=about, said=said, how=how)
    return Finding(grade=Grade.OK, about=about, said=said)


async def _database(found: Settings, known: Mapping[str, Source], now: datetime) -> list[Finding]:
    """Look at the database and, if it can be read, at when each source was last read."""
    about, file = "Database", database.sqlite_file(found)
    if file is not None and not file.exists():
        said = f"The file {file} is not there yet. The first command that needs it will make it."
        return [Finding(grade=Grade.NOTE, about=about, said=said)]
    try:
        standing = await database.standing(found)
    except DatabaseError as error:
        how = "Check that the database is running, and check SUPPLIERBOT_DATABASE_URL."
        return [Finding(grade=Grade.MEND, about=about, said=str(error), how=how)]
    if standing is not Standing.CURRENT:
        said, how = UNUSABLE[standing]
        return [Finding(grade=Grade.MEND, about=about, said=said, how=how)]
    said = "It can be read, and its tables are up to date."
    rows, officers = await _rows(found)
    return [
        Finding(grade=Grade.OK, about=about, said=said),
        *_sources(rows, known, now),
        _officers(officers, len(found.admins)),
    ]


async def _rows(found: Settings) -> tuple[dict[str, SourceRow], int]:
    """Return how far each source was read, and how many officers there are."""
    engine = open_engine(found.database_url.get_secret_value())
    try:
        async with sessions_for(engine).begin() as session:
            rows = {row.slug: row for row in await session.scalars(select(SourceRow))}
            return rows, len(await appointments.everyone(session))
    finally:
        await engine.dispose()


def _officers(officers: int, admins: int) -> Finding:
    """Look whether there is anybody who reads what suppliers report, or may invite those who do."""
    about = "Officers"
    if officers:
        said = f"There {'is' if officers == 1 else 'are'} {written.counted(officers, 'officer')}."
        return Finding(grade=Grade.OK, about=about, said=said)
    if admins:
        people = written.counted(admins, "person", "people")
        said = f"There are none yet. SUPPLIERBOT_ADMINS names {people} who may invite them."
        return Finding(grade=Grade.NOTE, about=about, said=said, how="One of them sends /invite to the bot.")
    said = "There are none, and SUPPLIERBOT_ADMINS names nobody, so nobody can invite them in the chat."
    how = "Set SUPPLIERBOT_ADMINS to your Telegram id, or run: supplierbot officers add NAME --role admin"
    return Finding(grade=Grade.NOTE, about=about, said=said, how=how)


def _sources(rows: Mapping[str, SourceRow], known: Mapping[str, Source], now: datetime) -> list[Finding]:
    """Look at each source that is polled: when was it last read, and what went wrong since?"""
    polled = [source for source in known.values() if source.on and source.url is not None]
    read = [
        source for source in polled if (row := rows.get(source.slug)) and (row.last_ok_at or row.last_error)
    ]
    if polled and not read:
        said, how = "None was read yet.", "To read them now, run: supplierbot sources poll"
        return [Finding(grade=Grade.NOTE, about="Sources", said=said, how=how), *_held(rows)]
    return [
        *(_source(source, rows[source.slug], now) for source in read),
        *_troubles(read, rows),
        *_held(rows),
    ]


def _troubles(sources: Iterable[Source], rows: Mapping[str, SourceRow]) -> list[Finding]:
    """Look for sources that bring far too little, or nothing, or cannot be read for long."""
    return [
        Finding(
            grade=Grade.MEND,
            about=f"Source {source.slug}",
            said=f"It may not be working since {written.moment(row.trouble_at)}. {row.trouble}",
            how=f"Compare with {source.website or 'its website'}. If it has moved, change its address in the "
            "catalogue. If it only publishes less, there is nothing to do: after some weeks this counts as usual.",
        )
        for source in sources
        if (row := rows[source.slug]).trouble_at is not None
    ]


def _held(rows: Mapping[str, SourceRow]) -> list[Finding]:
    """Look for sources that nobody is told of, because they bring far more than usual."""
    return [
        Finding(
            grade=Grade.MEND,
            about=f"Source {row.slug}",
            said=f"It is held since {written.moment(row.held_at)}, and no supplier is told of what it brings. "
            f"{row.held_because}",
            how="Send /held to the bot and decide. Or, to tell suppliers, run: "
            f"supplierbot sources release {row.slug}",
        )
        for row in rows.values()
        if row.held_at is not None
    ]


def _source(source: Source, row: SourceRow, now: datetime) -> Finding:
    about = f"Source {source.slug}"
    if row.last_ok_at is None:
        said = "It was never read."
    else:
        said = f"It was last read on {written.moment(row.last_ok_at)}."
    stale = row.last_ok_at is None or now - row.last_ok_at > max(STALE, 2 * source.poll_every)
    if row.last_error is not None and row.failures:
        said = f"{said} The last try failed: {row.last_error}"
        how = f"It is tried again by itself. To try now, run: supplierbot sources poll {source.slug}"
    else:
        how = "Is Supplierbot running? To start it, run: supplierbot run"
    if stale:
        return Finding(grade=Grade.MEND, about=about, said=said, how=how)
    if row.failures:
        return Finding(grade=Grade.NOTE, about=about, said=said, how=how)
    return Finding(grade=Grade.OK, about=about, said=said)


async def _token(found: Settings, http: httpx.AsyncClient) -> Finding:
    """Ask the Bot API server whose token it is."""
    about, server = "Token", "Telegram" if found.api_url == TELEGRAM else found.api_url
    if found.token is None:
        return Finding(
            grade=Grade.NOTE,
            about=about,
            said="None is set. The demo works without one: supplierbot demo",
            how="To talk on Telegram, write to @BotFather there, send it /newbot, "
            "and set SUPPLIERBOT_TOKEN to the token it gives you.",
        )
    try:
        answer = await http.get(
            f"{found.api_url}/bot{found.token.get_secret_value()}/getMe", timeout=TIMEOUT_SECONDS
        )
        said = answer.json() if answer.status_code == httpx.codes.OK else {}
    except (httpx.HTTPError, httpx.InvalidURL):
        how = "Check the network of this machine, and SUPPLIERBOT_API_URL."
        return Finding(grade=Grade.MEND, about=about, said=f"{server} cannot be reached.", how=how)
    except ValueError:
        how = "Check SUPPLIERBOT_API_URL."
        return Finding(grade=Grade.MEND, about=about, said=f"{server} is not a Bot API server.", how=how)
    if answer.status_code in UNKNOWN_TOKEN:
        how = "Copy the token again from @BotFather into SUPPLIERBOT_TOKEN."
        return Finding(grade=Grade.MEND, about=about, said=f"{server} does not know the token.", how=how)
    return _who(server, answer.status_code, said)


def _who(server: str, status: int, said: object) -> Finding:
    """Read the answer to getMe."""
    match said:
        case {"ok": True, "result": {"username": str(name)}}:
            return Finding(grade=Grade.OK, about="Token", said=f"{server} knows it: the bot is @{name}.")
        case _:
            how = "Try again in some minutes. If it stays so, check SUPPLIERBOT_API_URL."
            what = f"{server} did not say whose token it is (status {status})."
            return Finding(grade=Grade.MEND, about="Token", said=what, how=how)
