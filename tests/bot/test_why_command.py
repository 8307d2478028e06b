"""`supplierbot why`: what an operator sees when a supplier asks why something did not come."""

import asyncio
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from alerts import opportunities, suppliers
from alerts.db import open_engine, sessions_for
from alerts.frequency import Frequency, Rhythm
from alerts.tables import SourceRow
from bot import cli
from tests.make import NOW, firm, notice, watch

pytestmark = pytest.mark.usefixtures("log_put_back")


@pytest.fixture(autouse=True)
def place(nothing_set: Path, monkeypatch: pytest.MonkeyPatch, sqlite_template: Path) -> None:
    """A folder with a database in it: a cleaner who watches London, and a roof in County Durham."""
    monkeypatch.setenv("NO_COLOR", "1")
    path = nothing_set / "supplierbot.sqlite3"
    shutil.copy(sqlite_template, path)
    asyncio.run(_fill(f"sqlite+aiosqlite:///{path}"))


async def _fill(url: str) -> None:
    engine = open_engine(url)
    async with sessions_for(engine).begin() as session:
        source = SourceRow(slug="find-a-tender", next_poll_at=NOW, baseline_at=NOW)
        session.add(source)
        await session.flush()
        await opportunities.save(session, source.id, [notice(closes_at=None)], NOW)
        await suppliers.join(
            session,
            "tg:1001",
            firm=firm(),
            watch=watch(regions=("UKI",)),
            rhythm=Rhythm(frequency=Frequency.DAILY),
            privacy_notice="1",
            now=NOW,
        )
    await engine.dispose()


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.app, ["why", *words])


def test_the_gate_and_the_one_change_are_printed_without_tags_and_no_wider_than_a_terminal() -> None:
    result = run("tg:1001", "https://www.find-tender.service.gov.uk/Notice/000001-2026")

    assert result.exit_code == 0
    assert result.stdout == (
        "Re-roofing of Shildon library\n"
        "Buyer: Durham County Council\n"
        "Number: 000001-2026 on Find a Tender\n"
        "\n"
        "It did not come to you. The work is in County Durham, and you look in London.\n"
        "\n"
        "One change would bring such notices: look in County Durham too.\n"
    )


def test_a_program_gets_the_gate_and_the_change_as_json() -> None:
    result = run("tg:1001", "000001-2026", "--json")

    answer = json.loads(result.stdout)
    assert (answer["reference"], answer["matched"], answer["failed"]) == ("000001-2026", False, "place")
    assert answer["change"] == {"regions": ["UKI", "UKC14"]}
    assert answer["then"] is None


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("tg:2", "000001-2026"), "No supplier has that address. It is tg: and the number of a chat.\n"),
        (("tg:1001", "000009-2026"), "No opportunity here has the number “000009-2026”."),
    ],
)
def test_a_stranger_and_an_unknown_number_are_explained(words: tuple[str, str], told: str) -> None:
    result = run(*words)

    assert result.exit_code == 1
    assert result.stderr.startswith(told)
