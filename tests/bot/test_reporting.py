"""The form of a report: whatever is pressed and typed, in any order, it can be shown, and it can be sent when ready."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.matching import BasedIn, OrganisationType, Size
from alerts.trades import TRADES
from bot import reporting
from bot.blockers import Blocker, ReportStatus, Stage, Visibility
from bot.buttons import LONGEST, Action, Press, pack
from bot.changes import Page
from bot.drafts import REPORTING, Form, Step
from bot.feedback import Held
from bot.filled import LONGEST_DETAIL, LONGEST_NAME, LONGEST_REMEDY, About, Filled, Organisation, row_of
from bot.likeness import Like
from bot.news import News
from bot.reporting import Refused
from bot.screens import Screen, blockers, reports
from bot.tables import BlockerReport, ChangeMade, ReportLink
from bot.text import written
from tests.make import NOW

ABOUT = About(opportunity_id=999_999_999, number="9" * 300, title="<T> & " * 200, buyer="&" * 400)
KNOWN = Organisation(
    kind=OrganisationType.VCS, size=Size.INDIVIDUAL, based_in=BasedIn.NORTH_EAST, trades=tuple(TRADES)
)
LIKES = [
    Like(report_id=999_999_999, count=99_999, same_notice=True),
    Like(report_id=1, count=1, same_words=True),
    Like(report_id=2, count=2),
]


def shown(form: Form) -> Screen:
    """Return the screen of a form, as the handler does with the longest of everything around it."""
    match form.step:
        case Step.STAGE:
            return blockers.ask_stage(ABOUT)
        case Step.BLOCKER:
            return blockers.ask_kind(form)
        case Step.DETAIL:
            return blockers.ask_detail(form, LIKES)
        case Step.REMEDY:
            return blockers.ask_remedy(form, LIKES)
        case Step.READY:
            row = row_of(reporting.filled(form, KNOWN, ABOUT), NOW)
            return blockers.ready(form, row, joined=False, has_notice=True)
        case _:
            return blockers.ask(form)


values = st.sampled_from(
    [*Stage, *Blocker, *Visibility, *OrganisationType, *Size, *Step, "on", "off", "0", "1", "7", "", "moon"]
)
verbs = st.sampled_from(
    [
        "stage",
        "kind",
        "kinds",
        "back",
        "same",
        "skip",
        "none",
        "who",
        "organisation",
        "size",
        "change",
        "news",
        "notice",
    ]
)
presses = st.builds(
    lambda verb, value: Press(action=Action.BLOCKER, values=(verb, str(value))), verbs, values
)
words = st.text(max_size=60) | st.sampled_from(
    ["6 hours", "£250 and 2 days", "Ask for John Smith", "x" * 1_501, "\U0001f600" * 751, "<b>&"]
)


def offered(form: Form) -> list[Press]:
    """Return the presses that the screen of a form offers."""
    return [
        button.press
        for row in shown(form).rows
        for button in row
        if button.press is not None and button.press.value() not in {"send", "no"}
    ]


@given(data=st.data())
def test_any_presses_and_words_leave_a_form_that_can_be_shown_and_gone_on_with(data: st.DataObject) -> None:
    form = reporting.begin("BL-7K3M-9PQR", 5)

    for _ in range(data.draw(st.integers(0, 12))):
        act = data.draw(st.sampled_from(offered(form)) | presses | words)
        after = reporting.typed(form, act) if isinstance(act, str) else reporting.pressed(form, act)
        form = form if isinstance(after, Refused) else after
        screen = shown(form)
        if isinstance(after, Refused):
            screen = blockers.refused(after, form.step, str(act), screen)
        assert form.step in REPORTING
        assert written.size_of(screen.text) <= written.LONGEST_MESSAGE
        assert all(
            len(pack(button.press)) <= LONGEST for row in screen.rows for button in row if button.press
        )


@pytest.mark.parametrize(("step", "most"), [(Step.DETAIL, LONGEST_DETAIL), (Step.REMEDY, LONGEST_REMEDY)])
@pytest.mark.parametrize("letter", ["x", "\U0001f600"])
def test_words_are_taken_up_to_their_length_as_telegram_counts_it(step: Step, most: int, letter: str) -> None:
    form = Form(step=step, answers={"stage": ["award"], "kind": ["other"]})
    fits = letter * (most // reporting.units(letter))

    assert isinstance(reporting.typed(form, fits), Form)
    assert reporting.typed(form, fits + letter) is Refused.TOO_LONG


def longest(**changes: Any) -> BlockerReport:
    """Return a report in which everything is as long as it can be."""
    usual: dict[str, Any] = {
        "reference": "BL-7K3M-9PQR",
        "stage": Stage.AWARD,
        "kind": Blocker.HARD_TO_FIND,
        "visibility": Visibility.NAMED,
        "named_as": "&" * LONGEST_NAME,
        "organisation": KNOWN,
        "detail": "&" * LONGEST_DETAIL,
        "remedy": "&" * LONGEST_REMEDY,
        "hours": 10_000,
        "pence": 9_999_999_999,
        "about": ABOUT,
        "same_as_id": 1,
    }
    return row_of(Filled(**usual | changes), NOW)


def test_the_longest_of_everything_fits_into_one_message() -> None:
    row = longest()
    row.id, row.detail = 1, "&" * 10_000
    row.status, row.status_reason = ReportStatus.DUPLICATE, "&" * 5_000
    link = ReportLink(report_id=1, address="tg:1", wants_news=True)
    change = ChangeMade(you_said="&" * 5_000, we_did="&" * 5_000, happened_on=NOW.date())
    news = News(address="tg:1", report=row, original=longest(), change=change, attempts=1, claimed_until=NOW)
    ready = blockers.ready(
        Form(step=Step.READY, answers={"news": ["on"]}), longest(), joined=False, has_notice=True
    )

    for screen in (
        ready,
        reports.one(Held(report=row, link=link), longest()),
        reports.mine([Held(report=row, link=link)] * 12, 1),
        reports.news(news),
        reports.changes(Page(changes=[change] * 3, number=1, last=8)),
    ):
        assert written.size_of(screen.text) <= written.LONGEST_MESSAGE


def test_the_preview_is_written_from_the_row_that_is_sent() -> None:
    form = Form(
        step=Step.READY,
        answers={
            "reference": ["BL-7K3M-9PQR"],
            "stage": ["award"],
            "kind": ["other"],
            "visibility": ["anonymous"],
            "named_as": ["Sam & Sons"],
            "notice": ["off"],
        },
    )

    row = row_of(reporting.filled(form, KNOWN, ABOUT), NOW)

    assert (row.named_as, row.trades, row.notice_title) == (None, (), None)
    assert "Sam" not in blockers.ready(form, row, joined=True, has_notice=True).text
