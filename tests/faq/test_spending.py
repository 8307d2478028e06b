"""Every row of the threshold rules: which band, which entry, and what the answer must say."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq import amounts, bands, spending
from faq.amounts import Amount, Found, Reason, Span, Unclear
from faq.errors import ContentError
from faq.phrases import Bound, Vat
from faq.spending import Kind, Ruling


def ruled(typed: str) -> Ruling:
    return spending.rule(amounts.read(typed), question=typed)


def said(typed: str) -> str:
    return spending.explain(ruled(typed))


@pytest.mark.parametrize(
    ("typed", "band", "slug", "words"),
    [
        ("£0.01", "discretion", "below-5000", "no corporate contract"),
        ("£4,999.99", "discretion", "below-5000", "one-off"),
        ("£5,000", "gap", "threshold-gap", "lower band looks likely. That is my reading"),
        ("£5,000.01", "gap", "threshold-gap", "Readings disagree"),
        ("£5,000.50", "gap", "threshold-gap", "Readings disagree"),
        ("£5,000.99", "gap", "threshold-gap", "does not cover this amount"),
        (
            "£5,001",
            "quick_quote",
            "quick-quote-threshold",
            "two quotations from companies based in County Durham",
        ),
        ("£29,999.99", "quick_quote", "quick-quote-threshold", "Depending on VAT"),
        ("£30,000", "quick_quote", "quick-quote-threshold", "From £30,000 including VAT"),
        ("£50,000", "quick_quote", "quick-quote-threshold", "includes exactly £50,000"),
        ("£50,000.01", "tender", "tender-threshold", "Social Value Options Appraisal"),
        ("£172,512", "tender", "tender-threshold", "no longer used"),
        (
            "£172,513 services",
            "tender",
            "eu-threshold-historic",
            "under the national line of £207,720 including VAT",
        ),
        (
            "£207,719.99 incl. VAT",
            "tender",
            "national-thresholds",
            "under the national line of £207,720 including VAT",
        ),
        ("£207,720 incl. VAT", "tender", "national-thresholds", "From £207,720 including VAT"),
        ("£663,540 incl. VAT, light touch", "tender", "light-touch-threshold", "From £663,540 including VAT"),
        ("£5,193,000 incl. VAT, works", "tender", "national-thresholds", "From £5,193,000 including VAT"),
        (
            "£5,192,999.99 incl. VAT, works",
            "tender",
            "national-thresholds",
            "under the national line of £5,193,000",
        ),
        ("50k", "quick_quote", "quick-quote-threshold", "£50,000"),
        (
            "£1.2m",
            "tender",
            "tender-threshold",
            "under the national line of £5,193,000 including VAT for works",
        ),
        ("5,001", "quick_quote", "quick-quote-threshold", "Quick Quote"),
        ("fifty thousand pounds", "quick_quote", "quick-quote-threshold", "£50,000"),
        ("five grand", "gap", "threshold-gap", "£5,001"),
        ("5001p", "discretion", "below-5000", "I read that as pence, so £50.01"),
        ("5e4", "quick_quote", "quick-quote-threshold", "£50,000"),
        ("just under 5k", "discretion", "below-5000", "Just under £5,000"),
        ("just over 50k", "tender", "tender-threshold", "Just over £50,000"),
        ("10k-20k", "quick_quote", "quick-quote-threshold", "£10,000 to £20,000"),
        ("£150k-£250k", "tender", "tender-threshold", "from £207,720 including VAT"),
        ("£40k + VAT", "quick_quote", "quick-quote-threshold", "£40,000 without VAT"),
        ("£25k + VAT", "quick_quote", "quick-quote-threshold", "From £30,000 including VAT"),
        ("£173,100 + VAT", "tender", "national-thresholds", "From £207,720 including VAT"),
        ("£173,099.99 + VAT", "tender", "national-thresholds", "under the national line"),
        ("£180k inc VAT", "tender", "tender-threshold", "under the national line of £207,720 including VAT"),
        (
            "£4k a month for a year",
            "quick_quote",
            "contract-valuation",
            "lower band is for one-off purchases",
        ),
        ("£20k a year for 3 years", "tender", "contract-valuation", "£60,000 in all"),
        (
            "£30k plus an option for another £30k",
            "tender",
            "contract-valuation",
            "I counted the option too: £60,000",
        ),
    ],
)
def test_a_value_in_one_band_names_it(typed: str, band: str, slug: str, words: str) -> None:
    ruling = ruled(typed)

    assert [band.id for band in ruling.bands] == [band]
    assert ruling.slug == slug
    assert words in spending.explain(ruling)


@pytest.mark.parametrize(
    ("typed", "touched", "slug"),
    [
        ("50k-ish", ["quick_quote", "tender"], "spend-bands-overview"),
        ("about 50 grand", ["quick_quote", "tender"], "spend-bands-overview"),
        ("c. £50k", ["quick_quote", "tender"], "spend-bands-overview"),
        ("up to 50k", ["discretion", "gap", "quick_quote"], "spend-bands-overview"),
        ("4k-6k", ["discretion", "gap", "quick_quote"], "spend-bands-overview"),
        ("45k to 60k", ["quick_quote", "tender"], "spend-bands-overview"),
        ("5k-5.5k", ["gap", "quick_quote"], "spend-bands-overview"),
        ("60k-40k", ["quick_quote", "tender"], "spend-bands-overview"),
        ("£45k + VAT", ["quick_quote", "tender"], "vat-and-thresholds"),
        ("£4,500 plus vat", ["discretion", "quick_quote"], "vat-and-thresholds"),
        ("£50k ex VAT", ["quick_quote", "tender"], "vat-and-thresholds"),
        ("£54k inc VAT", ["quick_quote", "tender"], "vat-and-thresholds"),
    ],
)
def test_a_value_across_a_line_gives_every_band(typed: str, touched: list[str], slug: str) -> None:
    ruling = ruled(typed)

    assert [band.id for band in ruling.bands] == touched
    assert ruling.slug == slug
    assert all(band.called in spending.explain(ruling) for band in ruling.bands)


def test_vat_that_moves_a_value_says_both_sums_and_the_line() -> None:
    answer = said("£45k + VAT")

    assert "does not say whether its figures include VAT" in answer
    assert "£45,000 without VAT is £54,000 with VAT" in answer
    assert "across the £50,000 line" in answer


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("-£500", "cannot be less than nothing"),
        ("£0", "nothing is being bought"),
        ("50.000", "Fifty pounds, or fifty thousand?"),
        ("5,00", "cannot tell which number"),
        ("10-20", "pounds or thousands"),
        ("loads", "could not find an amount"),
        ("a few bob", "could not find an amount"),
        ("idk", "could not find an amount"),
        ("TBC", "could not find an amount"),
        ("", "could not find an amount"),
        ("🤷", "could not find an amount"),
        ("NaN", "could not find an amount"),
        ("inf", "could not find an amount"),
        ("€60,000", "pounds sterling, and I do not convert"),
        ("60k euro", "pounds sterling, and I do not convert"),
        ("EUR 5000", "pounds sterling, and I do not convert"),
        ("$50k", "pounds sterling, and I do not convert"),
        ("50,000 USD", "pounds sterling, and I do not convert"),
        ("207,000 euros", "pounds sterling, and I do not convert"),
        ("20k a year", "For how long?"),
    ],
)
def test_what_cannot_be_read_lists_the_three_bands_and_asks(typed: str, words: str) -> None:
    ruling = ruled(typed)
    answer = spending.explain(ruling)

    assert (ruling.kind, ruling.slug) == (Kind.ASK, "spend-bands-overview")
    assert words in answer
    assert all(band in answer for band in ("below £5,000", "£5,001 to £50,000", "over £50,000"))
    assert "estimated value in pounds" in answer


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("can they split a 90k job into two 45ks", "valued together"),
        ("two separate 4k jobs same month", "I will not add them up or treat them apart"),
    ],
)
def test_splitting_and_repeats_state_the_principle_and_no_band(typed: str, words: str) -> None:
    ruling = ruled(typed)

    assert (ruling.kind, ruling.slug, ruling.bands) == (Kind.PRINCIPLE, "contract-valuation", ())
    assert words in spending.explain(ruling)


def test_a_line_holds_from_its_day() -> None:
    typed = "£210,000 inc VAT services"

    before = spending.rule(amounts.read(typed), question=typed, on=date(2025, 12, 31))
    after = spending.rule(amounts.read(typed), question=typed, on=date(2026, 1, 1))

    assert "under the national line of £214,904" in spending.explain(before)
    assert "From £207,720 including VAT" in spending.explain(after)


def test_the_sources_of_an_answer_are_those_of_its_rules() -> None:
    ruling = ruled("£35,000")

    assert [source.paragraph for source in ruling.sources] == ["paragraph 4.1", "section 87"]
    assert ruling.as_at == "2014 and 2026-04-07"


_PENCE = st.integers(min_value=1, max_value=amounts.MOST_PENCE)
_FOUND = st.one_of(
    st.builds(
        Amount,
        pence=st.one_of(_PENCE, st.integers(min_value=1, max_value=30_000_000)),
        written=st.just("x"),
        bound=st.sampled_from(Bound),
        vat=st.sampled_from(Vat),
        total=st.sampled_from(amounts.Total),
    ),
    st.builds(
        lambda ends, vat: Span(least_pence=min(ends), most_pence=max(ends), written="x", vat=vat),
        st.tuples(_PENCE, _PENCE),
        st.sampled_from(Vat),
    ),
    st.builds(Unclear, reason=st.sampled_from(Reason)),
)


@given(_FOUND, st.sampled_from(["", "works", "care", "cleaning services", "goods", "national act"]))
def test_every_answer_is_short_and_says_what_to_check(found: Found, question: str) -> None:
    ruling = spending.rule(found, question=question)
    answer = spending.explain(ruling)

    assert len(answer) < spending.LONGEST
    assert "2014 Taskforce report" in answer or ruling.kind is Kind.PRINCIPLE
    assert "Check the live figure with the Council" in answer


def test_another_council_replaces_the_file(tmp_path: Path) -> None:
    file = tmp_path / "spend_bands.toml"
    ours = Path(bands.__file__).parent.joinpath("content", bands.FILE).read_text(encoding="utf-8")
    file.write_text(ours.replace("County Durham", "Exampleshire"), encoding="utf-8")

    ruling = spending.rule(amounts.read("20k"), scheme=bands.load(file))

    assert "companies based in Exampleshire" in spending.explain(ruling)


@pytest.mark.parametrize(
    ("was", "becomes", "wrong"),
    [
        ("to = 500_099", "to = 500_098", "gap and quick_quote do not meet"),
        ("buyer = ", "bayer = ", "unknown field `bayer`"),
        ("from = 1\n", "from = 2\n", "begin at one penny"),
    ],
)
def test_a_file_with_a_mistake_is_refused_by_name(tmp_path: Path, was: str, becomes: str, wrong: str) -> None:
    file = tmp_path / "bands_of_ours.toml"
    ours = Path(bands.__file__).parent.joinpath("content", bands.FILE).read_text(encoding="utf-8")
    file.write_text(ours.replace(was, becomes, 1), encoding="utf-8")

    with pytest.raises(ContentError, match=rf"bands_of_ours\.toml: .*{wrong}"):
        bands.load(file)
