"""References: short enough to read out, and found however they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import references
from bot.references import LETTERS, Prefix


@given(prefix=st.sampled_from(Prefix))
def test_a_new_reference_is_read_back(prefix: Prefix) -> None:
    reference = references.new(prefix)

    assert references.read(prefix, reference) == reference
    assert not set("AEIOU01L") & set(reference.removeprefix(prefix))


@pytest.mark.parametrize(
    "typed",
    [
        "BL-7K3M-9PQR",
        "bl-7k3m-9pqr",
        " BL 7K3M 9PQR ",
        "7k3m9pqr",
        "bl7k3m-9pqr.",
        "BL\N{EN DASH}7K3M\N{EN DASH}9PQR",
    ],
)
def test_a_reference_is_found_in_either_case_and_however_it_is_parted(typed: str) -> None:
    assert references.read(Prefix.REPORT, typed) == "BL-7K3M-9PQR"


@pytest.mark.parametrize(
    "typed", ["", "BL", "BL-7K3M", "BL-7K3M-9PQ", "BL-7K3M-9PQRS", "BL-7K3M-9PQ0", "Q-7K3M"]
)
def test_what_is_no_reference_is_not_taken_for_one(typed: str) -> None:
    assert references.read(Prefix.REPORT, typed) is None


@given(typed=st.text(max_size=40))
def test_whatever_is_typed_is_a_reference_or_none(typed: str) -> None:
    found = references.read(Prefix.REPORT, typed)

    assert found is None or set(found.removeprefix("BL-").replace("-", "")) <= set(LETTERS)
