"""The figures of /stats and `supplierbot stats` in words, each share with its year and what it is a share of."""

import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from alerts.matching import OrganisationType, Size
from bot import baselines
from bot.baselines import Baseline, percent
from bot.blockers import Ending, Feedback
from bot.statistics import Bids, Figures
from bot.surveys import FINDINGS
from bot.text import names, written
from bot.text.written import safe

Key = TypeVar("Key")

WIDTH = 79


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading, lines below it, and what the lines rest on. `drawn` when the chart shows the same."""

    title: str
    lines: tuple[str, ...]
    note: str = ""
    drawn: bool = False


def messages(figures: Figures) -> list[str]:
    """Write what the chart does not show, for a chat, in as many messages as it takes."""
    packed = [""]
    for section in sections(figures):
        if section.drawn:
            continue
        text = "\n".join([f"<b>{safe(section.title)}</b>", *map(safe, section.lines), *_note(section)])
        longer = f"{packed[-1]}\n\n{text}".lstrip()
        if written.size_of(longer) <= written.LONGEST_MESSAGE:
            packed[-1] = longer
        else:
            packed.append(text)
    return packed


def plain(figures: Figures) -> str:
    """Write all figures for a terminal of 79 columns."""
    return "\n\n".join(
        "\n".join(
            [section.title, *_folded(section.lines, "  "), *_folded([section.note] * bool(section.note))]
        )
        for section in sections(figures)
    )


def sections(figures: Figures) -> Iterator[Section]:
    """Give the figures in the order they are read."""
    tally = figures.reports
    yield Section(
        title=f"{written.counted(tally.reports, 'report')} of what stops suppliers",
        lines=(
            f"“Same for us”: {tally.same_for_us:,}",
            f"Duplicates, but counted: {tally.duplicates:,}",
        ),
    )
    yield _counted("Reports by stage", _named(tally.by_stage(), names.stage), drawn=True)
    yield _counted("Reports by kind", _named(tally.by_kind(), names.blocker))
    yield from _surveys(figures)
    sizes = tally.by_size()
    yield _beside("Size of organisation, beside what the Council spent", baselines.spend(), sizes)
    yield _beside("Size of organisation, beside all businesses", baselines.businesses(), sizes)
    yield _counted("Reports by kind of organisation", _named(tally.by_type(), names.organisation))
    yield _place(figures)
    yield Section(
        title="Reports by month, this one so far",
        lines=tuple(f"{month.first:%B %Y}: {month.reports:,}" for month in figures.months),
        drawn=True,
    )
    yield from _suppliers(figures)
    yield _bids(figures.bids)


def _surveys(figures: Figures) -> Iterator[Section]:
    """Put what surveys found beside ours, a survey a section. They are never subtracted: each has its own base."""
    tally = figures.reports
    counts = dict(tally.by_kind())
    for survey in dict.fromkeys(finding.survey for finding in FINDINGS):
        asked = survey.base if survey.answers is None else f"{survey.answers:,} {survey.base}"
        yield Section(
            title=f"Beside a survey: {survey.by}, {survey.year}",
            lines=tuple(
                f"{finding.percent}% {finding.said}. Ours, {names.blocker(finding.kind)}: "
                f"{counts[finding.kind]:,}{_share(counts[finding.kind], tally.reports)}"
                for finding in FINDINGS
                if finding.survey is survey
            ),
            note=f"Theirs: of {asked}, in {survey.year}. Ours: of {written.counted(tally.reports, 'report')}.",
        )


def _place(figures: Figures) -> Section:
    share = _share(figures.from_county, figures.place_given)
    return Section(
        title="Based in County Durham",
        lines=(f"{figures.from_county:,} of {figures.place_given:,} reports that tell the place{share}",),
    )


def _suppliers(figures: Figures) -> Iterator[Section]:
    sizes = [(size, figures.suppliers_by_size[size]) for size in Size]
    kinds = [(kind, figures.suppliers_by_type[kind]) for kind in OrganisationType]
    title = f"{written.counted(figures.suppliers, 'supplier')} joined"
    yield _beside(f"{title}, by size", baselines.businesses(), sizes, "supplier")
    yield _counted(f"{title}, by kind of organisation", _named(kinds, names.organisation))


def _bids(bids: Bids) -> Section:
    usefulness = "no rating yet" if bids.usefulness is None else f"{bids.usefulness:.1f} of 5"
    return Section(
        title=f"{written.counted(bids.endings.total(), 'bid result')}",
        lines=(
            *_lines([(names.ending(ending), bids.endings[ending]) for ending in Ending]),
            *(
                f"Feedback from the buyer: {names.feedback(given).lower()}, {bids.feedback[given]:,}"
                for given in Feedback
            ),
            f"How useful the feedback was: {usefulness} ({written.counted(bids.rated, 'rating')})",
        ),
    )


def _beside(
    title: str, table: Baseline, sizes: Sequence[tuple[Size | None, int]], one: str = "report"
) -> Section:
    told = sum(count for size, count in sizes if size is not None)
    return Section(
        title=title,
        lines=tuple(
            f"{row.label}: {row.count:,}{_share(row.count, told)}, beside {row.theirs:.{table.decimals}f}% "
            f"of {table.short}"
            for row in baselines.beside(table, sizes)
        ),
        note=(
            f"Ours: of {written.counted(told, one)} with a size. "
            f"Beside it: {table.year}, of {table.base}. Source: {table.source}."
        ),
    )


def _named(counts: Iterable[tuple[Key, int]], called: Callable[[Key], str]) -> list[tuple[str, int]]:
    return [(called(key), count) for key, count in counts]


def _counted(title: str, counts: Sequence[tuple[str, int]], *, drawn: bool = False) -> Section:
    return Section(title=title, lines=tuple(_lines(counts)), drawn=drawn)


def _lines(counts: Sequence[tuple[str, int]]) -> Iterator[str]:
    total = sum(count for _, count in counts)
    for called, count in counts:
        yield f"{called}: {count:,}{_share(count, total)}"


def _share(part: int, whole: int) -> str:
    """Write a share behind its count. Of nothing there is none."""
    share = percent(part, whole)
    return "" if share is None else f" ({share:.0f}%)"


def _note(section: Section) -> list[str]:
    return [f"<i>{safe(section.note, 500)}</i>"] if section.note else []


def _folded(lines: Iterable[str], indent: str = "") -> Iterator[str]:
    for line in lines:
        yield from textwrap.wrap(
            line, WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ", break_on_hyphens=False
        )
