"""Find the approved answer to a question as people type it, or say that there is none.

A question with a sum of money that asks for the route is decided by the spend bands. Any other is measured
against every entry in three ways (`index`), less its likeness to questions that are not ours (`decoys.toml`).
What must go to a person is told first (`referrals`). The same question gives the same outcome every time.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from faq import amounts, figures, messages, phrases, referrals, spending, words
from faq.amounts import Found, Unclear
from faq.bands import Scheme, standard
from faq.entries import Entry
from faq.index import Document, Index, Nearness
from faq.phrases import Vat
from faq.referrals import SAYS, Reason
from faq.spending import Ruling
from faq.words import Vocabulary

MOST_SUGGESTIONS = 3
_DECOY = "!"
"""Begins the key of a document that is not ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The numbers of the search.

    Set on four lists of 150 to 250 questions, by four authors of whom none saw the wordings nor wrote any:
    each number is in the middle of where small changes move nothing. Of two answers that are nearly alike it
    is better to ask than to be wrong.
    """

    words: float = 1.0
    wording: float = 0.7
    pieces: float = 1.0
    decoys: float = 0.6
    foreign: float = 1.2
    answer: float = 0.12
    margin: float = 0.03
    sure: float = 0.65
    suggest: float = 0.08
    amount: float = 0.08
    follow_up: float = 0.5


class Kind(StrEnum):
    """The three outcomes of a question."""

    ANSWER = "answer"
    SUGGEST = "suggest"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one question leads to.

    ANSWER has `entry`, and `ruling` when a sum of money decided it; its `suggestions` are what else may have
    been meant. SUGGEST has up to three `suggestions`, the likeliest first. NONE has `reason`. `says` is the
    sentence for NONE, else empty.
    `score` is between 0 and 1, and 1 for a ruling.
    """

    kind: Kind
    question: str
    score: float = 0.0
    entry: Entry | None = None
    ruling: Ruling | None = None
    suggestions: tuple[Entry, ...] = ()
    reason: Reason | None = None
    says: str = ""


@dataclass(frozen=True, slots=True)
class _Ranked:
    """The entries by score, the best first, and the likeness to what is not ours."""

    slugs: tuple[str, ...]
    scores: tuple[float, ...]
    decoy: float

    def of(self, slug: str) -> float:
        return self.scores[self.slugs.index(slug)] if slug in self.slugs else 0.0


