"""The screens of /myreports, of the news of a report, and of /yousaid."""

from collections.abc import Sequence

from bot.buttons import Action, Button, pages, to
from bot.changes import Page
from bot.feedback import Held
from bot.news import News
from bot.reporting import OFF, ON
from bot.screens import Screen
from bot.tables import BlockerReport
from bot.text import changes as change_words
from bot.text import reports as words

PER_PAGE = 5
RESULTS = to("How did a bid go?", Action.RESULT, "list", 0)


def mine(reports: Sequence[Held], page: int) -> Screen:
    """Show one page of a supplier's reports."""
    if not reports:
        return Screen(text=words.none(), rows=[[RESULTS]])
    last = (len(reports) - 1) // PER_PAGE
    first = min(page, last) * PER_PAGE
    shown = reports[first : first + PER_PAGE]
    return Screen(
        text=words.listed(shown, first + 1, len(reports)),
        rows=[
            *(
                [_to(f"{number}. {held.report.reference}", "open", held.report.reference)]
                for number, held in enumerate(shown, first + 1)
            ),
            pages(Action.REPORT, min(page, last), last, "list"),
            [RESULTS],
        ],
    )


def one(held: Held, original: BlockerReport | None) -> Screen:
    """Show one report, with what its supplier can do."""
    reference = held.report.reference
    rows = []
    if held.report.withdrawn_at is None:
        wants = held.link is not None and held.link.wants_news
        news = ("Do not tell me of news", OFF) if wants else ("Tell me when the status changes", ON)
        rows = [
            [_to("Add to it", "add", reference)],
            [_to(news[0], "news", reference, news[1])],
            [_to("Take it back", "back", reference)],
        ]
    return Screen(text=words.one(held, original), rows=[*rows, [_to("All my reports", "list", 0)]])


def ask_withdraw(row: BlockerReport) -> Screen:
    """Ask before a report is taken back."""
    return Screen(
        text=words.ask_withdraw(row),
        rows=[
            [_to("Yes, take it back", "gone", row.reference)],
            [_to("No, leave it", "open", row.reference)],
        ],
    )


def news(told: News) -> Screen:
    """Tell a supplier that officers have come further with a report."""
    reference = told.report.reference
    return Screen(
        text=words.news(told),
        rows=[
            [_to("Open my report", "open", reference)],
            [_to("Do not tell me of news", "news", reference, OFF)],
        ],
    )


def changes(page: Page) -> Screen:
    """Show one page of “you said, we did”."""
    return Screen(text=change_words.page(page), rows=[pages(Action.SAID, page.number, page.last)])


def _to(label: str, *values: str | int) -> Button:
    return to(label, Action.REPORT, *values)
