"""The index of watches answers as `matching.match` would, asked for each of them."""

from dataclasses import replace
from datetime import timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.audience import Audience, Watcher
from alerts.frequency import Frequency, Rhythm
from alerts.matching import Mutes, Strictness, Watch, match
from alerts.notice import Lot, Notice, Stage
from tests.benchmarks import real, synthetic
from tests.make import NOW, firm, notice, watch

SOURCE = "find-a-tender"
DAILY = Rhythm(frequency=Frequency.DAILY)

# Few of each, so that they meet: trades that name, hold and silence each other, and words of one stem.
TRADES = ("roofing", "building", "cleaning", "landscaping", "trees", "signs", "training", "none")
PREFIXES = ("45", "4526", "45261", "45261210", "90", "909", "77", "7731", "8", "")
CODES = ("45000000", "45260000", "45261210", "45261900", "90910000", "77310000", "77000000", "80500000")
WORDS = (
    "roof", "roof repairs", '"roofs"', "tree", "survey", "cleaning", "consumables", "services", "window cleaning",
    "grass cutting", "sign", "sign language", "training",
)  # fmt: skip
TEXTS = (
    *WORDS,
    "consumer",
    "design team",
    "framework",
    "for",
    "repair",
    "roofing works",
    "dynamic purchasing system",
)
PLACES = ("UK", "UKC", "UKC1", "UKC14", "UKD", "IE")
PENCE = (None, 0, 1_000, 1_001, 5_000_000)

some = st.sets
texts = st.lists(st.sampled_from(TEXTS), max_size=12).map(" ".join)
watches = st.builds(
    Watch,
    trades=some(st.sampled_from(TRADES), max_size=3).map(tuple),
    cpv_prefixes=some(st.sampled_from([prefix for prefix in PREFIXES if len(prefix) > 1]), max_size=3).map(
        tuple
    ),
    words=some(st.sampled_from(WORDS), max_size=5).map(tuple),
    not_words=some(st.sampled_from(WORDS), max_size=1).map(tuple),
    regions=some(st.sampled_from(PLACES), max_size=2).map(tuple),
    value_min_pence=st.sampled_from(PENCE),
    value_max_pence=st.sampled_from(PENCE),
    strictness=st.sampled_from(Strictness),
)
mutes = st.builds(
    Mutes,
    buyers=some(st.just("durham county council"), max_size=1).map(frozenset),
    trades=some(st.sampled_from(TRADES), max_size=2).map(frozenset),
    sources=some(st.just(SOURCE), max_size=1).map(frozenset),
)
lots = st.builds(
    Lot, id=st.just("1"), title=texts, cpv_codes=some(st.sampled_from(CODES), max_size=2).map(tuple)
)
notices = st.builds(
    notice,
    title=texts,
    summary=texts,
    cpv_codes=some(st.sampled_from(CODES), max_size=4).map(tuple),
    regions=some(st.sampled_from(PLACES), max_size=2).map(tuple),
    value_max_pence=st.sampled_from(PENCE),
    value_is_ceiling=st.sampled_from((None, True, False)),
    lots=st.lists(lots, max_size=2).map(tuple),
    stage=st.sampled_from((Stage.OPEN, Stage.OPEN, Stage.OPEN, Stage.CLOSED)),
)


def watcher(number: int, asked: Watch, muted: Mutes = Mutes(), supplier: int | None = None) -> Watcher:  # noqa: B008 - a frozen value
    return Watcher(
        supplier_id=supplier or number, watch_id=number, firm=firm(), watch=asked, rhythm=DAILY, mutes=muted
    )


def found(audience: Audience, said: Notice) -> set[int]:
    return set(audience.watch_ids_of(audience.of(said, NOW, SOURCE)))


def asked_each(watchers: list[Watcher], said: Notice) -> set[int]:
    return {
        each.watch_id
        for each in watchers
        if match(said, each.firm, each.watch, NOW, mutes=each.mutes, source=SOURCE).matched
    }


@given(st.lists(st.tuples(watches, mutes), max_size=12), st.lists(notices, max_size=4))
def test_the_index_finds_whom_the_rule_finds(
    asked: list[tuple[Watch, Mutes]], published: list[Notice]
) -> None:
    watchers = [watcher(number, *each) for number, each in enumerate(asked, start=1)]
    audience = Audience(watchers)

    assert [found(audience, said) for said in published] == [asked_each(watchers, said) for said in published]


def test_the_index_finds_whom_the_rule_finds_among_real_notices() -> None:
    watchers = list(synthetic.watchers(25, seed=5))
    published = [*islice(real.shipped(), 0, None, 20), *synthetic.notices(15, seed=5)]
    audience = Audience(watchers)

    assert [found(audience, said) for said in published] == [asked_each(watchers, said) for said in published]


def test_a_supplier_that_is_struck_out_and_taken_in_again_is_found_by_its_new_watches_only() -> None:
    audience = Audience(
        [watcher(1, watch()), watcher(2, watch(), supplier=1), watcher(3, watch(), supplier=2)]
    )

    before = found(audience, notice())
    audience.strike(1)
    without = found(audience, notice())
    audience.add(watcher(4, watch(trades=("cleaning",)), supplier=1))
    audience.add(watcher(5, watch(), supplier=1))
    after = found(audience, notice())
    audience.strike(1)
    audience.strike(7)

    assert (before, without, after, found(audience, notice())) == ({1, 2, 3}, {3}, {3, 5}, {3})
    assert len(audience) == 1


def test_an_index_of_nobody_finds_nobody() -> None:
    assert found(Audience(), notice()) == set()


@pytest.mark.parametrize(
    ("closes_in", "heard"), [(timedelta(seconds=1), True), (timedelta(0), False)], ids=["open", "just over"]
)
def test_what_is_over_is_for_nobody(closes_in: timedelta, heard: bool) -> None:
    said = replace(notice(), closes_at=NOW + closes_in)

    assert bool(found(Audience([watcher(1, watch())]), said)) is heard


def test_an_index_is_worn_out_when_most_of_it_was_struck_out() -> None:
    audience = Audience()

    for _ in range(1_001):
        audience.add(watcher(1, watch()))
        audience.strike(1)

    assert audience.is_worn_out
    assert not Audience([watcher(1, watch())]).is_worn_out
