"""What a watch asks for, line by line: each trade, and the supplier's own codes and words together.

A `Lexicon` is the trades made ready to be searched for. There is one, made from `trades.toml`; the
evaluation makes others, to see what a firm would find without the words that were learned from it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from alerts import words
from alerts.trades import TRADES, Trade
from alerts.verdicts import Watch
from alerts.words import Phrase, Phrases

_MANY = 4
"""A word in the words of so many trades says by itself nothing of any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing a watch asks for: a trade, or all the supplier's own codes and words."""

    slug: str | None  # of the trade; None for the supplier's own
    prefixes: tuple[str, ...]
    phrases: Phrases
    hints: Phrases
    not_phrases: Phrases
    vetoes: tuple[Phrases, ...]  # what each trade that this line is about is not
    kin: frozenset[str]  # trades that this line is about
    within: frozenset[str]  # wider trades, whose words in a title do not speak against this line
    unsure: frozenset[str] = frozenset()
    knowing: Mapping[Phrase, tuple[Phrases, ...]] = field(default_factory=dict)
    """For a supplier's own word: what silences it in each trade that knows it."""


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
        self._slugs: dict[object, tuple[str, ...]] = {}
        for slug, line in self.lines.items():
            for wanted in line.phrases.every:
                self._slugs[wanted.same] = (*self._slugs.get(wanted.same, ()), slug)

    def is_vague(self, wanted: Phrase, own: Iterable[Line]) -> bool:
        """Return whether a supplier's own word is one that many trades share, such as "survey" or "network".

        It is not when a trade that the supplier's words belong to calls its work just so.
        """
        if len(wanted.parts) > 1 or wanted.exact or self._parts[wanted.parts[0]] < _MANY:
            return False
        return not any(wanted.same in {phrase.same for phrase in line.phrases.every} for line in own)

    def held(self, picked: Iterable[str]) -> list[str]:
        """Return the slugs of `picked` trades and of the narrower ones that they hold, in order."""
        known = self.trades.keys() & set(picked)
        return sorted(known.union(*(self.trades[slug].holds for slug in known)))

    def knowing(self, wanted: Phrase) -> tuple[str, ...]:
        """Return the slugs of the trades that call their work so."""
        return self._slugs.get(wanted.same, ())


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
    not_phrases = phrases(trade.not_words)
    return Line(
        slug=trade.slug,
        prefixes=trade.cpv_prefixes,
        phrases=_saying(trade.words),
        hints=phrases(trade.hints),
        not_phrases=not_phrases,
        vetoes=(not_phrases,),
        kin=frozenset({trade.slug, *trade.holds}),
        within=frozenset(trade.within),
    )


def _own_line(watch: Watch, lexicon: Lexicon) -> Line:
    """Return the supplier's own codes and words, understood by the trades that they belong to.

    Picked trades may only speak for them: what silences a word must not depend on what else is picked.
    """
    every = _saying(watch.words)
    own = [lexicon.lines[slug] for slug in sorted(_kin(watch, every, lexicon))]
    vague = [wanted for wanted in every.every if lexicon.is_vague(wanted, own)]
    said = words.together(wanted for wanted in every.every if wanted not in vague)
    picked = [lexicon.lines[slug] for slug in lexicon.held(watch.trades)]
    return Line(
        slug=None,
        prefixes=tuple(sorted(set(watch.cpv_prefixes))),
        phrases=said,
        hints=words.together(vague),
        not_phrases=phrases(()),
        vetoes=tuple(line.not_phrases for line in own),
        kin=frozenset(line.slug for line in (*own, *picked) if line.slug),
        within=frozenset(slug for line in (*own, *picked) for slug in line.within),
        unsure=frozenset(code for code in watch.cpv_prefixes if _unsure(code, own)),
        knowing={
            wanted: tuple(line.not_phrases for line in own if _knows(line, wanted)) for wanted in said.every
        },
    )


def _kin(watch: Watch, own: Phrases, lexicon: Lexicon) -> frozenset[str]:
    """Return the trades that a supplier's own words belong to, or else its words as hints, or its codes."""
    wanted = {phrase.parts for phrase in own.every}
    tests: tuple[Callable[[Line], bool], ...] = (
        lambda line: any(phrase.parts in wanted for phrase in line.phrases.every),
        lambda line: any(phrase.parts in wanted for phrase in line.hints.every),
        lambda line: any(code.startswith(line.prefixes) for code in watch.cpv_prefixes),
    )
    for test in tests:
        kin = frozenset(line.slug for line in lexicon.lines.values() if line.slug and test(line))
        if kin:
            return kin
    return frozenset()


def _unsure(code: str, own: list[Line]) -> bool:
    """Return whether the trades that the supplier's words belong to know nothing of a picked code."""
    theirs = [prefix for line in own for prefix in line.prefixes]
    return bool(theirs) and not code.startswith(tuple(theirs))


def _knows(line: Line, wanted: Phrase) -> bool:
    """Return whether a trade has the word `wanted`, alone or within a phrase."""
    return any(set(wanted.parts) <= set(phrase.parts) for phrase in (*line.phrases.every, *line.hints.every))


@lru_cache(maxsize=4096)
def phrases(written: tuple[str, ...]) -> Phrases:
    """Return what was written as phrases to look for; blanks are left out."""
    found = (words.phrase(word) for word in sorted(set(written)))
    return words.together(wanted for wanted in found if wanted is not None)


def _saying(written: tuple[str, ...]) -> Phrases:
    return words.together(wanted for wanted in phrases(written).every if not words.says_nothing(wanted))
