"""Words of public buying in plain English: what a word means, and which words an answer uses.

The words are data, in `content/glossary.toml`; one without a source or a date is refused.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache

import msgspec

from faq import words
from faq.entries import CONTENT
from faq.errors import ContentError
from faq.shown import day_written

FILE = "glossary.toml"

_ASKED = (
    r"what(?: i|')?s (?:(?:an?|the) )?(?P<a>.+)",
    r"what (?:is|are|was) (?:(?:an?|the) )?(?P<b>.+)",
    r"what do(?:es)? (?:(?:an?|the) )?(?P<c>.+?) (?:mean|stand for)",
    r"(?:meaning|definition) of (?:(?:an?|the) )?(?P<d>.+)",
    r"(?:define|explain) (?:(?:an?|the) )?(?P<e>.+)",
    r"(?P<f>.+?) (?:meaning|definition)",
    r"(?P<g>.+)",
)
_QUESTIONS = [re.compile(pattern) for pattern in _ASKED]
_LONGEST_ASKED = 80


class Term(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One word. `also` are other names for it; `topic` is the answer that says more, if there is one."""

    term: str
    meaning: str
    source: str
    as_at: str
    also: tuple[str, ...] = ()
    topic: str | None = None

    @property
    def dated(self) -> str:
        """How old the meaning is."""
        return f"As at: {day_written(self.as_at)}."


@cache
def load() -> Mapping[str, Term]:
    """Return every word by its slug, in the order of the alphabet.

    Raises:
        ContentError: The file cannot be read, or a word has no source, date or meaning.
    """
    try:
        terms = msgspec.convert(tomllib.loads((CONTENT / FILE).read_text(encoding="utf-8")), dict[str, Term])
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise ContentError(FILE, str(error)) from error
    for slug, term in terms.items():
        if not (term.source.strip() and term.as_at.strip() and term.meaning.strip()):
            raise ContentError(FILE, f"{slug} has no source, date or meaning")
    return dict(sorted(terms.items(), key=lambda pair: pair[1].term.casefold()))


def asked(question: str) -> str | None:
    """Return the slug of the word whose meaning is asked for, or None: "what is a lot?", "PQQ"."""
    text = " ".join(question[:_LONGEST_ASKED].casefold().replace("’", "'").strip(" ?!.").split())
    for pattern in _QUESTIONS:
        found = pattern.fullmatch(text)
        slug = _names().get(words.tokens(next(filter(None, found.groups()), ""))) if found else None
        if slug is not None:
            return slug
    return None


def used_in(text: str, limit: int, *, but: Iterable[str] = ()) -> list[str]:
    """Return the slugs of words that a text uses, the first used first. `but` are left out."""
    line = f" {' '.join(words.tokens(text))} "
    first: dict[str, int] = {}
    for name, slug in _names().items():
        place = line.find(f" {' '.join(name)} ")
        if place >= 0 and slug not in but:
            first[slug] = min(place, first.get(slug, place))
    return sorted(first, key=lambda slug: first[slug])[:limit]


@cache
def _names() -> Mapping[tuple[str, ...], str]:
    """Return every name of every word, as it is compared."""
    return {
        words.tokens(name): slug
        for slug, term in load().items()
        for name in (term.term, *term.term.split(" or "), *term.also)
    }
