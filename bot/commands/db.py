"""`supplierbot db`: the tables, a backup and putting it back, and moving to another database."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr

from bot import backup, database, single
from bot.backup import Copied
from bot.commands import example, explained, progress, warn
from bot.database import UNUSABLE
from bot.failures import CommandError
from bot.migrations import Standing
from bot.settings import Settings
from bot.text import written

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
                standing = await database.standing(_at(found, copy))
                if standing not in {Standing.CURRENT, Standing.BEHIND}:
                    raise CommandError(f"{file} cannot be restored. {_why_not(standing)}")
                aside = backup.put_in_place(copy, to, datetime.now(UTC))
    typer.echo(f"{_counted(done)} restored to {to}.")
    if aside is not None:
        warn(f"What was there before is in {aside}. Delete it when you need it no more.")
    if standing is Standing.BEHIND:
        warn("It was saved by an older Supplierbot. Run: supplierbot db upgrade")


def _why_not(standing: Standing) -> str:
    """Say why a backup is none of ours, or not one that this code can read."""
    if standing is Standing.AHEAD:
        return " ".join(UNUSABLE[standing])
    return "It is no backup of a Supplierbot."


def _at(found: Settings, file: Path) -> Settings:
    """Return the settings with another file as the database."""
    return found.model_copy(update={"database_url": SecretStr(f"sqlite+aiosqlite:///{file.absolute()}")})


def _counted(done: Copied) -> str:
    rows, tables = sum(done.rows.values()), len(done.rows)
    return f"{written.counted(rows, 'row')} of {tables} tables ({done.bytes / 1024**2:,.1f} MB)"
