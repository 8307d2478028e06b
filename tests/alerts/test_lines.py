"""What a watch asks for, line by line."""

import pytest

from alerts import lines, sectors
from alerts.lines import lexicon
from alerts.matching import Watch
from alerts.trades import TRADES
from tests import make


def score(title: str, watch: Watch, *codes: str) -> float:
    return sectors.find(make.notice(title=title, summary=None, cpv_codes=codes), watch).score


def test_a_picked_trade_brings_the_narrower_ones_that_it_holds() -> None:
    both = Watch(trades=("landscaping",))

    assert [line.slug for line in lines.of(both, lexicon())] == ["fencing", "landscaping", "trees"]
    assert score("Tree felling", both) >= sectors.CLOSE
    assert score("Tree felling", Watch(trades=("trees",))) >= sectors.CLOSE


def test_a_narrow_trade_hears_nothing_of_the_wider_ones_own_work() -> None:
    assert score("Grass cutting in cemeteries", Watch(trades=("trees",))) < sectors.POSSIBLE


@pytest.mark.parametrize(
    ("watch", "title", "matched"),
    [
        (Watch(words=("survey",)), "National student survey", False),
        (Watch(words=('"survey"',)), "National student survey", True),
        (Watch(words=("bat survey",)), "Bat survey at a hospital", True),
        (Watch(words=("sandbags",)), "Supply of sandbags", True),
        (Watch(words=("roof",)), "Roof at a school", True),
    ],
    ids=["many trades share it", "quoted", "a phrase", "no trade knows it", "a trade's own"],
)
def test_a_suppliers_word_that_many_trades_share_says_nothing_alone(
    watch: Watch, title: str, matched: bool
) -> None:
    assert (score(title, watch) >= sectors.POSSIBLE) is matched


def test_such_a_word_counts_beside_a_code() -> None:
    watch = Watch(words=("survey",), cpv_prefixes=("90711",))

    assert score("Survey of a marsh", watch, "90711000") > score("Work at a marsh", watch, "90711000")


def test_a_code_beside_the_trades_of_ones_words_is_not_enough_alone() -> None:
    roofer = Watch(words=("roof",), cpv_prefixes=("452", "851"))

    assert score("Works at a hall", Watch(cpv_prefixes=("851",)), "85100000") >= sectors.POSSIBLE
    assert score("Works at a hall", roofer, "85100000") < sectors.POSSIBLE


def test_a_lexicon_can_be_made_of_fewer_words() -> None:
    (slug, trade) = next(iter(TRADES.items()))
    small = lines.Lexicon({slug: trade})

    assert [line.slug for line in lines.of(Watch(trades=(slug, "roofing", "none")), small)] == [slug]
