"""Surveys of small firms that our numbers can be put beside, and which answer each kind of blocker matches.

A share is of those who answered that question, which is seldom all who were asked; ours is of reports. So the
two are printed side by side, each with its base, and never subtracted. A figure without a number of answers is
one whose survey does not publish it where we could read it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.blockers import Blocker


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A published survey. `answers` is how many answered, or None where that is not stated."""

    name: str
    by: str
    year: int
    base: str  # who was asked, to stand behind “of”
    answers: int | None
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a share of those who answered a survey said. `percent` is as published, in whole per cent."""

    survey: Survey
    kind: Blocker
    said: str  # to stand behind the share: “41 per cent named short deadlines”
    percent: int


AM_BID_2021 = Survey(
    name="Barriers for small firms in public tenders",
    by="AM Bid, reported by CIPS Supply Management",
    year=2021,
    base="company directors of small and medium firms in the United Kingdom",
    answers=200,
    url="https://www.cips.org/supply-management/news/2021/november/whats-the-biggest-barrier-for-smes-in-public-tenders/",
)
FSB_2021 = Survey(
    name="Small Business Access to Public Procurement Processes",
    by="Federation of Small Businesses",
    year=2021,
    base="small firms new to public contracts (1 to 9 bids)",
    answers=None,
    url="https://issuu.com/federationofsmallbusinesses/docs/small_business_access_to_public_procurement",
)
FSB_2025 = Survey(
    name="Signed, Sealed, Delivered",
    by="Federation of Small Businesses",
    year=2025,
    base="small firms in the United Kingdom",
    answers=None,
    url="https://issuu.com/federationofsmallbusinesses/docs/signed_sealed_delivered_",
)

FINDINGS: tuple[Finding, ...] = (
    Finding(
        survey=AM_BID_2021,
        kind=Blocker.COMPLEX_PROCESS,
        said="named the complexity of the process",
        percent=44,
    ),
    Finding(
        survey=AM_BID_2021,
        kind=Blocker.BAR_TOO_HIGH,
        said="named the high threshold for qualification",
        percent=55,
    ),
    Finding(survey=AM_BID_2021, kind=Blocker.SHORT_DEADLINE, said="named short deadlines", percent=41),
    Finding(
        survey=AM_BID_2021,
        kind=Blocker.NARROW_SPECIFICATION,
        said="named specifications that prescribe too much",
        percent=41,
    ),
    Finding(
        survey=AM_BID_2021,
        kind=Blocker.COST_OF_BIDDING,
        said="said that the process was too costly",
        percent=34,
    ),
    Finding(
        survey=FSB_2025,
        kind=Blocker.HARD_TO_FIND,
        said="said that finding suitable public contracts is difficult",
        percent=62,
    ),
    Finding(
        survey=FSB_2025,
        kind=Blocker.BAR_TOO_HIGH,
        said="named unreasonable eligibility requirements",
        percent=43,
    ),
    Finding(
        survey=FSB_2025,
        kind=Blocker.SAME_DATA_AGAIN,
        said="said that they submit the same information again for each bid",
        percent=35,
    ),
    Finding(
        survey=FSB_2025,
        kind=Blocker.POOR_FEEDBACK,
        said="received comprehensive and actionable feedback on why they lost",
        percent=5,
    ),
    Finding(
        survey=FSB_2025,
        kind=Blocker.LATE_PAYMENT,
        said="of those who supply the public and private sectors had late payments in the last three months",
        percent=68,
    ),
    Finding(
        survey=FSB_2021, kind=Blocker.NO_FEEDBACK, said="reported receiving no feedback at all", percent=9
    ),
    Finding(
        survey=FSB_2021,
        kind=Blocker.POOR_FEEDBACK,
        said="reported that feedback was not detailed enough",
        percent=57,
    ),
    Finding(
        survey=FSB_2021,
        kind=Blocker.POOR_FEEDBACK,
        said="disagreed that the feedback helped them to understand and improve",
        percent=62,
    ),
)
"""Every figure that we may print, as published."""

OURS: Mapping[Blocker, str] = {
    Blocker.CONTRACT_TOO_LARGE: "the Taskforce's finding that nearly all firms of the county are very small",
    Blocker.UNCLEAR_WORDS: "what suppliers look up in the glossary",
    Blocker.PORTAL_TROUBLE: "the portals that suppliers must register on",
    Blocker.HARD_TO_PROVE_VALUE: "the Taskforce's action B",
    Blocker.NO_PARTNERS: "the Taskforce's action C",
    Blocker.OTHER: "whatever has no kind of its own",
}
"""Kinds that no survey asks about, and why we do."""


def of(kind: Blocker) -> tuple[Finding, ...]:
    """Return what surveys found of a kind of blocker, the newest first."""
    found = (finding for finding in FINDINGS if finding.kind is kind)
    return tuple(sorted(found, key=lambda finding: -finding.survey.year))
