"""The counts of an export: in full for officers, or with small ones hidden for everybody."""

from collections.abc import Iterator
from dataclasses import dataclass

from alerts.matching import OrganisationType, Size
from bot.blockers import Blocker, Stage
from bot.export import suppression
from bot.export.suppression import Published, Shown
from bot.export.tally import SIZES, TYPES, Tally
from bot.text import names

Value = Stage | Size | OrganisationType | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Counts of reports: `sorts` by stage, size and kind of organisation, in this order; `kinds` of blocker."""

    sorts: Published[Value]
    kinds: Published[Blocker]

    @property
    def total(self) -> Shown:
        """How many reports there are in all."""
        return self.sorts.total

    def cell(self, stage: Stage, size: Size | None, organisation: OrganisationType | None) -> Shown:
        """How many reports are of one stage, size and kind of organisation."""
        return self.sorts.cell(stage, size, organisation)


def of(tally: Tally, *, for_publication: bool) -> Summary:
    """Return the counts as they may be shown."""
    table = suppression.published if for_publication else suppression.in_full
    sorts: dict[tuple[Value, ...], int] = dict(tally.cells.items())
    return Summary(
        sorts=table((tuple(Stage), SIZES, TYPES), sorts),
        kinds=table((tuple(Blocker),), {(kind,): count for kind, count in tally.kinds.items()}),
    )


def tables(summary: Summary) -> Iterator[tuple[str, list[tuple[str, Shown]]]]:
    """Give each count by one thing: its heading, and what is counted with its count."""
    stages, sizes, types = (
        [(_called(value), shown) for value, shown in summary.sorts.margin(axis)] for axis in range(3)
    )
    kinds = [(names.blocker(kind), shown) for kind, shown in summary.kinds.margin(0)]
    yield "Stage", stages
    yield "Kind of blocker", kinds
    yield "Size of organisation", sizes
    yield "Kind of organisation", types


LONG = ("table", "stage", "kind", "size", "organisation_type", "reports")
"""The columns of `long`."""


def long(summary: Summary) -> Iterator[dict[str, str | int | None]]:
    """Give every count as a row of its own, for CSV and JSON."""

    def row(table: str, shown: Shown, **of: str) -> dict[str, str | int | None]:
        return {name: {"table": table, "reports": shown, **of}.get(name) for name in LONG}

    yield row("all reports", summary.total)
    columns = ("stage", "kind", "size", "organisation_type")
    for column, (_, counts) in zip(columns, tables(summary), strict=True):
        for called, shown in counts:
            yield row(f"by {column}", shown, **{column: called})
    for stage in Stage:
        for size in SIZES:
            for organisation in TYPES:
                yield row(
                    "by stage, size and organisation_type",
                    summary.cell(stage, size, organisation),
                    stage=names.stage(stage),
                    size=names.size(size),
                    organisation_type=names.organisation(organisation),
                )


def _called(value: Value) -> str:
    match value:
        case Stage():
            return names.stage(value)
        case Size():
            return names.size(value)
        case _:
            return names.organisation(value)
