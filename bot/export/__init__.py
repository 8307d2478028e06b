"""Write what suppliers reported to a file: CSV, an Excel workbook, or JSON.

`write` is the one way out, for the command and for the chat. `lines` decides what may leave of a report,
`columns` is the data dictionary, `reading` pages through the database, `tally` counts, `suppression` hides small
counts, `bids` counts bid results, `cells` keeps formulas from running, and each format has a module.
"""

import asyncio
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Protocol

import msgspec

from alerts.db import Sessions
from bot import officers
from bot.export import bids, reading, summary, tally
from bot.export.about import About, Format
from bot.export.csv_file import CsvFile
from bot.export.json_file import JsonFile
from bot.export.lines import Line
from bot.export.workbook import MOST_ROWS, WorkbookFile
from bot.officers import Task
from bot.report_filters import Filters
from bot.text import exports as words

__all__ = ["ExportError", "Format", "Written", "write"]

Progress = Callable[[int, int], object]
"""Told how many reports are written, and of how many."""


class ExportError(Exception):
    """An export cannot be made as it was asked for. The text is a sentence that says why, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A file that was written. `rows` is how many reports it lists, `reports` how many it counts."""

    rows: int
    reports: int
    size_bytes: int


class _File(Protocol):
    def add(self, lines: Sequence[Line]) -> None: ...
    def finish(self, rows: int) -> None: ...
    def close(self) -> None: ...


async def write(
    sessions: Sessions,
    filters: Filters,
    form: Format,
    to: Path,
    *,
    who: str,
    now: datetime,
    for_publication: bool = False,
    progress: Progress | None = None,
) -> Written:
    """Write the reports that pass the filters to a new file, and return how many.

    The audit is written in the transaction in which the reading begins. The file appears when it is whole.
    Each page is read in a transaction of its own and written in a thread, so that neither another writer
    nor the chat waits for an export.

    Raises:
        ExportError: There are more reports than the format can hold.
        FileExistsError: There is something at `to` already.
        OSError: The folder cannot be written.
    """
    with _new_file(to) as (file, folder):
        about, last_id = await _begin(
            sessions, filters, form, who=who, now=now, for_publication=for_publication
        )
        rows = 0
        with closing(_opened(file, form, about, folder)) as opened:
            if not for_publication:
                async for lines in reading.pages(sessions, filters, last_id):
                    await asyncio.to_thread(opened.add, lines)
                    rows += len(lines)
                    if progress is not None:
                        progress(rows, about.rows)
            await asyncio.to_thread(opened.finish, rows)
        size = file.seek(0, 2)
    return Written(rows=rows, reports=about.tally.reports, size_bytes=size)


async def _begin(
    sessions: Sessions, filters: Filters, form: Format, *, who: str, now: datetime, for_publication: bool
) -> tuple[About, int]:
    """Count, and put what is being exported into the audit."""
    async with sessions.begin() as session:
        rows, last_id = await reading.extent(session, filters)
        counted = await tally.count(session, filters)
        if form is Format.XLSX and not for_publication and rows > MOST_ROWS:
            raise ExportError(words.too_many(rows, MOST_ROWS))
        await officers.record(
            session,
            who,
            Task.EXPORT_REPORTS,
            now,
            format=form.value,
            for_publication=for_publication,
            filters=msgspec.to_builtins(filters.given()),
            reports=rows,
        )
    about = About(
        filters=filters,
        rows=0 if for_publication else rows,
        exported_at=now,
        exported_by=who,
        for_publication=for_publication,
        tally=counted,
        summary=await asyncio.to_thread(summary.of, counted, filters, for_publication=for_publication),
        bids=[] if form is Format.CSV else await bids.by_trade(sessions, filters.since, filters.until),
    )
    return about, last_id


def _opened(file: IO[bytes], form: Format, about: About, folder: Path) -> _File:
    match form:
        case Format.CSV:
            return CsvFile(file, about)
        case Format.XLSX:
            return WorkbookFile(file, about, folder)
        case Format.JSON:
            return JsonFile(file, about)


@contextmanager
def _new_file(to: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """Give a file to write, and a folder for what is needed meanwhile; both beside the target, and both hidden.

    Renamed at the end, so that a killed export leaves nothing under the name that was asked for.
    """
    if to.exists():
        raise FileExistsError(f"{to} is there already")
    with tempfile.TemporaryDirectory(
        dir=to.parent, prefix=f".{to.name}-", ignore_cleanup_errors=True
    ) as name:
        folder = Path(name)
        part = folder / to.name
        with part.open("xb") as file:
            yield file, folder
        _name(part, to)


def _name(part: Path, to: Path) -> None:
    try:
        to.hardlink_to(part)  # a link refuses a name that was taken meanwhile; renaming would overwrite it
    except FileExistsError:
        raise
    except OSError:  # a disk without links, such as a memory stick
        part.rename(to)
