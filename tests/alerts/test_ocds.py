"""Reading OCDS in every wrapping that publishers use, and saying what is wrong with a body."""

import codecs
import json
from contextlib import suppress
from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.errors import SourceFormatError
from alerts.notice import Kind, Notice, Stage, VatBasis
from alerts.sources import Reading, Source, SourceKind, ocds
from tests import samples

SOURCE = Source(
    slug="find-a-tender",
    kind=SourceKind.OCDS,
    name="Find a Tender",
    publisher="Cabinet Office",
    licence="OGL-UK-3.0",
    attribution="Contains public sector information licensed under the Open Government Licence v3.0.",
)
RELEASE: dict[str, Any] = {
    "ocid": "ocds-h6vhtk-06e0b1",
    "id": "075962-2026",
    "date": "2026-08-10T22:38:39+01:00",
    "tag": ["tender"],
    "buyer": {"name": "Warrington Borough Council"},
    "tender": {"title": "Hulme plan", "status": "active"},
}


def read(content: Any) -> Reading:
    return ocds.read(json.dumps(content).encode(), SOURCE)


def one(**changes: Any) -> Notice:
    """Return the notice of a release with some parts changed."""
    (notice,) = read({**RELEASE, **changes}).notices
    return notice


def by_number(bodies: list[bytes]) -> dict[str, Notice]:
    return {notice.external_id: notice for body in bodies for notice in ocds.read(body, SOURCE).notices}


@pytest.fixture(scope="module")
def find_a_tender() -> dict[str, Notice]:
    return by_number(samples.find_a_tender())


@pytest.fixture(scope="module")
def contracts_finder() -> dict[str, Notice]:
    return by_number([samples.contracts_finder()])


# --- Each publisher ---


def test_a_whole_day_of_find_a_tender_is_read(find_a_tender: dict[str, Notice]) -> None:
    readings = [ocds.read(page, SOURCE) for page in samples.find_a_tender()]

    assert [reading.read for reading in readings] == [100, 100, 100, 100, 59]
    assert not any(reading.rejected for reading in readings)
    assert [reading.next_url is not None for reading in readings] == [True, True, True, True, False]


def test_a_tender_under_the_procurement_act(find_a_tender: dict[str, Notice]) -> None:
    notice = find_a_tender["075962-2026"]

    assert notice.title == "HULME PLAN DEVELOPMENT"
    assert notice.buyer == "Warrington Borough Council"
    assert notice.url == "https://www.find-tender.service.gov.uk/Notice/075962-2026"
    assert (notice.stage, notice.kind) == (Stage.OPEN, Kind.TENDER)
    assert notice.released_at == datetime(2026, 8, 10, 21, 38, 39, tzinfo=UTC)
    assert notice.closes_at == datetime(2026, 8, 24, 11, 0, tzinfo=UTC)
    assert notice.questions_by == datetime(2026, 8, 20, 11, 0, tzinfo=UTC)
    assert (notice.value_min_pence, notice.value_max_pence, notice.vat) == (None, 4_000_000, VatBasis.NET)
    assert (notice.cpv_codes, notice.regions) == (("79411000",), ("UKD61",))
    assert (notice.suits_sme, notice.suits_vcse) == (True, True)
    assert (notice.starts_on, notice.ends_on) == (date(2026, 9, 1), date(2026, 10, 31))
    assert (notice.summary or "").startswith("The Hulme Neighbourhood Board requires specialist support")


def test_a_tender_of_contracts_finder(contracts_finder: dict[str, Notice]) -> None:
    notice = contracts_finder["4cc631e3-a1f6-4db3-ade8-91e83c58b5f6"]

    assert notice.ocid == "ocds-b5fd17-4770c143-1852-46ab-bc70-559e3a2817ad"
    assert notice.url == (
        "https://www.contractsfinder.service.gov.uk/Notice/4cc631e3-a1f6-4db3-ade8-91e83c58b5f6"
    )
    assert (notice.stage, notice.kind) == (Stage.OPEN, Kind.TENDER)
    assert notice.closes_at == datetime(2025, 2, 4, 13, 0, tzinfo=UTC)
    assert (notice.value_min_pence, notice.value_max_pence) == (25_000_000, 25_000_100)
    assert notice.vat is VatBasis.NOT_STATED
    assert notice.cpv_codes == ("45000000", "31682540", "45232220", "31214000", "45310000")
    assert notice.regions == ("UKE",)
    assert (notice.suits_sme, notice.suits_vcse) == (True, False)
    assert (notice.starts_on, notice.ends_on) == (date(2025, 4, 8), date(2025, 6, 6))


