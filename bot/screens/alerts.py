"""The screens of what we send: a digest, one opportunity, what is open now, the preview."""

from collections.abc import Sequence
from datetime import datetime

from alerts.frequency import AT_ONCE, CATCH_UP, QUIET
from alerts.notice import Notice, is_open
from alerts.opportunities import notice_of
from alerts.shortlist import Preview, Shortlisted
from alerts.suppliers import Subject
from alerts.tables import Delivery, Opportunity
from bot.buttons import Action, Button, in_rows, is_web_address, pages, to
from bot.screens import Screen
from bot.text import alerts as words
from bot.text.written import cut

PER_PAGE = 5
LABEL = 60
STOPPING = "Something is stopping me"
WHICH, ONE = "which", "one"
"""What a button to share carries first: of a page, or at once."""


def last_page(items: Sequence[Shortlisted]) -> int:
    """Return the number of the last page, counted from 0."""
    return max(0, (len(items) - 1) // PER_PAGE)


def delivered(items: Sequence[Shortlisted], delivery: Delivery, now: datetime, page: int = 0) -> Screen:
    """Show a message as it is sent: one opportunity that could not wait, or a page of several."""
    if len(items) == 1 and delivery.slot.startswith((AT_ONCE, QUIET)):
        return at_once(items[0], now)
    return digest(items, delivery, page, now)


def digest(items: Sequence[Shortlisted], delivery: Delivery, page: int, now: datetime) -> Screen:
    """Show one page of a delivery."""
    if not items:
        return Screen(text=words.nothing_left(), rows=[[to("What is open now", Action.LATEST, 0)]])
    page = min(page, last_page(items))
    after_pause = delivery.slot.startswith(CATCH_UP)
    return Screen(
        text=words.digest(items, page, PER_PAGE, now, after_pause=after_pause),
        rows=[
            *_links(items, page, now),
            pages(Action.DIGEST, page, last_page(items), delivery.id),
            [
                to("Not for me", Action.UNWANTED, "which", delivery.id, page),
                to("Mute…", Action.MUTE, "which", delivery.id, page),
            ],
            [
                to("Share…", Action.SHARE, WHICH, delivery.id, page),
                to(STOPPING, Action.BLOCKER, "which", delivery.id, page),
            ],
            _below(),
        ],
    )


def at_once(item: Shortlisted, now: datetime) -> Screen:
    """Show one opportunity, told as soon as it was published."""
    number = item.opportunity.id
    less = [to("Not for me", Action.UNWANTED, "ask", number), to("Mute…", Action.MUTE, "ask", number)]
    return Screen(
        text=words.at_once(item, now),
        rows=[
            link(item.notice.url, item.source_name),
            about(item.notice, number, now),
            less,
            [share(number), stopping(number)],
            _below(),
        ],
    )


def for_anybody(opportunity: Opportunity, source_name: str, now: datetime) -> Screen:
    """Show one opportunity to whoever asks for it: nothing in it is about them."""
    notice = notice_of(opportunity)
    return Screen(
        text=words.for_anybody(notice, source_name, now),
        rows=[
            link(notice.url, source_name),
            about(notice, opportunity.id, now),
            [share(opportunity.id), stopping(opportunity.id)],
        ],
    )


def link(url: str | None, source_name: str) -> list[Button]:
    """Make the button to a notice, where it leads somewhere."""
    return [Button(label=cut(f"Open on {source_name}", 40), url=url)] if is_web_address(url) else []


def about(notice: Notice, opportunity_id: int, now: datetime) -> list[Button]:
    """Make the buttons that keep an opportunity in view, while there is something to do about it."""
    if not is_open(notice, now):
        return []
    dated = [] if notice.closes_at is None else [to("Add to calendar", Action.CALENDAR, opportunity_id)]
    return [to("Save", Action.SAVE, opportunity_id), *dated]


def latest(items: Sequence[Shortlisted], page: int, now: datetime, only: Subject | None = None) -> Screen:
    """Show one page of what is open now, for `only` one watch or for all."""
    page = min(page, last_page(items))
    watch_id = None if only is None else only.watch.id
    return Screen(
        text=words.latest(items, page, PER_PAGE, now, None if only is None else only.called),
        rows=[
            *_links(items, page, now),
            pages(Action.LATEST, page, last_page(items), watch=watch_id),
            [to("Change what I look for", Action.WATCH, "menu", watch=watch_id)],
        ],
    )


def preview(found: Preview, rhythm: str, now: datetime) -> Screen:
    """Show what a new watch would have brought."""
    return Screen(
        text=words.preview(found, rhythm, now),
        rows=[
            *in_rows(_numbered(found.examples, 0), 2),
            [to("What is open now", Action.LATEST, 0)],
            [to("Change what I look for", Action.WATCH, "menu")],
        ],
    )


def choose(items: Sequence[Shortlisted], page: int, ask: str, action: Action, *before: str | int) -> Screen:
    """Let a supplier choose one of a page of a digest, by the number that it has there."""
    first = page * PER_PAGE
    return Screen(
        text=ask,
        rows=[
            [to(f"{number}. {cut(item.notice.title, LABEL)}", action, *before, item.opportunity.id)]
            for number, item in enumerate(items[first : first + PER_PAGE], first + 1)
        ],
    )


def share(opportunity_id: int) -> Button:
    """Make the button that gives a link for a colleague."""
    return to("Share", Action.SHARE, ONE, opportunity_id)


def stopping(opportunity_id: int) -> Button:
    """Make the button that begins a report about an opportunity."""
    return to(STOPPING, Action.BLOCKER, "about", opportunity_id)


def _links(items: Sequence[Shortlisted], page: int, now: datetime) -> list[list[Button]]:
    """Make a row for each of a page: the button to its notice, and the one that saves it."""
    first = page * PER_PAGE
    shown = items[first : first + PER_PAGE]
    return [
        [
            *_numbered([item], number),
            *(
                [to(f"Save {number + 1}", Action.SAVE, item.opportunity.id)]
                if is_open(item.notice, now)
                else []
            ),
        ]
        for number, item in enumerate(shown, first)
    ]


def _numbered(items: Sequence[Shortlisted], first: int) -> list[Button]:
    """Make a button to each notice: a screen reader finds a button where it misses a link in a text."""
    return [
        Button(label=f"Open notice {number}", url=item.notice.url)
        for number, item in enumerate(items, first + 1)
        if is_web_address(item.notice.url)
    ]


def _below() -> list[Button]:
    return [
        to("Change", Action.WATCH, "menu"),
        to("Words explained", Action.GLOSSARY, "words"),
        to("Stop", Action.STOP),
    ]
