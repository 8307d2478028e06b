"""Bodies that somebody made to harm us: one bad record is rejected with a reason, and the others are read."""

import json
from typing import Any

import pytest

from alerts.errors import SourceFormatError
from alerts.sources import Rejected, bounds, catalogue, read, records
from alerts.sources.feed_item import notice
from tests.fuzz import readers
from tests.make import NOW

KNOWN = catalogue()
FEED, CSV, OCDS = (KNOWN[slug] for slug in ("example-portal-rss", "opportunities-csv", "find-a-tender"))
HEADINGS = b"reference,title,buyer,closing_date,value_to\n"
GOOD_ROW = b"QQ-9,Fencing,Council,30/09/2026,900\n"


def rss(*items: str, before: str = "") -> bytes:
    good = "<item><title>Fencing</title><link>https://a.example/9</link></item>"
    return f"{before}<rss version='2.0'><channel>{''.join(items)}{good}</channel></rss>".encode()


def item(title: str = "Roof repairs", guid: str = "1", rest: str = "") -> str:
    return f"<item><title>{title}</title><guid isPermaLink='false'>{guid}</guid>{rest}</item>"


def package(*releases: str) -> bytes:
    return f'{{"releases":[{",".join([*releases, release(title="Fencing", id="9")])}]}}'.encode()


def release(title: str = "Roof repairs", id: str = "1", **tender: Any) -> str:  # noqa: A002 - as OCDS calls it
    content = {"title": title, **tender}
    return json.dumps({"ocid": f"ocds-{id}", "id": id, "date": "2026-08-10T08:00:00Z", "tender": content})


@pytest.mark.parametrize(
    "before",
    [
        "<!DOCTYPE lolz [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;'>]>",
        "<!DOCTYPE rss [<!ENTITY file SYSTEM 'file:///etc/passwd'>]>",
        "<!DOCTYPE rss [<!ENTITY % far SYSTEM 'http://10.0.0.1/x.dtd'> %far;]>",
        "<!DOCTYPE rss [<!-- <rss --> <!entity a 'ha'>]>",
        "<?xml version='1.0'?>\n<!-- a comment --><!DOCTYPE rss [<!ENTITY a 'ha'>]>",
    ],
    ids=["bomb", "file", "far away", "behind a comment", "behind more"],
)
def test_a_feed_that_defines_entities_is_not_opened(before: str) -> None:
    with pytest.raises(SourceFormatError, match=r"defines entities of its own\. We do not open such files\."):
        read(FEED, rss(item("&c;&file;"), before=before), NOW)


def test_what_a_feed_points_at_is_never_fetched_and_its_letters_are_those_that_stand_there() -> None:
    before = "<?xml version='1.0'?><?xml version='1.0' encoding='utf-7'?><!DOCTYPE rss SYSTEM 'file:///etc/passwd'>"

    reading = read(FEED, rss(item("+ADwAIQ-ENTITY &xxe;"), before=before), NOW)

    assert [each.title for each in reading.notices] == ["+ADwAIQ-ENTITY &xxe;", "Fencing"]


STRANGE_FEED = [
    (item("Roof &#0;re&#xD800;pairs&#xDFFF;&#x1b;&#99999999999;&#x110000;&#xFFFF;"), "Roof repairs"),
    (item("Roof\u202e rep\u200bairs\x07\x1b[2J\ufeff"), "Roof repairs[2J"),
    (item("&lt;script&gt;alert(1)&lt;/script&gt;Roof &lt;b onload=x&gt;repairs&lt;/b&gt;"), "Roof repairs"),
    (item("&lt;" * 3 + "script&gt;Roof"), "<<"),
    (item("Roof", rest="<pubDate>Mon, 01 Jan 0001 00:00:00 GMT</pubDate>"), "Roof"),
    (item("Roof", rest="<pubDate>Fri, 31 Dec 9999 23:59:59 -1400</pubDate>"), "Roof"),
    (item("Roof", rest="<description>Closing date: 31/12/9999, Value: £1e9999</description>"), "Roof"),
    (item("Roof", rest="<description>Closing date: 1 January 0001</description>"), "Roof"),
    (item("Roof", rest="<link>javascript:alert(1)</link>"), "Roof"),
]


@pytest.mark.parametrize(("strange", "title"), STRANGE_FEED)
def test_a_strange_item_is_read_as_far_as_it_says_anything(strange: str, title: str) -> None:
    reading = readers.check(FEED, rss(strange))

    assert reading is not None
    first, good = reading.notices
    assert (first.title, good.title) == (title, "Fencing")
    assert (first.released_at, first.closes_at, first.value_max_pence) == (NOW, None, None)
    assert first.url in {None, FEED.website}


def test_a_title_of_a_megabyte_is_cut() -> None:
    reading = read(FEED, rss(item("Roof " * 200_000)), NOW)

    long, short = (each.title for each in reading.notices)
    assert (long.endswith("Roof…"), len(long) <= bounds.LONGEST_LINE, short) == (True, True, "Fencing")


