"""How people find an answer without asking: groups of topics by their plain names, and the case studies."""

import tomllib
from collections.abc import Mapping
from functools import cache

import msgspec

from faq.entries import CONTENT, Entry
from faq.errors import ContentError

CASES = "cases.toml"

GROUPS: Mapping[str, str] = {
    "finding-opportunities": "Finding work to bid for",
    "thresholds": "Quote or tender: value limits",
    "bidding": "Making a bid",
    "consortia-supply-chain": "Bidding together, subcontracting",
    "vcs-social-enterprise": "Charities and social enterprises",
    "social-value": "Social value",
    "after-the-bid": "After you bid",
    "payment": "Getting paid",
    "law-today": "The law today",
    "transparency": "What is made public",
    "statistics": "Figures on spending",
    "case-studies": "Case studies",
    "taskforce": "The 2014 Taskforce report",
}
"""The groups in the order people see them: what a new supplier needs comes first."""


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A case study: the answer that tells it, the trade it is of, and the one thing to take from it."""

    topic: str
    trade: str
    taught: str


def of_group(entries: Mapping[str, Entry], group: str) -> list[Entry]:
    """Return the entries of a group by their questions; none for a group that there is not."""
    return sorted((entry for entry in entries.values() if entry.group == group), key=lambda one: one.question)


@cache
def cases() -> tuple[Case, ...]:
    """Return the case studies in the order of the report.

    Raises:
        ContentError: The file cannot be read.
    """
    try:
        read = tomllib.loads((CONTENT / CASES).read_text(encoding="utf-8"))
        return msgspec.convert(read.get("case", []), tuple[Case, ...])
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise ContentError(CASES, str(error)) from error
