"""What real publishers do against or beside the standard, one test for each.

The names are those of our list of quirks; where a recorded release shows one, the test reads that.
"""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from alerts.errors import SourceFormatError
from alerts.notice import Change, Kind, Notice, Stage, VatBasis, material_changes
from alerts.sources import Reading, Source, SourceKind, ocds
from alerts.sources.ocds_dates import CONTRACTS_FINDER, SCOTLAND, WALES
from alerts.sources.ocds_release import FIND_A_TENDER
from tests import samples

SOURCE = Source(
    slug="any", kind=SourceKind.OCDS, name="Any", publisher="Any", licence="OGL-UK-3.0", attribution="Any"
)
LATE_SUMMER_NIGHT = datetime(2026, 8, 21, 22, 59, 59, tzinfo=UTC)
"""One second before midnight in London on 21 August 2026."""


def release(*, ocid: str = FIND_A_TENDER + "000001", tag: str = "tender", **changes: Any) -> dict[str, Any]:
    """Return a release; changes are to its tender."""
    return {
        "ocid": ocid,
        "id": "000001-2026",
        "date": "2026-08-10T09:00:00+01:00",
        "tag": [tag],
        "buyer": {"name": "Durham County Council"},
        "tender": {"title": "Roof works", "status": "active", **changes},
    }


def read(*releases: Any) -> Reading:
    return ocds.read(json.dumps({"releases": releases}).encode(), SOURCE)


def one(**changes: Any) -> Notice:
    (notice,) = read(release(**changes)).notices
    return notice


@pytest.fixture(scope="module")
def day() -> dict[str, Notice]:
    """Return the notices of 10 August 2026 by number."""
    pages = [ocds.read(page, SOURCE) for page in samples.find_a_tender()]
    return {notice.external_id: notice for page in pages for notice in page.notices}


# --- Dates ---


@pytest.mark.parametrize(
    "written",
    ["0001-01-01T00:00:00Z", "1999-12-31T23:59:59Z", "2101-01-01T00:00:00Z", "9999-12-31T23:59:59Z"],
)
def test_a_year_that_stands_for_no_date_is_no_date(written: str) -> None:
    notice = one(
        tenderPeriod={"endDate": written},
        enquiryPeriod={"endDate": written},
        contractPeriod={"startDate": written, "endDate": written},
    )

    assert (notice.closes_at, notice.questions_by, notice.starts_on, notice.ends_on) == (None,) * 4


@pytest.mark.parametrize(
    ("ocid", "written", "closes_at"),
    [
        (FIND_A_TENDER, "2026-08-21T23:59:59+01:00", LATE_SUMMER_NIGHT),
        (FIND_A_TENDER, "2026-08-21", LATE_SUMMER_NIGHT),
        (FIND_A_TENDER, "2026-08-21T23:59:59", LATE_SUMMER_NIGHT),
        (FIND_A_TENDER, "2026-08-21T00:00:00+01:00", datetime(2026, 8, 20, 23, 0, tzinfo=UTC)),
        (FIND_A_TENDER, "2026-09-06T23:00:00Z", datetime(2026, 9, 6, 23, 0, tzinfo=UTC)),
        (FIND_A_TENDER, "2026-12-01T11:15:00+00:00", datetime(2026, 12, 1, 11, 15, tzinfo=UTC)),
        (CONTRACTS_FINDER, "2026-08-21T00:00:00+01:00", LATE_SUMMER_NIGHT),
        (CONTRACTS_FINDER, "2026-08-20T23:00:00Z", LATE_SUMMER_NIGHT),
        (CONTRACTS_FINDER, "2026-08-21T23:59:59+01:00", LATE_SUMMER_NIGHT),
        (CONTRACTS_FINDER, "2026-08-21T12:00:00+01:00", datetime(2026, 8, 21, 11, 0, tzinfo=UTC)),
        (FIND_A_TENDER, "21/08/2026", None),
        (FIND_A_TENDER, "", None),
    ],
)
def test_a_deadline_at_the_end_of_a_day_in_every_spelling(
    ocid: str, written: str, closes_at: datetime | None
) -> None:
    assert one(ocid=ocid + "1", tenderPeriod={"endDate": written}).closes_at == closes_at


