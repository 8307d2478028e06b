"""CSV files: every quirk of Contracts Finder's export, and our own template as people fill it in."""

import contextlib
import csv
import io
import time
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.errors import CatalogueError, SourceFormatError
from alerts.notice import Kind, Notice, Stage, VatBasis
from alerts.sources import Reading, Source, SourceKind, csv_file
from tests import samples

NOW = datetime(2026, 8, 10, 12, 0, tzinfo=UTC)
EXPORT = Source(
    slug="contracts-finder-csv",
    kind=SourceKind.CSV,
    name="Contracts Finder",
    publisher="Cabinet Office",
    licence="Open Government Licence v3.0",
    attribution="Contains public sector information licensed under the Open Government Licence v3.0.",
    columns="contracts-finder",
)
BY_HAND = replace(EXPORT, slug="opportunities-csv", columns="template")

HEADER = (
    '"Notice Identifier","Notice Type","Organisation Name",Status,"Published Date",Title,Description,Nationwide,'
    'Postcode,Region,"Cpv Codes","Contact Name","Contact Email","Contact Address 1","Contact Address 2",'
    '"Contact Town","Contact Postcode","Contact Country","Contact Telephone","Contact Website",Attachments,Links,'
    '"Additional Text","Start Date","End Date","Closing Date","Is sub-contract","Parent Reference",'
    '"Suitable for SME","Suitable for VCO","Supply Chain","OJEU Contract Type","Value Low","Value High",'
    '"Awarded Date","Awarded Value","Supplier [Name|Address|Ref type|Ref Number|Is SME|Is VCSE]",'
    '"Supplier\'s contact name","Contract start date","Contract end date","OJEU Procedure Type",'
    '"Accelerated Justification","Closing Time"'
)
COLUMNS = next(csv.reader([HEADER]))
LIBRARY = {
    "Notice Identifier": "DCC 12/B",
    "Notice Type": "Contract",
    "Organisation Name": "Durham County Council",
    "Status": "Open",
    "Published Date": "2026-08-07T16:56:46+01:00",
    "Title": "Re-roofing of Shildon library",
    "Description": "Strip and renew the slate roof.",
    "Region": "North East",
    "Cpv Codes": "45261000 45262000 ",
    "Contact Name": "Jane Smith",
    "Contact Email": "jane.smith@example.org",
    "Contact Telephone": "01632 960000",
    "Start Date": "01/10/2026",
    "End Date": "31/03/2027",
    "Closing Date": "07/09/2026",
    "Closing Time": "12:00",
    "Suitable for SME": "Yes",
    "Suitable for VCO": "No",
    "Value Low": "40000",
    "Value High": "45000",
}
TEMPLATE = csv_file.template().decode("utf-8-sig").splitlines()[0].split(",")
FILLED = {
    "Title": "Mend the roof",
    "Buyer": "Durham County Council",
    "Closing date": "30/09/2026",
}


def written(columns: list[str], rows: list[dict[str, str]], **style: str) -> str:
    sheet = io.StringIO()
    writer = csv.writer(sheet, **style)  # type: ignore[arg-type]  # typeshed wants each option by its name
    writer.writerow(columns)
    writer.writerows([[row.get(column, "") for column in columns] for row in rows])
    return sheet.getvalue()


def export(*rows: dict[str, str], line_end: str = "\r\n") -> Reading:
    body = written(COLUMNS, [{**LIBRARY, **row} for row in rows], lineterminator=line_end)
    return csv_file.read(body.encode(), EXPORT, NOW)


def exported(**cells: str) -> Notice:
    (notice,) = export({key.replace("_", " "): cell for key, cell in cells.items()}).notices
    return notice


def by_hand(*rows: dict[str, str]) -> Reading:
    columns = list(dict.fromkeys([*FILLED, *(heading for row in rows for heading in row)]))
    return csv_file.read(written(columns, [{**FILLED, **row} for row in rows]).encode(), BY_HAND, NOW)


def filled(heading: str, cell: str) -> Notice:
    (notice,) = by_hand({heading: cell}).notices
    return notice


