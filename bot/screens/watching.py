"""The screens of /watch: the summary, and one for each thing that can be changed."""

from collections.abc import Sequence
from dataclasses import replace

from alerts.edits import Edit
from alerts.frequency import Frequency
from alerts.matching import BasedIn, OrganisationType, Size, Strictness, comfortable_max_pence
from alerts.shortlist import Comparison
from alerts.suppliers import Profile, firm_of, rhythm_of
from alerts.trades import TRADES, suggest
from alerts.typed_words import Refused, parse
from bot.buttons import Action, Button, in_rows, to
from bot.ranges import End, Limits
from bot.screens import Screen, joining
from bot.screens.editing import UNDO
from bot.text import alerts as alert_words
from bot.text import editing, written
from bot.text import joining as joining_words
from bot.text import watching as words

COMFORTABLE_POUNDS = (5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 5_000_000)
HOURS = (6, 7, 8, 9, 12, 13, 17, 18, 19, 20)
"""Never between midnight and 4: an hour there is skipped or repeated when the clocks change."""

ANYWHERE = "Anywhere in the world"
PLACES = ("County Durham", "North East", "England", "United Kingdom", ANYWHERE)
"""What most of our suppliers want; any other place can be typed."""

VALUE_POUNDS = (1_000, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 5_000_000)
NONE = "none"
ON, OFF = "on", "off"
"""What a button makes of a thing, so that a second press of it changes nothing."""

MOST_WORDS = 30
MOST_CODES = 20
CODES_OFFERED = 6
LABEL = 60
BACK = [to("Back", Action.WATCH, "menu")]


def menu(
    profile: Profile, head: str = "", edit: Edit | None = None, effect: Comparison | None = None
) -> Screen:
    """Show what a supplier watches for, with a button for each thing to change.

    After an edit also what it means, and the way back.
    """
    summary = words.summary(profile, comfortable_max_pence(firm_of(profile.supplier)))
    text = "\n\n".join(part for part in (head, summary, editing.effect(effect)) if part)
    rows = [] if edit is None else [[to("Undo", Action.EDIT, UNDO, edit.id)]]
    rows += in_rows(
        [
            to("Trades", Action.WATCH, "trades", 0),
            to("When I write", Action.WATCH, "when"),
            to("Places", Action.WATCH, "place"),
            to("Contract size", Action.WATCH, "size"),
            to("Words to look for", Action.WATCH, "words"),
            to("Words to avoid", Action.WATCH, "not_words"),
            to("Sector codes (CPV)", Action.WATCH, "codes"),
            to("Value limits", Action.WATCH, "value"),
            to("How close", Action.WATCH, "strictness"),
            to("About you", Action.WATCH, "about"),
            to("Where I am based", Action.WATCH, "based"),
        ],
        2,
    )
    rows.append([to("What is open now", Action.LATEST, 0)])
    return Screen(text=text, rows=rows)


def trades(profile: Profile, page: int, effect: Comparison | None = None) -> Screen:
    """Show the trades to take and to leave, after a change with what it means."""
    chosen = profile.watch.trades
    ask = words.ask_trades([TRADES[slug].name for slug in chosen if slug in TRADES])
    return Screen(
        text="\n\n".join(part for part in (ask, editing.effect(effect)) if part),
        rows=[
            *joining.trade_page(page, chosen, Action.SET, Action.WATCH, "trades"),
            BACK,
        ],
    )


def suggested(profile: Profile, typed: str) -> Screen:
    """Offer trades for what was typed."""
    offered = suggest(typed)
    useful = bool(parse(typed).words)
    rows = joining.trade_rows(offered, profile.watch.trades, Action.SET, "trades")
    if useful:
        rows.append([to("Look for these words", Action.SET, "typed")])
    return Screen(
        text=joining_words.suggested(typed, offered, (), useful=useful),
        rows=[*rows, [to("All trades", Action.WATCH, "trades", 0)], BACK],
    )


def when(profile: Profile) -> Screen:
    """Ask how often, with the way to another hour or day."""
    rows = [
        [to("Each day", Action.SET, "frequency", Frequency.DAILY)],
        [to("Once a week", Action.SET, "frequency", Frequency.WEEKLY)],
        [to("At once", Action.SET, "frequency", Frequency.AT_ONCE)],
    ]
    if profile.watch.frequency is not Frequency.AT_ONCE:
        rows.append([to("Another hour", Action.WATCH, "hour")])
    if profile.watch.frequency is Frequency.WEEKLY:
        rows.append([to("Another day of the week", Action.WATCH, "weekday")])
    now_is = joining_words.when(rhythm_of(profile.watch))
    return Screen(text=words.ask_when(now_is), rows=[*rows, BACK])


def hour() -> Screen:
    """Ask for an hour."""
    return Screen(
        text=words.ask_hour(),
        rows=[*in_rows((to(written.hour(hour), Action.SET, "hour", hour) for hour in HOURS), 2), BACK],
    )


def weekday() -> Screen:
    """Ask for a day of the week."""
    days = (to(name, Action.SET, "weekday", day) for day, name in enumerate(joining_words.WEEKDAYS))
    return Screen(text=words.ask_weekday(), rows=[*in_rows(days, 1), BACK])


def comfortable() -> Screen:
    """Ask for the size of contract a firm is comfortable with."""
    sizes = (
        to(f"Up to {written.pounds(pounds * 100)}", Action.SET, "size", pounds)
        for pounds in COMFORTABLE_POUNDS
    )
    return Screen(text=words.ask_comfortable(), rows=[*in_rows(sizes, 2), BACK])