@pytest.mark.parametrize(
    ("written", "hour"),
    [("2025-03-24T12:00:00Z", 12), ("2025-04-07T12:00:00Z", 11)],
    ids=["before the clocks change", "after"],
)
@pytest.mark.parametrize("ocid", [SCOTLAND, WALES])
def test_scotland_and_wales_write_london_time_with_a_z(ocid: str, written: str, hour: int) -> None:
    closes_at = one(ocid=ocid + "1", tenderPeriod={"endDate": written}).closes_at

    assert closes_at is not None
    assert closes_at.hour == hour


@pytest.mark.parametrize(
    ("written", "last_day"),
    [
        ("2031-05-31T23:59:59Z", date(2031, 5, 31)),
        ("2031-05-31T23:59:59+01:00", date(2031, 5, 31)),
        ("2031-05-31", date(2031, 5, 31)),
        ("2031-05-30T23:00:00Z", date(2031, 5, 31)),
    ],
)
def test_a_contract_ends_on_the_day_that_is_written(written: str, last_day: date) -> None:
    assert one(contractPeriod={"endDate": written}).ends_on == last_day


def test_a_contract_lasts_from_its_first_lot_to_its_last() -> None:
    lots = [
        {"id": "1", "contractPeriod": {"startDate": "2026-10-01", "endDate": "2027-09-30"}},
        {"id": "2", "contractPeriod": {"startDate": "2026-11-01", "endDate": "2028-10-31"}},
    ]

    notice = one(lots=lots, contractPeriod={"startDate": "2020-01-01", "endDate": "2040-01-01"})

    assert (notice.starts_on, notice.ends_on) == (date(2026, 10, 1), date(2028, 10, 31))


def test_a_deadline_may_be_shortened_as_well_as_extended() -> None:
    first, longer, shorter = (
        one(tenderPeriod={"endDate": f"2026-09-{day_of_month}T12:00:00+01:00"})
        for day_of_month in ("10", "17", "04")
    )

    assert material_changes(first, longer) == (Change.DEADLINE,)
    assert material_changes(first, shorter) == (Change.DEADLINE,)


def test_a_tender_in_two_stages_closes_when_interest_must_be_shown() -> None:
    interest = {"expressionOfInterestDeadline": "2026-09-04T17:00:00+01:00"}

    assert one(**interest).closes_at == datetime(2026, 9, 4, 16, 0, tzinfo=UTC)
    assert one(**interest, tenderPeriod={"endDate": "2026-10-04"}).closes_at == one(**interest).closes_at


def test_an_expected_deadline_is_no_deadline(day: dict[str, Notice]) -> None:
    planned = day["075944-2026"]

    assert (planned.stage, planned.kind) == (Stage.PLANNED, Kind.PLANNED)
    assert (planned.closes_at, planned.questions_by) == (None, None)


def test_an_engagement_closes_when_the_buyer_stops_listening(day: dict[str, Notice]) -> None:
    listening, over = day["075934-2026"], day["075958-2026"]

    assert listening.kind is over.kind is Kind.ENGAGEMENT
    assert listening.closes_at == datetime(2026, 8, 24, 22, 59, 59, tzinfo=UTC)
    assert over.closes_at is None


# --- Values ---


@pytest.mark.parametrize(
    "amount", [0, 0.0, 0.01, 1, -5, "1e9999", "1e99999999999999999999", "about 5000", None, 1e18]
)
def test_a_value_that_is_no_value_is_absent(amount: Any) -> None:
    notice = one(value={"amount": amount, "currency": "GBP"})

    assert (notice.value_max_pence, notice.vat) == (None, VatBasis.NOT_STATED)


def test_a_very_large_value_is_kept() -> None:
    assert one(value={"amount": 80_000_000_000}).value_max_pence == 8_000_000_000_000


