"""The screens of /watch: the summary, and one for each thing that can be changed."""

from alerts.frequency import Frequency
from alerts.matching import BasedIn, OrganisationType, Size, comfortable_max_pence
from alerts.suppliers import Profile, firm_of, rhythm_of
from alerts.trades import TRADES, suggest
from bot.buttons import Action, Button, in_rows, to
from bot.screens import Screen, joining
from bot.text import alerts as alert_words
from bot.text import joining as joining_words
from bot.text import watching as words
from bot.text import written

COMFORTABLE_POUNDS = (5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 5_000_000)
HOURS = (6, 7, 8, 9, 12, 13, 17, 18, 19, 20)
"""Never between midnight and 4: an hour there is skipped or repeated when the clocks change."""

ANYWHERE = "Anywhere in the world"
PLACES = ("County Durham", "North East", "England", "United Kingdom", ANYWHERE)
"""What most of our suppliers want; any other place can be typed."""

MOST_WORDS = 30
BACK = [to("Back", Action.WATCH, "menu")]


def menu(profile: Profile, head: str = "") -> Screen:
    """Show what a supplier watches for, with a button for each thing to change."""
    text = words.summary(profile, comfortable_max_pence(firm_of(profile.supplier)))
    rows = in_rows(
        [
            to("Trades", Action.WATCH, "trades", 0),
            to("When I write", Action.WATCH, "when"),
            to("Places", Action.WATCH, "place"),
            to("Contract size", Action.WATCH, "size"),
            to("Words to look for", Action.WATCH, "words"),
            to("Words to avoid", Action.WATCH, "not_words"),
            to("About you", Action.WATCH, "about"),
            to("Where I am based", Action.WATCH, "based"),
        ],
        2,
    )
    rows.append([to("What is open now", Action.LATEST, 0)])
    return Screen(text=f"{head}\n\n{text}" if head else text, rows=rows)


def trades(profile: Profile, page: int) -> Screen:
    """Show the trades to take and to leave."""
    chosen = profile.watch.trades
    return Screen(
        text=words.ask_trades([TRADES[slug].name for slug in chosen if slug in TRADES]),
        rows=[
            *joining.trade_page(page, chosen, Action.SET, Action.WATCH, "trades"),
            BACK,
        ],
    )


def suggested(profile: Profile, typed: str) -> Screen:
    """Offer trades for what was typed."""
    offered = suggest(typed)
    rows = joining.trade_rows(offered, profile.watch.trades, Action.SET, "trades")
    return Screen(
        text=joining_words.suggested(typed, offered, ()),
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
