"""Whatever suppliers and officers type, what officers read of it is a message that Telegram takes, with nothing lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import posting
from bot.blockers import Blocker, ReportStatus, Stage, Visibility
from bot.casework import Case
from bot.drafts import Form
from bot.posting import SUITS, Field, Refused, Sort
from bot.screens import posting as screens
from bot.tables import AuditEvent, BlockerReport, ReportNote
from bot.text import casework as words
from bot.text import written
from tests.bot.speaking import bot_api, say_html
from tests.make import NOW

ANYTHING = st.text(max_size=400)
LONG = st.builds(lambda text, times: text * times, ANYTHING, st.integers(1, 40))


def case(detail: str, reason: str, note: str) -> Case:
    report = BlockerReport(
        reference="BL-2222-2222",
        stage=Stage.PRICING,
        kind=Blocker.OTHER,
        visibility=Visibility.NAMED,
        named_as=note[:100],
        trades=("roofing",),
        detail=detail,
        remedy=detail,
        notice_title=detail,
        notice_buyer=note,
        notice_number=note,
        status=ReportStatus.WILL_NOT_CHANGE,
        status_reason=reason,
        reported_at=NOW,
    )
    event = AuditEvent(
        at=NOW, actor=note[:60], action="change_status", details={"before": "new", "status": "seen"}
    )
    written_note = ReportNote(officer=note[:60], text=note, written_at=NOW)
    return Case(
        report=report,
        same=3,
        notes=[written_note] * 5,
        history=[event] * 9,
        duplicate_of=None,
        change=None,
    )


@given(LONG, LONG, ANYTHING)
def test_any_report_fits_into_a_message(detail: str, reason: str, note: str) -> None:
    shown = words.case(case(detail, reason, note), head="<b>Saved.</b>")

    assert written.size_of(shown) <= written.LONGEST_MESSAGE
    say_html(bot_api(), shown)


@pytest.mark.parametrize("sign", ["x", "&", "\N{ROLLER COASTER}"])
def test_what_is_cut_is_offered_in_whole(sign: str) -> None:
    short, long = case(sign * 140, "", ""), case(sign * 2_000, "", "")

    assert [words.is_whole(each, words.case(each)) for each in (short, long)] == [True, False]
    assert sign * 2_000 in words.all_words(long.report)


@given(st.sampled_from([Sort.TENDER, Sort.QUICK_QUOTE]), st.lists(ANYTHING, min_size=12, max_size=12))
def test_a_form_takes_any_words_or_says_why_not(sort: Sort, typed: list[str]) -> None:
    form = posting.press(posting.begun("OP-2222", "Durham County Council"), Field.KIND, sort, NOW)
    api = bot_api()
    good = {Field.TITLE: "Roof repairs", Field.DATE: "30/9/2026", Field.BUYER: "A buyer"}

    for text in typed:
        assert isinstance(form, Form)
        field = posting.asked(form)
        if field is None:
            break
        answer = posting.take(form, text, NOW)
        refused = answer if isinstance(answer, Refused) else None
        say_html(api, screens.ask(form, field, "Durham County Council", refused).text)
        if refused is None:
            form = answer
        elif field in good:
            form = posting.take(form, good[field], NOW)
        else:
            form = posting.press(form, field, next(iter(SUITS)) if field is Field.SUITS else "skip", NOW)
        if field is Field.TIME and refused is not None:
            form = posting.press(form, Field.TIME, "end", NOW) if isinstance(form, Form) else form
        if field is Field.SECTOR and isinstance(form, Form):
            form = posting.press(form, Field.SECTOR, posting.DONE, NOW)
    assert isinstance(form, Form)
    assert posting.asked(form) is None
