"""The approved answers: one Markdown file a topic in `content/`, each with its source and its dates.

`load` refuses a file that may not be shown to a supplier. What is only untidy, `lint` reports.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

import msgspec

from faq.errors import ContentError

FEWEST_WORDINGS = 8
LONGEST_ANSWER = 900
"""Characters, marks and all."""

MARK = "+++"
CONTENT = Path(__file__).parent / "content"


class Scope(StrEnum):
    """Whether an answer rests on the Council's report of 2014 or on law that holds everywhere."""

    REPORT = "report 2014"
    LAW = "national law"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """The page an answer rests on. `url` only where one is known to be right."""

    title: str
    paragraph: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One approved answer.

    `wordings` are other ways in which people ask. `as_at` is the date of the facts, as people write it
    ("2014 and 2026-01-01"); `checked_on` is when a person last read the sources. `answer` is Markdown
    with bold and lists only.
    """

    slug: str
    group: str
    question: str
    wordings: tuple[str, ...]
    answer: str
    sources: tuple[Citation, ...]
    as_at: str
    checked_on: date
    scope: Scope
    next_steps: tuple[str, ...]
    related: tuple[str, ...]


class _FrontMatter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    slug: str
    group: str
    question: str
    wordings: tuple[str, ...]
    scope: Scope
    as_at: str
    checked_on: date
    next_steps: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    sources: tuple[Citation, ...] = ()


def load(folder: Path | None = None) -> Mapping[str, Entry]:
    """Read every entry of a folder, by slug in alphabetical order. The package's own folder by default.

    Raises:
        ContentError: A file may not be shown: no source, no date, too few wordings, too long, a related
            topic that does not exist, or it cannot be read.
    """
    files = sorted((folder or CONTENT).glob("*.md"))
    entries = {file.stem: read(file.read_text(encoding="utf-8"), file.name) for file in files}
    for slug, entry in entries.items():
        problem = _unknown_related(entry, entries)
        if problem is not None:
            raise ContentError(f"{slug}.md", problem)
    return MappingProxyType(entries)


def read(text: str, file: str) -> Entry:
    """Read one file.

    Raises:
        ContentError: It is not shaped as an entry, or is one that may not be shown.
    """
    parts = text.lstrip("\ufeff").split(f"{MARK}\n", maxsplit=2)
    if len(parts) != 3 or parts[0].strip():  # noqa: PLR2004 - before, front matter, answer
        raise ContentError(file, f"it must begin with front matter between two lines of {MARK}")
    try:
        front = msgspec.convert(tomllib.loads(parts[1]), _FrontMatter)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ContentError(file, f"the front matter cannot be read: {error}") from error
    entry = Entry(
        slug=front.slug,
        group=front.group,
        question=front.question,
        wordings=front.wordings,
        answer=parts[2].strip(),
        sources=front.sources,
        as_at=front.as_at,
        checked_on=front.checked_on,
        scope=front.scope,
        next_steps=front.next_steps,
        related=front.related,
    )
    for problem in problems(entry):
        raise ContentError(file, problem)
    if entry.slug != Path(file).stem:
        raise ContentError(file, f"its slug is {entry.slug}, which is not the name of the file")
    return entry


def problems(entry: Entry) -> list[str]:
    """Return why an entry may not be shown; nothing when it may."""
    found = []
    if not entry.sources or not all(source.title.strip() for source in entry.sources):
        found.append("it has no source")
    if not entry.as_at.strip():
        found.append("it has no as-at date")
    if not entry.answer:
        found.append("it has no answer")
    if len(entry.answer) >= LONGEST_ANSWER:
        found.append(
            f"the answer has {len(entry.answer)} characters; it must have fewer than {LONGEST_ANSWER}"
        )
    different = len({wording.casefold() for wording in entry.wordings})
    if different < FEWEST_WORDINGS:
        found.append(f"it has {different} different wordings; it needs at least {FEWEST_WORDINGS}")
    return found


def _unknown_related(entry: Entry, entries: Mapping[str, Entry]) -> str | None:
    unknown = [slug for slug in entry.related if slug not in entries]
    return f"it is related to {', '.join(unknown)}, which does not exist" if unknown else None
