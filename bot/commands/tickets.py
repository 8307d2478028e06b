"""`supplierbot tickets`: the questions that suppliers passed to a person."""

from datetime import datetime
from typing import Annotated, Any

import typer

from bot import tickets
from bot.commands import AsJson, example, print_json, with_shared
from bot.context import Shared
from bot.tables import Ticket
from bot.text import tickets as words
from bot.text import written

SHORTEST = 100
_EXAMPLE = example("supplierbot tickets list --overdue")

app = typer.Typer(no_args_is_help=True, help="Look at the questions that wait for a person.", epilog=_EXAMPLE)


@app.callback()
def _group() -> None:
    """Keep `list` a command of its own while it is the only one."""


@app.command("list", epilog=_EXAMPLE)
def show(
    *,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those past the promise.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Answered and closed ones too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List questions that no officer has answered yet, the first promised first.

    Shows what was asked and until when a reply is promised, never who asked.
    """

    async def work(shared: Shared) -> None:
        now = shared.now()
        async with shared.sessions.begin() as session:
            found = await tickets.unanswered(session, now, overdue=overdue, everything=everything)
        if as_json:
            print_json([_plain(ticket, now) for ticket in found])
        elif found:
            typer.echo("\n\n".join(_told(ticket, now) for ticket in found).encode())
        else:
            typer.echo("No question waits for a reply.")

    with_shared(work)


def _told(ticket: Ticket, now: datetime) -> str:
    return (
        f"{ticket.reference}  {words.standing(ticket, now)}\n  {written.cut(words.asked(ticket), SHORTEST)}"
    )


def _plain(ticket: Ticket, now: datetime) -> dict[str, Any]:
    """Return a ticket for a program."""
    return {
        "reference": ticket.reference,
        "status": ticket.status.value,
        "overdue": tickets.is_overdue(ticket, now),
        "asked": words.asked(ticket),
        "opened_at": ticket.opened_at,
        "due_at": ticket.due_at,
        "answered_at": ticket.answered_at,
        "closed_at": ticket.closed_at,
    }
