"""The measure, on a set small enough to count by hand; and the floor under our own figures."""

import gzip
from pathlib import Path

import pytest

from alerts import evaluation, sources
from alerts import labelled as files
from alerts.errors import SourceFormatError
from alerts.labelled import Labelled, LabelledFirm
from alerts.matching import Fit, Gate, Verdict
from alerts.notice import Notice
from bot import samples as shipped
from tests import make, samples

HERE = Path(samples.__file__).parent / "matching"
FIRMS = """
[[firm]]
id = "roofers"
organisation_type = "sme"
size = "micro"
about = "We mend slate roofs."
cpv = ["4526"]
words = ["roof"]
not_words = ["sunroof"]
value_max = 50000
"""
JUDGED = "source,notice_id,title\nfts,1,\nfts,2,\nfts,3,\nfts,4,\nfts,5,\n"
LABELS = "firm,source,notice_id,label,fit\nroofers,fts,1,2,within\nroofers,fts,2,2,\nroofers,fts,3,1,\n"


def keyed(**titles: str) -> dict[tuple[str, str], Notice]:
    return {
        ("fts", number.removeprefix("n")): make.notice(
            external_id=number, title=title, summary=None, cpv_codes=()
        )
        for number, title in titles.items()
    }


def by_title(firm: LabelledFirm, notice: Notice) -> Verdict:
    said = "roof" in notice.title.casefold()
    return Verdict(failed=None if said else Gate.SECTOR, score=float(len(notice.title)))


def test_every_pair_counts_once_and_arguable_ones_not_at_all() -> None:
    labelled = files.load(FIRMS, JUDGED, LABELS)
    notices = keyed(n1="Roof", n2="Slates", n3="Roof and walls", n4="Roof of a car", n5="Milk")

    result = evaluation.evaluate(labelled, notices, by_title)

    score = result.overall
    assert (score.found, score.missed, score.wrong, score.left) == (1, 1, 1, 1)
    assert (score.precision, score.recall, score.fpr, score.f1) == (0.5, 0.5, 0.5, 0.5)
    assert score.p_at_5 == 0.5
    assert [(mistake.key[1], mistake.missed) for mistake in result.mistakes] == [("2", True), ("4", False)]


def test_a_notice_that_was_not_given_is_named_and_not_counted() -> None:
    labelled = files.load(FIRMS, JUDGED, LABELS)

    result = evaluation.evaluate(labelled, keyed(n1="Roof"), by_title)

    assert result.absent == (("fts", "2"), ("fts", "3"), ("fts", "4"), ("fts", "5"))
    assert (result.overall.found, result.overall.missed) == (1, 0)


def test_a_firm_takes_the_trades_it_is_offered_for_its_own_words() -> None:
    (firm,) = files.load(FIRMS, JUDGED, LABELS).firms

    assert firm.watch.trades == ()
    assert firm.with_trades().watch.trades == ("roofing",)
    assert firm.firm.comfortable_max_pence == 5_000_000


@pytest.mark.parametrize(
    ("firms", "judged", "labels", "fault"),
    [
        ("[[firm", JUDGED, LABELS, "not TOML"),
        ('[[firm]]\nid = "x"', JUDGED, LABELS, "organisation_type"),
        (FIRMS.replace('["4526"]', '"4526"'), JUDGED, LABELS, "Expected `array`"),
        (FIRMS, "source,title\nfts,x\n", LABELS, "notice_id"),
        (FIRMS, JUDGED, "firm,source,notice_id,label\nroofers,fts,1,3\n", "line 2: a label is 0, 1 or 2"),
        (FIRMS, JUDGED, "firm,source,notice_id,label\nroofers,fts,1,two\n", "line 2"),
        (FIRMS, JUDGED, LABELS.replace("within", "huge"), "line 2"),
    ],
)
def test_a_file_of_another_form_is_refused_with_what_is_wrong(
    firms: str, judged: str, labels: str, fault: str
) -> None:
    with pytest.raises(SourceFormatError, match=fault):
        files.load(firms, judged, labels)


@pytest.fixture(scope="module")
def labelled() -> Labelled:
    texts = [
        (HERE / name).read_text(encoding="utf-8")
        for name in ("firms.toml", "judged-notices.csv", "labels.csv")
    ]
    return files.load(*texts)


@pytest.fixture(scope="module")
def notices(labelled: Labelled) -> dict[tuple[str, str], Notice]:
    known = sources.catalogue()
    read = [
        notice
        for page in samples.find_a_tender()
        for notice in sources.read(known["find-a-tender"], page, make.NOW).notices
    ]
    export = gzip.decompress(
        Path(shipped.__file__).with_name("contracts-finder-open-2025-11-07.csv.gz").read_bytes()
    )
    read += sources.read(known["contracts-finder-csv"], export, make.NOW).notices
    return files.found(labelled.judged, read)


def test_our_figures_on_the_labelled_notices_do_not_fall(
    labelled: Labelled, notices: dict[tuple[str, str], Notice]
) -> None:
    result = evaluation.evaluate(labelled.with_trades(), notices)

    assert result.absent == ()
    assert result.overall.recall >= 0.96
    assert result.overall.precision >= 0.88
    assert result.overall.fpr <= 0.005
    assert result.overall.p_at_5 >= 0.90
    assert result.mean_recall >= 0.95


def test_a_firm_is_found_its_work_without_words_learned_from_it(
    labelled: Labelled, notices: dict[tuple[str, str], Notice]
) -> None:
    result = evaluation.leave_one_out(labelled.with_trades(), notices, tuple(notices.values()))

    assert result.overall.recall >= 0.85
    assert result.overall.precision >= 0.85


def test_leaving_one_out_drops_only_words_that_stand_in_its_own_work_alone() -> None:
    labelled = files.load(FIRMS.replace('words = ["roof"]', "words = []"), JUDGED, LABELS).with_trades()
    notices = keyed(n1="Chimney", n2="Slating of a hall", n3="x", n4="Slating", n5="Milk")

    result = evaluation.leave_one_out(labelled, notices, tuple(notices.values()))

    assert [(mistake.key[1], mistake.missed) for mistake in result.mistakes] == [("1", True), ("4", False)]


def test_a_watch_with_no_trade_is_precise_though_it_finds_less(
    labelled: Labelled, notices: dict[tuple[str, str], Notice]
) -> None:
    result = evaluation.evaluate(labelled, notices)

    assert result.overall.precision >= 0.88
    assert result.overall.recall >= 0.60


def test_simple_rules_are_worse_than_ours(labelled: Labelled, notices: dict[tuple[str, str], Notice]) -> None:
    results = {
        name: evaluation.evaluate(labelled, notices, rule) for name, rule in evaluation.BASELINES.items()
    }

    assert results["codes"].overall.precision == pytest.approx(0.60, abs=0.03)
    assert results["codes or words"].overall.precision < 0.5
    assert results["codes or words"].overall.fpr > 0.02


def test_most_labels_of_size_agree_with_ours(
    labelled: Labelled, notices: dict[tuple[str, str], Notice]
) -> None:
    agreed, labels = evaluation.fit_agreement(labelled, notices)

    assert labels > 150
    assert agreed / labels >= 0.9


def test_a_size_is_one_of_ours(labelled: Labelled) -> None:
    assert {label.fit for label in labelled.labels.values()} <= {None, *Fit}
