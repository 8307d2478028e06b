"""The screens of “you said, we did”, as officers write it."""

from bot.buttons import Action, Button, pages, to
from bot.changes import PER_PAGE, Page
from bot.screens import Screen
from bot.tables import ChangeMade
from bot.text import publishing as words
from bot.text.written import cut

LABEL = 60
LIST: list[Button] = [to("All that is published", Action.CHANGES, "list", 0)]


def listed(page: Page) -> Screen:
    """List what is published, a page at a time."""
    first = page.number * PER_PAGE + 1
    return Screen(
        text=words.listed(page.changes, first),
        rows=[
            *(
                [to(cut(f"Withdraw {number}: {one.we_did}", LABEL), Action.WITHDRAW, "ask", one.id)]
                for number, one in enumerate(page.changes, first)
            ),
            pages(Action.CHANGES, page.number, page.last, "list"),
            [to("Write one", Action.CHANGES, "new")],
        ],
    )


def ask_date(text: str | None = None) -> Screen:
    """Ask when it was changed."""
    return Screen(text=text or words.ask_date(), rows=[[to("Today", Action.CHANGES, "today")]])


def preview(change: ChangeMade) -> Screen:
    """Show one before it is published."""
    return Screen(
        text=words.preview(change),
        rows=[
            [to("Yes, publish it", Action.CHANGES, "publish")],
            [to("No, do not publish it", Action.CHANGES, "drop")],
        ],
    )


def ask_withdraw(change: ChangeMade) -> Screen:
    """Ask before one is withdrawn."""
    return Screen(
        text=words.ask_withdraw(change),
        rows=[[to("Yes, withdraw it", Action.WITHDRAW, "yes", change.id)], [to("No", Action.WITHDRAW, "no")]],
    )


def after(text: str) -> Screen:
    """Say what was done, with the way back."""
    return Screen(text=text, rows=[LIST])
