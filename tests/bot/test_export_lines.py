"""What leaves of a report, whatever the database holds."""

from datetime import date
from pathlib import Path

import pytest

from alerts.matching import OrganisationType, Size
from bot.blockers import Visibility
from bot.export.columns import COLUMNS, SHEET_COLUMNS, VERSION, encoded, record
from bot.export.lines import NAME_LEFT_OUT, Line, line
from bot.tables import BlockerReport, ChangeMade, ReportNote
from tests.make import NOW
from tests.reported import report

NAME = "Smith & Sons Roofing Ltd"
SAID = "At SMITH and sons... I mean Smith & Sons Roofing, and smith-sons  roofing Ltd, we gave up."
SECRETS = ("smith", "sons")


def told(row: BlockerReport, change: ChangeMade | None = None) -> Line:
    return line(row, same_as=None, duplicate_of=None, change=change)


def everywhere(found: Line) -> str:
    """Return all that an export would hold of it, in every format."""
    cells = [str(column.cell(found)) for column in SHEET_COLUMNS]
    return (" ".join(cells) + encoded(record(found)).decode()).casefold()


def named(visibility: Visibility) -> BlockerReport:
    """Return a report that names its supplier wherever it can, whatever was chosen."""
    said = "Smith & Sons Roofing could not do it"
    note = ReportNote(officer="Jo", text=f"{said}.", written_at=NOW)
    return report(
        visibility=visibility,
        named_as=NAME,
        detail=said,
        remedy=f"{said}!",
        notice_title=f"Roof: {NAME}",
        notice_buyer=NAME.upper(),
        notice_number="Smith & Sons Roofing 1",
        status_reason=said,
        notes=[note],
    )


@pytest.mark.parametrize("visibility", [Visibility.KIND_ONLY, Visibility.ANONYMOUS])
def test_a_name_never_stands_in_a_report_whose_supplier_did_not_choose_it(visibility: Visibility) -> None:
    change = ChangeMade(you_said=f"{NAME} said", we_did=f"We told {NAME}", happened_on=date(2026, 8, 1))

    found = told(named(visibility), change)

    assert found.organisation_name is None
    assert not [secret for secret in SECRETS if secret in everywhere(found)]
    assert found.supplier_words == f"{NAME_LEFT_OUT} could not do it"


def test_a_supplier_who_chose_to_be_named_is() -> None:
    found = told(named(Visibility.NAMED))

    assert (found.organisation_name, found.supplier_words) == (NAME, "Smith & Sons Roofing could not do it")


def test_an_anonymous_report_tells_nothing_of_the_organisation_whatever_is_stored() -> None:
    found = told(report(visibility=Visibility.ANONYMOUS))

    assert (found.organisation_type, found.size, found.based_in, found.trades) == (None, None, None, ())


def test_a_report_of_kind_and_size_tells_just_those() -> None:
    found = told(report())

    assert (found.organisation_type, found.size, found.trades) == (
        OrganisationType.SME,
        Size.MICRO,
        ("roofing",),
    )


def test_a_name_without_a_letter_hides_nothing() -> None:
    found = told(report(named_as="!!", detail="Well!! No."))

    assert found.supplier_words == "Well!! No."


@pytest.mark.parametrize(
    ("hour", "day"), [(22, date(2026, 8, 10)), (23, date(2026, 8, 11))], ids=["before", "London's midnight"]
)
def test_days_are_londons_and_no_minute_is_told(hour: int, day: date) -> None:
    found = told(report(reported_at=NOW.replace(hour=hour, minute=59 if hour == 22 else 0)))

    assert found.reported_on == day
    assert ":59" not in everywhere(found)
    assert ":00" not in everywhere(found)


def test_every_column_explains_itself() -> None:
    names = [column.name for column in COLUMNS]

    assert len(set(names)) == len(names)
    assert all(column.meaning.endswith((".", "?")) and column.width >= len(column.name) for column in COLUMNS)


def test_every_column_stands_in_the_documentation_as_the_code_explains_it() -> None:
    page = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")

    assert f"Version {VERSION}." in page
    for column in COLUMNS:
        assert f"| `{column.name}` | {column.meaning} | {column.source} | {column.where} |" in page


def test_pounds_are_for_people_and_pence_for_programs() -> None:
    cells = {column.name: column.cell(told(report())) for column in SHEET_COLUMNS}

    assert cells["pounds_lost"] == 300.5
    assert record(told(report()))["lost_pence"] == 30_050
    assert "pounds_lost" not in record(told(report()))
