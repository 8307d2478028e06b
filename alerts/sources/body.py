"""The bytes of a file as they came: which letters they are, and what kind of file they look like."""

import codecs
import re

_MARKS = (  # UTF-32 first, because its mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)
_BINARY = (
    (b"PK\x03\x04", "a spreadsheet (.xlsx) or another zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file (.xls or .doc)"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)
A_FEED = "an RSS or Atom feed"
_UNSEEN = "\ufeff\x00 \t\r\n"
_BEGINNING = 2000
# The first element, after what may stand before it in XML. A comment ends at the first sign for it:
# to try a later one too takes twice as long for each comment.
_ROOT = re.compile(
    r"(?>(?:\s|<\?[^>]*>|<!--.*?-->|<!doctype(?:[^>\[]|\[[^\]]*\])*>)*)<(?:\w+:)?([\w.-]+)",
    re.IGNORECASE | re.DOTALL,
)
_FEEDS = frozenset({"rss", "feed", "rdf"})
_WEB_PAGE = re.compile(r"<!doctype\s+html|<html|<head\b|<body\b", re.IGNORECASE)


def text_of(body: bytes) -> str:
    """Return the body as text: by its mark, else as UTF-16 or UTF-8, else as Windows-1252."""
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body.decode(encoding, errors="replace")
    beginning = body[:_BEGINNING]
    # Every other byte is zero in UTF-16 that is written in our letters.
    if beginning.count(0) * 3 > len(beginning):
        return body.decode("utf-16-be" if beginning[0] == 0 else "utf-16-le", errors="replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace")


def looks_like(body: bytes) -> str:
    """Return what a file looks like, in words for a person: "a PDF", "a web page"."""
    for signature, kind in _BINARY:
        if body.startswith(signature):
            return kind
    text = text_of(body).lstrip(_UNSEEN)[:_BEGINNING]
    if not text:
        return "an empty file"
    root = _ROOT.match(text)
    if root and root[1].lower() in _FEEDS:
        return A_FEED
    if _WEB_PAGE.search(text):
        return "a web page (HTML)"
    if text.startswith("<"):
        return "XML"
    if text.startswith(("{", "[")):
        return "JSON"
    return f"text that begins “{shown(text)}”"


def root_of(text: str) -> int:
    """Return where the first element of a feed begins, behind all that may stand before it in XML."""
    seen = text.lstrip(_UNSEEN)
    root = _ROOT.match(seen[:_BEGINNING])
    return len(text) - len(seen) + (0 if root is None else root[0].rindex("<"))


def shown(text: str, length: int = 60) -> str:
    """Return the beginning of a text on one line, to name it in a sentence."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text[: length * 4]).split())
    return line if len(line) <= length else f"{line[:length].rstrip()}…"
