"""What a supplier types as words: to look for, to avoid, and what is no use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import typed_words, words
from alerts.typed_words import Parsed, Refused, Useless


@pytest.mark.parametrize(
    ("typed", "wanted", "avoided"),
    [
        ("roof", ("roof",), ()),
        ("roof repairs, gutters;leadwork\nslates", ("roof repairs", "gutters", "leadwork", "slates"), ()),
        ("roof, -asbestos", ("roof",), ("asbestos",)),
        ("-asbestos", (), ("asbestos",)),
        ("roof –asbestos", ("roof",), ("asbestos",)),
        ("- asbestos", (), ("asbestos",)),
        ("roof, - play equipment", ("roof",), ("play equipment",)),
        ("re-roofing, school - cleaning", ("re-roofing", "school - cleaning"), ()),
        ('"EICR", -"flat roof"', ('"EICR"',), ('"flat roof"',)),
        ("“fire doors, steel”, gates", ("“fire doors, steel”", "gates"), ()),
        ('"roof', ("roof",), ()),
        ("roof, Roofs, ROOF", ("roof",), ()),
        ("1. roof\n2. gutters\n• slates", ("roof", "gutters", "slates"), ()),
        ("  roof   repairs ,, ", ("roof repairs",), ()),
        ("children’s home", ("children’s home",), ()),
        (".*, (roof|", ("(roof|",), ()),
        ("ro\u200bof\x00", ("roof",), ()),
        ("", (), ()),
    ],
)
def test_words_are_divided_quoted_and_excluded(
    typed: str, wanted: tuple[str, ...], avoided: tuple[str, ...]
) -> None:
    parsed = typed_words.parse(typed)

    assert (parsed.words, parsed.not_words) == (wanted, avoided)


@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        ("the Council", Refused(typed="the Council", reason=Useless.BOILERPLATE, nearest='"the Council"')),
        ("services", Refused(typed="services", reason=Useless.BOILERPLATE, nearest='"services"')),
        ("-services", Refused(typed="services", reason=Useless.BOILERPLATE, nearest='"services"')),
        ("of the", Refused(typed="of the", reason=Useless.NOTHING)),
        ("!!", Refused(typed="!!", reason=Useless.NOTHING)),
        ("roof, -roofs", Refused(typed="roof", reason=Useless.BOTH, nearest="roofs")),
        (
            "we mend slate and tile roofs and gutters for schools everywhere today",
            Refused(
                typed="we mend slate and tile roofs and gutters for schools everywhere today",
                reason=Useless.TOO_LONG,
                nearest="we mend slate and",
            ),
        ),
    ],
)
def test_words_of_no_use_are_refused_with_why_and_what_would_do(typed: str, refused: Refused) -> None:
    assert typed_words.parse(typed) == Parsed(refused=(refused,))


def test_boilerplate_in_quotes_is_taken_as_it_is_written() -> None:
    assert typed_words.parse('"services"').words == ('"services"',)


@given(st.text())
def test_no_text_breaks_it_and_what_is_kept_can_be_looked_for(typed: str) -> None:
    parsed = typed_words.parse(typed)

    for kept in (*parsed.words, *parsed.not_words):
        phrase = words.phrase(kept)
        assert phrase is not None
        assert not words.says_nothing(phrase)


@given(st.lists(st.sampled_from(["roof", "-asbestos", '"EICR"', "services", "flat roofs", "!!"])))
def test_what_was_kept_reads_the_same_again(parts: list[str]) -> None:
    once = typed_words.parse(", ".join(parts))
    again = typed_words.parse(", ".join((*once.words, *(f"-{word}" for word in once.not_words))))

    assert (again.words, again.not_words, again.refused) == (once.words, once.not_words, ())
