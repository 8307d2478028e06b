"""`supplierbot retention` and `supplierbot privacy`: let go of what is kept no longer, and say what is kept."""

from typing import Annotated

import typer

from bot import kept, retention
from bot.commands import AsJson, example, explained, print_json, with_shared
from bot.context import Shared
from bot.failures import CommandError
from bot.kept import End
from bot.text import privacy as words

app = typer.Typer()


@app.command("retention", epilog=example("supplierbot retention --dry-run"))
def retain(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go; delete nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Delete what is kept no longer, and count it by table. `run` does this by itself each night.

    To read what is kept, why and how long, run: supplierbot privacy
    """

    async def work(shared: Shared) -> None:
        failed: list[str] = []
        if dry_run:
            gone = await retention.try_out(shared.sessions, shared.now())
        else:
            gone, failed = await retention.run(shared.sessions, shared.now())
        if as_json:
            print_json(gone)
        elif not gone:
            typer.echo("Nothing is kept longer than it should be.")
        else:
            for table, number in gone.items():
                stripped = kept.first(table).ends is End.STRIPPED
                typer.echo(
                    f"{table}: {number:,} {'stripped of what leads to a person' if stripped else 'deleted'}"
                )
        if dry_run and not as_json:
            typer.echo("This was a dry run: nothing was deleted.")
        if failed:
            raise CommandError(f"These tables could not be tidied; the log says why: {', '.join(failed)}.")

    with_shared(work)


@app.command(epilog=example("supplierbot privacy"))
def privacy(*, as_json: AsJson = False) -> None:
    """Print what is kept, why, on what ground and how long, as docs/privacy.md has it."""
    with explained():
        if as_json:
            print_json(kept.everything())
        else:
            typer.echo(words.document(), nl=False)
