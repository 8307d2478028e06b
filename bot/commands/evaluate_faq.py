"""`supplierbot evaluate faq`: measure the answers on questions whose right topic is known."""

import csv
import io
import statistics
import time
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from alerts.sources.body import text_of
from bot import asking, files
from bot.commands import AsJson, example, explained, print_json
from bot.failures import CommandError
from faq import evaluation
from faq.evaluation import Figures, Judged
from faq.search import Searcher

EXAMPLE = example("supplierbot evaluate faq questions.csv")
NEEDED = ("question", "topic_slug")
BAD = frozenset({"wrong", "unanswered", "suggested", "false"})


def faq(
    file: Annotated[str, typer.Argument(help="A CSV file; - reads standard input.")],
    *,
    explain: Annotated[bool, typer.Option("--explain", help="List each row that was not right.")] = False,
    as_json: AsJson = False,
) -> None:
    """Measure the approved answers on questions that people have labelled.

    Columns: id, question, topic_slug (empty or “none” when it is not ours),
    must_contain (patterns with ; between) and notes (“alt: other-topic”).

    Right: the right topic, with every pattern found. Suggested: topics were
    offered. Wrong: another topic, or a pattern is missing. Unanswered:
    nothing was. False: answered, though it is not ours. “In three”: the
    right topic was answered, or is among three suggestions.
    """
    with explained():
        rows = _rows(file)
        try:
            began = time.perf_counter()
            searcher = asking.searcher()
            ready = time.perf_counter() - began
            taken = _timed(searcher, rows)
            figures = evaluation.evaluate(searcher, rows)
        except ValueError as error:
            raise CommandError(f"{files.name(file)}: {error}") from error
        if as_json:
            print_json(_told(figures, taken, ready, explain=explain))
        else:
            typer.echo("\n".join(_lines(figures, taken, ready, explain=explain)).encode())


def _rows(file: str) -> list[dict[str, str]]:
    """Read the questions.

    Raises:
        CommandError: It is no CSV, or a column is missing.
    """
    try:
        # Short rows have None, and long ones a list under None: neither is a text.
        read = [
            {name: cell or "" for name, cell in row.items() if isinstance(name, str)}
            for row in csv.DictReader(io.StringIO(text_of(files.read(file)), newline=""))
        ]
    except csv.Error as error:
        raise CommandError(f"{files.name(file)} cannot be read as CSV: {error}.") from error
    absent = [name for name in NEEDED if not read or name not in read[0]]
    if absent:
        raise CommandError(
            f"{files.name(file)} must be a CSV with a column {' and a column '.join(absent)}, and at least one row."
        )
    return read


def _timed(searcher: Searcher, rows: Sequence[dict[str, str]]) -> list[float]:
    """Return the milliseconds that each answer takes, in order of size."""
    taken = []
    for row in rows:
        began = time.perf_counter()
        searcher.answer(row["question"])
        taken.append((time.perf_counter() - began) * 1000)
    return sorted(taken)


def _p95(taken: Sequence[float]) -> float:
    return taken[min(len(taken) - 1, len(taken) * 95 // 100)]


def _told(figures: Figures, taken: Sequence[float], ready: float, *, explain: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "rows": len(figures.rows),
        "in_scope": figures.in_scope,
        "out_of_scope": figures.out_of_scope,
        "right": figures.right,
        "suggested": figures.suggested,
        "wrong": figures.wrong,
        "unanswered": figures.unanswered,
        "false": figures.false,
        "in_three": figures.in_three,
        "shares": {name: round(share, 4) for name, share in _shares(figures).items()},
        "milliseconds": {"median": round(statistics.median(taken), 2), "p95": round(_p95(taken), 2)},
        "seconds_to_be_ready": round(ready, 2),
    }
    if explain:
        told["not_right"] = [row for row in figures.rows if row.verdict in BAD]
    return told


def _shares(figures: Figures) -> dict[str, float]:
    """Return the rates: of questions that are ours, but for `false`, which is of those that are not."""
    counts = ("right", "suggested", "wrong", "unanswered", "in_three")
    return {name: figures.share(getattr(figures, name)) for name in counts} | {"false": figures.false_share}


def _lines(figures: Figures, taken: Sequence[float], ready: float, *, explain: bool) -> list[str]:
    shares = _shares(figures)
    lines = [f"{figures.in_scope} questions are ours, {figures.out_of_scope} are not."]
    lines += [
        f"{label:<11}{getattr(figures, name):>5}{shares[name]:>8.1%}"
        for name, label in (
            ("right", "Right"),
            ("suggested", "Suggested"),
            ("wrong", "Wrong"),
            ("unanswered", "Unanswered"),
            ("in_three", "In three"),
            ("false", "False"),
        )
    ]
    lines.append(
        f"One answer takes {statistics.median(taken):.1f} ms, and 95 of 100 at most {_p95(taken):.1f} ms. "
        f"Ready after {ready:.1f} s."
    )
    if explain:
        lines += ["", *(_explained(row) for row in figures.rows if row.verdict in BAD)]
    return lines


def _explained(row: Judged) -> str:
    found = row.answered or ", ".join(row.suggested) or "nothing"
    missing = f"; not found: {' '.join(row.missing)}" if row.missing else ""
    wanted = row.topic or "none"
    return f"{row.verdict}: {row.question} ({row.id}): {found}, where {wanted} is right{missing}"
