"""The reader of RSS and Atom."""

from tests.fuzz import woven
from tests.fuzz.readers import KNOWN, check

SOURCE = KNOWN["example-portal-rss"]

TOKENS = (
    *(
        "<rss version='2.0'>",
        "<channel>",
        "<item>",
        "</item>",
        "</channel></rss>",
        "<feed>",
        "<entry>",
        "</entry>",
    ),
    *("</feed>", "<rdf:RDF xmlns:rdf='r'>", "<title>", "</title>", "<link>", "</link>", "<guid>", "</guid>"),
    *("<description>", "</description>", "<pubDate>", "</pubDate>", "<updated>", "<content type='html'>"),
    *(
        "<category>",
        "<dc:publisher>",
        "<tender:closingDate>",
        "<link href='",
        "'/>",
        "https://a.example/",
        "//",
    ),
    *(
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<?xml version='1.0' encoding='utf-7'?>",
        "<!DOCTYPE rss [",
        "<!ENTITY a '",
    ),
    *(
        "'>",
        "]>",
        "&a;",
        "&amp;",
        "&lt;",
        "&gt;",
        "&#0;",
        "&#xD800;",
        "&#99999999999;",
        "&lt;p&gt;",
        "&lt;br&gt;",
    ),
    *(
        "&lt;li&gt;",
        "&lt;script&gt;",
        "Mon, 01 Jan 0001 00:00:00 GMT",
        "Mon, 10 Aug 2026 08:00:00 GMT",
        "\n",
        " ",
    ),
    *(
        "9999-12-31T23:59:59-14:00",
        "Closing date: ",
        "31/12/9999",
        "30 September 2026 12:00",
        "1 January 0001",
    ),
    *(
        "Value: ",
        "£1e9999",
        "£10-20k + VAT",
        "CPV: 45261000",
        "Location: ",
        "County Durham",
        "a@b.co",
        "07700 900123",
    ),
    *(
        "Issued by : ",
        "Durham County Council",
        "Roof repairs",
        "<",
        ">",
        "'",
        '"',
        "=",
        "/",
        ":",
        "xmlns:a='b'",
    ),
)

_RSS = (
    b"\0<rss version='2.0'><channel><item><title>Roof</title><link>https://a.example/1</link><description>"
    b"&lt;p&gt;Closing date: 30/09/2026&lt;/p&gt;</description></item></channel></rss>"
)
_ATOM = (
    b"\0<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>tag:1</id><title type='html'>Roof</title>"
    b"<updated>2026-08-10T08:00:00Z</updated><link href='/1'/><summary>Value: 5k</summary></entry></feed>"
)
SEEDS = (_RSS, _ATOM, bytes([0, 1, 2, 10, 103, 11, 14, 15, 3, 4]))


def once(data: bytes) -> None:
    """Read a feed."""
    check(SOURCE, woven.body(data, TOKENS))
