"""The named maps of a CSV's columns, as `columns.toml` gives them: which heading holds what."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

import msgspec

from alerts.errors import CatalogueError
from alerts.sources import Source

TEMPLATE = "template"
"""The name of the map of our own template."""


class ColumnMap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of `columns.toml`. `headings` are by field, the one that we print first."""

    called: str
    advice: str
    by_hand: bool
    required: tuple[str, ...]
    headings: dict[str, tuple[str, ...]]
    website: str | None = None


@cache
def maps() -> Mapping[str, ColumnMap]:
    """Return every map by its name."""
    text = resources.files(__package__).joinpath("columns.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, ColumnMap])


def column_map(source: Source) -> ColumnMap:
    """Return the map that a source names.

    Raises:
        CatalogueError: There is none of that name.
    """
    found = maps().get(source.columns or "")
    if found is None:
        known = ", ".join(maps())
        raise CatalogueError(f"[{source.slug}]: “columns” is {source.columns!r}. It must be one of: {known}.")
    return found