def test_a_value_with_only_vat_in_it_is_said_to_be_gross(day: dict[str, Notice]) -> None:
    gross = {"value": {"amountGross": 30_000, "currency": "GBP"}}

    assert (one(**gross).value_max_pence, one(**gross).vat) == (3_000_000, VatBasis.GROSS)
    assert day["075927-2026"].vat is VatBasis.GROSS


@pytest.mark.parametrize(
    ("scheme", "basis"),
    [("UKPGA", VatBasis.NET), ("CELEX", VatBasis.NOT_STATED), (None, VatBasis.NOT_STATED)],
)
def test_an_amount_is_net_only_under_the_procurement_act(scheme: str | None, basis: VatBasis) -> None:
    assert one(legalBasis={"scheme": scheme}, value={"amount": 50_000}).vat is basis


def test_a_least_value_above_the_most_is_turned_round() -> None:
    notice = one(minValue={"amount": 90_000}, value={"amount": 50_000})

    assert (notice.value_min_pence, notice.value_max_pence) == (5_000_000, 9_000_000)


def test_a_least_value_alone_is_kept_as_the_least() -> None:
    notice = one(minValue={"amount": 90_000})

    assert (notice.value_min_pence, notice.value_max_pence) == (9_000_000, None)


def test_another_currency_is_no_value(day: dict[str, Notice]) -> None:
    assert one(value={"amount": 114_000, "currency": "EUR"}).value_max_pence is None
    # The first currency of the form's list was left in: "AED" stands at the lot, "GBP" at the whole.
    assert day["075832-2026"].value_max_pence == 200_000_000
    assert [lot.value_max_pence for lot in day["075832-2026"].lots] == [None]


@pytest.mark.parametrize(
    ("techniques", "ceiling"),
    [
        ({"hasFrameworkAgreement": True}, True),
        ({"hasDynamicPurchasingSystem": True}, True),
        ({"hasFrameworkAgreement": False, "hasDynamicPurchasingSystem": False}, False),
        ({"hasElectronicAuction": True}, None),
        (None, None),
    ],
)
def test_the_value_of_a_framework_is_the_total_of_many_jobs(techniques: Any, ceiling: bool | None) -> None:
    assert one(techniques=techniques).value_is_ceiling is ceiling


# --- Codes and places ---


@pytest.mark.parametrize("written", ["45261000", "45261000 ", "45261000-4", 45261000])
def test_a_code_is_read_with_its_check_digit_or_a_trailing_blank(written: Any) -> None:
    assert one(classification={"scheme": "CPV", "id": written}).cpv_codes == ("45261000",)


def test_codes_come_from_every_place_once_and_the_main_one_first() -> None:
    item = {
        "additionalClassifications": [
            {"scheme": "CPV", "id": "45261000"},
            {"scheme": "CPV", "id": "45260000"},
        ]
    }

    notice = one(
        classification={"scheme": "CPV", "id": "45260000"},
        additionalClassifications=[
            {"scheme": "CPVS", "id": "nonsense"},
            {"scheme": "UNSPSC", "id": "72101500"},
        ],
        items=[item, {"classification": {"id": "45000000"}}],
    )

    assert notice.cpv_codes == ("45260000", "45261000", "45000000")


@pytest.mark.parametrize(
    ("addresses", "regions"),
    [
        ([{"region": "UKC14", "country": "GB"}], ("UKC14",)),
        ([{"region": "BZ", "country": "BZ", "countryName": "Belize"}], ("BZ",)),
        ([{"region": "IE052"}, {"region": "UKN"}], ("IE052", "UKN")),
        ([{"region": "North East", "countryName": "United Kingdom"}], ("UKC",)),
        ([{"postalCode": "DH1 3LE"}], ("UKC14",)),
        ([{"countryName": "United Kingdom"}, {"countryName": "Rest of the World"}], ("UK",)),
        ([{"region": "Narnia", "countryName": "United Kingdom"}], ("UK",)),
        ([{}], ()),
    ],
)
def test_a_place_is_read_from_a_code_a_name_a_postcode_or_a_country(
    addresses: Any, regions: tuple[str, ...]
) -> None:
    assert one(items=[{"deliveryAddresses": addresses}]).regions == regions


