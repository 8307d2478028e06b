"""Read RSS and Atom feeds of councils and their portals: from bytes to items.

feedparser knows the formats, broken ones too; `feed_item` makes a notice of each item.
"""

import io
import re
import sys
from datetime import datetime

import feedparser

from alerts.errors import SourceFormatError
from alerts.notice import Notice, plain
from alerts.sources import Reading, Rejected, Source, feed_item, records
from alerts.sources.body import A_FEED, looks_like, root_of, text_of

EXPECTED = "Expected an RSS or Atom feed"

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_BY_NUMBER = re.compile(r"&#(?:[xX]0*(?P<hex>[0-9a-fA-F]+)|0*(?P<decimal>[0-9]+));?")
_SURROGATES = 0xD800, 0xDFFF
_SIX_DIGITS = 6  # in hexadecimal; seven in decimal
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
    text = _only_characters(_from_root(text_of(body)))
    parsed = _parsed(text)
    entries = parsed.entries
    whole, fault = _whole(text, len(entries), broken=bool(parsed.bozo))
    notices, rejected = records.readable(
        enumerate(entries[:whole], start=1),
        lambda entry: feed_item.notice(entry, source, now),
        are_one=lambda first, other: _are_one(first, other, source),
    )
    if fault:
        rejected.append(Rejected(record=whole + 1, reason=fault))
    return Reading(notices=tuple(notices), rejected=tuple(rejected))


def _from_root(text: str) -> str:
    """Return a feed from its first element on.

    What stands before it is of no use to us, and has been of use to others: entities that grow a thousandfold or
    read our files, and names of other letters in which these are written unseen.

    Raises:
        SourceFormatError: It defines entities of its own.
    """
    start = root_of(text)
    if "<!ENTITY" in text[:start].upper():
        raise SourceFormatError(
            f"{EXPECTED}, and found one that defines entities of its own. We do not open such files."
        )
    return text[start:]


def _only_characters(text: str) -> str:
    """Leave out what no XML may hold, as it stands or by its number: one "&#xD800;" breaks the whole feed."""
    return _BY_NUMBER.sub(_if_character, _NOT_XML.sub("", text))


def _if_character(found: re.Match[str]) -> str:
    digits = found["hex"] or found["decimal"]
    if len(digits) > _SIX_DIGITS + bool(found["decimal"]):
        return ""
    number = int(digits, 16 if found["hex"] else 10)
    allowed = (
        number <= sys.maxunicode
        and not _SURROGATES[0] <= number <= _SURROGATES[1]
        and not _NOT_XML.match(chr(number))
    )
    return found[0] if allowed else ""


def _are_one(first: Notice, other: Notice, source: Source) -> bool:
    """Whether two items of one number are one: some feeds list an item again when it changes."""
    same_page = first.url == other.url and first.url not in {None, source.website}
    return same_page or plain(first.title) == plain(other.title)


def _parsed(text: str) -> feedparser.FeedParserDict:
    """Hand the feed to feedparser as a stream: it would open text or bytes as an address or a file.

    Raises:
        SourceFormatError: It is too broken for feedparser.
    """
    stream = io.BytesIO(text.encode())
    try:
        return feedparser.parse(stream, sanitize_html=False, resolve_relative_uris=False)
    except (
        AssertionError,
        *records.UNFORESEEN,
    ) as error:  # its parser for broken feeds gives up in these ways
        raise SourceFormatError(f"{EXPECTED}, and found one that is too broken to read.") from error


def _whole(text: str, found: int, *, broken: bool) -> tuple[int, str | None]:
    """Return how many items are whole, and what to say of a feed that stops before its end, or hides some of it."""
    opens = [match.start() for match in _OPENS.finditer(text)]
    if _END.search(text[-2000:]):
        if broken and len(opens) > found:
            return found, f"The feed is broken: {len(opens):,} items begin in it, and {found:,} can be read."
        return found, None
    opened = opens[-1] if opens else 0
    *_, closed = (0, *(match.start() for match in _CLOSES.finditer(text)))
    if found and opened > closed:
        return found - 1, "The feed stops in the middle of this item."
    return found, f"The feed stops after item {found}, before its end. Items may be missing."
