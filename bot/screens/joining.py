"""The screens of joining: kind, people, trades with the times to hear below them."""

from collections.abc import Sequence

from alerts import trades
from alerts.frequency import DEFAULT_HOUR, Frequency
from alerts.matching import OrganisationType, Size
from alerts.typed_words import parse
from bot.buttons import Action, Button, in_rows, pages, to
from bot.drafts import Form, Step
from bot.screens import Screen
from bot.text import about_you, written
from bot.text import alerts as alert_words
from bot.text import joining as words

TRADES_A_PAGE = 8


def ask(form: Form) -> Screen:
    """Show the question that a form waits on."""
    match form.step:
        case Step.KIND:
            return Screen(
                text=words.welcome(),
                rows=[[to(alert_words.kind_of(kind), Action.KIND, kind)] for kind in OrganisationType],
            )
        case Step.SIZE:
            return Screen(
                text=words.ask_size(),
                rows=in_rows((to(about_you.people(size), Action.SIZE, size) for size in Size), 1),
            )
        case _:
            return _ask_trades(form)


def _ask_trades(form: Form) -> Screen:
    chosen = names(form)
    typed = form.first("typed")
    if typed:
        offered = trades.suggest(typed)
        rows = trade_rows(offered, form.all("trades"), Action.TRADE)
        useful = bool(parse(typed).words)
        if useful:
            rows.append([to("Look for these words", Action.TRADE, "*words")])
        rows.append([to("All trades", Action.TRADES, 0)])
        told = words.suggested(typed, offered, chosen, useful=useful)
        return Screen(text=told, rows=[*rows, *when_rows(chosen)])
    page = int(form.first("page") or 0)
    return Screen(
        text=words.ask_trades(chosen),
        rows=[*trade_page(page, form.all("trades"), Action.TRADE, Action.TRADES), *when_rows(chosen)],
    )


def names(form: Form) -> list[str]:
    """Name what was chosen so far: trades, then words to look for."""
    known = [trades.TRADES[slug].name for slug in form.all("trades") if slug in trades.TRADES]
    return [*known, *(f"“{word}”" for word in form.all("words"))]


def trade_page(
    page: int, chosen: Sequence[str], press: Action, turn: Action, *before: str, watch: int | None = None
) -> list[list[Button]]:
    """Lay one page of trades out, with the buttons that turn pages."""
    every = trades.MENU
    last = (len(every) - 1) // TRADES_A_PAGE
    page = min(max(page, 0), last)
    shown = every[page * TRADES_A_PAGE : (page + 1) * TRADES_A_PAGE]
    return [
        *trade_rows(shown, chosen, press, *before, watch=watch),
        pages(turn, page, last, *before, watch=watch),
    ]


def page_of(slug: str) -> int:
    """Return the page on which a trade stands; the first for one that is only found by typing."""
    places = (number for number, trade in enumerate(trades.MENU) if trade.slug == slug)
    return next(places, 0) // TRADES_A_PAGE


def trade_rows(
    shown: Sequence[trades.Trade],
    chosen: Sequence[str],
    press: Action,
    *before: str,
    watch: int | None = None,
) -> list[list[Button]]:
    """Lay trades out, one a row; what is chosen says so in words."""
    return [
        # The button says what it makes of the trade: a second press of it must not turn that over.
        [to(f"Chosen: {trade.name}", press, *before, trade.slug, "off", watch=watch)]
        if trade.slug in chosen
        else [to(trade.name, press, *before, trade.slug, "on", watch=watch)]
        for trade in shown
    ]


def when_rows(chosen: Sequence[str]) -> list[list[Button]]:
    """Lay the times out, once there is something to tell of."""
    if not chosen:
        return []
    at = written.hour(DEFAULT_HOUR)
    return [
        [to(f"Done: tell me each day at {at}", Action.WHEN, Frequency.DAILY)],
        [to(f"Done: tell me each Monday at {at}", Action.WHEN, Frequency.WEEKLY)],
        [to("Done: tell me at once", Action.WHEN, Frequency.AT_ONCE)],
    ]
