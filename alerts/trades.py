"""The trades a supplier picks from: each a plain name, CPV prefixes and the words buyers use.

`suggest` turns what a supplier types ("we clean offices and schools") into trades, offline and the
same way every time. The trades themselves are data, in `trades.toml`, with their source.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType

from rapidfuzz import fuzz, process

from alerts import cpv, words

_CLAUSE = re.compile(r"[.;:!?\n]|\bbut\b", re.IGNORECASE)
_FOR = re.compile(r"\b(?:for|to)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|never|don't|don’t|dont|cannot|can't|can’t|except|without|nor)\b", re.IGNORECASE)

_WORD, _NAME, _HINT, _CODE = 3.0, 1.0, 1.0, 4.0
"""What a full word of a trade counts in a supplier's text, then lesser signs."""

_LONGER = 0.3
"""A phrase counts so much more for each further word."""

_FURTHER = 0.7
"""And each further word in a clause counts so much of the one before: three names of one trade are no three trades."""

_CUSTOMERS = 0.4
"""What follows "for" or "to" is more often who buys than what is sold, so it counts less."""

_EXPLAINED = 0.5
"""A word that says a likelier trade too counts so much for the next: "feasibility study" makes no architect a consultant."""

_LEAST = 0.45
"""A trade is offered when it scores this share of the best one."""

_CLEAR = 4
"""A trade with so many signs is what the firm is; of another, one word alone was said by the way."""

_SHORTEST = 4
"""Shorter words are too near to each other to mend."""

