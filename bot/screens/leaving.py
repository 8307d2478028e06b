"""The screens of leaving."""

from collections.abc import Mapping

from bot.buttons import Action, to
from bot.screens import Screen
from bot.text import privacy as words


def ask_forget(held: Mapping[str, int]) -> Screen:
    """Ask before everything is erased. `held`: how many rows of each table are about this chat."""
    return Screen(
        text=words.ask_forget(held),
        rows=[[to("Yes, erase it all", Action.FORGET, "yes")], [to("No, keep it", Action.FORGET, "no")]],
    )
