"""What a watch asks for, line by line: each trade, and the supplier's own codes and words together.

A `Lexicon` is the trades made ready to be searched for. There is one, made from `trades.toml`; the
evaluation makes others, to see what a firm would find without the words that were learned from it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache, lru_cache

from alerts import words
from alerts.trades import TRADES, Trade
from alerts.verdicts import Watch
from alerts.words import Phrase, Phrases, Text

_MANY = 4
"""A word in the words of so many trades says by itself nothing of any."""

_NO_TRADE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing a watch asks for: a trade, or all the supplier's own codes and words."""

    slug: str | None  # of the trade; None for the supplier's own
    prefixes: tuple[str, ...]
    phrases: Phrases
    hints: Phrases
    own: frozenset[str]  # trades that its words belong to; what none of them is, this line is not
    kin: frozenset[str]  # those, and the trades picked beside them
    within: frozenset[str]  # wider trades, whose words in a title do not speak against this line
    unsure: frozenset[str] = frozenset()  # prefixes that none of the trades it belongs to has
    knowing: Mapping[Phrase, frozenset[str]] = field(default_factory=dict)
    """For a supplier's own word: those of `own` that know it, and may silence it."""


class Lexicon:
    """Trades, with all of their words ready to be looked for at once."""

    def __init__(self, trades: Mapping[str, Trade]) -> None:
        self.trades = trades
        self.lines = {slug: _trade_line(trade) for slug, trade in trades.items()}
        self.every_word = words.together(
            wanted for line in self.lines.values() for wanted in line.phrases.every
        )
        self._parts = Counter(
            part
            for line in self.lines.values()
            for part in {part for phrase in (*line.phrases.every, *line.hints.every) for part in phrase.parts}
        )
        self._slugs = _by_same((slug, line.phrases.every) for slug, line in self.lines.items())
        unlike = {slug: phrases(trade.not_words).every for slug, trade in trades.items()}
        self._every_other = words.together(wanted for every in unlike.values() for wanted in every)
        self._silenced = _by_same(unlike.items())
        self._by_words = _by_parts((slug, line.phrases.every) for slug, line in self.lines.items())
        self._by_hints = _by_parts((slug, line.hints.every) for slug, line in self.lines.items())
        self._with_part = _by_part(self.lines.items())

    def is_vague(self, wanted: Phrase, own: AbstractSet[str]) -> bool:
        """Return whether a supplier's own word is one that many trades share, such as "survey" or "network".

        It is not when a trade that the supplier's words belong to calls its work just so.
        """
        if len(wanted.parts) > 1 or wanted.exact or self._parts[wanted.parts[0]] < _MANY:
            return False
        return own.isdisjoint(self.knowing(wanted))

    def held(self, picked: tuple[str, ...]) -> Sequence[str]:
        """Return the slugs of `picked` trades and of the narrower ones that they hold, in order."""
        return _held(self, picked)

    def knowing(self, wanted: Phrase) -> frozenset[str]:
        """Return the slugs of the trades that call their work so."""
        return self._slugs.get(wanted.same, frozenset())

    def having(self, wanted: Phrase) -> frozenset[str]:
        """Return the slugs of the trades that have a word or hint in which all of `wanted` stands."""
        return _having(self, wanted.parts)

    def with_all(self, parts: tuple[str, ...]) -> frozenset[str]:
        """Return the slugs of the trades that have a word or hint with all of these stems."""
        first, *others = (self._with_part.get(part, {}) for part in parts)
        return frozenset(
            slug
            for slug, found in first.items()
            if found.intersection(*(other.get(slug, ()) for other in others))
        )

    def belonging(self, said: Sequence[Phrase]) -> frozenset[str]:
        """Return the trades that a supplier's words belong to, or else its words as hints; none for no words."""
        for known in (self._by_words, self._by_hints):
            found = frozenset(slug for wanted in said for slug in known.get(wanted.parts, ()))
            if found:
                return found
        return _NO_TRADE

    def silenced(self, text: Text) -> frozenset[str]:
        """Return the slugs of the trades whose work a title is not."""
        met = words.hits(self._every_other, text)
        return frozenset(slug for hit in met for slug in self._silenced[hit.phrase.same])


@lru_cache(maxsize=4096)
def _held(lexicon: Lexicon, picked: tuple[str, ...]) -> Sequence[str]:
    known = lexicon.trades.keys() & set(picked)
    return tuple(sorted(known.union(*(lexicon.trades[slug].holds for slug in known))))


@lru_cache(maxsize=16_384)
def _coded(lexicon: Lexicon, code: str) -> frozenset[str]:
    return frozenset(slug for slug, line in lexicon.lines.items() if code.startswith(line.prefixes))


