"""docs/screens.md holds every screen. That it is up to date is not asked, but that nothing is missing from it."""

from pathlib import Path

import pytest

from bot.buttons import Action
from bot.handlers import desk
from bot.text import general, officers

PAGE = (Path(__file__).parents[2] / "docs" / "screens.md").read_text(encoding="utf-8")

COMMANDS = sorted({name for name, _ in (*general.COMMANDS, *officers.IN_THEIR_CHAT)} | desk.COMMANDS.keys())
"""A test of /help holds the menu and the registered commands together."""


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_is_walked(name: str) -> None:
    assert f"\n**/{name}" in PAGE, f"add /{name} to tests/tours.py, and run: make screens"


@pytest.mark.parametrize("action", Action)
def test_each_kind_of_button_is_shown(action: Action) -> None:
    assert f"] `{action}`" in PAGE, f"add a button of “{action}” to tests/tours.py, and run: make screens"


def test_onboarding_takes_four_taps() -> None:
    assert "\n*From /start to the first preview: 4 taps.*\n" in PAGE
