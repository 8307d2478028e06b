"""Make a notice of an item of a feed, as feedparser gives it.

A feed says little in elements of its own: what is labelled in its text counts too, then what the
catalogue says of the source. A feed lists what is current, so an item is open unless it says otherwise.
"""

import calendar
import hashlib
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

from alerts import cpv, places
from alerts.errors import SourceFormatError
from alerts.notice import Kind, Notice, Stage, plain
from alerts.sources import Source, amounts, naming, prose, when, wording
from alerts.sources.amounts import Worth
from alerts.sources.bounds import FIRST_YEAR, LAST_YEAR, LONGEST_FIELD, LONGEST_NUMBER
from alerts.sources.feed_labels import BY_WORDS, Label, Line, lines_of

LONGEST_NAME = 150
LONGEST_VALUE = 120
LONGEST_TITLE = 120  # of one taken from the text

_CPV = re.compile(r"(?<![\w.-])\d{8}(?:-\d)?(?![\w-])")
_CPV_CATEGORY = re.compile(r"\d{8}|\d{2,8}\s?-\s?[A-Z]")
_OVER = re.compile(r"\W*(?:withdrawn|cancelled)\b", re.IGNORECASE)
_PUBLIC_BODY = re.compile(
    r"\b(?:academy|authority|board|college|constabulary|council|fire|government|housing|museum|nhs|police|school|"
    r"trust|university)\b",
    re.IGNORECASE,
)
_UNSTATED = frozenset(
    {
        "",
        "n a",
        "na",
        "none",
        "not applicable",
        "not disclosed",
        "not given",
        "not specified",
        "not stated",
        "tbc",
    }
)
# Elements that every feed has. The others are extensions, named by their prefix and an underscore.
_COMMON = frozenset(
    {"author", "comments", "id", "language", "link", "published", "rights", "summary", "title", "updated"}
)
_EXTENSIONS = {words.replace(" ", ""): label for words, label in BY_WORDS.items()} | {
    "expired": Label.DEADLINE,  # what feedparser makes of `expirationDate`
    "validityend": Label.DEADLINE,  # and of `dcterms:valid`
}
_TIMES = ("updated_parsed", "published_parsed", "created_parsed")

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """An item taken apart. `said` holds what is labelled, the most trustworthy first."""

    title: str
    lines: Sequence[Line]
    categories: Sequence[str]
    said: Mapping[Label, Sequence[str]]
    source: Source


def notice(entry: Mapping[str, Any], source: Source, now: datetime) -> Notice:
    """Return the notice of an item; one without a date counts as published at `now`.

    Raises:
        SourceFormatError: It has neither title nor link, or nothing that could be its title.
    """
    item = _taken_apart(entry, source)
    link = _link(entry, source)
    title = prose.one_line(item.title)
    if title is None and link is None:
        raise SourceFormatError("It has neither a title nor a link.")
    summary = _summary(item)
    title = title or _beginning(summary)
    if title is None:
        raise SourceFormatError("It has no title, and no text to take one from.")
    stage, kind = _stage_and_kind(item)
    worth = _first(item, Label.VALUE, _worth) or Worth()
    return Notice(
        external_id=_external_id(entry, link, title),
        released_at=_released_at(entry, now),
        title=title,
        summary=summary,
        buyer=_buyer(item, entry),
        url=link or source.website,
        stage=stage,
        kind=kind,
        cpv_codes=_cpv_codes(item),
        regions=_first(item, Label.PLACE, places.codes) or source.regions,
        value_min_pence=worth.min_pence,
        value_max_pence=worth.max_pence,
        vat=worth.vat,
        suits_sme=_first(item, Label.SME, wording.yes_or_no),
        suits_vcse=_first(item, Label.VCSE, wording.yes_or_no),
        closes_at=_closes_at(item),
        questions_by=_first(item, Label.QUESTIONS, lambda text: when.deadline(text, source.timezone)),
        starts_on=_first(item, Label.STARTS, when.day),
        ends_on=_first(item, Label.ENDS, when.day),
    )


def _taken_apart(entry: Mapping[str, Any], source: Source) -> _Item:
    texts = [_text(entry, "summary"), *(_text(part, "value") for part in entry.get("content", ()))]
    lines = lines_of(max(texts, key=len))
    said: dict[Label, list[str]] = {}
    labelled = sorted((line for line in lines if line.label), key=lambda line: not line.marked)
    for label, value in [*_extensions(entry), *((line.label, line.value) for line in labelled)]:
        if label and wording.folded(value) not in _UNSTATED:
            said.setdefault(label, []).append(value)
    terms = [_text(tag, "label") or _text(tag, "term") for tag in entry.get("tags", ())]
    return _Item(
        title=_text(entry, "title"),
        lines=lines,
        categories=[term for term in map(prose.one_line, terms) if term],
        said=said,
        source=source,
    )


def _extensions(entry: Mapping[str, Any]) -> Iterator[tuple[Label, str]]:
    """Yield what stands in elements of its own, such as `<tender:closingDate>` or `dc:publisher`."""
    for key, value in entry.items():
        name = key.rpartition("_")[2] if key not in _COMMON else ""
        label = _EXTENSIONS.get(key.replace("_", "")) or _EXTENSIONS.get(name.replace("-", ""))
        if label and isinstance(value, str) and value.strip() and key not in _COMMON:
            yield label, prose.readable(value[:LONGEST_FIELD])


def _external_id(entry: Mapping[str, Any], link: str | None, title: str) -> str:
    """Return the publisher's id of the item, else its address, else one made of its title."""
    written = naming.number(_text(entry, "id")) or link
    if written is None or len(written) > LONGEST_NUMBER:
        return hashlib.sha256((written or plain(title)).encode()).hexdigest()[:16]
    return written


