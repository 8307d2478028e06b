"""Make a notice of a row of a CSV.

What a person wrote and we cannot read refuses the row, with the cell and what to write instead. An
export has known fillers (the year 1, £0, midnight), which count as nothing said.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from alerts import cpv, places
from alerts.errors import SourceFormatError
from alerts.notice import Kind, Notice, Stage, VatBasis, plain
from alerts.sources import Source, amounts, naming, prose, when, wording
from alerts.sources.amounts import Worth
from alerts.sources.body import shown
from alerts.sources.columns import ColumnMap
from alerts.sources.csv_table import Row
from alerts.sources.value import pence

EXAMPLE = "EXAMPLE"
LONGEST_REFERENCE = 100
"""A longer one is a sentence in the wrong column, and no database can index it."""

_LINK = re.compile(r"https?://[^\s<>\"|]+", re.IGNORECASE)
_BARE_LINK = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
_SEVEN_DIGITS = re.compile(r"(?<![\d.])\d{7}(?![\d.])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What the rows of a file have in common."""

    source: Source
    columns: ColumnMap
    headings: Mapping[str, str]
    now: datetime


def notice(row: Row, sheet: Sheet) -> Notice:
    """Return the notice of a row.

    Raises:
        SourceFormatError: The row cannot be read; the text names the cell.
    """
    if row.fault is not None:
        raise SourceFormatError(row.fault)
    if row.cells.get("reference", "").upper() == EXAMPLE and sheet.columns.by_hand:
        raise SourceFormatError(
            f"It is marked {EXAMPLE}, so it was left out. If it is real, write its own reference, or none."
        )
    title = prose.one_line(row.cells.get("title"))
    if title is None:
        raise SourceFormatError(f"{_heading('title', sheet)} is blank. Write what the opportunity is called.")
    buyer = prose.one_line(row.cells.get("buyer"))
    if buyer is None and sheet.columns.by_hand:
        raise SourceFormatError(f"{_heading('buyer', sheet)} is blank. Write which organisation buys.")
    stage, kind = _stage_and_kind(row, sheet)
    worth = _worth(row, sheet)
    regions, elsewhere = _regions(row)
    return Notice(
        external_id=_external_id(row, title, sheet),
        released_at=_published_at(row, sheet),
        title=title,
        summary=_summary(row, elsewhere),
        buyer=buyer or sheet.source.buyer,
        url=_url(row, sheet),
        stage=stage,
        kind=kind,
        cpv_codes=_cpv_codes(row, sheet),
        regions=regions or sheet.source.regions,
        value_min_pence=worth.min_pence,
        value_max_pence=worth.max_pence,
        vat=worth.vat,
        suits_sme=_answer("sme", row, sheet),
        suits_vcse=_answer("vcse", row, sheet),
        closes_at=_closes_at(row, sheet, stage),
        starts_on=_day("starts_on", row),
        ends_on=_day("ends_on", row),
    )


def _external_id(row: Row, title: str, sheet: Sheet) -> str:
    """Return the number that a person gave it, or one made of its buyer and what the buyer calls it.

    Buyers' own references repeat from buyer to buyer, so in an export the buyer is part of it.
    """
    reference = plain(row.cells.get("reference"))
    if reference and sheet.columns.by_hand and len(reference) <= LONGEST_REFERENCE:
        return naming.number(row.cells["reference"])
    return made_number(row.cells.get("buyer"), reference or title)


def made_number(buyer: str | None, reference: str) -> str:
    """Return the number of a notice whose publisher gives none: of its buyer and what the buyer calls it."""
    parts = "\x1f".join((plain(buyer), plain(reference)))
    return hashlib.sha256(parts.encode()).hexdigest()[:16]


def _stage_and_kind(row: Row, sheet: Sheet) -> tuple[Stage, Kind]:
    """Return what sort of notice it is. Silence, and a word that an export made up, means open."""
    written = row.cells.get("kind", "")
    found = wording.kind_of(written)
    if found is None and written and sheet.columns.by_hand:
        raise _wrong("kind", row, sheet, "Write Quick Quote, Tender, Event, Early engagement or Planned.")
    stage, kind = found or (Stage.OPEN, Kind.NOT_STATED)
    status = row.cells.get("status", "")
    over = wording.ended(status)
    if over is Stage.CLOSED and wording.folded(status) == "awarded":
        kind = Kind.AWARD
    return over or stage, kind


