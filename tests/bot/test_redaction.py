"""What a supplier types is kept without contact details and without the names of people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.sources import prose
from bot import redaction

TYPED = [
    ("ask for John Smith", "ask for a named person"),
    ("Ask for john smith in procurement", "Ask for a named person in procurement"),
    ("I spoke to Dave about it", "I spoke to a named person about it"),
    ("rang sarah jones twice", "rang a named person twice"),
    ("got an email from Priya Patel’s team", "got an email from a named person’s team"),
    ("John Smith told me it was closed.", "a named person told me it was closed."),
    ("Yesterday Mary Ann Evans said no", "Yesterday a named person said no"),
    ("mr smith never rang back", "a named person never rang back"),
    ("Miss Jones and cllr brown", "a named person and a named person"),
    ("Mrs O'Neill, Dr. J. Smith", "a named person, a named person"),
    ("write to jo@example.org or 07700 900123", "write to (contact details left out)"),
    ("contact John Smith on 01632 960000", "contact a named person on (contact details left out)"),
]
KEPT = [
    "The deadline was ten days, for a bid of 40 pages.",
    "Durham County Council wants £5m of turnover",
    "We asked for Public Liability cover and rang Business Durham",
    "Contact the Procurement Team through NEPO Open",
    "John Lewis Partnership, Jordan Services Ltd and David Brown Roofing",
    "St John Ambulance and St Helen Auckland",
    "the Victoria Road depot and Florence Street",
    "Queen Elizabeth Hospital, Chester Le Street, Newton Aycliffe",
    "Mr John Smith & Sons",
    "MS Teams, the DR site and an MR scanner",
    "we miss deadlines, and I will mark the grant form",
    "Notice 075962-2026, CPV 45261000, £12,500.00, 01/02/2026",
]


@pytest.mark.parametrize(("typed", "kept"), TYPED)
def test_people_and_contact_details_are_taken_out(typed: str, kept: str) -> None:
    assert redaction.text(typed) == kept


@pytest.mark.parametrize("typed", KEPT)
def test_firms_places_and_plain_words_stay(typed: str) -> None:
    assert redaction.text(typed) == typed


def test_paragraphs_stay_and_a_line_is_one() -> None:
    assert redaction.text("One.\n\n\nTwo <b>bold</b>\u202e") == "One.\n\nTwo bold"
    assert redaction.line("One.\n\nTwo") == "One. Two"
    assert redaction.text("\u200b \n") == ""


def test_a_name_to_be_shown_is_kept_whole() -> None:
    assert redaction.name(" Smith & Sons\u200b Roofing\n Ltd ", 100) == "Smith & Sons Roofing Ltd"
    assert redaction.name("x" * 101, 100) == "x" * 100


@given(
    st.text() | st.lists(st.sampled_from([typed for typed, _ in TYPED]) | st.text(max_size=5)).map(" ".join)
)
def test_what_was_taken_out_once_stays_out(typed: str) -> None:
    kept = redaction.text(typed)

    assert redaction.text(kept) == kept


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        ("Please contact John Smith for a site visit.", "Please contact a named person for a site visit."),
        ("Contact Florence Hayes Site office", "Contact Florence Hayes Site office"),
        ("A3 Dennis Traffic Signals", "A3 Dennis Traffic Signals"),
        ("John Smith wrote the specification", "John Smith wrote the specification"),
    ],
)
def test_in_a_notice_a_name_must_follow_a_word_such_as_contact(published: str, shown: str) -> None:
    assert prose.tidy(published) == shown
