"""Find the number of a notice in what a person pastes: a link, a line of an alert, or the bare number."""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_SURE = re.compile(
    r"\bocds-[a-z0-9]{6}-[\w./-]+"  # ocid
    r"|\b\d{6}-\d{4}\b"  # Find a Tender
    r"|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b",  # Contracts Finder
    re.IGNORECASE,
)
_AROUND = ".,;:!?()[]{}<>«»„“”‘’\"'#"
_SHORTEST = 4
_MOST = 8
_LONGEST = 500


def candidates(text: str) -> list[str]:
    """Return what in `text` may be a reference, the likeliest first; none in a blank."""
    # What cannot be printed cannot be stored either, and a database refuses to look for it.
    whole = "".join(sign for sign in " ".join(text.split()) if sign.isprintable())[:_LONGEST]
    found = [whole.strip(_AROUND), *_SURE.findall(whole)]
    for link in _LINK.findall(whole):
        found += _parts(link.rstrip(_AROUND))
    found += [word for word in (word.strip(_AROUND) for word in whole.split()) if _may_be(word)]
    return [word for word in dict.fromkeys(found) if word][:_MOST]


def _parts(link: str) -> list[str]:
    """Return the values of a link that may be a reference, and the parts of its path, the last first."""
    try:
        address = urlsplit(link)
    except ValueError:  # "http://[" is no link
        return []
    values = [value for _, value in parse_qsl(address.query)]
    path = [unquote(part) for part in reversed(address.path.split("/"))]
    return [part for part in (*path, *values) if _may_be(part)]


def _may_be(word: str) -> bool:
    return len(word) >= _SHORTEST and any(sign.isdigit() for sign in word)
