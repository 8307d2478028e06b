"""`supplierbot stats`: the figures of /stats without Telegram."""

from collections.abc import Iterable
from typing import Any

import typer

from bot import baselines, statistics
from bot.baselines import Baseline
from bot.commands import AsJson, example, print_json, with_shared
from bot.context import Shared
from bot.statistics import Figures
from bot.text import figures as words

EXAMPLE = example("supplierbot stats --json")


def show(*, as_json: AsJson = False) -> None:
    """Count what suppliers reported, who has joined, and what became of bids.

    By stage, kind, size, kind of organisation and month, beside the Taskforce
    report's tables with their year and base. For officers: counts are in full.
    """

    async def work(shared: Shared) -> None:
        async with shared.sessions.begin() as session:
            found = await statistics.gather(session, shared.now())
        if as_json:
            print_json(_plain(found))
        else:
            typer.echo(words.plain(found).encode())

    with_shared(work)


def _plain(found: Figures) -> dict[str, Any]:
    """Return the figures for a program."""
    tally, bids = found.reports, found.bids
    return {
        "at": found.at,
        "reports": tally.reports,
        "same_for_us": tally.same_for_us,
        "duplicates": tally.duplicates,
        "by_stage": _counts(tally.by_stage()),
        "by_kind": _counts(tally.by_kind()),
        "by_size": _counts(tally.by_size()),
        "by_organisation_type": _counts(tally.by_type()),
        "by_month": {f"{month.first:%Y-%m}": month.reports for month in found.months},
        "from_county_durham": {"reports": found.from_county, "of_those_that_tell": found.place_given},
        "suppliers_by_size": found.suppliers_by_size,
        "suppliers_by_organisation_type": found.suppliers_by_type,
        "bids": {
            "by_ending": bids.endings,
            "by_feedback": bids.feedback,
            "usefulness_of_feedback": bids.usefulness,
            "ratings": bids.rated,
        },
        "beside": [_beside(table, found) for table in (baselines.spend(), baselines.businesses())],
    }


def _counts(counts: Iterable[tuple[Any, int]]) -> dict[str, int]:
    return {"not_given" if key is None else key.value: count for key, count in counts}


def _beside(table: Baseline, found: Figures) -> dict[str, Any]:
    return {
        "title": table.title,
        "year": table.year,
        "base": table.base,
        "source": table.source,
        "rows": baselines.beside(table, found.reports.by_size()),
    }