def test_foreign_country_codes_are_kept(day: dict[str, Notice]) -> None:
    assert day["075943-2026"].regions == ("BZ",)


# --- Lots and suitability ---


def test_a_lot_has_its_own_codes_value_term_and_suitability() -> None:
    lot = {
        "id": "2",
        "title": "Gutters",
        "value": {"amount": 8_000, "amountGross": 9_600, "currency": "GBP"},
        "suitability": {"vcse": True},
        "contractPeriod": {"startDate": "2026-10-01T00:00:00+01:00", "endDate": "2027-03-31T23:59:59+01:00"},
    }
    items = [
        {"relatedLot": "1", "additionalClassifications": [{"id": "45000000"}]},
        {"relatedLot": "2", "additionalClassifications": [{"id": "45261320"}]},
    ]

    _, gutters = one(lots=[{"id": "1"}, lot], items=items).lots

    assert (gutters.id, gutters.title, gutters.cpv_codes) == ("2", "Gutters", ("45261320",))
    assert (gutters.value_max_pence, gutters.vat) == (800_000, VatBasis.NET)
    assert (gutters.suits_sme, gutters.suits_vcse) == (None, True)
    assert (gutters.starts_on, gutters.ends_on) == (date(2026, 10, 1), date(2027, 3, 31))


def test_a_lot_that_can_no_longer_be_won_is_left_out() -> None:
    lots = [{"id": "1", "status": "active"}, {"id": "2", "status": "cancelled"}, {"id": "3"}]

    assert [lot.id for lot in one(lots=lots).lots] == ["1", "3"]


@pytest.mark.parametrize(
    ("changes", "suits"),
    [
        ({"lots": [{"suitability": {"sme": True}}, {}]}, (True, None)),
        ({"lots": [{}, {}]}, (None, None)),
        ({"suitability": {"sme": True, "vcse": False}}, (True, False)),
        ({"suitability": {"sme": False, "vcse": False}}, (False, False)),
        ({"otherRequirements": {"reservedParticipation": ["smeVcse"]}}, (True, True)),
    ],
    ids=["one lot is enough", "silence is not no", "yes and no", "no", "reserved for both"],
)
def test_suitability_is_yes_no_or_not_said(
    changes: dict[str, Any], suits: tuple[bool | None, bool | None]
) -> None:
    notice = one(**changes)

    assert (notice.suits_sme, notice.suits_vcse) == suits


# --- Stages ---


@pytest.mark.parametrize(
    ("tag", "notice_type", "stage", "kind"),
    [
        ("planning", "UK1", Stage.PLANNED, Kind.PIPELINE),
        ("planningUpdate", "UK2", Stage.PLANNED, Kind.ENGAGEMENT),
        ("planning", "UK3", Stage.PLANNED, Kind.PLANNED),
        ("tender", "UK4", Stage.OPEN, Kind.TENDER),
        ("tenderUpdate", "UK4", Stage.OPEN, Kind.TENDER),
        ("tender", "UK13", Stage.OPEN, Kind.DYNAMIC_MARKET),
        ("award", "UK5", Stage.CLOSED, Kind.AWARD),
        ("award", "UK6", Stage.CLOSED, Kind.AWARD),
        ("contractTermination", "UK11", Stage.CLOSED, Kind.AWARD),
        ("implementation", None, Stage.CLOSED, Kind.AWARD),
        ("tenderCancellation", "UK12", Stage.WITHDRAWN, Kind.CANCELLATION),
        ("planning", None, Stage.PLANNED, Kind.PLANNED),
        ("tenderAmendment", None, Stage.OPEN, Kind.TENDER),
    ],
)
def test_the_stage_follows_from_tag_and_notice_type(
    tag: str, notice_type: str | None, stage: Stage, kind: Kind
) -> None:
    notice = one(tag=tag, documents=[{"id": "000001-2026", "noticeType": notice_type}])

    assert (notice.stage, notice.kind) == (stage, kind)


