"""Which of many lines does a notice answer? The same rule as `sectors`, for all of them at once.

Most lines meet a notice by code alone: they fall into a few groups of which all members get the same points, so
each group is added up once. A line whose words stand in the notice is added up alone. What cannot come to
`POSSIBLE` is never looked at. `points` adds up, here and in `sectors`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import product

from pyroaring import BitMap

from alerts import cpv, points
from alerts.line_index import Entry, LineIndex
from alerts.numbered import NONE, union
from alerts.points import CLOSE, POSSIBLE
from alerts.sectors import Seen, Title

_DIVISION = 2
_MANY = 2  # phrases in a title; further ones count no more


@dataclass(frozen=True, slots=True)
class Answers:
    """The numbers of the lines that a notice answers, and of those that it answers closely."""

    possible: BitMap
    close: BitMap


def answers(index: LineIndex, seen: Seen, among: BitMap) -> Answers:
    """Return which of the lines `among` these a notice answers, and which it answers closely."""
    return _Looking(index, seen, among).answers()


_Told = tuple[int, int, int]
"""A phrase in the text: of how many words, where first, how often."""


@dataclass(slots=True)
class _Said:
    """What of one line's words stands in a notice: the phrases in each title by length, and those in the text."""

    title: list[int] = field(default_factory=list)
    lots: dict[int, list[int]] = field(default_factory=dict)
    text: list[_Told] = field(default_factory=list)
    hints: int = 0


