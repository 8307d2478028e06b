"""`supplierbot db`: the tables, a backup and putting it back, and moving to another database."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from bot import backup, database, single, transfer
from bot.backup import Copied
from bot.commands import AsJson, example, explained, print_json, progress, warn
from bot.database import UNUSABLE
from bot.failures import CommandError
from bot.migrations import Standing
from bot.settings import Settings, database_address
from bot.text import written
from bot.transfer import Content

app = typer.Typer(
    no_args_is_help=True, help="Look after the database.", epilog=example("supplierbot db upgrade")
)

File = Annotated[Path, typer.Argument(metavar="FILE")]


@app.command(epilog=example("supplierbot db upgrade"))
def upgrade() -> None:
    """Make the tables, or bring them up to date. Does nothing when they are."""
    with explained() as found:
        before = asyncio.run(database.upgrade(found))
        if before is Standing.CURRENT:
            typer.echo("The database was up to date already.")
        else:
            typer.echo("The database is up to date now.")


@app.command(epilog=example("supplierbot db downgrade 0006"))
def downgrade(
    step: Annotated[str, typer.Argument(metavar="STEP", help="The last step that the older one knows.")],
) -> None:
    """Take the tables back to what an older Supplierbot knows, before you install that one.

    What only the newer one keeps is lost: save the database first.
    Stop the bot before you do it.
    """
    with explained() as found:
        asyncio.run(_downgrade(found, step))
    typer.echo(f"The tables are as they were at step {step}. Now install the Supplierbot of that time.")


async def _downgrade(found: Settings, step: str) -> None:
    async with single.alone(found, patience=0):
        await database.downgrade(found, step)


@app.command("backup", epilog=example("supplierbot db backup supplierbot-monday.sqlite3"))
def save(
    to: File,
    *,
    replace: Annotated[bool, typer.Option("--replace", help="Write over FILE if it is there.")] = False,
) -> None:
    """Save the SQLite database to FILE, as it is now. The bot may go on meanwhile.

    The copy is checked, and only the account that made it may read it.
    For PostgreSQL, this says which command of its own does the same.
    """
    with explained() as found:
        file = database.sqlite_file(found)
        if file is None:
            raise CommandError(
                "The database is a server, which has a tool of its own for this. Run:\n"
                f"{backup.on_server(found, to)[0]}"
            )
        with progress() as bar:
            task = bar.add_task("Saving", total=None)
            done = backup.save(
                file,
                to,
                replace=replace,
                progress=lambda pages, of: bar.update(task, completed=pages, total=of),
            )
        typer.echo(f"{_counted(done)} saved to {to}, and checked. Keep it as safe as the database itself.")


@app.command(epilog=example("supplierbot db restore supplierbot-monday.sqlite3"))
def restore(
    file: File,
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="Do it even if there is a database; that one is put aside.")
    ] = False,
) -> None:
    """Put a backup in the place of the SQLite database. Stop the bot first.

    The backup is checked before anything is changed, and is not changed itself.
    For PostgreSQL, this says which command of its own does the same.
    """
    with explained() as found:
        to = database.sqlite_file(found)
        if to is None:
            raise CommandError(
                "The database is a server, which has a tool of its own for this. Stop the bot, then run:\n"
                f"{backup.on_server(found, file)[1]}"
            )
        if fault := database.fault_of(to):
            raise CommandError(" ".join(fault))
        if to.exists() and not replace:
            raise CommandError(
                f"There is a database already: {to}. "
                "To put it aside and the backup in its place, add --replace."
            )
        if to.exists() and file.exists() and file.samefile(to):
            raise CommandError(f"{file} is the database itself.")
        asyncio.run(_restore(found, file, to))


async def _restore(found: Settings, file: Path, to: Path) -> None:
    async with single.alone(found, patience=0):
        with progress() as bar:
            bar.add_task("Restoring", total=None)
            with backup.made_ready(file, to) as (copy, done):
                standing = await database.standing(_named(found, f"sqlite:///{copy.absolute()}"))
                if standing not in {Standing.CURRENT, Standing.BEHIND}:
                    raise CommandError(f"{file} cannot be restored. {_why_not(standing)}")
                aside = backup.put_in_place(copy, to, datetime.now(UTC))
    typer.echo(f"{_counted(done)} restored to {to}.")
    if aside is not None:
        warn(f"What was there before is in {aside}. Delete it when you need it no more.")
    if standing is Standing.BEHIND:
        warn("It was saved by an older Supplierbot. Run: supplierbot db upgrade")


@app.command(epilog=example("supplierbot db copy sqlite:///bot.sqlite3 postgresql://me@host/bot"))
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="The database to copy.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="An empty one.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Copy all of one database to another: from SQLite to PostgreSQL, or back.

    Both are written as in SUPPLIERBOT_DATABASE_URL. Stop the bot first.
    A password may stand in PGPASSWORD or ~/.pgpass, where other users of this
    machine do not see it.
    What arrived is compared with what left: each table's rows and checksum.
    """
    with explained() as found:
        old, new = (_named(found, each) for each in (source, target))
        with progress() as bar:
            task = bar.add_task("Copying", total=None)
            moved = asyncio.run(
                transfer.copy(
                    old,
                    new,
                    progress=lambda table, done, of: bar.update(
                        task, description=f"Copying {table}", completed=done, total=of
                    ),
                )
            )
        if as_json:
            print_json(moved)
            return
        Console().print(_compared(moved))
        rows = sum(content.rows for content in moved.values())
        typer.echo(f"{written.counted(rows, 'row')} copied. Each table is the same at both ends.")
        typer.echo("To use it, set SUPPLIERBOT_DATABASE_URL to the new address, and start the bot.")


def _named(found: Settings, address: str) -> Settings:
    """Return the settings with another database."""
    try:
        read = database_address(address)
    except ValueError as error:
        raise CommandError(f"{error} Write it as in SUPPLIERBOT_DATABASE_URL.") from None
    return found.model_copy(update={"database_url": SecretStr(read)})


def _compared(moved: Mapping[str, Content]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Table", overflow="fold")
    table.add_column("Rows", justify="right")
    table.add_column("Checksum, at both ends", overflow="fold")
    for name, content in moved.items():
        table.add_row(name, f"{content.rows:,}", content.checksum)
    return table


def _why_not(standing: Standing) -> str:
    """Say why a backup is none of ours, or not one that this code can read."""
    if standing is Standing.AHEAD:
        return " ".join(UNUSABLE[standing])
    return "It is no backup of a Supplierbot."


def _counted(done: Copied) -> str:
    rows, tables = sum(done.rows.values()), len(done.rows)
    return f"{written.counted(rows, 'row')} of {tables} tables ({done.bytes / 1024**2:,.1f} MB)"