@pytest.mark.parametrize(
    ("status", "stage"),
    [
        ("active", Stage.OPEN),
        ("cancelled", Stage.WITHDRAWN),
        ("withdrawn", Stage.WITHDRAWN),
        ("complete", Stage.CLOSED),
        ("unsuccessful", Stage.CLOSED),
        ("anything", Stage.OPEN),
    ],
)
def test_contracts_finder_withdraws_by_its_status(status: str, stage: Stage) -> None:
    assert one(ocid=CONTRACTS_FINDER + "1", status=status).stage is stage


def test_contracts_finder_tells_a_pipeline_from_an_engagement() -> None:
    kinds = {notice.kind for notice in ocds.read(samples.contracts_finder(), SOURCE).notices}

    assert kinds == {Kind.AWARD, Kind.TENDER, Kind.PIPELINE, Kind.ENGAGEMENT}


def test_a_compiled_release_is_what_its_latest_notice_was() -> None:
    plan = {"id": "1", "noticeType": "UK2", "datePublished": "2026-08-01T09:00:00+01:00"}
    tender = {"id": "2", "noticeType": "UK4", "datePublished": "2026-08-09T09:00:00+01:00"}
    compiled = {**release(tag="compiled", documents=[tender]), "planning": {"documents": [plan]}}

    (notice,) = read(compiled).notices

    assert (notice.stage, notice.kind) == (Stage.OPEN, Kind.TENDER)


def test_a_cancellation_has_its_buyer_among_the_parties_and_nothing_else(day: dict[str, Notice]) -> None:
    notice = day["075954-2026"]

    assert (notice.stage, notice.kind) == (Stage.WITHDRAWN, Kind.CANCELLATION)
    assert notice.buyer == "Ministry of Defence"
    assert notice.ocid == "ocds-h6vhtk-069ef2"
    assert (notice.summary, notice.cpv_codes, notice.closes_at, notice.value_max_pence) == (
        None,
        (),
        None,
        None,
    )


def test_planning_and_tender_on_one_ocid_are_two_notices() -> None:
    plan = release(tag="planning")
    tender = {**release(), "id": "000002-2026"}

    notices = read(tender, plan).notices

    assert [(notice.external_id, notice.stage) for notice in notices] == [
        ("000002-2026", Stage.OPEN),
        ("000001-2026", Stage.PLANNED),
    ]
    assert len({notice.ocid for notice in notices}) == 1


def test_several_releases_of_one_ocid_on_a_page_are_all_given() -> None:
    notices = ocds.read(samples.contracts_finder(), SOURCE).notices

    assert len(notices) == 100
    assert len({notice.ocid for notice in notices}) < 100


def test_the_same_id_twice_is_given_twice() -> None:
    reading = read(release(), release())

    assert [notice.external_id for notice in reading.notices] == ["000001-2026", "000001-2026"]


# --- Stubs of the older rules ---


def stub(*, title: str = "Health visiting", tender: str = "Visits", **amendment: Any) -> Notice:
    """Return the notice of a stub: `tender` is its description, the rest is its one amendment."""
    content = release(
        tag="tenderUpdate", legalBasis={"scheme": "CELEX"}, amendments=[{"id": "1", **amendment}]
    )
    del content["tender"]["status"]
    content["tender"] |= {"title": title, "description": tender}
    (notice,) = read(content).notices
    return notice


def correction(section: str, label: str | None = None, **new_value: str) -> dict[str, Any]:
    return {"unstructuredChanges": [{"newValue": new_value, "where": {"section": section, "label": label}}]}


