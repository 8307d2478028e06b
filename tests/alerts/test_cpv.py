"""What a CPV code means, and the ways people write one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import cpv


def test_the_list_is_the_whole_of_cpv_2008() -> None:
    assert len(cpv.names()) == 9454


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("45261000", "45261000"),
        ("45261000-4", "45261000"),
        ("45261000-9", "45261000"),
        ("45261000 - 4", "45261000"),
        ("45 - Construction work", "45000000"),
        ("45000000-7 Construction work", "45000000"),
        ("Construction work", "45000000"),
        ("  CONSTRUCTION  work. ", "45000000"),
        ("4526", "45260000"),
        ("451127", "45112700"),
        ("99999999", None),
        ("4", None),
        ("", None),
        ("roofs and so on", None),
        ("01632960000", None),
    ],
)
def test_a_code_is_read_however_it_is_written(written: str, read: str | None) -> None:
    assert cpv.code(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("50000000 51000000 ", ("50000000", "51000000")),
        ("50000000\r\n51000000", ("50000000", "51000000")),
        ("45000000-7, 45000000", ("45000000",)),
        ("45000000;99999999", ("45000000",)),
        ("Painting work; Construction work", ("45442100", "45000000")),
        ("45 - Construction work", ("45000000",)),
        ("Agricultural, farming, fishing, forestry and related products", ("03000000",)),
        ("", ()),
    ],
)
def test_all_codes_of_a_cell_are_read_once_and_in_order(written: str, read: tuple[str, ...]) -> None:
    assert cpv.codes(written) == read


@pytest.mark.parametrize(
    ("code", "prefix"),
    [("45261000", "45261"), ("45000000", "45"), ("30000000", "30"), ("45261410", "4526141"), ("45", "45")],
)
def test_a_prefix_has_no_trailing_zeros_but_is_never_shorter_than_a_division(code: str, prefix: str) -> None:
    assert cpv.prefix(code) == prefix


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("45442100", "Painting work"),
        ("454421", "Painting work"),
        ("45442109", "Painting work"),
        ("99", "99"),
    ],
)
def test_a_code_outside_the_list_is_named_after_the_nearest_wider_one(code: str, name: str) -> None:
    assert cpv.name(code) == name


@given(st.text())
def test_no_text_breaks_the_reading_of_codes(text: str) -> None:
    found = cpv.codes(text)

    assert all(code in cpv.names() for code in found)
