"""`supplierbot evaluate`: measure what Supplierbot decides on what people have labelled."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from textwrap import wrap
from typing import Annotated, Any

import typer

from alerts import evaluation, labelled, sectors, sources
from alerts.errors import SourceFormatError
from alerts.evaluation import Mistake, Result, Score
from alerts.labelled import Key, Labelled
from alerts.matching import Gate, ReasonKind, Verdict
from alerts.notice import Notice
from alerts.sources import Source
from alerts.sources.body import text_of
from bot import files
from bot.commands import AsJson, evaluate_faq, example, explained, print_json, warn
from bot.failures import CommandError
from bot.text import written

SHOWN = 5
WIDTH = 79
NAME = 22
INDENT = " " * 4
NAMES = {"codes": "Codes alone", "codes or words": "Codes or words"}
"""How the table calls the rules that are simpler than ours."""

_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)  # for rows without a date, which count for nothing here

_EXAMPLE = example("supplierbot evaluate matching -f f.toml -j judged.csv -l labels.csv -n day.csv")

app = typer.Typer(
    no_args_is_help=True,
    help="Measure what Supplierbot decides on what people have labelled.",
    epilog=_EXAMPLE,
)


app.command(epilog=evaluate_faq.EXAMPLE)(evaluate_faq.faq)


@app.command(epilog=_EXAMPLE)
def matching(
    more: Annotated[list[str] | None, typer.Argument(metavar="FILE", help="More of --notices.")] = None,
    *,
    firms: Annotated[str, typer.Option("-f", "--firms", metavar="FILE", help="Made-up firms, in TOML.")],
    judged: Annotated[str, typer.Option("-j", "--judged", metavar="FILE", help="What was judged, in CSV.")],
    labels: Annotated[
        str, typer.Option("-l", "--labels", metavar="FILE", help="Which is whose work, in CSV.")
    ],
    notices: Annotated[
        list[str],
        typer.Option(
            "-n", "--notices", metavar="FILE...", help="The notices: OCDS JSON, or Contracts Finder's CSV."
        ),
    ],
    explain: Annotated[bool, typer.Option("--explain", help="List each miss and false alarm.")] = False,
    as_json: AsJson = False,
) -> None:
    """Measure how well notices are matched to firms. Needs no network.

    A firm watches as a supplier would. What it says of itself (“about”),
    its words and its codes are typed at “type what you sell”, and it takes
    every trade that is then offered. Its words and codes are watched too,
    and its “not_words” exclude. Only what a firm does is measured: dates,
    places and sizes are left out. What is sent as a close match and what
    is sent as a possible one both count as matched.

    Files are those of tests/samples/matching, where a README tells their
    form. Label 2 is the firm's work; 1 counts for nothing; 0, or no label,
    is not its work. A file may be compressed with gzip.

    “Ours, left out” judges each firm without those words of the trades
    that stand in its own work and in no other notice of --notices.
    """
    with explained():
        given = labelled.load(*(text_of(files.read(file)) for file in (firms, judged, labels)))
        every = tuple(_notices([*notices, *(more or ())]))
        found = labelled.found(given.judged, every)
        _check(given, found)
        _report(given.with_trades(), found, every, as_json=as_json, explain=explain)


def _notices(named: list[str]) -> Iterator[Notice]:
    """Give the notices of every file, each read as what it looks like."""
    known = sources.catalogue()
    for file in named:
        body = files.read(file)
        try:
            reading = sources.read(_source(body, known), body, _ANY_TIME)
        except SourceFormatError as error:
            raise CommandError(f"{files.name(file)}: {error}") from error
        for rejected in reading.rejected[:SHOWN]:
            warn(f"{files.name(file)}: record {rejected.record} was not read: {rejected.reason}")
        yield from reading.notices


def _source(body: bytes, known: dict[str, Source]) -> Source:
    """Return a source that writes as `body` does: JSON begins with a bracket."""
    is_json = text_of(body[:2000]).lstrip("\ufeff\x00 \t\r\n").startswith(("{", "["))
    return known["find-a-tender" if is_json else "contracts-finder-csv"]


def _check(given: Labelled, found: dict[Key, Notice]) -> None:
    """Refuse figures that would be of something else than was asked for."""
    if not given.firms:
        raise CommandError("There is no [[firm]] in the firms. Write at least one.")
    absent = [f"{source} {number}" for source, number in given.judged if (source, number) not in found]
    if absent:
        more = len(absent) - SHOWN
        named = "; ".join(absent[:SHOWN]) + (f"; and {more:,} more" if more > 0 else "")
        raise CommandError(
            f"{len(absent):,} of the {len(given.judged):,} judged notices are in none of the files of --notices: "
            f"{named}. Name the files that hold them too."
        )
    unjudged = sum(key not in found for _, key in given.labels)
    if unjudged:
        warn(f"{written.counted(unjudged, 'label')} of a notice that was not judged; left out.")


def _report(
    given: Labelled, found: Mapping[Key, Notice], every: Sequence[Notice], *, as_json: bool, explain: bool
) -> None:
    ours = evaluation.evaluate(given, found)
    simpler = {name: evaluation.evaluate(given, found, rule) for name, rule in evaluation.BASELINES.items()}
    without = evaluation.leave_one_out(given, found, every)
    by_source = {name: evaluation.evaluate(part, found) for name, part in given.by_source().items()}
    agreed, sized = evaluation.fit_agreement(given, found)
    if as_json:
        report: dict[str, Any] = {
            "overall": _plain(ours),
            "firms": {firm: _figures(score) for firm, score in ours.firms.items()},
            "baselines": {name: _plain(result) for name, result in simpler.items()},
            "left_out": _plain(without),
            "sources": {name: _plain(result) for name, result in by_source.items()},
            "fit": {"agreed": agreed, "labels": sized},
        }
        if explain:
            report["mistakes"] = [_told(mistake) for mistake in ours.mistakes]
        print_json(report)
        return
    rules = {NAMES[name]: result.overall for name, result in simpler.items()}
    rules |= {"Ours": ours.overall, "Ours, left out": without.overall}
    lines = [
        *_table("Rule", rules),
        *_table("Ours, by source", {name: result.overall for name, result in by_source.items()}),
        *_table("Ours, by firm", ours.firms),
        f"The mean of the firms' recalls is {ours.mean_recall:.2f}; left out, {without.mean_recall:.2f}.",
    ]
    if sized:
        lines.append(f"Of {written.counted(sized, 'label')} of size, we agree with {agreed:,}.")
    if explain:
        lines += ["", *_explained(ours.mistakes)]
    typer.echo("\n".join(lines))


def _table(called: str, scores: Mapping[str, Score]) -> list[str]:
    """Write scores, one a line: the pairs that were counted, then the rates."""
    heads = (
        f"{'right':>6}{'wrong':>6}{'missed':>7}{'precision':>11}{'recall':>8}{'false':>8}{'p@5':>6}{'f1':>6}"
    )
    lines = [f"{called:<{NAME}}{heads}"]
    lines += [
        f"{written.cut(name, NAME - 1):<{NAME}}{score.found:>6}{score.wrong:>6}{score.missed:>7}"
        f"{score.precision:>11.2f}{score.recall:>8.2f}{score.fpr:>8.2%}{score.p_at_5:>6.2f}{score.f1:>6.2f}"
        for name, score in scores.items()
    ]
    return [*lines, ""]


def _explained(mistakes: Sequence[Mistake]) -> list[str]:
    """Write each mistake on its lines: what it is of, and why it was decided so."""
    lines = []
    for title, missed in (("Misses", True), ("False alarms", False)):
        chosen = [mistake for mistake in mistakes if mistake.missed is missed]
        lines.append(f"{title}: {len(chosen) or 'none'}")
        for mistake in chosen:
            why = _why_missed(mistake.verdict) if missed else _why_matched(mistake.verdict)
            lines += _folded(f"{mistake.firm}: {mistake.title} ({' '.join(mistake.key)})", "  ")
            lines += _folded(why, INDENT)
    return lines


def _why_missed(verdict: Verdict) -> str:
    """Say which gate was first to fail, and how much was missing."""
    match verdict.failed:
        case Gate.SECTOR:
            return f"stopped by sector: it scores {verdict.score:.1f}, and {sectors.POSSIBLE} are needed"
        case _:
            return f"stopped by {verdict.failed}; it scores {verdict.score:.1f}"


def _why_matched(verdict: Verdict) -> str:
    reasons = "; ".join(
        f"{reason.kind.value.replace('_', ' ')} “{reason.found}” for {reason.watched}"
        for reason in verdict.reasons
        if reason.kind not in {ReasonKind.PLACE, ReasonKind.SUITS}
    )
    return f"{verdict.strength} match, score {verdict.score:.1f}: {reasons or 'several small signs'}"


def _folded(text: str, indent: str) -> list[str]:
    return wrap(text, WIDTH, initial_indent=indent, subsequent_indent=INDENT, break_on_hyphens=False)


def _told(mistake: Mistake) -> dict[str, Any]:
    """Return a mistake for a program."""
    verdict = mistake.verdict
    return {
        "firm": mistake.firm,
        "source": mistake.key[0],
        "notice_id": mistake.key[1],
        "title": mistake.title,
        "missed": mistake.missed,
        "failed": verdict.failed,
        "score": round(verdict.score, 2),
        "reasons": verdict.reasons,
    }


def _figures(score: Score) -> dict[str, float | int]:
    """Return a score for a program: rates to four places, and the pairs that they count."""
    rates = {
        "precision": score.precision,
        "recall": score.recall,
        "fpr": score.fpr,
        "p_at_5": score.p_at_5,
        "f1": score.f1,
    }
    counts = {"right": score.found, "wrong": score.wrong, "missed": score.missed}
    return {**{name: round(rate, 4) for name, rate in rates.items()}, **counts}


def _plain(result: Result) -> dict[str, float | int]:
    return {**_figures(result.overall), "mean_recall": round(result.mean_recall, 4)}
