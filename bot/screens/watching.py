"""The screens of /watch: the summary, and one for each thing that can be changed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from alerts.edits import Edit
from alerts.frequency import Frequency
from alerts.matching import Strictness, comfortable_max_pence
from alerts.shortlist import Comparison
from alerts.suppliers import Subject, firm_of, is_paused, rhythm_of
from alerts.trades import TRADES, suggest
from alerts.typed_words import Refused, parse
from bot.buttons import Action, Button, in_rows, to
from bot.ranges import End, Limits
from bot.screens import Screen, about_you, joining
from bot.screens.editing import UNDO
from bot.screens.watch_buttons import LIST, NONE, OFF, ON, back, opens, sets
from bot.text import editing, written
from bot.text import joining as joining_words
from bot.text import watching as words

HOURS = (6, 7, 8, 9, 12, 13, 17, 18, 19, 20)
"""Never between midnight and 4: an hour there is skipped or repeated when the clocks change."""

ANYWHERE = "Anywhere in the world"
PLACES = ("County Durham", "North East", "England", "United Kingdom", ANYWHERE)
"""What most of our suppliers want; any other place can be typed."""

VALUE_POUNDS = (1_000, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 5_000_000)
MOST_WORDS = 30
MOST_CODES = 20
CODES_OFFERED = 6
LABEL = 60


def menu(
    subject: Subject,
    now: datetime,
    head: str = "",
    edit: Edit | None = None,
    effect: Comparison | None = None,
) -> Screen:
    """Show what a watch looks for, with a button for each thing to change.

    After an edit also what it means, and the way back. Who has one watch finds everything here.
    """
    limit = comfortable_max_pence(firm_of(subject.supplier))
    parts = (head, words.summary(subject, limit, now), editing.effect(effect, subject.called))
    rows = [] if edit is None else [[to("Undo", Action.EDIT, UNDO, edit.id)]]
    rows += in_rows(_things(subject), 2)
    if subject.called is None:
        rows += in_rows([*about_you.buttons(subject), *_more(subject, now)], 2)
    else:
        rows += in_rows(_of_several(subject, now), 2)
    rows.append([to("What is open now", Action.LATEST, 0, watch=_only(subject))])
    return Screen(text="\n\n".join(part for part in parts if part), rows=rows)


def _things(subject: Subject) -> list[Button]:
    return [
        opens("Trades", subject, "trades", 0),
        opens("When I write", subject, "when"),
        opens("Places", subject, "place"),
        opens("How close", subject, "strictness"),
        opens("Words to look for", subject, "words"),
        opens("Words to avoid", subject, "not_words"),
        opens("Sector codes (CPV)", subject, "codes"),
        opens("Value limits", subject, "value"),
    ]


def _more(subject: Subject, now: datetime) -> list[Button]:
    """Return what a supplier with one watch finds below the rest."""
    buttons = [to("Add another watch", Action.WATCHES, "new"), to("Muted", Action.MUTE, "list", 0)]
    return [*buttons, *_pausing(subject)] if is_paused(subject.watch, now) else buttons


def _of_several(subject: Subject, now: datetime) -> list[Button]:
    return [
        opens("Rename", subject, "name"),
        to("Copy", Action.WATCHES, "from", watch=subject.watch.id),
        *(
            _pausing(subject)
            if is_paused(subject.watch, now)
            else [to("Pause this watch", Action.WATCHES, "pause", watch=subject.watch.id)]
        ),
        to("Delete this watch", Action.WATCHES, "delete", watch=subject.watch.id),
        LIST,
    ]


def _pausing(subject: Subject) -> list[Button]:
    return [to("Resume this watch", Action.WATCHES, "resume", watch=subject.watch.id)]


def _only(subject: Subject) -> int | None:
    """Return the id of a watch where it has to be told from others."""
    return None if subject.called is None else subject.watch.id


def trades(subject: Subject, page: int, effect: Comparison | None = None, *, head: str = "") -> Screen:
    """Show the trades to take and to leave, after a change with what it means."""
    chosen = subject.watch.trades
    ask = words.ask_trades([TRADES[slug].name for slug in chosen if slug in TRADES], subject.called)
    return Screen(
        text="\n\n".join(part for part in (head, ask, editing.effect(effect, subject.called)) if part),
        rows=[
            *joining.trade_page(page, chosen, Action.SET, Action.WATCH, "trades", watch=subject.watch.id),
            back(subject),
        ],
    )


def suggested(subject: Subject, typed: str) -> Screen:
    """Offer trades for what was typed."""
    offered = suggest(typed)
    useful = bool(parse(typed).words)
    rows = joining.trade_rows(offered, subject.watch.trades, Action.SET, "trades", watch=subject.watch.id)
    if useful:
        rows.append([sets("Look for these words", subject, "typed")])
    return Screen(
        text=joining_words.suggested(typed, offered, (), useful=useful),
        rows=[*rows, [opens("All trades", subject, "trades", 0)], back(subject)],
    )


def when(subject: Subject) -> Screen:
    """Ask how often, with the way to another hour or day."""
    rows = [
        [sets("Each day", subject, "frequency", Frequency.DAILY)],
        [sets("Once a week", subject, "frequency", Frequency.WEEKLY)],
        [sets("At once", subject, "frequency", Frequency.AT_ONCE)],
    ]
    if subject.watch.frequency is not Frequency.AT_ONCE:
        rows.append([opens("Another hour", subject, "hour")])
    if subject.watch.frequency is Frequency.WEEKLY:
        rows.append([opens("Another day of the week", subject, "weekday")])
    rows.append([opens("Quiet hours", subject, "quiet"), to("Pause", Action.PAUSE, "ask")])
    now_is = joining_words.when(rhythm_of(subject.watch))
    return Screen(text=words.ask_when(now_is), rows=[*rows, back(subject)])


def hour(subject: Subject) -> Screen:
    """Ask for an hour."""
    return Screen(
        text=words.ask_hour(),
        rows=[
            *in_rows((sets(written.hour(hour), subject, "hour", hour) for hour in HOURS), 2),
            back(subject),
        ],
    )


def weekday(subject: Subject) -> Screen:
    """Ask for a day of the week."""
    days = (sets(name, subject, "weekday", day) for day, name in enumerate(joining_words.WEEKDAYS))
    return Screen(text=words.ask_weekday(), rows=[*in_rows(days, 1), back(subject)])


def place(subject: Subject, head: str | None = None) -> Screen:
    """Ask where a supplier will work."""
    return Screen(
        text=head or words.ask_place(subject.watch.regions),
        rows=[*([sets(name, subject, "place", number)] for number, name in enumerate(PLACES)), back(subject)],
    )


def typed_words(subject: Subject, field: str) -> Screen:
    """Ask for words to look for, or to avoid."""
    now_is = subject.watch.words if field == "words" else subject.watch.not_words
    ask = words.ask_words if field == "words" else words.ask_not_words
    rows: list[list[Button]] = [[sets("Use no words", subject, field, "none")]] if now_is else []
    return Screen(text=ask(now_is), rows=[*rows, back(subject)])


def useless_words(subject: Subject, refused: Sequence[Refused], nearest: str) -> Screen:
    """Refuse words that are no use, and offer what would do."""
    yes = [sets("Yes, take that", subject, "typed")] if nearest else []
    return Screen(text=words.useless_words(refused, nearest), rows=[yes, back(subject)])


def strictness(subject: Subject) -> Screen:
    """Ask how sure a match must be."""
    return Screen(
        text=words.ask_strictness(subject.watch.strictness),
        rows=[
            [sets("Only close matches", subject, "strictness", Strictness.CLOSE)],
            [sets("Also possible ones", subject, "strictness", Strictness.POSSIBLE)],
            back(subject),
        ],
    )


def value(subject: Subject, head: str | None = None) -> Screen:
    """Ask for the limits of contract value."""
    return Screen(
        text=head or words.ask_value(subject.watch),
        rows=[
            [opens("Lowest value", subject, "value_min"), opens("Highest value", subject, "value_max")],
            [sets("No limits", subject, "range", NONE, NONE)],
            back(subject),
        ],
    )


def value_end(subject: Subject, end: End) -> Screen:
    """Ask for one of the two limits."""
    now = limits_of(subject)
    rows = []
    for pounds in VALUE_POUNDS:
        then = replace(now, lowest=pounds) if end is End.LOWEST else replace(now, highest=pounds)
        rows.append(_range(written.pounds(pounds * 100), subject, then))
    free = replace(now, lowest=None) if end is End.LOWEST else replace(now, highest=None)
    return Screen(
        text=words.ask_end(end),
        rows=[*in_rows(rows, 2), [_range(f"No {end} value", subject, free)], back(subject)],
    )


def upside_down(subject: Subject, limits: Limits) -> Screen:
    """Offer what limits between which nothing lies were perhaps meant to be."""
    low, high = limits.lowest or 0, limits.highest or 0
    return Screen(
        text=words.upside_down(low * 100, high * 100),
        rows=[
            [_range(words.span(high * 100, low * 100), subject, Limits(lowest=high, highest=low))],
            [_range(f"{written.pounds(low * 100)} or more", subject, Limits(lowest=low, highest=None))],
            [_range(f"Up to {written.pounds(high * 100)}", subject, Limits(lowest=None, highest=high))],
            back(subject),
        ],
    )


def limits_of(subject: Subject) -> Limits:
    """Return the limits of value that a supplier has now."""
    low, high = subject.watch.value_min_pence, subject.watch.value_max_pence
    return Limits(lowest=None if low is None else low // 100, highest=None if high is None else high // 100)


def _range(label: str, subject: Subject, limits: Limits) -> Button:
    ends = (NONE if pounds is None else pounds for pounds in (limits.lowest, limits.highest))
    return sets(label, subject, "range", *ends)


def codes(subject: Subject) -> Screen:
    """Show the sector codes, to take away; others are typed."""
    chosen = subject.watch.cpv_prefixes
    return Screen(
        text=words.ask_codes(chosen),
        rows=[
            *(_code_row(f"Take away: {words.code(code)}", subject, code, OFF) for code in chosen),
            back(subject),
        ],
    )


def codes_offered(subject: Subject, head: str, offered: Sequence[str]) -> Screen:
    """Offer sector codes, as prefixes."""
    new = (prefix for prefix in offered if prefix not in subject.watch.cpv_prefixes)
    return Screen(
        text=head,
        rows=[*(_code_row(words.code(prefix), subject, prefix, ON) for prefix in new), back(subject)],
    )


def name(subject: Subject, head: str | None = None) -> Screen:
    """Ask what a watch is to be called."""
    return Screen(text=head or words.ask_name(subject.watch.name), rows=[back(subject)])


def _code_row(label: str, subject: Subject, prefix: str, state: str) -> list[Button]:
    return [sets(written.cut(label, LABEL), subject, "code", prefix, state)]


def keep_something(subject: Subject) -> Screen:
    """Refuse to take the last thing away, and show where another can be added."""
    return Screen(
        text=words.keep_something(),
        rows=[
            [opens("Trades", subject, "trades", 0)],
            [opens("Words to look for", subject, "words")],
            [opens("Sector codes (CPV)", subject, "codes")],
            back(subject),
        ],
    )
