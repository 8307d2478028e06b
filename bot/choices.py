"""What a press or typed words on a screen of /watch change, or the screen that says why they cannot.

Pure: the handler makes the change.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from alerts import codes, cpv, edits, places, sectors, suppliers, typed_words, watches
from alerts.frequency import Frequency, QuietHours
from alerts.matching import BasedIn, OrganisationType, Size, Strictness
from alerts.suppliers import Subject
from alerts.tables import DeliveryKind
from alerts.trades import TRADES
from alerts.typed_words import Parsed
from bot import quiet_hours, ranges
from bot.buttons import Press
from bot.drafts import Form, Step
from bot.quiet_hours import Either, Unread
from bot.ranges import End, Limits
from bot.screens import Screen, about_you
from bot.screens import watching as screens
from bot.screens.watch_buttons import NONE, OFF, ON, back
from bot.text import about_you as about_text
from bot.text import watches as watches_text
from bot.text import watching as text

LONGEST_WORD = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Nothing changes. `screen` says why, or offers what was perhaps meant; `keep` is what to remember of it."""

    screen: Screen
    keep: str = ""


Changes = Mapping[str, Any]
"""Fields of the watch, or of the supplier, by name, as they are to be."""

Choice = Changes | Refused

Value = TypeVar("Value", bound=str)


def pressed(subject: Subject, press: Press, form: Form | None) -> Choice:
    """Return what a press changes; nothing when it carries what we never offered.

    `form` holds what was typed before the press, for a button that takes it.
    """
    match press.value():
        case "code" if press.value(2) == ON and codes.exists(press.value(1)):
            return _with_code(subject, cpv.prefix(press.value(1)), ON)
        case "range":
            limits = _range(press)
            return {} if limits is None else _limits(subject, limits)
        case "typed" if form is not None and form.first("typed"):
            if form.step is Step.WATCH_TRADES:
                return _words(subject, Step.WORDS, "\n".join([*subject.watch.words, form.first("typed")]))
            return _words(subject, form.step, form.first("typed"))
        case _:
            return _allowed(subject, _of_the_watch(subject, press) or _of_the_supplier(subject, press))


def typed(subject: Subject, step: Step, said: str) -> Choice:
    """Return what typed words change."""
    if step in {Step.WORDS, Step.NOT_WORDS}:
        return _words(subject, step, said)
    said = " ".join(said.split())
    match step:
        case Step.PLACE:
            found = places.codes(said[:LONGEST_WORD])
            if not found:
                return Refused(screen=screens.place(subject, text.place_unknown(said)))
            return {"regions": found}
        case Step.CODES:
            return _codes(subject, said)
        case Step.VALUE | Step.VALUE_MAX:
            return _value(subject, said, End.HIGHEST)
        case Step.VALUE_MIN:
            return _value(subject, said, End.LOWEST)
        case Step.QUIET:
            return _quiet(subject, said)
        case Step.NAME:
            return _name(subject, said)
        case _:
            kept = said[:LONGEST_WORD]
            return Refused(screen=screens.suggested(subject, kept), keep=kept)


def _allowed(subject: Subject, changes: Changes) -> Choice:
    if suppliers.asks(subject.watch) and sectors.asks_for_nothing(edits.watch_with(subject, changes)):
        return Refused(screen=screens.keep_something(subject))
    return changes


def _of_the_watch(subject: Subject, press: Press) -> Changes:
    value, number = press.value(1), press.number(1)
    frequency, strictness = press.member(Frequency, 1), press.member(Strictness, 1)
    match press.value():
        case "trades" if value in TRADES:
            return {"trades": _set(subject.watch.trades, value, press.value(2))}
        case "code" if codes.exists(value):
            return {"cpv_prefixes": _set(subject.watch.cpv_prefixes, cpv.prefix(value), press.value(2))}
        case "frequency" if frequency is not None:
            return {"frequency": frequency}
        case "hour" if number in screens.HOURS:
            return {"hour": number}
        case "weekday" if number in range(7):
            return {"weekday": number}
        case "place" if number is not None and number < len(screens.PLACES):
            place = screens.PLACES[number]
            return {"regions": () if place == screens.ANYWHERE else places.codes(place)}
        case "strictness" if strictness is not None:
            return {"strictness": strictness}
        case "words" | "not_words" if value == NONE:
            return {press.value(): ()}
        case _:
            return {}


def _of_the_supplier(subject: Subject, press: Press) -> Changes:
    number, base = press.number(1), press.member(BasedIn, 1)
    kind, size = press.member(OrganisationType, 1), press.member(Size, 1)
    about = press.member(DeliveryKind, 1)
    match press.value():
        case "size" if number is not None and number in about_you.COMFORTABLE_POUNDS:
            return {"comfortable_max_pence": number * 100}
        case "kind" if kind is not None:
            return {"organisation_type": kind}
        case "people" if size is not None:
            return {"size": size}
        case "based" if base is not None:
            return {"based_in": base}
        case "quiet":
            return _hours(press)
        case "kinds" if about in about_you.CAN_BE_TURNED_OFF and about is not None:
            off = _set(subject.supplier.turned_off, about, OFF if press.value(2) == ON else ON)
            return {"turned_off": tuple(sorted(off))}
        case _:
            return {}


