"""The buttons of /watch. Each carries the watch that it is about, so that it still means that one tomorrow."""

from alerts.suppliers import Subject
from bot.buttons import Action, Button, to

NONE = "none"
ON, OFF = "on", "off"
"""What a button makes of a thing, so that a second press of it changes nothing."""

LIST = to("All my watches", Action.WATCHES, "list")


def opens(label: str, subject: Subject, *values: str | int) -> Button:
    """Make a button that leads to a screen."""
    return to(label, Action.WATCH, *values, watch=subject.watch.id)


def sets(label: str, subject: Subject, *values: str | int) -> Button:
    """Make a button that makes a choice."""
    return to(label, Action.SET, *values, watch=subject.watch.id)


def back(subject: Subject) -> list[Button]:
    """Return the way back to the menu of a watch."""
    return [opens("Back", subject, "menu")]


def home(subject: Subject) -> list[Button]:
    """Return the way back from what is the same for all of a supplier's watches."""
    return back(subject) if subject.called is None else [to("Back", Action.WATCHES, "list")]
