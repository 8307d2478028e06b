"""Measure how near a question is to each of a set of documents, in three ways that err differently.

BM25 over stems asks which document holds the question's words at all; cosine over each single wording asks
whether somebody put it just so; cosine over pieces of words (character n-grams) forgives endings and slips.
All three lie between 0 and 1, where 1 is everything found, so that they can be added and a threshold means
the same for a short question as for a long one.
"""

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from faq import words
from faq.words import Query

_K1, _B = 1.2, 0.4
"""Usual BM25 saturation; length counts less than usual because our documents are alike in length."""

_UNKNOWN = 0.7
"""What a word that no document holds counts against a match, of the rarest known word."""

_QUESTION, _WORDING, _SLUG, _BODY = 3.0, 1.0, 1.0, 0.5
"""What a word counts in a document by where it stands."""

_SIZE = 3
"""Letters of a piece. Pieces of four and five letters found nothing more and took three times as long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What is searched: the wordings one by one, the first being the question itself, and the text below."""

    key: str
    wordings: tuple[str, ...]
    body: str = ""


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near a question is to one document, each between 0 and 1."""

    words: float = 0.0
    wording: float = 0.0
    pieces: float = 0.0


class Index:
    """The documents, prepared for measuring."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.keys = tuple(document.key for document in documents)
        self._words = _Bm25([_bag(document) for document in documents])
        lines = [(place, line) for place, document in enumerate(documents) for line in document.wordings]
        self._owners = [place for place, _ in lines]
        self._lines = _Cosine([_line(words.tokens(line)) for _, line in lines])
        self._pieces = _Cosine([_pieces_of(document) for document in documents])

    def near(self, query: Query) -> list[Nearness]:
        """Return how near the question is to each document, in the order of `keys`."""
        by_words = self._words.scores(query.weights)
        by_pieces = self._pieces.scores(_pieces(query.words))
        by_wording: dict[int, float] = {}
        for line, score in self._lines.scores(_weighted_line(query)).items():
            owner = self._owners[line]
            if score > by_wording.get(owner, 0.0):
                by_wording[owner] = score
        return [
            Nearness(by_words.get(place, 0.0), by_wording.get(place, 0.0), by_pieces.get(place, 0.0))
            for place in range(len(self.keys))
        ]


class _Postings:
    """What each term scores where, in a tenth of the memory that pairs of numbers would take."""

    def __init__(self) -> None:
        self._places: dict[str, array[int]] = {}
        self._scores: dict[str, array[float]] = {}

    def add(self, term: str, place: int, score: float) -> None:
        if term not in self._places:
            self._places[term], self._scores[term] = array("H"), array("d")
        self._places[term].append(place)
        self._scores[term].append(score)

    def of(self, term: str) -> Iterable[tuple[int, float]]:
        return zip(self._places.get(term, ()), self._scores.get(term, ()), strict=True)


class _Bm25:
    def __init__(self, bags: Sequence[Mapping[str, float]]) -> None:
        held = Counter(word for bag in bags for word in bag)
        count = len(bags)
        self._worth = {
            word: math.log(1 + (count - times + 0.5) / (times + 0.5)) for word, times in held.items()
        }
        self._unknown = _UNKNOWN * math.log(1 + (count + 0.5) / 0.5)
        lengths = [sum(bag.values()) for bag in bags]
        usual = sum(lengths) / max(1, count)
        self._postings = _Postings()
        for place, bag in enumerate(bags):
            room = _K1 * (1 - _B + _B * lengths[place] / usual)
            for word, times in bag.items():
                # Without the usual factor (k1 + 1) the most a word can score is its worth.
                score = self._worth[word] * times / (times + room)
                self._postings.add(word, place, score)

    def scores(self, weights: Mapping[str, float]) -> dict[int, float]:
        """Return the share of the question's worth that each document holds."""
        typed = [word for word, weight in weights.items() if weight >= words.MENDED]
        most = sum(weights[word] * self._worth.get(word, self._unknown) for word in typed)
        scores: dict[int, float] = {}
        for word, weight in weights.items():
            for place, score in self._postings.of(word):
                scores[place] = scores.get(place, 0.0) + weight * score
        return {place: min(1.0, score / most) for place, score in scores.items()} if most else {}


class _Cosine:
    def __init__(self, bags: Sequence[Mapping[str, float]]) -> None:
        held = Counter(term for bag in bags for term in bag)
        self._worth = {term: math.log((1 + len(bags)) / (1 + times)) + 1 for term, times in held.items()}
        self._unknown = math.log(1 + len(bags)) + 1
        self._postings = _Postings()
        for place, bag in enumerate(bags):
            weighted = {term: (1 + math.log(times)) * self._worth[term] for term, times in bag.items()}
            length = math.sqrt(sum(weight * weight for weight in weighted.values())) or 1.0
            for term, weight in weighted.items():
                self._postings.add(term, place, weight / length)

    def scores(self, weights: Mapping[str, float]) -> dict[int, float]:
        """Return the cosine between the question and each document that shares a term with it."""
        weighted = {term: weight * self._worth.get(term, self._unknown) for term, weight in weights.items()}
        length = math.sqrt(sum(weight * weight for weight in weighted.values())) or 1.0
        scores: dict[int, float] = {}
        for term, weight in weighted.items():
            share = weight / length
            for place, score in self._postings.of(term):
                scores[place] = scores.get(place, 0.0) + share * score
        return scores


def _bag(document: Document) -> dict[str, float]:
    bag: dict[str, float] = {}
    parts = [(document.key.replace("-", " "), _SLUG), (document.body, _BODY)]
    parts += [(line, _QUESTION if place == 0 else _WORDING) for place, line in enumerate(document.wordings)]
    for text, weight in parts:
        for word in words.stems(words.tokens(text)):
            bag[word] = bag.get(word, 0.0) + weight
    return bag


def _line(tokens: Sequence[str]) -> dict[str, float]:
    terms = [*words.stems(tokens), *words.pairs(tokens)]
    return dict.fromkeys(terms, 1.0)


def _weighted_line(query: Query) -> dict[str, float]:
    return dict(query.weights) | dict.fromkeys(words.pairs(query.words), 1.0)


def _pieces_of(document: Document) -> dict[str, float]:
    return _pieces([token for text in (*document.wordings, document.body) for token in words.tokens(text)])


def _pieces(tokens: Sequence[str]) -> dict[str, float]:
    counted: Counter[str] = Counter()
    for word, times in Counter(tokens).items():
        for piece in _pieces_of_word(word):
            counted[piece] += times
    return dict(counted)


@lru_cache(maxsize=20_000)
def _pieces_of_word(word: str) -> tuple[str, ...]:
    marked = f" {word} "
    return tuple(marked[start : start + _SIZE] for start in range(len(marked) - _SIZE + 1))
