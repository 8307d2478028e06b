"""The screens that turn a kind of message off and on: each says what stands, and has the way back."""

from alerts.tables import DeliveryKind
from bot.buttons import Action, Button, to
from bot.screens import Screen
from bot.text import kinds as words

ON, OFF = "on", "off"


def off_button(kind: DeliveryKind) -> Button:
    """Make the button that turns a kind of message off, to stand below one of them."""
    return to(words.turn_off(kind), Action.TURN, kind, OFF)


def on_button(kind: DeliveryKind) -> Button:
    """Make the button that turns it on again."""
    return to(words.turn_on(kind), Action.TURN, kind, ON)


def turned(kind: DeliveryKind, *, on: bool) -> Screen:
    """Say what comes now, and offer to undo it."""
    if on:
        return Screen(text=words.turned_on(kind), rows=[[off_button(kind)]])
    return Screen(text=words.turned_off(kind), rows=[[on_button(kind)]])
