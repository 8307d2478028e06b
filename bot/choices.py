"""What a press or typed words on a screen of /watch change, or the screen that says why they cannot.

Pure: the handler makes the change.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from alerts import codes, cpv, edits, places, sectors, typed_words
from alerts.frequency import Frequency
from alerts.matching import BasedIn, OrganisationType, Size, Strictness
from alerts.suppliers import Profile
from alerts.trades import TRADES
from alerts.typed_words import Parsed
from bot import ranges
from bot.buttons import Press
from bot.drafts import Form, Step
from bot.ranges import End, Limits
from bot.screens import Screen
from bot.screens import watching as screens
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


def pressed(profile: Profile, press: Press, form: Form | None) -> Choice:
    """Return what a press changes; nothing when it carries what we never offered.

    `form` holds what was typed before the press, for a button that takes it.
    """
    match press.value():
        case "code" if press.value(2) == screens.ON and codes.exists(press.value(1)):
            return _with_code(profile.watch.cpv_prefixes, cpv.prefix(press.value(1)), screens.ON)
        case "range":
            limits = _range(press)
            return {} if limits is None else _limits(limits)
        case "typed" if form is not None and form.first("typed"):
            if form.step is Step.WATCH_TRADES:
                return _words(profile, Step.WORDS, "\n".join([*profile.watch.words, form.first("typed")]))
            return _words(profile, form.step, form.first("typed"))
        case _:
            return _allowed(profile, _of_the_watch(profile, press) or _of_the_supplier(press))


def typed(profile: Profile, step: Step, said: str) -> Choice:
    """Return what typed words change."""
    if step in {Step.WORDS, Step.NOT_WORDS}:
        return _words(profile, step, said)
    said = " ".join(said.split())
    match step:
        case Step.PLACE:
            found = places.codes(said[:LONGEST_WORD])
            if not found:
                return Refused(screen=screens.place(profile, text.place_unknown(said)))
            return {"regions": found}
        case Step.CODES:
            return _codes(profile, said)
        case Step.VALUE | Step.VALUE_MAX:
            return _value(profile, said, End.HIGHEST)
        case Step.VALUE_MIN:
            return _value(profile, said, End.LOWEST)
        case _:
            kept = said[:LONGEST_WORD]
            return Refused(screen=screens.suggested(profile, kept), keep=kept)


def _allowed(profile: Profile, changes: Changes) -> Choice:
    asked = {name: value for name, value in changes.items() if name in edits.FIELDS}
    if sectors.asks_for_nothing(edits.watch_with(profile, asked)):
        return Refused(screen=screens.keep_something())
    return changes


def _of_the_watch(profile: Profile, press: Press) -> Changes:
    value, number = press.value(1), press.number(1)
    frequency, strictness = press.member(Frequency, 1), press.member(Strictness, 1)
    match press.value():
        case "trades" if value in TRADES:
            return {"trades": _set(profile.watch.trades, value, press.value(2))}
        case "code" if codes.exists(value):
            return {"cpv_prefixes": _set(profile.watch.cpv_prefixes, cpv.prefix(value), press.value(2))}
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
        case "words" | "not_words" if value == screens.NONE:
            return {press.value(): ()}
        case _:
            return {}


def _of_the_supplier(press: Press) -> Changes:
    number, base = press.number(1), press.member(BasedIn, 1)
    kind, size = press.member(OrganisationType, 1), press.member(Size, 1)
    match press.value():
        case "size" if number is not None and number in screens.COMFORTABLE_POUNDS:
            return {"comfortable_max_pence": number * 100}
        case "kind" if kind is not None:
            return {"organisation_type": kind}
        case "people" if size is not None:
            return {"size": size}
        case "based" if base is not None:
            return {"based_in": base}
        case _:
            return {}


def _set(now: tuple[str, ...], value: str, state: str) -> tuple[str, ...]:
    """Return a list with a value in it or not, as the button says; an old one that does not say turns it over."""
    wanted = state == screens.ON if state in {screens.ON, screens.OFF} else value not in now
    left = tuple(kept for kept in now if kept != value)
    if not wanted:
        return left
    return now if value in now else (*now, value)


def _words(profile: Profile, step: Step, said: str) -> Choice:
    found = typed_words.parse(said)
    parts = (*found.words, *found.not_words)
    if len(parts) > screens.MOST_WORDS or any(len(part) > LONGEST_WORD for part in parts):
        return Refused(screen=Screen(text=text.too_many_words(screens.MOST_WORDS), rows=[screens.BACK]))
    if found.refused or not parts:
        nearest = _nearest(found)
        return Refused(screen=screens.useless_words(found.refused, nearest), keep=nearest)
    if step is Step.NOT_WORDS:
        return _allowed(profile, {"not_words": parts})  # with a minus or without, here they are to avoid
    changes: dict[str, Any] = {"words": found.words} if found.words else {}
    if found.not_words:
        changes["not_words"] = tuple(dict.fromkeys([*profile.watch.not_words, *found.not_words]))
    return _allowed(profile, changes)


def _nearest(found: Parsed) -> str:
    """Return what was typed as it would do, with the nearest in place of what was refused."""
    near = [refused.nearest for refused in found.refused if refused.nearest is not None]
    return "\n".join([*found.words, *near, *(f"-{word}" for word in found.not_words)])


def _codes(profile: Profile, said: str) -> Choice:
    typed = said[:LONGEST_WORD]
    now = profile.watch.cpv_prefixes
    exact = cpv.code(typed) if codes.is_number(typed) else None
    if exact is not None:
        return _with_code(now, cpv.prefix(exact), screens.ON)
    # Words are only ever offered codes: one name may be of the thing, and another of the work with it.
    near = tuple(dict.fromkeys(cpv.prefix(code) for code in codes.search(typed, screens.CODES_OFFERED)))
    if not near:
        return Refused(screen=Screen(text=text.no_code_found(said), rows=[screens.BACK]))
    head = text.no_such_code(said) if codes.is_number(typed) else text.codes_found(said)
    return Refused(screen=screens.codes_offered(profile, head, near))


def _with_code(now: tuple[str, ...], prefix: str, state: str) -> Choice:
    after = _set(now, prefix, state)
    if len(after) > screens.MOST_CODES:
        return Refused(screen=Screen(text=text.too_many_codes(screens.MOST_CODES), rows=[screens.BACK]))
    return {"cpv_prefixes": after}


def _value(profile: Profile, said: str, alone: End) -> Choice:
    limits = ranges.read(said, screens.limits_of(profile), alone)
    if limits is None:
        return Refused(screen=screens.value(profile, text.value_not_understood(said)))
    return _limits(limits)


def _limits(limits: Limits) -> Choice:
    if limits.upside_down:
        return Refused(screen=screens.upside_down(limits))
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
        if number is None and press.value(place) != screens.NONE:
            return None
        ends.append(number)
    return Limits(lowest=ends[0], highest=ends[1])
