"""The kinds of blocker: each can be picked at each stage, and what it is compared with is named in full."""

from itertools import chain

import pytest

from bot import blockers, surveys
from bot.blockers import LIKELY, TOPICS, Blocker, Stage
from faq import entries


@pytest.mark.parametrize("stage", Stage)
def test_every_kind_is_offered_once_at_each_stage(stage: Stage) -> None:
    offered = [*LIKELY[stage], *blockers.others(stage)]

    assert sorted(offered) == sorted(Blocker)
    assert Blocker.OTHER not in LIKELY[stage]


def test_every_kind_but_the_unnamed_one_is_likely_somewhere() -> None:
    assert set(chain.from_iterable(LIKELY.values())) == set(Blocker) - {Blocker.OTHER}


def test_every_topic_is_an_approved_answer() -> None:
    assert set(TOPICS.values()) <= set(entries.load())


def test_a_kind_is_compared_with_a_survey_or_says_why_it_is_ours() -> None:
    compared = {finding.kind for finding in surveys.FINDINGS}

    assert compared | set(surveys.OURS) == set(Blocker)
    assert not compared & set(surveys.OURS)


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        (Blocker.COMPLEX_PROCESS, [(2021, 200, 44)]),
        (Blocker.BAR_TOO_HIGH, [(2025, None, 43), (2021, 200, 55)]),
        (Blocker.SHORT_DEADLINE, [(2021, 200, 41)]),
        (Blocker.NARROW_SPECIFICATION, [(2021, 200, 41)]),
        (Blocker.COST_OF_BIDDING, [(2021, 200, 34)]),
        (Blocker.HARD_TO_FIND, [(2025, None, 62)]),
        (Blocker.SAME_DATA_AGAIN, [(2025, None, 35)]),
        (Blocker.NO_FEEDBACK, [(2021, None, 9)]),
        (Blocker.POOR_FEEDBACK, [(2025, None, 5), (2021, None, 57), (2021, None, 62)]),
        (Blocker.LATE_PAYMENT, [(2025, None, 68)]),
        (Blocker.OTHER, []),
    ],
)
def test_the_figures_are_those_that_were_published(
    kind: Blocker, found: list[tuple[int, int | None, int]]
) -> None:
    assert [(one.survey.year, one.survey.answers, one.percent) for one in surveys.of(kind)] == found


def test_every_figure_names_its_source_and_base() -> None:
    for finding in surveys.FINDINGS:
        assert 0 < finding.percent < 100
        assert finding.survey.by
        assert finding.survey.base
        assert finding.survey.url.startswith("https://")
