"""Find CPV codes for what a person types: a number, near or exact, or words ("roofing").

The names of the list are written for lawyers, so the trades help: what people call their work, and the
codes that it goes under. Slips of the keyboard are forgiven.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz, process

from alerts import cpv, trades, words

_NUMBER = re.compile(r"\s*\d[\d\s.-]*")
_CHECK_DIGIT = re.compile(r"(?<=\d{8})\s*-\s*\d\b")

_IN_TRADE = 0.5
"""What a code counts for lying in a trade that the words describe, where all its words in the name count 1."""

_SECOND_TRADE = 0.5  # the next trade's codes count so much of the first one's
_NEXT, _FIRST_FEW = 0.1, 4  # a trade's own codes count so much less one after the other
_UNDER, _WIDER = 0.5, 0.4
_DEEPER = 0.06  # less, for each digit: people know their kind of work, seldom its kinds
_FIRST = 0.25  # more, for a name that begins with what was typed
_LATER = 0.04  # less, for each word that stands before the first one found
_OTHER_WORDS = 0.1  # less, for a name that is mostly about something else

_SHORTEST = 4
_NEAR = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class _Index:
    """The names of the list as stems, which codes each stem stands in, and how telling it is."""

    stems: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, tuple[str, ...]]
    weights: Mapping[str, float]
    spelt: tuple[str, ...]


def search(text: str, limit: int = 6) -> list[str]:
    """Return codes of eight digits that exist, the likeliest first: by number if there is one, else by words."""
    if is_number(text):
        number = _NUMBER.match(_CHECK_DIGIT.sub("", text))
        return _by_number(re.sub(r"\D", "", number.group() if number else ""), limit)[:limit]
    return _by_words(text)[:limit]


def is_number(text: str) -> bool:
    """Return whether a person means a code by its number: it begins with a digit."""
    return _NUMBER.match(text) is not None


def exists(code: str) -> bool:
    """Return whether a code, or a prefix of one, is in the list."""
    return len(code) >= cpv.SHORTEST_PREFIX and code.ljust(cpv.LENGTH, "0") in cpv.names()


def _by_number(digits: str, limit: int) -> list[str]:
    """Return the code of these digits and those under it, or else the nearest: with the most digits in common."""
    digits = digits[: cpv.LENGTH]
    if len(digits) < cpv.SHORTEST_PREFIX:
        return []
    wanted = cpv.prefix(digits)
    found: dict[str, None] = {}
    for length in range(len(wanted), 0, -1):
        near = [code for code in cpv.names() if code.startswith(wanted[:length])]
        # Of those that differ, the ones with the nearest next digit were most likely meant.
        near.sort(key=lambda code: (_apart(wanted, code, length), len(cpv.prefix(code)), code))
        found.update(dict.fromkeys(near))
        if len(found) >= limit or exists(wanted):
            break
    return list(found)


def _apart(wanted: str, code: str, length: int) -> int:
    return abs(int(wanted[length]) - int(code[length])) if len(wanted) > length else 0


def _by_words(text: str) -> list[str]:
    index = _index()
    wanted = _wanted(text)
    told = {stem: index.weights[stem] for stem in wanted if stem in index.weights}
    in_trades = _in_trades(text)
    met = {code for stem in told for code in index.codes[stem]} | in_trades.keys()
    scores = {code: _score(code, told, in_trades.get(code, 0.0)) for code in met}
    return sorted(scores, key=lambda code: (-scores[code], len(cpv.prefix(code)), code))


def _wanted(text: str) -> set[str]:
    """Return the stems of what was typed, each slip mended by the nearest word of the list or of a trade."""
    index = _index()
    stems = set()
    for word in words.read(text).exact:
        stem = words.stem(word)
        if len(word) >= _SHORTEST and stem not in index.weights and not trades.knows(word):
            alike = [ours for ours in index.spelt if ours[0] == word[0]]
            near = process.extractOne(word, alike, scorer=fuzz.ratio, score_cutoff=_NEAR)
            stem = words.stem(near[0]) if near else stem
        stems.add(stem)
    return stems


def _in_trades(text: str) -> dict[str, float]:
    """Return the codes of the trades that `text` describes, each with what that counts."""
    found: dict[str, float] = {}
    worth = _IN_TRADE
    for trade in trades.suggest(text, limit=2):
        for code in cpv.names():
            share = _within(cpv.prefix(code), trade.cpv_prefixes)
            if share:
                found.setdefault(code, worth * share)
        worth *= _SECOND_TRADE
    return found


def _within(code: str, prefixes: tuple[str, ...]) -> float:
    """Return how much a code is of a trade: its own codes most, the first ones above all; wider ones least."""
    if code in prefixes:
        return 1.0 - _NEXT * min(prefixes.index(code), _FIRST_FEW)
    if code.startswith(prefixes):
        return _UNDER
    wider = len(code) > cpv.SHORTEST_PREFIX and any(prefix.startswith(code) for prefix in prefixes)
    return _WIDER if wider else 0.0


def _score(code: str, told: Mapping[str, float], in_trade: float) -> float:
    stems = _index().stems[code]
    met = [place for place, stem in enumerate(stems) if stem in told]
    share = sum(told[stem] for stem in told if stem in stems) / (sum(told.values()) or 1.0)
    score = share + in_trade - _DEEPER * (len(cpv.prefix(code)) - cpv.SHORTEST_PREFIX)
    if met:
        score += _FIRST if met[0] == 0 else 0.0
        score -= _LATER * met[0] + _OTHER_WORDS * (1 - len(met) / len(stems))
    return score


@cache
def _index() -> _Index:
    stems = {code: words.read_once(name).stems for code, name in cpv.names().items()}
    codes: dict[str, list[str]] = {}
    for code, found in stems.items():
        for stem in set(found):
            codes.setdefault(stem, []).append(code)
    counts = Counter(stem for found in stems.values() for stem in set(found))
    spelt = dict.fromkeys(
        word
        for name in cpv.names().values()
        for word in words.read_once(name).exact
        if len(word) >= _SHORTEST
    )
    return _Index(
        stems=stems,
        codes={stem: tuple(found) for stem, found in codes.items()},
        weights={stem: math.log(len(stems) / count) for stem, count in counts.items()},
        spelt=tuple(spelt),
    )
