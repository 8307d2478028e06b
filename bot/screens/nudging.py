"""The screens for too little and for too much."""

from collections.abc import Sequence

from alerts.edits import Edit
from alerts.narrowing import Narrower
from alerts.notice import Notice
from bot.buttons import Action, to
from bot.screens import Screen, editing
from bot.text import nudging as words

OFF = "off"
"""What the button carries that ends these questions."""


def silent(edit: Edit | None, gained: Sequence[Notice]) -> Screen:
    """Say that nothing came for a month, with the way to more and the way to hear no more of it."""
    yes = [] if edit is None else [[to("Yes, change it", Action.EDIT, editing.YES, edit.id)]]
    return Screen(
        text=words.silent(edit, gained),
        rows=[*yes, editing.menu(edit), [to("Do not ask again", Action.NUDGE, OFF)]],
    )


def fewer(edit: Edit, found: Narrower) -> Screen:
    """Say that more comes than anybody reads, with the way to less."""
    return Screen(
        text=words.fewer(edit, found),
        rows=[
            [to("Yes, change it", Action.EDIT, editing.YES, edit.id)],
            [to("Leave it as it is", Action.EDIT, editing.KEEP, edit.id)],
            editing.menu(edit),
        ],
    )
