"""Finding words and phrases in text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import words


def found(written: str, text: str) -> str | None:
    wanted = words.phrase(written)
    hit = wanted and words.find(wanted, words.read(text))
    return hit.found if hit else None


@pytest.mark.parametrize(
    ("written", "text", "hit"),
    [
        ("roof", "Re-roofing of the library", "roofing"),
        ("hedge", "Cutting HEDGES", "HEDGES"),
        ("learning disability", "Adults with Learning Disabilities", "Learning Disabilities"),
        ("home to school transport", "Home-to-School Transport", "Home-to-School Transport"),
        ("children's home", "A children’s home", "children’s home"),
        ("school meals", "meals at school", None),
        ("grounds maintenance", "grounds and building maintenance", None),
        ("cafe", "A café in the park", "café"),
        ("M&E", "M&E works", "M&E"),
        ('"printing"', "print services", None),
        ('"printing"', "Printing of leaflets", "Printing"),
        ("“app”", "apps", None),
        ("marketing", "Preliminary market engagement", None),
        ("training", "train services", None),
        ("electrical", "electricity supply", None),
        ("consumables", "consumer trust", None),
        ("disposable", "waste disposal", None),
        ("evaluation", "evaluating the programme", "evaluating"),
    ],
)
def test_a_phrase_is_found_by_stem_or_as_quoted(written: str, text: str, hit: str | None) -> None:
    assert found(written, text) == hit


def test_a_pattern_is_only_text() -> None:
    assert found(".*", "anything") is None
    assert found("(roof|", "a roof") == "roof"


@pytest.mark.parametrize(
    ("written", "nothing"),
    [
        ("services", True),
        ("the Council", True),
        ("provision of services", True),
        ("roof", False),
        ('"services"', False),
    ],
)
def test_boilerplate_says_nothing_unless_it_is_quoted(written: str, nothing: bool) -> None:
    wanted = words.phrase(written)

    assert wanted is not None
    assert words.says_nothing(wanted) is nothing


@pytest.mark.parametrize("written", ["", "  ", "!!", '""', "the of and"])
def test_a_blank_is_nothing_to_look_for(written: str) -> None:
    assert words.phrase(written) is None


@pytest.mark.parametrize(
    ("title", "left"),
    [
        ("Dynamic Purchasing System for Skips", " ;  for Skips"),
        ("Roof repairs - Preliminary Market Engagement", "Roof repairs -  ; "),
        ("Fresh food market", "Fresh food market"),
    ],
)
def test_how_a_buyer_buys_is_no_part_of_what_it_buys(title: str, left: str) -> None:
    assert words.without_procedure(title) == left


def test_hits_are_given_longest_first_and_then_in_order() -> None:
    wanted = words.together(p for w in ("milk", "bread", "fresh bread", "eggs") if (p := words.phrase(w)))

    hits = words.hits(wanted, words.read("Milk, fresh bread and more milk"))

    assert [(hit.phrase.written, hit.times) for hit in hits] == [
        ("fresh bread", 1),
        ("milk", 2),
        ("bread", 1),
    ]


@given(st.text(), st.text())
def test_no_text_breaks_the_search(written: str, text: str) -> None:
    wanted = words.phrase(written)
    if wanted is not None:
        hit = words.find(wanted, words.read(text))
        assert hit is None or hit.times >= 1


@given(st.text(alphabet="abc xyz'-", min_size=1))
def test_a_text_holds_itself(text: str) -> None:
    wanted = words.phrase(text)

    assert wanted is None or words.find(wanted, words.read(text)) is not None


def test_one_word_without_end_does_not_keep_us() -> None:
    assert len(words.read("roof " * 150_000).at["roof"]) == 150_000
