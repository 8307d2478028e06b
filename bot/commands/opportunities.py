"""`supplierbot opportunities`: look at what was published, as we hold it."""

from datetime import datetime
from textwrap import wrap
from typing import Annotated, Any

import msgspec
import typer

from alerts import cpv, opportunities, places
from alerts.notice import Kind, Lot, Notice, Stage, is_open
from alerts.sources import Source
from alerts.tables import Opportunity
from bot.commands import AsJson, example, print_json, with_shared
from bot.context import Shared
from bot.failures import CommandError
from bot.text import written

WIDTH = 79
INDENT = 15
SUMMARY_SHOWN = 2000

app = typer.Typer(
    no_args_is_help=True,
    help="Search what was published, and show one opportunity.",
    epilog=example("supplierbot opportunities search roof repair"),
)


@app.command(epilog=example("supplierbot opportunities search roof repair --limit 5"))
def search(
    words: Annotated[list[str], typer.Argument(help="All of them must be in the opportunity.")],
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many to show at most.")] = 20,
    *,
    as_json: AsJson = False,
) -> None:
    """Find all that is kept, open or over, by parts of words of the title, summary or buyer, or by a sector code.

    Those that are still open come first, the soonest deadline on top. To find
    what suppliers find in the chat, run: supplierbot search WORDS
    """

    async def work(shared: Shared) -> None:
        now = shared.now()
        async with shared.sessions.begin() as session:
            found = await opportunities.search(session, " ".join(words), now, limit)
        if as_json:
            print_json([plain(opportunity) for opportunity in found])
        elif found:
            typer.echo("\n\n".join(short(opportunity, now) for opportunity in found))
        else:
            typer.echo("Nothing was found. Try fewer words, or a part of a word.")

    with_shared(work)


@app.command(epilog=example("supplierbot opportunities show 071452-2026"))
def show(
    reference: Annotated[str, typer.Argument(help="The number of a notice, or an ocid.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Show one opportunity: everything its publisher said that a supplier would ask about."""

    async def work(shared: Shared) -> None:
        async with shared.sessions.begin() as session:
            found = await opportunities.by_reference(session, reference)
        if found is None:
            raise CommandError(
                f"No opportunity here has the number “{reference}”. "
                "To look for words, run: supplierbot opportunities search WORDS"
            )
        if as_json:
            print_json(plain(found))
        else:
            typer.echo(_full(found, shared.catalogue.get(found.source.slug), shared.now()))

    with_shared(work)


def plain(opportunity: Opportunity) -> dict[str, Any]:
    """Return an opportunity for a program: the fields of a notice, with its source."""
    notice = opportunities.notice_of(opportunity)
    fields: dict[str, Any] = msgspec.to_builtins(notice)
    fields["reference"] = fields.pop("external_id")
    return {
        "reference": fields.pop("reference"),
        "source": opportunity.source.slug,
        "version": opportunity.version,
        "published_at": opportunity.published_at,
        **fields,
    }


def short(opportunity: Opportunity, now: datetime) -> str:
    """Write an opportunity on three lines: number and title, buyer and value, how far it has come."""
    notice = opportunities.notice_of(opportunity)
    value = written.value(notice.value_min_pence, notice.value_max_pence, notice.vat)
    room = WIDTH - len(notice.external_id) - 2
    return "\n".join(
        [
            f"{notice.external_id}  {written.cut(notice.title, max(room, 30))}",
            f"    {written.cut(notice.buyer or 'buyer not stated', WIDTH - 8 - len(value))}; {value}",
            f"    {_standing(notice, now)}",
        ]
    )


def _full(opportunity: Opportunity, source: Source | None, now: datetime) -> str:
    """Write everything a supplier would ask about, one fact a line."""
    notice = opportunities.notice_of(opportunity)
    value = written.value(notice.value_min_pence, notice.value_max_pence, notice.vat)
    facts = {
        "Number": notice.external_id,
        "Standing": _standing(notice, now),
        "Buyer": notice.buyer or "not stated",
        "Value": f"{value} for many jobs together" if notice.value_is_ceiling else value,
        "Ask questions": None
        if notice.questions_by is None
        else f"until {written.moment(notice.questions_by)}",
        "Starts": None if notice.starts_on is None else written.day(notice.starts_on),
        "Ends": None if notice.ends_on is None else written.day(notice.ends_on),
        "Place": places.names(notice.regions) or "not stated",
        "Suits": _suits(notice),
        "Sector": _sectors(notice) or "not stated",
        "Lots": "\n".join(_lot(lot) for lot in notice.lots) or None,
        "Published": written.moment(opportunity.published_at),
        "Changes": _changes(opportunity),
        "Source": opportunity.source.slug if source is None else f"{source.name}. {source.attribution}",
        "Link": notice.url or "none: look for the number at the source",
    }
    lines = [_folded(notice.title), ""]
    lines += [_fact(name, value) for name, value in facts.items() if value]
    if notice.summary:
        summary = written.cut(notice.summary, SUMMARY_SHOWN)
        lines += ["", *(_folded(paragraph) for paragraph in summary.splitlines())]
    return "\n".join(lines)


def _standing(notice: Notice, now: datetime) -> str:
    """Write how far it has come, and until when. What search lists as open is not written as over."""
    over = not is_open(notice, now)
    match notice.stage:
        case Stage.OPEN | Stage.PLANNED if over and notice.closes_at is not None:
            return f"closed since {written.moment(notice.closes_at)}"
        case Stage.OPEN:
            return f"open; deadline: {written.deadline(notice.closes_at, now)}"
        case Stage.PLANNED if over and notice.starts_on is not None:
            return f"planned, but it was to start on {written.day(notice.starts_on)}"
        case Stage.PLANNED if notice.kind is Kind.ENGAGEMENT:
            return f"the buyer asks the market for views; {written.deadline(notice.closes_at, now)}"
        case Stage.PLANNED:
            return "planned: nobody can bid yet"
        case Stage.CLOSED:
            return "closed"
        case Stage.WITHDRAWN:
            return "withdrawn by the buyer"


def _suits(notice: Notice) -> str | None:
    suits = [
        group
        for group, said in (
            ("small or medium firms", notice.suits_sme),
            ("charities and social enterprises", notice.suits_vcse),
        )
        if said
    ]
    return ", ".join(suits) or None


def _sectors(notice: Notice) -> str:
    return "\n".join(f"{code} {cpv.name(code)}" for code in notice.cpv_codes)


def _lot(lot: Lot) -> str:
    value = written.value(lot.value_min_pence, lot.value_max_pence, lot.vat)
    return f"{lot.id}: {lot.title or 'no title'}; {value}"


def _changes(opportunity: Opportunity) -> str | None:
    times = opportunity.version - 1
    return written.counted(times, "time") + " since we first saw it" if times else None


def _fact(name: str, value: str) -> str:
    """Write a fact with its name in a column of its own. Links stay whole, so that they can be copied."""
    first, *rest = [
        line
        for part in value.splitlines()
        for line in wrap(part, WIDTH - INDENT, break_long_words=False, break_on_hyphens=False)
    ] or [""]
    return "\n".join([f"{name + ':':<{INDENT}}{first}", *(" " * INDENT + line for line in rest)])


def _folded(text: str) -> str:
    return "\n".join(wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False))
