"""Places: how people and publishers write them, and which lies in which."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import places

ENGLAND = ("UKC", "UKD", "UKE", "UKF", "UKG", "UKH", "UKI", "UKJ", "UKK")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("UKC14", ("UKC14",)),
        ("ukc14", ("UKC14",)),
        ("UKK24", ("UKK24",)),
        ("UKN10", ("UKN0A",)),
        ("UKD99", ("UKD",)),
        ("UK", ("UK",)),
        ("GB", ("UK",)),
        ("North East", ("UKC",)),
        ("Yorkshire and The Humber", ("UKE",)),
        ("Yorkshire and the Humber", ("UKE",)),
        ("West Midlands", ("UKG",)),
        ("East of England", ("UKH",)),
        ("England", ENGLAND),
        ("United Kingdom", ("UK",)),
        ("Any region", ("UK",)),
        ("County Durham", ("UKC14",)),
        ("Durham County Council", ("UKC14",)),
        ("Durham", ("UKC14",)),
        ("Newry, Mourne and Down", ("UKN08",)),
        ("Bristol, City of", ("UKK11",)),
        ("Ukraine", ("UA",)),
        ("IE", ("IE",)),
        ("IE052", ("IE052",)),
        ("Rest of the World", ()),
        ("somewhere", ()),
        ("", ()),
        (None, ()),
    ],
)
def test_a_place_is_read_by_name_or_code(written: str | None, read: tuple[str, ...]) -> None:
    assert places.codes(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("TLC41", ("UKC14",)),
        ("TLC14", ("UKC14",)),
        ("UKC41", ("UKC14",)),
        ("TLC4", ("UKC14", "UKC2")),
        ("TLC33", ("UKC13",)),
        ("TLC", ("UKC",)),
        ("TLI71", ("UKI71",)),
    ],
)
def test_newer_territorial_levels_are_read_though_they_renumber_the_north_east(
    written: str, read: tuple[str, ...]
) -> None:
    assert places.codes(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("DH1 5UQ", ("UKC14",)),
        ("dl3 7ab", ("UKC13",)),
        ("SR8", ("UKC14",)),
        ("SR1", ("UKC23",)),
        ("TS24 7NT", ("UKC11",)),
        ("NE1 4LP", ("UKC14", "UKC21", "UKC22")),
        ("NE", ("UKC14", "UKC21", "UKC22")),
        ("CO58JD", ("UKH",)),
        ("bn25", ("UKJ",)),
        ("SW1A 2HB", ("UKI",)),
        ("BT35 8DJ", ("UKN",)),
        ("JE2 3QQ", ("JE",)),
        ("QQ1 1AA", ()),
    ],
)
def test_a_postcode_stands_for_every_region_its_area_touches(written: str, read: tuple[str, ...]) -> None:
    assert places.codes(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("England,Scotland,Wales", (*ENGLAND, "UKM", "UKL")),
        ("Durham and Darlington", ("UKC14", "UKC13")),
        ("County Durham; Sunderland", ("UKC14", "UKC23")),
        ("Durham, United Kingdom", ("UKC14",)),
        ("Yorkshire and The Humber,Any region", ("UKE", "UK")),
        ("United Kingdom,Isle of Man,Channel Islands,Europe", ("UK", "IM", "JE", "GG")),
        ("North East,North East", ("UKC",)),
    ],
)
def test_a_list_gives_each_place_once(written: str, read: tuple[str, ...]) -> None:
    assert places.codes(written) == read


def test_every_postcode_area_of_the_royal_mail_is_known() -> None:
    areas = places._places().postcodes

    assert sum(not area[-1].isdigit() for area in areas) == 124
    assert all(places.name(code) != code for codes in areas.values() for code in codes)


@pytest.mark.parametrize(
    ("wanted", "found", "covered"),
    [
        ("UKC14", "UKC14", True),
        ("UKC14", "UKC", True),
        ("UKC", "UKC14", True),
        ("UK", "UKC14", True),
        ("UKC14", "UK", True),
        ("UKC14", "UKC13", False),
        ("UKC", "UKD", False),
        ("UK", "IE", False),
        ("UKC14", "IE052", False),
    ],
)
def test_a_place_covers_what_is_within_it_and_what_it_is_within(
    wanted: str, found: str, covered: bool
) -> None:
    assert places.covers(wanted, found) is covered
    assert places.covers(found, wanted) is covered


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("UKC14", "County Durham"),
        ("UKC", "North East"),
        ("UK", "United Kingdom"),
        ("IE052", "Ireland"),
        ("UKC19", "Tees Valley and Durham"),
        ("??", "??"),
    ],
)
def test_a_code_has_a_name_people_know(code: str, name: str) -> None:
    assert places.name(code) == name


@pytest.mark.parametrize(
    ("codes", "named"),
    [
        ((), ""),
        (("UKC14",), "County Durham"),
        (("UKC14", "UKC13", "UKC23"), "County Durham, Darlington and Sunderland"),
        (ENGLAND, "England"),
        ((*ENGLAND, "UKL"), "England and Wales"),
        ((*ENGLAND, "UKL", "UKM", "UKN"), "United Kingdom"),
        (("UKC", "UK"), "United Kingdom"),
    ],
)
def test_several_places_are_named_together(codes: tuple[str, ...], named: str) -> None:
    assert places.names(codes) == named


@given(st.text())
def test_no_text_breaks_the_reading_of_places(text: str) -> None:
    assert all(place == place.upper() for place in places.codes(text))


def test_blanks_without_end_do_not_keep_us() -> None:
    assert places.codes(f"Durham{' ' * 200_000}Durham") == places.codes("Durham Durham")


def test_places_without_end_do_not_keep_us() -> None:
    assert places.codes("DH1 and " * 20_000 + "DH1") == places.codes("DH1")
