"""What a person sees: words from `bot.text` with buttons below them. Pure functions of values."""

from dataclasses import dataclass

from bot.buttons import Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A message: HTML and its buttons."""

    text: str
    rows: Rows = ()