class _Looking:
    """One notice, looked at for all lines."""

    def __init__(self, index: LineIndex, seen: Seen, among: BitMap) -> None:
        self.index, self.seen, self.among = index, seen, among
        self.covers = [index.prefixes.over(code) & among for code in seen.codes]
        self.under = union(self.covers)
        self.possible, self.close = BitMap(), BitMap()

    def answers(self) -> Answers:
        said, touched = self._said()
        self.among = self.under | BitMap(said)  # nothing else can come to `POSSIBLE`
        for number, its in said.items():
            self._add(BitMap((number,)), self._points_of(number, its))
        self._by_code_alone(self.under - touched)
        return Answers(possible=self.possible, close=self.close)

    def _add(self, numbers: BitMap, score: float) -> None:
        if score >= POSSIBLE:
            self.possible |= numbers
        if score >= CLOSE:
            self.close |= numbers

    # By code alone.

    @cached_property
    def sure(self) -> BitMap:
        """Lines of which a prefix that meets is of the trades they belong to, or they belong to none."""
        index = self.index
        beginnings = {code[:length] for code in self.seen.codes for length in range(1, len(code) + 1)}
        prefixes = [prefix for prefix in beginnings if prefix in index.prefixes]
        doubted = union(self.among & index.unsure[prefix] for prefix in prefixes if prefix in index.unsure)
        if not doubted:
            return self.under
        certain = union(
            (index.prefixes.at(prefix) & doubted) - index.unsure.get(prefix, NONE) for prefix in prefixes
        )
        return (self.under - doubted) | certain

    def _by_code_alone(self, numbers: BitMap) -> None:
        """Add up groups of lines under a code, of whose words none stands in the notice."""
        if not numbers:
            return
        groups = self._by_title(numbers)
        for (covered, counted), sure in product(self._by_covered(numbers), (True, False)):
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

    def _by_covered(self, numbers: BitMap) -> Iterator[tuple[int, BitMap]]:
        """Give lines by how many of the notice's codes they cover."""
        at_least = [numbers]
        for cover in self.covers:
            at_least.append(NONE)
            for covered in range(len(at_least) - 1, 0, -1):
                more = at_least[covered - 1] & cover
                if more:
                    at_least[covered] = at_least[covered] | more
        for covered in range(1, len(at_least)):
            exactly = at_least[covered] - (at_least[covered + 1] if covered + 1 < len(at_least) else NONE)
            if exactly:
                yield covered, exactly

    def _by_title(self, numbers: BitMap) -> list[tuple[tuple[bool, bool, bool], BitMap]]:
        """Return lines by what the title's words mean for them: names it, names others, is what it is not."""
        it, others, silenced = (
            numbers & those for those in (self.names_it, self.names_others, self.silenced)
        )
        rest = numbers - it
        groups = [((True, False, False), it)]
        for flag, named in ((True, rest & others), (False, rest - others)):
            groups += [((False, flag, True), named & silenced), ((False, flag, False), named - silenced)]
        return [(flags, some) for flags, some in groups if some]

    # What the title names.

    @cached_property
    def about(self) -> dict[str, BitMap]:
        """For each trade that the title names, the lines that are about it."""
        return {slug: self.index.about(slug, self.among) for slug in self.seen.named}

    @cached_property
    def apart(self) -> dict[str, BitMap]:
        """For each trade that the title names, the lines that are neither about it nor within it."""
        return {
            slug: left - self.index.within(slug, left)
            for slug, about in self.about.items()
            if (left := self.among - about)
        }

    @cached_property
    def names_it(self) -> BitMap:
        """Lines that are about a trade that the title names."""
        return union(self.about.values())

    @cached_property
    def names_others(self) -> BitMap:
        """Lines that are neither about nor within some trade that the title names."""
        return union(self.apart.values())

    @cached_property
    def codes_others(self) -> BitMap:
        """Of those, the lines where a code confirms the other trade."""
        return union(self.apart[slug] for slug in self.seen.coded if slug in self.apart)

    @cached_property
    def names_only_it(self) -> BitMap:
        """Lines that are about each trade that the title names."""
        return BitMap.intersection(self.among, *self.about.values()) if self.about else self.among

    @cached_property
    def silenced(self) -> BitMap:
        """Lines that belong to trades, of which the title is none."""
        return self.index.silenced(self.seen.title.silences, self.among)

    # By words, line by line.

    def _said(self) -> tuple[dict[int, _Said], BitMap]:
        """Return what of which line's words stands in the notice, and all lines of which any does.

        Left out are lines that cannot come to `POSSIBLE`.
        """
        said: dict[int, _Said] = defaultdict(_Said)
        in_title = [entry for entry, _, _ in self.index.met(self.seen.title.text)]
        for number, length in self._in(self.seen.title, in_title):
            said[number].title.append(length)
        for place, lot in enumerate(self.seen.lots):
            for number, length in self._in(lot, [entry for entry, _, _ in self.index.met(lot.text)]):
                said[number].lots.setdefault(place, []).append(length)
        hinted = union(entry.hinting & self.among for entry in in_title)
        told = self._told()
        met = BitMap(said)
        touched = met | hinted | BitMap(told)
        for number in touched - met - self._hopeless(hinted):
            if number in self.under or self._may_pass(number, told.get(number, []), hinted):
                met.add(number)
        for number in met:
            said[number].text = told.get(number, [])
        for entry in in_title:
            for number in entry.hinting & met:
                said[number].hints += 1
        return said, touched

    def _told(self) -> dict[int, list[_Told]]:
        """Return the phrases in the text, by the lines that look for them."""
        told: dict[int, list[_Told]] = defaultdict(list)
        for entry, first, times in self.index.met(self.seen.text):
            how = (len(entry.phrase.parts), first, times)
            for number in entry.said & self.among:
                told[number].append(how)
        return told

    def _in(self, title: Title, met: Iterable[Entry]) -> Iterator[tuple[int, int]]:
        """Give each line of which a phrase stands in a title, with how many words it has."""
        for entry in met:
            for number in entry.said & self.among:
                if not self._means_other(number, entry, title):
                    yield number, len(entry.phrase.parts)

    def _means_other(self, number: int, entry: Entry, title: Title) -> bool:
        """Return whether each of a line's trades that knows a word says that it means other work in a title."""
        own = self.index.own
        knowing = [slug for slug in entry.having if number in own.get(slug, NONE)]
        return bool(knowing) and title.silences.issuperset(knowing)

    def _hopeless(self, hinted: BitMap) -> BitMap:
        """Return lines of other divisions, for which no text says enough if no word of the title helps."""
        if not self.seen.codes or _best(points.OTHER_DIVISION, points.TEXT_CAP, 0) >= POSSIBLE:
            return NONE
        return self.index.coded - self.same_division - hinted

    def _may_pass(self, number: int, text: list[_Told], hinted: BitMap) -> bool:
        """Return whether a line may come to `POSSIBLE` with what the text says."""
        hints = _MANY if number in hinted else 0
        return _best(self._codes_of(number), _text(text), hints) >= POSSIBLE

    @cached_property
    def wider(self) -> list[tuple[int, BitMap]]:
        """Lines with a prefix under one of the notice's codes, by the digits of that code, the most first."""
        found: dict[int, BitMap] = defaultdict(BitMap)
        for code in {cpv.prefix(code) for code in self.seen.codes}:
            found[len(code)] |= self.index.prefixes.beneath(code)
        return sorted(found.items(), reverse=True)

    @cached_property
    def same_division(self) -> BitMap:
        """Lines with a prefix in the division of one of the notice's codes."""
        divisions = {code[:_DIVISION] for code in self.seen.codes}
        return union(self.index.prefixes.beneath(division) for division in divisions)

    def _points_of(self, number: int, its: _Said) -> float:
        return points.total(
            codes=self._codes_of(number),
            title=points.named(points.IN_TITLE, len(its.title), max(its.title, default=0)),
            lots=max(
                (points.named(points.IN_LOT, len(lot), max(lot)) for lot in its.lots.values()), default=0.0
            ),
            text=_text(its.text),
            hints=its.hints,
            names=bool(self.seen.named),
            names_it=number in self.names_it,
            names_others=number in self.names_others,
            codes_others=number in self.codes_others,
            names_only_it=number in self.names_only_it,
            silenced=number in self.silenced,
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


def _text(phrases: list[_Told]) -> float:
    """Return what phrases in the text count: the longest do, then the first."""
    if len(phrases) > 1:
        phrases = sorted(phrases, key=lambda told: (-told[0], told[1], -told[2]))
    return points.told(phrases[: points.TEXT_PHRASES])


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