@pytest.mark.parametrize(
    "number",
    [
        "075924-2026",
        "075887-2026",
        "075764-2026",
        "075587-2026",
        "075519-2026",
        "075517-2026",
        "075515-2026",
    ],
)
def test_a_stub_that_corrects_an_award_is_an_award(day: dict[str, Notice], number: str) -> None:
    assert (day[number].stage, day[number].kind) == (Stage.CLOSED, Kind.AWARD)


def test_a_stub_that_corrects_a_tender_is_open(day: dict[str, Notice]) -> None:
    undated, dated = day["075702-2026"], day["075767-2026"]

    assert (undated.stage, undated.kind, undated.closes_at) == (Stage.OPEN, Kind.NOT_STATED, None)
    assert (dated.stage, dated.kind) == (Stage.OPEN, Kind.TENDER)
    assert dated.closes_at == datetime(2029, 2, 23, 15, 0, tzinfo=UTC)


def test_a_stub_leaves_unsaid_what_it_does_not_say(day: dict[str, Notice]) -> None:
    notice = day["075702-2026"]

    assert (notice.value_max_pence, notice.lots, notice.regions, notice.value_is_ceiling) == (
        None,
        (),
        (),
        None,
    )


@pytest.mark.parametrize(
    "stubbed",
    [
        {"description": "This is a Provider Selection Regime (PSR) intention to award notice."},
        {"tender": "This is a PSR confirmation of contract modification."},
        {"description": "This contract has now been formally awarded."},
        {"tender": "Awarded using Direct Award Process C."},
        {"title": "Stable glaucoma monitoring (CAN)"},
        {"title": "Contract award notice: school meals"},
        correction("V.2.1", date="2026-08-01T00:00:00Z"),
        correction("VII.1.5", text="36 months"),
    ],
    ids=[
        "intention",
        "modification",
        "awarded",
        "direct",
        "title",
        "title in words",
        "section V",
        "section VII",
    ],
)
def test_a_stub_is_an_award_by_its_words_or_by_the_section_it_corrects(stubbed: dict[str, Any]) -> None:
    assert stub(**stubbed).stage is Stage.CLOSED


@pytest.mark.parametrize(
    "stubbed",
    [
        {"description": "Clarification of the lots. The award criteria are unchanged."},
        {"description": "Bidders must insure once the contract has been awarded."},
        {"description": "The contract has not yet been awarded, so the deadline is extended."},
        {
            "description": "This is a Provider Selection Regime (PSR) Contract Notice. It will be awarded in May."
        },
        {
            "tender": "The contract has been awarded before. A contract award notice will be published in due course."
        },
        {"tender": "Providers who qualify are taken on using Direct Award Process B."},
        {"title": "YES YOU CAN: youth work"},
        correction("II.2.7", text="48 months"),
        correction("IV.2.2", date="2026-09-01T12:00:00+01:00"),
    ],
    ids=[
        "criteria",
        "once awarded",
        "not yet",
        "contract notice",
        "to come",
        "open to all who qualify",
        "can",
        "section II",
        "section IV",
    ],
)
def test_a_stub_that_only_speaks_of_awards_stays_open(stubbed: dict[str, Any]) -> None:
    assert stub(**stubbed).stage is Stage.OPEN


@pytest.mark.parametrize(
    ("section", "label"),
    [
        ("IV.2.2)", None),
        ("IV.2.2", "Date"),
        ("x", "Time limit for receipt of tenders or requests to participate"),
    ],
)
def test_a_stub_moves_the_deadline_by_the_section_or_its_label(section: str, label: str | None) -> None:
    notice = stub(**correction(section, label, date="2026-09-01T12:00:00+01:00"))

    assert notice.closes_at == datetime(2026, 9, 1, 11, 0, tzinfo=UTC)


def test_another_date_in_a_stub_is_no_deadline() -> None:
    assert (
        stub(**correction("IV.2.7", "Conditions for opening", date="2026-09-01T12:00:00Z")).closes_at is None
    )


# --- Text ---


def test_titles_have_no_outer_blanks_and_may_be_long() -> None:
    assert one(title="  Roof works  ").title == "Roof works"
    assert len(one(title="x" * 255).title) == 255