def test_a_row_of_contracts_finder_becomes_a_notice() -> None:
    (notice,) = export({}).notices

    assert replace(notice, external_id="") == Notice(
        external_id="",
        released_at=datetime(2026, 8, 7, 15, 56, 46, tzinfo=UTC),
        title="Re-roofing of Shildon library",
        summary="Strip and renew the slate roof.",
        buyer="Durham County Council",
        url="https://www.contractsfinder.service.gov.uk/Search",
        stage=Stage.OPEN,
        kind=Kind.TENDER,
        cpv_codes=("45261000", "45262000"),
        regions=("UKC",),
        value_min_pence=4_000_000,
        value_max_pence=4_500_000,
        suits_sme=True,
        suits_vcse=False,
        closes_at=datetime(2026, 9, 7, 11, 0, tzinfo=UTC),
        starts_on=date(2026, 10, 1),
        ends_on=date(2027, 3, 31),
    )


def test_rows_of_42_fields_lack_only_their_closing_time() -> None:
    whole = written(COLUMNS, [LIBRARY])
    ragged = whole.removesuffix(",12:00\r\n") + "\r\n"

    (notice,) = csv_file.read(ragged.encode(), EXPORT, NOW).notices

    assert notice.closes_at == datetime(2026, 9, 7, 22, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_multi_line_cells_and_line_ends_of_every_kind(line_end: str) -> None:
    reading = export({"Description": "One.\r\n\r\n•\tTwo.\nThree."}, {"Title": ""}, {}, line_end=line_end)

    assert [notice.summary for notice in reading.notices] == [
        "One.\n\n• Two.\nThree.",
        "Strip and renew the slate roof.",
    ]
    assert [bad.record for bad in reading.rejected] == [3]  # a spreadsheet shows the long cell as one row


@pytest.mark.parametrize("never", ["01/01/1", "01/01/0001", "01/01/1970", "", "31/02/2026"])
def test_year_1_dates_and_other_fillers_are_no_deadline(never: str) -> None:
    assert exported(Closing_Date=never, Closing_Time="00:00").closes_at is None


def test_far_dates_are_kept() -> None:
    assert exported(Closing_Date="31/12/2038", Closing_Time="23:59").closes_at == datetime(
        2038, 12, 31, 23, 59, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("at", "utc"),
    [
        ("12:00", datetime(2026, 10, 25, 12, 0, tzinfo=UTC)),  # the night before, the clocks went back
        ("00:00", datetime(2026, 10, 25, 23, 59, 59, tzinfo=UTC)),  # midnight stands for that day
        ("", datetime(2026, 10, 25, 23, 59, 59, tzinfo=UTC)),
        ("23:59", datetime(2026, 10, 25, 23, 59, tzinfo=UTC)),
    ],
)
def test_closing_times_are_in_london(at: str, utc: datetime) -> None:
    assert exported(Closing_Date="25/10/2026", Closing_Time=at).closes_at == utc
    assert exported(Closing_Date="24/10/2026", Closing_Time="12:00").closes_at == datetime(
        2026, 10, 24, 11, 0, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("low", "high", "least", "most"),
    [
        ("0", "0", None, None),
        ("", "", None, None),
        ("0.01", "1", None, None),
        ("0", "45000", None, 4_500_000),
        ("40000", "", None, 4_000_000),  # a lone low value is the value
        ("40000", "0", None, 4_000_000),
        ("45000", "40000", 4_000_000, 4_500_000),  # low above high
        ("45000", "45000", None, 4_500_000),
        ("0", "80000000000", None, 8_000_000_000_000),
        ("1", "1234567890.00", None, 123_456_789_000),
        ("n/a", "99999999999999999999", None, None),
    ],
)
def test_zero_tiny_huge_and_swapped_values(low: str, high: str, least: int | None, most: int | None) -> None:
    notice = exported(Value_Low=low, Value_High=high)

    assert (notice.value_min_pence, notice.value_max_pence) == (least, most)


@pytest.mark.parametrize(
    ("codes", "read"),
    [
        ("50000000 51000000 ", ("50000000", "51000000")),
        ("50000000\r\n51000000", ("50000000", "51000000")),
        ("50000000-5,50000000", ("50000000",)),
        ("99999999 ", ()),
        ("", ()),
    ],
)
def test_trailing_blanks_in_codes(codes: str, read: tuple[str, ...]) -> None:
    assert exported(Cpv_Codes=codes).cpv_codes == read


@pytest.mark.parametrize(
    ("region", "postcode", "places"),
    [
        ("North East,Yorkshire and The Humber", "", ("UKC", "UKE")),
        ("Yorkshire and the Humber", "", ("UKE",)),
        ("North East", "sr8 2rr", ("UKC",)),
        ("", "dh1 5ul", ("UKC14",)),
        ("", "bn25", ("UKJ",)),
        ("United Kingdom", "", ("UK",)),
        ("", "", ()),
    ],
)
def test_region_names_and_lower_case_postcodes(region: str, postcode: str, places: tuple[str, ...]) -> None:
    assert exported(Region=region, Postcode=postcode).regions == places


@pytest.mark.parametrize(
    ("notice_type", "status", "stage", "kind"),
    [
        ("Contract", "Open", Stage.OPEN, Kind.TENDER),
        ("Pipeline", "Open", Stage.PLANNED, Kind.PIPELINE),
        ("PreProcurement", "Open", Stage.PLANNED, Kind.ENGAGEMENT),
        ("Contract", "Awarded", Stage.CLOSED, Kind.AWARD),
        ("Contract", "Closed", Stage.CLOSED, Kind.TENDER),
        ("PreProcurement", "Withdrawn", Stage.WITHDRAWN, Kind.ENGAGEMENT),
        ("Something new", "Open", Stage.OPEN, Kind.NOT_STATED),
    ],
)
def test_notice_type_and_status_give_stage_and_kind(
    notice_type: str, status: str, stage: Stage, kind: Kind
) -> None:
    notice = exported(Notice_Type=notice_type, Status=status)

    assert (notice.stage, notice.kind) == (stage, kind)


@pytest.mark.parametrize(("cell", "answer"), [("Yes", True), ("No", False), ("", None)])
def test_blank_suitability_is_unknown(cell: str, answer: bool | None) -> None:
    notice = exported(Suitable_for_SME=cell, Suitable_for_VCO=cell)

    assert (notice.suits_sme, notice.suits_vcse) == (answer, answer)


@pytest.mark.parametrize(
    ("cell", "utc"),
    [
        ("2025-11-07T16:56:46Z", datetime(2025, 11, 7, 16, 56, 46, tzinfo=UTC)),
        ("2025-10-10T16:19:26+01:00", datetime(2025, 10, 10, 15, 19, 26, tzinfo=UTC)),
        ("30 September 2025", datetime(2025, 9, 29, 23, 0, tzinfo=UTC)),
        ("30/09/2025", datetime(2025, 9, 29, 23, 0, tzinfo=UTC)),
        ("", NOW),
        ("2030-01-01T00:00:00Z", NOW),
    ],
)
def test_published_dates_of_every_recorder(cell: str, utc: datetime) -> None:
    assert exported(Published_Date=cell).released_at == utc


def test_identity_is_of_buyer_and_identifier_and_of_nothing_else() -> None:
    same, again, other_buyer, other_number, unnumbered = export(
        {},
        {"Organisation Name": " DURHAM County Council", "Title": "Another", "Status": "Awarded"},
        {"Organisation Name": "Leeds City Council"},
        {"Notice Identifier": "DCC 13"},
        {"Notice Identifier": " "},
    ).notices

    assert same.external_id == again.external_id
    assert len({notice.external_id for notice in (same, other_buyer, other_number, unnumbered)}) == 4


def test_a_character_that_no_database_stores_is_left_out() -> None:
    notice = exported(Links="https://x.org/\x00a", Title="Roof\x00ing")

    assert (notice.url, notice.title) == ("https://x.org/a", "Roofing")


def test_links_are_the_first_web_address_or_else_the_search_page() -> None:
    several = exported(Links="ftp://x.org https://x.org/a?b=1 https://x.org/2 ")

    assert several.url == "https://x.org/a?b=1"
    assert exported(Links="see portal").url == "https://www.contractsfinder.service.gov.uk/Search"


def test_text_is_mended_and_holds_nobody() -> None:
    notice = exported(
        Title="  Roof  works ",
        Description="Up to Â£3 milli. Call 01632 960000 or jane.smith@example.org.",
        Additional_Text="Contact: Jane Smith\nTwo stages.",
    )

    assert notice.title == "Roof works"
    assert notice.summary == "Up to £3 milli. Call (see the notice).\n\nTwo stages."


def test_the_header_alone_is_an_empty_export() -> None:
    assert csv_file.read(f"{HEADER}\r\n".encode(), EXPORT, NOW) == Reading(notices=())


def test_the_template_is_read_back_and_its_example_told_to_nobody() -> None:
    reading = csv_file.read(csv_file.template(), BY_HAND, NOW)

    assert csv_file.template().startswith(
        b"\xef\xbb\xbfReference,Title,Description,Buyer,Closing date,Closing time,"
    )
    assert csv_file.template().count(b"\r\n") == 2
    assert reading.notices == ()
    assert [bad.record for bad in reading.rejected] == [2]
    assert "EXAMPLE" in reading.rejected[0].reason


def test_the_example_of_the_template_is_right_in_every_cell() -> None:
    body = csv_file.template().replace(b"EXAMPLE,", b"DCC-1,", 1)

    (notice,) = csv_file.read(body, BY_HAND, datetime(2026, 9, 2, tzinfo=UTC)).notices

    assert replace(notice, title="", summary=None) == Notice(
        external_id="DCC-1",
        released_at=datetime(2026, 8, 31, 23, 0, tzinfo=UTC),
        title="",
        buyer="Durham County Council",
        url="https://www.example.gov.uk/roof-repairs",
        stage=Stage.OPEN,
        kind=Kind.QUICK_QUOTE,
        cpv_codes=("45261000",),
        regions=("UKC14",),
        value_min_pence=800_000,
        value_max_pence=1_200_000,
        vat=VatBasis.NET,
        suits_sme=True,
        suits_vcse=True,
        closes_at=datetime(2026, 9, 30, 11, 0, tzinfo=UTC),
    )


def test_three_columns_are_enough() -> None:
    (notice,) = by_hand({}).notices

    assert (notice.title, notice.buyer) == ("Mend the roof", "Durham County Council")
    assert notice.closes_at == datetime(2026, 9, 30, 22, 59, 59, tzinfo=UTC)
    assert (notice.stage, notice.kind, notice.vat) == (Stage.OPEN, Kind.NOT_STATED, VatBasis.NOT_STATED)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_what_excel_saves_is_read(separator: str, encoding: str) -> None:
    text = written(list(FILLED), [{**FILLED, "Title": "Café “roof”, £5"}], delimiter=separator)

    (notice,) = csv_file.read(text.encode(encoding), BY_HAND, NOW).notices

    assert notice.title == "Café “roof”, £5"


def test_the_line_that_tells_excel_the_separator_is_no_row() -> None:
    body = "sep=;\r\nTitle;Buyer;Closing date\r\nMend, the roof;Durham;soon\r\n"

    reading = csv_file.read(body.encode(), BY_HAND, NOW)

    assert [bad.record for bad in reading.rejected] == [2]


@pytest.mark.parametrize(
    "header",
    [
        "title,buyer,closing date",
        " TITLE ,Buyer:,Closing_Date",
        "Name,Organisation,Deadline",
        "Closing date,Buyer,Title",
    ],
)
def test_headings_are_known_without_regard_to_capitals_blanks_and_order(header: str) -> None:
    cells = "30/09/2026,Durham,Roof" if header.startswith("Closing") else "Roof,Durham,30/09/2026"

    (notice,) = csv_file.read(f"{header}\n{cells}\n".encode(), BY_HAND, NOW).notices

    assert (notice.title, notice.buyer) == ("Roof", "Durham")


@pytest.mark.parametrize(
    "cell", ["30/09/2026", "2026-09-30", "30 September 2026", "30-Sep-26", "30.9.2026", "Wed 30th Sept 2026"]
)
def test_dates_as_people_and_excel_write_them(cell: str) -> None:
    assert filled("Closing date", cell).closes_at == datetime(2026, 9, 30, 22, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("cell", ["12:00", "12.00", "noon", "12 noon", "12pm", "12:00:00"])
def test_times_as_people_and_excel_write_them(cell: str) -> None:
    assert filled("Closing time", cell).closes_at == datetime(2026, 9, 30, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "worth"),
    [
        ("£12,500.00", 1_250_000),
        ("12500", 1_250_000),
        ("12.5k", 1_250_000),
        ("£1.2m", 120_000_000),
        ("0", None),
        ("", None),
    ],
)
def test_amounts_as_people_write_them(cell: str, worth: int | None) -> None:
    assert filled("Value to", cell).value_max_pence == worth


@pytest.mark.parametrize(
    ("cell", "basis"),
    [
        ("excluded", VatBasis.NET),
        ("ex VAT", VatBasis.NET),
        ("Included", VatBasis.GROSS),
        ("inc. VAT", VatBasis.GROSS),
        ("", VatBasis.NOT_STATED),
    ],
)
def test_vat_beside_a_value(cell: str, basis: VatBasis) -> None:
    (notice,) = by_hand({"Value to": "500", "VAT": cell}).notices

    assert notice.vat is basis


@pytest.mark.parametrize(
    ("cell", "stage", "kind"),
    [
        ("Quick Quote", Stage.OPEN, Kind.QUICK_QUOTE),
        ("tender", Stage.OPEN, Kind.TENDER),
        ("Event", Stage.OPEN, Kind.EVENT),
        ("early  engagement", Stage.PLANNED, Kind.ENGAGEMENT),
        ("PLANNED", Stage.PLANNED, Kind.PLANNED),
    ],
)
def test_kinds_of_opportunity(cell: str, stage: Stage, kind: Kind) -> None:
    notice = filled("Kind", cell)

    assert (notice.stage, notice.kind) == (stage, kind)


def test_what_is_planned_may_have_no_closing_date() -> None:
    reading = by_hand({"Kind": "Planned", "Closing date": ""}, {"Kind": "Tender", "Closing date": ""})

    assert [notice.closes_at for notice in reading.notices] == [None]
    assert [bad.record for bad in reading.rejected] == [3]


def test_a_code_that_excel_took_for_a_number_gets_its_nought_back() -> None:
    assert filled("CPV codes", "3000000").cpv_codes == ("03000000",)


def test_another_publishers_export_is_not_taken_for_the_template() -> None:
    with pytest.raises(SourceFormatError, match="found the “Notices CSV” of Contracts Finder"):
        csv_file.read(samples.contracts_finder_awarded_csv(), BY_HAND, NOW)


def test_a_place_we_do_not_know_is_shown_and_hides_nothing() -> None:
    notice = filled("Place", "The old bandstand")

    assert (notice.regions, notice.summary) == ((), "Place: The old bandstand")


def test_a_cell_that_looks_like_a_formula_is_text() -> None:
    assert filled("Title", '=HYPERLINK("http://x.org")').title == '=HYPERLINK("http://x.org")'


def test_a_persons_own_reference_is_what_people_quote() -> None:
    quoted, unnumbered, long = by_hand(
        {"Reference": " DCC  7 "}, {"Reference": ""}, {"Reference": "7" * 101}
    ).notices

    assert quoted.external_id == "DCC 7"
    assert len(unnumbered.external_id) == len(long.external_id) == 16


@pytest.mark.parametrize(
    ("heading", "cell", "reason"),
    [
        ("Closing date", "soon", "“Closing date” is “soon”. Write a date such as 30/09/2026."),
        ("Closing date", "", "“Closing date” is blank. Write a date such as 30/09/2026."),
        ("Closing date", "31/09/2026", "“Closing date” is “31/09/2026”. Write a date such as 30/09/2026."),
        (
            "Closing time",
            "late",
            "“Closing time” is “late”. Write a time such as 12:00 or 5pm, or leave it blank.",
        ),
        ("Title", " ", "“Title” is blank. Write what the opportunity is called."),
        ("Buyer", "", "“Buyer” is blank. Write which organisation buys."),
        (
            "Value to",
            "lots",
            "“Value to” is “lots”. Write one amount in pounds, such as 12500, or leave it blank.",
        ),
        (
            "Value from",
            "12.500,00",
            "“Value from” is “12.500,00”. Write one amount in pounds, such as 12500, or leave it blank.",
        ),
        ("VAT", "maybe", "“VAT” is “maybe”. Write excluded or included, or leave it blank."),
        (
            "CPV codes",
            "?",
            "“CPV codes” is “?”. Write codes of eight digits such as 45261000, or leave it blank.",
        ),
        (
            "Kind",
            "Auction",
            "“Kind” is “Auction”. Write Quick Quote, Tender, Event, Early engagement or Planned.",
        ),
        (
            "Link",
            "ask me",
            "“Link” is “ask me”. Write an address that starts with https://, or leave it blank.",
        ),
        ("Published", "once", "“Published” is “once”. Write a date such as 01/09/2026, or leave it blank."),
        (
            "Suitable for small firms",
            "some",
            "“Suitable for small firms” is “some”. Write yes or no, or leave it blank.",
        ),
    ],
)
def test_a_wrong_cell_refuses_its_row_and_no_other(heading: str, cell: str, reason: str) -> None:
    reading = by_hand({}, {heading: cell}, {})

    assert len(reading.notices) == 2
    assert [(bad.record, bad.reason) for bad in reading.rejected] == [(3, reason)]


def test_blank_rows_are_skipped_but_counted() -> None:
    body = "\nTitle,Buyer,Closing date\n\n,,\nRoof,Durham,30/09/2026\n , ,\nRoof,Durham,soon\n\n"

    reading = csv_file.read(body.encode(), BY_HAND, NOW)

    assert len(reading.notices) == 1
    assert [bad.record for bad in reading.rejected] == [7]


def test_a_missing_column_is_named_with_those_that_were_found() -> None:
    with pytest.raises(SourceFormatError) as caught:
        csv_file.read(b"Title,Value,Colour\nRoof,5,red\n", BY_HAND, NOW)

    assert str(caught.value) == (
        "Expected our template for opportunities. There is no column “Buyer”, “Closing date”; there are “Title”, "
        "“Value”, “Colour”. `supplierbot sources template` prints a file with the right columns."
    )


def test_a_file_without_any_heading_we_know_is_refused() -> None:
    with pytest.raises(SourceFormatError, match="found no heading of it in row 1: “a”, “b”"):
        csv_file.read(b"a,b\n1,2\n", BY_HAND, NOW)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"", "an empty file"),
        (b"\xef\xbb\xbf", "an empty file"),
        (b"%PDF-1.7 %", "a PDF"),
        (b"<!doctype html><title>x</title>", "a web page (HTML)"),
        (b"<rss version='2.0'/>", "an RSS or Atom feed"),
        (b'{"releases": []}', "JSON"),
        (b",,,\n,,\n", "only blank rows"),
    ],
)
def test_a_file_that_is_no_csv_is_named_for_what_it_is(body: bytes, found: str) -> None:
    with pytest.raises(SourceFormatError) as caught:
        csv_file.read(body, BY_HAND, NOW)

    assert str(caught.value) == (
        "Expected our template for opportunities, a CSV with the columns “Title”, “Buyer”, “Closing date”, "
        f"and found {found}."
    )


