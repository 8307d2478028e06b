"""`supplierbot sources`: where notices come from, reading them now, and loading a file."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rapidfuzz import process
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from alerts import holding, ingest, intake
from alerts.holding import Held
from alerts.ingest import Imported, Polled
from alerts.sources import Source
from alerts.sources.csv_file import template as csv_template
from alerts.tables import SourceRow
from bot import files, officers
from bot.commands import AsJson, example, explained, print_json, progress, warn, with_shared
from bot.context import Shared
from bot.failures import CommandError
from bot.officers import COMMAND_LINE, Task
from bot.text import written

REJECTED_SHOWN = 20

app = typer.Typer(
    no_args_is_help=True,
    help="List the sources of notices, read them now, or load a file.",
    epilog=example("supplierbot sources list"),
)


@app.command("list", epilog=example("supplierbot sources list"))
def list_(*, as_json: AsJson = False) -> None:
    """List every source: whether it is switched on, how often it is read, and when it last was."""

    async def work(shared: Shared) -> None:
        async with shared.sessions.begin() as session:
            rows = {row.slug: row for row in await session.scalars(select(SourceRow))}
        if as_json:
            print_json([_plain(source, rows.get(source.slug)) for source in shared.catalogue.values()])
        else:
            Console().print(_table(shared.catalogue.values(), rows, shared.now()))

    with_shared(work)


@app.command(epilog=example("supplierbot sources poll find-a-tender"))
def poll(
    slugs: Annotated[
        list[str] | None, typer.Argument(metavar="[SLUG]...", help="Which to read, whether due or not.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Read sources now: the ones you name, or else every one that is due.

    What is new is matched, and each supplier it fits is owed a message.
    To send what is owed, run: supplierbot deliver
    """

    async def work(shared: Shared) -> None:
        for slug in slugs or ():
            _known(slug, shared.catalogue)
        with progress() as bar:
            bar.add_task("Reading", total=None)
            polled = await ingest.poll_due(
                shared.sessions, shared.http, shared.catalogue, shared.now(), only=slugs or None
            )
        if as_json:
            print_json(polled)
        elif not polled and not slugs:
            typer.echo("No source is due yet. To read one all the same, name it.")
        elif len(polled) < len(set(slugs or ())):
            warn("Some are being read by another Supplierbot at this moment.")
        for each in polled:
            _tell_polled(each, quiet=as_json)
        if any(each.error for each in polled):
            raise typer.Exit(1)

    with_shared(work)


@app.command("import", epilog=example("supplierbot sources import notices.csv --source opportunities-csv"))
def import_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The file to load, or - for standard input.")],
    *,
    source: Annotated[str, typer.Option("--source", metavar="SLUG", help="Which source it comes from.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; store nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Tell suppliers, however much is new in it.")] = False,
    as_json: AsJson = False,
) -> None:
    """Load a file of notices: OCDS JSON, RSS, Atom or CSV, as its source writes it.

    A record that cannot be read is listed with the reason; the others are loaded.
    Loading the same file twice changes nothing.
    A file compressed with gzip is opened first.
    When far more of it is new than its source usually brings, it is stored and nobody is told yet.
    """

    async def work(shared: Shared) -> None:
        chosen = _known(source, shared.catalogue)
        body = files.read(file)
        with progress() as bar:
            task = bar.add_task("Loading", total=None)
            imported = await ingest.import_file(
                shared.sessions,
                chosen,
                body,
                shared.now(),
                dry_run=dry_run,
                confirmed=yes,
                patiently=True,
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )
        _tell_imported(imported, file, dry_run=dry_run, as_json=as_json)
        if imported.held and not dry_run:
            _tell_held(source)

    with_shared(work)


@app.command(epilog=example("supplierbot sources release find-a-tender"))
def release(slug: Annotated[str, typer.Argument(metavar="SLUG", help="The source that is held.")]) -> None:
    """Let a source that is held go on, and tell suppliers of what waits.

    A source is held when it brings far more than usual, which may be a fault of the portal.
    """

    async def work(shared: Shared) -> None:
        found = await _let_go(shared, slug, told=True)
        owed = await intake.match_pending(shared.sessions, shared.now(), source_id=found.source_id)
        typer.echo(
            f"{slug} is let go: {written.counted(found.waiting, 'opportunity', 'opportunities')}, "
            f"{written.counted(owed, 'match', 'matches')}."
        )

    with_shared(work)


@app.command(epilog=example("supplierbot sources discard find-a-tender"))
def discard(slug: Annotated[str, typer.Argument(metavar="SLUG", help="The source that is held.")]) -> None:
    """Let a source that is held go on, and tell nobody of what waits.

    It stays where suppliers can look for it.
    """

    async def work(shared: Shared) -> None:
        found = await _let_go(shared, slug, told=False)
        waiting = written.counted(found.waiting, "opportunity", "opportunities")
        typer.echo(f"{slug} is let go, and nobody is told of {waiting}.")

    with_shared(work)


async def _let_go(shared: Shared, slug: str, *, told: bool) -> Held:
    _known(slug, shared.catalogue)
    now = shared.now()
    async with shared.sessions.begin() as session:
        found = next((each for each in await holding.held(session) if each.slug == slug), None)
        if found is None:
            raise CommandError(
                f"{slug} is not held. To see how each source stands, run: supplierbot sources list"
            )
        if told:
            await holding.release(session, found.source_id)
        else:
            await holding.discard(session, found.source_id, now)
        details = {"told": told, "waiting": found.waiting}
        await officers.record(session, COMMAND_LINE, Task.LET_GO, now, slug, **details)
    return found