def _link(entry: Mapping[str, Any], source: Source) -> str | None:
    """Return the web address of the item, or None. "/notice/1" is on the host of the feed.

    feedparser takes a guid for the link where there is none, so other words are no address.
    """
    written = _text(entry, "link").strip().replace(" ", "%20")
    if not written.lower().startswith(("https://", "http://", "/")):
        return None
    try:
        address = urljoin(source.url or source.website or "", written)
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return None
    return naming.address(address) if host and parts.scheme in {"http", "https"} else None


def _released_at(entry: Mapping[str, Any], now: datetime) -> datetime:
    """Return when the item was last published, at the latest now: publishers' clocks run ahead."""
    for key in _TIMES:
        parsed = entry.get(key) if key in entry.keys() else None  # noqa: SIM118 - feedparser's `in` warns of old names
        if isinstance(parsed, time.struct_time) and FIRST_YEAR <= parsed.tm_year <= LAST_YEAR:
            return min(datetime.fromtimestamp(calendar.timegm(parsed), UTC), now.astimezone(UTC))
    return now


def _buyer(item: _Item, entry: Mapping[str, Any]) -> str | None:
    """Return who buys: as labelled, else the author if that is a public body, else the source's only buyer."""
    labelled = _first(item, Label.BUYER, _name)
    author = prose.one_line(_text(entry.get("author_detail", {}), "name"))
    by_author = author if author and _PUBLIC_BODY.search(author) else None
    return labelled or item.source.buyer or by_author


def _name(text: str) -> str | None:
    found = prose.one_line(text)
    return found if found and len(found) <= LONGEST_NAME else None


def _closes_at(item: _Item) -> datetime | None:
    """Return the deadline. Some portals label its time apart from its day."""
    apart = _first(item, Label.TIME, lambda text: text if when.clock(text) else None) or ""
    zone = item.source.timezone
    return _first(item, Label.DEADLINE, lambda text: when.deadline(text, zone, usual_time=apart))


def _stage_and_kind(item: _Item) -> tuple[Stage, Kind]:
    stage, kind = _first(item, Label.KIND, wording.kind_of) or (Stage.OPEN, Kind.NOT_STATED)
    return Stage.WITHDRAWN if _OVER.match(item.title) else stage, kind


def _cpv_codes(item: _Item) -> tuple[str, ...]:
    """Return the codes that are labelled, are categories, or stand in the text with all eight digits."""
    texts = [item.title, *(line.text for line in item.lines)]
    found = [
        *(code for value in item.said.get(Label.CPV, ()) for code in cpv.codes(value)),
        *(code for term in item.categories if _names_a_code(term) for code in cpv.codes(term)),
        *(code for text in texts for written in _CPV.findall(text) for code in cpv.codes(written)),
    ]
    return tuple(dict.fromkeys(found))


def _names_a_code(category: str) -> bool:
    """Whether a category is of the vocabulary: "24 hour care" begins with digits and is not."""
    return bool(_CPV_CATEGORY.match(category)) or not category[:1].isdigit()


def _worth(text: str) -> Worth | None:
    found = amounts.worth(text)
    return found if found.min_pence or found.max_pence else None


def _summary(item: _Item) -> str | None:
    """Return the text without the lines that became fields, and with the categories if it has none."""
    kept = [
        line.value if line.label is Label.DETAILS else line.text
        for line in item.lines
        if not _is_read(line, item)
    ]
    unnamed = [
        term for term in item.categories if not any(term.casefold() in text.casefold() for text in kept)
    ]
    if unnamed:
        kept += ["", f"Categories: {', '.join(dict.fromkeys(unnamed))}"]
    return prose.tidy("\n".join(kept))


def _is_read(line: Line, item: _Item) -> bool:
    """Whether what a line says is known without it."""
    readers: dict[Label, Callable[[str], object]] = {
        Label.BUYER: _name,
        Label.CONTACT: lambda _: True,
        Label.CPV: cpv.codes,
        Label.DEADLINE: lambda text: when.deadline(text, item.source.timezone),
        Label.ENDS: when.day,
        Label.KIND: wording.kind_of,
        Label.PLACE: places.codes,
        Label.QUESTIONS: lambda text: when.deadline(text, item.source.timezone),
        Label.SME: wording.yes_or_no,
        Label.STARTS: when.day,
        Label.TIME: when.clock,
        Label.VALUE: _worth,
        Label.VCSE: wording.yes_or_no,
    }
    reader = readers.get(line.label) if line.label else None
    # After a long value stands a sentence that says more.
    return reader is not None and len(line.value) <= LONGEST_VALUE and reader(line.value) not in (None, ())


def _first(item: _Item, label: Label, reader: Callable[[str], Found | None]) -> Found | None:
    """Return the first value under a label that can be read."""
    found = (reader(value) for value in item.said.get(label, ()))
    return next((value for value in found if value not in (None, ())), None)


def _beginning(text: str | None) -> str | None:
    """Return the first line of a text, as a title, or None if there is no text."""
    first = (text or "").partition("\n")[0]
    if not first:
        return None
    return first if len(first) <= LONGEST_TITLE else f"{first[:LONGEST_TITLE].rsplit(' ', 1)[0]}…"


def _text(mapping: Mapping[str, Any], key: str) -> str:
    """Return a text of feedparser's, cut to a length, or "" if there is none. It gives other types now and then."""
    value = dict.get(mapping, key) if isinstance(mapping, dict) else None
    return value[:LONGEST_FIELD] if isinstance(value, str) else ""