@pytest.mark.parametrize(
    ("broken", "titles"),
    [("<![CDATA[ never closed", []), ("<!-- never closed", []), ("<![foo[", []), ("<?never closed", [])],
)
def test_what_swallows_the_rest_of_a_feed_is_told(broken: str, titles: list[str]) -> None:
    reading = read(FEED, rss(item("Gate"), item(f"Roof {broken}", guid="2")), NOW)

    assert [each.title for each in reading.notices] == ["Gate", *titles]
    assert "The feed is broken: 3 items begin in it, and 2 can be read." in {
        each.reason for each in reading.rejected
    }


CHANNEL = "<rss version='2.0'><channel>{}</channel></rss>"
ROOF = "<title>Roof</title><link>https://a.example/1</link>"
MALFORMED = {
    "a bare ampersand": CHANNEL.format(
        "<item><title>Roof</title><link>https://a.example/1?a=1&b=2</link></item>"
    ),
    "tags that cross": CHANNEL.format(
        "<item><title><b>Roof</title></b><link>https://a.example/1</link></item>"
    ),
    "capitals": "<RSS><CHANNEL><ITEM><TITLE>Roof</TITLE><LINK>https://a.example/1</LINK></ITEM></CHANNEL></RSS>",
    "no quotation marks": f"<rss version=2.0><channel><item id=1>{ROOF}</item></channel></rss>",
    "a name nobody declared": CHANNEL.format(f"<item>{ROOF}<dc:publisher>Durham</dc:publisher></item>"),
    "an entity nobody defined": CHANNEL.format(f"<item>{ROOF}<description>a &foo; b</description></item>"),
    "no channel": f"<rss version='2.0'><item>{ROOF}</item></rss>",
    "outside the channel": f"<rss version='2.0'><channel></channel><item>{ROOF}</item></rss>",
    "a comment before": f"\n\n <!-- hello -->{CHANNEL.format(f'<item>{ROOF}</item>')}",
    "no version": f"<rss><channel><item>{ROOF}</item></channel></rss>",
    "an item of the other kind": CHANNEL.format(f"<entry>{ROOF}</entry>"),
    "the other kind around": f"<feed xmlns='http://www.w3.org/2005/Atom'><item>{ROOF}</item></feed>",
    "a title twice": CHANNEL.format(
        "<item><title>Roof</title><title>Gate</title><link>https://a.example/1</link></item>"
    ),
    "letters nobody knows": f"<?xml version='1.0' encoding='klingon'?>{CHANNEL.format(f'<item>{ROOF}</item>')}",
    "declared twice": f"<?xml version='1.0'?><?xml version='1.0'?>{CHANNEL.format(f'<item>{ROOF}</item>')}",
    "CDATA in a link": CHANNEL.format(
        "<item><title><![CDATA[<b>Roof</b>]]></title><link><![CDATA[https://a.example/1]]></link></item>"
    ),
}


@pytest.mark.parametrize("shape", MALFORMED)
def test_a_malformed_feed_is_read_all_the_same(shape: str) -> None:
    reading = readers.check(FEED, MALFORMED[shape].encode())

    assert reading is not None
    [found] = reading.notices
    assert (found.title, (found.url or "")[:19]) == ("Roof", "https://a.example/1")
    assert reading.rejected == ()


def test_an_item_with_a_link_and_no_words_has_nothing_to_be_called_by() -> None:
    reading = read(FEED, rss("<item><link>https://a.example/1</link></item>"), NOW)

    assert [each.title for each in reading.notices] == ["Fencing"]
    assert [(each.record, each.reason) for each in reading.rejected] == [
        (1, "It has no title, and no text to take one from.")
    ]


def test_of_two_items_of_one_number_the_second_is_rejected_unless_it_is_the_first_again() -> None:
    linked = "<link>https://a.example/1</link>"
    reading = read(
        FEED,
        rss(item("Roof"), item("ROOF "), item("Gate"), item("A", "2", linked), item("B", "2", linked)),
        NOW,
    )

    assert [each.title for each in reading.notices] == ["Roof", "ROOF", "A", "B", "Fencing"]
    assert [(each.record, each.reason) for each in reading.rejected] == [
        (
            3,
            (
                "It has the same number as record 1, “Roof”, and another title. "
                "Each opportunity needs a number of its own."
            ),
        )
    ]


