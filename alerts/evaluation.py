"""Measure the matching on notices that people have labelled: which are whose work?

Files are those of `tests/samples/matching` (its README tells their form): firms in TOML, the notices
that were judged and the labels in CSV. Label 2 is the firm's work, 0 is not, and a pair that was judged
but has no label is 0; 1 is arguable and counts for nothing. Only what a firm does is measured, so
dates, places and sizes are left out. Nothing here reads a file or the clock: give it texts and notices.
"""

import csv
import io
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from alerts import cpv, trades, words
from alerts.errors import SourceFormatError
from alerts.matching import BasedIn, Firm, Fit, Gate, OrganisationType, Size, Verdict, Watch, fit, match
from alerts.notice import Notice, Stage
from alerts.sources import csv_row

RELEVANT, ARGUABLE, IRRELEVANT = 2, 1, 0
TOP = 5
CONTRACTS_FINDER_CSV = "cf-csv"

_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)

Key = tuple[str, str]
"""A notice as the files name it: the source, and the number there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledFirm:
    """A made-up firm: what it says of itself, and the codes and words it would pick."""

    id: str
    about: str
    firm: Firm
    watch: Watch

    def with_trades(self) -> "LabelledFirm":
        """Return the firm with the trades it would be offered for what it typed, all taken."""
        codes = " ".join(prefix.ljust(cpv.LENGTH, "0") for prefix in self.watch.cpv_prefixes)
        typed = "; ".join((self.about, *self.watch.words, codes))
        picked = tuple(trade.slug for trade in trades.suggest(typed))
        return replace(self, watch=replace(self.watch, trades=picked))


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a person said of one firm and one notice."""

    value: int
    fit: Fit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """All that was judged."""

    firms: tuple[LabelledFirm, ...]
    judged: tuple[Key, ...]
    labels: Mapping[tuple[str, Key], Label]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A pair that was decided wrongly. `verdict` tells the reasons, or the gate that said no."""

    firm: str
    key: Key
    title: str
    missed: bool
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How many pairs were decided rightly and wrongly. A rate of nothing is 1, or 0 for a rate of mistakes."""

    found: int = 0
    missed: int = 0
    wrong: int = 0
    left: int = 0
    p_at_5: float = 1.0

    @property
    def precision(self) -> float:
        """Of what was matched, the share that is the firm's work."""
        return _share(self.found, self.found + self.wrong, otherwise=1.0)

    @property
    def recall(self) -> float:
        """Of the firm's work, the share that was matched."""
        return _share(self.found, self.found + self.missed, otherwise=1.0)

    @property
    def fpr(self) -> float:
        """Of what is not the firm's work, the share that was matched."""
        return _share(self.wrong, self.wrong + self.left, otherwise=0.0)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One rule, measured. `absent` are judged notices that were not among those given."""

    overall: Score
    mean_recall: float
    firms: Mapping[str, Score]
    mistakes: tuple[Mistake, ...]
    absent: tuple[Key, ...]


Rule = Callable[[LabelledFirm, Notice], Verdict]


def ours(firm: LabelledFirm, notice: Notice) -> Verdict:
    """Decide as we do for suppliers, whatever the date and the place."""
    anywhere = replace(firm.watch, regions=(), value_min_pence=None, value_max_pence=None)
    return match(replace(notice, stage=Stage.OPEN, closes_at=None), firm.firm, anywhere, _ANY_TIME)


def codes_only(firm: LabelledFirm, notice: Notice) -> Verdict:
    """Decide as simple services do: a code of the notice lies under one that was picked."""
    under = any(code.startswith(firm.watch.cpv_prefixes) for code in notice.cpv_codes)
    return _verdict(matched=under and bool(firm.watch.cpv_prefixes))


def codes_or_words(firm: LabelledFirm, notice: Notice) -> Verdict:
    """Decide by code, or by any of the firm's words in the title or the text."""
    wanted = words.together(found for word in firm.watch.words if (found := words.phrase(word)))
    texts = (words.read(notice.title), words.read(notice.summary))
    said = any(words.hits(wanted, text) for text in texts)
    return _verdict(matched=said or codes_only(firm, notice).matched)


BASELINES: Mapping[str, Rule] = {"codes": codes_only, "codes or words": codes_or_words}


def evaluate(labelled: Labelled, notices: Mapping[Key, Notice], rule: Rule = ours) -> Result:
    """Return how well `rule` decides every labelled pair whose notice was given."""
    present = [key for key in labelled.judged if key in notices]
    scores: dict[str, Score] = {}
    mistakes: list[Mistake] = []
    for firm in labelled.firms:
        decided = [
            (
                key,
                rule(firm, notices[key]),
                labelled.labels.get((firm.id, key), Label(value=IRRELEVANT)).value,
            )
            for key in present
        ]
        plain = [row for row in decided if row[2] != ARGUABLE]
        scores[firm.id] = _score(plain)
        mistakes += [
            Mistake(
                firm=firm.id, key=key, title=notices[key].title, missed=not verdict.matched, verdict=verdict
            )
            for key, verdict, label in plain
            if verdict.matched is not (label == RELEVANT)
        ]
    return Result(
        overall=_together(scores.values()),
        mean_recall=sum(score.recall for score in scores.values()) / max(1, len(scores)),
        firms=scores,
        mistakes=tuple(mistakes),
        absent=tuple(key for key in labelled.judged if key not in notices),
    )


