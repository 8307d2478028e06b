"""The screens of what a supplier saved: the list, one thing on it, its note, and a reminder."""

from collections.abc import Collection, Sequence
from datetime import datetime

from alerts.notice import is_open
from alerts.reminders import Coming, Reminder
from alerts.saved import Kept, Outcome
from alerts.tables import DeliveryKind, Saved
from bot.buttons import Action, Button, pages, to
from bot.screens import Screen
from bot.screens.alerts import PER_PAGE, link, share
from bot.screens.kinds import off_button, on_button
from bot.text import general
from bot.text import saved as words
from bot.text.written import cut

LIST, ONE, NOTE, CLEAR, REMOVE = "list", "one", "note", "clear", "remove"
"""What the buttons carry first."""

ALL = "all"
"""Of all deadlines, the calendar file."""

LABEL = 50
BACK = to("My list", Action.SAVED, LIST, 0)


def listed(rows: Sequence[Saved], page: int, off: Collection[DeliveryKind], now: datetime) -> Screen:
    """Show one page of the list, with a button for each thing on it."""
    last = max(0, (len(rows) - 1) // PER_PAGE)
    page = min(page, last)
    first = page * PER_PAGE
    buttons = [
        [to(f"{number}. {cut(row.opportunity.title, LABEL)}", Action.SAVED, ONE, row.opportunity_id)]
        for number, row in enumerate(rows[first : first + PER_PAGE], first + 1)
    ]
    has_dates = any(is_open(row.opportunity, now) and row.opportunity.closes_at for row in rows)
    reminders = DeliveryKind.REMINDER
    below = [
        pages(Action.SAVED, page, last, LIST),
        [to("Calendar file of all deadlines", Action.CALENDAR, ALL)] if has_dates else [],
        [on_button(reminders) if reminders in off else off_button(reminders)],
        [on_button(DeliveryKind.CHANGE) if DeliveryKind.CHANGE in off else off_button(DeliveryKind.CHANGE)],
    ]
    nothing = [[to("What is open now", Action.LATEST, 0)]]
    return Screen(
        text=words.listed(rows, page, PER_PAGE, now), rows=[*buttons, *(below if rows else nothing)]
    )


def one(row: Saved, source_name: str, now: datetime) -> Screen:
    """Show one thing on the list, with what can be done about it."""
    return Screen(
        text=words.one(row, source_name, now),
        rows=[
            link(row.opportunity.url, source_name),
            *_about(row, now),
            [share(row.opportunity_id), BACK],
        ],
    )


def kept(kept: Kept, coming: Sequence[Coming], off: Collection[DeliveryKind], now: datetime) -> Screen:
    """Say what came of saving, and what can be done next."""
    reminded = DeliveryKind.REMINDER not in off
    again = [] if reminded else [[on_button(DeliveryKind.REMINDER)]]
    match kept:
        case Kept(outcome=Outcome.SAVED, saved=Saved() as row):
            text = words.saved(row, coming, reminded=reminded, now=now)
        case Kept(outcome=Outcome.ALREADY, saved=Saved() as row):
            text = words.already(row, coming, reminded=reminded, now=now)
        case Kept(outcome=Outcome.FULL):
            return Screen(text=words.full(), rows=[[BACK]])
        case Kept(outcome=Outcome.UNKNOWN):
            return Screen(text=general.join_first())
        case _:
            return Screen(text=general.old_button())
    return Screen(text=text, rows=[*_about(row, now), *again, [BACK]])


def removed(row: Saved) -> Screen:
    """Say that something is off the list, with the way back."""
    return Screen(
        text=words.removed(row), rows=[[to("Save it again", Action.SAVE, row.opportunity_id)], [BACK]]
    )


def gone() -> Screen:
    """Answer a button about what is not on the list any more."""
    return Screen(text=words.gone(), rows=[[BACK]])


def ask_note(row: Saved) -> Screen:
    """Ask for a note."""
    clear = [to("Remove the note", Action.SAVED, CLEAR, row.opportunity_id)] if row.note else []
    return Screen(text=words.ask_note(row), rows=[clear, [to("Back", Action.SAVED, ONE, row.opportunity_id)]])


def note_too_long(typed: int) -> Screen:
    """Ask for a shorter note."""
    return Screen(text=words.note_too_long(typed))


def reminder(found: Reminder, source_name: str, now: datetime) -> Screen:
    """Remind of a deadline."""
    return Screen(
        text=words.reminder(found, source_name, now),
        rows=[
            link(found.notice.url, source_name),
            *_about(found.saved, now),
            [off_button(DeliveryKind.REMINDER)],
        ],
    )


def _about(row: Saved, now: datetime) -> list[list[Button]]:
    number, opportunity = row.opportunity_id, row.opportunity
    dated = is_open(opportunity, now) and opportunity.closes_at is not None
    return [
        [to("Change the note" if row.note else "Add a note", Action.SAVED, NOTE, number)],
        [to("Add to calendar", Action.CALENDAR, number)] if dated else [],
        [to("Remove from my list", Action.SAVED, REMOVE, number)],
    ]
