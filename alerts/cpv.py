"""The Common Procurement Vocabulary of 2008: what a code means, and every way people write one.

A code is eight digits without the check digit. A prefix is a code without its trailing zeros, so that
one prefix is under another when it starts with it. The list is read once, when first asked for.

Source: Annex I of Regulation (EC) No 213/2008. © European Union, CPV 2008; reuse under
Commission Decision 2011/833/EU (CC BY 4.0). Stored beside this module as `cpv_2008.csv`.
"""

import csv
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

LENGTH = 8
SHORTEST_PREFIX = 2  # a division; nothing in the list is wider

_FULL = re.compile(r"(?<!\d)(\d{8})(?:\s?-\s?\d)?(?!\d)")
_LEADING = re.compile(r"(\d{2,8})\b")


@cache
def names() -> Mapping[str, str]:
    """Return the name of every code of the list, in the order of the list."""
    text = resources.files(__package__).joinpath("cpv_2008.csv").read_text(encoding="utf-8")
    rows = csv.reader(line for line in text.splitlines() if not line.startswith("#"))
    next(rows)  # the headings
    return MappingProxyType({row[0]: row[1] for row in rows})


def code(text: str) -> str | None:
    """Return the one code that `text` writes, as eight digits, or None if the list has no such code.

    Read are "45261000", "45261000-4", "45 - Construction work", a prefix such as "4526", and the name
    alone ("Roof works"). A wrong check digit is let pass: the name beside it, which a buyer picked from
    a list, agrees with the eight digits far more often than with any other code.
    """
    digits = _FULL.search(text) or _LEADING.match(text.strip())
    if digits is None:
        return _codes_by_name().get(_folded(text))
    whole = digits.group(1).ljust(LENGTH, "0")
    return whole if whole in names() else None


def codes(text: str) -> tuple[str, ...]:
    """Return every code that `text` writes, each once, in the order written. Unknown ones are left out."""
    written = [found for found in _FULL.findall(text) if found in names()]
    if not written:
        parts = (code(part) for part in (text, *re.split(r"[;|\n]", text)))
        written = [found for found in parts if found is not None]
    return tuple(dict.fromkeys(written))


def prefix(code: str) -> str:
    """Return `code` without its trailing zeros, though never shorter than a division ("30000000" is "30")."""
    return code[:SHORTEST_PREFIX] + code[SHORTEST_PREFIX:].rstrip("0")


def name(code_or_prefix: str) -> str:
    """Return what a code or prefix is called; for one that is not in the list, what the nearest wider one is.

    The list has gaps: a prefix may exist while the one a digit shorter does not.
    """
    digits = prefix(code_or_prefix)
    while len(digits) >= SHORTEST_PREFIX:
        found = names().get(digits.ljust(LENGTH, "0"))
        if found is not None:
            return found
        digits = digits[:-1]
    return code_or_prefix


@cache
def _codes_by_name() -> Mapping[str, str]:
    """Return the codes by name. Two codes of one name mean the same; the wider one stands for both."""
    by_name: dict[str, str] = {}
    for found, called in names().items():
        by_name.setdefault(_folded(called), found)
    return by_name


def _folded(text: str) -> str:
    return re.sub(r"[^\w]+", " ", text.casefold()).strip()
