"""`supplierbot supplier calendar`: the deadlines of one supplier as a file."""

import asyncio
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from ical.calendar_stream import IcsCalendarStream
from typer.testing import CliRunner, Result

from alerts import opportunities, saved, suppliers
from alerts.db import open_engine, sessions_for
from alerts.frequency import Frequency, Rhythm
from alerts.tables import SourceRow
from bot import cli
from tests.make import NOW, firm, notice, watch

pytestmark = pytest.mark.usefixtures("log_put_back")

# The command reads the real clock, so what it is to find must lie ahead of it.
SOON = datetime.now(UTC).replace(microsecond=0) + timedelta(days=30)


@pytest.fixture(autouse=True)
def place(nothing_set: Path, sqlite_template: Path) -> None:
    """A folder with a database in it: one supplier who saved an opportunity, and one who saved nothing."""
    path = nothing_set / "supplierbot.sqlite3"
    shutil.copy(sqlite_template, path)
    asyncio.run(_fill(f"sqlite+aiosqlite:///{path}"))


async def _fill(url: str) -> None:
    engine = open_engine(url)
    async with sessions_for(engine).begin() as session:
        source = SourceRow(slug="find-a-tender", next_poll_at=NOW, baseline_at=NOW)
        session.add(source)
        await session.flush()
        await opportunities.save(session, source.id, [notice(closes_at=SOON)], NOW)
        for address in ("tg:1001", "tg:1002"):
            rhythm = Rhythm(frequency=Frequency.DAILY)
            await suppliers.join(
                session, address, firm=firm(), watch=watch(), rhythm=rhythm, privacy_notice="1", now=NOW
            )
        await saved.keep(session, "tg:1001", 1, NOW)
    await engine.dispose()


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.app, ["supplier", "calendar", *words])


def test_the_deadlines_of_a_supplier_are_written_once(nothing_set: Path) -> None:
    first = run("tg:1001", "-o", "deadlines.ics")
    again = run("tg:1001", "-o", "deadlines.ics")

    (event,) = IcsCalendarStream.calendar_from_ics((nothing_set / "deadlines.ics").read_text()).events
    assert (first.exit_code, first.stdout) == (0, "1 deadline written to deadlines.ics.\n")
    assert event.dtstart == SOON
    assert (again.exit_code, again.stderr) == (
        1,
        "deadlines.ics is there already. Move it, or choose another name.\n",
    )


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tg:9", "No supplier has that address. It is tg: and the number of a chat.\n"),
        ("tg:1002", "This supplier has saved nothing with a deadline to come. No file was written.\n"),
    ],
)
def test_where_there_is_nothing_to_write_it_says_so(nothing_set: Path, address: str, said: str) -> None:
    result = run(address, "-o", "deadlines.ics")

    assert (result.exit_code, result.stderr) == (1, said)
    assert not (nothing_set / "deadlines.ics").exists()