@lru_cache(maxsize=16_384)
def _having(lexicon: Lexicon, parts: tuple[str, ...]) -> frozenset[str]:
    return lexicon.with_all(parts)


def _by_same(said: Iterable[tuple[str, Iterable[Phrase]]]) -> Mapping[object, frozenset[str]]:
    """Return the slugs that have a phrase, by what makes two phrases the same."""
    found: dict[object, set[str]] = defaultdict(set)
    for slug, every in said:
        for wanted in every:
            found[wanted.same].add(slug)
    return {same: frozenset(slugs) for same, slugs in found.items()}


def _by_parts(said: Iterable[tuple[str, Iterable[Phrase]]]) -> Mapping[tuple[str, ...], frozenset[str]]:
    """Return the slugs that have a phrase of the same stems, whatever their endings."""
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for slug, every in said:
        for wanted in every:
            found[wanted.parts].add(slug)
    return {parts: frozenset(slugs) for parts, slugs in found.items()}


def _by_part(every: Iterable[tuple[str, Line]]) -> Mapping[str, Mapping[str, set[int]]]:
    """Return in which words and hints of which trade, counted, a part stands."""
    found: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for slug, line in every:
        for place, phrase in enumerate((*line.phrases.every, *line.hints.every)):
            for part in phrase.parts:
                found[part][slug].add(place)
    return found


@cache
def lexicon() -> Lexicon:
    """Return the trades of `trades.toml`, made ready once."""
    return Lexicon(TRADES)


@lru_cache(maxsize=4096)
def of(watch: Watch, lexicon: Lexicon) -> tuple[Line, ...]:
    """Return the lines of `watch`. Trades that no longer exist are left out."""
    return tuple(_every_line(watch, lexicon))


def _every_line(watch: Watch, lexicon: Lexicon) -> Iterator[Line]:
    for slug in lexicon.held(watch.trades):
        yield lexicon.lines[slug]
    if watch.cpv_prefixes or watch.words:
        yield _own_line(watch, lexicon)


def _trade_line(trade: Trade) -> Line:
    return Line(
        slug=trade.slug,
        prefixes=trade.cpv_prefixes,
        phrases=words.together(saying(trade.words)),
        hints=phrases(trade.hints),
        own=frozenset({trade.slug}),
        kin=frozenset({trade.slug, *trade.holds}),
        within=frozenset(trade.within),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A supplier's own words and codes, understood by the trades that they belong to."""

    said: tuple[Phrase, ...]
    vague: tuple[Phrase, ...]  # what many trades share counts as a hint
    trades: frozenset[str]  # those that they belong to
    unsure: frozenset[str]  # prefixes that none of them has


def own(watch: Watch, lexicon: Lexicon) -> Own:
    """Return the supplier's own codes and words, understood by the trades that they belong to.

    Picked trades have no say in it: what silences a word must not depend on what else is picked.
    """
    every = saying(watch.words) if watch.words else ()
    coded = {code: _coded(lexicon, code) for code in watch.cpv_prefixes}
    trades = lexicon.belonging(every) or _NO_TRADE.union(*coded.values())
    vague = tuple(wanted for wanted in every if lexicon.is_vague(wanted, trades))
    unsure = _NO_TRADE
    if coded and any(lexicon.lines[slug].prefixes for slug in trades):
        unsure = frozenset(code for code, theirs in coded.items() if trades.isdisjoint(theirs))
    return Own(
        said=tuple(wanted for wanted in every if wanted not in vague) if vague else every,
        vague=vague,
        trades=trades,
        unsure=unsure,
    )


def _own_line(watch: Watch, lexicon: Lexicon) -> Line:
    """Return the supplier's own codes and words as a line. Picked trades may only speak for them."""
    ours = own(watch, lexicon)
    kin = ours.trades.union(lexicon.held(watch.trades))
    return Line(
        slug=None,
        prefixes=tuple(sorted(set(watch.cpv_prefixes))),
        phrases=words.together(ours.said),
        hints=words.together(ours.vague),
        own=ours.trades,
        kin=kin,
        within=frozenset(slug for near in kin for slug in lexicon.lines[near].within),
        unsure=ours.unsure,
        knowing={wanted: lexicon.having(wanted) & ours.trades for wanted in ours.said},
    )


@lru_cache(maxsize=4096)
def phrases(written: tuple[str, ...]) -> Phrases:
    """Return what was written as phrases to look for; blanks are left out."""
    found = (words.phrase(word) for word in sorted(set(written)))
    return words.together(wanted for wanted in found if wanted is not None)


def saying(written: tuple[str, ...]) -> tuple[Phrase, ...]:
    """Return what was written as phrases to look for, but for those that say nothing."""
    return tuple(wanted for wanted in phrases(written).every if not words.says_nothing(wanted))
