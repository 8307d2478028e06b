"""Count reports in the database by stage, size, kind of organisation and kind of blocker."""

from collections import Counter
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import ColumnElement, case, func, null, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from alerts.matching import OrganisationType, Size
from bot.blockers import Blocker, ReportStatus, Stage, Visibility
from bot.export.reading import conditions
from bot.report_filters import Filters
from bot.tables import BlockerReport

SIZES: tuple[Size | None, ...] = (*Size, None)
TYPES: tuple[OrganisationType | None, ...] = (*OrganisationType, None)
"""None: not given, as in every anonymous report and in those of suppliers who did not say. Both or neither."""

Told = TypeVar("Told")
Cell = tuple[Stage, Size | None, OrganisationType | None]

CELLS: tuple[Cell, ...] = tuple(
    (stage, size, kind)
    for stage in Stage
    for size in SIZES
    for kind in TYPES
    if (size is None) is (kind is None)
)
"""Every cell in which there can be a report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many reports there are of each sort. `duplicates` and `same_for_us` are among them."""

    cells: Counter[Cell] = field(default_factory=Counter)
    kinds: Counter[Blocker] = field(default_factory=Counter)
    duplicates: int = 0
    same_for_us: int = 0

    @property
    def reports(self) -> int:
        """How many there are in all."""
        return self.kinds.total()

    def by_stage(self) -> list[tuple[Stage, int]]:
        """Return the count of each stage, in the order of the process."""
        return [(stage, self._total(0, stage)) for stage in Stage]

    def by_size(self) -> list[tuple[Size | None, int]]:
        """Return the count of each size band, the smallest first and "not given" last."""
        return [(size, self._total(1, size)) for size in SIZES]

    def by_type(self) -> list[tuple[OrganisationType | None, int]]:
        """Return the count of each kind of organisation."""
        return [(kind, self._total(2, kind)) for kind in TYPES]

    def by_kind(self) -> list[tuple[Blocker, int]]:
        """Return the count of each kind of blocker."""
        return [(kind, self.kinds[kind]) for kind in Blocker]

    def possible_cells(self, filters: Filters) -> list[Cell]:
        """Return each cell in which there can be a report that passes the filters."""
        told = filters.visibility is not Visibility.ANONYMOUS
        untold = not (filters.trade or filters.size or filters.organisation_type)
        return [
            (stage, size, kind)
            for stage, size, kind in CELLS
            if self.cells[stage, size, kind]
            or (
                filters.stage in {None, stage}
                and (told if size else untold)
                and filters.size in {None, size}
                and filters.organisation_type in {None, kind}
            )
        ]

    def possible_kinds(self, filters: Filters) -> list[Blocker]:
        """Return each kind of blocker that a report which passes the filters can have."""
        return [kind for kind in Blocker if self.kinds[kind] or filters.kind in {None, kind}]

    def _total(self, axis: int, value: object) -> int:
        return sum(count for cell, count in self.cells.items() if cell[axis] == value)


async def count(session: AsyncSession, filters: Filters) -> Tally:
    """Count the reports that the filters let through, anonymous ones without size and kind of organisation."""
    columns = (
        BlockerReport.stage,
        _told(BlockerReport.size),
        _told(BlockerReport.organisation_type),
        BlockerReport.kind,
    )
    rows = await session.execute(
        select(
            *columns,
            func.count(),
            func.count(case((BlockerReport.status == ReportStatus.DUPLICATE, 1))),
            func.count(BlockerReport.same_as_id),
        )
        .where(*conditions(filters))
        .group_by(*columns)
    )
    cells: Counter[Cell] = Counter()
    kinds: Counter[Blocker] = Counter()
    duplicates = same_for_us = 0
    for stage, size, organisation, kind, number, again, same in rows:
        told = size is not None and organisation is not None
        cells[(stage, size, organisation) if told else (stage, None, None)] += number
        kinds[kind] += number
        duplicates, same_for_us = duplicates + again, same_for_us + same
    return Tally(cells=cells, kinds=kinds, duplicates=duplicates, same_for_us=same_for_us)


def _told(column: InstrumentedAttribute[Told]) -> ColumnElement[Told]:
    """Return a column that an anonymous report does not tell."""
    return case((BlockerReport.visibility == Visibility.ANONYMOUS, null()), else_=column)