def _hours(press: Press) -> Changes:
    """Return the quiet hours that a button carries; nothing when it carries none of ours."""
    if press.value(1) == press.value(2) == NONE:
        return _quiet_as(None)
    start, until = press.number(1), press.number(2)
    if start not in range(24) or until not in range(24) or start is None or until is None or start == until:
        return {}
    return _quiet_as(QuietHours(start=start, until=until))


def _quiet_as(hours: QuietHours | None) -> Changes:
    return {
        "quiet_from": None if hours is None else hours.start,
        "quiet_until": None if hours is None else hours.until,
    }


def _quiet(subject: Subject, said: str) -> Choice:
    found = quiet_hours.read(said)
    match found:
        case Unread():
            return Refused(screen=about_you.quiet(subject, about_text.quiet_not_understood(said, found)))
        case Either():
            return Refused(screen=about_you.which_quiet(subject, said, found))
        case _:
            return _quiet_as(found)


def _name(subject: Subject, said: str) -> Choice:
    name = watches.read_name(said, subject.profile, of=subject.watch)
    if isinstance(name, watches.Refused):
        return Refused(screen=screens.name(subject, watches_text.name_refused(said, name)))
    return {"name": name}


def _set(now: tuple[Value, ...], value: Value, state: str) -> tuple[Value, ...]:
    """Return a list with a value in it or not, as the button says; an old one that does not say turns it over."""
    wanted = state == ON if state in {ON, OFF} else value not in now
    left = tuple(kept for kept in now if kept != value)
    if not wanted:
        return left
    return now if value in now else (*now, value)


def _words(subject: Subject, step: Step, said: str) -> Choice:
    found = typed_words.parse(said)
    parts = (*found.words, *found.not_words)
    if len(parts) > screens.MOST_WORDS or any(len(part) > LONGEST_WORD for part in parts):
        return Refused(screen=Screen(text=text.too_many_words(screens.MOST_WORDS), rows=[back(subject)]))
    if found.refused or not parts:
        nearest = _nearest(found)
        return Refused(screen=screens.useless_words(subject, found.refused, nearest), keep=nearest)
    if step is Step.NOT_WORDS:
        return _allowed(subject, {"not_words": parts})  # with a minus or without, here they are to avoid
    changes: dict[str, Any] = {"words": found.words} if found.words else {}
    if found.not_words:
        changes["not_words"] = tuple(dict.fromkeys([*subject.watch.not_words, *found.not_words]))
    return _allowed(subject, changes)


def _nearest(found: Parsed) -> str:
    """Return what was typed as it would do, with the nearest in place of what was refused."""
    near = [refused.nearest for refused in found.refused if refused.nearest is not None]
    return "\n".join([*found.words, *near, *(f"-{word}" for word in found.not_words)])


def _codes(subject: Subject, said: str) -> Choice:
    typed = said[:LONGEST_WORD]
    exact = cpv.code(typed) if codes.is_number(typed) else None
    if exact is not None:
        return _with_code(subject, cpv.prefix(exact), ON)
    # Words are only ever offered codes: one name may be of the thing, and another of the work with it.
    near = tuple(dict.fromkeys(cpv.prefix(code) for code in codes.search(typed, screens.CODES_OFFERED)))
    if not near:
        return Refused(screen=Screen(text=text.no_code_found(said), rows=[back(subject)]))
    head = text.no_such_code(said) if codes.is_number(typed) else text.codes_found(said)
    return Refused(screen=screens.codes_offered(subject, head, near))


def _with_code(subject: Subject, prefix: str, state: str) -> Choice:
    after = _set(subject.watch.cpv_prefixes, prefix, state)
    if len(after) > screens.MOST_CODES:
        return Refused(screen=Screen(text=text.too_many_codes(screens.MOST_CODES), rows=[back(subject)]))
    return {"cpv_prefixes": after}


def _value(subject: Subject, said: str, alone: End) -> Choice:
    limits = ranges.read(said, screens.limits_of(subject), alone)
    if limits is None:
        return Refused(screen=screens.value(subject, text.value_not_understood(said)))
    return _limits(subject, limits)


def _limits(subject: Subject, limits: Limits) -> Choice:
    if limits.upside_down:
        return Refused(screen=screens.upside_down(subject, limits))
    low, high = limits.lowest, limits.highest
    return {
        "value_min_pence": None if low is None else low * 100,
        "value_max_pence": None if high is None else high * 100,
    }


def _range(press: Press) -> Limits | None:
    """Return the limits that a button carries, or None when it carries none of ours."""
    ends = []
    for place in (1, 2):
        number = press.number(place)
        if number is None and press.value(place) != NONE:
            return None
        ends.append(number)
    return Limits(lowest=ends[0], highest=ends[1])