@pytest.mark.parametrize("body", [b"PK\x03\x04\x14\x00", b"\xd0\xcf\x11\xe0\xa1\xb1"], ids=["xlsx", "xls"])
def test_a_spreadsheet_is_told_how_to_become_a_csv(body: bytes) -> None:
    with pytest.raises(SourceFormatError, match="In Excel choose Save As, then “CSV UTF-8”"):
        csv_file.read(body, BY_HAND, NOW)


def test_a_quotation_mark_that_never_closes_refuses_its_row() -> None:
    body = (
        'Title,Buyer,Closing date\nRoof,Durham,30/09/2026\n"Door,Durham,30/09/2026\nWall,Durham,30/09/2026\n'
    )

    reading = csv_file.read(body.encode(), BY_HAND, NOW)

    assert [notice.title for notice in reading.notices] == ["Roof"]
    assert [bad.record for bad in reading.rejected] == [3]
    assert "never closes" in reading.rejected[0].reason


def test_a_comma_without_quotation_marks_refuses_its_row() -> None:
    body = "Title,Buyer,Closing date\nRoof, and doors,Durham,30/09/2026\nWall,Durham,30/09/2026,,\n"

    reading = csv_file.read(body.encode(), BY_HAND, NOW)

    assert [notice.title for notice in reading.notices] == ["Wall"]
    assert [(bad.record, bad.reason) for bad in reading.rejected] == [
        (2, "It has 4 cells under 3 headings. A cell with a comma in it needs quotation marks round it.")
    ]


