"""Officers find reports, read them, and move them on; two of them at once; what they may not see."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from alerts.matching import BasedIn, OrganisationType, Size
from bot import feedback
from bot.blockers import Blocker, ReportStatus, Stage, Visibility
from bot.filled import Filled, Organisation
from bot.tables import BlockerReport, ReportLink, ReportNote, Role
from tests.chat import Chat
from tests.world import World, open_world

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

FIRST, SECOND = "BL-2222-2222", "BL-3333-3333"
ROOFER = Organisation(
    kind=OrganisationType.SME, size=Size.MICRO, based_in=BasedIn.COUNTY_DURHAM, trades=("roofing",)
)

WRITTEN = (
    "Where: Reading the documents\nWhat: The deadline is too short\nNotice: none\n"
    "Words: “Ten days for <b>forty</b> pages.”\nWhat would have fixed it: “Three weeks.”\n"
    "Cost: 12 hours and £300\n"
    "Organisation: Sole trader or company; 1 to 9 people; based in County Durham\nTrades: Roofing and gutters\n"
    "Name: not shown\nTime: Monday 10 August 2026 at 1pm"
)
"""The report of the stories, as an officer reads it and as its supplier saw it before sending."""


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """The whole bot."""
    async with open_world(database_url) as opened:
        yield opened


async def report(world: World, reference: str = FIRST, **changes: Any) -> BlockerReport:
    """Let a supplier report something."""
    usual: dict[str, Any] = {
        "stage": Stage.DOCUMENTS,
        "kind": Blocker.SHORT_DEADLINE,
        "visibility": Visibility.KIND_ONLY,
        "named_as": "Shildon Roofs",
        "organisation": ROOFER,
        "detail": "Ten days for <b>forty</b> pages.",
        "remedy": "Three weeks.",
        "hours": 12,
        "pence": 30_000,
    }
    async with world.shared.sessions.begin() as session:
        form = Filled(reference=reference, **{**usual, **changes})
        return await feedback.report(session, form, f"tg:{reference}", world.clock[0])


async def standing(world: World, reference: str = FIRST) -> BlockerReport:
    async with world.shared.sessions.begin() as session:
        found = await feedback.by_reference(session, reference)
    assert found is not None
    return found


async def opened(world: World, role: Role = Role.EDITOR, **officer: Any) -> Chat:
    """Return the chat of an officer who has just opened the first report."""
    chat = await world.appoint(role, **officer)
    await chat.send("/reports")
    await chat.tap(f"Open {FIRST}")
    return chat


async def test_a_report_is_found_opened_and_accepted(world: World) -> None:
    jo = await world.appoint(Role.EDITOR)
    first = await report(world)
    await report(world, SECOND, same_as_id=first.id, detail=None, remedy=None, hours=None, pence=None)

    (listed,) = await jo.send("/reports")
    (shown,) = await jo.tap(f"Open {FIRST}")
    (accepted,) = await jo.tap("We accept it")

    assert listed.text == (
        "1 report, 1 new\n\nAll reports, the newest first.\n\n"
        "1. BL-2222-2222, new\nMonday 10 August 2026\nThe deadline is too short (Reading the documents)\n"
        "1 more supplier says the same.\n“Ten days for <b>forty</b> pages.”"
    )
    assert shown.text == (f"BL-2222-2222: new\n\n{WRITTEN}\n1 more supplier says the same.")
    assert accepted.text.startswith(
        "Saved: BL-2222-2222 is now “accepted”. The supplier is told, if they asked to be.\n\n"
        "BL-2222-2222: accepted\n\n"
    )
    assert accepted.text.endswith(
        "What was done\nMonday 10 August 2026: Jo Smith changed it from new to accepted."
    )
    assert (await world.audited())[1:] == [
        "Jo Smith: see_reports - count=1",
        "Jo Smith: see_reports BL-2222-2222",
        "Jo Smith: change_status BL-2222-2222 before=new status=accepted",
    ]


async def test_to_open_a_new_report_marks_nothing_and_a_button_does(world: World) -> None:
    await report(world)
    jo = await opened(world)
    before = (await standing(world)).status

    (seen,) = await jo.tap("I have seen it")

    assert (before, (await standing(world)).status) == (ReportStatus.NEW, ReportStatus.SEEN)
    assert "I have seen it" not in [button.label for row in seen.buttons for button in row]


@pytest.mark.parametrize(
    ("visibility", "organisation", "name"),
    [
        (Visibility.NAMED, "Sole trader or company; 1 to 9 people; based in County Durham", "Shildon Roofs"),
        (Visibility.KIND_ONLY, "Sole trader or company; 1 to 9 people; based in County Durham", "not shown"),
        (Visibility.ANONYMOUS, "not shown", "not shown"),
    ],
)
async def test_an_officer_sees_who_reported_as_far_as_the_supplier_chose(
    world: World, visibility: Visibility, organisation: str, name: str
) -> None:
    await report(world, visibility=visibility)
    async with world.shared.sessions.begin() as session:  # even if a fault had stored more than that
        row = await session.scalar(select(BlockerReport))
        assert row is not None
        row.named_as, row.size, row.organisation_type = "Shildon Roofs", Size.MICRO, OrganisationType.SME
        row.based_in, row.trades = BasedIn.COUNTY_DURHAM, ("roofing",)

    jo = await opened(world)
    shown = jo.last.text.splitlines()
    (by_size,) = await jo.send("/reports size micro")

    assert f"Organisation: {organisation}" in shown
    assert f"Name: {name}" in shown
    assert ("Trades: Roofing and gutters" in shown) is (visibility is not Visibility.ANONYMOUS)
    assert by_size.text.startswith("No report is like this.") is (visibility is Visibility.ANONYMOUS)


async def test_the_second_of_two_officers_is_told_what_the_first_did(world: World) -> None:
    await report(world)
    jo = await opened(world)
    ada = await opened(world, chat_id=2002, name="Ada Brown")
    await jo.tap("We accept it")
    world.clock[0] += timedelta(minutes=5)

    (told,) = await ada.tap("I have seen it")
    (again,) = await jo.press(jo.last.message_id, f"1:status:{FIRST}:n:0:0:a", stale=True)
    (meant,) = await ada.tap("I have seen it")

    assert told.text.startswith(
        "I changed nothing. Jo Smith changed this report after you opened it: it is “accepted” since Monday 10 "
        "August 2026 at 1pm. This is how it stands now; press again if you still want to.\n\n"
        "BL-2222-2222: accepted\n\n"
    )
    assert again.text.startswith(
        "BL-2222-2222 is “accepted” already. Jo Smith did that on Monday 10 August 2026 at 1pm.\n\n"
    )
    assert meant.text.startswith("Saved: BL-2222-2222 is now “seen”.")
    assert [line for line in await world.audited() if "change_status" in line] == [
        "Jo Smith: change_status BL-2222-2222 before=new status=accepted",
        "Ada Brown: change_status BL-2222-2222 before=accepted status=seen",
    ]


async def test_words_that_a_supplier_adds_meanwhile_are_read_first(world: World) -> None:
    row = await report(world, visibility=Visibility.NAMED)
    jo = await opened(world)
    await jo.tap("I have seen it")
    async with world.shared.sessions.begin() as session:
        await feedback.add(session, row.id, "And the portal was down.")

    (told,) = await jo.tap("We accept it")

    assert told.text.startswith(
        "I changed nothing. The report changed after you opened it: now it is “new”, perhaps because the supplier "
        "added something."
    )
    assert "And the portal was down." in told.text


async def test_what_will_not_change_needs_a_reason_that_is_shown_first(world: World) -> None:
    await report(world)
    jo = await opened(world)

    (asked,) = await jo.tap("We will not change it")
    (chosen,) = await jo.tap("The law asks for it")
    (typed,) = await jo.send("The <law> says so.")
    before = (await standing(world)).status
    (saved,) = await jo.tap("Yes, save it")
    await jo.tap("Back to the reports")

    assert asked.text == (
        "BL-2222-2222: why will it not change?\n\nThe supplier can read your reason. Press one, and I show it to "
        "you before it is saved. Or type your own. To leave, send /cancel."
    )
    assert chosen.text.startswith(
        "BL-2222-2222: will not change\n\nThe supplier can read:\n\n“The law tells us to do it this way"
    )
    assert typed.text == (
        "BL-2222-2222: will not change\n\nThe supplier can read:\n\n“The <law> says so.”\n\nNothing is saved yet."
    )
    assert before is ReportStatus.NEW
    assert saved.text.startswith("Saved: BL-2222-2222 is now “will not change”.")
    assert "What the supplier can read\nThe <law> says so." in saved.text
    assert (await standing(world)).status_reason == "The <law> says so."


async def test_a_duplicate_counts_with_the_first_report_and_never_with_itself(world: World) -> None:
    await report(world)
    await report(world, SECOND)
    jo = await opened(world)

    await jo.tap("It repeats another report")
    (unknown,) = await jo.send("BL-9999-9999")
    (itself,) = await jo.send("bl 2222 2222")
    (saved,) = await jo.send("bl33333333")

    assert unknown.text == (
        "I know no report with the number “BL-9999-9999”. Type it as /reports shows it, or send /cancel."
    )
    assert itself.text == (
        "That would make BL-2222-2222 a duplicate of itself. Type another number, or send /cancel."
    )
    assert saved.text.startswith("Saved: BL-2222-2222 is now “duplicate”.")
    assert "It repeats BL-3333-3333." in saved.text


async def test_notes_stay_with_officers_and_apart_from_the_suppliers_words(world: World) -> None:
    await report(world)
    jo = await opened(world)

    (asked,) = await jo.tap("Write a note")
    (too_long,) = await jo.send("x" * 1_001)
    (noted,) = await jo.send("Ask <Finance> about this.")

    assert asked.text.startswith("BL-2222-2222: a note for officers\n\nType it. It is kept with your name")
    assert too_long.text.startswith("That is too long. Please keep it under 1,000 characters")
    assert noted.text.startswith("Your note is with BL-2222-2222.\n\nBL-2222-2222: new")
    assert noted.text.endswith(
        "Notes of officers, which no supplier sees\nJo Smith, Monday 10 August 2026: Ask <Finance> about this.\n\n"
        "What was done\nMonday 10 August 2026: Jo Smith wrote a note."
    )
    async with world.shared.sessions.begin() as session:
        (row,) = await session.scalars(select(ReportNote))
    assert (row.officer, row.text) == ("Jo Smith", "Ask <Finance> about this.")
    assert (await standing(world)).detail == "Ten days for <b>forty</b> pages."


async def test_words_that_are_typed_after_going_back_are_no_note(world: World) -> None:
    await report(world)
    jo = await opened(world)

    for asked in ("Write a note", "It repeats another report", "We will not change it"):
        await jo.tap(asked)
        await jo.tap("Back to the report")
        await jo.send("do I have to tender for a 30 grand job")

    assert (await standing(world)).status is ReportStatus.NEW
    async with world.shared.sessions.begin() as session:
        assert list(await session.scalars(select(ReportNote))) == []


async def test_a_change_is_written_previewed_published_and_answers_the_report(world: World) -> None:
    await report(world)
    jo = await opened(world)

    (which,) = await jo.tap("We changed something")
    (said,) = await jo.tap("Write a new one")
    await jo.send("Ten days were   too short.")
    (date,) = await jo.send("We now give three weeks.")
    (unread,) = await jo.send("last week")
    (to_come,) = await jo.send("11 August 2026")
    (preview,) = await jo.send("3/8/2026")
    published, moved = await jo.tap("Yes, publish it")
    (over,) = await jo.press(preview.message_id, "1:changes:publish", stale=True)

    assert which.text == (
        "BL-2222-2222: what did the Council change?\n\nNothing is published under “you said, we did” yet. "
        "Press to write one."
    )
    assert said.text.startswith("You said, we did: 1 of 3\n\nWhat did suppliers say?")
    assert date.text.startswith("You said, we did: 3 of 3\n\nSince when is it so?")
    assert unread.text.startswith("I could not read “last week” as a date.")
    assert to_come.text.startswith("Tuesday 11 August 2026 is still to come.")
    assert preview.text == (
        "Publish this?\n\nMonday 3 August 2026\nYou said: Ten days were too short.\nWe did: We now give three weeks.\n\n"
        "Every supplier can read it with /yousaid. Nothing is published yet."
    )
    assert published.text == "Published. Suppliers can read it with /yousaid."
    assert moved.text.startswith("Saved: BL-2222-2222 is now “changed”.")
    assert "We did\nWe now give three weeks." in moved.text
    assert over.text.startswith("This form is over.")
    assert (await world.audited())[-2:] == [
        "Jo Smith: publish_change 1 happened_on=2026-08-03",
        "Jo Smith: change_status BL-2222-2222 before=new status=changed change=1",
    ]


async def test_a_change_that_is_published_answers_a_second_report_and_can_be_withdrawn(world: World) -> None:
    await report(world)
    jo = await world.appoint(Role.EDITOR)
    await jo.send("/published")
    await jo.tap("Write one")
    await jo.send("Too many papers.")
    await jo.send("One page is enough now.")
    await jo.tap("Today")
    await jo.tap("Yes, publish it")

    await jo.send("/reports")
    await jo.tap(f"Open {FIRST}")
    await jo.tap("We changed something")
    (moved,) = await jo.tap("One page is enough now.")
    (listed,) = await jo.send("/published")
    await jo.tap("Withdraw 1: One page is enough now.")
    (withdrawn,) = await jo.tap("Yes, withdraw it")
    (again,) = await jo.press(withdrawn.message_id, "1:withdraw:yes:1", stale=True)
    (shown,) = await jo.send(f"/reports {FIRST.lower()}")

    assert moved.text.startswith("Saved: BL-2222-2222 is now “changed”.")
    assert listed.text == (
        "Published under “you said, we did”\n\n1. You said: Too many papers.\nWe did: One page is enough now.\n"
        "Monday 10 August 2026. Written by: Jo Smith"
    )
    assert withdrawn.text == "Withdrawn. Suppliers do not see it any more."
    assert again.text == "That one is not published any more. Send /published to see what is."
    assert "We did (withdrawn since)\nOne page is enough now." in shown.text
    assert [line for line in await world.audited() if "withdraw" in line] == ["Jo Smith: withdraw_change 1"]


async def test_reports_are_chosen_by_buttons_and_pages_are_of_what_was_chosen(world: World) -> None:
    for number in range(6):
        await report(world, f"BL-4444-444{number + 2}", stage=Stage.PRICING)
    await report(world, stage=Stage.DOCUMENTS)
    jo = await world.appoint(Role.READER)

    await jo.send("/reports")
    await jo.tap("Choose which")
    await jo.tap("Stage")
    (pricing,) = await jo.tap("Working out a price")
    (second,) = await jo.tap("Next page")
    await jo.tap("Choose which")
    await jo.tap("Words")
    (none,) = await jo.send("insurance <x>")
    (everything,) = await jo.tap("All reports")

    assert pricing.text.startswith(
        "6 reports, 6 new\n\nOnly stage “Working out a price”. 1 to 5 of 6:\n\n1. BL-"
    )
    assert second.text.startswith(
        "6 reports, 6 new\n\nOnly stage “Working out a price”. 6 to 6 of 6:\n\n6. BL-"
    )
    assert none.text == (
        "No report is like this.\n\nOnly stage “Working out a price” and with the words “insurance <x>”."
    )
    assert everything.text.startswith("7 reports, 7 new\n\nAll reports, the newest first.")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("status new", 1),
        ("status seen", 0),
        ("stage documents kind short deadline size micro type sme trade roofing", 1),
        ("since 10 August 2026 until 10/08/2026", 1),
        ("since 2026-08-11", 0),
        ("until 9 August 2026", 0),
        ("forty weeks", 1),
        ("forty months", 0),
    ],
)
async def test_reports_are_chosen_by_typing(world: World, typed: str, found: int) -> None:
    await report(world)
    jo = await world.appoint(Role.READER)

    (listed,) = await jo.send(f"/reports {typed}")

    assert listed.text.startswith("1 report, 1 new" if found else "No report is like this.")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            "colour red stage pricing",
            "I do not know what “colour” asks for. Begin with one of: since, until, stage",
        ),
        ("stage nowhere", "There is no stage “nowhere”. It may be: finding, registering, documents"),
        ("since", "After “since” something is missing."),
        ("since yesterday", "I could not read “yesterday” as a date. Write one such as 1 August 2026."),
        ("stage pricing stage award", "“stage” stands there twice. Please say it once."),
        ("since 2026-08-02 until 2026-08-01", "The first day, 2026-08-02, is after the last, 2026-08-01."),
    ],
)
async def test_what_cannot_be_chosen_is_explained(world: World, typed: str, said: str) -> None:
    jo = await world.appoint(Role.READER)

    (told,) = await jo.send(f"/reports {typed}")

    assert told.text.startswith(said)
    assert told.text.endswith("Send /reports to see all reports, and press “Choose which” for help.")


async def test_a_withdrawn_report_is_gone_for_officers(world: World) -> None:
    row = await report(world)
    jo = await opened(world)
    async with world.shared.sessions.begin() as session:
        await feedback.withdraw(session, row, world.clock[0])

    (pressed,) = await jo.tap("We accept it")
    (listed,) = await jo.send("/reports")
    (by_number,) = await jo.send(f"/reports {FIRST}")

    assert (
        pressed.text
        == by_number.text
        == (
            "That report is not here any more: the supplier may have withdrawn it. Send /reports to see the others."
        )
    )
    assert listed.text.startswith("No supplier has reported anything yet.")


async def test_a_long_report_is_read_in_full(world: World) -> None:
    long = " ".join(f"word{number}" for number in range(1_200))
    await report(world, detail=long)
    jo = await opened(world)

    pieces = await jo.tap("All of the supplier's words")

    assert long in "".join(piece.text for piece in pieces)
    assert len(pieces) > 1


async def test_nothing_an_officer_sees_leads_to_the_suppliers_chat(world: World) -> None:
    await report(world, visibility=Visibility.ANONYMOUS, wants_news=True)
    jo = await opened(world)
    await jo.tap("We accept it")

    async with world.shared.sessions.begin() as session:
        (link,) = await session.scalars(select(ReportLink))
    assert link.next_try_at is not None  # the news is owed all the same
    assert f"tg:{FIRST}" not in "".join([*jo.texts, *await world.audited()])
