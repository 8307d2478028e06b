"""The numbers and web addresses that publishers give to notices, as far as a database can hold them."""

import re

from alerts.sources import prose
from alerts.sources.bounds import LONGEST_ADDRESS, LONGEST_FIELD

_PLAIN = re.compile(r"[A-Za-z0-9./:_-]*")
_WEB = re.compile(r"https?://[^\s<>\"]+")


def number(written: str) -> str:
    """Return a number of a notice on one line without what cannot be seen; "" when nothing is left."""
    if _PLAIN.fullmatch(written):  # as nearly all are
        return written
    return " ".join(prose.readable(written[:LONGEST_FIELD]).split())


def address(written: str | None) -> str | None:
    """Return a web address, or None for anything else, and for one that no browser would take."""
    stripped = (written or "").strip()
    fits = len(stripped) <= LONGEST_ADDRESS and stripped.isprintable()
    return stripped if fits and _WEB.fullmatch(stripped) else None