def _closes_at(row: Row, sheet: Sheet, stage: Stage) -> datetime | None:
    """Return the deadline, or None for a filler such as 01/01/1. What is planned may have none."""
    on, at = row.cells.get("closing_date", ""), row.cells.get("closing_time", "")
    if not sheet.columns.by_hand:
        return when.deadline(f"{on} {at}", sheet.source.timezone)
    if not on and stage is Stage.PLANNED:
        return None
    if when.day(on) is None:
        raise _wrong("closing_date", row, sheet, "Write a date such as 30/09/2026.")
    if at and when.clock(at) is None:
        raise _wrong("closing_time", row, sheet, "Write a time such as 12:00 or 5pm, or leave it blank.")
    return when.deadline(f"{on} {at}", sheet.source.timezone)


def _published_at(row: Row, sheet: Sheet) -> datetime:
    """Return when it was published, at the latest now: a date to come would outrank every change."""
    written = row.cells.get("published", "")
    found = when.instant(written, sheet.source.timezone)
    if found is None and written and sheet.columns.by_hand:
        raise _wrong("published", row, sheet, "Write a date such as 01/09/2026, or leave it blank.")
    return min(found or sheet.now, sheet.now.astimezone(UTC))


def _worth(row: Row, sheet: Sheet) -> Worth:
    low, high = _money("value_from", row, sheet), _money("value_to", row, sheet)
    written = row.cells.get("vat", "")
    basis = amounts.vat_basis(written)
    unread = (
        written
        and basis is VatBasis.NOT_STATED
        and wording.folded(written) not in {"not stated", "not known"}
    )
    if unread and sheet.columns.by_hand:
        raise _wrong("vat", row, sheet, "Write excluded or included, or leave it blank.")
    return amounts.between(low, high, basis)


def _money(field: str, row: Row, sheet: Sheet) -> int | None:
    written = row.cells.get(field, "")
    pounds = amounts.amount(written)
    if pounds is None and written and sheet.columns.by_hand:
        raise _wrong(field, row, sheet, "Write one amount in pounds, such as 12500, or leave it blank.")
    return pence(pounds)


def _cpv_codes(row: Row, sheet: Sheet) -> tuple[str, ...]:
    """Return the codes. Excel takes 03000000 for a number and drops the nought, so it comes back."""
    written = row.cells.get("cpv", "")
    found = cpv.codes(_SEVEN_DIGITS.sub(lambda digits: f"0{digits.group()}", written)) if written else ()
    if not found and written and sheet.columns.by_hand:
        raise _wrong("cpv", row, sheet, "Write codes of eight digits such as 45261000, or leave it blank.")
    return found


def _regions(row: Row) -> tuple[tuple[str, ...], str | None]:
    """Return the places, and the words for a place that we do not know as one."""
    written = row.cells.get("region", "")
    found = places.codes(written) or places.codes(row.cells.get("postcode"))
    return found, written if written and not found else None


def _answer(field: str, row: Row, sheet: Sheet) -> bool | None:
    written = row.cells.get(field, "")
    answer = wording.yes_or_no(written)
    if answer is None and written and sheet.columns.by_hand:
        raise _wrong(field, row, sheet, "Write yes or no, or leave it blank.")
    return answer


def _url(row: Row, sheet: Sheet) -> str | None:
    written = row.cells.get("link", "")
    link = _LINK.search(written)
    bare = f"https://{written}" if link is None and _BARE_LINK.fullmatch(written) else None
    address = naming.address(link.group().rstrip(".,;)") if link else bare)
    if address is None and written and sheet.columns.by_hand:
        raise _wrong("link", row, sheet, "Write an address that starts with https://, or leave it blank.")
    return address or sheet.columns.website or sheet.source.website


def _summary(row: Row, elsewhere: str | None) -> str | None:
    place = f"Place: {elsewhere}" if elsewhere else None
    parts = [prose.tidy(part) for part in (row.cells.get("description"), row.cells.get("additional"), place)]
    return "\n\n".join(dict.fromkeys(part for part in parts if part)) or None


def _day(field: str, row: Row) -> date | None:
    return when.day(row.cells.get(field, ""))


def _heading(field: str, sheet: Sheet) -> str:
    return f"“{sheet.headings[field]}”"


def _wrong(field: str, row: Row, sheet: Sheet, advice: str) -> SourceFormatError:
    written = row.cells.get(field, "")
    what = f"“{shown(written)}”" if written else "blank"
    return SourceFormatError(f"{_heading(field, sheet)} is {what}. {advice}")
