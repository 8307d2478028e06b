"""Filters as officers type them."""

from datetime import date

import pytest

from alerts.matching import OrganisationType, Size
from bot.blockers import Blocker, ReportStatus, Stage
from bot.report_filters import Filters
from bot.text import choosing
from bot.typed_filters import Problem, Refused, read


@pytest.mark.parametrize(
    ("typed", "filters"),
    [
        ("", Filters()),
        (
            "since 2026-01-01 until 2026-03-31 stage documents",
            Filters(since=date(2026, 1, 1), until=date(2026, 3, 31), stage=Stage.DOCUMENTS),
        ),
        ("Since 1 January 2026", Filters(since=date(2026, 1, 1))),
        ("until 31/3/2026", Filters(until=date(2026, 3, 31))),
        (
            "kind short deadline status will not",
            Filters(kind=Blocker.SHORT_DEADLINE, status=ReportStatus.WILL_NOT_CHANGE),
        ),
        ("size micro type vcs", Filters(size=Size.MICRO, organisation_type=OrganisationType.VCS)),
        ("trade roofing", Filters(trade="roofing")),
        ("since 2026-05-01 until 2026-05-01", Filters(since=date(2026, 5, 1), until=date(2026, 5, 1))),
    ],
)
def test_filters_are_read_as_typed(typed: str, filters: Filters) -> None:
    assert read(typed) == filters


@pytest.mark.parametrize(
    ("typed", "problem", "said"),
    [
        (
            "documents",
            Problem.NO_SUCH_WORD,
            "I do not know what “documents” asks for. Begin with one of: since,",
        ),
        ("since", Problem.NO_VALUE, "After “since” something is missing."),
        ("status", Problem.NO_VALUE, "After “status” something is missing. It may be: new, seen,"),
        ("stage award stage award", Problem.TWICE, "“stage” stands there twice. Please say it once."),
        ("since 2026-02-30", Problem.NO_DATE, "I could not read “2026-02-30” as a date."),
        ("stage <b>", Problem.NO_SUCH_VALUE, "There is no stage “&lt;b&gt;”. It may be: finding,"),
        (
            "since 2026-05-02 until 2026-05-01",
            Problem.BACKWARDS,
            "The first day, 2026-05-02, is after the last, 2026-05-01.",
        ),
    ],
)
def test_filters_that_cannot_be_used_are_refused_with_what_can(
    typed: str, problem: Problem, said: str
) -> None:
    found = read(typed)

    assert isinstance(found, Refused)
    assert found.problem is problem
    assert choosing.why_not(found).startswith(said)
