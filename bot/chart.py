"""What the chart of /stats shows, and the same in words for whoever does not see it. `drawing` makes the picture.

Both are made from one value, so that they cannot tell different figures.
"""

from dataclasses import dataclass

from alerts.frequency import LONDON
from bot import baselines
from bot.baselines import Beside
from bot.statistics import Figures, Month
from bot.text import names, written


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What is drawn for one label: a bar for each value, with what is written at its end."""

    label: str
    values: tuple[float, ...]
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One part of the chart. `key` names the bars of a label, the second of which is hatched; or is empty.

    `upright` bars stand side by side with the label below; the others lie, with the label before.
    """

    title: str
    bars: tuple[Bar, ...]
    key: tuple[str, ...] = ()
    upright: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart, in the order it is read."""

    title: str
    under_title: str
    panels: tuple[Panel, ...]


def chart(figures: Figures) -> Chart:
    """Return what the chart of these figures shows."""
    day = figures.at.astimezone(LONDON).date()
    return Chart(
        title="What stops suppliers",
        under_title=f"{written.counted(figures.reports.reports, 'report')} up to {day.day} {day:%B %Y}",
        panels=(_stages(figures), _sizes(figures), _months(figures)),
    )


def words(shown: Chart) -> str:
    """Return the chart in words, for whoever does not see it. Plain text."""
    return "\n\n".join([f"Chart: {shown.title}. {shown.under_title}.", *map(_in_words, shown.panels)])


def _stages(figures: Figures) -> Panel:
    return Panel(
        title="Reports by stage",
        bars=tuple(
            Bar(label=names.stage(stage), values=(count,), told=(f"{count:,}",))
            for stage, count in figures.reports.by_stage()
        ),
    )


def _sizes(figures: Figures) -> Panel:
    spend = baselines.spend()
    counts = figures.reports.by_size()
    told = sum(count for size, count in counts if size is not None)
    return Panel(
        title="Share by size of organisation",
        bars=tuple(_pair(row) for row in baselines.beside(spend, counts)),
        key=(
            f"of {written.counted(told, 'report')} that tell the size",
            f"of all Council spend in {spend.year}",
        ),
    )


def _pair(row: Beside) -> Bar:
    ours = row.ours or 0.0
    return Bar(label=row.label, values=(ours, row.theirs), told=(f"{ours:.0f}%", f"{row.theirs:.0f}%"))


def _months(figures: Figures) -> Panel:
    return Panel(
        title="Reports by month, this one so far", upright=True, bars=tuple(map(_month, figures.months))
    )


def _month(month: Month) -> Bar:
    # January says which year it is.
    label = f"{month.first:%b}" if month.first.month > 1 else f"{month.first:%b %Y}"
    return Bar(label=label, values=(month.reports,), told=(f"{month.reports:,}",))


def _in_words(panel: Panel) -> str:
    bars = "; ".join(f"{bar.label}: {' and '.join(bar.told)}" for bar in panel.bars)
    key = f", {', then '.join(panel.key)}" if panel.key else ""
    return f"{panel.title}{key}. {bars}."
