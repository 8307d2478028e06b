"""Text from publishers: mended, readable, and without anybody's private details."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.sources.bounds import LONGEST_LINE, LONGEST_TEXT
from alerts.sources.prose import one_line, tidy

EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[a-zA-Z]{2,}")
FRAGMENTS = [
    "<b>Issued by : </b>",
    "<br />",
    "<p>",
    "</p>",
    "<li>",
    "<a href='",
    "<!--",
    "&amp;",
    "&lt;",
    "&#64;",
    "&nbsp;",
    "Contact: ",
    "Tel: ",
    "Ms ",
    "Jane Smith",
    "jane.smith@example.org",
    "01632 960000",
    "+44 1632 960000",
    "Â£",
    "â€™",
    "(see the notice)",
    "\u200b",
    "\u2028",
    "\r\n",
    "@",
    " (at) ",
    ".uk",
    "45261000-4",
]
any_text = st.text() | st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=4)).map("".join)


@pytest.mark.parametrize("nothing", [None, "", "  \r\n\t ", "\u200b\ufeff", "<p> </p>", "&nbsp;", "\x00"])
def test_text_without_a_visible_character_is_none(nothing: str | None) -> None:
    assert tidy(nothing) is None
    assert one_line(nothing) is None


@pytest.mark.parametrize(
    ("published", "meant"),
    [
        ("a budget of Â£3 milli", "a budget of £3 milli"),
        ("â€¢ itâ€™s open", "• it’s open"),
        ("up toâ€¯Â£50,000", "up to £50,000"),
        ("it’s “Â£3”", "it’s “£3”"),
        ("café, it’s “fine”", "café, it’s “fine”"),
    ],
)
def test_text_encoded_twice_is_mended_and_curly_quotes_stay(published: str, meant: str) -> None:
    assert tidy(published) == meant


def test_line_ends_of_every_kind_become_one_kind_and_paragraphs_stay() -> None:
    text = "One.\r\nTwo.\u2028Three.\rFour.\r\n \r\n\r\n\r\nFive.\u2029Six.  \t Seven.\xa0Eight."

    assert tidy(text) == "One.\nTwo.\nThree.\nFour.\n\nFive.\nSix. Seven. Eight."


def test_unseen_characters_are_dropped_because_they_hide_words() -> None:
    assert tidy("roo\u200bfing\x00 \u202eand\u202c gut\xadters\ud800") == "roofing and gutters"


def test_html_becomes_lines_and_bullets() -> None:
    html = (
        "<h2>Roof</h2><p>Strip the\n slates &amp; felt.</p><ul><li>Gutters</li><li>Flashing</li></ul>"
        "Visit: <a href='https://example.org'>the site</a><br/>By 1 May<script>alert(1)</script>"
        "<table><tr><td>Budget:</td><td>&pound;9,000</td></tr></table>"
    )

    assert tidy(html) == (
        "Roof\n\nStrip the slates & felt.\n\n• Gutters\n• Flashing\nVisit: the site\nBy 1 May\n\nBudget: £9,000"
    )


def test_line_ends_stay_when_the_only_tags_are_for_looks() -> None:
    assert tidy("Lot 1\nLot <b>2</b>\nLot 3") == "Lot 1\nLot 2\nLot 3"


@pytest.mark.parametrize(
    "text",
    [
        "for firms of <50 staff",
        "if x <y and z> w",
        "a -> b",
        "AT&T and R&D",
        "under < 5 & over > 3",
        "5 &copies",
    ],
)
def test_signs_that_are_not_html_stay(text: str) -> None:
    assert tidy(text) == text


@pytest.mark.parametrize(
    ("cut", "meant"),
    [
        ("More at <a href='https://exam", "More at"),
        ("More <b>here", "More here"),
        ("&lt;p&gt;Hi&lt;/p&gt;", "Hi"),
    ],
)
def test_html_that_was_cut_off_or_escaped_twice_is_read(cut: str, meant: str) -> None:
    assert tidy(cut) == meant


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        ("Please email jane.smith@example.gov.uk to bid.", "Please email (see the notice) to bid."),
        ("<a href='mailto:j@example.org'>j@example.org</a>", "(see the notice)"),
        ("Write to jane (at) example.org", "Write to (see the notice)"),
        ("Write to jane [at] example dot org", "Write to (see the notice)"),
        ("Reply to <jane@example.org>", "Reply to (see the notice)"),
        ("Reply to jane&#64;example.org", "Reply to (see the notice)"),
        ("Call 01632 960000 or 020 7946 0000.", "Call (see the notice)."),
        ("Call (01632) 960 000 ext 12.", "Call (see the notice)."),
        ("Call 03000 26 0000.", "Call (see the notice)."),
        ("Call +44 (0)1632 960000.", "Call (see the notice)."),
        ("Call 00441632960000.", "Call (see the notice)."),
        ("Mobile: 07700900123", "(see the notice)"),
        ("Phone: 01632 960000\nE-mail: j@example.org", "(see the notice)"),
        ("Call us (01632 960000)", "Call us (see the notice)"),
    ],
)
def test_addresses_and_telephone_numbers_are_taken_out(published: str, shown: str) -> None:
    assert tidy(published) == shown


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        ("Contact: Jane Smith", None),
        ("Contact person : Not disclosed", None),
        ("Contact name: jane smith\nRoof.", "Roof."),
        ("Contact person : Jane Smith Email: j@example.org Tel: 01632 960000", "(see the notice)"),
        ("Roof. Enquiries to: Bob O'Neill-Jones. Gutters.", "Roof. Gutters."),
        ("For the attention of Jane Smith, Town Hall", "Town Hall"),
        ("Ask for Mrs Jane van Dyke by noon", "Ask for a named person by noon"),
        ("Talk to our buyer, Dr. J. Smith.", "Talk to our buyer, a named person."),
        ("Please contact Jane Smith on 01632 960000", "Please contact a named person on (see the notice)"),
    ],
)
def test_names_of_people_are_taken_out(published: str, shown: str | None) -> None:
    assert tidy(published) == shown


@pytest.mark.parametrize(
    "text",
    [
        "CPV 03000000-1, 09310000 and 45000000 71000000 79000000",
        "Notice 075962-2026, before it 2015/S 000-017392 and ocds-h6vhtk-075962",
        "£0.01 to £12,500.00, at most 1234567890 pounds",
        "01/02/2026 10:00 to 2026-12-31T23:59:59Z, 01.02.2026",
        "DH1 5UL, open 0830-1700, company 01234567",
        "Contact: Procurement Team",
        "Enquiries: all questions through the portal",
        "Customer Contact - Digital Platform",
        "Dr Challoner's Grammar School",
        "Mr John Smith & Sons",
        "MR scanner and DR site",
        "Please contact Elcom Ltd through the portal",
        "lorries @ 3.20 a mile",
        "https://teams.example.org/l/meetup-join/19%3ameeting_NTk@thread.v2/0?context=a",
        "https://www.example.org/event/f92fe047-b791-465b-a03f-20a959ab0e5f@f24d93ec-b291-4192-a08a-f182245945c2",
    ],
)
def test_references_money_dates_and_organisations_stay(text: str) -> None:
    assert tidy(text) == text


def test_a_title_is_one_line_without_outer_blanks() -> None:
    assert (
        one_line("  Re-roofing\r\nof <b>Shildon</b> &amp; Spennymoor \n")
        == "Re-roofing of Shildon & Spennymoor"
    )


@settings(deadline=None)
@given(any_text)
def test_any_text_is_tidied_and_tidy_text_stays_as_it_is(text: str) -> None:
    tidied, line = tidy(text), one_line(text)

    assert tidy(tidied) == tidied
    assert one_line(line) == line
    assert line is None or "\n" not in line
    assert tidied is None or tidied.encode()  # a database can store it


@settings(deadline=None)
@given(any_text, st.emails(), any_text)
def test_no_email_address_survives(before: str, email: str, after: str) -> None:
    shown = tidy(f"{before} {email} {after}") or ""

    assert email not in shown
    assert not EMAIL.search(shown)


@pytest.mark.parametrize(
    "part",
    ["a", "<a ", "<!--", "a@", "a.", "0 ", "&amp;", "Contact: ", "\n ", "Mr A", "<b>", "(see the notice) "],
)
def test_long_repetitive_text_takes_no_time(part: str) -> None:
    start = time.process_time()

    tidy(part * (200_000 // len(part)))

    assert time.process_time() - start < 5


def test_blanks_without_end_do_not_keep_us() -> None:
    assert tidy(f"<p>a{' ' * 500_000}b</p>{chr(10) * 500_000}c") == "a b\n\nc"


@pytest.mark.parametrize("length", [LONGEST_TEXT, LONGEST_TEXT + 1])
def test_a_text_beyond_the_longest_is_cut_after_a_word(length: int) -> None:
    text = ("roofing " * length)[:length]

    shown = tidy(text.strip() + "s" * (length - len(text.strip()))) or ""

    assert len(shown) <= LONGEST_TEXT
    assert shown.endswith("roofing…") is (length > LONGEST_TEXT)


@pytest.mark.parametrize(
    "text", ["roof " * 101, "r" * 501, "a@b.org " * 80], ids=["words", "one word", "addresses"]
)
def test_a_title_beyond_the_longest_is_cut_and_then_stays(text: str) -> None:
    line = one_line(text)

    assert line is not None
    assert len(line) <= LONGEST_LINE + 1
    assert line.endswith(("…", ")"))
    assert one_line(line) == line
    assert tidy(line) == line
