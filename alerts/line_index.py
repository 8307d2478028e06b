"""Lines, each known by a number, filed under all that makes them up.

A line is a trade, or one supplier's own codes and words. Sets of numbers are roaring bitmaps.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from pyroaring import BitMap

from alerts import lines, words
from alerts.lines import Lexicon, Line
from alerts.numbered import NONE, ByCode, union
from alerts.verdicts import Watch
from alerts.words import Phrase, Text


@dataclass(slots=True)
class Entry:
    """A phrase, and the lines that look for it. `having` are the trades that know it, and may silence it."""

    phrase: Phrase
    having: frozenset[str]
    said: BitMap = field(default_factory=BitMap)
    hinting: BitMap = field(default_factory=BitMap)
    unwanted: BitMap = field(default_factory=BitMap)


@dataclass(slots=True)
class _Begun:
    """The phrases that begin with one stem: those that stand wherever it does, those that another stem must follow."""

    plain: list[Entry] = field(default_factory=list)
    followed: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    others: list[Entry] = field(default_factory=list)


class LineIndex:
    """Lines by the codes, words and trades that make them up.

    A line is about the trades that its words belong to and about those picked beside them, and it is within the
    trades that those are within. Lines that are trades themselves are kept apart: theirs is said by the lexicon.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.trades: dict[int, Line] = {}
        self.coded = BitMap()
        self.prefixes = ByCode()
        self.unsure: dict[str, BitMap] = defaultdict(BitMap)
        self.own: dict[str, BitMap] = defaultdict(BitMap)
        self.picked: dict[str, BitMap] = defaultdict(BitMap)
        self._parts: dict[str, list[str]] = defaultdict(list)
        self._entries: dict[object, Entry] = {}
        self._begun: dict[str, _Begun] = defaultdict(_Begun)
        # The trades of `own` again, by number: each trade is a bit.
        self._bits = {slug: 1 << place for place, slug in enumerate(lexicon.lines)}
        self._own_masks: list[int] = []
        for number, line in enumerate(lexicon.lines.values()):
            self.trades[number] = line
            self._file(number, line.prefixes, line.phrases.every, line.hints.every, line.own)
            for wide in line.within:
                self._parts[wide].append(str(line.slug))
        self.trade_lines = BitMap(self.trades)

    def file(self, number: int, watch: Watch) -> None:
        """Take a watch in, under a number that no other has and no trade: its own codes and words, and its trades."""
        for slug in self.lexicon.held(watch.trades):
            self.picked[slug].add(number)
        if watch.cpv_prefixes or watch.words:
            own = lines.own(watch, self.lexicon)
            self._file(number, watch.cpv_prefixes, own.said, own.vague, own.trades)
            for prefix in own.unsure:
                self.unsure[prefix].add(number)

    def _file(
        self,
        number: int,
        prefixes: Iterable[str],
        said: Iterable[Phrase],
        hints: Iterable[Phrase],
        own: Iterable[str],
    ) -> None:
        if prefixes:
            self.coded.add(number)
        for prefix in prefixes:
            self.prefixes.add(prefix, number)
        for phrase in said:
            self.entry(phrase).said.add(number)
        for phrase in hints:
            self.entry(phrase).hinting.add(number)
        mask = 0
        for slug in own:
            self.own[slug].add(number)
            mask |= self._bits[slug]
        self._own_masks += [0] * (number - len(self._own_masks))
        self._own_masks.append(mask)

    def silenced(self, silences: Collection[str], among: BitMap) -> BitMap:
        """Return which lines `among` these belong to trades, and to none but those that a title is not."""
        some = union(among & self.own[slug] for slug in silences if slug in self.own)
        others, masks = ~sum(self._bits[slug] for slug in silences), self._own_masks
        return BitMap([number for number in some if not masks[number] & others])

    def about(self, slug: str, among: BitMap) -> BitMap:
        """Return which lines `among` these are about a trade."""
        found = (among & self.own.get(slug, NONE)) | (among & self.picked.get(slug, NONE))
        return found | BitMap(
            number for number in among & self.trade_lines if slug in self.trades[number].kin
        )

    def within(self, slug: str, among: BitMap) -> BitMap:
        """Return which lines `among` these are about trades whose jobs are often a part of another one's."""
        trades = among & self.trade_lines
        others = among - trades
        found = BitMap(number for number in trades if slug in self.trades[number].within)
        for part in self._parts.get(slug, ()):
            found |= others & self.own.get(part, NONE)
            found |= others & self.picked.get(part, NONE)
        return found

    def entry(self, phrase: Phrase) -> Entry:
        """Return where the lines that look for a phrase are kept."""
        found = self._entries.get(phrase.same)
        if found is None:
            found = self._entries[phrase.same] = Entry(phrase=phrase, having=self.lexicon.having(phrase))
            begun = self._begun[phrase.first]
            if phrase.exact or (phrase.may_differ and len(phrase.parts) == 1):
                begun.others.append(found)
            elif len(phrase.parts) == 1:
                begun.plain.append(found)
            else:
                begun.followed[phrase.parts[1]].append(found)
        return found

    def met(self, text: Text) -> Iterator[tuple[Entry, int, int]]:
        """Give each phrase that stands in a text: where first, in words, and how often."""
        filed, stems = self._begun, (*text.stems, "")
        for first, places in text.at.items():
            begun = filed.get(first)
            if begun is None:
                continue
            for entry in begun.plain:
                yield entry, places[0], len(places)
            to_see = begun.others
            if followed := begun.followed:
                to_see = [*to_see]
                for second in {stems[place + 1] for place in places}:
                    to_see += followed.get(second, ())
            for entry in to_see:
                if found := words.places(entry.phrase, text):
                    yield entry, found[0], len(found)
