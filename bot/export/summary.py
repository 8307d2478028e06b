"""The counts of an export: in full for officers, or with small ones hidden for everybody."""

from collections.abc import Iterator
from dataclasses import dataclass

from alerts.matching import OrganisationType, Size
from bot.blockers import Blocker, Stage
from bot.export import suppression
from bot.export.suppression import Published, Shown
from bot.export.tally import CELLS, Tally
from bot.report_filters import Filters
from bot.text import names

Value = Stage | Size | OrganisationType | Blocker | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Counts of reports: `sorts` by stage, size and kind of organisation, in this order; `kinds` of blocker.

    What the filters let nobody be counted as is not in it.
    """

    sorts: Published[Value]
    kinds: Published[Value]

    @property
    def total(self) -> Shown:
        """How many reports there are in all."""
        return self.sorts.total

    def cells(self) -> Iterator[tuple[Stage, Size | None, OrganisationType | None, Shown]]:
        """Give what is shown for each stage, size and kind of organisation."""
        for stage, size, kind in CELLS:
            shown = self.cell(stage, size, kind)
            if shown is not None:
                yield stage, size, kind, shown

    def cell(self, stage: Stage, size: Size | None, organisation: OrganisationType | None) -> Shown | None:
        """How many reports are of one stage, size and kind of organisation; None where there can be none."""
        return self.sorts.cell(stage, size, organisation)


def of(tally: Tally, filters: Filters, *, for_publication: bool) -> Summary:
    """Return the counts as they may be shown. The filters are those of the tally."""
    table = suppression.published if for_publication else suppression.in_full
    sorts: dict[tuple[Value, ...], int] = {cell: tally.cells[cell] for cell in tally.possible_cells(filters)}
    kinds: dict[tuple[Value, ...], int] = {
        (kind,): tally.kinds[kind] for kind in tally.possible_kinds(filters)
    }
    return Summary(sorts=table(sorts), kinds=table(kinds))


def tables(summary: Summary) -> Iterator[tuple[str, list[tuple[str, Shown]]]]:
    """Give each count by one thing: its heading, and what is counted with its count."""
    stages, sizes, types = (
        [(_called(value), shown) for value, shown in summary.sorts.margin(axis)] for axis in range(3)
    )
    kinds = [(_called(kind), shown) for kind, shown in summary.kinds.margin(0)]
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
    for stage, size, organisation, shown in summary.cells():
        yield row(
            "by stage, size and organisation_type",
            shown,
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
        case Blocker():
            return names.blocker(value)
        case _:
            return names.organisation(value)
