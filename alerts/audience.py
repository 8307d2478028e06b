"""Which watches does a notice concern? An index that answers as `matching.match` would for each watch.

A watch is filed under all that it asks for, and a notice looks up what it says. Nothing here decides anew:
what a code or a word counts is in `points`, the gates are those of `matching` in their order, and a test
compares the two. Why a notice concerns a watch is asked of `matching.match`, when the message is written.

A watch has a number in here, and a new one when it is changed: the old one is struck out. So a change touches a
few bitmaps, and nothing has to be kept of what a watch was filed under. The index is only a copy of the tables;
`alerts.listening` keeps it fresh.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from pyroaring import BitMap

from alerts import answering, lines, matching, sectors
from alerts.frequency import NO_SILENCE, Frequency, Rhythm, Silence, Slot, slot_for
from alerts.line_index import LineIndex
from alerts.lines import lexicon
from alerts.matching import NOTHING_MUTED, Firm, Mutes, Strictness, Watch
from alerts.notice import Notice, is_open
from alerts.numbered import NONE, ByAmount, ByCode, union
from alerts.sectors import Seen

_SPARE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """When a watch is told of what it finds."""

    rhythm: Rhythm
    silence: Silence = NO_SILENCE
    paused_until: datetime | None = None

    def slot(self, now: datetime, version_id: int) -> Slot:
        """Return the message in which it will be told of what is matched now."""
        return slot_for(self.rhythm, now, version_id, silence=self.silence, paused_until=self.paused_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watcher:
    """A watch that is on: whose it is, what it asks for and when it wants to be told.

    What a paused watch finds waits for its return, and what a supplier wants nothing of waits too.
    """

    supplier_id: int
    watch_id: int
    firm: Firm
    watch: Watch
    rhythm: Rhythm
    paused_until: datetime | None = None
    silence: Silence = NO_SILENCE
    mutes: Mutes = NOTHING_MUTED

    @property
    def timing(self) -> Timing:
        """When it is told of what it finds."""
        return Timing(rhythm=self.rhythm, silence=self.silence, paused_until=self.paused_until)

    def slot(self, now: datetime, version_id: int) -> Slot:
        """Return the message in which it will be told of what is matched now."""
        return self.timing.slot(now, version_id)


class Audience:
    """Everybody who is listening, by what they ask for."""

    def __init__(self, watchers: Iterable[Watcher] = ()) -> None:
        self._lines = LineIndex(lexicon())
        self._anything, self._close_only, self._anywhere = BitMap(), BitMap(), BitMap()
        self._places = ByCode()
        self._placed_at: dict[tuple[str, ...], BitMap] = {}  # what was found for places since the last change
        self._from, self._up_to = ByAmount(), ByAmount()
        self._muting: dict[int, tuple[Watch, Mutes]] = {}
        self._muters, self._on = BitMap(), BitMap()
        self.at_once, self.several = (
            BitMap(),
            BitMap(),
        )  # who is told at once; whose supplier has more watches
        first = len(self._lines.trades)  # a number is a trade's or a watch's
        self.supplier_ids, self.watch_ids = array("Q", [0] * first), array("Q", [0] * first)
        self.timing_ids = array("I", [0] * first)
        self.timings: list[Timing] = []
        self._timing_ids: dict[tuple[Rhythm, Silence, datetime | None], int] = {}
        self._in_order = first  # so many are sorted by supplier, and found by halving
        self._later: dict[int, list[int]] = defaultdict(list)
        for watcher in watchers:
            self.add(watcher)

    def __len__(self) -> int:
        return len(self._on)

    @property
    def is_worn_out(self) -> bool:
        """Whether so many watches were struck out that it is time to begin anew."""
        return len(self.watch_ids) > len(self._lines.trades) + 2 * len(self._on) + _SPARE

    def add(self, watcher: Watcher) -> None:
        """Take in a watch that is not in yet. Those of one supplier next to each other are the quickest to find."""
        number, supplier_id = len(self.watch_ids), watcher.supplier_id
        if others := BitMap(self._numbers(supplier_id)) & self._on:
            self.several |= others
            self.several.add(number)
        if watcher.rhythm.frequency is Frequency.AT_ONCE:
            self.at_once.add(number)
        if number == self._in_order and supplier_id >= self.supplier_ids[-1]:
            self._in_order += 1
        else:
            self._later[supplier_id].append(number)
        self.supplier_ids.append(supplier_id)
        self.watch_ids.append(watcher.watch_id)
        self.timing_ids.append(self._timing(watcher))
        self._on.add(number)
        self._placed_at.clear()
        self._file(number, watcher.watch)
        if watcher.mutes != NOTHING_MUTED:
            self._mute(number, watcher)

    def strike(self, supplier_id: int) -> None:
        """Let the watches of a supplier go."""
        for number in self._numbers(supplier_id):
            self._on.discard(number)
            self._muters.discard(number)
            self._muting.pop(number, None)
        self._later.pop(supplier_id, None)

    def _numbers(self, supplier_id: int) -> list[int]:
        """Return the numbers that a supplier's watches have or had."""
        first = bisect_left(self.supplier_ids, supplier_id, hi=self._in_order)
        last = bisect_right(self.supplier_ids, supplier_id, first, self._in_order)
        return [*range(first, last), *self._later.get(supplier_id, ())]

    def _timing(self, watcher: Watcher) -> int:
        key = watcher.rhythm, watcher.silence, watcher.paused_until
        known = self._timing_ids.get(key)
        if known is None:
            known = self._timing_ids[key] = len(self.timings)
            self.timings.append(watcher.timing)
        return known

    def _mute(self, number: int, watcher: Watcher) -> None:
        """Keep what is muted. A muted trade that was not picked changes nothing."""
        held = lexicon().held(watcher.watch.trades)
        mutes = replace(watcher.mutes, trades=watcher.mutes.trades.intersection(held))
        if mutes != NOTHING_MUTED:
            self._muters.add(number)
            self._muting[number] = watcher.watch, mutes

    def _file(self, number: int, watch: Watch) -> None:
        self._lines.file(number, watch)
        if sectors.asks_for_nothing(watch):
            self._anything.add(number)
        if watch.strictness is Strictness.CLOSE:
            self._close_only.add(number)
        if watch.not_words:
            for phrase in lines.phrases(watch.not_words).every:
                self._lines.entry(phrase).unwanted.add(number)
        if watch.value_min_pence is not None:
            self._from.add(watch.value_min_pence, number)
        if watch.value_max_pence is not None:
            self._up_to.add(watch.value_max_pence, number)
        for place in watch.regions:
            self._places.add(place, number)
        if not watch.regions:
            self._anywhere.add(number)

    # Asking.

    def of(self, notice: Notice, now: datetime, source: str | None = None) -> BitMap:
        """Return the numbers of the watches that `notice` is for, as `matching.match` decides.

        `source` is the slug of where the notice comes from, for suppliers who have muted one.
        """
        if not is_open(notice, now):
            return BitMap()
        seen = sectors.see(notice, lexicon())
        among = self._on & self._placed(notice)
        among -= self._shut_out(notice)
        for entry, _, _ in self._lines.met(seen.title.text):
            among -= entry.unwanted
        wanted = self._answering(seen, among) | (among & self._anything)
        for number in wanted & self._muters:
            if matching.muted_by(notice, *self._muting[number], source):
                wanted.discard(number)
        return wanted

    def _answering(self, seen: Seen, among: BitMap) -> BitMap:
        """Return those `among` these whom the notice answers by trade, code or word, closely enough for each."""
        answers = answering.answers(self._lines, seen, among | self._lines.trade_lines)
        wanted = BitMap()
        for found, those in ((answers.possible, among - self._close_only), (answers.close, among)):
            wanted |= found & those
            for number in found & self._lines.trade_lines:
                wanted |= self._lines.picked.get(str(self._lines.trades[number].slug), NONE) & those
        return wanted

    def watch_ids_of(self, numbers: Iterable[int]) -> Iterator[int]:
        """Return the ids of watches by their numbers."""
        return map(self.watch_ids.__getitem__, numbers)

    def _placed(self, notice: Notice) -> BitMap:
        """Return who asks for one of the notice's places, or for none, or everybody when it names none."""
        if not notice.regions:
            return self._on
        found = self._placed_at.get(notice.regions)
        if found is None:
            covered = (
                of(place) for place in notice.regions for of in (self._places.over, self._places.beneath)
            )
            found = self._placed_at[notice.regions] = self._anywhere | union(covered)
        return found

    def _shut_out(self, notice: Notice) -> BitMap:
        """Return who asks for larger or smaller values than the notice's."""
        span = matching.value_span_pence(notice)
        if span is None:
            return NONE
        least, most = span
        if matching.may_be_ceiling(notice):
            return self._from.above(most)
        return self._from.above(most) | self._up_to.below(least)