def test_a_tender_of_public_contracts_scotland() -> None:
    notice = by_number([samples.public_contracts_scotland()])["APR352786"]

    assert notice.ocid == "ocds-r6ebe6-0000581860"
    assert notice.buyer == "ng homes"
    assert notice.url == (
        "https://www.publiccontractsscotland.gov.uk/search/show/search_view.aspx?ID=APR352786"
    )
    assert notice.cpv_codes == ("50711000",)
    assert notice.regions == ("UKM82",)


def test_a_tender_of_sell2wales() -> None:
    notice = by_number([samples.sell2wales()])["FEB497923"]

    assert notice.ocid == "ocds-kuma6s-148440"
    assert notice.url == "https://www.sell2wales.gov.wales/search/show/search_view.aspx?ID=FEB497923"
    assert notice.closes_at == datetime(2025, 3, 24, 12, 0, tzinfo=UTC)
    assert notice.regions == ("UKL18",)


# --- Each wrapping ---


def test_every_wrapping_gives_the_same_notice() -> None:
    record = {"ocid": RELEASE["ocid"], "releases": [RELEASE]}
    wrappings = [
        RELEASE,
        [RELEASE],
        {"releases": [RELEASE]},
        [{"releases": [RELEASE]}],
        {"records": [record]},
        {"records": [{**record, "compiledRelease": {**RELEASE, "id": "compiled"}}]},
        {"records": [{"ocid": RELEASE["ocid"], "compiledRelease": RELEASE}]},
        {"results": [{"releases": [RELEASE]}]},
    ]

    readings = [read(wrapping) for wrapping in wrappings]

    assert readings == [readings[0]] * len(wrappings)
    assert readings[0].notices[0].external_id == "075962-2026"


def test_a_record_that_only_links_to_releases_is_read_as_compiled() -> None:
    linked = {"url": "https://example.org/075962-2026", "date": RELEASE["date"], "tag": ["tender"]}
    compiled = {**RELEASE, "tag": ["compiled"]}

    reading = read({"records": [{"releases": [linked], "compiledRelease": compiled}]})

    assert [notice.title for notice in reading.notices] == ["Hulme plan"]
    assert (reading.notices[0].stage, reading.notices[0].kind) == (Stage.OPEN, Kind.TENDER)


@pytest.mark.parametrize(
    ("status", "stage", "kind"),
    [
        ("planned", Stage.PLANNED, Kind.PLANNED),
        ("active", Stage.OPEN, Kind.TENDER),
        ("complete", Stage.CLOSED, Kind.NOT_STATED),
        (None, Stage.OPEN, Kind.NOT_STATED),
    ],
)
def test_a_compiled_release_without_notice_types_goes_by_its_status(
    status: str | None, stage: Stage, kind: Kind
) -> None:
    notice = one(tag=["compiled"], tender={"title": "Hulme plan", "status": status})

    assert (notice.stage, notice.kind) == (stage, kind)


def test_a_compiled_release_with_an_award_is_over() -> None:
    notice = one(tag=["compiled"], awards=[{"id": "1"}])

    assert (notice.stage, notice.kind) == (Stage.CLOSED, Kind.AWARD)


def test_a_record_that_is_none_is_one_rejected_record() -> None:
    reading = read({"records": [{"releases": [RELEASE]}, 5, {"ocid": "ocds-1", "releases": []}]})

    assert len(reading.notices) == 1
    assert [(bad.record, bad.reason) for bad in reading.rejected] == [
        (2, "Expected a release, which is a JSON object, and found a number."),
        (3, "Release ocds-1 has no title."),
    ]


def test_one_notice_asked_for_by_its_number() -> None:
    reading = ocds.read(samples.single_notice(), SOURCE)

    assert [notice.external_id for notice in reading.notices] == ["032703-2026"]


def test_a_package_without_releases_is_read_and_empty() -> None:
    assert ocds.read(samples.find_a_tender_empty(), SOURCE) == Reading(notices=())
    assert read([]) == Reading(notices=())


def test_the_next_page_is_given_only_when_it_is_an_address() -> None:
    def next_url(links: Any) -> str | None:
        return read({"releases": [], "links": links}).next_url

    assert next_url({"next": "https://example.org/?cursor=abc=="}) == "https://example.org/?cursor=abc=="
    assert [
        next_url({"next": 5}),
        next_url({"next": "file:///etc/passwd"}),
        next_url([]),
        next_url(None),
    ] == [None] * 4


