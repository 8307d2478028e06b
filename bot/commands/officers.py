"""`supplierbot officers`: who of the Council's staff may do what, and the record of what they did."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Annotated, Any

import typer
from rapidfuzz import process
from rich.console import Console
from rich.table import Table
from telegram.error import TelegramError

from alerts.frequency import LONDON
from alerts.sources import when
from bot import appointments, menus, officers
from bot.app import build
from bot.appointments import Invited, Refused
from bot.commands import AsJson, example, print_json, warn, with_shared
from bot.context import Shared, TelegramApplication, address_of
from bot.failures import CommandError
from bot.officers import COMMAND_LINE
from bot.tables import AuditEvent, Invitation, Officer, Role
from bot.text import written

app = typer.Typer(
    no_args_is_help=True,
    help="Appoint officers, see who is one, and read what they did.",
    epilog=example("supplierbot officers list"),
)


@app.command("list", epilog=example("supplierbot officers list"))
def list_(*, as_json: AsJson = False) -> None:
    """List the officers, and the invitations that nobody has used yet."""

    async def work(shared: Shared) -> None:
        async with shared.sessions.begin() as session:
            found = await appointments.everyone(session)
            waiting = await appointments.invitations(session, shared.now())
        if as_json:
            print_json(
                {
                    "officers": [_plain(officer) for officer in found],
                    "invitations": [_plain_invitation(one) for one in waiting],
                }
            )
            return
        if found:
            Console().print(_table(found))
        else:
            typer.echo("There are no officers yet.")
        for one in waiting:
            typer.echo(f"Invited: {one.name}, {one.role}, until {written.moment(one.expires_at)}.")

    with_shared(work)


@app.command(epilog=example('supplierbot officers add "Jo Smith" --role reader'))
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What colleagues call the person.")],
    *,
    role: Annotated[Role, typer.Option("--role", help="What the person may do.")],
    telegram_id: Annotated[
        int | None,
        typer.Option("--id", metavar="NUMBER", min=1, help="The person's Telegram id, if you know it."),
    ] = None,
) -> None:
    """Appoint an officer: at once if you know the Telegram id, or else by an invitation to pass on.

    A person who sends /chatid to the bot sees their id. An invitation works once, for seven days.
    """

    async def work(shared: Shared) -> None:
        called, _ = appointments.read(f"{name} {role}")
        outcome: Officer | Invited | Refused
        async with shared.sessions.begin() as session:
            if telegram_id is None:
                outcome = await appointments.invite(session, called, role, COMMAND_LINE, shared.now())
            else:
                outcome = await appointments.appoint(
                    session, address_of(telegram_id), called, role, by=COMMAND_LINE, now=shared.now()
                )
        match outcome:
            case Officer():
                await _menu(shared, outcome.address, outcome.role)
                typer.echo(f"{outcome.name} is an officer now: {outcome.role}.")
            case Invited():
                await _tell_invited(shared, outcome)
            case Refused.NAME_TAKEN:
                raise CommandError(f"There is an officer called {called} already. Choose another name.")
            case _:
                raise CommandError("The person with this Telegram id is an officer already.")

    with_shared(work)


@app.command(epilog=example('supplierbot officers remove "Jo Smith"'))
def remove(
    who: Annotated[str, typer.Argument(metavar="NAME_OR_NUMBER", help="As `officers list` shows them.")],
) -> None:
    """Remove an officer at once. What they did stays on record."""

    async def work(shared: Shared) -> None:
        async with shared.sessions.begin() as session:
            found = await appointments.everyone(session)
            officer = _meant(who, found)
            await appointments.remove(session, officer.id, COMMAND_LINE, shared.now(), other_admins=True)
        await _menu(shared, officer.address, None)
        typer.echo(f"{officer.name} is not an officer any more.")
        others = [one for one in found if one.role is Role.ADMIN and one.id != officer.id]
        if officer.role is Role.ADMIN and not others and not shared.admins:
            warn("There is no admin now. To appoint one, run: supplierbot officers add NAME --role admin")

    with_shared(work)


@app.command(epilog=example("supplierbot officers audit --since 1/8/2026"))
def audit(
    *,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="From the start of this day, London.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print what officers did, the oldest first. The record can be added to, and never changed."""

    async def work(shared: Shared) -> None:
        async with shared.sessions.begin() as session:
            events = await officers.audit(session, None if since is None else _start_of(since))
        if as_json:
            print_json([_plain_event(event) for event in events])
        elif events:
            typer.echo("\n".join(_told(event) for event in events).encode())
        else:
            typer.echo("Nothing is on record.")

    with_shared(work)


