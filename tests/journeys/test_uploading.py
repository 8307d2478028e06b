"""An officer sends a file of opportunities: what comes of it is shown, and then it is loaded once."""

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta

import pytest
from telegram.error import TimedOut

from alerts import opportunities
from alerts.sources import csv_file
from bot import uploads
from bot.tables import Role
from bot.telegram_local import File
from bot.text import general
from tests.world import World, open_world

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

NAME = "quick-quotes.csv"
ROOF = {
    "reference": "QQ-1",
    "title": "Roof repairs at Shildon library",
    "buyer": "Durham County Council",
    "closing_date": "30/09/2026",
    "cpv": "45261000",
}
PIPES = {**ROOF, "reference": "QQ-2", "title": "Mend the pipes", "cpv": "45330000"}


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """The whole bot."""
    async with open_world(database_url) as opened:
        yield opened


def file(*rows: Mapping[str, str]) -> bytes:
    return csv_file.written(rows)


async def known(world: World) -> list[str]:
    """Return what is stored, by title."""
    async with world.shared.sessions.begin() as session:
        return sorted(row.title for row in await opportunities.open_now(session, world.clock[0]))


async def test_a_file_is_shown_loaded_once_and_told(world: World) -> None:
    roofer, jo = await world.roofer(), await world.appoint(Role.EDITOR)
    bad = {**PIPES, "closing_date": "soon"}

    (shown,) = await jo.send_document(NAME, file(ROOF, bad))
    before = await known(world)
    (loaded,) = await jo.tap("Yes, load it and tell suppliers")
    (again,) = await jo.press(loaded.message_id, "1:upload:yes:1", stale=True)
    await world.deliver(after=timedelta(days=7))
    (told,) = roofer.news()

    assert shown.text == (
        "quick-quotes.csv: 1 new, 0 changed, 0 unchanged, 1 rejected\n\n"
        "Rejected, and why\nRow 3: “Closing date” is “soon”. Write a date such as 30/09/2026.\n\n"
        "Suppliers who would be told\nSole trader or company, 1 to 9 people: under 5\n\nNothing is loaded yet."
    )
    assert before == []
    assert loaded.text == (
        "Loaded: 1 new, 0 changed, 0 unchanged, 1 rejected.\n\n"
        "Suppliers whom it fits hear of it at the times that they chose."
    )
    assert again.text == "This file was loaded already. Nothing was done twice."
    assert await known(world) == ["Roof repairs at Shildon library"]
    assert "Roof repairs at Shildon library" in told.text
    assert (await world.audited())[1:] == [
        f"Jo Smith: send_opportunities upload 1 step=shown bytes={len(file(ROOF, bad))}",
        "Jo Smith: send_opportunities upload 1 step=loaded new=1 changed=0 unchanged=0 rejected=1",
    ]


@pytest.mark.parametrize(("suppliers", "said"), [(4, "under 5"), (5, "5")])
async def test_fewer_than_five_suppliers_are_not_counted_out(world: World, suppliers: int, said: str) -> None:
    for number in range(suppliers):
        await world.roofer(5000 + number)
    jo = await world.appoint(Role.EDITOR)

    (shown,) = await jo.send_document(NAME, file(ROOF, {**ROOF, "reference": "QQ-3"}))

    assert f"\nSole trader or company, 1 to 9 people: {said}\n" in shown.text


async def test_a_file_that_fits_nobody_says_so(world: World) -> None:
    await world.roofer()
    jo = await world.appoint(Role.EDITOR)

    (shown,) = await jo.send_document(NAME, file(PIPES))

    assert "No supplier would be told: nobody looks for this now." in shown.text


async def test_a_file_is_forgotten_when_the_officer_says_no(world: World) -> None:
    jo = await world.appoint(Role.EDITOR)
    (shown,) = await jo.send_document(NAME, file(ROOF))

    (dropped,) = await jo.tap("No, forget the file")
    await jo.send_document(NAME, file(PIPES))
    (old,) = await jo.press(shown.message_id, "1:upload:yes:1", stale=True)

    assert dropped.text == "Nothing was loaded, and I have forgotten the file."
    assert old.text == "I do not remember this file any more. Nothing was loaded. Please send it again."
    assert await known(world) == []


async def test_more_than_ten_rejected_rows_come_as_a_file(world: World) -> None:
    jo = await world.appoint(Role.EDITOR)
    bad = [{**ROOF, "title": "", "reference": f"QQ-{number}"} for number in range(11)]

    shown, rejected = await jo.send_document(NAME, file(ROOF, *bad))

    assert "Row 12: “Title” is blank. Write what the opportunity is called.\nAnd 1 more: all" in shown.text
    assert rejected.file is not None
    assert rejected.file.name == "rejected-rows.txt"
    assert rejected.file.content.decode("utf-8-sig").count("\n") == len(bad)


