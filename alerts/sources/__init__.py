"""Where notices come from: what a source is, and how its bytes become notices.

`catalogue.toml` describes the sources we know; `catalogue` loads it, with an operator's own file on
top. `read` chooses the reader. A reader takes bytes and gives notices back, with every record it
could not read listed by its position and the reason; one bad record never loses the others.
"""

import ipaddress
import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from importlib import resources
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import msgspec

from alerts.errors import CatalogueError
from alerts.notice import Notice

OURS = "catalogue.toml"
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
INTERVAL = "poll_every_minutes"
LONGEST_INTERVAL = 7 * 24 * 60
LONGEST_PAUSE = 60
ADDRESS = "an address that starts with http:// or https://, without a password"
HOLDS: Mapping[str, str] = {
    "kind": "“ocds”, “feed” or “csv”",
    "url": ADDRESS,
    "website": ADDRESS,
    INTERVAL: "a whole number from 1 to 10080, which is a week",
    "on": "true or false, without quotation marks",
    "window": 'a list of two names of parameters, such as ["updatedFrom", "updatedTo"]',
    "pause_seconds": "a number from 0 to 60",
    "regions": 'a list of codes, such as ["UKC14"]',
    "local_hosts": 'a list of names of hosts, such as ["feeds.example.org"]',
    "timezone": 'the name of a time zone, such as "Europe/London"',
}
"""What a key of the catalogue must be. Any other is text in quotation marks."""


class SourceKind(StrEnum):
    """How a source writes its notices."""

    OCDS = "ocds"
    FEED = "feed"
    CSV = "csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One place where notices are published.

    `url` is None for a source that is only ever imported from a file; `{month}` in it stands for the
    month in London, as 08-2026. `window` names the two parameters of the address that bound the time
    of publication, for a source that is polled by windows of time; each takes a London time.
    `pause_seconds` is what its publisher wants between two requests. `columns` names the map of a
    CSV's columns. `buyer`, `regions` and `timezone` are what a feed leaves unsaid. `local_hosts` may be
    inside our own network. In the catalogue `poll_every` is written as `poll_every_minutes`.
    """

    slug: str
    kind: SourceKind
    name: str
    publisher: str
    licence: str
    attribution: str
    url: str | None = None
    website: str | None = None  # where people can search it themselves
    poll_every: timedelta = timedelta(hours=1)
    on: bool = True
    window: tuple[str, str] | None = None
    pause_seconds: float = 1
    columns: str | None = None
    buyer: str | None = None
    regions: tuple[str, ...] = ()
    timezone: str = "Europe/London"
    local_hosts: tuple[str, ...] = ()

    @property
    def may_be_local(self) -> frozenset[str]:
        """The hosts that may be inside our own network, because the operator says so.

        An address in figures says so itself. What a name stands for, only its owner decides.
        """
        host = urlsplit(self.url or "").hostname or ""
        return frozenset(self.local_hosts) | ({host} if host == "localhost" or _in_figures(host) else set())


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A record that could not be read. `record` counts from 1, as a person would.

    In a CSV it is the row as a spreadsheet numbers it, so the headings are row 1.
    """

    record: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a body held. `next_url` is the page after it, or None on the last."""

    notices: tuple[Notice, ...]
    rejected: tuple[Rejected, ...] = ()
    next_url: str | None = None

    @property
    def read(self) -> int:
        """How many records there were, good and bad."""
        return len(self.notices) + len(self.rejected)


def read(source: Source, body: bytes, now: datetime) -> Reading:
    """Read what a source published. Takes a while: call it in a thread.

    Raises:
        SourceFormatError: The body as a whole is not what the source's kind says.
    """
    # The readers name the types above, so they can be imported only once these exist.
    from alerts.sources import csv_file, feed, ocds  # noqa: PLC0415 - see the line above

    match source.kind:
        case SourceKind.OCDS:
            return ocds.read(body, source)
        case SourceKind.FEED:
            return feed.read(body, source, now)
        case SourceKind.CSV:
            return csv_file.read(body, source, now)


def catalogue(extra: Path | None = None) -> dict[str, Source]:
    """Return the sources we know by slug, with those of an operator's own file added or changed.

    Raises:
        CatalogueError: A file, a slug or a key is wrong. The text names all three.
    """
    tables = _tables(OURS, resources.files(__name__).joinpath(OURS).read_text(encoding="utf-8"))
    places = dict.fromkeys(tables, OURS)
    if extra is not None:
        for slug, table in _tables(str(extra), _text(extra)).items():
            tables[slug] = {**tables.get(slug, {}), **table}
            places[slug] = str(extra)
    return {slug: _source(slug, table, f"{places[slug]}, [{slug}]") for slug, table in tables.items()}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path}: the catalogue of sources cannot be read: {error}.") from None


def _tables(file: str, text: str) -> dict[str, dict[str, Any]]:
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{file}: this is not TOML: {error}.") from None
    for slug, table in found.items():
        if not isinstance(table, dict):
            raise CatalogueError(
                f"{file}: “{slug}” stands outside a table. Put [its-slug] on a line above it."
            )
        if not SLUG.fullmatch(slug):
            raise CatalogueError(
                f"{file}, [{slug}]: a slug has small letters, digits and single hyphens only."
            )
    return found


def _source(slug: str, table: Mapping[str, Any], place: str) -> Source:
    """Make a source of its table, or say which key is wrong and what it should hold."""
    hints: dict[str, Any] = {**get_type_hints(Source), INTERVAL: int}
    optional = {field.name for field in fields(Source) if field.default is not MISSING}
    allowed = hints.keys() - {"slug", "poll_every"}
    for key in sorted(table.keys() - allowed):
        raise CatalogueError(
            f"{place}: “{key}” is not a key of a source. Keys: {', '.join(sorted(allowed))}."
        )
    for key in sorted(allowed - optional - table.keys() - {INTERVAL}):
        raise CatalogueError(f"{place}: “{key}” is missing.")
    values = {"slug": slug, **{key: _value(key, table[key], hints[key], place) for key in table}}
    if INTERVAL in values:
        values["poll_every"] = timedelta(minutes=values.pop(INTERVAL))
    if values["kind"] is SourceKind.CSV and "columns" not in values:
        raise CatalogueError(f"{place}: “columns” is missing. A CSV needs the name of its map of columns.")
    return Source(**values)


def _value(key: str, value: Any, hint: Any, place: str) -> Any:
    try:
        converted = msgspec.convert(value, hint)
    except msgspec.ValidationError:
        converted = None
    if converted is None or not _right(key, converted):
        holds = HOLDS.get(key, "text in quotation marks")
        raise CatalogueError(f"{place}: “{key}” is {value!r}. It must be {holds}.")
    return converted


def _in_figures(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _right(key: str, value: Any) -> bool:
    """Whether a value of the right type is also one that we can use."""
    match key:
        case "url" | "website":
            try:
                parts = urlsplit(value)
            except ValueError:
                return False
            return parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
        case "poll_every_minutes":
            return bool(1 <= value <= LONGEST_INTERVAL)
        case "pause_seconds":
            return bool(0 <= value <= LONGEST_PAUSE)
        case "timezone":
            return value in available_timezones()
        case "name" | "publisher" | "licence" | "attribution":
            return bool(value.strip())
        case _:
            return True
