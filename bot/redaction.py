"""Make what a supplier types fit to keep: readable, and nobody's contact details or name in it.

Who typed it sees what is left before it goes anywhere. What is a name only to who knows the person, such
as a given name alone, stays.
"""

from alerts.sources import people, prose
from alerts.sources.contacts import ELSEWHERE

LEFT_OUT = "(contact details left out)"


def text(typed: str) -> str:
    """Return what was typed, in paragraphs. Nothing, where nothing of it can be read."""
    return _without_people(prose.tidy(typed))


def line(typed: str) -> str:
    """Return what was typed on one line, cut off where it is longer than a person would read."""
    return _without_people(prose.one_line(typed))


def name(typed: str, longest: int) -> str:
    """Return a name that a supplier wants to be shown: on one line, with nothing unseen in it."""
    return " ".join(prose.readable(typed).split())[:longest].strip()


def _without_people(tidied: str | None) -> str:
    return people.named((tidied or "").replace(ELSEWHERE, LEFT_OUT))
