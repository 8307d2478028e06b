"""`supplierbot feedback`: what suppliers reported, as a file."""

from pathlib import Path
from typing import Annotated, Any

import typer

from bot import export, officers, typed_filters
from bot.commands import example, progress, with_shared
from bot.context import Shared
from bot.export import ExportError, Format, Written
from bot.failures import CommandError
from bot.report_filters import Filters
from bot.text import choosing, written
from bot.typed_filters import CHOICES, Refused

_EXAMPLE = example("supplierbot feedback export --stage documents -o reports.xlsx")

app = typer.Typer(no_args_is_help=True, help="Take out what suppliers reported.", epilog=_EXAMPLE)


@app.callback()
def _group() -> None:
    """Keep `export` a command of its own while it is the only one."""


def _filter(word: str, text: str) -> Any:
    return typer.Option(f"--{word}", metavar=word.upper(), help=f"{text}: {', '.join(CHOICES[word])}.")


Day = typer.Option(metavar="YYYY-MM-DD", help="A day in London, which is included.")


@app.command("export", epilog=_EXAMPLE)
def export_(
    *,
    to: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="A new file.")],
    form: Annotated[
        Format | None, typer.Option("--format", help="How to write it. If not given, as FILE's name ends.")
    ] = None,
    since: Annotated[str | None, Day] = None,
    until: Annotated[str | None, Day] = None,
    stage: Annotated[str | None, _filter("stage", "Where it happened")] = None,
    kind: Annotated[str | None, _filter("kind", "What stopped the supplier")] = None,
    status: Annotated[str | None, _filter("status", "How far officers have come")] = None,
    visibility: Annotated[str | None, _filter("visibility", "What officers see")] = None,
    size: Annotated[str | None, _filter("size", "People employed")] = None,
    type_: Annotated[str | None, _filter("type", "Kind of organisation")] = None,
    trade: Annotated[
        str | None, typer.Option(metavar="TRADE", help="What the supplier does, such as roofing.")
    ] = None,
    for_publication: Annotated[
        bool, typer.Option("--for-publication", help="Counts only, with small ones hidden. No words.")
    ] = False,
) -> None:
    """Write the reports to a CSV, an Excel workbook or JSON.

    The workbook also holds counts, bid results and what each column means.
    No cell runs as a formula: in a CSV, an apostrophe stands before what could.
    JSON has the values as they are. The audit notes each export.
    """
    chosen = _chosen(
        since=since,
        until=until,
        stage=stage,
        kind=kind,
        status=status,
        visibility=visibility,
        size=size,
        type=type_,
        trade=trade,
    )
    wanted = form or _format_of(to)

    folder = to.absolute().parent

    async def work(shared: Shared) -> None:
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}. Make it, or choose another.")
        done = await _write(shared, chosen, wanted, to, for_publication=for_publication)
        what = f"Counts of {written.counted(done.reports, 'report')}" if for_publication else None
        typer.echo(f"{what or written.counted(done.rows, 'report')} written to {to}.")

    with_shared(work)


async def _write(
    shared: Shared, chosen: Filters, wanted: Format, to: Path, *, for_publication: bool
) -> Written:
    with progress() as bar:
        task = bar.add_task("Writing", total=None)
        try:
            return await export.write(
                shared.sessions,
                chosen,
                wanted,
                to,
                who=officers.COMMAND_LINE,
                now=shared.now(),
                for_publication=for_publication,
                progress=lambda rows, total: bar.update(task, completed=rows, total=total),
            )
        except FileExistsError:
            raise CommandError(f"{to} is there already. Move it, or choose another name.") from None
        except ExportError as error:
            raise CommandError(str(error)) from None


def _chosen(**given: str | None) -> Filters:
    chosen = typed_filters.of(given)
    if isinstance(chosen, Refused):
        raise typer.BadParameter(written.bare(choosing.why_not(chosen)))
    return chosen


def _format_of(to: Path) -> Format:
    try:
        return Format(to.suffix.removeprefix(".").casefold())
    except ValueError:
        raise typer.BadParameter(
            f"I cannot tell the format from the name {to.name}. Add --format with one of: {', '.join(Format)}."
        ) from None
