"""How far a procurement has come, and what sort of notice a release is.

The tag says what a release is for, the notice type (UK1 to UK17) which form of the Procurement Act
it was, and the status whether it still stands. Where they disagree, a tag that ends a procurement is
trusted first: a cancellation may still call its lots active.

Sources: the release tags of https://standard.open-contracting.org/1.1/en/schema/codelists/#release-tag
and the notices of the Procurement Regulations 2024 (SI 2024/692), parts 2 to 4.
"""

import re
from collections.abc import Iterator

from alerts.notice import Kind, Stage
from alerts.sources.ocds_shapes import Change, Document, Release, Tender

CANCELLED = frozenset({"tenderCancellation", "planningCancellation"})
AWARDED = frozenset(
    {
        "award",
        "awardUpdate",
        "awardCancellation",
        "contract",
        "contractUpdate",
        "contractAmendment",
        "contractTermination",
        "implementation",
        "implementationUpdate",
    }
)
TENDERED = frozenset({"tender", "tenderUpdate", "tenderAmendment"})
PLANNED = frozenset({"planning", "planningUpdate", "planningAmendment"})

AWARD = (Stage.CLOSED, Kind.AWARD)
CANCELLATION = (Stage.WITHDRAWN, Kind.CANCELLATION)
TENDER = (Stage.OPEN, Kind.TENDER)
BY_NOTICE_TYPE = {
    "UK1": (Stage.PLANNED, Kind.PIPELINE),
    "UK2": (Stage.PLANNED, Kind.ENGAGEMENT),
    "UK3": (Stage.PLANNED, Kind.PLANNED),
    "UK4": TENDER,
    "UK5": AWARD,  # the intention to award directly: nobody can bid
    "UK6": AWARD,
    "UK7": AWARD,
    "UK8": AWARD,
    "UK9": AWARD,
    "UK10": AWARD,
    "UK11": AWARD,
    "UK12": CANCELLATION,
    "UK13": (Stage.OPEN, Kind.DYNAMIC_MARKET),
    "UK14": (Stage.OPEN, Kind.DYNAMIC_MARKET),
    "UK15": (Stage.OPEN, Kind.DYNAMIC_MARKET),
    "UK16": (Stage.CLOSED, Kind.DYNAMIC_MARKET),
    "UK17": AWARD,
}
BY_STATUS = {
    "cancelled": Stage.WITHDRAWN,
    "withdrawn": Stage.WITHDRAWN,
    "complete": Stage.CLOSED,
    "unsuccessful": Stage.CLOSED,
}

DEADLINE_SECTION = "IV.2.2"
_DEADLINE_LABEL = re.compile(r"time[- ]limit for (?:the )?receipt", re.IGNORECASE)
# Contract notices under the older rules have no section V (award) and no section VII (modification).
_AWARD_SECTIONS = frozenset({"V", "VII"})
_AWARD_TITLE = re.compile(
    r"\b(?:award|modification|transparency) notice\b|(?-i:\bVEAT\b|[-–—:(]\s*CAN\)?\s*$)", re.IGNORECASE
)
# The words that NHS England gives buyers for notices under the Provider Selection Regime begin
# "This is a Provider Selection Regime (PSR) …". Direct award process B is left out: it takes every
# provider that qualifies, so there is something to apply for.
_AWARD_TEXT = re.compile(
    r"\bthis is an?\b[^.\n]{0,80}?\b(?:confirmation of|intention to (?:make an )?award"
    r"|(?:award|modification|transparency) notice)\b"
    r"|\bthis (?:contract |psr )*(?:award|modification) notice\b"
    r"|\b(?:by|following|through|under|using|via) (?:the )?direct award process [ac]\b",
    re.IGNORECASE,
)
# Said in an amendment. In the description of a tender it is said of the contract before.
_AWARD_CORRECTED = re.compile(
    r"(?<!after )(?<!before )(?<!if )(?<!once )(?<!that )(?<!until )(?<!when )(?<!where )"
    r"\b(?:this|the|an?) (?:contract|framework(?: agreement)?)s? (?:has|have) (?:(?!not\b)\w+ ){0,3}?"
    r"(?:awarded|concluded|modified|terminated)\b"
    r"|\b(?:expiry|end) date of the contract has been (?:changed|extended)\b",
    re.IGNORECASE,
)