# --- Each encoding ---


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"], ids=str
)
def test_a_body_is_read_in_every_encoding(encoding: str) -> None:
    content = {"releases": [{**RELEASE, "tender": {"title": "Caffè “Durham” – £5k"}}]}
    body = json.dumps(content, ensure_ascii=False).encode(encoding)

    assert ocds.read(body, SOURCE).notices[0].title == "Caffè “Durham” – £5k"


def test_one_foreign_byte_does_not_spoil_the_rest_of_the_text() -> None:
    body = json.dumps({**RELEASE, "tender": {"title": "Café for £X"}}, ensure_ascii=False).encode()

    notice = ocds.read(body.replace(b"X", b"5 \x96 10"), SOURCE).notices[0]

    assert notice.title == "Café for £5 – 10"


# --- What is wrong with a body ---


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "found nothing: the body is empty"),
        (b" \r\n ", "found nothing: the body is empty"),
        (codecs.BOM_UTF8, "found nothing: the body is empty"),
        (
            b"<!DOCTYPE html>\n<html><h1>Forbidden</h1></html>",
            "found a web page or XML at line 1: “<!DOCTYPE html>",
        ),
        (b"Rate limit of 12 exceeded.", "found other text at line 1: “Rate limit of 12 exceeded.”"),
        (b'{"releases": [\n{"ocid": "a"},\n', "it stops before its end, at line 3 (byte 30)"),
        (b'{"releases": [{"ocid": "a"}', "it stops before its end"),
        (b'{"releases":\n [}', "it is broken at line 2"),
        (b"[" * 100_000, "too deep to read"),
        (b"{}", "Found an object with nothing in it"),
        (b'{"status": 400, "message": "Bad"}', "Found an object with “status”, “message”"),
        (b'{"releases": {"ocid": "a"}}', "“releases” should be a list, and it is an object"),
        (b'{"records": 5}', "“records” should be a list, and it is a number"),
        (b"[1, 2]", "found a list whose first part is a number"),
    ],
)
def test_a_body_that_is_not_ocds_is_refused_with_what_was_found_and_where(body: bytes, says: str) -> None:
    with pytest.raises(SourceFormatError) as refused:
        ocds.read(body, SOURCE)

    assert str(refused.value).startswith("Expected OCDS releases in JSON")
    assert says in str(refused.value)


def test_a_json_that_breaks_off_anywhere_is_refused() -> None:
    body = samples.single_notice()

    for end in range(1, len(body.rstrip()), 97):
        with pytest.raises(SourceFormatError):
            ocds.read(body[:end], SOURCE)


# --- What is wrong with one release ---


@pytest.mark.parametrize(
    ("release", "reason"),
    [
        ({**RELEASE, "tender": {}}, "Release 075962-2026 has no title."),
        ({**RELEASE, "tender": {"title": " \u200b "}}, "Release 075962-2026 has no title."),
        ({**RELEASE, "tender": None}, "Release 075962-2026 has no title."),
        ({**RELEASE, "id": None, "ocid": ""}, "It has neither an id nor an ocid. Its title is 'Hulme plan'."),
        ({**RELEASE, "date": "soon"}, "Release 075962-2026 has no date that can be read."),
        ([1], "Expected a release, which is a JSON object, and found a list."),
        (None, "Expected a release, which is a JSON object, and found null."),
        (
            {**RELEASE, "awards": [5] * 201},
            "Expected an OCDS release, and more than 200 values have the wrong type.",
        ),
    ],
)
def test_one_bad_release_is_one_rejected_record(release: Any, reason: str) -> None:
    reading = read({"releases": [RELEASE, release, RELEASE]})

    assert len(reading.notices) == 2
    assert [(bad.record, bad.reason) for bad in reading.rejected] == [(2, reason)]


def test_a_release_with_a_number_too_long_to_hold_is_one_rejected_record() -> None:
    body = json.dumps({"releases": [{**RELEASE, "tag": 777}, RELEASE]}).replace("777", "7" * 5_000)

    reading = ocds.read(body.encode(), SOURCE)

    assert len(reading.notices) == 1
    assert [(bad.record, bad.reason) for bad in reading.rejected] == [
        (1, "Release 075962-2026 cannot be read as JSON: Integer value out of range.")
    ]


def test_a_release_with_a_wrong_type_and_nested_without_end_is_one_rejected_record() -> None:
    deep = json.dumps({**RELEASE, "ocid": 5, "junk": 0}).replace(
        '"junk": 0', f'"junk": {"[" * 50_000}{"]" * 50_000}'
    )

    reading = ocds.read(f'{{"releases": [{deep}, {json.dumps(RELEASE)}]}}'.encode(), SOURCE)

    assert (len(reading.notices), [bad.record for bad in reading.rejected]) == (1, [1])


