"""What is typed behind /search is read as words, a value in pence and places, or refused with the part that is the matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.searches import Asked
from bot import typed_search
from bot.typed_search import Problem, Refused

DURHAM = ("UKC14",)


@pytest.mark.parametrize(
    ("typed", "words", "value", "places"),
    [
        ("school cleaning", "school cleaning", (None, None), ()),
        ("School CLEANING under £50k", "school cleaning", (None, 5_000_000), ()),
        ("roofing over £10,000", "roofing", (1_000_000, None), ()),
        ("about fifty grand of painting", "painting", (4_500_000, 5_500_000), ()),
        ("painting 50k", "painting", (4_500_000, 5_500_000), ()),
        ("painting 4-6k", "painting", (400_000, 600_000), ()),
        ("between 10k and 50k roofing", "roofing", (1_000_000, 5_000_000), ()),
        ("roofing over 10k under 50k", "roofing", (1_000_000, 5_000_000), ()),
        ("25 grand or less gardening", "gardening", (None, 2_500_000), ()),
        ("budget of 5 grand for signs", "signs", (450_000, 550_000), ()),
        ("grounds maintenance £25k+", "grounds maintenance", (2_500_000, None), ()),
        ("roofing under 20k ex VAT please", "roofing", (None, 2_000_000), ()),
        ("cleaning under 100", "cleaning", (None, 10_000), ()),
        ("cleaning over two sites", "cleaning two sites", (None, None), ()),
        ("over 65s day care", "65s day care", (None, None), ()),
        ("framework 2026", "framework 2026", (None, None), ()),
        ("5000 bins", "5000 bins", (None, None), ()),
        ("jobs in Durham", "", (None, None), DURHAM),
        ("roofs near DH1, under 20k", "roofs", (None, 2_000_000), DURHAM),
        ("under 20k in Durham roofs", "roofs", (None, 2_000_000), DURHAM),
        ("painting in Durham and schools", "painting schools", (None, None), DURHAM),
        (
            "cleaning in schools in Durham, Gateshead and Newcastle",
            "cleaning schools",
            (None, None),
            ("UKC14", "UKC22"),
        ),
        ("roofing in Tyne and Wear", "roofing", (None, None), ("UKC22", "UKC23")),
        ("repairs in Narnia", "repairs narnia", (None, None), ()),
        ("IT support in IT", "support", (None, None), ()),
        ("<b>roof</b>\x00ing \u202erepairs", "roof ing repairs", (None, None), ()),
    ],
)
def test_words_value_and_place_are_told_apart(
    typed: str, words: str, value: tuple[int | None, int | None], places: tuple[str, ...]
) -> None:
    assert typed_search.read(typed) == Asked(
        words=tuple(words.split()), value_min_pence=value[0], value_max_pence=value[1], regions=places
    )


@pytest.mark.parametrize(
    ("typed", "problem", "part"),
    [
        ("cleaning under 99", Problem.VALUE, "99"),
        ("cleaning under fifty in Durham", Problem.VALUE, "fifty"),
        ("cleaning under €50k", Problem.VALUE, "€50k"),
        ("20k a year cleaning", Problem.VALUE, "20k"),
        ("£1,23", Problem.VALUE, "£1,23"),
        ("under 10k under 20k under 30k", Problem.VALUE, "10k under 20k under 30k"),
        ("over 50k under 10k", Problem.UPSIDE_DOWN, ""),
        ("🎉", Problem.NOTHING, ""),
        ("the of it", Problem.NOTHING, ""),
        ("contracts please", Problem.NOTHING, ""),
        (" ".join(f"w{n}" for n in range(13)), Problem.TOO_LONG, ""),
    ],
)
def test_what_cannot_be_looked_for_is_refused_with_the_part_that_is_the_matter(
    typed: str, problem: Problem, part: str
) -> None:
    found = typed_search.read(typed)

    assert isinstance(found, Refused)
    assert (found.problem, found.typed) == (problem, part)


def test_twelve_words_are_as_many_as_are_looked_for() -> None:
    assert isinstance(typed_search.read(" ".join(f"w{n}" for n in range(12))), Asked)


PIECES = st.sampled_from(
    [
        "cleaning",
        "under",
        "over",
        "50k",
        "10",
        "£",
        "in",
        "Durham",
        "and",
        ",",
        "about",
        "fifty",
        "grand",
        "a year",
        "-",
        "<b>",
    ]
)


@given(typed=st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=10).map(" ".join)))
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    found = typed_search.read(typed)

    if isinstance(found, Asked):
        assert found.words or found.regions or found.value_min_pence or found.value_max_pence
        assert (found.value_min_pence or 0) <= (found.value_max_pence or found.value_min_pence or 0)
