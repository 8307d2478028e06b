"""Read text as words and find phrases in it, by stem or exactly.

"Roof repairs" finds "repair of roofs" no more than a person would: the words must stand side by side
and in order, with only little words ("of", "the", "and") between. What stands in double quotes is found
as written, though in any case. Nothing a person types is ever run as a pattern.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice

import snowballstemmer

_STEMMER = snowballstemmer.stemmer("english")
_TOKEN = re.compile(r"\w+(?:&\w+)?(?:[’'`´][sS]\b)?")
_POSSESSIVE = re.compile(r"[’'`´][sS]$")
KNOWN_WORDS = 100_000
"""How many different words are kept stemmed; all that publishers use in months."""

_ENDINGS = {
    "able": ("able", "ables", "ability", "abilities", "ible", "ibles", "ibility"),
    "ity": ("ity", "ities"),
    "ive": ("ive", "ives"),
    "ant": ("ant", "ants", "ance", "ances", "ancy", "ancies"),
    "al": ("al", "als", "ally", "ic", "ics"),
    "ion": ("ion", "ions"),
    "er": ("er", "ers", "or", "ors"),
}
_UNLIKE = tuple(
    {one, other}
    for one, others in {
        "able": ("ity", "ive", "ant", "al", "er", "ion"),
        "ity": ("ive", "al"),
        "ive": ("al",),
        "ant": ("al", "ion"),
    }.items()
    for other in others
)
"""Pairs of endings that make two things of one stem, though the stemmer cuts both off."""

_PROCEDURE = re.compile(
    r"\b(?:(?:pseudo[- ])?dynamic (?:purchasing|market)(?: systems?)?|flexible (?:purchasing|procurement) (?:systems?|solutions?)"
    r"|electronic market ?place|(?:open )?framework agreements?|(?:preliminary|early|soft|pre)?[- ]?market (?:engagement|testing|sounding|consultation)"
    r"|supply chain notice|(?:contract )?award notice|prior information notice|invitation to (?:tender|quote)"
    r"|request for (?:quotations?|quotes?|proposals?|information)|expressions? of interest|call[- ]offs?|mini[- ]competition)\b",
    re.IGNORECASE,
)
"""How a buyer buys, which says nothing of what it buys: a market engagement is not marketing."""

_MANY_JOBS = re.compile(
    r"\b(?:frameworks?|dynamic (?:purchasing|market)|d\.?p\.?s|flexible (?:purchasing|procurement)|approved (?:list|suppliers?))\b",
    re.IGNORECASE,
)
"""What a title calls an arrangement for many jobs to come, whose value is that of all of them."""

_QUOTES = '"“”„«»'

LITTLE = frozenset({"a", "an", "and", "at", "by", "for", "in", "of", "on", "or", "the", "to", "with"})

BOILERPLATE = (
    "authority award bid bidder body borough buyer company contract contractor council county delivery "
    "district dps dynamic education framework government group home lot management market national new "
    "notice open opportunity organisation partner partnership procurement programme project provider provision "
    "public purchase purchasing quote request requirement school scheme sector service solution "
    "specialist supplier supply support system tender trust university various work year"
)
"""What stands in notices of every trade. Alone, or with each other, such words say nothing."""


_WHOLE = frozenset(
    {
        *(
            "accountant",
            "activity",
            "activitie",
            "aggregated",
            "analytical",
            "animal",
            "bedding",
            "building",
            "coaching",
        ),
        *("communication", "connectivity", "developer", "development", "engine", "excavator", "experience"),
        *("fabric", "fitness", "generation", "housing", "lifting", "marketing", "minority", "mobility"),
        *("mooring", "packaging", "parenting", "parking", "pointing", "production", "railing", "refresh"),
        *("seating", "security", "setting", "stabling", "staging", "surfacing", "training", "transformation"),
        *("transformer", "typing", "university", "ventilator", "wellness"),
    }
)
"""Words whose stem is also that of another trade's: a market is not marketing, nor electricity electrical."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text in words: each as a stem and exactly. `at` tells where among the words each stem stands."""

    source: str
    stems: tuple[str, ...]
    exact: tuple[str, ...]
    at: Mapping[str, Sequence[int]]

    def cut(self, first: int, length: int) -> str:
        """Return so many words from one on as they stand in `source`, with what is between them."""
        tokens = (token for token in _TOKEN.finditer(self.source) if _word(token.group()))
        spans = [token.span() for token in islice(tokens, first, first + length)]
        return self.source[spans[0][0] : spans[-1][1]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """What to look for. `written` is as the supplier typed it, without quotes; `endings` tell one word of a stem from another."""

    written: str
    parts: tuple[str, ...]
    first: str  # the stem of the first word, under which a text is searched
    endings: tuple[str, ...]
    exact: bool
    may_differ: bool  # a word of the same stems may be another one

    @property
    def same(self) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
        """What two phrases share that find the same: "skip" and "skips"."""
        return self.parts, self.endings, self.exact


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Many things to look for at once, by the stem of the word each begins with."""

    every: tuple[Phrase, ...]
    by_first: Mapping[str, tuple[Phrase, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A phrase that was found in a text: how often, and where first, counted in words."""

    phrase: Phrase
    times: int
    first: int
    text: Text

    @property
    def found(self) -> str:
        """What was found, as it stands there first."""
        return self.text.cut(self.first, len(self.phrase.parts))


@lru_cache(maxsize=2048)
def read(source: str | None) -> Text:
    """Return `source` as words, without little words and possessives."""
    return read_once(source or "")


def read_once(text: str) -> Text:
    """Return what `read` does, for a list so long that it would push out what is read again."""
    exact = tuple(word for token in _TOKEN.findall(text) if (word := _word(token)))
    stems = tuple(map(stem, exact))
    at: dict[str, list[int]] = {}
    for place, stemmed in enumerate(stems):
        at.setdefault(stemmed, []).append(place)
    return Text(source=text, stems=stems, exact=exact, at=at)


def together(phrases: Iterable[Phrase]) -> Phrases:
    """Return `phrases` ready to be looked for at once, each once."""
    every = tuple({wanted.same: wanted for wanted in phrases}.values())
    by_first: dict[str, tuple[Phrase, ...]] = {}
    for wanted in every:
        by_first[wanted.first] = (*by_first.get(wanted.first, ()), wanted)
    return Phrases(every=every, by_first=by_first)


def hits(wanted: Phrases, text: Text) -> list[Hit]:
    """Return what of `wanted` stands in `text`, the longest phrases first, then the earliest."""
    begun = (phrase for first in wanted.by_first.keys() & text.at.keys() for phrase in wanted.by_first[first])
    found = [hit for phrase in begun if (hit := find(phrase, text))]
    return sorted(found, key=lambda hit: (-len(hit.phrase.parts), hit.first, -hit.times, hit.phrase.written))


def without_procedure(title: str) -> str:
    """Return `title` without the names of procedures ("dynamic purchasing system")."""
    return _PROCEDURE.sub(" ; ", title)


def names_many_jobs(title: str) -> bool:
    """Return whether a title names a framework, or a list to join, and no single job."""
    return _MANY_JOBS.search(title) is not None


@lru_cache(maxsize=8192)
def phrase(written: str) -> Phrase | None:
    """Return what to look for when a supplier typed `written`, or None for a blank or signs alone."""
    bare = written.strip()
    exact = len(bare) > 1 and bare[0] in _QUOTES and bare[-1] in _QUOTES
    text = read(bare.strip(_QUOTES))
    if not text.exact:
        return None
    endings = tuple(map(_ending, text.exact))
    return Phrase(
        written=bare.strip(_QUOTES),
        parts=text.exact if exact else text.stems,
        first=text.stems[0],
        endings=endings,
        exact=exact,
        may_differ=any(endings),
    )


def find(wanted: Phrase, text: Text) -> Hit | None:
    """Return where `wanted` stands in `text`, or None."""
    starts = places(wanted, text)
    return Hit(phrase=wanted, times=len(starts), first=starts[0], text=text) if starts else None


def places(wanted: Phrase, text: Text) -> Sequence[int]:
    """Return every place where `wanted` stands in `text`, counted in words."""
    starts: Sequence[int] = text.at.get(wanted.first, ())
    length = len(wanted.parts)
    if wanted.exact or length > 1:
        words = text.exact if wanted.exact else text.stems
        starts = [start for start in starts if words[start : start + length] == wanted.parts]
    if wanted.may_differ:
        starts = [
            start for start in starts if all(map(_akin, wanted.endings, text.exact[start : start + length]))
        ]
    return starts


@lru_cache(maxsize=KNOWN_WORDS)
def stem(word: str) -> str:
    """Return the stem of one plain word."""
    whole = word.removesuffix("s") if word.removesuffix("s") in _WHOLE else word
    if whole in _WHOLE:
        return whole
    stemmed: str = _STEMMER.stemWord(word)
    return stemmed


def says_nothing(wanted: Phrase) -> bool:
    """Return whether a phrase is boilerplate and no more ("the services"), unless it was quoted."""
    return not wanted.exact and all(part in _boilerplate() for part in wanted.parts)


@lru_cache(maxsize=KNOWN_WORDS)
def _akin(ending: str, word: str) -> bool:
    """Return whether two words of one stem are one word: consumables are no consumers, nor disposal disposable."""
    return {ending, _ending(word)} not in _UNLIKE


@lru_cache(maxsize=KNOWN_WORDS)
def _ending(word: str) -> str:
    return next((ending for ending, spelt in _ENDINGS.items() if word.endswith(spelt)), "")


@cache
def _boilerplate() -> frozenset[str]:
    return frozenset(stem(word) for word in BOILERPLATE.split())


@lru_cache(maxsize=KNOWN_WORDS)
def _word(token: str) -> str | None:
    """Return a word of a text in small letters without accents; None for a little word, or signs alone."""
    plain = _plain(token)
    return plain if plain and plain not in LITTLE else None


def _plain(word: str) -> str:
    if word.isascii() and word.isalnum():  # nearly every word is, and the rest takes ten times as long
        return word.lower()
    folded = unicodedata.normalize("NFKD", _POSSESSIVE.sub("", word)).casefold()
    return "".join(letter for letter in folded if letter.isalnum() or letter == "&")
