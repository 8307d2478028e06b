"""Words explained: each has a source and a date, and is found as people ask for it."""

import pytest

from faq import entries, glossary, groups

ENTRIES = entries.load()


@pytest.mark.parametrize(
    ("question", "slug"),
    [
        ("what is a lot?", "lot"),
        ("What's an SME", "sme"),
        ("whats a framework", "framework"),
        ("PQQ", "pqq"),
        ("sq", "pqq"),
        ("what does CIC stand for?", "cic"),
        ("meaning of asset lock", "asset-lock"),
        ("define social value", "social-value"),
        ("dynamic purchasing system meaning", "dynamic-market"),
        ("what are call-offs", "call-off"),
        ("how many lots are there", None),
        ("what is a good lot price", None),
        ("", None),
        ("a" * 10_000, None),
    ],
)
def test_a_word_that_is_asked_for_is_found(question: str, slug: str | None) -> None:
    assert glossary.asked(question) == slug


def test_every_word_has_a_source_and_leads_to_an_answer_that_there_is() -> None:
    terms = glossary.load().values()

    assert all(term.source and term.as_at for term in terms)
    assert {term.topic for term in terms if term.topic} <= ENTRIES.keys()
    assert max(len(term.meaning) for term in terms) < 300


def test_no_two_words_share_a_name() -> None:
    names = [
        name.casefold() for term in glossary.load().values() for name in {term.term.casefold(), *term.also}
    ]

    assert len(names) == len(set(names))


def test_words_of_a_text_come_in_its_order() -> None:
    text = "A framework may be cut into lots. A lot may go to a consortium."

    assert glossary.used_in(text, 2) == ["framework", "lot"]
    assert glossary.used_in(text, 2, but=["lot"]) == ["framework", "consortium"]
    assert glossary.used_in("It is a slot machine.", 2) == []


def test_every_group_of_answers_has_a_plain_name() -> None:
    assert {entry.group for entry in ENTRIES.values()} == groups.GROUPS.keys()


def test_every_answer_is_reached_through_its_group() -> None:
    reached = [entry.slug for group in groups.GROUPS for entry in groups.of_group(ENTRIES, group)]

    assert sorted(reached) == sorted(ENTRIES)


def test_every_case_study_of_the_report_is_a_card() -> None:
    assert [case.topic for case in groups.cases()] == [
        f"case-study-{name}"
        for name in (
            "timber-buildings",
            "housing-works",
            "school-meals",
            "community-learning",
            "cathedral-bus",
        )
    ]
    assert {case.topic for case in groups.cases()} <= ENTRIES.keys()
