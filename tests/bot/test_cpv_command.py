"""`supplierbot cpv`, as an operator and a program meet it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot import cli

pytestmark = pytest.mark.usefixtures("log_put_back", "nothing_set")


def cpv(*words: str) -> Result:
    return CliRunner().invoke(cli.app, ["cpv", *words])


def test_words_are_answered_with_codes_and_their_names(nothing_set: Path) -> None:
    result = cpv("roof", "repairs", "--limit", "3")

    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert len(lines) == 3
    assert max(map(len, lines)) <= 80
    assert all(line.startswith("4526") for line in lines)
    assert list(nothing_set.iterdir()) == []


def test_a_code_is_answered_with_its_name() -> None:
    result = cpv("45261000-4", "--json", "--limit", "1")

    assert json.loads(result.stdout) == [
        {"code": "45261000", "name": "Erection and related works of roof frames and coverings"}
    ]


def test_a_code_that_does_not_exist_is_answered_with_the_nearest() -> None:
    result = cpv("45261001", "--limit", "1")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "There is no code “45261001”. The nearest:\n"
        "45261000  Erection and related works of roof frames and coverings\n"
    )


def test_a_number_too_short_for_a_code_says_how_long_one_is() -> None:
    result = cpv("7")

    assert (result.exit_code, result.stderr) == (
        1,
        "There is no code “7”. A code has two to eight digits.\n",
    )


def test_words_that_find_nothing_are_no_failure() -> None:
    result = cpv("zzzz")

    assert (result.exit_code, result.stdout) == (
        0,
        "Nothing was found. Try another word for the work.\n",
    )
