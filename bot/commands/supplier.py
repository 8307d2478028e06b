"""`supplierbot supplier`: what is kept about one supplier, for who asks the operator in place of the bot."""

from pathlib import Path
from typing import Annotated

import typer

from alerts import saved, suppliers
from bot import calendars, officers, own_data
from bot.commands import example, warn, with_shared
from bot.context import Shared
from bot.failures import CommandError
from bot.letters import name_of
from bot.officers import COMMAND_LINE, Task
from bot.text import own_data as own_words
from bot.text import privacy, written

Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="The supplier's address, such as tg:1001.")]

NOBODY = "Nothing is kept about that address. It is tg: and the number of a chat."

app = typer.Typer(
    no_args_is_help=True,
    help="Give out or erase what is kept about one supplier.",
    epilog=example("supplierbot supplier export tg:1001 -o my-data.json"),
)


@app.command(epilog=example("supplierbot supplier export tg:1001 -o my-data.json"))
def export(
    address: Address,
    *,
    to: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Where to write it.")
    ] = None,
) -> None:
    """Write everything that is kept about a supplier as JSON, as /mydata does in the chat."""

    async def work(shared: Shared) -> None:
        now = shared.now()
        async with shared.sessions.begin() as session:
            held = await own_data.gather(session, address)
        if not held:
            raise CommandError(NOBODY)
        document = own_words.as_json(held, address, now)
        if to is None:
            typer.echo(document, nl=False)
        else:
            _write(to, document)
            typer.echo(f"Everything about {address} is in {to}.")
        async with shared.sessions.begin() as session:
            # Which address it was is not recorded: the audit outlives what it tells of.
            await officers.record(session, COMMAND_LINE, Task.EXPORT_SUPPLIER, now, tables=len(held))

    with_shared(work)


@app.command(epilog=example("supplierbot supplier erase tg:1001 --yes"))
def erase(
    address: Address,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Erase it. Without this, say what would go.")] = False,
) -> None:
    """Erase everything that is kept about a supplier, as /forget does in the chat."""

    async def work(shared: Shared) -> None:
        now = shared.now()
        async with shared.sessions.begin() as session:
            was = await (own_data.erase if yes else own_data.count)(session, address)
            if not was:
                raise CommandError(NOBODY)
            if yes:
                await officers.record(session, COMMAND_LINE, Task.ERASE_SUPPLIER, now, rows=sum(was.values()))
        for line in privacy.counted(was):
            typer.echo(line)
        if yes:
            typer.echo("Erased, but for what “supplierbot privacy” says stays.")
        else:
            warn("Nothing was erased. To erase it, add --yes.")
            raise typer.Exit(1)

    with_shared(work)


@app.command(epilog=example("supplierbot supplier calendar tg:1001 -o deadlines.ics"))
def calendar(
    address: Address,
    to: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="Where to write it.")],
) -> None:
    """Write the deadlines that a supplier saved as a calendar file.

    Open it with a calendar: a deadline that has moved since the last file moves its entry.
    """

    async def work(shared: Shared) -> None:
        now = shared.now()
        async with shared.sessions.begin() as session:
            if await suppliers.by_address(session, address) is None:
                raise CommandError("No supplier has that address. It is tg: and the number of a chat.")
            kept = [row.opportunity for row in await saved.listed(session, address, now)]
        content = calendars.file(((each, name_of(each, shared.catalogue)) for each in kept), now)
        if content is None:
            raise CommandError(
                "This supplier has saved nothing with a deadline to come. No file was written."
            )
        try:
            with to.open("xb") as new:
                new.write(content)
        except FileExistsError:
            raise CommandError(f"{to} is there already. Move it, or choose another name.") from None
        typer.echo(f"{written.counted(calendars.count(kept, now), 'deadline')} written to {to}.")

    with_shared(work)


def _write(to: Path, document: bytes) -> None:
    """Write a new file that nobody else on this machine may read."""
    try:
        to.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        raise CommandError(f"{to} is there already. Move it, or choose another name.") from None
    to.write_bytes(document)
