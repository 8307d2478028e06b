"""Check the approved answers: what may not be shown, and what is only worth a second look.

`check` is what `supplierbot faq check` prints. An error must be mended before the content may be used;
advice is for the writer.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from faq import entries
from faq.entries import CONTENT, Entry, Scope
from faq.errors import ContentError

OLDEST_READER = 13
"""Years of age. We aim for nine to eleven; legal names push the measure up, so advice begins here."""

_HISTORIC = re.compile(
    r"£(?:5,000|5,001|50,000|172,512|[0-9]{1,3},[0-9]{3},[0-9]{3})(?![0-9,])|\b[0-9]{1,2}\.[0-9]%"
)
"""Figures of the 2014 report: its bands, its spend tables and their percentages."""

_AS_AT = re.compile(r"\b(?:20[0-2][0-9](?:[/-][0-9]{2})?|report|taskforce)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_VOWELS = re.compile(r"[aeiouy]+")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")


class Severity(StrEnum):
    """Whether a finding stops the content from being used."""

    ERROR = "error"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to look at, in the entry or file named."""

    slug: str
    severity: Severity
    text: str


def check_folder(folder: Path | None = None) -> list[Finding]:
    """Return the findings of every file of a folder; one that cannot be read does not hide the others."""
    read: dict[str, Entry] = {}
    found: list[Finding] = []
    for file in sorted((folder or CONTENT).glob("*.md")):
        try:
            read[file.stem] = entries.read(file.read_text(encoding="utf-8"), file.name)
        except (ContentError, UnicodeDecodeError) as error:
            found.append(Finding(slug=file.stem, severity=Severity.ERROR, text=str(error)))
    return found + check(read)


def check(content: Mapping[str, Entry]) -> list[Finding]:
    """Return the findings of entries: errors first, then advice, each by slug."""
    found = [_error(slug, text) for slug, entry in content.items() for text in entries.problems(entry)]
    found += [_error(slug, text) for slug, entry in content.items() for text in _links(entry, content)]
    found += [_error(slug, text) for slug, entry in content.items() for text in _bare_figures(entry)]
    found += [_advice(slug, text) for slug, text in _repeated_wordings(content)]
    found += [_advice(slug, text) for slug, text in _never_linked(content)]
    found += [_advice(slug, text) for slug, entry in content.items() for text in _hard_to_read(entry)]
    return found


def reading_age(text: str) -> float:
    """Return the age in years at which a text is easy: the Flesch-Kincaid grade and five.

    Source: Kincaid and others, 1975. Syllables are counted as runs of vowels, a final "e" apart.
    """
    words = _WORD.findall(text)
    sentences = [part for part in _SENTENCE.split(text) if _WORD.search(part)]
    if not words:
        return 0.0
    syllables = sum(_syllables(word.casefold()) for word in words)
    grade = 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
    return max(0.0, grade + 5)


def _syllables(word: str) -> int:
    runs = len(_VOWELS.findall(word))
    silent = word.endswith(("e", "es", "ed")) and not word.endswith(("le", "ted", "ded"))
    return max(1, runs - silent)


def _links(entry: Entry, content: Mapping[str, Entry]) -> list[str]:
    unknown = [slug for slug in entry.related if slug not in content]
    problems = [f"it is related to {slug}, which does not exist" for slug in unknown]
    if entry.slug in entry.related:
        problems.append("it is related to itself")
    return problems


def _bare_figures(entry: Entry) -> list[str]:
    """Return the figures of the 2014 report that stand with no date in their sentence or beside it."""
    sentences = [part for part in _SENTENCE.split(entry.answer) if part.strip()]
    problems = []
    for place, sentence in enumerate(sentences):
        near = " ".join(sentences[max(0, place - 1) : place + 2])
        listed = sentence.lstrip().startswith("-") and _AS_AT.search(entry.answer)
        if _AS_AT.search(near) is None and not listed:
            problems += [
                f"{figure} stands with no as-at date near it" for figure in _HISTORIC.findall(sentence)
            ]
    return (
        problems
        if entry.scope is Scope.REPORT
        else [text for text in problems if "£5" in text or "£172" in text]
    )


def _repeated_wordings(content: Mapping[str, Entry]) -> list[tuple[str, str]]:
    used: dict[str, list[str]] = {}
    for slug, entry in content.items():
        for wording in (entry.question, *entry.wordings):
            told = " ".join(re.findall(r"[a-z0-9£]+", wording.casefold()))
            used.setdefault(told, []).append(slug)
    return [
        (slugs[0], f"the wording “{wording}” leads to more than one topic: {', '.join(dict.fromkeys(slugs))}")
        for wording, slugs in used.items()
        if wording and len(set(slugs)) > 1
    ]


def _never_linked(content: Mapping[str, Entry]) -> list[tuple[str, str]]:
    linked = Counter(slug for entry in content.values() for slug in entry.related)
    return [(slug, "no other topic links to it") for slug in content if not linked[slug]]


def _hard_to_read(entry: Entry) -> list[str]:
    age = reading_age(entry.answer)
    return [f"its reading age is {age:.0f}; aim for 9 to 11"] if age > OLDEST_READER else []


def _error(slug: str, text: str) -> Finding:
    return Finding(slug=slug, severity=Severity.ERROR, text=text)


def _advice(slug: str, text: str) -> Finding:
    return Finding(slug=slug, severity=Severity.ADVICE, text=text)
