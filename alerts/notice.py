"""What a contracting authority published, in one shape whatever it was published as.

Readers in `alerts.sources` make notices; `alerts.opportunities` stores and joins them;
`alerts.matching` judges them. Nothing here reads the clock, the database or the network.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol


class Stage(StrEnum):
    """How far a procurement has come. Stored, so never rename a value."""

    PLANNED = "planned"  # announced or asked about; nobody can bid yet
    OPEN = "open"
    CLOSED = "closed"  # awarded, or over in another way
    WITHDRAWN = "withdrawn"


LIVE = (Stage.OPEN, Stage.PLANNED)
"""The stages in which there may be something to do."""


class Kind(StrEnum):
    """What sort of notice it is, in the field's own terms. Stored, so never rename a value."""

    PIPELINE = "pipeline"
    PLANNED = "planned"
    ENGAGEMENT = "engagement"  # the buyer asks the market before it decides
    TENDER = "tender"
    QUICK_QUOTE = "quick_quote"
    DYNAMIC_MARKET = "dynamic_market"  # a list that suppliers may join while it lasts
    EVENT = "event"
    AWARD = "award"
    CANCELLATION = "cancellation"
    NOT_STATED = "not_stated"


class VatBasis(StrEnum):
    """Whether a value holds VAT. Stored, so never rename a value."""

    NET = "net"
    GROSS = "gross"
    NOT_STATED = "not_stated"


class Change(StrEnum):
    """What differs between two versions of an opportunity. Stored, so never rename a value."""

    TITLE = "title"
    SUMMARY = "summary"
    BUYER = "buyer"
    STAGE = "stage"
    DEADLINE = "deadline"
    QUESTIONS = "questions"
    VALUE = "value"
    SECTOR = "sector"
    PLACE = "place"
    LOTS = "lots"
    SUITABILITY = "suitability"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """A part of a procurement that can be won on its own. Values are for the whole term of the lot."""

    id: str
    title: str | None = None
    summary: str | None = None
    cpv_codes: tuple[str, ...] = ()
    value_min_pence: int | None = None
    value_max_pence: int | None = None
    vat: VatBasis = VatBasis.NOT_STATED
    suits_sme: bool | None = None
    suits_vcse: bool | None = None
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One release, row or feed item. What its publisher did not say is None or empty, never guessed.

    `external_id` is the publisher's own number, which people may quote. `cpv_codes` are eight digits
    without the check digit. `regions` are codes of `alerts.places` (NUTS with the UK prefix; other
    countries keep their own). Money is in pence of sterling, for the whole term.
    """

    external_id: str
    ocid: str | None = None
    released_at: datetime
    title: str
    summary: str | None = None
    buyer: str | None = None
    url: str | None = None
    stage: Stage = Stage.OPEN
    kind: Kind = Kind.NOT_STATED
    cpv_codes: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    value_min_pence: int | None = None
    value_max_pence: int | None = None
    vat: VatBasis = VatBasis.NOT_STATED
    value_is_ceiling: bool | None = None  # a framework or dynamic market: the total of many jobs
    suits_sme: bool | None = None
    suits_vcse: bool | None = None
    lots: tuple[Lot, ...] = ()
    closes_at: datetime | None = None
    questions_by: datetime | None = None
    starts_on: date | None = None
    ends_on: date | None = None


class Dated(Protocol):
    """What it takes to say whether there is still something to do: a notice has it, and our record of one."""

    @property
    def stage(self) -> Stage:
        """How far the procurement has come."""

    @property
    def closes_at(self) -> datetime | None:
        """When a supplier must have acted."""

    @property
    def starts_on(self) -> date | None:
        """When the work begins."""


class Stated(Protocol):
    """What it takes to say where and how large the work is: a notice has it, and our record of one."""

    @property
    def title(self) -> str:
        """What the buyer calls it."""

    @property
    def regions(self) -> tuple[str, ...]:
        """Codes of `alerts.places`; none when not stated."""

    @property
    def value_min_pence(self) -> int | None:
        """The least it may be worth."""

    @property
    def value_max_pence(self) -> int | None:
        """The most it may be worth."""

    @property
    def value_is_ceiling(self) -> bool | None:
        """Whether the value is that of many jobs together."""

    @property
    def lots(self) -> tuple[Lot, ...]:
        """The parts that can be won alone."""


def is_open(notice: Dated, now: datetime) -> bool:
    """Return whether there is still something to do about a notice.

    Pipelines are seldom tidied up: work that was planned to start before today is no plan any more.
    """
    if notice.stage not in LIVE:
        return False
    if notice.closes_at is not None:
        return notice.closes_at > now
    return notice.stage is Stage.OPEN or notice.starts_on is None or notice.starts_on >= now.date()


def plain(text: str | None) -> str:
    """Fold away what is not meaning: case, width, white space, invisible characters.

    Real feeds flip `pm` to `PM` and back from day to day; that is no amendment.
    """
    folded = " ".join(unicodedata.normalize("NFKC", text or "").casefold().split())
    if folded.isprintable():  # nearly all text is, and to look at each character takes ten times as long
        return folded
    visible = (character for character in folded if unicodedata.category(character) not in {"Cf", "Cc"})
    return " ".join("".join(visible).split())


def _meaning(notice: Notice) -> dict[Change, object]:
    """Return what a supplier would care about, each part comparable with `==`."""
    return {
        Change.TITLE: plain(notice.title),
        Change.SUMMARY: plain(notice.summary),
        Change.BUYER: plain(notice.buyer),
        Change.STAGE: notice.stage,
        Change.DEADLINE: notice.closes_at,
        Change.QUESTIONS: notice.questions_by,
        Change.VALUE: (notice.value_min_pence, notice.value_max_pence, notice.vat),
        Change.SECTOR: tuple(sorted(set(notice.cpv_codes))),
        Change.PLACE: tuple(sorted(set(notice.regions))),
        Change.LOTS: tuple(sorted(lot_meaning(lot) for lot in notice.lots)),
        Change.SUITABILITY: (notice.suits_sme, notice.suits_vcse),
    }


def lot_meaning(lot: Lot) -> tuple[str, ...]:
    """Return what a supplier would care about in a lot, comparable with `==` and in order."""
    return (
        lot.id,
        plain(lot.title),
        str(lot.value_min_pence),
        str(lot.value_max_pence),
        str(lot.suits_sme),
        str(lot.suits_vcse),
    )


def content_hash(notice: Notice) -> str:
    """Return a fingerprint of the meaning, the same whatever the spelling of the source."""
    parts = "\x1f".join(f"{name}={value!r}" for name, value in _meaning(notice).items())
    return hashlib.sha256(parts.encode()).hexdigest()


def material_changes(before: Notice, after: Notice) -> tuple[Change, ...]:
    """Return what changed for a supplier, in the order of `Change`. Empty when nothing did."""
    old, new = _meaning(before), _meaning(after)
    return tuple(change for change in Change if old[change] != new[change])


def duplicate_key(notice: Notice) -> str | None:
    """Return what two sources share when they publish one procurement, or None if too little is known.

    Buyer, title and the day of the deadline together: buyers publish the same tender on several
    portals under unrelated numbers. Two of the three are not enough, because one buyer often
    tenders several jobs of one name.
    """
    if notice.buyer is None or notice.closes_at is None:
        return None
    words = [re.sub(r"[^a-z0-9]+", " ", plain(text)).strip() for text in (notice.buyer, notice.title)]
    if not all(words):
        return None
    key = "|".join([*words, notice.closes_at.date().isoformat()])
    return hashlib.sha256(key.encode()).hexdigest()[:32]
