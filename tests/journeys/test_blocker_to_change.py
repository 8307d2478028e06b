"""The whole way: an alert, what stops its supplier, an officer who reads it, what was changed, and the spreadsheet."""

import csv
import io

import pytest

from bot import telling
from bot.tables import Role
from tests.make import notice
from tests.world import World

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_blocker_becomes_a_change_that_its_supplier_hears_of(world: World) -> None:
    roofer = await world.roofer(when="Done: tell me at once")
    jo = await world.appoint(Role.EDITOR)
    await world.publish(notice())
    await world.deliver()

    for label in ("Something is stopping me", "Reading the documents", "The deadline is too short"):
        await roofer.tap(label)
    await roofer.send("Ten days for forty pages.")
    for label in ("Skip", "Skip", "Kind and size only"):
        await roofer.tap(label)
    promised = roofer.last.text.partition("This is all that officers will see:\n\n")[2].partition("\n\n")[0]
    await roofer.tap("Tell me when the status changes")
    (sent,) = await roofer.tap("Send it")
    reference = sent.text.partition("Its number is ")[2][:12]

    await jo.send("/reports status new")
    (read,) = await jo.tap(f"Open {reference}")
    await jo.tap("We changed something")
    await jo.tap("Write a new one")
    await jo.send("Ten days were too short for a Quick Quote.")
    await jo.send("Quick Quotes now run for three weeks.")
    await jo.tap("Today")
    await jo.tap("Yes, publish it")
    roofer.news()
    await telling.due(world.shared, world.application.bot)
    (told,) = roofer.news()
    (said,) = await roofer.send("/yousaid")
    _, exported = await jo.send("/export csv status changed")

    assert promised in read.text
    assert "Words: “Ten days for forty pages.”" in promised
    change = (
        "Monday 10 August 2026\nYou said: Ten days were too short for a Quick Quote.\n"
        "We did: Quick Quotes now run for three weeks."
    )
    assert told.text.startswith(
        f"News of your report {reference}\nThe deadline is too short (Reading the documents)\n\nIt now stands at: "
    )
    assert told.text.endswith(change)
    assert said.text == f"You said, we did\n\n{change}"
    assert exported.file is not None
    (row,) = csv.DictReader(io.StringIO(exported.file.content.decode("utf-8-sig"), newline=""))
    assert {name: cell for name, cell in row.items() if cell} == {
        "reference": reference,
        "reported": "Monday 10 August 2026",
        "reported_on": "2026-08-10",
        "stage": "Documents",
        "kind": "Deadline too short",
        "visibility": "Kind and size only",
        "organisation_type": "Sole trader or company",
        "size": "1 to 9 people",
        "based_in": "Not given",
        "trades": "Roofing and gutters",
        "supplier_words": "Ten days for forty pages.",
        "notice_number": "000001-2026",
        "notice_title": "Re-roofing of Shildon library",
        "notice_buyer": "Durham County Council",
        "status": "Changed",
        "status_changed": "Monday 10 August 2026",
        "status_changed_on": "2026-08-10",
        "you_said": "Ten days were too short for a Quick Quote.",
        "we_did": "Quick Quotes now run for three weeks.",
        "we_did_on": "2026-08-10",
    }
