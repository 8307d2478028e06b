"""Recorded answers of publishers, as bytes. `README.md` says whose; `bot.samples` has the rest."""

import gzip
import json
from pathlib import Path
from typing import Any

from bot import samples as shipped

HERE = Path(__file__).parent


def _unzipped(name: str) -> bytes:
    return gzip.decompress((HERE / name).read_bytes())


def headers(name: str) -> tuple[int, list[tuple[str, str]]]:
    """Return the status and the headers of a `.headers` file, in order and with repeats.

    `name` is such as `find-a-tender-429` or `find-a-tender-2026-08-10/page-001`.
    """
    status, *lines = (HERE / f"{name}.headers").read_text(encoding="ascii").strip().splitlines()
    pairs = (line.partition(":") for line in lines)
    return int(status.split()[1]), [(key.strip(), value.strip()) for key, _, value in pairs]


def find_a_tender() -> list[bytes]:
    """Return the five pages of 10 August 2026: 459 releases."""
    return [shipped.page(number) for number in range(1, shipped.PAGES + 1)]


def find_a_tender_releases() -> list[dict[str, Any]]:
    """Return the 459 releases of 10 August 2026, decoded and in order."""
    return [release for page in find_a_tender() for release in json.loads(page)["releases"]]


def find_a_tender_429() -> bytes:
    """Return the text with which Find a Tender asks to wait."""
    return (HERE / "find-a-tender-429-body.txt").read_bytes()


def find_a_tender_empty() -> bytes:
    """Return a package without any release."""
    return (HERE / "find-a-tender-200-empty.json").read_bytes()


def single_notice() -> bytes:
    """Return the package of the one notice 032703-2026."""
    return (HERE / "single-notice-032703-2026.json").read_bytes()


def contracts_finder() -> bytes:
    """Return a page of 100 releases."""
    return _unzipped("contracts-finder-search-2025-01-23.json.gz")


def contracts_finder_awarded_csv() -> bytes:
    """Return 120 awarded notices of September 2020 in Contracts Finder's CSV."""
    return _unzipped("contracts-finder-awarded-2020-09.csv.gz")


def public_contracts_scotland() -> bytes:
    """Return a JSON array of 45 releases, none of which has an `id`."""
    return _unzipped("public-contracts-scotland-2019.json.gz")


def sell2wales() -> bytes:
    """Return a JSON array of 45 releases."""
    return _unzipped("sell2wales-2025-02.json.gz")
