"""Turn what people type into the stems that search compares: dialect, short forms and slips are mended.

A question becomes weighted stems: what was typed counts fully, a mended slip a little less, and what a
synonym adds less again. The synonyms are data, in `synonyms.toml`.
"""

import itertools
import math
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from sys import intern

import snowballstemmer
from rapidfuzz import process
from rapidfuzz.distance import OSA

LONGEST_TEXT = 1_000
"""Characters of a question that are searched for. The rest of a pasted page would drown the question."""

TYPED, MENDED, ADDED = 1.0, 0.8, 0.45
"""What a stem counts by where it comes from."""

_SHORTEST_MENDED = 6
_SHORTEST_JOINED = 8
_MOST_DIFFERENT = 0.2
"""How far, of 1, a slip and a known word may differ: one letter in six, two in ten. Shorter words are too
near to each other ("paint", "point"); pieces of words forgive slips in them."""

_STOP = frozenset(
    [
        "a",
        "an",
        "the",
        "is",
        "are",
        "am",
        "be",
        "been",
        "being",
        "do",
        "does",
        "did",
        "done",
        "of",
        "to",
        "in",
        "on",
        "for",
        "it",
        "its",
        "i",
        "we",
        "you",
        "they",
        "he",
        "she",
        "this",
        "that",
        "these",
        "those",
        "my",
        "our",
        "your",
        "their",
        "me",
        "us",
        "them",
        "and",
        "or",
        "if",
        "as",
        "at",
        "by",
        "with",
        "from",
        "so",
        "just",
        "please",
        "hi",
        "hello",
        "have",
        "has",
        "had",
        "can",
        "could",
        "would",
        "will",
        "shall",
        "was",
        "were",
        "any",
        "some",
        "there",
        "then",
        "than",
        "but",
        "im",
        "ive",
        "id",
        "we're",
        "get",
        "got",
        "go",
        "going",
        "let",
        "lets",
        "into",
        "up",
        "out",
        "about",
        "also",
        "too",
        "really",
        "actually",
        "still",
        "ever",
        "even",
        "like",
        "want",
        "need",
        "know",
        "tell",
        "say",
        "says",
        "thing",
        "things",
        "bit",
        "lot",
        "much",
        "very",
        "well",
        "ok",
        "okay",
        "yes",
        "no",
        "not",
        "dont",
        "doesnt",
        "cant",
        "wont",
        "isnt",
        "arent",
        "who",
        "what",
        "when",
        "where",
        "which",
        "why",
        "how",
    ]
)
_ASKING = frozenset(["who", "what", "when", "where", "which", "why", "how", "much", "not", "no"])
"""Small words that tell one question from another; they count a little, in pairs with what follows."""

_WORD = re.compile(r"[a-z]+|\d+(?:\.\d+)?")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_K = re.compile(r"(\d+(?:\.\d+)?)\s?(k|grand|thousand|m|mil|million)\b")
_POSSESSIVE = re.compile(r"['’]s\b|['’]")
_TIMES = {
    "k": 1_000,
    "grand": 1_000,
    "thousand": 1_000,
    "m": 1_000_000,
    "mil": 1_000_000,
    "million": 1_000_000,
}

_stemmer = snowballstemmer.stemmer("english")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the stem of one small-letter word."""
    stemmed: str = _stemmer.stemWord(word)
    return stemmed


@lru_cache(maxsize=5_000)
def tokens(text: str) -> tuple[str, ...]:
    """Return the words and numbers of a text in small letters: "£5k" is "5000", "Council's" is "council"."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).casefold()
    folded = _THOUSANDS.sub("", _POSSESSIVE.sub("", folded))
    return tuple(map(intern, _WORD.findall(_K.sub(_in_full, folded))))


def stems(words: Iterable[str]) -> list[str]:
    """Return the stems of the words that carry meaning, in order."""
    return [stem(word) for word in words if word not in _STOP]


def pairs(words: Iterable[str]) -> list[str]:
    """Return neighbouring words as pairs of stems, small asking words kept: "how many", "who pay"."""
    kept = [stem(word) for word in words if word not in _STOP or word in _ASKING]
    return [f"{first} {second}" for first, second in itertools.pairwise(kept)]


