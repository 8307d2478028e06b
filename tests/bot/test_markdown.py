"""The Markdown of answers becomes HTML that Telegram takes, whatever is in it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.buttons import keyboard, pack
from bot.questions import Asked
from bot.screens import answers as screens
from bot.telegram_local import markup
from bot.text.markdown import to_html
from bot.text.written import LONGEST_MESSAGE, size_of
from faq import entries
from faq.search import Kind, Outcome, Searcher

ENTRIES = entries.load()
SEARCHER = Searcher(ENTRIES)
LOGGED = Asked(id=999_999_999, key="abcdef01", asked="x")


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("**Yes.** No", "<b>Yes.</b> No"),
        ("a\n- b\n* c\nd - e", "a\n• b\n• c\nd - e"),
        ("- **x**: y", "• <b>x</b>: y"),
        ("2 ** 3 ** 4", "2 ** 3 ** 4"),
        ("**open", "**open"),
        ("<b>&", "&lt;b&gt;&amp;"),
    ],
)
def test_bold_and_lists_are_turned_and_all_else_is_shown_as_written(markdown: str, html: str) -> None:
    assert to_html(markdown) == html


@given(st.text(alphabet="*-<>&b\n /a\"'", max_size=60))
def test_any_text_is_html_that_can_be_read(text: str) -> None:
    shown = markup.parse(to_html(text)).text

    assert [char for char in shown if char in "<>&ab/"] == [char for char in text if char in "<>&ab/"]


@pytest.mark.parametrize("slug", ENTRIES)
def test_every_answer_fits_into_one_message_with_buttons_that_telegram_takes(slug: str) -> None:
    found = Outcome(kind=Kind.ANSWER, question="q" * 1_500, entry=ENTRIES[slug], score=1.0)

    screen = screens.outcome(found, LOGGED, ENTRIES, several=True)

    assert size_of(screen.text) <= LONGEST_MESSAGE
    assert "**" not in screen.text
    assert all(0 < len(button.label) <= 64 for row in screen.rows for button in row)


def test_a_suggestion_carries_the_longest_topic_within_telegrams_limit() -> None:
    longest = max(ENTRIES.values(), key=lambda entry: len(entry.slug))
    found = Outcome(kind=Kind.SUGGEST, question="q", suggestions=(longest,))

    screen = screens.outcome(found, LOGGED, ENTRIES)

    packed = [pack(button.press) for row in screen.rows for button in row if button.press is not None]
    assert longest.slug in packed[0]
    assert len(packed) == 2


@settings(deadline=None, max_examples=150)
@given(
    st.text(max_size=400) | st.from_regex(r"(how|what|do) [a-z<>&\"' ]{0,60}\\? (and|how) [£0-9k<>& ]{0,20}")
)
def test_any_words_lead_to_messages_that_telegram_takes(typed: str) -> None:
    outcomes = SEARCHER.answer(typed)

    for found in outcomes:
        screen = screens.outcome(found, LOGGED, ENTRIES, several=len(outcomes) > 1)
        assert 0 < size_of(screen.text) <= LONGEST_MESSAGE
        assert markup.parse(screen.text).text
        assert keyboard(screen.rows).inline_keyboard
