"""Whom news would reach is counted by size and kind, each supplier once, and never with who it is."""

from alerts import ingest, suppliers
from alerts.db import Sessions
from alerts.frequency import Frequency, Rhythm
from alerts.matching import OrganisationType, Size
from alerts.reach import Reach
from alerts.sources import catalogue, csv_file
from tests.make import NOW, firm, watch


async def test_a_dry_run_counts_whom_it_would_reach_each_once(sessions: Sessions) -> None:
    for number, size in enumerate((Size.MICRO, Size.SMALL, Size.MICRO)):
        async with sessions.begin() as session:
            await suppliers.join(
                session,
                f"tg:{number}",
                firm=firm(size=size),
                watch=watch(),
                rhythm=Rhythm(frequency=Frequency.DAILY),
                privacy_notice="1",
                now=NOW,
            )
    two = [
        {"reference": str(number), "title": "Roof repairs", "buyer": "B", "closing_date": "30/09/2026"}
        for number in range(2)
    ]
    source, body = catalogue()["opportunities-csv"], csv_file.written(two)

    tried = await ingest.import_file(sessions, source, body, NOW, dry_run=True)
    await ingest.import_file(sessions, source, body, NOW)
    again = await ingest.import_file(sessions, source, body, NOW, dry_run=True)

    assert tried.reach == (
        Reach(size=Size.MICRO, organisation_type=OrganisationType.SME, suppliers=2),
        Reach(size=Size.SMALL, organisation_type=OrganisationType.SME, suppliers=1),
    )
    assert again.reach == ()