def test_a_title_beyond_all_reason_is_cut_after_a_word() -> None:
    assert one(title="word " * 200).title == "word " * 98 + "word…"


def test_a_long_description_is_kept_whole() -> None:
    assert one(description="word " * 2_000).summary == ("word " * 2_000).strip()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<p>Roofs &amp; gutters</p>", "Roofs & gutters"),
        ("Roofs\u2028Gutters\u200b", "Roofs\nGutters"),
        ("Â£3 million â€“ roofs", "£3 million – roofs"),
        ("Roofs\r\n\r\nGutters", "Roofs\n\nGutters"),
    ],
    ids=["html", "invisible", "mojibake", "crlf"],
)
def test_a_description_is_made_fit_to_show(written: str, shown: str) -> None:
    assert one(description=written).summary == shown


def test_addresses_of_people_in_free_text_are_not_passed_on() -> None:
    summary = one(description="Questions to jane.smith@example.org, please.").summary

    assert summary is not None
    assert "jane.smith" not in summary


# --- Answers that are not what was asked for ---


def test_a_429_text_body_is_refused() -> None:
    with pytest.raises(SourceFormatError, match="Rate limit of 12 exceeded"):
        ocds.read(samples.find_a_tender_429(), SOURCE)


def test_a_403_page_of_contracts_finder_is_refused() -> None:
    with pytest.raises(SourceFormatError, match="found a web page"):
        ocds.read(b"<html><body>Request forbidden</body></html>", SOURCE)


def test_a_200_without_releases_is_empty_and_right() -> None:
    assert ocds.read(samples.find_a_tender_empty(), SOURCE).read == 0


def test_a_full_page_without_links_has_no_next_page() -> None:
    page = json.loads(samples.find_a_tender()[0])
    del page["links"]

    reading = ocds.read(json.dumps(page).encode(), SOURCE)

    assert (reading.read, reading.next_url) == (100, None)


@pytest.mark.parametrize(
    "number",
    ["1e9999", "1e99999999999999999999", " 000", "NaN", "-Infinity", "12 000", "£500", "1.", "0x1F"],
    ids=repr,
)
def test_an_invalid_number_loses_neither_its_release_nor_the_page(number: str) -> None:
    good, bad = json.dumps(release()), json.dumps(release(value={"amount": 777}))
    body = f'{{"releases": [{good}, {bad.replace("777", number)}], "links": {{"next": "https://x.org/2"}}}}'

    reading = ocds.read(body.encode(), SOURCE)

    assert [notice.value_max_pence for notice in reading.notices] == [None, None]
    assert (reading.rejected, reading.next_url) == ((), "https://x.org/2")


@pytest.mark.parametrize(
    "written", ["Roof\nworks", "Roof \x07 works", r"Roof \ud83d works", r"Roof works \udc00"]
)
def test_a_text_with_forbidden_characters_loses_nothing(written: str) -> None:
    body = json.dumps({"releases": [release(), release()]}).replace("Roof works", written, 1)

    reading = ocds.read(body.encode(), SOURCE)

    assert reading.rejected == ()
    assert reading.notices[0].title.startswith("Roof")
    assert reading.notices[1].title == "Roof works"


def test_a_whole_emoji_survives_beside_half_of_one() -> None:
    body = json.dumps(release(title="Roof works")).replace("Roof", r"\ud83d\ude00 C:\\\\ud83d \ud83d")

    assert ocds.read(body.encode(), SOURCE).notices[0].title.startswith("\N{GRINNING FACE} C:\\\\ud83d")


