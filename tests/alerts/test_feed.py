"""RSS and Atom feeds: what they say in elements, what they say in their HTML, and broken ones."""

import contextlib
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.errors import SourceFormatError
from alerts.notice import Kind, Notice, Stage, VatBasis, content_hash
from alerts.sources import Reading, Source, SourceKind, feed

SAMPLES = Path(__file__).parent.parent / "samples" / "feeds"
NOW = datetime(2026, 8, 10, 12, 0, tzinfo=UTC)
PORTAL = Source(
    slug="a-portal",
    kind=SourceKind.FEED,
    name="A portal",
    publisher="A portal",
    licence="Open Government Licence v3.0",
    attribution="Contains public sector information.",
    url="https://www.find-tender.service.gov.uk/rss",
)
ROADS, HULME, GRASS = 0, 1, 2


def sample(name: str, source: Source = PORTAL) -> Reading:
    return feed.read((SAMPLES / name).read_bytes(), source, NOW)


def rss(items: str, head: str = "", end: str = "</channel></rss>") -> bytes:
    start = f'<?xml version="1.0"?>{head}<rss version="2.0"><channel><title>Tenders</title>'
    return f"{start}{items}{end}".encode()


def item_of(html: str, *, title: str = "Roof repairs", source: Source = PORTAL) -> Notice:
    body = rss(
        f"<item><title>{title}</title><guid>1</guid><description><![CDATA[{html}]]></description></item>"
    )
    (found,) = feed.read(body, source, NOW).notices
    return found


def test_an_rss_item_is_read_from_the_labels_in_its_html() -> None:
    roads = sample("portal-1-monday.xml").notices[ROADS]

    assert roads == Notice(
        external_id="b7a1f0c28e4d4e07a9d3f5c1e2b60700",
        released_at=datetime(2026, 8, 10, 8, 15, tzinfo=UTC),
        title="LPS CAS - Resurfacing of Carriageways and Associated Works in Nelson, Lancashire",
        summary=(
            "The works are required across a number of locations in Nelson, Lancashire.\n\n"
            "Works include:\n• highway improvements & the re-surfacing of carriageways\n"
            "• removal of existing carriageway surfaces\n\n"
            "Reference number: 075700-2026\n\nTender categories: Roads, Surfacing\nSpecification Docs : 4"
        ),
        buyer="Lancashire County Council",
        url="https://www.find-tender.service.gov.uk/Notice/075700-2026",
        stage=Stage.OPEN,
        cpv_codes=("45233251",),
        regions=("UKD4",),
        value_max_pence=120_000_000,
        vat=VatBasis.NET,
        closes_at=datetime(2026, 8, 21, 11, 0, tzinfo=UTC),
    )


def test_text_flapping_between_pm_and_capital_pm_is_no_amendment() -> None:
    monday, tuesday = sample("portal-1-monday.xml"), sample("portal-2-tuesday.xml")

    assert (SAMPLES / "portal-1-monday.xml").read_bytes() != (SAMPLES / "portal-2-tuesday.xml").read_bytes()
    assert [content_hash(notice) for notice in monday.notices] == [
        content_hash(notice) for notice in tuesday.notices
    ]


def test_items_disappearing_leave_the_others_as_they_were() -> None:
    tuesday, wednesday = sample("portal-2-tuesday.xml"), sample("portal-3-wednesday.xml")

    assert wednesday.notices == (tuesday.notices[ROADS], tuesday.notices[GRASS])
    assert wednesday.rejected == ()


@pytest.mark.parametrize("name", ["portal-1-monday.xml", "council.atom", "rss-1.0.xml"])
def test_names_and_emails_in_free_text_are_not_shown(name: str) -> None:
    shown = " ".join(f"{notice.title} {notice.summary} {notice.buyer}" for notice in sample(name).notices)

    assert "Jane" not in shown
    assert "@" not in shown
    assert "01632" not in shown


def test_an_atom_entry_is_read_from_tables_and_categories() -> None:
    roads, hulme = sample("council.atom").notices

    assert roads == Notice(
        external_id="tag:example.gov.uk,2026:tender-18",
        released_at=datetime(2026, 8, 10, 8, 15, tzinfo=UTC),
        title="LPS CAS - Resurfacing of Carriageways & Associated Works in Nelson, Lancashire",
        summary="The works are required across a number of locations in Nelson.\n\nCategories: 45233251 - Resurfacing works",
        buyer="Lancashire County Council",
        url="https://www.find-tender.service.gov.uk/Notice/075700-2026",
        kind=Kind.TENDER,
        cpv_codes=("45233251",),
        regions=("UKD4",),
        value_min_pence=100_000_000,
        value_max_pence=120_000_000,
        vat=VatBasis.NET,
        suits_sme=True,
        closes_at=datetime(2026, 8, 21, 11, 0, tzinfo=UTC),
        questions_by=datetime(2026, 8, 14, 16, 0, tzinfo=UTC),
    )
    assert hulme.closes_at == datetime(
        2026, 8, 24, 22, 59, 59, tzinfo=UTC
    )  # a day lasts to its end in London