@dataclass(frozen=True, slots=True)
class Query:
    """A question as search sees it. `words` are those typed, mended and in standard English."""

    words: tuple[str, ...]
    weights: Mapping[str, float]
    unknown: int


class Vocabulary:
    """The words that the entries and the decoys use; what is not among them is perhaps a slip."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._known = {word for text in texts for word in tokens(text)} | _STOP
        everyday = frozenset(_everyday())
        self._by_start: dict[tuple[str, int], list[str]] = {}
        for word in sorted(self._known - everyday):
            if len(word) >= _SHORTEST_MENDED - 1 and not word.isdigit():
                self._by_start.setdefault((word[0], len(word)), []).append(word)
        self._known |= everyday

    def query(self, text: str) -> Query:
        """Read a question: put dialect into standard English, mend slips, add what synonyms mean."""
        words: list[str] = []
        weights: dict[str, float] = {}
        unknown = 0
        for typed in self._joined(tokens(_without_sayings(text))):
            for word in _dialect().get(typed, typed).split():
                known = self._mended(word)
                words.append(known or word)
                if words[-1] in _STOP:
                    continue
                unknown += known is None and not word[0].isdigit()
                weight = TYPED if known == word or known is None else MENDED
                weights[stem(words[-1])] = max(weight, weights.get(stem(words[-1]), 0.0))
        for added, weight in _added(words).items():
            weights.setdefault(added, weight)
        return Query(words=tuple(words), weights=weights, unknown=unknown)

    def _joined(self, typed: Sequence[str]) -> list[str]:
        """Join two words that we write as one: "task force", "sub contractor"."""
        joined: list[str] = []
        for word in typed:
            both = f"{joined[-1]}{word}" if joined else ""
            if len(both) >= _SHORTEST_JOINED and both in self._known and not both.isdigit():
                joined[-1] = both
            else:
                joined.append(word)
        return joined

    def _mended(self, word: str) -> str | None:
        """Return the known word that was meant; None when there is none near enough."""
        if word in self._known:
            return word
        if len(word) < _SHORTEST_MENDED or word[0].isdigit():
            return None
        near = [
            known
            for length in (len(word), len(word) - 1, len(word) + 1)
            for known in self._by_start.get((word[0], length), ())
        ]
        found = process.extractOne(word, near, scorer=OSA.normalized_distance, score_cutoff=_MOST_DIFFERENT)
        return found[0] if found else None


def _without_sayings(text: str) -> str:
    """Put plain words for sayings whose words mean something else here ("good to go" is no travel)."""
    found = text[:LONGEST_TEXT].casefold()
    for saying, meant in _data()["saying"].items():
        if saying in found:
            found = re.sub(rf"\b{re.escape(saying)}\b", meant, found)
    return found


def _in_full(found: re.Match[str]) -> str:
    return f"{float(found[1]) * _TIMES[found[2]]:.0f}"


def _added(words: list[str]) -> dict[str, float]:
    """Return the stems that synonyms add to a question. The more words one adds, the less each counts."""
    stemmed = [stem(word) for word in words]
    line = f" {' '.join(stemmed)} "
    added: dict[str, float] = {}
    for first in dict.fromkeys(stemmed):
        for phrase, news in _synonyms().get(first, ()):
            if phrase in line:
                added |= dict.fromkeys(news, ADDED / math.sqrt(len(news)))
    return added


@cache
def _data() -> Mapping[str, Mapping[str, str]]:
    text = resources.files("faq").joinpath("synonyms.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _dialect() -> Mapping[str, str]:
    return _data()["dialect"]


@cache
def _everyday() -> tuple[str, ...]:
    """Return words of trades and places that are no slip, though no entry holds them."""
    return tuple(" ".join(_data()["everyday"].values()).split())


@cache
def _synonyms() -> Mapping[str, list[tuple[str, tuple[str, ...]]]]:
    """Return the synonyms by the first stem of their left side."""
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for left, right in (*_data()["abbreviation"].items(), *_data()["phrase"].items()):
        phrase = [stem(word) for word in tokens(left)]
        row = (f" {' '.join(phrase)} ", tuple(dict.fromkeys(stems(tokens(right)))))
        found.setdefault(phrase[0], []).append(row)
    return found