@app.command(epilog=example("supplierbot sources template -o opportunities.csv"))
def template(
    to: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Where to write it.")
    ] = None,
) -> None:
    """Write an empty CSV to fill in with a spreadsheet, with one row as an example.

    Load it with: supplierbot sources import FILE --source opportunities-csv
    """
    with explained():
        if to is None:
            typer.echo(csv_template(), nl=False)
            return
        try:
            with to.open("xb") as new:
                new.write(csv_template())
        except FileExistsError:
            raise CommandError(f"{to} is there already. Move it, or choose another name.") from None
        typer.echo(f"The template is in {to}. Fill it in with a spreadsheet.")


def _known(slug: str, catalogue: Mapping[str, Source]) -> Source:
    """Return the source of this name, or say which names there are."""
    if slug in catalogue:
        return catalogue[slug]
    near = process.extractOne(slug.lower(), list(catalogue), score_cutoff=60)
    meant = f" Did you mean “{near[0]}”?" if near else ""
    raise CommandError(
        f"There is no source “{slug}”.{meant} The sources are: {', '.join(sorted(catalogue))}."
    )


def _tell_imported(imported: Imported, file: str, *, dry_run: bool, as_json: bool) -> None:
    """Say what was loaded on stdout, and what was not on stderr."""
    if as_json:
        print_json(
            {
                "read": imported.read,
                "new": imported.new,
                "changed": imported.changed,
                "unchanged": imported.unchanged,
                "rejected": imported.rejected,
                "held": imported.held,
            }
        )
    else:
        typer.echo(f"{files.name(file)}: {_counts(imported)}.")
        if dry_run:
            typer.echo("This was a dry run: nothing was stored.")
        for rejected in imported.rejected[:REJECTED_SHOWN]:
            warn(f"Record {rejected.record} was not loaded: {rejected.reason}")
        more = len(imported.rejected) - REJECTED_SHOWN
        if more > 0:
            warn(f"And {more:,} more. To see them all, add --json.")
    if imported.rejected and len(imported.rejected) == imported.read:
        raise CommandError("Nothing was loaded: no record of it can be used.")


def _tell_polled(polled: Polled, *, quiet: bool) -> None:
    if polled.error is not None:
        warn(f"{polled.slug}: {polled.error}")
    elif not quiet:
        typer.echo(f"{polled.slug}: {_counts(polled)}; {written.counted(polled.owed, 'match', 'matches')}.")
        if polled.waits_until is not None:
            typer.echo(f"There is more to read, from {written.moment(polled.waits_until)} on.")
    if polled.trouble is not None:
        warn(f"{polled.slug} may not be working: {polled.trouble}")
    if polled.held:
        _tell_held(polled.slug)


def _tell_held(slug: str) -> None:
    """Say that nobody is told of a source, and how an officer decides."""
    warn(
        f"{slug} is held: it brings far more than usual, so no supplier is told before somebody has looked.\n"
        "To see why, run:\n"
        "supplierbot sources list\n"
        "To tell suppliers, run:\n"
        f"supplierbot sources release {slug}\n"
        "To tell nobody of what waits, run:\n"
        f"supplierbot sources discard {slug}"
    )


def _counts(done: Imported | Polled) -> str:
    return (
        f"{written.counted(done.read, 'record')} read; {done.new:,} new, {done.changed:,} changed, "
        f"{done.unchanged:,} unchanged, {len(done.rejected):,} rejected"
    )


def _plain(source: Source, row: SourceRow | None) -> dict[str, object]:
    """Return a source for a program."""
    return {
        "slug": source.slug,
        "name": source.name,
        "kind": source.kind,
        "publisher": source.publisher,
        "licence": source.licence,
        "url": source.url,
        "on": source.on,
        "poll_every_seconds": int(source.poll_every.total_seconds()),
        "last_ok_at": None if row is None else row.last_ok_at,
        "next_poll_at": None if row is None else row.next_poll_at,
        "failures": 0 if row is None else row.failures,
        "last_error": None if row is None else row.last_error,
        "held_at": None if row is None else row.held_at,
        "held_because": None if row is None else row.held_because,
        "trouble_at": None if row is None else row.trouble_at,
        "trouble": None if row is None else row.trouble,
    }


def _table(sources: Iterable[Source], rows: Mapping[str, SourceRow], now: datetime) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("Source", "Kind", "Read", "Last read"):
        table.add_column(column, overflow="fold")
    for source in sources:
        row = rows.get(source.slug)
        table.add_row(source.slug, source.kind, _rhythm(source), _last_read(row, now))
    return table


def _rhythm(source: Source) -> str:
    if source.url is None:
        return "from a file"
    if not source.on:
        return "switched off"
    minutes = source.poll_every // timedelta(minutes=1)
    number, unit = (minutes // 60, "hour") if minutes % 60 == 0 else (minutes, "minute")
    return f"every {unit}" if number == 1 else f"every {number} {unit}s"


def _last_read(row: SourceRow | None, now: datetime) -> str:
    if row is None or (row.last_ok_at is None and not row.failures):
        return _standing("never", row)
    when = "never" if row.last_ok_at is None else _ago(now - row.last_ok_at)
    return _standing(f"{when}; the last try failed: {row.last_error}" if row.failures else when, row)


def _standing(read: str, row: SourceRow | None) -> str:
    if row is not None and row.held_at is not None:
        read = f"{read}. HELD, nobody is told: {row.held_because}"
    if row is not None and row.trouble is not None:
        read = f"{read}. MAY NOT BE WORKING: {row.trouble}"
    return read


def _ago(passed: timedelta) -> str:
    for unit, length in (("day", timedelta(days=1)), ("hour", timedelta(hours=1))):
        if passed >= 2 * length:
            return f"{written.counted(passed // length, unit)} ago"
    return f"{written.counted(max(passed // timedelta(minutes=1), 0), 'minute')} ago"
