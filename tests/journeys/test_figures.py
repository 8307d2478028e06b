"""Officers see the figures and take out a file; to anybody else there is no such command."""

import csv
import io
import json
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import select
from telegram.error import BadRequest

from bot import export
from bot.blockers import Stage
from bot.context import address_of
from bot.handlers import figures
from bot.tables import AuditEvent, Officer, Role
from bot.telegram_local import Shown
from bot.text import general
from tests.chat import Chat
from tests.make import NOW
from tests.reported import report, result
from tests.world import World

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
OFFICER = 2001


async def store(world: World, *rows: object) -> None:
    async with world.shared.sessions.begin() as session:
        session.add_all(rows)


async def officer(world: World, role: Role = Role.EXPORTER) -> Chat:
    """Return the chat of an officer, after three suppliers have reported."""
    row = Officer(
        address=address_of(OFFICER), name="Jo", role=role, appointed_at=NOW, appointed_by="command line"
    )
    await store(
        world,
        row,
        report("BL-1"),
        report("BL-2", stage=Stage.AWARD, reported_at=NOW - timedelta(days=40)),
        report("BL-3", detail="=1+1"),
        result(),
    )
    return world.chat(OFFICER)


def document(shown: Shown) -> bytes:
    assert shown.file is not None
    return shown.file.content


async def test_a_reader_sees_the_chart_with_the_same_in_words(world: World) -> None:
    chat = await officer(world, Role.READER)

    picture, *others = await chat.send("/stats")

    assert picture.file is not None
    assert (picture.file.is_photo, picture.file.content[:8]) == (True, b"\x89PNG\r\n\x1a\n")
    assert picture.text.startswith(
        "Chart: What stops suppliers. 3 reports up to 10 August 2026.\n\n"
        "Reports by stage. Finding work: 0; Registering: 0; Documents: 2;"
    )
    assert picture.text.endswith("May: 0; Jun: 0; Jul: 1; Aug: 2.")
    (figures_in_words,) = others
    assert "1 to 9 people: 3 (100%), beside 8% of spend" in figures_in_words.text
    assert "Beside it: 2012/13, of all Council spend of £526,714,870" in figures_in_words.text


async def test_an_exporter_chooses_which_and_how_and_gets_a_file(world: World) -> None:
    chat = await officer(world)

    (asked,) = await chat.send("/export since 2026-08-01 until 2026-08-31 stage documents")
    made, file = await chat.tap("CSV")

    assert asked.text.startswith(
        "Export 2 reports\n"
        "Filters: since Saturday 1 August 2026; until the end of Monday 31 August 2026; stage: Documents.\n\n"
    )
    assert [button.label for row in asked.buttons for button in row] == [
        "Excel",
        "CSV",
        "JSON",
        "Excel with counts only, to publish",
    ]
    assert (made.text, made.buttons) == ("I am making the file. It comes here by itself.", ())
    assert file.text == (
        "2 reports. For officers only: please do not pass it on or publish it.\n"
        "Filters: since Saturday 1 August 2026; until the end of Monday 31 August 2026; stage: Documents."
    )
    assert file.file is not None
    assert file.file.name == "reports-2026-08-10.csv"
    rows = list(csv.DictReader(io.StringIO(document(file).decode("utf-8-sig"), newline="")))
    assert [(row["reference"], row["supplier_words"]) for row in rows] == [
        ("BL-1", "Ten days for forty pages."),
        ("BL-3", "'=1+1"),
    ]
    async with world.shared.sessions.begin() as session:
        (event,) = (await session.scalars(select(AuditEvent))).all()
    assert (event.actor, event.action, event.details["reports"]) == ("Jo", "export_reports", 2)


@ON_SQLITE
async def test_a_format_may_be_typed_too(world: World) -> None:
    chat = await officer(world)

    _, file = await chat.send("/export json trade roofing")
    (too_much,) = await chat.send("/export trade roofing")

    assert json.loads(document(file))["header"]["filters"] == {"trade": "roofing"}
    assert too_much.text.endswith(
        "Please type it once more with the format first: xlsx, csv, json, or publish for counts only. "
        "For example: /export xlsx trade roofing"
    )
    assert too_much.buttons == ()


