"""Join all that was published about one procurement into what is true now.

Releases come late, twice and in any order: Find a Tender gives the newest first, and an amendment
may say nothing but its own title. So each part of a notice comes from the newest release that states
it, and the result is the same whatever the order. Only a deadline can lapse: it is that of its own kind
of notice, so it is gone once the procurement has moved on to another. Nothing here reads the clock or
the database.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from alerts.notice import LIVE, Kind, Notice, VatBasis

PARTS: Mapping[str, tuple[str, ...]] = {
    "release": ("external_id", "released_at"),
    "ocid": ("ocid",),
    "title": ("title",),
    "summary": ("summary",),
    "buyer": ("buyer",),
    "url": ("url",),
    "stage": ("stage",),
    "kind": ("kind",),
    "cpv_codes": ("cpv_codes",),
    "regions": ("regions",),
    # A range and its VAT are one statement: the floor of one release under the top of another is nobody's.
    "value": ("value_min_pence", "value_max_pence", "vat"),
    "value_is_ceiling": ("value_is_ceiling",),
    "suits_sme": ("suits_sme",),
    "suits_vcse": ("suits_vcse",),
    "lots": ("lots",),
    "closes_at": ("closes_at",),
    "questions_by": ("questions_by",),
    "starts_on": ("starts_on",),
    "ends_on": ("ends_on",),
}
"""What a release states or leaves unsaid, and the fields of a notice that say it."""

ALWAYS_STATED = frozenset({"release", "stage", "kind"})
DEADLINES = ("closes_at", "questions_by")
"""The parts that lapse: the last day of an early talk with the market says nothing of the tender after it."""

WEAK = " "  # sorts before every year


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """What all releases of one procurement say together.

    `notice` carries the number and the time of the newest release. `stated` holds, for each part, the
    mark of the release that last stated it; beside the parts, for each kind of notice, the mark of the
    last that stood for the procurement and of the last that stated each deadline. `published_at` is the
    time of the oldest release.
    """

    notice: Notice
    stated: Mapping[str, str]
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An opportunity among those of one duplicate key: which, whose, and since when we know it."""

    id: int
    source_id: int
    first_seen_at: datetime


def key_of(notice: Notice) -> str:
    """Return what the releases of one procurement share within a source."""
    return notice.ocid or notice.external_id


def mark(notice: Notice) -> str:
    """Return what orders the releases of one procurement: time, then number.

    An OCDS release never changes once it is out, so two that share time and number are put in a fixed
    order by what they hold. A feed item or a row of a CSV does change under one number and one time:
    there the marks are equal, and what was read last is what it says now.
    """
    when = notice.released_at.astimezone(UTC).isoformat(timespec="microseconds")
    content = "" if notice.ocid is None else hashlib.sha256(repr(notice).encode()).hexdigest()[:12]
    return f"{when} {notice.external_id} {content}".rstrip()


def in_order(notices: Iterable[Notice]) -> list[Notice]:
    """Return notices as they were published, oldest first. Rows with equal marks keep their order."""
    return sorted(notices, key=lambda notice: (notice.released_at, mark(notice)))


def join(known: Joined | None, notice: Notice) -> Joined:
    """Add one release to what is known. A silence never erases, and an old release never overwrites.

    But a deadline lapses when a newer notice of another kind has none.
    """
    marks = _marks(notice)
    if known is None:
        # A basis without a value states nothing, so what comes later must not find it here.
        bare = notice if "value" in marks else replace(notice, vat=VatBasis.NOT_STATED)
        return Joined(notice=bare, stated=marks, published_at=notice.released_at)
    newer = {part: its for part, its in marks.items() if its >= known.stated.get(part, "")}
    fields = {name: getattr(notice, name) for part in newer for name in PARTS.get(part, ())}
    stated = {**known.stated, **newer}
    fields |= {part: None for part in DEADLINES if _has_lapsed(part, stated, marks)}
    return Joined(
        notice=replace(known.notice, **fields),
        stated=stated,
        published_at=min(known.published_at, notice.released_at),
    )


def duplicates(group: Iterable[Seen]) -> dict[int, int | None]:
    """Return, for each opportunity that shares a duplicate key, which one it repeats, or None.

    The first that we saw is the original. One source does not repeat itself: two jobs of one name on
    one portal are two jobs.
    """
    ordered = sorted(group, key=lambda seen: (seen.first_seen_at, seen.id))
    return {seen.id: None if seen.source_id == ordered[0].source_id else ordered[0].id for seen in ordered}


def _marks(notice: Notice) -> dict[str, str]:
    """Return the mark for each part that this release states."""
    its = mark(notice)
    marks = {part: its for part in PARTS if part in ALWAYS_STATED or _states(notice, part)}
    if _is_stub(notice):
        # An award too may be amended by a "tenderUpdate". So it opens nothing that a full notice has closed.
        marks["stage"] = marks["kind"] = WEAK + its
    if notice.kind is not Kind.NOT_STATED:
        marks |= {_of(part, notice.kind): its for part in DEADLINES if part in marks}
        if notice.stage in LIVE:  # a cancellation or an award is no new step, and its silence is none
            marks[_of("live", notice.kind)] = its
    return marks


def _of(part: str, kind: Kind) -> str:
    return f"{part} of {kind.value}"


def _has_lapsed(part: str, stated: Mapping[str, str], marks: Mapping[str, str]) -> bool:
    """Whether a newer notice has another kind than the one that last stated a deadline.

    `marks` are those of the release that was just read. A feed item may turn into another kind under
    its old mark: then what was read last counts.
    """
    its = stated.get(part)
    kinds = {kind for kind in Kind if its is not None and stated.get(_of(part, kind)) == its}
    if its is None or not kinds:
        return False
    steps = [_of("live", kind) for kind in Kind if kind not in kinds]
    turned = part not in marks and any(marks.get(step) == its for step in steps)
    return turned or any(stated.get(step, "") > its for step in steps)


def _states(notice: Notice, part: str) -> bool:
    if part == "value":
        return notice.value_min_pence is not None or notice.value_max_pence is not None
    value: Any = getattr(notice, PARTS[part][0])
    return value not in (None, "", ())


def _is_stub(notice: Notice) -> bool:
    """Whether a release amends a notice without saying of what sort, as those of the older rules do."""
    return (
        notice.ocid is not None
        and notice.kind is Kind.NOT_STATED
        and notice.stage in LIVE
        and notice.closes_at is None
    )
