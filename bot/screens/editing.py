"""The screens of one change to a watch: proposed, made, undone."""

from alerts.edits import Edit
from alerts.shortlist import Comparison
from bot.buttons import Action, to
from bot.screens import Screen
from bot.text import editing as words

YES, NO, UNDO = "yes", "no", "undo"
"""What the buttons of a change carry, with its id."""

MENU = to("Change what I look for", Action.WATCH, "menu")


def proposed(edit: Edit, effect: Comparison | None) -> Screen:
    """Ask whether to make a change."""
    return Screen(
        text=words.proposed(edit, words.effect(effect)),
        rows=[
            [to("Yes, change it", Action.EDIT, YES, edit.id)],
            [to("No, leave it", Action.EDIT, NO, edit.id)],
        ],
    )


def made(edit: Edit, effect: Comparison | None) -> Screen:
    """Say what was changed, with the way back."""
    return Screen(
        text=words.made(edit, words.effect(effect)),
        rows=[
            [to("Undo", Action.EDIT, UNDO, edit.id)],
            [to("What is open now", Action.LATEST, 0)],
            [MENU],
        ],
    )


def undone(edit: Edit, effect: Comparison | None) -> Screen:
    """Say that a change was taken back."""
    return Screen(text=words.undone(edit, words.effect(effect)), rows=[[MENU]])
