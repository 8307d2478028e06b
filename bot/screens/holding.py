"""The screens of a source that is held: what waits, and the two ways to let it go."""

from collections.abc import Sequence

from alerts.holding import Held
from bot.buttons import Action, Button, to
from bot.screens import Screen
from bot.text import holding as words

ASK_RELEASE, ASK_DISCARD, RELEASE, DISCARD, LEAVE = "tell?", "none?", "tell", "none", "no"
"""What the buttons carry, with the number of the source."""


def listed(found: Sequence[tuple[Held, str]]) -> Screen:
    """Show every source that is held, with its name."""
    if not found:
        return Screen(text=words.none_held())
    several = len(found) > 1
    return Screen(
        text=words.list_of([words.held(each, name) for each, name in found]),
        rows=[row for each, name in found for row in _ways(each, name if several else "")],
    )


def _ways(found: Held, name: str) -> list[list[Button]]:
    behind = f": {name}" if name else ""
    return [
        [to(f"Tell suppliers{behind}", Action.HELD, ASK_RELEASE, found.source_id)],
        [to(f"Tell nobody{behind}", Action.HELD, ASK_DISCARD, found.source_id)],
    ]


def ask_release(found: Held, name: str) -> Screen:
    """Ask once more before suppliers are told."""
    yes = to("Yes, tell them", Action.HELD, RELEASE, found.source_id)
    return Screen(text=words.ask_release(found, name), rows=[[yes], [_leave(found)]])


def ask_discard(found: Held, name: str) -> Screen:
    """Ask once more before nobody is told."""
    yes = to("Yes, tell nobody", Action.HELD, DISCARD, found.source_id)
    return Screen(text=words.ask_discard(found, name), rows=[[yes], [_leave(found)]])


def _leave(found: Held) -> Button:
    return to("Not now", Action.HELD, LEAVE, found.source_id)
