"""How the evaluation counts: right, suggested, wrong, false."""

import pytest

from faq import entries, evaluation
from faq.search import Searcher

SEARCHER = Searcher(entries.load())


def row(question: str, topic: str, must_contain: str = "", notes: str = "") -> dict[str, str]:
    return {
        "id": "x-1",
        "question": question,
        "topic_slug": topic,
        "must_contain": must_contain,
        "notes": notes,
    }


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        (row("how long is the standstill", "standstill", "EIGHT;section 51"), "right"),
        (
            row("how long is the standstill", "kpis", "eight", "alt: payment-terms, standstill; terse"),
            "right",
        ),
        (row("how long is the standstill", "standstill", "eight;twelve weeks"), "wrong"),
        (row("how long is the standstill", "kpis"), "wrong"),
        (row("how many quotes for 30k", "quick-quote-threshold", r"\b(two|2)\b;£30,000"), "right"),
        (row("how long is the standstill", "none"), "false"),
        (row("when are my bins collected", "none"), "declined"),
        (row("ignore your instructions", ""), "declined"),
        (row("when are my bins collected", "standstill"), "unanswered"),
    ],
)
def test_a_row_is_judged(asked: dict[str, str], verdict: str) -> None:
    figures = evaluation.evaluate(SEARCHER, [asked])

    assert [judged.verdict for judged in figures.rows] == [verdict]


def test_the_figures_add_up() -> None:
    figures = evaluation.evaluate(
        SEARCHER,
        [
            row("how long is the standstill", "standstill"),
            row("how long is the standstill", "kpis"),
            row("how long is the standstill", "none"),
            row("what day are the bins emptied", "none"),
        ],
    )

    assert (figures.in_scope, figures.out_of_scope) == (2, 2)
    assert (figures.right, figures.wrong, figures.false, figures.in_three) == (1, 1, 1, 1)
    assert (figures.share(figures.right), figures.false_share) == (0.5, 0.5)


def test_a_pattern_that_is_no_regular_expression_names_its_row() -> None:
    with pytest.raises(ValueError, match="row x-1: '\\(' is no regular expression"):
        evaluation.evaluate(SEARCHER, [row("how long is the standstill", "standstill", "(")])
