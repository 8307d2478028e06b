"""Real notices that ship with the project, for the demo and the tests.

One whole London day of Find a Tender and a list of what was open on Contracts Finder, as they were
published. `README.md` beside this file says where they come from, under which licence, and what was
taken out.
"""

import gzip
from importlib import resources

PAGES = 5
"""How many pages the day of Find a Tender has, counted from 1, newest notice first."""

_HERE = resources.files(__name__)


def page(number: int) -> bytes:
    """Return one page of Find a Tender for 10 August 2026: an OCDS release package in JSON."""
    path = _HERE / "find-a-tender-2026-08-10" / f"page-{number:03}.json.gz"
    return gzip.decompress(path.read_bytes())


def contracts_finder_csv() -> bytes:
    """Return 426 notices that were open on Contracts Finder on 7 November 2025, in its own CSV."""
    return gzip.decompress((_HERE / "contracts-finder-open-2025-11-07.csv.gz").read_bytes())
