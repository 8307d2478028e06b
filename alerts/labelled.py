"""Notices that people have labelled: which are whose work? The form of the files, and reading them.

`tests/samples/matching/README.md` tells the form: firms in TOML, the notices that were judged and the
labels in CSV. Nothing here reads a file: give it texts and notices.
"""

import csv
import io
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import msgspec

from alerts import cpv, trades
from alerts.errors import SourceFormatError
from alerts.matching import BasedIn, Firm, Fit, OrganisationType, Size, Watch
from alerts.notice import Notice
from alerts.sources.csv_row import made_number

RELEVANT, ARGUABLE, IRRELEVANT = 2, 1, 0

Key = tuple[str, str]
"""A notice as the files name it: the source, and the number there."""

_CODE = re.compile(r"\s*(\d{2,8})(?:\s?-\s?\d)?\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledFirm:
    """A made-up firm: what it says of itself, and the codes and words it would pick."""

    id: str
    about: str
    firm: Firm
    watch: Watch

    def with_trades(self) -> "LabelledFirm":
        """Return the firm with the trades it would be offered for what it typed, all taken."""
        codes = " ".join(prefix.ljust(cpv.LENGTH, "0") for prefix in self.watch.cpv_prefixes)
        typed = "; ".join((self.about, *self.watch.words, codes))
        picked = tuple(trade.slug for trade in trades.suggest(typed))
        return replace(self, watch=replace(self.watch, trades=picked))


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a person said of one firm and one notice."""

    value: int
    fit: Fit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """All that was judged."""

    firms: tuple[LabelledFirm, ...]
    judged: tuple[Key, ...]
    labels: Mapping[tuple[str, Key], Label]

    def with_trades(self) -> "Labelled":
        """Return the set with every firm as a supplier who takes the trades it is offered."""
        return replace(self, firms=tuple(firm.with_trades() for firm in self.firms))

    def of_firm(self, firm: LabelledFirm) -> "Labelled":
        """Return the set for one firm alone."""
        return replace(self, firms=(firm,))

    def by_source(self) -> dict[str, "Labelled"]:
        """Return a set for each source, in the order of their names."""
        return {
            source: replace(self, judged=tuple(key for key in self.judged if key[0] == source))
            for source in sorted({source for source, _ in self.judged})
        }


class _FirmRow(msgspec.Struct, kw_only=True):
    """A [[firm]] of the file. Other keys, such as `regions`, are let stand."""

    id: str
    organisation_type: OrganisationType
    size: Size
    about: str = ""
    based_in: BasedIn = BasedIn.NOT_STATED
    cpv: list[str] = []
    words: list[str] = []
    not_words: list[str] = []
    value_max: int | float | None = None  # pounds a year


class _FirmsFile(msgspec.Struct):
    firm: list[_FirmRow]


def load(firms: str, judged: str, labels: str) -> Labelled:
    """Return what the texts of the three files say.

    Raises:
        SourceFormatError: A text is not of that form. The message names the file, the place and the fault.
    """
    keys = tuple(dict.fromkeys(_key(row) for _, row in _rows(judged, "The judged notices")))
    known = _firms(firms)
    return Labelled(firms=known, judged=keys, labels=_labels(labels, {firm.id for firm in known}))


def found(judged: Iterable[Key], notices: Iterable[Notice]) -> dict[Key, Notice]:
    """Return those of `notices` that were judged. Of two with one number, the first counts.

    A number may be the notice's own, its ocid, or that of a release, which is one of these with a
    little more behind it. Contracts Finder's CSV gives none; the files write "reference|buyer" there.
    """
    by_number: dict[str, Notice] = {}
    for notice in notices:
        for number in (notice.external_id, notice.ocid):
            if number:
                by_number.setdefault(number, notice)
    found = ((key, next(filter(None, map(by_number.get, _numbers(key[1]))), None)) for key in judged)
    return {key: notice for key, notice in found if notice is not None}


def _numbers(notice_id: str) -> Iterator[str]:
    """Give the numbers under which we may hold what a file calls `notice_id`, the likeliest first."""
    parts = notice_id.split("|")
    for cut in range(len(parts) - 1, 0, -1):
        yield made_number("|".join(parts[cut:]), "|".join(parts[:cut]))
    number = notice_id.strip()
    while number:
        yield number
        number = number.rpartition("-")[0]


def _firms(text: str) -> tuple[LabelledFirm, ...]:
    try:
        rows = msgspec.convert(tomllib.loads(text), _FirmsFile).firm
    except tomllib.TOMLDecodeError as error:
        raise SourceFormatError(f"The firms are not TOML: {error}.") from error
    except msgspec.ValidationError as error:
        raise SourceFormatError(f"The firms are not as they should be: {error}.") from error
    ids = [row.id for row in rows]
    for twice in (each for each in ids if ids.count(each) > 1):
        raise SourceFormatError(f"The firms: two of them have the id “{twice}”.")
    return tuple(map(_firm, rows))


def _firm(row: _FirmRow) -> LabelledFirm:
    return LabelledFirm(
        id=row.id,
        about=row.about,
        firm=Firm(
            organisation_type=row.organisation_type,
            size=row.size,
            based_in=row.based_in,
            comfortable_max_pence=None if row.value_max is None else round(row.value_max * 100),
        ),
        watch=Watch(
            cpv_prefixes=tuple(_prefix(code, row.id) for code in row.cpv),
            words=tuple(row.words),
            not_words=tuple(row.not_words),
        ),
    )


def _prefix(code: str, firm: str) -> str:
    written = _CODE.fullmatch(code)
    if written is None:
        raise SourceFormatError(
            f"The firms, “{firm}”: “{code}” is not a CPV code. Write two to eight digits."
        )
    return cpv.prefix(written[1])


def _labels(text: str, firms: set[str]) -> dict[tuple[str, Key], Label]:
    found: dict[tuple[str, Key], Label] = {}
    for line, row in _rows(text, "The labels", "firm", "label"):
        if row["firm"] not in firms:
            known = ", ".join(sorted(firms))
            raise SourceFormatError(
                f"The labels, line {line}: there is no firm “{row['firm']}”. The firms are: {known or 'none'}."
            )
        pair = (row["firm"], _key(row))
        label = _label(row, line)
        if found.setdefault(pair, label) != label:
            raise SourceFormatError(f"The labels, line {line}: this pair has another label further up.")
    return found


def _label(row: Mapping[str, str], line: int) -> Label:
    try:
        value = int(row["label"])
        size = Fit(row["fit"]) if row.get("fit") else None
    except ValueError as error:
        raise SourceFormatError(f"The labels, line {line}: {error}.") from error
    if value not in {IRRELEVANT, ARGUABLE, RELEVANT}:
        raise SourceFormatError(f"The labels, line {line}: a label is 0, 1 or 2, not {value}.")
    return Label(value=value, fit=size)


def _key(row: Mapping[str, str]) -> Key:
    return row["source"], row["notice_id"]


def _rows(text: str, called: str, *needed: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Give the rows of a CSV, each with the line that it ends on."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    try:
        missing = {"source", "notice_id", *needed} - set(reader.fieldnames or ())
        if missing:
            raise SourceFormatError(f"{called} must be a CSV with a column {', '.join(sorted(missing))}.")
        for row in reader:
            yield reader.line_num, {key: value or "" for key, value in row.items() if key}
    except csv.Error as error:
        raise SourceFormatError(f"{called}, line {reader.line_num + 1}: {error}.") from error