async def test_a_file_without_news_has_nothing_to_load(world: World) -> None:
    jo = await world.appoint(Role.EDITOR)
    await jo.send_document(NAME, file(ROOF))
    await jo.tap("Yes, load it and tell suppliers")

    (same,) = await jo.send_document(NAME, file(ROOF))

    assert same.text == (
        "quick-quotes.csv: 0 new, 0 changed, 1 unchanged, 0 rejected\n\nThere is nothing to load."
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7 whatever", "with the columns “Title”, “Buyer”, “Closing date”, and found a PDF."),
        (
            b"PK\x03\x04 whatever",
            "and found a spreadsheet (.xlsx) or another zip file. In Excel choose Save As",
        ),
        (b"Name,Phone\nJo,1\n", "There is no column “Buyer”, “Closing date”; there are “Name”, “Phone”."),
        (b"", "and found an empty file."),
    ],
    ids=["a PDF", "a workbook", "wrong columns", "nothing"],
)
async def test_what_is_no_file_of_ours_is_refused_in_the_readers_words(
    world: World, content: bytes, said: str
) -> None:
    jo = await world.appoint(Role.EDITOR)
    if not content:  # Telegram refuses to take an empty file, so it can only shrink to one
        world.api.fail_next("getFile", TimedOut())

    (refused,) = await jo.send_document(NAME, content)

    if content:
        assert refused.text.startswith("I cannot use this file.\n\n")
        assert said in refused.text
        assert refused.text.endswith("Nothing was loaded.")
    else:
        assert refused.text == "Telegram did not give me the file. Nothing was loaded. Please send it again."


async def test_a_file_of_200_megabytes_is_refused_without_being_fetched(world: World) -> None:
    jo = await world.appoint(Role.EDITOR)

    (refused,) = await jo.send_document(NAME, bytes(200_000_000))

    assert refused.text == (
        "This file is larger than 5 MB, which is the most that I take here, so I did not open it. Send it in "
        "parts, or ask whoever runs Supplierbot to load it on the machine itself: supplierbot sources import"
    )
    assert "getFile" not in {call.method for call in world.api.calls}


async def test_the_largest_file_is_read_and_one_byte_more_is_not(world: World) -> None:
    jo = await world.appoint(Role.EDITOR)

    (shown,) = await jo.send_document(NAME, file(ROOF).ljust(uploads.LARGEST_BYTES))
    (refused,) = await jo.send_document(NAME, file(ROOF).ljust(uploads.LARGEST_BYTES + 1))

    assert "1 new" in shown.text
    assert refused.text.startswith("This file is larger than 5 MB")


async def test_too_many_rows_are_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_ROWS", 1)
    jo = await world.appoint(Role.EDITOR)

    (one,) = await jo.send_document(NAME, file(ROOF))
    (two,) = await jo.send_document(NAME, file(ROOF, PIPES))

    assert "1 new" in one.text
    assert two.text.startswith("This file has 2 opportunities, and I take up to 1 at once here.")


async def test_what_is_loaded_is_what_was_shown(world: World) -> None:
    jo = await world.appoint(Role.EDITOR)
    await jo.send_document(NAME, file(ROOF))
    for stored in list(world.api._messages.files):
        world.api._messages.files[stored] = File(name=NAME, content=file(PIPES))

    (refused,) = await jo.tap("Yes, load it and tell suppliers")

    assert (
        refused.text == "The file is not the one that I showed you. Nothing was loaded. Please send it again."
    )
    assert await known(world) == []


async def test_a_removed_officers_old_button_loads_nothing(world: World) -> None:
    jo = await world.appoint(Role.EDITOR)
    admin = await world.appoint(Role.ADMIN, 2002, "Ada Brown")
    await jo.send_document(NAME, file(ROOF))
    await admin.send("/officers")
    await admin.tap("Change Jo Smith")
    await admin.tap("Remove Jo Smith")
    await admin.tap("Yes, remove Jo Smith")

    await jo.tap("Yes, load it and tell suppliers")
    popup = jo.popup
    (refused,) = await jo.send_document(NAME, file(ROOF))

    assert popup == general.old_button()
    assert refused.text == general.words_only()
    assert await known(world) == []


async def test_another_officer_cannot_load_somebody_elses_file(world: World) -> None:
    jo, ada = await world.appoint(Role.EDITOR), await world.appoint(Role.EDITOR, 2002, "Ada Brown")
    await jo.send_document(NAME, file(ROOF))
    (own,) = await ada.send_document(NAME, file(PIPES))

    (answer,) = await ada.press(own.message_id, "1:upload:yes:1", stale=True)

    assert answer.text.startswith("I do not remember this file any more.")
    assert await known(world) == []


async def test_an_empty_file_to_fill_in_is_sent_and_its_example_is_refused(world: World) -> None:
    jo = await world.appoint(Role.EDITOR)
    await jo.send_document(NAME, b"Name\nJo\n")

    (empty,) = await jo.tap("Send me an empty file to fill in")
    assert empty.file is not None
    (answer,) = await jo.send_document(empty.file.name, empty.file.content)

    assert empty.text.startswith("Fill this in with a spreadsheet, one opportunity a row.")
    assert "Row 2: It is marked EXAMPLE, so it was left out." in answer.text
