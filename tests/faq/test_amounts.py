"""What people type for a value, as the threshold rules list it, and what is no money in a question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq import amounts
from faq.amounts import Amount, Reason, Span, Total, Unclear
from faq.phrases import Bound, Vat


@pytest.mark.parametrize(
    ("typed", "pounds"),
    [
        ("£0.01", "0.01"),
        ("£4,999.99", "4999.99"),
        ("£5,000", "5000"),
        ("£5,000.01", "5000.01"),
        ("£5,000.99", "5000.99"),
        ("£50,000.01", "50000.01"),
        ("£172,513 services", "172513"),
        ("50k", "50000"),
        ("50K", "50000"),
        ("£50k", "50000"),
        ("50 k", "50000"),
        ("50 grand", "50000"),
        ("50g", "50000"),
        ("£1.2m", "1200000"),
        ("1.2 mil", "1200000"),
        ("1.2 million", "1200000"),
        ("5,001", "5001"),
        ("5001", "5001"),
        ("£5 001", "5001"),
        ("fifty thousand pounds", "50000"),
        ("five thousand and one", "5001"),
        ("fifty thousand and one", "50001"),
        ("five grand", "5000"),
        ("50,000.00", "50000"),
        ("0.05m", "50000"),
        ("5e4", "50000"),
        ("½ million", "500000"),
        ("half a million", "500000"),
        ("two and a half grand", "2500"),
        ("a grand", "1000"),
        ("22 and a half thousand", "22500"),
        ("7 and a half thou", "7500"),
        ("forty-five thousand", "45000"),
        ("one million two hundred thousand", "1200000"),
        ("£\u00a05\u202f001", "5001"),
        ("£５,００１", "5001"),  # full-width digits
        ("850 quid", "850"),
    ],
)
def test_a_sum_is_read_as_people_write_it(typed: str, pounds: str) -> None:
    found = amounts.read(typed)

    assert isinstance(found, Amount)
    assert found.pence == round(float(pounds) * 100)
    assert (found.bound, found.vat) == (Bound.EXACTLY, Vat.NOT_STATED)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("-£500", Reason.NEGATIVE),
        ("minus 500", Reason.NEGATIVE),
        ("£-500", Reason.NEGATIVE),
        ("£0", Reason.NOTHING),
        ("50.000", Reason.GROUPING),
        ("5,00", Reason.GROUPING),
        ("50,00", Reason.GROUPING),
        ("50.000,00", Reason.GROUPING),
        ("£4999.999", Reason.FRACTION),
        ("loads", Reason.NOT_GIVEN),
        ("a few bob", Reason.NOT_GIVEN),
        ("idk", Reason.NOT_GIVEN),
        ("TBC", Reason.NOT_GIVEN),
        ("", Reason.NOT_GIVEN),
        ("😀", Reason.NOT_GIVEN),
        ("NaN", Reason.NOT_GIVEN),
        ("inf", Reason.NOT_GIVEN),
        ("10-20", Reason.UNIT),
        ("€60,000", Reason.CURRENCY),
        ("60k euro", Reason.CURRENCY),
        ("EUR 5000", Reason.CURRENCY),
        ("$50k", Reason.CURRENCY),
        ("50,000 USD", Reason.CURRENCY),
        ("207,000 euros", Reason.CURRENCY),
        ("48,000 in euros", Reason.CURRENCY),
        ("20k a year", Reason.HOW_LONG),
        ("can they split a 90k job into two 45ks", Reason.SPLITTING),
        ("two separate 4k jobs same month", Reason.SEPARATE),
        ("4 orders of £4,500", Reason.SEPARATE),
        ("9" * 40, Reason.TOO_LARGE),
        ("5e99", Reason.TOO_LARGE),
        ("9e15", Reason.TOO_LARGE),
    ],
)
def test_what_is_no_one_sum_says_why(typed: str, reason: Reason) -> None:
    found = amounts.read(typed)

    assert isinstance(found, Unclear)
    assert found.reason is reason


@pytest.mark.parametrize(
    ("typed", "bound", "pounds"),
    [
        ("50k-ish", Bound.ABOUT, 50_000),
        ("about 50 grand", Bound.ABOUT, 50_000),
        ("c. £50k", Bound.ABOUT, 50_000),
        ("just under 5k", Bound.JUST_UNDER, 5_000),
        ("nearly £5,000", Bound.JUST_UNDER, 5_000),
        ("just over 50k", Bound.JUST_OVER, 50_000),
        ("up to 50k", Bound.UP_TO, 50_000),
        ("no more than 50 grand", Bound.UP_TO, 50_000),
        ("50k max", Bound.UP_TO, 50_000),
        ("over £50k", Bound.OVER, 50_000),
        ("under 5k", Bound.UNDER, 5_000),
        ("sub-5k", Bound.UNDER, 5_000),
        ("25k+", Bound.AT_LEAST, 25_000),
        ("50k or more", Bound.AT_LEAST, 50_000),
        ("at least 30 grand", Bound.AT_LEAST, 30_000),
    ],
)
def test_which_side_of_a_sum_is_meant(typed: str, bound: Bound, pounds: int) -> None:
    found = amounts.read(typed)

    assert isinstance(found, Amount)
    assert (found.bound, found.pence) == (bound, pounds * 100)


@pytest.mark.parametrize(
    ("typed", "least", "most"),
    [
        ("10k-20k", 10_000, 20_000),
        ("£10k to £20k", 10_000, 20_000),
        ("4k-6k", 4_000, 6_000),
        ("4-6k", 4_000, 6_000),
        ("4k–6k", 4_000, 6_000),
        ("between 5 and 10 grand", 5_000, 10_000),
        ("45k to 60k", 45_000, 60_000),
        ("5k-5.5k", 5_000, 5_500),
        ("60k-40k", 40_000, 60_000),
        ("£150k-£250k", 150_000, 250_000),
        ("£10-£20", 10, 20),
    ],
)
def test_a_range_is_read_lower_end_first(typed: str, least: int, most: int) -> None:
    found = amounts.read(typed)

    assert isinstance(found, Span)
    assert (found.least_pence, found.most_pence) == (least * 100, most * 100)


@pytest.mark.parametrize(
    ("typed", "pounds", "vat"),
    [
        ("£40k + VAT", 40_000, Vat.NET),
        ("£45k + VAT", 45_000, Vat.NET),
        ("£4,500 plus vat", 4_500, Vat.NET),
        ("£50k ex VAT", 50_000, Vat.NET),
        ("£25k + VAT", 25_000, Vat.NET),
        ("£173,100 + VAT", 173_100, Vat.NET),
        ("£60k not including VAT", 60_000, Vat.NET),
        ("£4,600 plus the twenty percent", 4_600, Vat.NET),
        ("£4,600 + 20%", 4_600, Vat.NET),
        ("£180k inc VAT", 180_000, Vat.GROSS),
        ("£207,720 incl. VAT", 207_720, Vat.GROSS),
        ("is that 50k with or without the vat", 50_000, Vat.NOT_STATED),
    ],
)
def test_the_vat_basis_is_kept_as_stated(typed: str, pounds: int, vat: Vat) -> None:
    found = amounts.read(typed)

    assert isinstance(found, Amount)
    assert (found.pence, found.vat) == (pounds * 100, vat)


@pytest.mark.parametrize(
    ("typed", "pounds", "total"),
    [
        ("£4k a month for a year", 48_000, Total.PERIODS),
        ("£20k a year for 3 years", 60_000, Total.PERIODS),
        ("£500 a week for 6 months", 13_000, Total.PERIODS),
        ("20k per annum, three year contract", 60_000, Total.PERIODS),
        ("20k a year for 3+1+1 years", 100_000, Total.PERIODS),
        ("£20k pa over 18 months", 30_000, Total.PERIODS),
        ("£30k plus an option for another £30k", 60_000, Total.OPTIONS),
        ("30k for 2 years", 30_000, Total.AS_WRITTEN),
    ],
)
def test_a_repeated_sum_becomes_the_total_and_says_so(typed: str, pounds: int, total: Total) -> None:
    found = amounts.read(typed)

    assert isinstance(found, Amount)
    assert (found.pence, found.total) == (pounds * 100, total)


def test_pence_are_read_as_pence_and_say_so() -> None:
    found = amounts.read("5001p")

    assert isinstance(found, Amount)
    assert (found.pence, found.total) == (5_001, Total.PENCE)


@pytest.mark.parametrize(
    ("question", "pounds"),
    [
        ("does a job for 18 grand go to tender", "18000"),
        ("we are doing a 62k kitchen refit, what now", "62000"),
        ("6200.75 do i need to quote", "6200.75"),
        ("what if my price is 2000", "2000"),
        ("contract worth 900", "900"),
        ("an invoice for 20417 went in", "20417"),
        ("is my 44k job under the 50k limit", "44000"),
        ("40m of fencing at 8k", "8000"),
        ("I have thirty five thousand to spend with you", "35000"),
    ],
)
def test_a_sum_is_found_inside_a_question(question: str, pounds: str) -> None:
    found = amounts.find(question)

    assert isinstance(found, Amount)
    assert found.pence == round(float(pounds) * 100)


@pytest.mark.parametrize(
    "question",
    [
        "what changed in 2026",
        "what does §4.1 say about s.87 and section 123",
        "do they need 3 firms or two quotes",
        "is 10% the limit",
        "on 12/03/2026 or 1 January 2026",
        "cpv 45261000 or 45261000-4",
        "ring 0191 123 4567 or 07700900123",
        "we have 1500 employees",
        "23,000 new jobs by 2030",
        "ppn 023 regulation 10 schedule 7 SI 2025/1200",
        "is it 30 days or 20 working days",
        "2012/13 figures and 2014-2015",
        "meet at 5pm or 17:30",
        "between 10 and 20 people",
        "invoice 20417 went in last month",
        "po number 4500123 and ticket 88213",
        "lot 3 of DN123456",
        "see https://example.org/50000 or mail 60000@example.org",
    ],
)
def test_other_numbers_are_not_taken_for_money(question: str) -> None:
    assert amounts.find(question) is None


_PIECES = st.sampled_from(
    [
        "£",
        "€",
        "$",
        "-",
        "–",
        "+",
        "/",
        ".",
        ",",
        "5",
        "50",
        "000",
        "5,001",
        "50.000",
        "k",
        "m",
        "grand",
        "thousand",
        "and",
        "a",
        "half",
        "to",
        "between",
        "vat",
        "plus",
        "inc",
        "ex",
        "year",
        "month",
        "for",
        "per",
        "each",
        "split",
        "option",
        "about",
        "under",
        "over",
        "ish",
        "p",
        "pence",
        "%",
        "2026",
        "e4",
        "½",
        "minus",
        "million",
    ]
)


@given(st.one_of(st.text(), st.lists(_PIECES).map(" ".join), st.lists(_PIECES).map("".join)))
def test_any_text_is_read_or_says_why(text: str) -> None:
    for found in (amounts.read(text), amounts.find(text)):
        match found:
            case Amount():
                assert 0 < found.pence <= amounts.MOST_PENCE
                assert found.least_pence > 0
                assert found.most_pence is None or found.least_pence <= found.most_pence
            case Span():
                assert 0 < found.least_pence <= found.most_pence <= amounts.MOST_PENCE
            case Unclear():
                assert found.reason in Reason
            case None:
                pass