def test_old_rss_is_read_from_labels_in_one_line() -> None:
    grass, systems = sample("rss-0.91.xml").notices

    assert grass.external_id == grass.url == "https://www.find-tender.service.gov.uk/Notice/075597-2026"
    assert grass.buyer == "Willingham Parish Council"
    assert grass.closes_at == datetime(2026, 9, 18, 16, 0, tzinfo=UTC)
    assert (grass.value_max_pence, grass.vat) == (6_000_000, VatBasis.GROSS)
    assert grass.summary == "Grass cutting, strimming and hedge cutting."
    assert (systems.buyer, systems.closes_at, systems.released_at) == (None, None, NOW)


def test_rdf_is_read_from_dublin_core_and_from_elements_of_the_portals_own() -> None:
    (systems,) = sample("rss-1.0.xml").notices

    assert systems.buyer == "The Office for Legal Complaints"  # the creator is a person
    assert systems.released_at == datetime(2026, 8, 10, 9, 0, tzinfo=UTC)
    assert systems.closes_at == datetime(2026, 8, 28, 11, 0, tzinfo=UTC)
    assert systems.value_max_pence == 10_800_000
    assert systems.cpv_codes == ("72212450",)
    assert systems.summary is not None
    assert systems.summary.endswith("Categories: Software")


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("28/Jul/2026 03:00 PM (UTC+10:00) Brisbane time", "2026-07-28T05:00:00"),
        ("05/Aug/2026 05:00 pm (UTC+12:00) Auckland, Wellington time", "2026-08-05T05:00:00"),
        ("28/07/2026 15:00 GMT", "2026-07-28T15:00:00"),
        ("28/07/2026 15:00 BST", "2026-07-28T14:00:00"),
        ("2026-07-28T15:00:00Z", "2026-07-28T15:00:00"),
        ("2026-07-28T15:00:00+01:00", "2026-07-28T14:00:00"),
        ("28 July 2026 at 3pm", "2026-07-28T14:00:00"),
        ("Tuesday 1st December 2026, 12 noon", "2026-12-01T12:00:00"),
        ("28 July 2026", "2026-07-28T22:59:59"),
        ("28/07/2026 00:00", "2026-07-28T22:59:59"),
        # Windows names zones by their winter offset all year; the hour is the hour there.
        ("28/Jul/2026 03:00 PM (UTC+00:00) Dublin, Edinburgh, Lisbon, London time", "2026-07-28T14:00:00"),
        ("28/Jan/2027 03:00 PM (UTC+10:00) Canberra, Melbourne, Sydney time", "2027-01-28T04:00:00"),
    ],
)
def test_a_deadline_is_read_in_the_zone_that_is_written(written: str, utc: str) -> None:
    notice = item_of(f"Mend it.<br/><b>Closing Date</b> : {written}<br/>")

    assert notice.closes_at == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert notice.summary == "Mend it."


def test_a_deadline_without_a_zone_is_in_the_zone_of_the_feed() -> None:
    there = replace(PORTAL, timezone="Australia/Sydney")

    assert item_of("Deadline: 28/07/2026 15:00", source=there).closes_at == datetime(
        2026, 7, 28, 5, 0, tzinfo=UTC
    )


@pytest.mark.parametrize("written", ["soon", "to be confirmed", "31/02/2026", "01/01/1", "1/1/1970", ""])
def test_a_deadline_that_is_no_date_stays_unknown_and_in_the_text(written: str) -> None:
    notice = item_of(f"Mend it.<br/>Closing date: {written}")

    assert notice.closes_at is None
    assert notice.summary is not None
    assert written in notice.summary


@pytest.mark.parametrize(
    "html",
    [
        "<b>Buyer</b> Durham County Council<br>",
        "<strong>Contracting authority:</strong> Durham County Council",
        "<p>Organisation - Durham County Council</p>",
        "<table><tr><td>Authority</td><td>Durham County Council</td></tr></table>",
        "<dl><dt>Buyer name</dt><dd>Durham County Council</dd></dl>",
        "<li>Issued by: Durham County Council</li>",
        "Mend the roof. Published by: Durham County Council Closing date: 1 May 2027",
        "Buyer:\nDurham County Council",
    ],
)
def test_a_label_is_found_however_it_is_set(html: str) -> None:
    assert item_of(html).buyer == "Durham County Council"


