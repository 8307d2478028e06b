"""Which of many lines does a notice answer? The same rule as `sectors`, for all of them at once.

A line is a trade, or one supplier's own codes and words; it is known here by a number. Sets of numbers are
roaring bitmaps. Most lines meet a notice by code alone: they fall into a few groups of which all members get
the same points, so each group is added up once. A line whose words stand in the notice is added up alone. What
cannot come to `POSSIBLE` is never looked at.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import product

from pyroaring import BitMap

from alerts import cpv, points, words
from alerts.lines import Lexicon
from alerts.points import CLOSE, POSSIBLE
from alerts.sectors import Seen, Title
from alerts.words import Phrase, Text

_NONE = BitMap()
_DIVISION = 2
_MANY = 2  # phrases in a title; further ones count no more


@dataclass(slots=True)
class Entry:
    """A phrase, and the lines that look for it. `having` are the trades that know it, and may silence it."""

    phrase: Phrase
    having: frozenset[str]
    said: BitMap = field(default_factory=BitMap)
    hinting: BitMap = field(default_factory=BitMap)
    unwanted: BitMap = field(default_factory=BitMap)


@dataclass(frozen=True, slots=True)
class Answers:
    """The numbers of the lines that a notice answers, and of those that it answers closely."""

    possible: BitMap
    close: BitMap


class LineIndex:
    """Lines by the codes, words and trades that make them up."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.trades = BitMap()  # the lines that are trades themselves
        self.coded = BitMap()
        self.under: dict[str, BitMap] = defaultdict(BitMap)
        self.within_code: dict[str, BitMap] = defaultdict(BitMap)  # those with a prefix that begins so
        self.unsure: dict[str, BitMap] = defaultdict(BitMap)
        self.own: dict[str, BitMap] = defaultdict(BitMap)
        self.kin: dict[str, BitMap] = defaultdict(BitMap)
        self.within: dict[str, BitMap] = defaultdict(BitMap)
        self._entries: dict[object, Entry] = {}
        self._by_first: dict[str, list[Entry]] = defaultdict(list)

    def file(
        self,
        number: int,
        *,
        prefixes: Iterable[str],
        said: Iterable[Phrase],
        hints: Iterable[Phrase],
        own: Iterable[str],
        kin: Iterable[str],
        within: Iterable[str],
        unsure: Iterable[str],
    ) -> None:
        """Take a line in, under a number that no other has. The names are those of `lines.Line`."""
        for prefix in prefixes:
            self.coded.add(number)
            self.under[prefix].add(number)
            for length in range(_DIVISION, len(prefix) + 1):
                self.within_code[prefix[:length]].add(number)
        for phrase in said:
            self.entry(phrase).said.add(number)
        for phrase in hints:
            self.entry(phrase).hinting.add(number)
        for filed, keys in ((self.unsure, unsure), (self.own, own), (self.kin, kin), (self.within, within)):
            for key in keys:
                filed[key].add(number)

    def entry(self, phrase: Phrase) -> Entry:
        """Return where the lines that look for a phrase are kept."""
        found = self._entries.get(phrase.same)
        if found is None:
            found = self._entries[phrase.same] = Entry(phrase=phrase, having=self.lexicon.having(phrase))
            self._by_first[phrase.first].append(found)
        return found

    def entries(self) -> Iterator[Entry]:
        """Give every phrase that anybody looks for."""
        return iter(self._entries.values())

    def met(self, text: Text) -> Iterator[tuple[Entry, int, int]]:
        """Give each phrase that stands in a text: where first, in words, and how often."""
        filed = self._by_first
        for first in text.at:
            for entry in filed.get(first, ()):
                if places := words.places(entry.phrase, text):
                    yield entry, places[0], len(places)

    def answers(self, seen: Seen, among: BitMap) -> Answers:
        """Return which of the lines `among` these a notice answers, and which it answers closely."""
        return _Looking(self, seen, among).answers()


@dataclass(slots=True)
class _Said:
    """What of one line's words stands in a notice: the phrases in each title by length, and those in the text."""

    title: list[int] = field(default_factory=list)
    lots: dict[int, list[int]] = field(default_factory=dict)
    text: list[tuple[int, int, int]] = field(default_factory=list)
    hints: int = 0


