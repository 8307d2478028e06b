"""`supplierbot evaluate matching`, as an operator and a program meet it."""

import gzip
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot import cli
from bot import samples as shipped
from tests import samples

pytestmark = pytest.mark.usefixtures("log_put_back")

FIRMS = """
[[firm]]
id = "planners"
organisation_type = "sme"
size = "individual"
about = "I help councils with strategy and plans."
cpv = ["7941", "45000000-7"]
words = ["plan development"]
value_max = 40000

[[firm]]
id = "dairy"
organisation_type = "sme"
size = "small"
about = "We sell milk."
"""
JUDGED = "source,notice_id\nfts,075962-2026\nfts,075953-2026\n"
LABELS = "firm,source,notice_id,label,fit\nplanners,fts,075962-2026,2,within\ndairy,fts,075953-2026,1,\n"


@pytest.fixture(autouse=True)
def place(nothing_set: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files of a small set, and no database."""
    monkeypatch.setenv("COLUMNS", "80")
    here = nothing_set
    (here / "firms.toml").write_text(FIRMS, encoding="utf-8")
    (here / "judged.csv").write_text(JUDGED, encoding="utf-8")
    (here / "labels.csv").write_text(LABELS, encoding="utf-8")
    (here / "day.json").write_bytes(shipped.page(1))
    (here / "open.csv").write_bytes(shipped.contracts_finder_csv())
    return here


def evaluate(*words: str, notices: tuple[str, ...] = ("day.json",)) -> Result:
    files = ("--firms", "firms.toml", "--judged", "judged.csv", "--labels", "labels.csv")
    return CliRunner().invoke(cli.app, ["evaluate", "matching", *files, "--notices", *notices, *words])


def test_figures_in_json_are_one_object_alone_on_stdout() -> None:
    result = evaluate("--json")

    found = json.loads(result.stdout)
    assert (result.exit_code, result.stderr) == (0, "")
    assert {"precision", "recall", "fpr", "p_at_5", "f1"} <= found["overall"].keys()
    assert (found["overall"]["recall"], found["overall"]["right"]) == (1.0, 1)
    assert list(found["firms"]) == ["planners", "dairy"]
    assert list(found["baselines"]) == ["codes", "codes or words"]
    assert found["baselines"]["codes"]["recall"] == 1.0
    assert found["fit"] == {"agreed": 1, "labels": 1}


def test_a_person_reads_the_figures_as_a_table_of_80_columns() -> None:
    result = evaluate("--explain")

    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert max(map(len, lines)) <= 80
    assert [line.split("  ")[0] for line in lines[:5]] == [
        "Rule",
        "Codes alone",
        "Codes or words",
        "Ours",
        "Ours, left out",
    ]
    assert any(line.startswith("planners ") for line in lines)
    assert "Misses: none" in lines


def test_a_run_says_the_same_every_time() -> None:
    assert evaluate("--json", "--explain").stdout == evaluate("--json", "--explain").stdout


def test_mistakes_are_explained_by_the_gate_or_by_the_reasons(place: Path) -> None:
    # A label that is wrong on purpose: a plan is no milk.
    labels = "firm,source,notice_id,label\ndairy,fts,075962-2026,2\n"
    (place / "labels.csv").write_text(labels, encoding="utf-8")

    told = evaluate("--explain").stdout
    (missed, alarm) = json.loads(evaluate("--explain", "--json").stdout)["mistakes"][::-1]

    assert "Misses: 1\n  dairy: HULME PLAN DEVELOPMENT (fts 075962-2026)\n    stopped by sector" in told
    assert "False alarms: 1\n  planners: HULME PLAN DEVELOPMENT" in told
    assert (missed["firm"], missed["failed"], missed["missed"]) == ("dairy", "sector", True)
    assert (alarm["firm"], alarm["failed"], alarm["missed"]) == ("planners", None, False)
    assert alarm["reasons"]


@pytest.mark.parametrize(
    "notices",
    [("day.json", "open.csv"), ("open.csv", "--notices", "day.json"), ("day.json.gz", "open.csv.gz")],
    ids=["one after another", "named twice", "compressed"],
)
def test_notices_may_be_of_several_files_and_kinds(notices: tuple[str, ...], place: Path) -> None:
    (place / "day.json.gz").write_bytes(gzip.compress(shipped.page(1)))
    (place / "open.csv.gz").write_bytes(gzip.compress(shipped.contracts_finder_csv()))
    row = "cf-csv,BIP917293031|Procurement Assist Limited c/o Integrated Facilities Management Bolton Ltd (iFM Bolton)\n"
    (place / "judged.csv").write_text(JUDGED + row, encoding="utf-8")

    result = evaluate("--json", notices=notices)

    assert result.exit_code == 0, result.stderr
    assert list(json.loads(result.stdout)["sources"]) == ["cf-csv", "fts"]


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("firms.toml", "[[firm", "The firms are not TOML: "),
        ("firms.toml", "", "The firms are not as they should be: Object missing required field `firm`."),
        ("firms.toml", "firm = []", "The labels, line 2: there is no firm “planners”. The firms are: none."),
        (
            "firms.toml",
            FIRMS.replace('"45000000-7"', '"roofs"'),
            "The firms, “planners”: “roofs” is not a CPV code.",
        ),
        ("firms.toml", FIRMS.replace("dairy", "planners"), "The firms: two of them have the id “planners”."),
        ("firms.toml", FIRMS.replace('"small"', '"tiny"'), "Invalid enum value 'tiny' - at `$.firm[1].size`"),
        ("judged.csv", "source\nfts\n", "The judged notices must be a CSV with a column notice_id."),
        (
            "judged.csv",
            JUDGED + "fts,000000-1999\n",
            "1 of the 3 judged notices are in none of the files of --notices: fts 000000-1999.",
        ),
        (
            "labels.csv",
            LABELS + "bakers,fts,075953-2026,0,\n",
            "The labels, line 4: there is no firm “bakers”.",
        ),
        ("labels.csv", LABELS + "planners,fts,075962-2026,0,\n", "The labels, line 4: this pair has another"),
        ("labels.csv", LABELS + '"' + "x" * 200_000 + '"', "The labels, line 4: field larger"),
        ("day.json", "{", "day.json: "),
        ("day.json", "a,b\n1,2\n", "day.json: Expected the “Notices CSV” of Contracts Finder"),
    ],
)
def test_a_file_that_cannot_be_used_is_explained(file: str, text: str, said: str, place: Path) -> None:
    (place / file).write_text(text, encoding="utf-8")

    result = evaluate("--json")

    assert result.exit_code == 1
    assert result.stdout == ""
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_label_of_a_notice_that_was_not_judged_is_pointed_out(place: Path) -> None:
    (place / "labels.csv").write_text(LABELS + "dairy,fts,075927-2026,2,\n", encoding="utf-8")

    result = evaluate("--json")

    assert result.exit_code == 0
    assert result.stderr == "1 label of a notice that was not judged; left out.\n"


def test_a_file_that_is_not_there_is_named() -> None:
    result = evaluate("--json", notices=("no-such.json",))

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "There is no file no-such.json.\n"


def test_the_shipped_set_can_be_measured_from_its_own_folder(place: Path) -> None:
    shutil.copytree(Path(samples.__file__).parent / "matching", place / "set")

    result = CliRunner().invoke(
        cli.app,
        [
            "evaluate",
            "matching",
            "-f",
            "set/firms.toml",
            "-j",
            "set/judged-notices.csv",
            "-l",
            "set/labels.csv",
            "-n",
            "open.csv",
        ],
    )

    assert result.exit_code == 1
    assert (
        "148 of the 315 judged notices are in none of the files of --notices: fts 075962-2026; "
        in result.stderr
    )