def _meant(who: str, found: Sequence[Officer]) -> Officer:
    """Return the officer of a name or a number, or say who there is."""
    named = {officer.name.lower(): officer for officer in found}
    numbered = {str(officer.id): officer for officer in found}
    officer = named.get(who.strip().lower()) or numbered.get(who.strip())
    if officer is not None:
        return officer
    near = process.extractOne(who.lower(), list(named), score_cutoff=60)
    meant = f" Did you mean “{named[near[0]].name}”?" if near else ""
    raise CommandError(
        f"There is no officer “{who}”.{meant} To see who is one, run: supplierbot officers list"
    )


def _start_of(day: str) -> datetime:
    found = when.day(day)
    if found is None:
        raise CommandError(f"“{day}” is not a date. Write one such as 1/8/2026.")
    return datetime.combine(found, time(0), LONDON)


async def _tell_invited(shared: Shared, made: Invited) -> None:
    """Print the link, or where the bot's name is not known, what the person sends to the bot instead."""
    until = f"It works once, until {written.moment(made.invitation.expires_at)}."
    name = None
    if shared.settings.token is not None:
        application = build(shared)
        try:
            async with application.bot as bot:
                name = bot.username
        except TelegramError:
            warn("Telegram cannot be reached, so the link cannot be made.")
    person = made.invitation.name
    if name is None:
        typer.echo(f"Ask {person} to send this to the bot. {until}\n\n/start {made.payload}")
    else:
        typer.echo(f"Pass this link on to {person}. {until}\n\nhttps://t.me/{name}?start={made.payload}")


async def _menu(shared: Shared, address: str, role: Role | None) -> None:
    """Set the menu of a chat, or take it away, if there is a bot yet whose menu it could be."""
    if shared.settings.token is None:
        return
    application: TelegramApplication = build(shared)
    try:
        async with application.bot as bot:
            await (menus.take_from(bot, address) if role is None else menus.set_for(bot, address, role))
    except TelegramError:
        warn("Telegram cannot be reached, so the menu in this person's chat stays as it was for now.")


def _table(found: Sequence[Officer]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("Number", "Name", "Role", "Since", "Appointed by"):
        table.add_column(column, overflow="fold")
    for officer in found:
        since = written.day(officer.appointed_at.astimezone(LONDON).date())
        table.add_row(str(officer.id), officer.name, officer.role, since, officer.appointed_by)
    return table


def _told(event: AuditEvent) -> str:
    details = " ".join(f"{name}={value}" for name, value in event.details.items())
    parts = [written.moment(event.at), event.actor, event.action, event.subject or "", details]
    return "  ".join(part for part in parts if part)


def _plain(officer: Officer) -> dict[str, Any]:
    """Return an officer for a program: all but the chat."""
    return {
        "number": officer.id,
        "name": officer.name,
        "role": officer.role.value,
        "appointed_at": officer.appointed_at,
        "appointed_by": officer.appointed_by,
    }


def _plain_invitation(one: Invitation) -> dict[str, Any]:
    return {
        "name": one.name,
        "role": one.role.value,
        "made_by": one.made_by,
        "made_at": one.made_at,
        "expires_at": one.expires_at,
    }


def _plain_event(event: AuditEvent) -> dict[str, Any]:
    return {
        "at": event.at,
        "actor": event.actor,
        "action": event.action,
        "subject": event.subject,
        "details": event.details,
    }
