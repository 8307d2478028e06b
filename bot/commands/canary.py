"""`supplierbot canary`: see whether the whole way works, from what is saved to what arrives."""

from datetime import timedelta
from typing import Annotated

import typer

from bot import canary
from bot.app import build
from bot.canary import Flight, Stage
from bot.commands import example, warn, with_shared
from bot.context import Shared
from bot.failures import CommandError

app = typer.Typer()


@app.command("canary", epilog=example("supplierbot canary --chat 123456789"))
def fly(
    *,
    chat: Annotated[
        int | None, typer.Option("--chat", metavar="NUMBER", help="Whose chat. If not given, an admin's.")
    ] = None,
    wait: Annotated[int, typer.Option("--wait", metavar="SECONDS", min=0, help="For how long.")] = 180,
) -> None:
    """See whether an opportunity that is saved now arrives at a chat, by the bot that runs.

    It is our own, reaches nobody else, and is taken away again with its
    message. `run` does this each morning, to the admin with the lowest number.
    """

    async def work(shared: Shared) -> None:
        chat_id = chat if chat is not None else min(shared.settings.admins, default=0)
        if chat_id <= 0:
            raise CommandError("Say to which person's chat, with --chat NUMBER. /chatid shows it there.")
        async with build(shared).bot as bot:
            flight = await canary.fly(shared, bot, chat_id, timedelta(seconds=wait))
        arrived = flight is not None and flight.stage is Stage.ARRIVED
        (typer.echo if arrived else warn)(_said(flight, wait))
        if not arrived:
            raise typer.Exit(1)

    with_shared(work)


def _said(flight: Flight | None, wait: int) -> str:
    if flight is None:
        return "Another canary took its place."
    matched, sent = (flight.seconds_to(moment) for moment in (flight.matched_at, flight.sent_at))
    match flight.stage:
        case Stage.ARRIVED:
            return f"It arrived: matched after {matched:.1f} seconds, sent after {sent:.1f} seconds."
        case Stage.SAVED:
            return f"It was saved, but not matched within {wait} seconds. Is the bot running?"
        case Stage.OWED:
            return f"It was matched after {matched:.1f} seconds, but not sent within {wait} seconds. The log says why."
        case Stage.REFUSED:
            return (
                f"It was matched after {matched:.1f} seconds, but Telegram did not take it. "
                "Whoever is to get it must have started the bot, and not blocked it."
            )
