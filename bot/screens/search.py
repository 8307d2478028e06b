"""The screens of /search: what was found, page by page, and what could not be looked for."""

from collections.abc import Sequence
from datetime import datetime

from alerts import searches
from alerts.searches import Asked
from alerts.tables import Opportunity
from bot.buttons import Action, Button, pages, to
from bot.screens import Screen
from bot.screens.alerts import LABEL, PER_PAGE
from bot.tables import Search
from bot.text import search as words
from bot.text.written import cut
from bot.typed_search import Refused

PAGE, WATCH = "page", "watch"
"""What the buttons carry first."""


def ask() -> Screen:
    """Ask what to look for."""
    return Screen(text=words.ask())


def refused(why: Refused) -> Screen:
    """Say why nothing was looked for, and ask again."""
    return Screen(text=words.refused(why))


def found(search: Search, page: int, shown: Sequence[Opportunity], now: datetime) -> Screen:
    """Show one page of what was found, a button for each, and the way to a watch for the same."""
    first = page * PER_PAGE
    return Screen(
        text=words.page(search, shown, first, now),
        rows=[
            *(
                [to(f"{number}. {cut(row.title, LABEL)}", Action.CARD, row.id)]
                for number, row in enumerate(shown, first + 1)
            ),
            pages(Action.SEARCH, page, last_page(search), PAGE, search.id),
            _as_watch(search),
        ],
    )


def nothing(search: Search) -> Screen:
    """Say that nothing was found, with the way to a watch for the same."""
    row = _as_watch(search)
    return Screen(text=words.nothing(search.asked, can_watch=bool(row)), rows=[row])


def _as_watch(search: Search) -> list[Button]:
    if searches.as_watch(search.asked) is None:
        return []
    return [to("Save as a watch", Action.SEARCH, WATCH, search.id)]


def over() -> Screen:
    """Answer a button of a search that is not kept any more."""
    return Screen(text=words.over())


def last_page(search: Search) -> int:
    """Return the number of the last page, counted from 0."""
    return max(0, (len(search.found) - 1) // PER_PAGE)


def cannot_watch(asked: Asked) -> Screen:
    """Say that no watch can be made of a search."""
    return Screen(text=words.cannot_watch(asked))