_NEAR = 84
"""How alike, of 100, a mistyped word and ours must be: one slip in six letters or more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """One kind of work, as a small firm or charity would name its own.

    `words` are what buyers call it in a title. `hints` are shared with other trades and count only
    beside a code or a word. `not_words` silence this trade alone. `holds` are slugs of narrower trades
    that whoever picks this one gets too. `within` are slugs of wider trades whose jobs often hold a
    part of this one. `menu` tells whether people page past it.
    """

    slug: str
    name: str
    example: str
    cpv_prefixes: tuple[str, ...]
    words: tuple[str, ...]
    not_words: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    menu: bool = True
    sources: tuple[str, ...] = ()  # where its codes and words were seen, as the head of the file names them


def _load() -> dict[str, Trade]:
    text = resources.files(__package__).joinpath("trades.toml").read_text(encoding="utf-8")
    return {
        slug: Trade(
            slug=slug,
            name=row["name"],
            example=row["example"],
            cpv_prefixes=tuple(dict.fromkeys(row["cpv"])),
            words=tuple(row["words"]),
            not_words=tuple(row.get("not_words", ())),
            hints=tuple(row.get("hints", ())),
            holds=tuple(row.get("holds", ())),
            within=tuple(row.get("within", ())),
            menu=row.get("menu", True),
            sources=tuple(row["sources"]),
        )
        for slug, row in tomllib.loads(text).items()
    }


TRADES: Mapping[str, Trade] = MappingProxyType(_load())
"""By slug, in the order people see them: the most common first."""

MENU: tuple[Trade, ...] = tuple(trade for trade in TRADES.values() if trade.menu)
"""The trades people page through. The others are rarer here, and are offered for what people type."""


def suggest(text: str, limit: int = 5) -> list[Trade]:
    """Return the trades that `text` describes, the likeliest first; none when it names no work we know.

    What a supplier says it does not do is left out. Slips of the keyboard are forgiven.
    """
    signs: dict[str, dict[tuple[str, ...], float]] = {slug: {} for slug in TRADES}
    for clause in _CLAUSE.split(text):
        if not _NOT.search(clause):
            for part, weight in zip(_FOR.split(clause, maxsplit=1), (1.0, _CUSTOMERS), strict=False):
                _look(part, weight, signs)
    scores = {slug: sum(found.values()) for slug, found in signs.items()}
    order = {slug: (-score, place) for place, (slug, score) in enumerate(scores.items())}
    least = max(max(scores.values()) * _LEAST, _WORD / 2)
    offered: list[str] = []
    explained: set[str] = set()
    for slug in sorted(scores, key=order.__getitem__):
        left = sum(
            points * (_EXPLAINED if stems and explained.issuperset(stems) else 1.0)
            for stems, points in signs[slug].items()
        )
        by_the_way = bool(offered) and len(signs[offered[0]]) >= _CLEAR and len(signs[slug]) == 1
        if left >= least and not by_the_way:
            offered.append(slug)
            explained.update(
                stem for stems, points in signs[slug].items() if points >= _WORD for stem in stems
            )
    return [TRADES[slug] for slug in offered[:limit]]


def knows(word: str) -> bool:
    """Return whether any trade has `word` among its words, in any form of it."""
    return words.stem(word) in _known_stems()


def _look(clause: str, weight: float, signs: Mapping[str, dict[tuple[str, ...], float]]) -> None:
    """Add to the signs of each trade what one clause says of it, by the stems that say so."""
    text = words.read(_mended(clause))
    # A name of the list is words like any others; it would count twice as a code.
    numbered = any(sign.isdigit() for sign in clause)
    codes = [cpv.prefix(code) for code in cpv.codes(clause)] if numbered else []
    for slug, trade in TRADES.items():
        for stems, points in _signs(trade, text, codes):
            signs[slug][stems] = signs[slug].get(stems, 0.0) + weight * points


def _signs(trade: Trade, text: words.Text, codes: list[str]) -> Iterator[tuple[tuple[str, ...], float]]:
    """Give what in a clause describes `trade`, and for how much. Each further word says less."""
    taken: set[int] = set()
    share = 1.0
    for weight, written in ((_WORD, _looked_for(trade.words)), (_HINT, _looked_for(trade.hints))):
        for hit in words.hits(written, text):
            places = range(hit.first, hit.first + len(hit.phrase.parts))
            if taken.isdisjoint(places) and not _means_other(hit.phrase, trade, text):
                taken.update(places)
                yield (
                    text.stems[places.start : places.stop],
                    share * weight * (1 + _LONGER * (len(places) - 1)),
                )
                share *= _FURTHER
    for stem in sorted(_stems(trade.name) & set(text.stems)):
        yield (stem,), _NAME
    if any(trade.slug in _nearest(code) for code in codes):
        yield (), _CODE


@lru_cache(maxsize=1024)
def _looked_for(written: tuple[str, ...]) -> words.Phrases:
    return words.together(wanted for word in written if (wanted := words.phrase(word)))


@lru_cache(maxsize=4096)
def _nearest(code: str) -> frozenset[str]:
    """Return the trades with the longest prefix of `code`: a narrow trade knows its code better."""
    lengths = {
        slug: max((len(prefix) for prefix in trade.cpv_prefixes if code.startswith(prefix)), default=0)
        for slug, trade in TRADES.items()
    }
    longest = max(lengths.values())
    return frozenset(slug for slug, length in lengths.items() if length == longest > 0)


def _means_other(wanted: words.Phrase, trade: Trade, text: words.Text) -> bool:
    """Return whether `wanted` stands there within what the trade is not ("sign language" and no sign)."""
    others = (words.phrase(word) for word in trade.not_words)
    return any(other and set(wanted.parts) < set(other.parts) and words.find(other, text) for other in others)


def _mended(clause: str) -> str:
    """Return `clause` with words that no trade knows changed to the nearest that one does."""
    known = _vocabulary()
    mended = []
    for word in words.read(clause).exact:
        near = None
        if len(word) >= _SHORTEST and not knows(word):
            # People seldom miss the first letter, and "wedding" is no "bedding".
            alike = [ours for ours in known if ours[0] == word[0]]
            near = process.extractOne(word, alike, scorer=fuzz.ratio, score_cutoff=_NEAR)
        mended.append(near[0] if near else word)
    return " ".join(mended)


def _stems(text: str) -> frozenset[str]:
    return frozenset(words.read(text).stems)


@cache
def _vocabulary() -> tuple[str, ...]:
    every = (
        word
        for trade in TRADES.values()
        for line in (*trade.words, *trade.hints, trade.name)
        for word in words.read(line).exact
    )
    return tuple(dict.fromkeys(word for word in every if len(word) >= _SHORTEST))


@cache
def _known_stems() -> frozenset[str]:
    return frozenset(words.stem(word) for word in _vocabulary())