def stage_and_kind(release: Release) -> tuple[Stage, Kind]:
    """Return how far the procurement is, and what sort of notice this release is."""
    tags = frozenset([release.tag] if isinstance(release.tag, str) else release.tag or ())
    if tags & CANCELLED:
        return CANCELLATION
    if tags & AWARDED:
        return AWARD
    if release.tender is not None and _is_stub(release.tender):
        return _of_stub(release.tender, tags)
    stage, kind = BY_NOTICE_TYPE.get(_notice_type(release) or "") or _by_tag(release, tags)
    status = release.tender.status if release.tender else None
    if stage in {Stage.OPEN, Stage.PLANNED}:
        stage = BY_STATUS.get((status or "").lower(), stage)
    return stage, kind


def new_deadline(tender: Tender) -> str | None:
    """Return the time limit that the corrections of a stub set, as written, or None."""
    for change in _changes(tender):
        where, value = change.where, change.new_value
        if where and value and value.date and _is_deadline(where.section, where.label):
            return value.date
    return None


def documents(release: Release) -> list[Document]:
    """Return the documents of every part of a release, in the order of a procurement."""
    parts = [release.planning, release.tender, *(release.awards or ()), *(release.contracts or ())]
    return [document for part in parts if part for document in part.documents or ()]


def _is_stub(tender: Tender) -> bool:
    """Whether a release only lists corrections, as "tenderUpdate" does under the older rules.

    It has no lots, deadline, documents or status, and may just as well correct an award.
    """
    says_more = tender.status or tender.lots or tender.tender_period or tender.documents
    return bool(tender.amendments) and not says_more


def _of_stub(tender: Tender, tags: frozenset[str]) -> tuple[Stage, Kind]:
    """Return what a stub corrects: an award if anything in it says so, else still a tender.

    A stub does not say what sort of notice it corrects, so its kind is not stated unless it moves the
    deadline. An open tender taken for an award would hide work from a firm; the reverse only shows a
    notice too many. So in doubt it is open.
    """
    if new_deadline(tender):
        return TENDER
    if _corrects_award(tender):
        return AWARD
    return Stage.PLANNED if tags & PLANNED else Stage.OPEN, Kind.NOT_STATED


def _corrects_award(tender: Tender) -> bool:
    sections = {_top_section(change.where.section) for change in _changes(tender) if change.where}
    corrections = [amendment.description or "" for amendment in tender.amendments or ()]
    corrections += [change.new_value.text or "" for change in _changes(tender) if change.new_value]
    return (
        bool(sections & _AWARD_SECTIONS)
        or bool(_AWARD_TITLE.search(tender.title or ""))
        or any(_AWARD_TEXT.search(text) for text in [tender.description or "", *corrections])
        or any(_AWARD_CORRECTED.search(text) for text in corrections)
    )


def _changes(tender: Tender) -> Iterator[Change]:
    """Yield the corrections in a stub, the last amendment first."""
    for amendment in reversed(tender.amendments or []):
        yield from amendment.unstructured_changes or ()


def _is_deadline(section: str | None, label: str | None) -> bool:
    return (section or "").strip().startswith(DEADLINE_SECTION) or bool(_DEADLINE_LABEL.search(label or ""))


def _top_section(section: str | None) -> str:
    """Return the part of the form before the first dot. People type "V11" for "VII"."""
    return (section or "").strip().upper().partition(".")[0].replace("1", "I").replace("L", "I")


def _notice_type(release: Release) -> str | None:
    """Return the notice type that this release was published as.

    A compiled release keeps the documents of all its notices: then the latest counts.
    """
    typed = [document for document in documents(release) if document.notice_type]
    own = [document for document in typed if document.id is not None and document.id == release.id]
    latest = max(own or typed, key=lambda document: document.date_published or "", default=None)
    return latest.notice_type if latest else None


def _by_tag(release: Release, tags: frozenset[str]) -> tuple[Stage, Kind]:
    """Return what a release without a notice type is: Contracts Finder, Scotland, Wales, the older rules."""
    if tags & TENDERED:
        return TENDER
    if tags & PLANNED:
        return Stage.PLANNED, _kind_of_plan(release)
    return _by_contents(release)


def _by_contents(release: Release) -> tuple[Stage, Kind]:
    """Return what a release without a telling tag is, such as the compiled one of a record."""
    status = (release.tender.status or "").lower() if release.tender else ""
    if release.awards or release.contracts:
        return AWARD
    if status == "active":
        return TENDER
    if status in {"planning", "planned"}:
        return Stage.PLANNED, _kind_of_plan(release)
    return Stage.OPEN, Kind.NOT_STATED


def _kind_of_plan(release: Release) -> Kind:
    for document in documents(release):
        if document.document_type == "marketEngagementNotice":
            return Kind.ENGAGEMENT
        # What Contracts Finder calls a pipeline in its CSV and "future opportunity" here.
        if "future opportunity" in (document.description or "").lower():
            return Kind.PIPELINE
    return Kind.PLANNED
