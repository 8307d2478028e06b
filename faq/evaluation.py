"""Measure the search against questions whose right topic is known.

A row is *right* when the right topic (or one named after `alt:` in the notes) is answered and every pattern
of `must_contain` is found in what a supplier sees; *suggested* when topics are offered instead; *wrong*
when another topic is answered or a pattern is missing; *unanswered* when nothing is. A row without a topic is out of
scope: answering it is *false*.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from faq.search import Kind, Outcome, Searcher
from faq.shown import full_text

OUT_OF_SCOPE = frozenset({"", "none"})

_ALTERNATIVES = re.compile(r"\balt:\s*([a-z0-9,\s-]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One row and what became of it: right, suggested, wrong, unanswered, false or declined."""

    id: str
    question: str
    topic: str
    verdict: str
    answered: str | None
    suggested: tuple[str, ...]
    missing: tuple[str, ...]
    in_three: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts over all rows. `in_three`: the right topic answered or among the suggestions."""

    in_scope: int
    out_of_scope: int
    right: int
    suggested: int
    wrong: int
    unanswered: int
    false: int
    in_three: int
    rows: tuple[Judged, ...]

    def share(self, count: int) -> float:
        """Return a count of questions in scope as a share of them, between 0 and 1."""
        return count / self.in_scope if self.in_scope else 0.0

    @property
    def false_share(self) -> float:
        """Out-of-scope questions that were answered, between 0 and 1."""
        return self.false / self.out_of_scope if self.out_of_scope else 0.0


def evaluate(searcher: Searcher, rows: Iterable[Mapping[str, str]]) -> Figures:
    """Judge every row: columns id, question, topic_slug, must_contain and notes.

    Raises:
        ValueError: A pattern of `must_contain` is no regular expression; the text names the row.
    """
    judged = tuple(judge(row, searcher.answer(row["question"])) for row in rows)
    count = {verdict: sum(row.verdict == verdict for row in judged) for verdict in _VERDICTS}
    outside = count["false"] + count["declined"]
    return Figures(
        in_scope=len(judged) - outside,
        out_of_scope=outside,
        right=count["right"],
        suggested=count["suggested"],
        wrong=count["wrong"],
        unanswered=count["unanswered"],
        false=count["false"],
        in_three=sum(row.in_three for row in judged),
        rows=judged,
    )


_VERDICTS = ("right", "suggested", "wrong", "unanswered", "false", "declined")


def judge(row: Mapping[str, str], outcomes: list[Outcome]) -> Judged:
    """Judge the outcomes of one row. With several outcomes the best topic counts and all text is read."""
    topic = (row.get("topic_slug") or "").strip()
    answered = [outcome.entry.slug for outcome in outcomes if outcome.entry is not None]
    suggested = tuple(entry.slug for outcome in outcomes for entry in outcome.suggestions)
    shown = "\n\n".join(full_text(outcome) for outcome in outcomes)
    missing = tuple(pattern for pattern in _patterns(row) if not pattern_found(pattern, shown, row))
    allowed = {topic, *_alternatives(row.get("notes") or "")}
    fits = [slug for slug in answered if slug in allowed]
    if topic in OUT_OF_SCOPE:
        verdict = "false" if answered else "declined"
    elif answered:
        verdict = "right" if fits and not missing else "wrong"
    else:
        offered = any(outcome.kind is Kind.SUGGEST for outcome in outcomes)
        verdict = "suggested" if offered else "unanswered"
    return Judged(
        id=row.get("id") or "",
        question=row["question"],
        topic=topic,
        verdict=verdict,
        answered=next(iter(fits or answered), None),
        suggested=suggested,
        missing=missing if answered else (),
        in_three=topic not in OUT_OF_SCOPE and any(slug in allowed for slug in (*answered, *suggested)),
    )


def pattern_found(pattern: str, shown: str, row: Mapping[str, str]) -> bool:
    """Return whether a pattern is found in what is shown, whatever the case."""
    try:
        return re.search(pattern, shown, re.IGNORECASE) is not None
    except re.error as error:
        raise ValueError(f"row {row.get('id')}: {pattern!r} is no regular expression: {error}") from error


def _patterns(row: Mapping[str, str]) -> list[str]:
    return [pattern for pattern in (row.get("must_contain") or "").split(";") if pattern]


def _alternatives(notes: str) -> list[str]:
    found = _ALTERNATIVES.search(notes)
    return [slug.strip() for slug in found[1].split(",")] if found else []
