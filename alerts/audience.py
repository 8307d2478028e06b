"""Which watches does a notice concern? An index that answers as `matching.match` would for each watch.

A watch is filed under all that it asks for, and a notice looks up what it says. Nothing here decides anew:
what a code or a word counts is in `points`, the gates are those of `matching` in their order, and a test
compares the two. Why a notice concerns a watch is asked of `matching.match`, when the message is written.

A watch has a number in here, and a new one when it is changed: the old one is struck out. So a change touches a
few bitmaps, and nothing has to be kept of what a watch was filed under. The index is only a copy of the tables;
`alerts.listening` keeps it fresh.
"""

from array import array
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from pyroaring import BitMap

from alerts import lines, matching, places, sectors
from alerts.frequency import NO_SILENCE, Rhythm, Silence, Slot, slot_for
from alerts.line_index import LineIndex
from alerts.lines import lexicon
from alerts.matching import NOTHING_MUTED, Firm, Mutes, Strictness, Watch
from alerts.notice import Notice, is_open

_NONE = BitMap()


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """When a watch is told of what it finds."""

    rhythm: Rhythm
    silence: Silence = NO_SILENCE
    paused_until: datetime | None = None

    def slot(self, now: datetime, version_id: int) -> Slot:
        """Return the message in which it will be told of what is matched now."""
        return slot_for(
            self.rhythm, now, version_id, silence=self.silence, paused_until=self.paused_until
        )


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
        self._picked: dict[str, BitMap] = defaultdict(BitMap)
        self._anything, self._close_only, self._anywhere = BitMap(), BitMap(), BitMap()
        self._at_place: dict[str, BitMap] = defaultdict(BitMap)
        self._within_place: dict[str, BitMap] = defaultdict(BitMap)
        self._from, self._up_to = _Bounds(), _Bounds()
        self._muting: dict[int, tuple[Watch, Mutes]] = {}
        self._on = BitMap()
        self.supplier_ids, self.watch_ids, self.timing_ids = array("Q"), array("Q"), array("I")
        self.timings: list[Timing] = []
        self._timing_ids: dict[Timing, int] = {}
        self._numbers: dict[int, tuple[int, ...]] = {}
        self._trade_lines: dict[int, str] = {}
        self._file_trades()
        for watcher in watchers:
            self.add(watcher)

    def __len__(self) -> int:
        return len(self._on)

    # Taking watches in.

    def add(self, watcher: Watcher) -> None:
        """Take in a watch that is not in yet."""
        number = len(self.watch_ids)
        timing = self._timing_ids.setdefault(watcher.timing, len(self.timings))
        if timing == len(self.timings):
            self.timings.append(watcher.timing)
        self.supplier_ids.append(watcher.supplier_id)
        self.watch_ids.append(watcher.watch_id)
        self.timing_ids.append(timing)
        self._numbers[watcher.supplier_id] = (*self._numbers.get(watcher.supplier_id, ()), number)
        self._on.add(number)
        if watcher.mutes != NOTHING_MUTED:
            self._muting[number] = (watcher.watch, watcher.mutes)
        self._file(number, watcher.watch)

    def strike(self, supplier_id: int) -> None:
        """Let the watches of a supplier go."""
        for number in self._numbers.pop(supplier_id, ()):
            self._on.discard(number)
            self._muting.pop(number, None)

    def _file_trades(self) -> None:
        """Take each trade in as a line of its own: it is judged once for all who picked it."""
        for slug, line in lexicon().lines.items():
            number = self._none(slug)
            self._lines.trades.add(number)
            self._lines.file(
                number,
                prefixes=line.prefixes,
                said=line.phrases.every,
                hints=line.hints.every,
                own=line.own,
                kin=line.kin,
                within=line.within,
                unsure=line.unsure,
            )

    def _none(self, slug: str) -> int:
        """Return a number for a trade, which nobody's watch has."""
        number = len(self.watch_ids)
        for ids in (self.supplier_ids, self.watch_ids, self.timing_ids):
            ids.append(0)
        self._trade_lines[number] = slug
        return number

    def _file(self, number: int, watch: Watch) -> None:
        held = lexicon().held(watch.trades)
        for slug in held:
            self._picked[slug].add(number)
        if watch.cpv_prefixes or watch.words:
            own = lines.own(watch, lexicon())
            kin = own.trades.union(held)
            self._lines.file(
                number,
                prefixes=watch.cpv_prefixes,
                said=own.said,
                hints=own.vague,
                own=own.trades,
                kin=kin,
                within={wide for slug in kin for wide in lexicon().lines[slug].within},
                unsure=own.unsure,
            )
        if sectors.asks_for_nothing(watch):
            self._anything.add(number)
        if watch.strictness is Strictness.CLOSE:
            self._close_only.add(number)
        for phrase in lines.phrases(watch.not_words).every:
            self._lines.entry(phrase).unwanted.add(number)
        self._from.add(number, watch.value_min_pence)
        self._up_to.add(number, watch.value_max_pence)
        if not watch.regions:
            self._anywhere.add(number)
        for place in watch.regions:
            self._at_place[place].add(number)
            for length in range(1, len(place) + 1):
                self._within_place[place[:length]].add(number)

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
        answers = self._lines.answers(seen, among | self._lines.trades)
        wanted = answers.possible - self._close_only
        for found, those in ((answers.possible, among - self._close_only), (answers.close, among)):
            for number in found & self._lines.trades:
                wanted |= self._picked.get(self._trade_lines[number], _NONE) & those
        wanted |= answers.close
        wanted |= self._anything
        wanted &= among
        for number in [number for number in wanted if number in self._muting] if self._muting else ():
            if matching.muted_by(notice, *self._muting[number], source):
                wanted.discard(number)
        return wanted

    def watch_ids_of(self, numbers: Iterable[int]) -> Iterator[int]:
        """Return the ids of watches by their numbers."""
        return map(self.watch_ids.__getitem__, numbers)

    def _placed(self, notice: Notice) -> BitMap:
        """Return who asks for one of the notice's places, or for none, or everybody when it names none."""
        if not notice.regions:
            return self._on
        covered = [
            self._at_place.get(place[:length], _NONE)
            for place in notice.regions
            for length in range(1, len(place) + 1)
        ]
        return BitMap.union(
            self._anywhere, *covered, *(self._within_place.get(place, _NONE) for place in notice.regions)
        )

    def _shut_out(self, notice: Notice) -> BitMap:
        """Return who asks for larger or smaller values than the notice's."""
        span = matching.value_span_pence(notice)
        if span is None:
            return _NONE
        least, most = span
        if matching.may_be_ceiling(notice):
            return self._from.above(most)
        return self._from.above(most) | self._up_to.below(least)


class _Bounds:
    """Numbers by an amount that each may have."""

    def __init__(self) -> None:
        self._amounts: list[int] = []
        self._numbers: dict[int, BitMap] = {}

    def add(self, number: int, amount: int | None) -> None:
        if amount is None:
            return
        if amount not in self._numbers:
            insort(self._amounts, amount)
            self._numbers[amount] = BitMap()
        self._numbers[amount].add(number)

    def above(self, amount: int) -> BitMap:
        return self._union(self._amounts[bisect_right(self._amounts, amount) :])

    def below(self, amount: int) -> BitMap:
        return self._union(self._amounts[: bisect_left(self._amounts, amount)])

    def _union(self, amounts: Iterable[int]) -> BitMap:
        return BitMap.union(_NONE, *(self._numbers[amount] for amount in amounts))