def test_what_is_set_apart_outranks_what_is_said_in_passing() -> None:
    html = "Deadline: 1 May 2027 for the visit.<br/><b>Closing date</b>: 9 May 2027 12:00"

    assert item_of(html).closes_at == datetime(2027, 5, 9, 11, 0, tzinfo=UTC)


def test_a_paragraph_that_begins_like_a_label_is_a_paragraph() -> None:
    text = f"Value: {'we judge it on quality and on price, ' * 10}as we always do."

    assert item_of(text).summary == text


def test_the_source_says_what_its_feed_leaves_out() -> None:
    council = replace(
        PORTAL, buyer="Example Council", regions=("UKC14",), website="https://example.gov.uk/tenders"
    )

    notice = item_of("Mend it.", source=council)

    assert (notice.buyer, notice.regions, notice.url) == (
        "Example Council",
        ("UKC14",),
        "https://example.gov.uk/tenders",
    )


def test_a_code_in_the_text_counts_if_the_list_has_it() -> None:
    notice = item_of("Roofing (45261000-4), our number 99999999, ring 24 hours", title="Job 20260810")

    assert notice.cpv_codes == ("45261000",)


def test_contract_dates_are_read_as_days() -> None:
    notice = item_of("Start date: 1 October 2026<br>End date: 30/09/2027")

    assert (notice.starts_on, notice.ends_on) == (date(2026, 10, 1), date(2027, 9, 30))


def test_an_item_that_says_so_in_its_title_is_withdrawn() -> None:
    assert item_of("Mend it.", title="WITHDRAWN - Roof repairs").stage is Stage.WITHDRAWN


def test_an_item_without_a_date_or_from_the_future_is_published_now() -> None:
    items = (
        "<item><title>a</title></item><item><title>b</title><pubDate>Mon, 10 Aug 2099 08:15:00 GMT</pubDate></item>"
        "<item><title>c</title><pubDate>yesterday</pubDate></item>"
    )

    assert {notice.released_at for notice in feed.read(rss(items), PORTAL, NOW).notices} == {NOW}


def test_an_item_is_known_by_its_guid_or_its_link_or_its_title() -> None:
    items = (
        "<item><title>a</title><guid>g</guid><link>https://x.org/1</link></item>"
        "<item><title>b</title><link>https://x.org/2</link></item>"
        "<item><title>c</title></item><item><title> C </title></item>"
    )

    by_guid, by_link, *by_title = feed.read(rss(items), PORTAL, NOW).notices

    assert (by_guid.external_id, by_link.external_id) == ("g", "https://x.org/2")
    assert len({notice.external_id for notice in by_title}) == 1


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://x.org/1", "http://[", "", "mailto:a@x.org"])
def test_only_web_addresses_are_links(link: str) -> None:
    items = f"<item><title>a</title><link>{link}</link></item>"

    assert feed.read(rss(items), PORTAL, NOW).notices[0].url is None


@pytest.mark.parametrize(
    ("written", "link"),
    [
        ("https://a.org/a b", "https://a.org/a%20b"),
        ("https://a.org/&#8238;", None),
        (f"https://a.org/{'x' * 2_048}", None),
    ],
)
def test_a_link_is_one_that_can_be_kept_and_opened(written: str, link: str | None) -> None:
    body = rss(f"<item><title>Roof</title><link>{written}</link></item>")

    assert feed.read(body, PORTAL, NOW).notices[0].url == link


def test_an_item_with_neither_title_nor_link_is_one_rejected_record() -> None:
    items = (
        "<item><title>a</title></item><item><description>b</description></item><item><title>c</title></item>"
    )

    reading = feed.read(rss(items), PORTAL, NOW)

    assert [notice.title for notice in reading.notices] == ["a", "c"]
    assert [(bad.record, bad.reason) for bad in reading.rejected] == [
        (2, "It has neither a title nor a link.")
    ]


def test_an_item_without_a_title_is_called_by_its_text() -> None:
    items = "<item><link>https://x.org/1</link><description>Mend the roof.&lt;br&gt;Now.</description></item>"

    assert feed.read(rss(items), PORTAL, NOW).notices[0].title == "Mend the roof."


def test_a_feed_without_items_is_read() -> None:
    assert feed.read(rss(""), PORTAL, NOW) == Reading(notices=())


def test_a_feed_that_is_cut_off_gives_its_whole_items_and_reports_the_rest() -> None:
    items = "<item><title>a</title></item><item><title>b</title></item><item><title>c and"

    reading = feed.read(rss(items, end=""), PORTAL, NOW)

    assert [notice.title for notice in reading.notices] == ["a", "b"]
    assert [(bad.record, bad.reason) for bad in reading.rejected] == [
        (3, "The feed stops in the middle of this item.")
    ]


