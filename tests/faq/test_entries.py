"""An entry is refused when it may not be shown; the content that comes with the package is sound."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from faq import entries, lint
from faq.entries import Entry, Scope
from faq.errors import ContentError
from faq.lint import Severity

GOOD = """+++
slug = "tea-breaks"
group = "bidding"
question = "When is tea?"
wordings = ["a b", "c d", "e f", "g h", "i j", "k l", "m n", "o p"]
scope = "report 2014"
as_at = "2014"
checked_on = 2026-11-22
next_steps = ["Ask."]
related = []

[[sources]]
title = "Durham Social Value Taskforce report (2014)"
paragraph = "paragraph 4.1"
+++
**Tea is at three**, as at the 2014 Taskforce report.
"""


def entry(**changes: object) -> Entry:
    good = entries.read(GOOD, "tea-breaks.md")
    return replace(good, **changes)  # type: ignore[arg-type]  # a test names the field it spoils


def test_a_sound_file_is_read() -> None:
    read = entries.read(GOOD, "tea-breaks.md")

    assert (read.slug, read.scope, read.checked_on) == ("tea-breaks", Scope.REPORT, date(2026, 11, 22))
    assert read.answer == "**Tea is at three**, as at the 2014 Taskforce report."
    assert read.sources[0].paragraph == "paragraph 4.1"


@pytest.mark.parametrize(
    ("was", "becomes", "wrong"),
    [
        ("[[sources]]\n", "[[unknown]]\n", "unknown"),
        (
            '[[sources]]\ntitle = "Durham Social Value Taskforce report (2014)"\nparagraph = "paragraph 4.1"\n',
            "",
            "no source",
        ),
        ("checked_on = 2026-11-22\n", "", "checked_on"),
        ('as_at = "2014"\n', "", "as_at"),
        ('as_at = "2014"', 'as_at = " "', "no as-at date"),
        (', "o p"', "", "7 different wordings"),
        ('"o p"', '"A B"', "7 different wordings"),
        ("**Tea is at three**", "tea " * 300, "must have fewer than 900"),
        ('scope = "report 2014"', 'scope = "hearsay"', "hearsay"),
        ('slug = "tea-breaks"', 'slug = "coffee"', "not the name of the file"),
        ("+++\nslug", "slug", "must begin with front matter"),
        ("slug =", "slug", "cannot be read"),
    ],
)
def test_a_file_that_may_not_be_shown_is_refused_by_name(was: str, becomes: str, wrong: str) -> None:
    with pytest.raises(ContentError, match=rf"tea-breaks\.md: .*{wrong}"):
        entries.read(GOOD.replace(was, becomes, 1), "tea-breaks.md")


def test_a_related_topic_must_exist(tmp_path: Path) -> None:
    text = GOOD.replace("related = []", 'related = ["biscuits"]')
    tmp_path.joinpath("tea-breaks.md").write_text(text, encoding="utf-8")

    with pytest.raises(ContentError, match="related to biscuits, which does not exist"):
        entries.load(tmp_path)


def test_a_bad_file_does_not_hide_the_others_from_the_check(tmp_path: Path) -> None:
    tmp_path.joinpath("a-broken.md").write_text("nothing", encoding="utf-8")
    tmp_path.joinpath("tea-breaks.md").write_text(GOOD.replace("[]", '["biscuits"]'), encoding="utf-8")

    found = lint.check_folder(tmp_path)

    assert [(finding.slug, finding.severity) for finding in found[:2]] == [
        ("a-broken", Severity.ERROR),
        ("tea-breaks", Severity.ERROR),
    ]


@pytest.mark.parametrize(
    ("answer", "bare"),
    [
        ("Quick Quote starts at £5,001.", True),
        ("Quick Quote starts at £5,001, as at the 2014 Taskforce report.", False),
        ("In 2012/13 the report counted it. The share was 54.4%.", False),
        ("The share was 54.4%.", True),
    ],
)
def test_a_figure_of_the_report_needs_its_date_near_it(answer: str, bare: bool) -> None:
    found = lint.check({"tea-breaks": entry(answer=answer)})

    assert any("no as-at date near it" in finding.text for finding in found) is bare


def test_a_wording_of_two_topics_is_pointed_out() -> None:
    content = {"tea-breaks": entry(), "coffee": entry(slug="coffee", question="Is there coffee?")}

    found = [finding.text for finding in lint.check(content) if "more than one topic" in finding.text]

    assert found[0] == "the wording “a b” leads to more than one topic: tea-breaks, coffee"


def test_short_words_read_younger_than_long_ones() -> None:
    plain = lint.reading_age("You can bid. Send us your price. We will tell you who won.")
    stiff = lint.reading_age(
        "Procurement documentation necessitates comprehensive organisational certification."
    )

    assert plain < 9
    assert stiff > 18
    assert lint.reading_age("") == 0


def test_the_content_that_comes_with_the_package_has_no_error() -> None:
    found = lint.check_folder()

    assert [finding for finding in found if finding.severity is Severity.ERROR] == []
    assert len(entries.load()) == 118