class _Looking:
    """One notice, looked at for all lines."""

    def __init__(self, index: LineIndex, seen: Seen, among: BitMap) -> None:
        self.index, self.seen, self.among = index, seen, among
        self.covers = [self._under(code) & among for code in seen.codes]
        self.under = BitMap.union(_NONE, *self.covers)
        self.possible, self.close = BitMap(), BitMap()

    def answers(self) -> Answers:
        said, touched = self._said()
        self.among = self.under | BitMap(said)  # nothing else can come to `POSSIBLE`
        silenced = self._silenced(BitMap(said))
        for number, its in said.items():
            self._add(BitMap((number,)), self._points_of(number, its, silenced=number in silenced))
        self._by_code_alone(self.under - touched)
        return Answers(possible=self.possible, close=self.close)

    def _add(self, numbers: BitMap, score: float) -> None:
        if score >= POSSIBLE:
            self.possible |= numbers
        if score >= CLOSE:
            self.close |= numbers

    # By code alone.

    def _under(self, code: str) -> BitMap:
        found = (self.index.under.get(code[:length]) for length in range(1, len(code) + 1))
        return BitMap.union(_NONE, *(numbers for numbers in found if numbers))

    @cached_property
    def sure(self) -> BitMap:
        """Lines of which a prefix that meets is of the trades they belong to, or they belong to none."""
        prefixes = {code[:length] for code in self.seen.codes for length in range(1, len(code) + 1)}
        met = (prefix for prefix in prefixes if prefix in self.index.under)
        found = (self.index.under[prefix] - self.index.unsure.get(prefix, _NONE) for prefix in met)
        return BitMap.union(_NONE, *found) & self.among

    def _by_code_alone(self, lines: BitMap) -> None:
        """Add up groups of lines under a code, of whose words none stands in the notice."""
        if not lines:
            return
        groups = self._by_title(lines)
        for (covered, counted), sure in product(self._by_covered(lines), (True, False)):
            codes = points.under(covered, len(self.seen.codes), sure=sure)
            for (names_it, names_others, silenced), named in groups:
                score = points.total(
                    codes=codes,
                    title=0.0,
                    lots=0.0,
                    text=0.0,
                    hints=0,
                    names=bool(self.seen.named),
                    names_it=names_it,
                    names_others=names_others,
                    codes_others=False,  # counts only for codes that are at odds
                    names_only_it=False,
                    silenced=silenced,
                )
                if score >= POSSIBLE:
                    self._add((counted & named & self.sure) if sure else (counted & named) - self.sure, score)

    def _by_covered(self, lines: BitMap) -> Iterator[tuple[int, BitMap]]:
        """Give the lines by how many of the notice's codes they cover."""
        at_least = [lines]
        for cover in self.covers:
            at_least.append(_NONE)
            for covered in range(len(at_least) - 1, 0, -1):
                more = at_least[covered - 1] & cover
                if more:
                    at_least[covered] = at_least[covered] | more
        for covered in range(1, len(at_least)):
            exactly = at_least[covered] - (at_least[covered + 1] if covered + 1 < len(at_least) else _NONE)
            if exactly:
                yield covered, exactly

    def _by_title(self, lines: BitMap) -> list[tuple[tuple[bool, bool, bool], BitMap]]:
        """Return the lines by what the title's words mean for them: names it, names others, is what it is not."""
        it, others, silenced = lines & self.names_it, lines & self.names_others, self._silenced(lines)
        rest = lines - it
        groups = [((True, False, False), it)]
        for flag, named in ((True, rest & others), (False, rest - others)):
            groups += [((False, flag, True), named & silenced), ((False, flag, False), named - silenced)]
        return [(flags, numbers) for flags, numbers in groups if numbers]

    # What the title names.

    @cached_property
    def names_it(self) -> BitMap:
        """Lines that are about a trade that the title names."""
        return BitMap.union(_NONE, *(self.index.kin.get(slug, _NONE) for slug in self.seen.named))

    @cached_property
    def names_others(self) -> BitMap:
        """Lines that are neither about nor within some trade that the title names."""
        return self._others(self.seen.named)

    @cached_property
    def codes_others(self) -> BitMap:
        """Of those, the lines where a code confirms the other trade."""
        return self._others(self.seen.coded)

    def _others(self, named: Iterable[str]) -> BitMap:
        apart = BitMap()
        for slug in named:
            apart |= self.among - self.index.kin.get(slug, _NONE) - self.index.within.get(slug, _NONE)
        return apart

    @cached_property
    def names_only_it(self) -> BitMap:
        """Lines that are about each trade that the title names."""
        only = self.among
        for slug in self.seen.named:
            only = only & self.index.kin.get(slug, _NONE)
        return only

    def _silenced(self, lines: BitMap) -> BitMap:
        """Return the lines that belong to trades, of which the title is none."""
        silences = self.seen.title.silences
        some = BitMap.union(_NONE, *(self.index.own.get(slug, _NONE) for slug in silences)) & lines
        for slug, numbers in self.index.own.items():
            if not some:
                break
            if slug not in silences:
                some -= numbers
        return some

    # By words, line by line.

    def _said(self) -> tuple[dict[int, _Said], BitMap]:
        """Return what of which line's words stands in the notice, and all lines of which any does.

        Left out are lines that cannot come to `POSSIBLE`.
        """
        index, seen, among = self.index, self.seen, self.among
        said: dict[int, _Said] = defaultdict(_Said)
        in_title, hinted = list(index.met(seen.title.text)), BitMap()
        for entry, _, _ in in_title:
            for number in entry.said & among:
                if not self._means_other(number, entry, seen.title):
                    said[number].title.append(len(entry.phrase.parts))
            hinted |= entry.hinting & among
        for place, lot in enumerate(seen.lots):
            for entry, _, _ in index.met(lot.text):
                for number in entry.said & among:
                    if not self._means_other(number, entry, lot):
                        said[number].lots.setdefault(place, []).append(len(entry.phrase.parts))
        touched = hinted | BitMap(said)
        in_text = [(entry, first, times, lines) for entry, first, times in index.met(seen.text) if (lines := entry.said & among)]
        touched |= BitMap.union(_NONE, *(lines for *_, lines in in_text))
        looked_at = self._may_pass(BitMap(said), hinted, in_text)
        for entry, first, times, lines in in_text:
            for number in lines & looked_at:
                said[number].text.append((len(entry.phrase.parts), first, times))
        for entry, _, _ in in_title:
            for number in entry.hinting & looked_at:
                said[number].hints += 1
        return said, touched

    def _means_other(self, number: int, entry: Entry, title: Title) -> bool:
        """Return whether each of a line's trades that knows a word says that it means other work in a title."""
        own = self.index.own
        knowing = [slug for slug in entry.having if number in own.get(slug, _NONE)]
        return bool(knowing) and title.silences.issuperset(knowing)

    def _may_pass(
        self, named: BitMap, hinted: BitMap, in_text: list[tuple[Entry, int, int, BitMap]]
    ) -> BitMap:
        """Return the lines that may come to `POSSIBLE` with what the text says: all that do, and few others."""
        told = BitMap.union(_NONE, *(lines for *_, lines in in_text))
        may = named | (self.under & (hinted | told))
        standings = list(self._standings((hinted | told) - self.under))
        once, twice = BitMap(), BitMap()
        for entry, first, times, lines in in_text:
            twice |= once & lines
            once |= lines
            text = points.told([(len(entry.phrase.parts), first, times)])
            for codes, numbers in standings:
                if _best(codes, text, 0) >= POSSIBLE:
                    may |= lines & numbers
        for codes, numbers in standings:
            if _best(codes, points.TEXT_CAP, 0) >= POSSIBLE:
                may |= twice & numbers
            if _best(codes, points.TEXT_CAP, _MANY) >= POSSIBLE:
                may |= hinted & told & numbers
            if _best(codes, 0.0, _MANY) >= POSSIBLE:
                may |= hinted & numbers
        return may

    def _standings(self, lines: BitMap) -> Iterator[tuple[float, BitMap]]:
        """Give lines that are under no code, by what the codes count for them."""
        if not self.seen.codes:
            yield points.NO_CODE, lines
            return
        yield points.NO_CODE, lines - self.index.coded
        lines = lines & self.index.coded
        for digits, numbers in self.wider:
            yield points.wider(digits), lines & numbers
            lines = lines - numbers
        yield points.SAME_DIVISION, lines & self.same_division
        yield points.OTHER_DIVISION, lines - self.same_division

    @cached_property
    def wider(self) -> list[tuple[int, BitMap]]:
        """Lines with a prefix under one of the notice's codes, by the digits of that code, the most first."""
        found: dict[int, BitMap] = defaultdict(BitMap)
        for code in {cpv.prefix(code) for code in self.seen.codes}:
            found[len(code)] |= self.index.within_code.get(code, _NONE)
        return sorted(found.items(), reverse=True)

    @cached_property
    def same_division(self) -> BitMap:
        """Lines with a prefix in the division of one of the notice's codes."""
        divisions = {code[:_DIVISION] for code in self.seen.codes}
        return BitMap.union(_NONE, *(self.index.within_code.get(each, _NONE) for each in divisions))

    def _points_of(self, number: int, its: _Said, *, silenced: bool) -> float:
        text = sorted(its.text, key=lambda met: (-met[0], met[1], -met[2]))
        return points.total(
            codes=self._codes_of(number),
            title=points.named(points.IN_TITLE, len(its.title), max(its.title, default=0)),
            lots=max(
                (points.named(points.IN_LOT, len(lot), max(lot)) for lot in its.lots.values()), default=0.0
            ),
            text=points.told(text[: points.TEXT_PHRASES]),
            hints=its.hints,
            names=bool(self.seen.named),
            names_it=number in self.names_it,
            names_others=number in self.names_others,
            codes_others=number in self.codes_others,
            names_only_it=number in self.names_only_it,
            silenced=silenced,
        )

    def _codes_of(self, number: int) -> float:
        covered = sum(number in cover for cover in self.covers) if number in self.under else 0
        if covered:
            return points.under(covered, len(self.seen.codes), sure=number in self.sure)
        if not self.seen.codes or number not in self.index.coded:
            return points.NO_CODE
        for digits, numbers in self.wider:
            if number in numbers:
                return points.wider(digits)
        return points.SAME_DIVISION if number in self.same_division else points.OTHER_DIVISION


@lru_cache(maxsize=4096)
def _best(codes: float, text: float, hints: int) -> float:
    """Return what such codes and text come to at most, whatever trades the title names, if it names none of its words."""
    return points.total(
        codes=codes,
        title=0.0,
        lots=0.0,
        text=text,
        hints=hints,
        names=True,
        names_it=False,
        names_others=False,
        codes_others=False,
        names_only_it=True,
        silenced=False,
    )