def place(profile: Profile, head: str | None = None) -> Screen:
    """Ask where a supplier will work."""
    return Screen(
        text=head or words.ask_place(profile.watch.regions),
        rows=[*([to(name, Action.SET, "place", number)] for number, name in enumerate(PLACES)), BACK],
    )


def typed_words(profile: Profile, field: str) -> Screen:
    """Ask for words to look for, or to avoid."""
    now_is = profile.watch.words if field == "words" else profile.watch.not_words
    ask = words.ask_words if field == "words" else words.ask_not_words
    rows: list[list[Button]] = [[to("Use no words", Action.SET, field, "none")]] if now_is else []
    return Screen(text=ask(now_is), rows=[*rows, BACK])


def useless_words(refused: Sequence[Refused], nearest: str) -> Screen:
    """Refuse words that are no use, and offer what would do."""
    yes = [to("Yes, take that", Action.SET, "typed")] if nearest else []
    return Screen(text=words.useless_words(refused, nearest), rows=[yes, BACK])


def about() -> Screen:
    """Ask for the kind and size of organisation again."""
    kinds = ([to(alert_words.kind_of(kind), Action.SET, "kind", kind)] for kind in OrganisationType)
    sizes = in_rows((to(words.people(size), Action.SET, "people", size) for size in Size), 2)
    return Screen(text="<b>About you</b>\n\nPress what has changed.", rows=[*kinds, *sizes, BACK])


def based() -> Screen:
    """Ask where a supplier is based."""
    bases = (BasedIn.COUNTY_DURHAM, BasedIn.NORTH_EAST, BasedIn.ELSEWHERE)
    labels = ("County Durham", "Elsewhere in the North East", "Elsewhere")
    return Screen(
        text=words.ask_based_in(),
        rows=[
            *([to(label, Action.SET, "based", base)] for label, base in zip(labels, bases, strict=True)),
            BACK,
        ],
    )


def strictness(profile: Profile) -> Screen:
    """Ask how sure a match must be."""
    return Screen(
        text=words.ask_strictness(profile.watch.strictness),
        rows=[
            [to("Only close matches", Action.SET, "strictness", Strictness.CLOSE)],
            [to("Also possible ones", Action.SET, "strictness", Strictness.POSSIBLE)],
            BACK,
        ],
    )


def value(profile: Profile, head: str | None = None) -> Screen:
    """Ask for the limits of contract value."""
    return Screen(
        text=head or words.ask_value(profile.watch),
        rows=[
            [to("Lowest value", Action.WATCH, "value_min"), to("Highest value", Action.WATCH, "value_max")],
            [to("No limits", Action.SET, "range", NONE, NONE)],
            BACK,
        ],
    )


def value_end(profile: Profile, end: End) -> Screen:
    """Ask for one of the two limits."""
    now = limits_of(profile)
    rows = []
    for pounds in VALUE_POUNDS:
        then = replace(now, lowest=pounds) if end is End.LOWEST else replace(now, highest=pounds)
        rows.append(_range(written.pounds(pounds * 100), then))
    free = replace(now, lowest=None) if end is End.LOWEST else replace(now, highest=None)
    return Screen(text=words.ask_end(end), rows=[*in_rows(rows, 2), [_range(f"No {end} value", free)], BACK])


def upside_down(limits: Limits) -> Screen:
    """Offer what limits between which nothing lies were perhaps meant to be."""
    low, high = limits.lowest or 0, limits.highest or 0
    return Screen(
        text=words.upside_down(low * 100, high * 100),
        rows=[
            [_range(words.span(high * 100, low * 100), Limits(lowest=high, highest=low))],
            [_range(f"{written.pounds(low * 100)} or more", Limits(lowest=low, highest=None))],
            [_range(f"Up to {written.pounds(high * 100)}", Limits(lowest=None, highest=high))],
            BACK,
        ],
    )


def limits_of(profile: Profile) -> Limits:
    """Return the limits of value that a supplier has now."""
    low, high = profile.watch.value_min_pence, profile.watch.value_max_pence
    return Limits(lowest=None if low is None else low // 100, highest=None if high is None else high // 100)


def _range(label: str, limits: Limits) -> Button:
    ends = (NONE if pounds is None else pounds for pounds in (limits.lowest, limits.highest))
    return to(label, Action.SET, "range", *ends)


def codes(profile: Profile) -> Screen:
    """Show the sector codes, to take away; others are typed."""
    chosen = profile.watch.cpv_prefixes
    return Screen(
        text=words.ask_codes(chosen),
        rows=[*(_code_row(f"Take away: {words.code(code)}", code, OFF) for code in chosen), BACK],
    )


def codes_offered(profile: Profile, head: str, offered: Sequence[str]) -> Screen:
    """Offer sector codes, as prefixes."""
    new = (prefix for prefix in offered if prefix not in profile.watch.cpv_prefixes)
    return Screen(text=head, rows=[*(_code_row(words.code(prefix), prefix, ON) for prefix in new), BACK])


def _code_row(label: str, prefix: str, state: str) -> list[Button]:
    return [to(written.cut(label, LABEL), Action.SET, "code", prefix, state)]


def keep_something() -> Screen:
    """Refuse to take the last thing away, and show where another can be added."""
    return Screen(
        text=words.keep_something(),
        rows=[
            [to("Trades", Action.WATCH, "trades", 0)],
            [to("Words to look for", Action.WATCH, "words")],
            [to("Sector codes (CPV)", Action.WATCH, "codes")],
            BACK,
        ],
    )