def test_a_cell_of_200000_characters_refuses_its_row_and_changes_no_limit() -> None:
    limit = csv.field_size_limit()

    reading = by_hand({"Description": "a" * 200_000}, {"Description": "b" * 100_000})

    assert [bad.record for bad in reading.rejected] == [2]
    assert len(reading.notices) == 1
    assert csv.field_size_limit() == limit


def test_ten_thousand_columns_and_zero_bytes_do_no_harm() -> None:
    wide = ",".join([*FILLED, *map(str, range(10_000))])
    start = time.process_time()

    reading = csv_file.read(f"{wide}\nRo\x00of,Durham,30/09/2026{',' * 10_000}\n".encode(), BY_HAND, NOW)

    assert [notice.title for notice in reading.notices] == ["Roof"]
    assert time.process_time() - start < 5


def test_a_map_of_columns_that_does_not_exist_is_a_mistake_of_the_catalogue() -> None:
    with pytest.raises(
        CatalogueError, match=r"“columns” is 'nonsense'. It must be one of: template, contracts-finder"
    ):
        csv_file.read(b"a", replace(EXPORT, columns="nonsense"), NOW)


@settings(deadline=None)
@given(st.binary() | st.binary().map(lambda rest: b"Title,Buyer,Closing date\n" + rest))
def test_any_bytes_give_a_reading_or_a_sentence(body: bytes) -> None:
    reading = Reading(notices=())
    with contextlib.suppress(SourceFormatError):
        reading = csv_file.read(body, BY_HAND, NOW)

    assert all(notice.title and notice.buyer for notice in reading.notices)


cell = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12
) | st.sampled_from(
    ["30/09/2026", "12:00", "£5k", "yes", "45261000", '"', "a\r\nb", ",", ";", "Tender", "=1+1", "Durham"]
)


@settings(deadline=None)
@given(
    st.sampled_from([(EXPORT, COLUMNS), (BY_HAND, TEMPLATE)]),
    st.data(),
)
def test_every_row_that_is_not_blank_is_read_or_rejected(
    kind: tuple[Source, list[str]], data: st.DataObject
) -> None:
    source, columns = kind
    rows = data.draw(st.lists(st.lists(cell, max_size=len(columns)), max_size=5))
    sheet = io.StringIO()
    csv.writer(sheet).writerows([columns, *rows])

    reading = csv_file.read(sheet.getvalue().encode(), source, NOW)

    assert reading.read == sum(any(cell.strip() for cell in row) for row in rows)
    assert all(2 <= bad.record <= len(rows) + 1 for bad in reading.rejected)
