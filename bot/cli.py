"""The command line: `supplierbot`, also `python -m bot`. Commands of one noun are in `bot.commands`."""

import asyncio
import logging
import os
import re
from datetime import UTC, datetime
from textwrap import wrap
from typing import Annotated

import httpx
import typer

from alerts import nudges
from bot import checks, schedule, settings, telling
from bot import demo as chat_in_terminal
from bot.app import Role, build
from bot.app import run as run_on_telegram
from bot.checks import Finding, Grade
from bot.commands import (
    canary,
    cpv,
    db,
    evaluate,
    example,
    explained,
    faq,
    feedback,
    officers,
    opportunities,
    retention,
    search,
    sources,
    stats,
    supplier,
    tickets,
    why,
    with_shared,
)
from bot.context import Shared
from bot.delivery import deliver_due
from bot.settings import Settings, SettingsError
from bot.text import written

WIDTH = 79
INDENT = " " * 6
COMMAND = re.compile(r"(?P<words>.*:) (?P<command>(supplierbot|chmod) .*)")

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they would show what a failed line held, such as the token
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Finds published contract opportunities and tells small firms and charities which fit, and why.",
    epilog=example("supplierbot demo"),
)
app.add_typer(sources.app, name="sources")
app.add_typer(opportunities.app, name="opportunities")
app.add_typer(faq.app, name="faq")
app.add_typer(tickets.app, name="tickets")
app.add_typer(officers.app, name="officers")
app.add_typer(feedback.app, name="feedback")
app.add_typer(supplier.app, name="supplier")
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(retention.app)
app.add_typer(cpv.app)
app.add_typer(canary.app)
app.add_typer(db.app, name="db")
app.command("search", epilog=example(search.EXAMPLE))(search.look)
app.command("stats", epilog=stats.EXAMPLE)(stats.show)
app.command("why", epilog=example(why.EXAMPLE))(why.ask)


def main() -> None:
    """Run the command that was typed. What it writes, the database and exports, is for this account alone."""
    os.umask(os.umask(0o077) | 0o077)
    app(prog_name="supplierbot")


@app.command(epilog=example("supplierbot demo"))
def demo(
    *,
    officer: Annotated[
        bool, typer.Option("--officer", help="Be an officer too, who may send /reports, /post and /officers.")
    ] = False,
) -> None:
    """Open a chat with Supplierbot in this terminal, on real notices. It needs no token and no network."""
    with explained():
        raise typer.Exit(chat_in_terminal.main(officer=officer))


@app.command(epilog=example("supplierbot run"))
def run(
    *,
    role: Annotated[
        Role,
        typer.Option(
            help="all: everything. Where several processes share a PostgreSQL database, bot: answer people;"
            " worker: read the sources, match and send."
        ),
    ] = Role.ALL,
) -> None:
    """Talk on Telegram until stopped: read the sources, match, send, and answer.

    Needs SUPPLIERBOT_TOKEN. Stop it with Ctrl-C, or with a TERM signal.
    """
    with explained(level=logging.INFO) as found:
        run_on_telegram(found, role)


@app.command(epilog=example("supplierbot check"))
def check() -> None:
    """Look at settings, disk, database, sources and token; say what is wrong and how to mend it.

    Exits with 1 if something has to be mended. Changes nothing.
    """
    try:
        found = settings.load()
    except SettingsError as error:
        findings = checks.refused(error)
    else:
        findings = asyncio.run(_look(found))
    for finding in findings:
        _tell(finding)
    wrong = sum(finding.grade is Grade.MEND for finding in findings)
    if wrong:
        typer.echo(f"{written.counted(wrong, 'thing')} to mend.", err=True)
        raise typer.Exit(1)


@app.command(epilog=example("supplierbot deliver"))
def deliver() -> None:
    """Match what still waits for it, and send every message that is due now, on Telegram.

    `run` does this by itself every few seconds.
    """

    async def work(shared: Shared) -> None:
        await schedule.match(shared)
        async with build(shared).bot as bot:
            done = await deliver_due(shared, bot)
            told = await telling.due(shared, bot)
        typer.echo(f"{written.counted(done.sent + told, 'message')} sent.")
        for number, what in (
            (done.cancelled, "had nothing left to say"),
            (done.put_off, "will be tried again"),
            (done.unreachable, "could not be sent, because the chat is blocked or gone"),
            (done.failed, "failed and will not be tried again; the log says why"),
        ):
            if number:
                typer.echo(f"{written.counted(number, 'message')} {what}.", err=True)
        if done.failed:
            raise typer.Exit(1)

    with_shared(work)


@app.command(epilog=example("supplierbot nudge"))
def nudge() -> None:
    """Owe a question to each supplier to whom nothing was sent for a month. `run` does this each night.

    To send what is owed when it is due, run: supplierbot deliver
    """

    async def work(shared: Shared) -> None:
        owed = await nudges.owe_silent(shared.sessions, shared.now())
        typer.echo(f"{written.counted(owed, 'question')} owed.")

    with_shared(work)


async def _look(found: Settings) -> list[Finding]:
    async with httpx.AsyncClient(follow_redirects=False) as http:
        return await checks.look(found, http, datetime.now(UTC))


def _tell(finding: Finding) -> None:
    """Print a finding: the grade in words, what it is about, and under it how to mend it."""
    lines = _wrapped(f"{finding.grade:<5} {finding.about}: {finding.said}", first="")
    if finding.how:
        # A command stands on a line of its own, whole, so that it can be copied.
        found = COMMAND.fullmatch(finding.how)
        lines += _wrapped(finding.how if found is None else found["words"])
        lines += [] if found is None else [f"{INDENT}{found['command']}"]
    typer.echo("\n".join(lines))


def _wrapped(text: str, first: str = INDENT) -> list[str]:
    return wrap(text, WIDTH, initial_indent=first, subsequent_indent=INDENT, break_on_hyphens=False)