@pytest.mark.parametrize(
    "broken",
    [
        '{"id": "000009-2026", "tender": {"title": "the "best" job"}}',
        '{"id": "000009-2026" "tag": []}',
        '{"a"}',
    ],
)
def test_a_release_that_is_not_json_is_cut_out_and_rejected_alone(broken: str) -> None:
    good = json.dumps(release())

    reading = ocds.read(
        f'{{"releases": [{good}, {broken}, {good}], "links": {{"next": "https://x.org/2"}}}}'.encode(), SOURCE
    )

    assert [notice.title for notice in reading.notices] == ["Roof works", "Roof works"]
    assert [bad.record for bad in reading.rejected] == [2]
    assert "cannot be read as JSON" in reading.rejected[0].reason
    assert reading.next_url == "https://x.org/2"


def test_a_release_nested_without_end_is_rejected_alone() -> None:
    deep = '{"id": "000009-2026", "x": ' + "[" * 50_000 + "]" * 50_000 + "}"

    reading = ocds.read(f'{{"releases": [{json.dumps(release())}, {deep}]}}'.encode(), SOURCE)

    assert (len(reading.notices), len(reading.rejected)) == (1, 1)


def test_utf_16_without_a_byte_order_mark_is_read() -> None:
    body = json.dumps({"releases": [release(title="Café")]}, ensure_ascii=False).encode("utf-16-le")

    assert ocds.read(body, SOURCE).notices[0].title == "Café"


def test_a_member_of_the_wrong_type_does_not_matter() -> None:
    wrong = {
        **release(
            items={"id": 1},
            lots=[None, {"id": 7, "value": "a lot"}, "second"],
            value=[5_000],
            tenderPeriod="September",
            classification={"scheme": "CPV", "id": ["45000000"]},
            suitability={"sme": "true", "vcse": "perhaps"},
            documents=5,
        ),
        "buyerID": [],
        "parties": "none",
        "links": {"next": 5},
        "awards": None,
    }

    (notice,) = read(wrong).notices

    assert (notice.title, notice.buyer) == ("Roof works", "Durham County Council")
    assert [lot.id for lot in notice.lots] == ["7"]
    assert (notice.suits_sme, notice.suits_vcse) == (True, None)


# --- Numbers and pages ---


@pytest.mark.parametrize(
    ("ocid", "number", "url"),
    [
        (FIND_A_TENDER, "000001-2026", "https://www.find-tender.service.gov.uk/Notice/000001-2026"),
        (SCOTLAND, "ocds-r6ebe6-1", "https://api.publiccontractsscotland.gov.uk/v1/Notice?id=1"),
        ("ocds-xxxxxx-", "000001-2026", "https://api.publiccontractsscotland.gov.uk/v1/Notice?id=1"),
    ],
)
def test_the_best_page_there_is(ocid: str, number: str, url: str) -> None:
    content = release(ocid=ocid + "1", documents=[{"documentType": "tenderNotice", "url": "www.example.org"}])
    content["links"] = [
        {"rel": "canonical", "href": "https://api.publiccontractsscotland.gov.uk/v1/Notice?id=1"}
    ]
    if ocid == SCOTLAND:
        del content["id"]  # as Scotland does

    (notice,) = read(content).notices

    assert (notice.external_id, notice.url) == (number, url)


def test_contracts_finder_numbers_a_notice_by_the_first_part_of_the_release_id() -> None:
    guid = "06c7e0ea-fd0b-431c-93b4-d1fcf3801ce5"
    content = {**release(ocid=CONTRACTS_FINDER + "another-guid"), "id": f"{guid}-819945"}

    (notice,) = read(content).notices

    assert notice.external_id == guid
    assert notice.url == f"https://www.contractsfinder.service.gov.uk/Notice/{guid}"


def test_what_a_source_says_of_itself_fills_what_is_unsaid() -> None:
    ours = Source(
        slug="ours",
        kind=SourceKind.OCDS,
        name="Ours",
        publisher="Ours",
        licence="OGL-UK-3.0",
        attribution="Ours",
        buyer="Durham County Council",
        regions=("UKC14",),
    )
    content = {**release(), "buyer": None}

    (notice,) = ocds.read(json.dumps(content).encode(), ours).notices

    assert (notice.buyer, notice.regions) == ("Durham County Council", ("UKC14",))
