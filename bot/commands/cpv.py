"""`supplierbot cpv`: find sector codes by words, or say what a code means."""

from textwrap import wrap
from typing import Annotated

import typer

from alerts import codes, cpv
from bot.commands import AsJson, example, explained, print_json
from bot.failures import CommandError

WIDTH = 79
INDENT = 10

app = typer.Typer()


@app.command("cpv", epilog=example("supplierbot cpv roofing"))
def find(
    wanted: Annotated[
        list[str], typer.Argument(metavar="WORDS|CODE", help="What is sold, or a code or the start of one.")
    ],
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many to show at most.")] = 10,
    *,
    as_json: AsJson = False,
) -> None:
    """Find sector codes (CPV) for words, or say what a code means.

    The likeliest code is on top. Slips of the keyboard are forgiven.
    A code that does not exist is answered with the nearest that do.
    """
    with explained():
        typed = " ".join(wanted)
        found = codes.search(typed, limit)
        if codes.is_number(typed) and cpv.code(typed) is None:
            near = f" The nearest:\n{_lines(found)}" if found else " A code has two to eight digits."
            raise CommandError(f"There is no code “{typed}”.{near}")
        if as_json:
            print_json([{"code": code, "name": cpv.name(code)} for code in found])
        elif found:
            typer.echo(_lines(found))
        else:
            typer.echo("Nothing was found. Try another word for the work.")


def _lines(found: list[str]) -> str:
    """Write codes with their names, one under the other."""
    return "\n".join(
        "\n".join(
            wrap(
                f"{code}  {cpv.name(code)}",
                WIDTH,
                subsequent_indent=" " * INDENT,
                break_on_hyphens=False,
            )
        )
        for code in found
    )
