"""docs/threats.md names a test for each protection. None may be missing, or be of another name by now."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "threats.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/\S+?)::(\w+)`", PAGE)))


def test_each_row_names_a_test() -> None:
    rows = [
        line for line in PAGE.partition("## What is not stopped")[0].splitlines() if line.startswith("| ")
    ]
    heads = [row for row in rows if row.startswith(("| it could", "| they could"))]

    assert len(heads) == 4
    assert [row for row in rows if row not in heads and "::test_" not in row] == []


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_the_test_of_a_threat_exists(file: str, name: str) -> None:
    assert re.search(rf"^(?:async )?def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
