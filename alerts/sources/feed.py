"""Read RSS and Atom feeds of councils and their portals: from bytes to items.

feedparser knows the formats, broken ones too; `feed_item` makes a notice of each item.
"""

import io
import re
from datetime import datetime

import feedparser

from alerts.errors import SourceFormatError
from alerts.notice import Notice
from alerts.sources import Reading, Rejected, Source, feed_item
from alerts.sources.body import A_FEED, looks_like, text_of

EXPECTED = "Expected an RSS or Atom feed"

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_PROLOG = re.compile(r".*?<(?:\w+:)?(?:rss|feed|rdf)\b", re.IGNORECASE | re.DOTALL)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_OPENS = re.compile(r"<(?:\w+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_CLOSES = re.compile(r"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE)
_END = re.compile(r"</(?:\w+:)?(?:rss|feed|rdf)\s*>\s*(?>(?:<!--.*?-->\s*)*)\Z", re.IGNORECASE | re.DOTALL)


def read(body: bytes, source: Source, now: datetime) -> Reading:
    """Return the notices of a feed, and each item that could not be read. Items count from 1.

    An item without a date counts as published at `now`.

    Raises:
        SourceFormatError: The body is no feed: what was found instead.
    """
    kind = looks_like(body)
    if kind != A_FEED:
        raise SourceFormatError(f"{EXPECTED}, and found {kind}.")
    text = _NOT_XML.sub("", _DECLARATION.sub("", text_of(body).lstrip("\ufeff")))
    prolog = _PROLOG.match(text)
    if prolog and "<!ENTITY" in prolog.group().upper():
        raise SourceFormatError(
            f"{EXPECTED}, and found one that defines entities of its own. We do not open such files."
        )
    parsed = _parsed(text)
    notices: list[Notice] = []
    rejected: list[Rejected] = []
    whole, fault = _whole(text, len(parsed.entries))
    for record, entry in enumerate(parsed.entries[:whole], start=1):
        try:
            notices.append(feed_item.notice(entry, source, now))
        except SourceFormatError as error:
            rejected.append(Rejected(record=record, reason=str(error)))
    if fault:
        rejected.append(Rejected(record=whole + 1, reason=fault))
    return Reading(notices=tuple(notices), rejected=tuple(rejected))


def _parsed(text: str) -> feedparser.FeedParserDict:
    """Hand the feed to feedparser as a stream: it would open text or bytes as an address or a file.

    Raises:
        SourceFormatError: It is too broken for feedparser.
    """
    stream = io.BytesIO(text.encode())
    try:
        return feedparser.parse(stream, sanitize_html=False, resolve_relative_uris=False)
    except (AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        # Its parser for broken feeds gives up in these ways.
        raise SourceFormatError(f"{EXPECTED}, and found one that is too broken to read.") from error


def _whole(text: str, found: int) -> tuple[int, str | None]:
    """Return how many items are whole, and what to say of a feed that stops before its end."""
    if _END.search(text[-2000:]):
        return found, None
    *_, opened = (0, *(match.start() for match in _OPENS.finditer(text)))
    *_, closed = (0, *(match.start() for match in _CLOSES.finditer(text)))
    if found and opened > closed:
        return found - 1, "The feed stops in the middle of this item."
    return found, f"The feed stops after item {found}, before its end. Items may be missing."
