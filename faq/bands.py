"""The spend bands of one council and the national lines above them, as dated data.

The data is `content/spend_bands.toml`. A council with other bands writes another file of this shape and
passes its path to `load`; nothing in the code knows a figure.
"""

import itertools
import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from faq.errors import ContentError

FILE = "spend_bands.toml"

Dated = TypeVar("Dated", "Band", "Overlay")


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a rule is written down."""

    title: str
    paragraph: str
    url: str | None = None


class Band(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    rename={"from_pence": "from", "to_pence": "to"},
):
    """One step of the scale. Both ends are inside; no `to_pence` means no upper end.

    `gap` marks sums that the council's rules leave out; `reading_at_start` and `reading_after` then say
    what is likely for the first sum of the gap and for the others.
    """

    id: str
    topic: str
    name: str
    called: str
    from_pence: int
    to_pence: int | None = None
    valid_from: date
    gap: bool = False
    rule: str
    asked: str
    supplier_does: str
    short: str
    reading_at_start: str = ""
    reading_after: str = ""
    source: Source


class Overlay(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line that adds something to a band. It is either `at_least` or `above` a sum in pence.

    `near_percent` limits it to sums that near the line: 0 is the exact sum, absent is every sum past it.
    `national` marks a line of national law for one kind of work. `as_at` is when the text of the law was
    last seen to say so; absent, that is `valid_from`.
    """

    id: str
    topic: str
    at_least: int | None = None
    above: int | None = None
    vat: Literal["gross", "not stated"]
    work: str | None = None
    national: bool = False
    near_percent: int | None = None
    valid_from: date
    as_at: str | None = None
    label: str
    rule: str
    source: Source

    @property
    def kind(self) -> str:
        """The kind of work the line is for, in words."""
        return self.work or "goods and services"

    @property
    def line_pence(self) -> int:
        """The first sum that is past the line."""
        return self.at_least if self.at_least is not None else (self.above or 0) + 1


class Topics(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The FAQ entries that answers about no single band belong to."""

    bands: str
    vat: str
    valuation: str


class Scheme(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that one data file says."""

    buyer: str
    place: str
    as_at: str
    as_at_date: str
    report: str
    confirm: str
    checked_on: date
    vat_percent: int
    vat_basis: Literal["not stated"]
    topics: Topics
    sources: tuple[Source, ...]
    bands: tuple[Band, ...]
    overlays: tuple[Overlay, ...]
    work: Mapping[str, tuple[str, ...]]
    asks: Mapping[str, tuple[str, ...]]
    says: Mapping[str, str]
    valuation_source: Source

    def bands_on(self, on: date | None) -> tuple[Band, ...]:
        """Return the bands in force on a day, or the latest, from the lowest up."""
        return tuple(sorted(_in_force(self.bands, on), key=lambda band: band.from_pence))

    def overlays_on(self, on: date | None) -> tuple[Overlay, ...]:
        """Return the lines in force on a day, or the latest, in the order of the file."""
        return tuple(_in_force(self.overlays, on))

    def work_in(self, question: str) -> str | None:
        """Return the kind of work a question names, or None."""
        return next((kind for kind, words in self.work.items() if _names(question, words)), None)

    def is_national(self, question: str) -> bool:
        """Return whether a question asks about the national lines."""
        return _names(question, self.asks["national"])


@cache
def standard() -> Scheme:
    """Return the bands that come with the package."""
    return _read(resources.files("faq").joinpath("content", FILE).read_text(encoding="utf-8"), FILE)


def load(path: Path) -> Scheme:
    """Read another council's file.

    Raises:
        ContentError: A field is missing or mistyped, or the bands overlap or leave a hole.
    """
    return _read(path.read_text(encoding="utf-8"), path.name)


def _read(text: str, file: str) -> Scheme:
    try:
        scheme = msgspec.convert(tomllib.loads(text), Scheme)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ContentError(file, str(error)) from error
    bands = scheme.bands_on(None)
    if not bands or bands[0].from_pence != 1 or bands[-1].to_pence is not None:
        raise ContentError(file, "the bands must begin at one penny and the last must have no upper end")
    for lower, upper in itertools.pairwise(bands):
        if lower.to_pence is None or lower.to_pence + 1 != upper.from_pence:
            raise ContentError(file, f"the bands {lower.id} and {upper.id} do not meet")
    return scheme


def _in_force(rules: Sequence[Dated], on: date | None) -> list[Dated]:
    latest: dict[str, Dated] = {}
    for rule in rules:
        if on is not None and rule.valid_from > on:
            continue
        known = latest.get(rule.id)
        if known is None or rule.valid_from >= known.valid_from:
            latest[rule.id] = rule
    return list(latest.values())


def _names(question: str, words: Sequence[str]) -> bool:
    text = question.casefold()
    return any(re.search(rf"\b{re.escape(word)}\b", text) for word in words)
