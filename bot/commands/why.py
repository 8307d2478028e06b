"""`supplierbot why`: why an opportunity came to a supplier, or did not."""

from textwrap import wrap
from typing import Annotated, Any

import typer

from alerts import opportunities, suppliers, why
from alerts.why import Answer
from bot.commands import AsJson, print_json, with_shared
from bot.context import Shared
from bot.failures import CommandError
from bot.text import explaining, written

WIDTH = 79
EXAMPLE = "supplierbot why tg:1001 032703-2026"


def ask(
    supplier: Annotated[str, typer.Argument(help="The supplier's address, such as tg:1001.")],
    reference: Annotated[str, typer.Argument(help="The number of a notice, an ocid, or a link to a notice.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Say why an opportunity came to a supplier, or why not and which one change would bring it.

    Nothing is changed: the supplier makes the change in the chat, with /why.
    """

    async def work(shared: Shared) -> None:
        now = shared.now()
        async with shared.sessions.begin() as session:
            profile = await suppliers.by_address(session, supplier)
            if profile is None:
                raise CommandError("No supplier has that address. It is tg: and the number of a chat.")
            found = await why.ask(session, profile, reference, shared.catalogue, now)
        if found is None:
            raise CommandError(
                f"No opportunity here has the number “{reference}”. "
                "To look for words, run: supplierbot opportunities search WORDS"
            )
        if as_json:
            print_json(_plain(found))
        else:
            typer.echo(_folded(written.bare(explaining.answer(found, now))))

    with_shared(work)


def _folded(text: str) -> str:
    lines = (
        wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False) or [""]
        for line in text.splitlines()
    )
    return "\n".join(part for line in lines for part in line)


def _plain(found: Answer) -> dict[str, Any]:
    """Return an answer for a program."""
    verdict, notice = found.explanation.verdict, opportunities.notice_of(found.opportunity)
    return {
        "reference": found.opportunity.reference,
        "title": notice.title,
        "matched": verdict.matched,
        "failed": verdict.failed,
        "strength": verdict.strength if verdict.matched else None,
        "fit": verdict.fit,
        "reasons": verdict.reasons,
        "watch": found.subject.watch.name,
        "change": found.explanation.changes,
        "then": found.explanation.then,
        "muted": [{"what": row.what, "value": row.value} for row in found.muted(found.explanation)],
        "delivery": None
        if found.delivery is None
        else {
            "status": found.delivery.status,
            "due_at": found.delivery.due_at,
            "sent_at": found.delivery.sent_at,
        },
    }