def test_comments_without_end_do_not_keep_us() -> None:
    comments = "<!---->" * 200

    reading = feed.read(rss("<item><title>a</title></item>", end=f"</rss>{comments}x"), PORTAL, NOW)

    assert (len(reading.notices), len(reading.rejected)) == (1, 1)
    assert feed.read(f"{comments}{rss('').decode().partition('?>')[2]}".encode(), PORTAL, NOW).read == 0
    with pytest.raises(SourceFormatError):
        feed.read(f"{comments}x".encode(), PORTAL, NOW)


def test_blanks_in_bold_without_end_do_not_keep_us() -> None:
    blanks = " " * 5_000

    assert item_of(f"<b>{blanks}Buyer{blanks}:{blanks}</b>Durham").buyer == "Durham"
    assert item_of(f"<b>{blanks}Roof").summary == "Roof"


def test_a_feed_with_a_stray_sign_is_read() -> None:
    reading = feed.read(
        rss("<item><title>Doors & windows</title></item><item><title>b</title></item>"), PORTAL, NOW
    )

    assert [notice.title for notice in reading.notices] == ["Doors & windows", "b"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "iso-8859-1"])
@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "utf-16", "nonsense"])
def test_a_feed_is_read_whatever_its_encoding_claims(encoding: str, declared: str) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?><rss version="2.0"><channel><item><title>£5 café</title></item></channel></rss>'

    assert feed.read(text.encode(encoding), PORTAL, NOW).notices[0].title == "£5 café"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"", "an empty file"),
        (b" \r\n", "an empty file"),
        (b"<!DOCTYPE html><html><body>Please sign in</body></html>", "a web page (HTML)"),
        (b"<html><head><title>404</title></head></html>", "a web page (HTML)"),
        (b"<?xml version='1.0'?><OpenSearchDescription/>", "XML"),
        (b'{"items": []}', "JSON"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x1f\x8b\x08", "a compressed file (gzip)"),
        (b"Service unavailable", "text that begins “Service unavailable”"),
    ],
)
def test_a_body_that_is_no_feed_is_named_for_what_it_is(body: bytes, found: str) -> None:
    with pytest.raises(SourceFormatError) as caught:
        feed.read(body, PORTAL, NOW)

    assert str(caught.value) == f"Expected an RSS or Atom feed, and found {found}."


@pytest.mark.parametrize(
    "entities",
    [
        '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">',
        '<!ENTITY b SYSTEM "file:///etc/passwd">',
        '<!entity b SYSTEM "https://example.org/">',
        '<!ENTITY % b SYSTEM "https://example.org/"> %b;',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_feed_with_entities_of_its_own_is_refused(entities: str, encoding: str) -> None:
    body = (
        rss("<item><title>&b;</title></item>", head=f"<!DOCTYPE rss [{entities}]>").decode().encode(encoding)
    )

    with pytest.raises(SourceFormatError, match="entities of its own"):
        feed.read(body, PORTAL, NOW)


def test_a_body_that_is_the_name_of_a_file_is_not_opened() -> None:
    with pytest.raises(SourceFormatError):
        feed.read(str(SAMPLES / "council.atom").encode(), PORTAL, NOW)


def test_a_large_feed_takes_little_time_even_when_it_is_broken() -> None:
    items = "<item><title>a</title><description>" + "&lt;b>Closing " * 50 + "</description></item>"
    start = time.process_time()

    reading = feed.read(rss(items * 400, end="&"), PORTAL, NOW)

    assert reading.notices
    assert time.process_time() - start < 20


TAGS = [
    "<rss>",
    "<channel>",
    "<item>",
    "</item>",
    "<entry>",
    "</entry>",
    "<title>",
    "</title>",
    "<link>",
    "<feed xmlns='http://www.w3.org/2005/Atom'>",
    "<content type='xhtml'>",
    "<content type='application/octet-stream' mode='base64'>",
    "<description>",
    "<![CDATA[",
    "]]>",
    "<b>Closing date</b>",
    "Buyer: ",
    "<!--",
    "&#x0;",
    "&lt;",
    "<category term='",
    "<pubDate>",
    "<a:b xmlns:a='x'>",
    "</",
    "<?x",
    "<guid>",
    "[",
    "\x00",
]
broken_feed = st.lists(st.sampled_from(TAGS) | st.text(max_size=6), max_size=30).map("".join)


@settings(deadline=None)
@given(
    st.binary()
    | broken_feed.map(lambda text: f"<rss>{text}".encode())
    | broken_feed.map(lambda text: f"<feed>{text}".encode())
)
def test_any_bytes_give_a_reading_or_a_sentence(body: bytes) -> None:
    reading = Reading(notices=())
    with contextlib.suppress(SourceFormatError):
        reading = feed.read(body, PORTAL, NOW)

    assert all(notice.title and notice.released_at <= NOW for notice in reading.notices)
