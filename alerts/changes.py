"""What happened to an opportunity between two of its versions: typed events, each with before and after.

There is an event for each part in which `notice.material_changes` sees a change, and for nothing else: how
a source spells a text today is no event. Nothing here reads the clock or the database.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from alerts.deadlines import Deadline
from alerts.notice import LIVE, Change, Kind, Lot, Notice, Stage, VatBasis, lot_meaning, material_changes

Texts = Literal[Change.TITLE, Change.SUMMARY, Change.BUYER]
Codes = Literal[Change.SECTOR, Change.PLACE]


class Turn(StrEnum):
    """What it means that a procurement is at another stage."""

    WENT_LIVE = "went_live"  # it was planned, and one can bid now
    OPEN_AGAIN = "open_again"  # it was over, and is not
    PLANNED_AGAIN = "planned_again"  # one could bid, and cannot yet
    WITHDRAWN = "withdrawn"
    AWARDED = "awarded"
    CLOSED = "closed"  # over, and the buyer does not say that it has chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class StageTurned:
    """The procurement is at another stage."""

    before: Stage
    after: Stage
    turn: Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineMoved:
    """A deadline moved, was set, or is not stated any more."""

    which: Deadline
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """A value as a buyer stated it, in pence."""

    min_pence: int | None
    max_pence: int | None
    vat: VatBasis


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueChanged:
    """The value is another."""

    before: Worth
    after: Worth


@dataclass(frozen=True, slots=True, kw_only=True)
class LotsChanged:
    """Parts that can be won alone came, went, or are not what they were."""

    added: tuple[Lot, ...]
    removed: tuple[Lot, ...]
    changed: tuple[tuple[Lot, Lot], ...]  # as it was, and as it is

    @property
    def before(self) -> tuple[Lot, ...]:
        """The parts that are gone, or were different."""
        return (*self.removed, *(was for was, _ in self.changed))

    @property
    def after(self) -> tuple[Lot, ...]:
        """The parts that are new, or different now."""
        return (*self.added, *(now for _, now in self.changed))


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChanged:
    """A text says something else."""

    part: Texts
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodesChanged:
    """Other sector codes, or other places."""

    part: Codes
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuitabilityChanged:
    """The buyer says of other organisations that it suits them: smaller firms, then charities."""

    before: tuple[bool | None, bool | None]
    after: tuple[bool | None, bool | None]


Event = (
    StageTurned | DeadlineMoved | ValueChanged | LotsChanged | TextChanged | CodesChanged | SuitabilityChanged
)

LOUD = frozenset({Change.STAGE, Change.DEADLINE})
"""The changes that may concern everyone who was told of an opportunity, and not only who saved it."""

_FIRST = (Change.STAGE, Change.DEADLINE, Change.QUESTIONS, Change.VALUE, Change.LOTS)
_OVER = frozenset({Turn.AWARDED, Turn.CLOSED})


def events(before: Notice, after: Notice) -> tuple[Event, ...]:
    """Return what happened between two versions, what matters most first. Empty when nothing did."""
    changed = material_changes(before, after)
    ordered = [*(change for change in _FIRST if change in changed), *changed]
    return tuple(_event(change, before, after) for change in dict.fromkeys(ordered))


def _event(change: Change, before: Notice, after: Notice) -> Event:
    match change:
        case Change.STAGE:
            return StageTurned(before=before.stage, after=after.stage, turn=_turn(before, after))
        case Change.DEADLINE:
            return DeadlineMoved(which=Deadline.BID, before=before.closes_at, after=after.closes_at)
        case Change.QUESTIONS:
            return DeadlineMoved(
                which=Deadline.QUESTIONS, before=before.questions_by, after=after.questions_by
            )
        case Change.VALUE:
            return ValueChanged(before=_worth(before), after=_worth(after))
        case Change.LOTS:
            return _lots(before.lots, after.lots)
        case Change.TITLE | Change.SUMMARY | Change.BUYER:
            return TextChanged(part=change, before=_text(before, change), after=_text(after, change))
        case Change.SECTOR | Change.PLACE:
            return CodesChanged(part=change, before=_codes(before, change), after=_codes(after, change))
        case Change.SUITABILITY:
            return SuitabilityChanged(
                before=(before.suits_sme, before.suits_vcse), after=(after.suits_sme, after.suits_vcse)
            )


def for_everyone(found: Iterable[Event]) -> tuple[Event, ...]:
    """Return what all who were told of an opportunity are to hear. The rest is for those who saved it.

    That it is awarded is bad news for all but one, and no work for anybody: it is shown where they look.
    """
    return tuple(event for event in found if _concerns_everyone(event))


def _concerns_everyone(event: Event) -> bool:
    match event:
        case StageTurned():
            return event.turn not in _OVER
        case DeadlineMoved():
            return event.which is Deadline.BID
        case _:
            return False


def still_matter(found: Iterable[Event], after: Notice, now: datetime) -> tuple[Event, ...]:
    """Return the events without those that nobody can act on any more.

    Of what is over, only that it is. A deadline that moved from one day of the past to another is housekeeping.
    """
    if after.stage not in LIVE:
        return tuple(event for event in found if isinstance(event, StageTurned))
    return tuple(event for event in found if not (isinstance(event, DeadlineMoved) and _is_past(event, now)))


def _is_past(event: DeadlineMoved, now: datetime) -> bool:
    ends = [end for end in (event.before, event.after) if end is not None]
    return all(end <= now for end in ends)


def _turn(before: Notice, after: Notice) -> Turn:
    match after.stage:
        case Stage.WITHDRAWN:
            return Turn.WITHDRAWN
        case Stage.CLOSED:
            return Turn.AWARDED if after.kind is Kind.AWARD else Turn.CLOSED
        case Stage.OPEN:
            return Turn.WENT_LIVE if before.stage is Stage.PLANNED else Turn.OPEN_AGAIN
        case Stage.PLANNED:
            return Turn.PLANNED_AGAIN if before.stage is Stage.OPEN else Turn.OPEN_AGAIN


def _text(notice: Notice, part: Texts) -> str | None:
    match part:
        case Change.TITLE:
            return notice.title
        case Change.SUMMARY:
            return notice.summary
        case Change.BUYER:
            return notice.buyer


def _codes(notice: Notice, part: Codes) -> tuple[str, ...]:
    return notice.cpv_codes if part is Change.SECTOR else notice.regions


def _worth(notice: Notice) -> Worth:
    return Worth(min_pence=notice.value_min_pence, max_pence=notice.value_max_pence, vat=notice.vat)


def _lots(before: tuple[Lot, ...], after: tuple[Lot, ...]) -> LotsChanged:
    """Compare parts by their ids, in the order in which the buyer gives them."""
    old, new = {lot.id: lot for lot in before}, {lot.id: lot for lot in after}
    return LotsChanged(
        added=tuple(lot for lot in after if lot.id not in old),
        removed=tuple(lot for lot in before if lot.id not in new),
        changed=tuple(
            (old[lot.id], lot)
            for lot in after
            if lot.id in old and lot_meaning(old[lot.id]) != lot_meaning(lot)
        ),
    )