def test_a_fault_that_nobody_foresaw_costs_one_record() -> None:
    def clumsy(number: int) -> Any:
        return notice({}, FEED, NOW) if number == 1 else [][number]

    assert records.readable([(1, 1), (2, 2)], clumsy)[1] == [
        Rejected(record=1, reason="It has neither a title nor a link."),
        Rejected(record=2, reason="Supplierbot met a fault that it does not know (IndexError)."),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b"Q1,Roof,Council,30/09/2026,1e9999\n", "“value_to” is “1e9999”. Write one amount in pounds"),
        (b"Q1,Roof,Council,30/09/2026,NaN\n", "“value_to” is “NaN”."),
        (b"Q1,Roof,Council,30/09/2026,Infinity\n", "“value_to” is “Infinity”."),
        (b"Q1,Roof,Council,31/12/9999,\n", "“closing_date” is “31/12/9999”. Write a date"),
        (b"Q1,Roof,Council,01/01/0001,\n", "“closing_date” is “01/01/0001”."),
        (b"QQ-8,Roof,Council,30/09/2026," + b"," * 10_000 + b"x\n", "It has 10005 cells under 5 headings."),
        (
            b"QQ-8," + b"R" * 2_000_000 + b",Council,30/09/2026,\n",
            "It has a cell that is too long to be one.",
        ),
        (b'QQ-9,"Gate",Council,30/09/2026,\n', "It has the same number as record 2, “Fencing”, and another"),
    ],
    ids=["1e9999", "NaN", "Infinity", "year 9999", "year 1", "10,000 columns", "2 MB cell", "number twice"],
)
def test_a_hostile_row_is_rejected_alone(row: bytes, reason: str) -> None:
    reading = readers.check(CSV, HEADINGS + GOOD_ROW + row + GOOD_ROW.replace(b"9,F", b"7,F"))

    assert reading is not None
    assert [each.external_id for each in reading.notices] == ["QQ-9", "QQ-7"]
    [rejected] = reading.rejected
    assert rejected.record == 3
    assert rejected.reason.startswith(reason)


def test_a_quotation_mark_that_never_closes_costs_its_row_and_what_it_swallowed() -> None:
    reading = readers.check(CSV, HEADINGS + GOOD_ROW + b'Q1,"Roof,Council,30/09/2026,\n' + GOOD_ROW * 3)

    assert reading is not None
    assert [each.title for each in reading.notices] == ["Fencing"]
    assert [each.record for each in reading.rejected] == [3]
    assert "never closes" in reading.rejected[0].reason


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("Q\x001,Ro\x00of\u202e\ufeff,Coun\x07cil,30/09/2026,\n".encode(), "Roof"),
        (b"Q1,Roof \xa35 \x92s,Council,30/09/2026,\n", "Roof £5 ’s"),
        ("Q1,Roof\ud800,Council,30/09/2026,\n".encode(errors="surrogatepass"), "Roofí\xa0€"),
        (b'Q1,"=HYPERLINK(""http://evil"",""Roof"")",Council,30/09/2026,\n', None),
    ],
    ids=["unseen", "Windows letters", "half a character", "a formula"],
)
def test_strange_letters_of_a_row_are_kept_out(body: bytes, title: str | None) -> None:
    reading = readers.check(CSV, HEADINGS + body)

    assert reading is not None
    [found] = reading.notices
    assert title is None or found.title == title.replace("\xa0", " ")


def test_ten_thousand_columns_are_read() -> None:
    body = HEADINGS.strip() + b",x" * 10_000 + b"\n" + GOOD_ROW.strip() + b",y" * 10_000

    assert [each.title for each in read(CSV, body, NOW).notices] == ["Fencing"]


DEEP = "[" * 200_000 + "]" * 200_000


@pytest.mark.parametrize(
    ("hostile", "reason"),
    [
        (f'{{"id":"1","tender":{{"title":"Roof","x":{DEEP}}}}}', "Release 1 cannot be read as JSON"),
        (
            release(lots=[{"id": str(each)} for each in range(1_001)]),
            "Release 1 has 1,001 lots. We take 1,000",
        ),
        (release(id="x" * 201), "Its id or ocid has 206 characters. We keep 200 at most."),
        ('{"id":"1\\u001b[2J","date":"0001-01-01","tender":{"title":"Roof"}}', "Release 1[2J has no date"),
        ('"no object"', "Expected a release, which is a JSON object"),
    ],
    ids=["deep", "lots", "long number", "year 1", "no object"],
)
def test_a_hostile_release_is_rejected_alone(hostile: str, reason: str) -> None:
    reading = readers.check(OCDS, package(hostile))

    assert reading is not None
    assert [each.title for each in reading.notices] == ["Fencing"]
    [rejected] = reading.rejected
    assert rejected.record == 1
    assert rejected.reason.startswith(reason)


@pytest.mark.parametrize("amount", ["1e9999", "-1e9999", "NaN", "Infinity", "1e-9999", "9" * 5_000, "000"])
def test_a_value_that_is_none_is_no_value(amount: str) -> None:
    hostile = release().replace(
        '"title": "Roof repairs"', f'"title":"Roof\\u0000\\ud800","value":{{"amount":{amount}}}'
    )

    reading = readers.check(OCDS, package(hostile))

    assert reading is not None
    assert [(each.title[:4], each.value_max_pence) for each in reading.notices] == [
        ("Roof", None),
        ("Fenc", None),
    ]


@pytest.mark.parametrize("body", [b"[" * 200_000, b'{"a":' * 200_000, f'{{"releases":{DEEP}}}'.encode()])
def test_lists_without_end_are_refused(body: bytes) -> None:
    reading: Any = None
    try:
        reading = read(OCDS, body, NOW)
    except SourceFormatError as error:
        assert "deep" in str(error) or "stops before its end" in str(error)  # noqa: PT017 - either is right
    assert reading is None or (reading.notices == () and len(reading.rejected) == 1)
