"""Measure the matching on notices that people have labelled, beside rules simpler than ours.

Label 2 is the firm's work, 0 is not, and a pair that was judged but has no label is 0; 1 is arguable
and counts for nothing. Only what a firm does is measured, so dates, places and sizes are left out.
Nothing here reads a file or the clock.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from alerts import sectors, words
from alerts.labelled import ARGUABLE, IRRELEVANT, RELEVANT, Key, Label, Labelled, LabelledFirm
from alerts.lines import Lexicon, lexicon
from alerts.matching import Gate, Verdict, fit, match
from alerts.notice import Notice, Stage
from alerts.trades import Trade

TOP = 5

_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


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
    """How many pairs were decided rightly and wrongly. A rate of nothing is 1, or 0 for a rate of mistakes.

    `p_at_5` is the share of the firm's work among its five best matches; of several firms, the mean.
    """

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
        mean_recall=_mean([score.recall for score in scores.values()]),
        firms=scores,
        mistakes=tuple(mistakes),
        absent=tuple(key for key in labelled.judged if key not in notices),
    )


def leave_one_out(labelled: Labelled, notices: Mapping[Key, Notice], every: Sequence[Notice]) -> Result:
    """Return how well we would do on each firm had its trades never seen the notices that are its work.

    A trade's word that stands in the firm's own work, in nothing else of `every` and not in what the
    firm says of itself was perhaps learned there, so that firm is judged without it. That is harsh:
    many such words were known before.
    """
    met = [(notice, _met(notice)) for notice in every]
    left: list[Result] = []
    for firm in labelled.firms:
        own = Lexicon(_unlearned(firm, labelled, notices, met))
        left.append(evaluate(labelled.of_firm(firm), notices, _with(own)))
    firms = {firm: score for result in left for firm, score in result.firms.items()}
    return Result(
        overall=_together(firms.values()),
        mean_recall=_mean([score.recall for score in firms.values()]),
        firms=firms,
        mistakes=tuple(mistake for result in left for mistake in result.mistakes),
        absent=tuple(key for key in labelled.judged if key not in notices),
    )


def _unlearned(
    firm: LabelledFirm,
    labelled: Labelled,
    notices: Mapping[Key, Notice],
    met: Iterable[tuple[Notice, frozenset[object]]],
) -> dict[str, Trade]:
    work = {
        notices[key].external_id
        for (of, key), label in labelled.labels.items()
        if of == firm.id and label.value == RELEVANT and key in notices
    }
    theirs, others = set[object](), set[object]()
    for notice, said in met:
        (theirs if notice.external_id in work else others).update(said)
    own = _said("; ".join((firm.about, *firm.watch.words)))
    learned = theirs - others - own
    return {
        slug: replace(trade, words=tuple(word for word in trade.words if _same(word) not in learned))
        for slug, trade in lexicon().trades.items()
    }


def _met(notice: Notice) -> frozenset[object]:
    return _said("; ".join(filter(None, (notice.title, notice.summary, *(lot.title for lot in notice.lots)))))


def _said(text: str) -> frozenset[object]:
    """Return what of any trade's words stands in `text`."""
    return frozenset(hit.phrase.same for hit in words.hits(lexicon().every_word, words.read(text)))


def _same(word: str) -> object:
    wanted = words.phrase(word)
    return wanted and wanted.same


def _with(known: Lexicon) -> Rule:
    """Return our rule with other trades than those of the project."""

    def decide(firm: LabelledFirm, notice: Notice) -> Verdict:
        finding = sectors.find(notice, firm.watch, known)
        matched = finding.score >= sectors.POSSIBLE or sectors.asks_for_nothing(firm.watch)
        failed = None if matched else Gate.SECTOR
        if matched and sectors.excluded(notice, firm.watch):
            failed = Gate.EXCLUDED
        return Verdict(failed=failed, reasons=finding.reasons, score=finding.score)

    return decide


def fit_agreement(labelled: Labelled, notices: Mapping[Key, Notice]) -> tuple[int, int]:
    """Return how many labels of size we agree with, and how many there are."""
    firms = {firm.id: firm.firm for firm in labelled.firms}
    pairs = [
        (fit(notices[key], firms[firm]), label.fit)
        for (firm, key), label in labelled.labels.items()
        if label.fit is not None and key in notices and firm in firms
    ]
    return sum(ours is theirs for ours, theirs in pairs), len(pairs)


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
        p_at_5=_mean([score.p_at_5 for score in every]),
    )


def _mean(rates: Sequence[float]) -> float:
    return _share(sum(rates), len(rates), otherwise=1.0)


def _share(part: float, whole: float, *, otherwise: float) -> float:
    return part / whole if whole else otherwise


def _verdict(*, matched: bool) -> Verdict:
    return Verdict(failed=None if matched else Gate.SECTOR, score=float(matched))
