"""Sector codes, as people type them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts import cpv
from bot import codes


@pytest.mark.parametrize(
    ("typed", "prefix"), [("45261000", "45261"), ("45261000-4", "45261"), ("4526", "4526"), ("45", "45")]
)
def test_a_code_that_there_is_is_taken(typed: str, prefix: str) -> None:
    assert codes.read(typed).exact == prefix


@pytest.mark.parametrize(
    ("typed", "nearest"), [("45261999", "452619"), ("99", "98"), ("1", "09"), ("45261000999", "45261")]
)
def test_a_number_that_is_no_code_is_answered_with_the_nearest(typed: str, nearest: str) -> None:
    found = codes.read(typed)

    assert (found.is_number, found.exact) == (True, None)
    assert nearest in found.near


def test_words_are_answered_with_codes_to_choose_from_even_when_one_has_that_very_name() -> None:
    found = codes.read("scaffolding")

    assert (found.is_number, found.exact) == (False, None)
    assert {"4421231", "452621"} <= set(found.near)


@pytest.mark.parametrize("typed", ["", "zzzz", "!!!"])
def test_what_names_no_code_offers_none(typed: str) -> None:
    assert codes.read(typed).near == ()


@settings(deadline=None)  # the first example reads the list
@given(st.text(max_size=30) | st.text("0123456789- ", max_size=12))
def test_whatever_is_typed_only_codes_that_there_are_are_offered(typed: str) -> None:
    found = codes.read(typed)

    offered = [*found.near, *([] if found.exact is None else [found.exact])]
    assert all(codes.exists(prefix) for prefix in offered)
    assert all(cpv.name(prefix) != prefix for prefix in offered)
