"""An audit that could not be made is not taken for a good one."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[2] / ".ci" / "audit.py"

WHOLE = {"name": "httpx", "version": "1.0", "vulns": []}
FAULTY = {"name": "pillow", "version": "9.0.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["9.0.1"]}]}
UNKNOWN = {"name": "ours", "skip_reason": "Dependency not found on PyPI"}


@pytest.mark.parametrize(
    ("answer", "code", "said"),
    [
        ([WHOLE, WHOLE, UNKNOWN], 0, "2 packages audited, 0 known faults.\nNot known there: ours.\n"),
        (
            [WHOLE, FAULTY],
            1,
            "pillow 9.0.0: PYSEC-1, mended by 9.0.1\n2 packages audited, 1 known faults.\n",
        ),
        ([UNKNOWN, UNKNOWN], 2, ""),
        (None, 2, ""),
    ],
    ids=["none known", "a fault", "an index without advisories", "no answer"],
)
def test_each_end_has_a_code_of_its_own(
    answer: list[dict[str, Any]] | None, code: int, said: str, tmp_path: Path
) -> None:
    stand_in = tmp_path / "pip-audit"
    written = "No route to host" if answer is None else json.dumps({"dependencies": answer})
    stand_in.write_text(f"#!/bin/sh\ncat <<'END'\n{written}\nEND\n")
    stand_in.chmod(0o700)

    done = subprocess.run([sys.executable, SCRIPT, stand_in], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (code, said)
    assert done.stderr.startswith("Not audited: neither pypi.org nor osv.dev") is (code == 2)