def by_key(judged: Iterable[Key], notices: Iterable[Notice]) -> dict[Key, Notice]:
    """Return those of `notices` that were judged.

    Contracts Finder's CSV has no number of its own; the files write "reference|buyer" there.
    """
    by_number = {notice.external_id: notice for notice in notices}
    numbers = {key: _number(*key) for key in judged}
    return {key: by_number[number] for key, number in numbers.items() if number in by_number}


def _number(source: str, notice_id: str) -> str:
    reference, bar, buyer = notice_id.rpartition("|")
    return csv_row.made_number(buyer, reference) if bar and source == CONTRACTS_FINDER_CSV else notice_id


def fit_agreement(labelled: Labelled, notices: Mapping[Key, Notice]) -> tuple[int, int]:
    """Return how many labels of size we agree with, and how many there are."""
    firms = {firm.id: firm.firm for firm in labelled.firms}
    pairs = [
        (fit(notices[key], firms[firm]), label.fit)
        for (firm, key), label in labelled.labels.items()
        if label.fit is not None and key in notices and firm in firms
    ]
    return sum(ours is theirs for ours, theirs in pairs), len(pairs)


def load(firms: str, judged: str, labels: str) -> Labelled:
    """Return what the texts of the three files say.

    Raises:
        SourceFormatError: A text is not of that form. The message names the file, the place and the fault.
    """
    keys = tuple((row["source"], row["notice_id"]) for row in _rows(judged, "The judged notices"))
    found = {
        (row["firm"], (row["source"], row["notice_id"])): _label(row, number)
        for number, row in enumerate(_rows(labels, "The labels", "firm", "label"), start=2)
    }
    return Labelled(firms=_firms(firms), judged=tuple(dict.fromkeys(keys)), labels=found)


def _firms(text: str) -> tuple[LabelledFirm, ...]:
    try:
        rows = tomllib.loads(text).get("firm", [])
        return tuple(_firm(row) for row in rows)
    except tomllib.TOMLDecodeError as error:
        raise SourceFormatError(f"The firms are not TOML: {error}.") from error
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise SourceFormatError(f"A [[firm]] is not complete: {error!r}.") from error


def _firm(row: Mapping[str, str | int | Sequence[str]]) -> LabelledFirm:
    return LabelledFirm(
        id=str(row["id"]),
        about=str(row.get("about", "")),
        firm=Firm(
            organisation_type=OrganisationType(str(row["organisation_type"])),
            size=Size(str(row["size"])),
            based_in=BasedIn(str(row.get("based_in", BasedIn.NOT_STATED))),
            comfortable_max_pence=int(str(row["value_max"])) * 100 if "value_max" in row else None,
        ),
        watch=Watch(
            cpv_prefixes=_several(row.get("cpv", ())),
            words=_several(row.get("words", ())),
            not_words=_several(row.get("not_words", ())),
        ),
    )


def _several(value: str | int | Sequence[str]) -> tuple[str, ...]:
    if isinstance(value, (str, int)):
        raise TypeError(f"expected a list, found {value!r}")
    return tuple(value)


def _rows(text: str, called: str, *needed: str) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    missing = {"source", "notice_id", *needed} - set(reader.fieldnames or ())
    if missing:
        raise SourceFormatError(f"{called} must have a column {', '.join(sorted(missing))}.")
    return [{key: value or "" for key, value in row.items() if key} for row in reader]


def _label(row: Mapping[str, str], number: int) -> Label:
    try:
        value = int(row["label"])
        size = Fit(row["fit"]) if row.get("fit") else None
    except ValueError as error:
        raise SourceFormatError(f"The labels, row {number}: {error}.") from error
    if value not in {IRRELEVANT, ARGUABLE, RELEVANT}:
        raise SourceFormatError(f"The labels, row {number}: a label is 0, 1 or 2, not {value}.")
    return Label(value=value, fit=size)


def _score(rows: Sequence[tuple[Key, Verdict, int]]) -> Score:
    matched = sorted((row for row in rows if row[1].matched), key=lambda row: (-row[1].score, row[0]))
    found = sum(label == RELEVANT for _, _, label in matched)
    relevant = sum(label == RELEVANT for _, _, label in rows)
    top = matched[:TOP]
    return Score(
        found=found,
        missed=relevant - found,
        wrong=len(matched) - found,
        left=len(rows) - relevant - (len(matched) - found),
        p_at_5=_share(sum(label == RELEVANT for _, _, label in top), len(top), otherwise=float(not relevant)),
    )


def _together(scores: Iterable[Score]) -> Score:
    every = list(scores)
    return Score(
        found=sum(score.found for score in every),
        missed=sum(score.missed for score in every),
        wrong=sum(score.wrong for score in every),
        left=sum(score.left for score in every),
        p_at_5=_share(sum(score.p_at_5 for score in every), len(every), otherwise=1.0),
    )


def _share(part: float, whole: float, *, otherwise: float) -> float:
    return part / whole if whole else otherwise


def _verdict(*, matched: bool) -> Verdict:
    return Verdict(failed=None if matched else Gate.SECTOR, score=float(matched))