def test_a_number_is_kept_on_one_line_without_what_cannot_be_seen() -> None:
    notice = one(ocid=" ocds-h6vhtk-\x0006e0b1\u200b", id="A\x00 1\n2")

    assert (notice.ocid, notice.external_id) == ("ocds-h6vhtk-06e0b1", "A 1 2")


@pytest.mark.parametrize("name", ["id", "ocid"])
@pytest.mark.parametrize(("length", "kept"), [(200, True), (201, False)])
def test_a_number_too_long_to_be_found_again_rejects_its_release(name: str, length: int, kept: bool) -> None:
    reading = read({"releases": [{**RELEASE, name: "x" * length}, RELEASE]})

    assert len(reading.notices) == 1 + kept
    assert [bad.reason for bad in reading.rejected] == (
        [] if kept else ["Its id or ocid has 201 characters. We keep 200 at most."]
    )


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        ("https://a.org/" + "x" * 2_034, True),
        ("https://a.org/" + "x" * 2_035, False),
        ("https://a.org/\x00", False),
        ("https://a.org/\u202e", False),
    ],
    ids=["at the limit", "too long", "nul", "turned round"],
)
def test_an_address_that_cannot_be_one_is_left_out(page: str, kept: bool) -> None:
    notice = one(ocid="ocds-other-1", links=[{"rel": "self", "href": page}])

    assert notice.url == (page if kept else None)


def test_the_number_of_a_lot_is_kept_as_other_numbers_are() -> None:
    notice = one(tender={**RELEASE["tender"], "lots": [{"id": "1\x00", "title": "Slates"}]})

    assert [lot.id for lot in notice.lots] == ["1"]


def test_a_text_that_never_closes_does_not_keep_us() -> None:
    body = json.dumps({"releases": [RELEASE]}).removesuffix("]}") + ', {"title": "' + '\\"' * 500_000

    with pytest.raises(SourceFormatError):
        ocds.read(body.encode(), SOURCE)


def test_a_release_without_a_date_has_that_of_its_document_or_its_package() -> None:
    undated = {**RELEASE, "date": None}
    page = {"noticeType": "UK4", "datePublished": "2026-08-09T09:00:00Z"}
    documented = {**undated, "tender": {"title": "Hulme plan", "documents": [page]}}

    reading = read({"publishedDate": "2026-08-11T09:00:00Z", "releases": [undated, documented]})

    assert [notice.released_at.day for notice in reading.notices] == [11, 9]


# --- Whatever comes ---

_JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.just([]),
    st.just({}),
    st.lists(st.integers(), max_size=2),
    st.just({"id": []}),
    st.just([None]),
)
_REAL = [
    *samples.find_a_tender_releases()[::7],
    *json.loads(samples.contracts_finder())["releases"][::7],
    *json.loads(samples.public_contracts_scotland())[::7],
    *json.loads(samples.sell2wales())[::7],
]


def _places(content: Any) -> list[tuple[Any, Any]]:
    """Return every container and key in a piece of JSON."""
    keys: list[Any] = (
        list(content)
        if isinstance(content, dict)
        else list(range(len(content)))
        if isinstance(content, list)
        else []
    )
    return [(content, key) for key in keys] + [place for key in keys for place in _places(content[key])]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_release_with_anything_wrong_in_it_is_read_or_rejected(data: st.DataObject) -> None:
    releases = [deepcopy(data.draw(st.sampled_from(_REAL))) for _ in range(2)]
    for _ in range(data.draw(st.integers(min_value=1, max_value=4))):
        container, key = data.draw(st.sampled_from(_places(releases)[2:]))
        if isinstance(container, dict) and key in container and data.draw(st.booleans()):
            del container[key]
        elif isinstance(container, dict) or key < len(container):
            container[key] = deepcopy(data.draw(_JUNK))  # or one list could come to hold itself

    reading = read({"releases": releases})

    assert reading.read == 2
    assert all(notice.released_at.tzinfo is UTC for notice in reading.notices)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with suppress(SourceFormatError):
        ocds.read(body, SOURCE)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_body_with_some_bytes_changed_is_read_or_refused(data: st.DataObject) -> None:
    body = bytearray(samples.single_notice())
    for _ in range(data.draw(st.integers(min_value=1, max_value=5))):
        body[data.draw(st.integers(min_value=0, max_value=len(body) - 1))] = data.draw(
            st.sampled_from(b'"\\{}[]:,0\x00\xff\n ')
        )

    # A release that is broken open may leave two rejected pieces, but never a second notice.
    with suppress(SourceFormatError):
        assert len(ocds.read(bytes(body), SOURCE).notices) <= 1
