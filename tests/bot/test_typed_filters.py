"""Filters as officers type them, and as buttons carry them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.matching import OrganisationType, Size
from bot import packed_filters
from bot.blockers import Blocker, ReportStatus, Stage, Visibility
from bot.buttons import LONGEST, Action, Press, pack
from bot.report_filters import Filters
from bot.screens.exports import Wanted
from bot.text import exports as words
from bot.typed_filters import Problem, Refused, read

BUTTON = st.builds(
    Filters,
    since=st.none() | st.dates(date(2014, 1, 1), date(2040, 1, 1)),
    status=st.none() | st.sampled_from(ReportStatus),
    stage=st.none() | st.sampled_from(Stage),
    kind=st.none() | st.sampled_from(Blocker),
    visibility=st.none() | st.sampled_from(Visibility),
    size=st.none() | st.sampled_from(Size),
    organisation_type=st.none() | st.sampled_from(OrganisationType),
)


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
            "I do not know the filter “documents”. You can use: since, until,",
        ),
        ("since", Problem.NO_VALUE, "A date is missing after “since”. Write it as 2026-03-31."),
        ("status", Problem.NO_VALUE, "Something is missing after “status”. You can use: new, seen,"),
        ("stage award stage award", Problem.TWICE, "“stage” is there twice. Please give it once."),
        ("since 2026-02-30", Problem.NO_DATE, "I could not read “2026-02-30” as a date."),
        ("stage <b>", Problem.NO_SUCH_VALUE, "There is no stage “&lt;b&gt;”. You can use: finding,"),
        (
            "since 2026-05-02 until 2026-05-01",
            Problem.BACKWARDS,
            "The dates are the wrong way round: 2026-05-02 is after 2026-05-01.",
        ),
    ],
)
def test_filters_that_cannot_be_used_are_refused_with_what_can(
    typed: str, problem: Problem, said: str
) -> None:
    found = read(typed)

    assert isinstance(found, Refused)
    assert found.problem is problem
    assert words.refused(found).startswith(said)


@given(BUTTON, st.integers(0, 400))
def test_a_button_carries_filters_there_and_back(filters: Filters, days: int) -> None:
    until = None if filters.since is None else date.fromordinal(filters.since.toordinal() + days)
    filters = Filters(**{**filters.given(), "until": until})

    carried = packed_filters.pack(filters)

    assert carried is not None
    assert packed_filters.unpack(carried) == filters
    data = pack(Press(action=Action.EXPORT, values=(max(Wanted, key=len), *carried)))
    assert len(data.encode()) <= LONGEST


@pytest.mark.parametrize("filters", [Filters(trade="roofing"), Filters(words="insurance")])
def test_what_no_button_can_carry_is_said_to_be_too_much(filters: Filters) -> None:
    assert packed_filters.pack(filters) is None


@pytest.mark.parametrize("carried", [(), ("-",) * 7, ("-", "-", "nowhere", *"-" * 5), ("269999", *"-" * 7)])
def test_a_button_that_was_made_up_carries_nothing(carried: tuple[str, ...]) -> None:
    assert packed_filters.unpack(carried) is None
