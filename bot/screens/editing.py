"""The screens of one change to a watch: proposed, made, undone."""

from alerts.edits import Edit
from alerts.shortlist import Comparison
from bot.buttons import Action, Button, to
from bot.screens import Screen
from bot.text import editing as words

YES, NO, KEEP, UNDO = "yes", "no", "keep", "undo"
"""What the buttons of a change carry, with its id. KEEP is a no that is remembered."""


def menu(edit: Edit | None = None) -> list[Button]:
    """Return the way to all that can be changed: of the watch that an edit is about, or of all there are."""
    watch_id = None if edit is None or edit.of_supplier else edit.watch_id
    return [to("Change what I look for", Action.WATCH, "menu", watch=watch_id)]


def proposed(edit: Edit, effect: Comparison | None) -> Screen:
    """Ask whether to make a change."""
    return Screen(
        text=words.proposed(edit, words.effect(effect, edit.called)),
        rows=[
            [to("Yes, change it", Action.EDIT, YES, edit.id)],
            [to("No, leave it", Action.EDIT, NO, edit.id)],
        ],
    )


def made(edit: Edit, effect: Comparison | None) -> Screen:
    """Say what was changed, with the way back."""
    return Screen(
        text=words.made(edit, words.effect(effect, edit.called)),
        rows=[
            [to("Undo", Action.EDIT, UNDO, edit.id)],
            [to("What is open now", Action.LATEST, 0)],
            menu(edit),
        ],
    )


def undone(edit: Edit, effect: Comparison | None) -> Screen:
    """Say that a change was taken back."""
    return Screen(text=words.undone(edit, words.effect(effect, edit.called)), rows=[menu(edit)])
