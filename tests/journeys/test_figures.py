"""Officers see the figures and take out a file; to anybody else there is no such command."""

import csv
import io
import json
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import delete, select
from telegram.error import BadRequest

from bot import export
from bot.blockers import Stage
from bot.handlers import figures
from bot.tables import Officer, ReportSelection, Role
from bot.telegram_local import Shown
from bot.text import general
from tests.chat import Chat
from tests.make import NOW
from tests.reported import report, result
from tests.world import World

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def store(world: World, *rows: object) -> None:
    async with world.shared.sessions.begin() as session:
        session.add_all(rows)


async def officer(world: World, role: Role = Role.EXPORTER) -> Chat:
    """Return the chat of an officer, after three suppliers have reported."""
    await store(
        world,
        report("BL-1"),
        report("BL-2", stage=Stage.AWARD, reported_at=NOW - timedelta(days=40)),
        report("BL-3", detail="=1+1"),
        result(),
    )
    return await world.appoint(role)


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


@ON_SQLITE
async def test_where_nobody_has_reported_there_is_no_chart_and_no_file(world: World) -> None:
    chat = await world.appoint(Role.EXPORTER)

    (figures_in_words,) = await chat.send("/stats")
    (told,) = await chat.send("/export")

    assert figures_in_words.text.startswith("0 reports of what stops suppliers\n")
    assert told.text == "No supplier has reported anything yet, so there is nothing to export."


async def test_an_exporter_chooses_which_and_how_and_gets_a_file(world: World) -> None:
    chat = await officer(world)

    (asked,) = await chat.send("/export since 2026-08-01 until 2026-08-31 stage documents")
    made, file = await chat.tap("CSV")

    assert asked.text.startswith(
        "Export 2 reports\n"
        "Only stage “Reading the documents”, since Saturday 1 August 2026 and until Monday 31 August 2026.\n\n"
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
        "Only stage “Reading the documents”, since Saturday 1 August 2026 and until Monday 31 August 2026."
    )
    assert file.file is not None
    assert file.file.name == "reports-2026-08-10.csv"
    rows = list(csv.DictReader(io.StringIO(document(file).decode("utf-8-sig"), newline="")))
    assert [(row["reference"], row["supplier_words"]) for row in rows] == [
        ("BL-1", "Ten days for forty pages."),
        ("BL-3", "'=1+1"),
    ]
    assert (await world.audited())[-1] == (
        "Jo Smith: export_reports - format=csv for_publication=False "
        "filters={'since': '2026-08-01', 'until': '2026-08-31', 'stage': 'documents'} reports=2"
    )


@ON_SQLITE
async def test_a_format_may_be_typed_too(world: World) -> None:
    chat = await officer(world)

    _, file = await chat.send("/export json trade roofing words forty pages")

    told = json.loads(document(file))
    assert told["header"]["filters"] == {"trade": "roofing", "words": "forty pages"}
    assert [one["reference"] for one in told["reports"]] == ["BL-1", "BL-2"]


@ON_SQLITE
async def test_what_a_list_of_reports_shows_is_exported_by_a_button_below_it(world: World) -> None:
    chat = await officer(world)

    (listed,) = await chat.send("/reports stage award")
    (asked,) = await chat.tap("Export these")
    _, file = await chat.tap("JSON")

    assert listed.text.startswith("1 report, 1 new\n\nOnly stage “The result and feedback”.")
    assert asked.text.startswith("Export 1 report\nOnly stage “The result and feedback”.\n\n")
    assert [one["reference"] for one in json.loads(document(file))["reports"]] == ["BL-2"]


@ON_SQLITE
async def test_a_button_whose_selection_is_over_exports_nothing_instead_of_everything(world: World) -> None:
    chat = await officer(world)
    await chat.send("/export stage award")
    async with world.shared.sessions.begin() as session:
        await session.execute(delete(ReportSelection))

    shown = await chat.tap("CSV")

    assert (shown, chat.popup) == ([], general.old_button())


@ON_SQLITE
async def test_what_may_be_published_has_counts_only(world: World) -> None:
    chat = await officer(world)

    await chat.send("/export")
    _, file = await chat.tap("Excel with counts only, to publish")

    assert file.text == ("Counts only, with small counts hidden. You may publish this.\nAll reports.")
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
                "There is no stage “nowhere”. It may be: finding, registering, documents, eligibility, pricing, "
                "social value, together, submitting, evaluation, award or contract.\n\n"
                "For example: /export since 2026-01-01 until 2026-03-31 stage documents"
            ),
        ),
        (
            "/export since 2026-05-02 until 2026-05-01",
            (
                "The first day, 2026-05-02, is after the last, 2026-05-01.\n\n"
                "For example: /export since 2026-01-01 until 2026-03-31 stage documents"
            ),
        ),
        (
            "/export xlsx since 2026-08-11",
            "No report is like this, so I made no file. Only since Tuesday 11 August 2026.",
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
    assert ["export_reports" in event for event in await world.audited()].count(True) == 1


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
    await chat.press(1, "1:export:csv:0", stale=True)

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
