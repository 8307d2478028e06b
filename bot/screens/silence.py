"""The screens of /pause and /resume."""

from datetime import date, datetime

from alerts.frequency import today
from bot import pauses
from bot.buttons import Action, Button, in_rows, to
from bot.pauses import Passed, Unread
from bot.screens import Screen
from bot.text import silence as words
from bot.text import written

ASK, UNTIL, RESUME = "ask", "until", "resume"
"""What the buttons carry: until with a day, and with the day of the pause before; resume with that of the pause."""


def ask(paused_until: date | None, now: datetime) -> Screen:
    """Ask until when nothing is to be sent."""
    offered = (_until(label, day, paused_until) for label, day in pauses.ahead(today(now)))
    back = [] if paused_until is None else [_resume("Resume now", paused_until)]
    return Screen(text=words.ask(paused_until), rows=[*in_rows(offered, 2), back])


def paused(until: date, before: date | None) -> Screen:
    """Confirm a pause. Undo puts back what was `before`: an earlier pause, or none."""
    undo = _resume("Undo", until) if before is None else _until("Undo", before, until)
    return Screen(text=words.paused(until), rows=[[undo], [to("Another day", Action.PAUSE, ASK)]])


def not_understood(typed: str, why: Passed | Unread, before: date | None) -> Screen:
    """Ask again, with what was perhaps meant."""
    rows = []
    if isinstance(why, Passed) and why.next is not None:
        rows.append([_until(f"Until {written.day(why.next)}", why.next, before)])
    if why is Unread.TOO_LONG:
        rows.append([to("Stop all messages", Action.STOP)])
    return Screen(text=words.not_understood(typed, why), rows=rows)


def resumed(was_until: date, over: datetime, now: datetime) -> Screen:
    """Confirm that a pause is over, with the way back into it."""
    return Screen(
        text=words.resumed(over, now),
        rows=[[_until("Undo: pause again", was_until, None)], [to("What is open now", Action.LATEST, 0)]],
    )


def not_paused() -> Screen:
    """Answer when there is no pause."""
    return Screen(text=words.not_paused())


def _until(label: str, day: date, before: date | None) -> Button:
    earlier = () if before is None else (f"{before:{pauses.DAY}}",)
    return to(label, Action.PAUSE, UNTIL, f"{day:{pauses.DAY}}", *earlier)


def _resume(label: str, until: date) -> Button:
    return to(label, Action.PAUSE, RESUME, f"{until:{pauses.DAY}}")
