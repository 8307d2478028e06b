"""Too much to read, and nothing at all: the one change of a watch that helps."""

from datetime import timedelta

import pytest

from alerts import narrowing, places
from alerts.matching import BasedIn, Strictness
from alerts.narrowing import OVER, WEEK, a_week, narrow
from alerts.widening import widen
from tests.make import NOW, firm, notice, watch

MEALS = notice(title="School meals", summary="Cooking.", cpv_codes=("55523100",))


@pytest.mark.parametrize(
    ("number", "watched", "expected"),
    [
        (40, OVER, 10),
        (40, OVER * 3, 10),
        (12, timedelta(days=2), 12),
        (12, WEEK, 12),
        (24, 2 * WEEK, 12),
    ],
    ids=["four weeks", "longer than we look back", "two days count as a week", "a week", "two weeks"],
)
def test_a_pace_is_of_the_time_watched(number: int, watched: timedelta, expected: int) -> None:
    assert a_week(number, watched) == expected


@pytest.mark.parametrize(("number", "asked"), [(42, False), (43, True)])
def test_ten_a_week_is_not_too_much(number: int, asked: bool) -> None:
    far = [notice(regions=("UKI",)) for _ in range(number)]
    near = [*far[:-5], *(notice() for _ in range(5))]

    found = narrow(near, firm(), watch(), NOW, OVER)

    assert (found is not None) is asked


def test_the_change_is_taken_that_leaves_most_of_what_can_be_read() -> None:
    inside = [notice(regions=("UKC14",))] * 12
    region = [notice(regions=("UKC2",))] * 20
    far = [notice(regions=("UKI",))] * 40

    found = narrow([*inside, *region, *far], firm(based_in=BasedIn.COUNTY_DURHAM), watch(), NOW, OVER)

    assert found is not None
    assert found.changes == {"regions": places.codes("North East")}
    assert (found.a_week, found.a_week_then) == (18, 8)


def test_where_none_goes_so_far_the_one_is_taken_that_goes_furthest() -> None:
    everything = [*([notice(regions=("UKC14",))] * 60), *([notice(regions=("UKC2",))] * 60)]

    found = narrow([*everything, notice(regions=("UKI",))], firm(), watch(), NOW, OVER)

    assert found is not None
    assert found.changes == {"regions": places.codes("County Durham")}
    assert found.a_week_then > narrowing.MOST_A_WEEK


def test_a_trade_is_dropped_only_where_another_is_left() -> None:
    roofs, meals = [notice(regions=())] * 60, [MEALS] * 20
    elsewhere = firm(based_in=BasedIn.ELSEWHERE)
    both = watch(trades=("roofing", "catering"), strictness=Strictness.CLOSE)

    found = narrow([*roofs, *meals], elsewhere, both, NOW, OVER)
    alone = narrow(roofs, elsewhere, watch(strictness=Strictness.CLOSE), NOW, OVER)

    assert found is not None
    assert found.changes == {"trades": ("catering",)}
    assert alone is None


def test_nothing_near_means_no_change() -> None:
    assert widen([MEALS, notice(closes_at=NOW)], firm(), watch(trades=("security",)), NOW) is None


def test_the_gate_at_which_most_failed_is_opened_by_the_least_change() -> None:
    durham = watch(regions=places.codes("County Durham"), value_max_pence=1_000_000)
    far = [notice(external_id=str(each), regions=("UKC2",), value_max_pence=500_000) for each in range(3)]
    large = [notice(external_id="large", value_max_pence=1_500_000)]

    place = widen([*far, *large], firm(), durham, NOW)
    value = widen(large, firm(), durham, NOW)

    assert place is not None
    assert (place.changes, len(place.gained)) == ({"regions": places.codes("North East")}, 3)
    assert value is not None
    assert (value.changes, len(value.gained)) == ({"value_max_pence": 2_000_000}, 1)


def test_words_to_avoid_and_lowest_values_are_opened_too() -> None:
    avoiding = watch(not_words=("library", "asbestos"))

    words = widen([notice()], firm(), avoiding, NOW)
    least = widen([notice()], firm(), watch(value_min_pence=10_000_000), NOW)

    assert words is not None
    assert words.changes == {"not_words": ("asbestos",)}
    assert least is not None
    assert least.changes == {"value_min_pence": None}


def test_possible_matches_are_let_in() -> None:
    vague = notice(
        title="Works at Shildon library", summary="Roof repairs and new gutters.", cpv_codes=("45000000",)
    )
    close = watch(strictness=Strictness.CLOSE)

    found = widen([vague], firm(), close, NOW)

    assert found is not None
    assert found.changes == {"strictness": Strictness.POSSIBLE}
