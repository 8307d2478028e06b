"""How a change of a watch is written: as a question, as done, and what it means for the last 30 days."""

import html
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from alerts import cpv, places
from alerts.edits import Edit, Fields
from alerts.frequency import Frequency
from alerts.matching import Strictness
from alerts.shortlist import Comparison, Shortlisted
from alerts.tables import DeliveryKind
from alerts.trades import TRADES
from bot.text import about_you, written
from bot.text.joining import WEEKDAYS
from bot.text.written import safe

EXAMPLES = 3
NAMED = 6
TITLE = 80
QUOTES = '"“”'


def phrase(before: Fields, after: Fields) -> str:
    """Write a change of fields of a watch in the middle of a sentence: look in Scotland too."""
    return "; ".join(_phrases(before, after))


def label(edit: Edit) -> str:
    """Write a change on a button, which shows text as it is: Look in Scotland too."""
    change = html.unescape(phrase(edit.before, edit.after))
    if edit.called is None or edit.of_supplier:
        return written.capital(change)
    return f"“{edit.called}”: {change}"


def proposed(edit: Edit, effect: str) -> str:
    """Propose a change. Nothing is changed yet."""
    return f"<b>{question(edit)}</b>{_after(effect)}\n\nNothing changes before you say yes."


def question(edit: Edit) -> str:
    """Write a change as a question: Look in Scotland too?"""
    change = phrase(edit.before, edit.after)
    where = _where(edit)
    return f"{written.capital(where)}: {change}?" if where else f"{written.capital(change)}?"


def made(edit: Edit, effect: str) -> str:
    """Say what was changed."""
    where = _where(edit)
    heading = f"Changed as you asked, {where}:" if where else "Changed as you asked:"
    return f"<b>{heading}</b> {phrase(edit.before, edit.after)}.{_after(effect)}"


def undone(edit: Edit, effect: str) -> str:
    """Say that a change was taken back."""
    where = _where(edit)
    change = f"{where}, {phrase(edit.before, edit.after)}" if where else phrase(edit.before, edit.after)
    return f"<b>Undone.</b> Everything is as it was before this change: {change}.{_after(effect)}"


def _where(edit: Edit) -> str:
    """Name the watch that a change is about; nothing where there is no other, or the change itself says it."""
    return (
        ""
        if edit.called is None or edit.of_supplier or "name" in edit.after
        else f"in your watch “{safe(edit.called, 60)}”"
    )


def overtaken() -> str:
    """Answer a press about something that was changed in another way since."""
    return (
        "<b>I changed nothing.</b> You have changed this in another way since. "
        "Send /watch to see how it is now."
    )


def left() -> str:
    """Confirm that nothing was changed."""
    return "Nothing was changed."


def effect(found: Comparison | None, called: str | None = None) -> str:
    """Write what an edit means for the last 30 days; nothing for one that changes only the times.

    `called` names the watch for a supplier who has several: what the others find does not count.
    """
    if found is None:
        return ""
    count = f"<b>{len(found.after) or 'none'}</b> of the notices that I know from the last 30 days"
    through = "" if called is None else f" through “{safe(called, 60)}”"
    lines = [
        f"With this, {count} would have come to you{through}{', for example:' if found.after else '.'}",
        *(f"{number}. {_title(item)}" for number, item in enumerate(found.after[:EXAMPLES], 1)),
        _difference(len(found.added), len(found.lost)),
        _named("Added", found.added),
        _named("Dropped", found.lost),
    ]
    return "\n".join(line for line in lines if line)


def _difference(added: int, lost: int) -> str:
    if added and lost:
        return f"This adds {added} and drops {lost}."
    if added or lost:
        return f"This adds {added}." if added else f"This drops {lost}."
    return "This adds none and drops none."


def _named(what: str, items: Sequence[Shortlisted]) -> str:
    if not items:
        return ""
    titles = [f"“{_title(item)}”" for item in items[:EXAMPLES]]
    more = len(items) - len(titles)
    return f"{what}: {written.listed([*titles, f'{more} more'] if more else titles)}."


def _title(item: Shortlisted) -> str:
    return safe(item.notice.title, TITLE)


def _after(text: str) -> str:
    return f"\n\n{text}" if text else ""


def _phrases(before: Fields, after: Fields) -> Iterator[str]:
    for name, value in after.items():
        yield from _WRITERS[name](before[name], value)


