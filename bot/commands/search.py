"""`supplierbot search`: what /search finds, without Telegram."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from alerts import searches
from alerts.searches import MOST, Asked, Found
from alerts.tables import Opportunity
from bot import typed_search
from bot.commands import AsJson, print_json, with_shared
from bot.commands.opportunities import plain, short
from bot.context import Shared
from bot.failures import CommandError
from bot.text import search as words
from bot.text import written

EXAMPLE = "supplierbot search school cleaning under 50k in Durham"


def look(
    typed: Annotated[
        list[str], typer.Argument(metavar="WORDS...", help="Words, a value, a place, or all of them.")
    ],
    limit: Annotated[int, typer.Option(min=1, max=MOST, help="How many to show at most.")] = 20,
    *,
    as_json: AsJson = False,
) -> None:
    """Search what is open now by words, value and place, as /search does in the chat.

    Every word must be there, in any of its forms. Notices that do not state a
    value or a place are found too, after those that do.
    """

    async def work(shared: Shared) -> None:
        now = shared.now()
        asked = typed_search.read(" ".join(typed))
        if isinstance(asked, typed_search.Refused):
            raise CommandError(written.bare(words.why_not(asked)))
        async with shared.sessions.begin() as session:
            found = await searches.find(session, asked, now)
            rows = await searches.again(session, found.opportunity_ids[:limit])
        if as_json:
            print_json(_plain(asked, found, rows))
        elif rows:
            typer.echo(written.bare(words.heading(asked, found.total)) + "\n")
            typer.echo("\n\n".join(short(row, now) for row in rows))
        else:
            typer.echo(written.bare(words.nothing(asked, can_watch=False)))

    with_shared(work)


def _plain(asked: Asked, found: Found, rows: Sequence[Opportunity]) -> dict[str, Any]:
    """Return what was found for a program, with how the words were read."""
    return {"asked": asked, "total": found.total, "found": [plain(row) for row in rows]}
