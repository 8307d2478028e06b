"""`supplierbot supplier`: what is kept for one supplier."""

from pathlib import Path
from typing import Annotated

import typer

from alerts import saved, suppliers
from bot import calendars
from bot.commands import example, with_shared
from bot.context import Shared
from bot.failures import CommandError
from bot.letters import name_of
from bot.text import written

EXAMPLE = "supplierbot supplier calendar tg:1001 -o deadlines.ics"

app = typer.Typer(no_args_is_help=True, help="See what is kept for one supplier.", epilog=example(EXAMPLE))


@app.callback()
def supplier() -> None:
    """See what is kept for one supplier."""


@app.command(epilog=example(EXAMPLE))
def calendar(
    supplier: Annotated[str, typer.Argument(help="The supplier's address, such as tg:1001.")],
    to: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="Where to write it.")],
) -> None:
    """Write the deadlines that a supplier saved as a calendar file.

    Open it with a calendar: a deadline that has moved since the last file moves its entry.
    """

    async def work(shared: Shared) -> None:
        now = shared.now()
        async with shared.sessions.begin() as session:
            if await suppliers.by_address(session, supplier) is None:
                raise CommandError("No supplier has that address. It is tg: and the number of a chat.")
            kept = [row.opportunity for row in await saved.listed(session, supplier, now)]
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
