"""What a person sees: words from `bot.text` with buttons below them. Pure functions of values."""

from dataclasses import dataclass, replace

from bot.buttons import Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A message: HTML and its buttons."""

    text: str
    rows: Rows = ()


def without_links(screen: Screen) -> Screen:
    """Return a screen without the buttons that lead to pages."""
    if all(button.url is None for row in screen.rows for button in row):
        return screen
    rows = [[button for button in row if button.url is None] for row in screen.rows]
    return replace(screen, rows=[row for row in rows if row])
