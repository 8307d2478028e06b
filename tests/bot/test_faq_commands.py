"""`supplierbot faq` and `supplierbot evaluate faq`, as an operator and a program meet them."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot import cli
from faq.entries import CONTENT
from tests import samples

pytestmark = pytest.mark.usefixtures("log_put_back")

QUESTIONS = Path(samples.__file__).parent / "faq" / "questions.csv"
NAMES = ["question", "outcome", "topic", "suggestions", "answer", "sources", "as_at"]


@pytest.fixture(autouse=True)
def place(nothing_set: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with nothing in it: no database is needed."""
    monkeypatch.setenv("COLUMNS", "80")
    return nothing_set


def run(*words: str, given: bytes | None = None) -> Result:
    return CliRunner().invoke(cli.app, list(words), input=given)


def test_a_question_is_answered_in_plain_text(place: Path) -> None:
    result = run("faq", "ask", "how", "many", "quotes", "for", "a", "£15,000", "job?")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(
        "£15,000 is in the “Quick Quote” band (£5,001 to £50,000), as at the 2014"
    )
    assert "Source: Durham Social Value Taskforce report (2014), paragraph 4.1" in result.stdout
    assert "As at: 2014. Checked on 22 November 2026." in result.stdout
    assert "**" not in result.stdout
    assert list(place.iterdir()) == []


def test_an_answer_in_json_is_one_object_on_one_line() -> None:
    result = run("faq", "ask", "how long is the standstill?", "--json")

    (line,) = result.stdout.splitlines()
    told = json.loads(line)
    assert list(told) == NAMES
    assert (told["question"], told["outcome"]) == ("how long is the standstill?", "answer")
    assert told["topic"] == "standstill"
    assert len(told["suggestions"]) == 3
    assert told["sources"][0].startswith("Procurement Act 2023, section 51")
    assert told["as_at"] == "2026-04-07"


def test_each_line_has_one_object_in_step_with_the_questions() -> None:
    lines = [
        "how long is the standstill?",
        "",
        "when are my bins emptied",
        "pass\u2028word",
        "\N{GRINNING FACE}",
        "who pays?\r",
        "<b>how long is the standstill</b>",
        "x" * 10_000,
        "\x00\x07\x1b[2J",
    ]

    result = run("faq", "ask", "-", "--json", given="\n".join(lines).encode())

    told = [json.loads(line) for line in result.stdout.encode().split(b"\n")[:-1]]
    assert result.exit_code == 0
    assert [each["question"] for each in told] == [line.removesuffix("\r") for line in lines]
    assert {each["outcome"] for each in told} <= {"answer", "suggest", "none"}
    assert [told[number]["outcome"] for number in (0, 1, 2, 4, 6, 7, 8)] == [
        "answer",
        "none",
        "none",
        "none",
        "answer",
        "none",
        "none",
    ]
    assert all(each["answer"] for each in told)


def test_several_questions_in_a_line_stay_in_one_object() -> None:
    result = run("faq", "ask", "--json", "how long is the standstill? when will the council pay me?")

    told = json.loads(result.stdout)
    assert told["topic"] == "standstill"
    assert told["question"] == "how long is the standstill? when will the council pay me?"
    assert [each["topic"] for each in told["also"]] == ["payment-terms"]


def test_lines_that_a_person_reads_are_shown_with_their_questions() -> None:
    result = run("faq", "ask", "-", given="who pays tax\nhow long is the standstill\n".encode("utf-8-sig"))

    assert result.stdout.startswith("> who pays tax\n\n")
    assert "\n> how long is the standstill\n\n" in result.stdout


def test_the_shipped_answers_have_no_error() -> None:
    result = run("faq", "check")

    assert result.exit_code == 0, result.stdout
    assert "118 topics: 0 errors, " in result.stdout


def test_an_answer_without_a_source_is_an_error(place: Path) -> None:
    shutil.copy(CONTENT / "standstill.md", place)
    kept = (place / "standstill.md").read_text(encoding="utf-8")
    (place / "standstill.md").write_text(kept.replace("[[sources]]", "[[more]]"), encoding="utf-8")

    result = run("faq", "check", ".")

    assert result.exit_code == 1
    assert "Error   standstill: " in result.stdout
    assert "1 topic: 1 error, " in result.stdout


def test_a_folder_without_answers_is_explained(place: Path) -> None:
    result = run("faq", "check", ".")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "There is no answer in .: no file whose name ends in .md.\n"


def test_our_own_questions_do_not_get_worse() -> None:
    result = run("evaluate", "faq", str(QUESTIONS), "--json", "--explain")

    told = json.loads(result.stdout)
    assert result.exit_code == 0, result.stderr
    assert (told["rows"], told["in_scope"], told["out_of_scope"]) == (310, 253, 57)
    assert told["shares"]["right"] >= 0.9, told["not_right"]
    assert told["shares"]["wrong"] <= 0.04, told["not_right"]
    assert told["shares"]["in_three"] >= 0.96, told["not_right"]
    assert told["shares"]["false"] <= 0.02, told["not_right"]


def test_a_person_reads_the_figures_as_lines(place: Path) -> None:
    (place / "few.csv").write_text(
        "id,question,topic_slug\n1,how long is the standstill,standstill\n2,when is bin day,none\n"
        "3,how long is the standstill,kpis\n",
        encoding="utf-8",
    )

    result = run("evaluate", "faq", "few.csv", "--explain")

    assert result.stdout.startswith("2 questions are ours, 1 are not.\nRight          1   50.0%\n")
    assert "\nwrong: how long is the standstill (3): standstill, where kpis is right\n" in result.stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "must be a CSV with a column question and a column topic_slug"),
        ("id,question\n1,x\n", "must be a CSV with a column topic_slug"),
        ("question,topic_slug\n", "and at least one row."),
        ('question,topic_slug\n"' + "x" * 200_000 + '",a\n', "cannot be read as CSV"),
        ("id,question,topic_slug,must_contain\n7,who pays,payment-terms,(\n", "row 7: '(' is no regular"),
    ],
)
def test_a_file_that_cannot_be_used_is_explained(text: str, said: str, place: Path) -> None:
    (place / "few.csv").write_text(text, encoding="utf-8")

    result = run("evaluate", "faq", "few.csv", "--json")

    assert (result.exit_code, result.stdout) == (1, "")
    assert said in result.stderr


def test_a_word_is_explained_with_its_source_and_date() -> None:
    result = run("faq", "words", "what", "is", "a", "lot?")

    assert result.stdout == (
        "lot\nOne part of a larger contract. You can bid for one lot and leave the rest, so a small firm can "
        "bid for the part it can do.\n\nSource: Procurement Act 2023, section 18\nAs at: 7 April 2026.\n"
    )


def test_a_word_that_is_not_explained_says_where_the_others_are() -> None:
    result = run("faq", "words", "zzz")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "I do not explain “zzz”. `supplierbot faq words` lists what I explain.\n"


def test_the_case_studies_are_listed_by_trade_with_their_date() -> None:
    result = run("faq", "cases")

    assert result.exit_code == 0
    assert result.stdout.startswith("Who has won work, and how\nFive case studies, as at the 2014 Taskforce")
    assert result.stdout.count("\n\n") == 5