@ON_SQLITE
async def test_what_may_be_published_has_counts_only(world: World) -> None:
    chat = await officer(world)

    await chat.send("/export")
    _, file = await chat.tap("Excel with counts only, to publish")

    assert file.text == (
        "Counts only, with small counts hidden. You may publish this.\nFilters: none, so every report."
    )
    assert file.file is not None
    assert file.file.name == "reports-2026-08-10-to-publish.xlsx"
    assert "Reports" not in openpyxl.load_workbook(io.BytesIO(document(file))).sheetnames


@ON_SQLITE
@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        (
            "/export stage nowhere",
            (
                "There is no stage “nowhere”. You can use: finding, registering, documents, eligibility, "
                "pricing, social_value, together, submitting, evaluation, award, contract."
            ),
        ),
        (
            "/export since 2026-05-02 until 2026-05-01",
            (
                "The dates are the wrong way round: 2026-05-02 is after 2026-05-01. Put the earlier date after "
                "“since” and the later one after “until”."
            ),
        ),
        (
            "/export xlsx since 2026-08-11",
            "No report was found. Your filters: since Tuesday 11 August 2026. No file was made.",
        ),
    ],
)
async def test_what_cannot_be_exported_is_answered_in_a_sentence(
    world: World, typed: str, answer: str
) -> None:
    chat = await officer(world)

    (told,) = await chat.send(typed)

    assert told.text == answer


@ON_SQLITE
async def test_a_second_tap_makes_no_second_file(world: World) -> None:
    chat = await officer(world)
    await chat.send("/export")

    shown = await chat.tap_twice("JSON")

    assert [one.file is not None for one in shown].count(True) == 1
    async with world.shared.sessions.begin() as session:
        assert len((await session.scalars(select(AuditEvent))).all()) == 1


@ON_SQLITE
async def test_a_file_too_large_for_telegram_is_said_to_be(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await officer(world)
    monkeypatch.setattr(figures, "MOST_BYTES", 10)
    await chat.send("/export")

    _, told = await chat.tap("CSV")

    assert told.file is None
    assert "Telegram takes 0 MB at most, so I did not send it. Choose fewer days" in told.text


@ON_SQLITE
async def test_more_reports_than_a_sheet_holds_are_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await officer(world)
    monkeypatch.setattr(export, "MOST_ROWS", 2)
    await chat.send("/export")

    _, told = await chat.tap("Excel")

    assert told.text == (
        "There are 3 reports, and one sheet holds 2. Choose fewer days, or another format. No file was made."
    )


@ON_SQLITE
async def test_a_file_that_cannot_be_sent_is_apologised_for(world: World) -> None:
    chat = await officer(world)
    await chat.send("/export")
    world.api.fail_next("sendDocument", BadRequest("PEER_FLOOD"))

    _, told = await chat.tap("CSV")

    assert told.text == general.problem()


@ON_SQLITE
async def test_to_others_there_is_no_such_command_nor_button(world: World) -> None:
    chat = await officer(world, Role.READER)
    stranger = world.chat(3001)

    answers = [
        *await chat.send("/export"),
        *await stranger.send("/export"),
        *await stranger.send("/stats"),
    ]
    await chat.press(1, "1:export:csv:-:-:-:-:-:-:-:-", stale=True)

    assert [answer.text for answer in answers] == [general.unknown_command()] * 3
    assert chat.popup == general.old_button()
    assert chat.last.file is None


@ON_SQLITE
async def test_an_old_button_of_a_removed_officer_does_nothing(world: World) -> None:
    chat = await officer(world)
    await chat.send("/export")
    async with world.shared.sessions.begin() as session:
        await session.delete((await session.scalars(select(Officer))).one())

    shown = await chat.tap("CSV")

    assert (shown, chat.popup) == ([], general.old_button())


@ON_SQLITE
async def test_a_button_that_was_made_up_is_out_of_date(world: World) -> None:
    chat = await officer(world)
    await chat.send("/export")

    await chat.press(chat.last.message_id, "1:export:csv:tomorrow", stale=True)

    assert chat.popup == general.old_button()
