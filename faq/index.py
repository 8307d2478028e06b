"""Measure how near a question is to each of a set of documents, in three ways that err differently.

BM25 over stems asks which document holds the question's words at all; cosine over each single wording asks
whether somebody put it just so; cosine over pieces of words (character n-grams) forgives endings and slips.
All three lie between 0 and 1, where 1 is everything found, so that they can be added and a threshold means
the same for a short question as for a long one.
"""

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from sys import intern

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
    """What each term scores where, side by side in arrays: pairs of numbers would take ten times the memory."""

    def __init__(self, scored: Iterable[tuple[str, int, float]]) -> None:
        numbers: dict[str, int] = {}
        terms, places, scores = array("I"), array("H"), array("d")
        for term, place, score in scored:
            terms.append(numbers.setdefault(term, len(numbers)))
            places.append(place)
            scores.append(score)
        order = sorted(range(len(terms)), key=terms.__getitem__)
        self._numbers = numbers
        self._places = array("H", (places[at] for at in order))
        self._scores = array("d", (scores[at] for at in order))
        held = Counter(terms)
        self._starts = array("I", accumulate((held[number] for number in range(len(numbers))), initial=0))

    def of(self, term: str) -> Iterable[tuple[int, float]]:
        number = self._numbers.get(term)
        if number is None:
            return ()
        its = slice(self._starts[number], self._starts[number + 1])
        return zip(self._places[its], self._scores[its], strict=True)


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
        rooms = [_K1 * (1 - _B + _B * length / usual) for length in lengths]
        # Without the usual factor (k1 + 1) the most a word can score is its worth.
        self._postings = _Postings(
            (word, place, self._worth[word] * times / (times + rooms[place]))
            for place, bag in enumerate(bags)
            for word, times in bag.items()
        )

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
        self._postings = _Postings(self._scored(bags))

    def _scored(self, bags: Iterable[Mapping[str, float]]) -> Iterator[tuple[str, int, float]]:
        for place, bag in enumerate(bags):
            weighted = {term: (1 + math.log(times)) * self._worth[term] for term, times in bag.items()}
            length = math.sqrt(sum(weight * weight for weight in weighted.values())) or 1.0
            for term, weight in weighted.items():
                yield term, place, weight / length

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
    return tuple(intern(marked[start : start + _SIZE]) for start in range(len(marked) - _SIZE + 1))
