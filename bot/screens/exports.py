"""The screen of /export."""

from enum import StrEnum

from bot.buttons import Action, to
from bot.export import Format
from bot.report_filters import Filters
from bot.screens import Screen
from bot.text import exports as words


class Wanted(StrEnum):
    """What an officer may ask for. Stands on buttons and may be typed."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"
    PUBLISH = "publish"  # a workbook of counts only

    @property
    def form(self) -> Format:
        """The format of the file."""
        return Format.XLSX if self is Wanted.PUBLISH else Format(self.value)


ASK = "ask"
"""On a button below a list: export what it lists."""

_LABELS = {
    Wanted.XLSX: "Excel",
    Wanted.CSV: "CSV",
    Wanted.JSON: "JSON",
    Wanted.PUBLISH: "Excel with counts only, to publish",
}


def choose(filters: Filters, selection: int, rows: int) -> Screen:
    """Ask for the format. The buttons carry the number of what was selected: 0 for all."""
    return Screen(
        text=words.choose(filters, rows),
        rows=[[to(_LABELS[wanted], Action.EXPORT, wanted, selection)] for wanted in Wanted],
    )