def _listed(
    add: Callable[[str], str], take: Callable[[str], str], call: Callable[[str], str]
) -> Callable[[Sequence[str], Sequence[str]], Iterator[str]]:
    """Return what writes the change of a list: what is new in it, then what is gone."""

    def write(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
        new = [call(value) for value in after if value not in before]
        gone = [call(value) for value in before if value not in after]
        if new:
            yield add(_few(new))
        if gone:
            yield take(_few(gone))
        if not new and not gone:
            yield "put them in another order"

    return write


def _few(names: Sequence[str]) -> str:
    """List some of many, so that a message of them is never too long."""
    more = len(names) - NAMED
    return written.listed(names if more <= 0 else [*names[:NAMED], f"{more} more"])


def _regions(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    if not after:
        yield "look anywhere in the world"
    elif before and set(before) < set(after):
        yield f"look in {safe(places.names([code for code in after if code not in before]), 200)} too"
    elif before and all(region.startswith(tuple(after)) for region in before):
        yield f"look in all of {safe(places.names(after), 200)}"
    else:
        yield f"only places in {safe(places.names(after), 200)}"


def _most(before: int | None, after: int | None) -> Iterator[str]:
    if after is None:
        yield "no highest value"
    else:
        only = " only" if before is None or after < before else ""
        yield f"contracts up to {written.pounds(after)}{only}"


def _least(before: int | None, after: int | None) -> Iterator[str]:
    if after is None:
        yield "no lowest value"
    else:
        only = " only" if before is None or after > before else ""
        yield f"contracts of {written.pounds(after)} or more{only}"


def _strictness(_before: Strictness, after: Strictness) -> Iterator[str]:
    match after:
        case Strictness.CLOSE:
            yield "only close matches"
        case Strictness.POSSIBLE:
            yield "possible matches too"


def _frequency(before: Frequency, after: Frequency) -> Iterator[str]:
    yield f"hear {_often(after)} instead of {_often(before)}"


def _often(frequency: Frequency) -> str:
    match frequency:
        case Frequency.AT_ONCE:
            return "at once"
        case Frequency.DAILY:
            return "daily"
        case Frequency.WEEKLY:
            return "weekly"


def _quiet_from(after: int | None) -> str:
    return "have no quiet hours" if after is None else f"begin the quiet hours at {written.hour(after)}"


def _trade(slug: str) -> str:
    return safe(TRADES[slug].name if slug in TRADES else slug, 60)


def _code(prefix: str) -> str:
    return f"“{safe(cpv.name(prefix), 60)}” (CPV {safe(prefix, 10)})"


def _word(word: str) -> str:
    return f"“{safe(word.strip(QUOTES), 60)}”"


_WRITERS: Mapping[str, Callable[[Any, Any], Iterator[str]]] = {
    "trades": _listed(
        lambda names: f"look for the trade {names} too",
        lambda names: f"stop looking for the trade {names}",
        _trade,
    ),
    "cpv_prefixes": _listed(
        lambda names: f"look for the sector code {names} too",
        lambda names: f"stop looking for the sector code {names}",
        _code,
    ),
    "words": _listed(lambda names: f"look for {names} too", lambda names: f"stop looking for {names}", _word),
    "not_words": _listed(
        lambda names: f"stop sending notices with the word {names}",
        lambda names: f"send notices with the word {names} again",
        _word,
    ),
    "regions": _regions,
    "value_min_pence": _least,
    "value_max_pence": _most,
    "strictness": _strictness,
    "frequency": _frequency,
    "hour": lambda _before, after: iter([f"write at {written.hour(after)}"]),
    "weekday": lambda _before, after: iter([f"write on {WEEKDAYS[after]}"]),
    "name": lambda before, after: iter(
        [f"call the watch “{safe(before, 60)}” by the name “{safe(after, 60)}”"]
    ),
    "quiet_from": lambda _before, after: iter([_quiet_from(after)]),
    "quiet_until": lambda _before, after: iter(
        [] if after is None else [f"end the quiet hours at {written.hour(after)}"]
    ),
    "turned_off": _listed(
        lambda kinds: f"send no {kinds}",
        lambda kinds: f"send {kinds} again",
        lambda its: about_you.kind(DeliveryKind(its)),
    ),
}
"""One writer for each field that an edit may change."""
