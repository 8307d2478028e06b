"""How it is told that an opportunity changed: a line for each thing, and the status line of what was sent."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from alerts import cpv, places
from alerts.changes import (
    CodesChanged,
    DeadlineMoved,
    Event,
    LotsChanged,
    StageTurned,
    SuitabilityChanged,
    TextChanged,
    Turn,
    ValueChanged,
    Worth,
)
from alerts.deadlines import Deadline, last_day
from alerts.frequency import LONDON
from alerts.notice import Change, Kind, Lot, Notice, Stage
from bot.text import written
from bot.text.written import safe

LOTS_NAMED = 3
LONGEST_VALUE = 150
OPENED = frozenset({Turn.WENT_LIVE, Turn.OPEN_AGAIN})


def message(
    notice: Notice, found: Sequence[Event], source_name: str, now: datetime, *, is_saved: bool
) -> str:
    """Write what happened to an opportunity, what matters most on top, and what still stands."""
    buyer = f"Buyer: {safe(notice.buyer, 120) if notice.buyer else 'not stated'}"
    parts = [
        f"<b>{heading(found)}</b>",
        f"<b>{safe(notice.title, 200)}</b>\n{buyer}",
        "\n".join(_lines(notice, found, now)),
        *([] if not is_saved else _for_savers(notice, found)),
        f"Number: {safe(notice.external_id, 40)} on {safe(source_name, 40)}",
    ]
    return "\n\n".join(part for part in parts if part)


def heading(found: Sequence[Event]) -> str:
    """Name what matters most."""
    match found[0]:
        case StageTurned(turn=turn):
            return _turned(turn)
        case DeadlineMoved(which=Deadline.QUESTIONS):
            return "The deadline for questions moved"
        case DeadlineMoved(before=None):
            return "The deadline is set"
        case DeadlineMoved(after=None):
            return "The deadline is not stated any more"
        case DeadlineMoved(before=before, after=after) if before is not None and after is not None:
            return f"{'More' if after > before else 'Less'} time: the deadline moved"
        case _:
            return "Something changed in what you saved"


def status(notice: Notice, since: Iterable[Event]) -> str:
    """Write the line that an alert has below its title once things are no longer as they were told, or nothing.

    `since` is what happened after it was told.
    """
    published = written.day(notice.released_at.astimezone(LONDON).date())
    match notice.stage:
        case Stage.WITHDRAWN:
            return f"Withdrawn by the buyer on {published}"
        case Stage.CLOSED if notice.kind is Kind.AWARD:
            return f"Awarded. The buyer published this on {published}"
        case Stage.CLOSED:
            return f"Closed by the buyer on {published}"
        case Stage.OPEN | Stage.PLANNED:
            return _moved_or_opened(since)


def _moved_or_opened(since: Iterable[Event]) -> str:
    told = []
    for event in since:
        match event:
            case StageTurned(turn=turn):
                told.append(_turned(turn))
            case DeadlineMoved(which=Deadline.BID, after=after) if after is not None:
                told.append(f"Deadline moved to {_end(after)}")
            case _:
                pass
    return ". ".join(told)


def _turned(turn: Turn) -> str:
    match turn:
        case Turn.WENT_LIVE:
            return "You can bid for this now"
        case Turn.OPEN_AGAIN:
            return "This is open again"
        case Turn.PLANNED_AGAIN:
            return "Nobody can bid for this at the moment"
        case Turn.WITHDRAWN:
            return "Withdrawn by the buyer"
        case Turn.AWARDED:
            return "Awarded"
        case Turn.CLOSED:
            return "Closed by the buyer"


def _lines(notice: Notice, found: Sequence[Event], now: datetime) -> list[str]:
    opened = any(isinstance(event, StageTurned) and event.turn in OPENED for event in found)
    if not opened:
        return [line(event, notice) for event in found]
    # The deadline of the plan was another thing: what counts is the one there is now.
    rest = [event for event in found if not isinstance(event, DeadlineMoved)]
    deadline = "not stated" if notice.closes_at is None else written.deadline(notice.closes_at, now)
    first, *others = [line(event, notice) for event in rest]
    return [first, f"Deadline: {deadline}", *others]


def line(event: Event, notice: Notice) -> str:
    """Write one event with before and after."""
    match event:
        case StageTurned():
            return _stage(event, notice)
        case DeadlineMoved():
            named = "Deadline" if event.which is Deadline.BID else "Questions to the buyer"
            return f"{named}: was {_end(event.before)}, now {_end(event.after)}{_by_how_much(event)}"
        case ValueChanged():
            return f"Value: was {_worth(event.before)}, now {_worth(event.after)}"
        case LotsChanged():
            return _lots(event)
        case TextChanged():
            return _text(event)
        case CodesChanged(part=Change.PLACE):
            before, after = (_cut(places.names(codes)) for codes in (event.before, event.after))
            return f"Place: was {before}, now {after}"
        case CodesChanged():
            before, after = (
                _cut(written.listed(_code(code) for code in codes)) for codes in (event.before, event.after)
            )
            return f"Sector codes: was {before}, now {after}"
        case SuitabilityChanged():
            return f"The buyer says it suits: was {_suits(event.before)}, now {_suits(event.after)}"


def _stage(event: StageTurned, notice: Notice) -> str:
    published = written.day(notice.released_at.astimezone(LONDON).date())
    match event.turn:
        case Turn.WENT_LIVE:
            return "It was planned. Now it is open for bids."
        case Turn.OPEN_AGAIN:
            return f"It was {_over(event.before)}. The buyer opened it again on {published}."
        case Turn.PLANNED_AGAIN:
            return "It was open for bids. Now it is planned again, and nobody can bid yet."
        case Turn.WITHDRAWN:
            return f"The buyer withdrew it on {published}. Nobody can bid for it now."
        case Turn.AWARDED:
            return (
                f"The buyer chose a supplier, and published this on {published}. Nobody can bid for it now."
            )
        case Turn.CLOSED:
            return f"The buyer closed it on {published}. Nobody can bid for it now."


def _over(before: Stage) -> str:
    return "withdrawn" if before is Stage.WITHDRAWN else "closed"


def _for_savers(notice: Notice, found: Sequence[Event]) -> list[str]:
    """Say what becomes of the list, the reminders and the calendar."""
    if notice.stage in {Stage.WITHDRAWN, Stage.CLOSED}:
        return ["It stays on your /saved list until you remove it. I will not remind you of it."]
    moved = [event for event in found if isinstance(event, DeadlineMoved) and event.after is not None]
    if not moved:
        return []
    return ["Your reminders move with it. To move it in your calendar as well, press Add to calendar."]


def _end(deadline: datetime | None) -> str:
    return "not stated" if deadline is None else written.ends(deadline).removeprefix("by ")


def _by_how_much(event: DeadlineMoved) -> str:
    if event.before is None or event.after is None:
        return ""
    way = "later" if event.after > event.before else "earlier"
    days = abs((last_day(event.after) - last_day(event.before)).days)
    return f" ({written.counted(days, 'day')} {way})" if days else f" ({way} on the same day)"


def _worth(worth: Worth) -> str:
    if worth.min_pence is None and worth.max_pence is None:
        return "not stated"
    return written.value(worth.min_pence, worth.max_pence, worth.vat)


def _text(event: TextChanged) -> str:
    match event.part:
        case Change.TITLE:
            return f"Title: was {_quoted(event.before)}, now {_quoted(event.after)}"
        case Change.BUYER:
            return f"Buyer: was {_quoted(event.before)}, now {_quoted(event.after)}"
        case Change.SUMMARY:
            return "Description: the buyer changed the text. Open the notice to read it."


def _quoted(text: str | None) -> str:
    return f"“{safe(text, LONGEST_VALUE)}”" if text else "not stated"


def _lots(event: LotsChanged) -> str:
    told = [
        f"{len(lots)} {what} ({_named(lots)})"
        for what, lots in (("added", event.added), ("removed", event.removed))
        if lots
    ]
    told += [_lot(was, now) for was, now in event.changed[:LOTS_NAMED]]
    if len(event.changed) > LOTS_NAMED:
        told.append(f"{len(event.changed) - LOTS_NAMED} more changed")
    return f"Parts (lots): {'; '.join(told) or 'changed. Open the notice to see how.'}"


def _named(lots: Sequence[Lot]) -> str:
    names = [_name(lot) for lot in lots[:LOTS_NAMED]]
    more = len(lots) - LOTS_NAMED
    return written.listed([*names, f"{more} more"] if more > 0 else names)


def _name(lot: Lot) -> str:
    return f"“{safe(lot.title, 60)}”" if lot.title else f"lot {safe(lot.id, 20)}"


def _lot(was: Lot, now: Lot) -> str:
    before, after = (
        _worth(Worth(min_pence=lot.value_min_pence, max_pence=lot.value_max_pence, vat=lot.vat))
        for lot in (was, now)
    )
    if before == after:
        return f"{_name(now)} changed"
    return f"{_name(now)} was {before}, now {after}"


def _suits(marks: tuple[bool | None, bool | None]) -> str:
    sme, vcse = marks
    groups = ["small or medium firms"] if sme else []
    groups += ["charities", "social enterprises"] if vcse else []
    return written.listed(groups) or "not said"


def _code(code: str) -> str:
    return f"{cpv.name(code)} (CPV {code})"


def _cut(names: str) -> str:
    return safe(names, LONGEST_VALUE) or "not stated"