class Searcher:
    """The entries, prepared for questions. Make one and keep it: it never changes."""

    def __init__(
        self, entries: Mapping[str, Entry], *, scheme: Scheme | None = None, weights: Weights | None = None
    ) -> None:
        self.entries = entries
        self._scheme = scheme or standard()
        self._weights = weights or Weights()
        documents = [
            Document(key=slug, wordings=_wordings(entry), body=entry.answer)
            for slug, entry in entries.items()
        ]
        decoys = _decoys()
        self._not_ours = {words.tokens(line) for decoy in decoys for line in decoy.wordings}
        documents += decoys
        self._index = Index(documents)
        self._vocabulary = Vocabulary(
            text for document in documents for text in (*document.wordings, document.body)
        )
        self._exact = _exact(entries)
        self._named = {
            token for entry in entries.values() for token in words.tokens(entry.answer) if token.isdigit()
        }
        self._core = frozenset(band.topic for band in self._scheme.bands) | {self._scheme.topics.bands}

    def answer(self, question: str, *, previous: str | None = None) -> list[Outcome]:
        """Return one outcome for each question found in a message, at least one.

        `previous` is the question before this one in the same chat, as typed: "and over that?" is read
        in its light.
        """
        refused = messages.unreadable(question)
        if refused is not None:
            return [_none(question, refused)]
        referral = referrals.find(question)
        if referral is not None:
            return [_none(question, referral.reason, referral.says)]
        if words.tokens(question) in self._not_ours:
            return [_none(question, Reason.UNKNOWN)]
        parts = messages.questions(question)
        outcomes = [self._one(part, previous) for part in parts]
        if len(parts) > 1 and all(outcome.kind is not Kind.ANSWER for outcome in outcomes):
            return [self._one(question, previous)]
        return _without_repeats(outcomes)

    def _one(self, question: str, previous: str | None) -> Outcome:
        if previous is not None and messages.is_follow_up(question):
            return self._follow_up(question, previous)
        return self._alone(question)

    def _alone(self, question: str) -> Outcome:
        ranked = self.rank(question)
        if words.tokens(question) in self._not_ours:
            return _none(question, Reason.UNKNOWN)
        exact = self._exact.get(words.tokens(question))
        if exact is not None:
            return Outcome(
                kind=Kind.ANSWER,
                question=question,
                score=1.0,
                entry=self.entries[exact],
                suggestions=self._others(ranked, exact),
            )
        ruling = self._ruling(question, ranked)
        if ruling is not None:
            return self._ruled(question, ruling, ranked)
        return self._by_score(question, ranked)

    def _ruled(self, question: str, ruling: Ruling, ranked: _Ranked) -> Outcome:
        return Outcome(
            kind=Kind.ANSWER,
            question=question,
            score=1.0,
            entry=self.entries[ruling.slug],
            ruling=ruling,
            suggestions=self._others(ranked, ruling.slug),
        )

    def _others(self, ranked: _Ranked, but: str | None = None) -> tuple[Entry, ...]:
        likely = [slug for slug in ranked.slugs if slug != but]
        return tuple(self.entries[slug] for slug in likely[:MOST_SUGGESTIONS])

    def _follow_up(self, question: str, previous: str) -> Outcome:
        """Read a short question in the light of the one before; when in doubt, do not guess."""
        joined = messages.with_sum_of(previous, question)
        found = amounts.find(joined)
        if found is not None and not isinstance(found, Unclear):
            ruling = spending.rule(found, question=f"{previous} {question}", scheme=self._scheme)
            before = self._alone(previous)
            about_bands = before.ruling is not None or (before.entry and before.entry.slug in self._core)
            if about_bands and ruling.slug in self.entries:
                return self._ruled(question, ruling, self.rank(joined))
        alone = self.rank(question)
        own = self._ruling(question, alone)
        if own is not None:
            return self._ruled(question, own, alone)
        by_itself = self._by_score(question, alone, least=self._weights.sure)
        if by_itself.kind is Kind.ANSWER and messages.says_enough(question):
            return by_itself
        return self._by_score(question, self.rank(f"{previous} {question}"), most=Kind.SUGGEST)

    def rank(self, question: str) -> _Ranked:
        """Return every entry with its score for a question, the best first."""
        query = self._vocabulary.query(question)
        scored: list[tuple[float, str]] = []
        decoy = 0.0
        for key, near in zip(self._index.keys, self._index.near(query), strict=True):
            score = self._score(near)
            if key.startswith(_DECOY):
                decoy = max(decoy, score)
            else:
                scored.append((score, key))
        scored.sort(key=lambda pair: (-pair[0], pair[1]))
        return _Ranked(tuple(key for _, key in scored), tuple(score for score, _ in scored), decoy)

    def _score(self, near: Nearness) -> float:
        weights = self._weights
        total = weights.words + weights.wording + weights.pieces
        return (
            weights.words * near.words + weights.wording * near.wording + weights.pieces * near.pieces
        ) / total

    def _by_score(
        self, question: str, ranked: _Ranked, *, most: Kind = Kind.ANSWER, least: float = 0.0
    ) -> Outcome:
        """Answer, suggest or decline by the scores; `least` asks for more than the usual score to answer."""
        weights = self._weights
        best, second = ranked.scores[0], ranked.scores[1] if len(ranked.scores) > 1 else 0.0
        score = best - weights.decoys * ranked.decoy
        clear = best - second >= weights.margin or best >= weights.sure
        if most is Kind.ANSWER and score >= max(weights.answer, least) and clear:
            return Outcome(
                kind=Kind.ANSWER,
                question=question,
                score=best,
                entry=self.entries[ranked.slugs[0]],
                suggestions=self._others(ranked, ranked.slugs[0]),
            )
        if score < weights.suggest or ranked.decoy > weights.foreign * best:
            return _none(question, Reason.UNKNOWN)
        return Outcome(
            kind=Kind.SUGGEST,
            question=question,
            score=best,
            suggestions=self._others(ranked),
        )

    def _ruling(self, question: str, ranked: _Ranked) -> Ruling | None:
        """Return what the spend bands say, when a question names a sum and asks for the route.

        It asks for something else when an entry of another topic fits clearly better than the entries
        about the bands: "is 50k turnover enough" has a sum, too.
        """
        found = amounts.find(question)
        if found is None or phrases.asks_about_vat(figures.plain(question)):
            return None
        if isinstance(found, Unclear) and found.reason is amounts.Reason.SEVERAL:
            return None
        ruling = spending.rule(found, question=question, scheme=self._scheme)
        if ruling.slug not in self.entries:
            return None
        ours = self._core | {ruling.slug}
        if isinstance(found, amounts.Amount) and found.vat is not Vat.NOT_STATED:
            ours |= {self._scheme.topics.vat}
        if not isinstance(found, Unclear) and not self._is_named(found):
            # "£30,000" stands in the entry about notices; a job of that worth need not ask about them.
            ranked = self.rank(figures.plain(question).replace(found.written, " "))
        bands = max(ranked.of(slug) for slug in ours)
        other = max((ranked.of(slug) for slug in ranked.slugs[:6] if slug not in ours), default=0.0)
        room = self._weights.amount * (_CUED if _ROUTE.search(figures.plain(question)) else 1.0)
        if max(other, ranked.decoy) > bands + room:
            return None
        return ruling

    def _is_named(self, found: Found) -> bool:
        """Return whether an answer names this very sum, so that the question may be about it.

        The edges of the bands and the notice line are left out: jobs of such round sums are common.
        """
        if not isinstance(found, amounts.Amount):
            return False
        common = {line.at_least for line in self._scheme.overlays if not line.national}
        common |= {round(band.from_pence, -5) for band in self._scheme.bands}
        return found.pence not in common and str(found.pence // 100) in self._named


def _exact(entries: Mapping[str, Entry]) -> dict[tuple[str, ...], str]:
    """Return the wordings that lead to one entry, as typed but for signs and capitals.

    A wording with a sum of money is left out: the spend bands know more about the sum than the entry.
    """
    found: dict[tuple[str, ...], set[str]] = {}
    for slug, entry in entries.items():
        for line in _wordings(entry):
            if _MAY_BE_MONEY.search(line) is None or amounts.find(line) is None:
                found.setdefault(words.tokens(line), set()).add(slug)
    return {line: slugs.pop() for line, slugs in found.items() if len(slugs) == 1}


def _wordings(entry: Entry) -> tuple[str, ...]:
    """Return all the ways in which people are known to ask for an entry, its own question first."""
    return (entry.question, *entry.wordings, *_asked().get(entry.slug, ()))


@cache
def _asked() -> Mapping[str, list[str]]:
    """Return the ways of asking that stand in `faq/asked`, a file a group, by entry."""
    found: dict[str, list[str]] = {}
    for file in sorted(resources.files("faq").joinpath("asked").iterdir(), key=lambda path: path.name):
        if file.name.endswith(".toml"):
            found |= tomllib.loads(file.read_text(encoding="utf-8"))
    return found


def _decoys() -> list[Document]:
    text = resources.files("faq").joinpath("decoys.toml").read_text(encoding="utf-8")
    return [
        Document(key=f"{_DECOY}{theme}", wordings=tuple(rows["questions"]))
        for theme, rows in tomllib.loads(text).items()
    ]


def _none(question: str, reason: Reason, says: str = "") -> Outcome:
    return Outcome(kind=Kind.NONE, question=question, reason=reason, says=says or SAYS[reason])


_MAY_BE_MONEY = re.compile(r"[0-9£€$]|grand|thousand|hundred|million|quid|pounds", re.IGNORECASE)
"""Saves reading every wording for sums when the search is made."""

_ROUTE = re.compile(
    r"\b(?:(?<!find a )tenders?|quotes?|quotations?|route|rules?|bands?|paperwork|process|procedure|thresholds?|limits?"
    r"|what happens|which side|what now|how do (?:you|they) buy)\b"
)
"""Words that ask for the route, which with a sum is what the spend bands answer."""

_CUED = 1.5


def _without_repeats(outcomes: list[Outcome]) -> list[Outcome]:
    """Drop an outcome that says what one before it says, and a blank beside an answer."""
    kept: list[Outcome] = []
    for outcome in outcomes:
        shown = (outcome.entry, outcome.ruling, outcome.suggestions, outcome.reason)
        if all(shown != (past.entry, past.ruling, past.suggestions, past.reason) for past in kept):
            kept.append(outcome)
    return kept
