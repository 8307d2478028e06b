"""Make a notice of one release: the same words, dates and money whoever published it.

Publishers are told apart by the prefix of their ocid: each has its own number that people quote, and
its own page for a notice.
"""

import re
from datetime import datetime

from alerts.errors import SourceFormatError
from alerts.notice import Kind, Notice, Stage
from alerts.sources import Source, naming, ocds_tender
from alerts.sources.bounds import LONGEST_NUMBER, MOST_LOTS
from alerts.sources.ocds_dates import CONTRACTS_FINDER, SCOTLAND, WALES, deadline, instant
from alerts.sources.ocds_shapes import Document, Period, Release, Tender
from alerts.sources.ocds_stage import documents, new_deadline, stage_and_kind
from alerts.sources.ocds_tender import line, paragraphs

FIND_A_TENDER = "ocds-h6vhtk-"
GUID = 36
"""A release id of Contracts Finder is the notice's GUID, a hyphen and a running number."""
OF_A_NOTICE = frozenset(
    {
        "awardNotice",
        "contractNotice",
        "marketEngagementNotice",
        "plannedProcurementNotice",
        "tenderCancellationNotice",
        "tenderNotice",
    }
)
PAGES = {
    FIND_A_TENDER: (re.compile(r"\d{6}-\d{4}"), "https://www.find-tender.service.gov.uk/Notice/"),
    CONTRACTS_FINDER: (
        re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
        "https://www.contractsfinder.service.gov.uk/Notice/",
    ),
    SCOTLAND: (
        re.compile(r"[A-Z]{3}\d{5,7}"),
        "https://www.publiccontractsscotland.gov.uk/search/show/search_view.aspx?ID=",
    ),
    WALES: (
        re.compile(r"[A-Z]{3}\d{5,7}"),
        "https://www.sell2wales.gov.wales/search/show/search_view.aspx?ID=",
    ),
}
"""By publisher: what its notice numbers look like, and where the page of a notice is."""


def notice_of(release: Release, source: Source, *, published: str | None = None) -> Notice:
    """Return the notice that a release is. `published` is when its package was, for one without a date.

    Raises:
        SourceFormatError: It has no title, no date, or no number that can be kept; the text says which.
    """
    tender = release.tender or Tender()
    title = line(tender.title) or line(release.title)
    ocid = naming.number(release.ocid or "") or None
    number = _number(release, ocid)
    if number is None:
        raise SourceFormatError(f"It has neither an id nor an ocid. Its title is {title!r}.")
    longest = max(len(number), len(ocid or ""))
    if longest > LONGEST_NUMBER:
        raise SourceFormatError(
            f"Its id or ocid has {longest:,} characters. We keep {LONGEST_NUMBER} at most."
        )
    if title is None:
        raise SourceFormatError(f"Release {number} has no title.")
    released_at = _released_at(release, ocid, published)
    if released_at is None:
        raise SourceFormatError(f"Release {number} has no date that can be read.")
    parts = len(tender.lots or ())
    if parts > MOST_LOTS:
        raise SourceFormatError(f"Release {number} has {parts:,} lots. We take {MOST_LOTS:,} at most.")
    stage, kind = stage_and_kind(release)
    lowest, highest, basis = ocds_tender.value_range(tender)
    suits_sme, suits_vcse = ocds_tender.suits(tender)
    starts_on, ends_on = ocds_tender.term(tender)
    return Notice(
        external_id=number,
        ocid=ocid,
        released_at=released_at,
        title=title,
        summary=paragraphs(tender.description),
        buyer=_buyer(release) or source.buyer,
        url=_url(release, number, ocid),
        stage=stage,
        kind=kind,
        cpv_codes=ocds_tender.cpv_codes(tender),
        regions=ocds_tender.regions(tender) or source.regions,
        value_min_pence=lowest,
        value_max_pence=highest,
        vat=basis,
        value_is_ceiling=ocds_tender.is_ceiling(tender, kind),
        suits_sme=suits_sme,
        suits_vcse=suits_vcse,
        lots=ocds_tender.lots(tender, stage),
        closes_at=_closes_at(release, stage, kind),
        # Before the tender is out, its dates are only expected.
        questions_by=None if stage is Stage.PLANNED else deadline(_end(tender.enquiry_period), ocid),
        starts_on=starts_on,
        ends_on=ends_on,
    )


def _number(release: Release, ocid: str | None) -> str | None:
    """Return the number under which the publisher shows the notice, else the release id, else the ocid.

    Scotland and Wales give it only as the id of the notice's own document; Scotland's releases have
    no id at all.
    """
    written = naming.number(str(release.id)) if release.id is not None else ""
    pattern, _ = PAGES.get(_publisher(ocid), (None, ""))
    if pattern is not None:
        of_documents = [str(document.id) for document in reversed(_own_documents(release))]
        for number in (written, written[:GUID], *of_documents):
            if pattern.fullmatch(number):
                return number
    return written or ocid


def _url(release: Release, number: str, ocid: str | None) -> str | None:
    """Return the public page of this very notice: as published, else built, else of another release."""
    pages = [page for document in _own_documents(release) if (page := naming.address(document.url))]
    own = [page for page in pages if number in page]
    pattern, place = PAGES.get(_publisher(ocid), (None, ""))
    if not own and pattern is not None and pattern.fullmatch(number):
        own = [place + number]
    links = [page for link in release.links or () if (page := naming.address(link.href))]
    return next(iter([*own, *reversed(pages), *links]), None)


def _own_documents(release: Release) -> list[Document]:
    """Return the documents that stand for a notice, and not for what is attached to it."""
    return [
        document
        for document in documents(release)
        if document.notice_type or document.document_type in OF_A_NOTICE
    ]


def _closes_at(release: Release, stage: Stage, kind: Kind) -> datetime | None:
    """Return when a supplier must first have acted: sent a bid, or asked to take part.

    In an engagement it is when the buyer stops listening, which the form calls the engagement
    deadline. Any other plan gives at most an expected date, and that is no deadline.
    """
    tender = release.tender or Tender()
    if stage is Stage.PLANNED:
        steps = (release.planning.milestones if release.planning else None) or ()
        written = [step.due_date for step in steps if kind is Kind.ENGAGEMENT and step.type == "engagement"]
        return max(_read(written, release.ocid), default=None)
    written = [_end(tender.tender_period), tender.expression_of_interest_deadline]
    return min(_read(written, release.ocid), default=deadline(new_deadline(tender), release.ocid))


def _read(written: list[str | None], ocid: str | None) -> list[datetime]:
    return [found for one in written if (found := deadline(one, ocid)) is not None]


def _released_at(release: Release, ocid: str | None, published: str | None) -> datetime | None:
    of_documents = [document.date_published for document in reversed(_own_documents(release))]
    written = (release.date, *of_documents, published)
    return next((found for one in written if (found := instant(one, ocid)) is not None), None)


def _buyer(release: Release) -> str | None:
    """Return who buys. Cancellations and terminations name them only among the parties."""
    named = [release.buyer] if release.buyer else []
    named += [party for party in release.parties or () if "buyer" in (party.roles or ())]
    return next((name for party in named if (name := line(party.name))), None)


def _publisher(ocid: str | None) -> str:
    return next((prefix for prefix in PAGES if (ocid or "").startswith(prefix)), "")


def _end(period: Period | None) -> str | None:
    return period.end_date if period else None
