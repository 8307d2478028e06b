"""Know what is never answered from text, whatever the score: that a person must take it, and why.

The patterns are data, in `referrals.toml`. They are read over small letters, so that shouting, curly quotes
and invisible characters hide nothing.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

import msgspec

from faq import figures
from faq.errors import ContentError

FILE = "referrals.toml"


class Reason(StrEnum):
    """Why a question gets no answer. Kept in the question log, so never rename a value."""

    UNKNOWN = "unknown"
    EMPTY = "empty"
    TOO_LONG = "too long"
    OTHER_SCRIPT = "other script"
    INSTRUCTIONS = "instructions"
    IMPROPER = "improper"
    LIVE_CASE = "live_case"
    LEGAL_ADVICE = "legal_advice"
    OTHER_COUNCIL = "other_council"
    PERSON = "person"
    PERSONAL_DATA = "personal_data"
    OWN_BID = "own_bid"
    OWN_ACCOUNT = "own_account"


SAYS: Mapping[Reason, str] = {
    Reason.UNKNOWN: "I do not know the answer to that. I answer questions about selling to the Council: thresholds, tenders, bidding together, payment and social value.",
    Reason.EMPTY: "I could not find a question in that. Type it in a few words, for example: how many quotes for a £15,000 job?",
    Reason.TOO_LONG: "That is too long for me to read. Please send your question in one or two sentences.",
    Reason.OTHER_SCRIPT: "I can only read questions in English. Please ask again in English, in a few words.",
}
"""What is said for the reasons that are not in the data file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """Why a person must take the question, and the sentence that says so."""

    reason: Reason
    says: str


class _Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    says: str
    patterns: tuple[str, ...]
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Rule:
    referral: Referral
    patterns: re.Pattern[str]
    unless: re.Pattern[str] | None


def find(question: str) -> Referral | None:
    """Return why a question must go to a person, or None when it may be answered from text."""
    text = figures.plain(question).replace("*", "").replace("_", " ")
    for rule in _rules():
        if rule.patterns.search(text) and not (rule.unless and rule.unless.search(text)):
            return rule.referral
    return None


@cache
def _rules() -> tuple[_Rule, ...]:
    text = resources.files("faq").joinpath(FILE).read_text(encoding="utf-8")
    try:
        rows = msgspec.convert(tomllib.loads(text), dict[Reason, _Row])
        return tuple(
            _Rule(
                Referral(reason=reason, says=row.says),
                re.compile("|".join(row.patterns)),
                re.compile("|".join(row.unless)) if row.unless else None,
            )
            for reason, row in rows.items()
        )
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, re.error) as error:
        raise ContentError(FILE, str(error)) from error
