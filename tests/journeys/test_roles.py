"""Everything that only officers may do, tried by everybody: each role, a stranger, and an officer who was removed.

What is refused looks as if there were no such thing, and changes nothing.
"""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import func, select

from alerts.db import Base
from alerts.sources import csv_file
from bot import appointments, drafts, feedback, officers, publishing, uploads
from bot.blockers import Blocker, Stage, Visibility
from bot.buttons import Action
from bot.drafts import Form, Step
from bot.filled import Filled
from bot.handlers import desk
from bot.officers import Task
from bot.tables import AuditEvent, BlockerReport, Officer, Role
from bot.text import general
from tests.chat import Chat
from tests.make import NOW
from tests.world import World, open_world

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

REPORT = "BL-2222-2222"
CSV = csv_file.written(
    [{"title": "Roof repairs", "buyer": "Durham County Council", "closing_date": "30/09/2026"}]
)
PRESSES = {
    Action.REPORTS: "list:0:0",
    Action.EXPORT: "csv:0",
    Action.CASE: f"open:{REPORT}:n:0:0",
    Action.STATUS: f"{REPORT}:n:0:0:s",
    Action.NOTE: f"{REPORT}:n:0:0",
    Action.CHANGES: "new",
    Action.WITHDRAW: "yes:1",
    Action.UPLOAD: "yes:1",
    Action.POST: "anew",
    Action.OFFICERS: "list:0",
    Action.INVITE: "reader",
    Action.REVOKE: "1",
    Action.ROLE: "1:editor",
    Action.REMOVE: "yes:1",
}
"""What a button of each sort carries, so that whoever may press it does something by it."""

ANSWERS = {
    "at": [REPORT, "n", "0", "0"],
    "selection": ["0"],
    "done_on": ["2026-08-10"],
    "kind": ["Quick Quote"],
}
SAID = "qwertyuiop"
"""Typed words that are no question that the bot knows, so that every answer to them as one is the same."""


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """The whole bot, with something for officers to do; the chat that tries is 2001, and its officer is Jo."""
    async with open_world(database_url) as opened:
        async with opened.shared.sessions.begin() as session:
            await appointments.appoint(session, "tg:9", "Ada Brown", Role.READER, by="Sam", now=NOW)
            await appointments.invite(session, "Kim Hill", Role.READER, "Sam", NOW)
            form = Filled(
                reference=REPORT,
                stage=Stage.PRICING,
                kind=Blocker.OTHER,
                visibility=Visibility.KIND_ONLY,
            )
            await feedback.report(session, form, "tg:8", NOW)
            await publishing.publish(
                session, you_said="a", we_did="b", happened_on=NOW.date(), by="Sam", now=NOW
            )
            await uploads.keep(
                session, "tg:2001", file_id="file-1", name="a.csv", body=CSV, by="Sam", now=NOW
            )
        opened.api.person(9, "Ada", started=True)
        yield opened


async def state(world: World) -> dict[str, object]:
    """Return what officers can change: how many rows each table has, and what stands in the most telling ones."""
    kept = {"drafts", "questions", "last_questions"}  # of what the chat types, officer or not
    async with world.shared.sessions.begin() as session:
        found: dict[str, object] = {
            table.name: await session.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
            if table.name not in kept
        }
        found["roles"] = list(await session.scalars(select(Officer.role)))
        found["statuses"] = list(await session.scalars(select(BlockerReport.status)))
    return found


async def walk(world: World, chat: Chat) -> AsyncIterator[tuple[Task, str, bool, list[str]]]:
    """Try everything. Gives the task, what was tried, whether it looked as if nothing were there, and the answers."""
    await chat.send_document("a.csv", CSV)
    (unknown,) = await chat.send("/nosuchcommand")
    for name, (task, _) in desk.COMMANDS.items():
        answers = [shown.text for shown in await chat.send(f"/{name}")]
        yield task, f"/{name}", answers == [unknown.text], answers
    for action, (task, _) in desk.BUTTONS.items():
        await write(world, chat, Step.INVITE if action is Action.INVITE else Step.POST)
        answers = [
            shown.text
            for shown in await chat.press(unknown.message_id, f"1:{action}:{PRESSES[action]}", stale=True)
        ]
        yield task, action, (chat.popup, answers) == (general.old_button(), []), answers
    async with world.shared.sessions.begin() as session:
        await drafts.drop(session, chat.address)
    (no_form,) = await chat.send(SAID)
    for step, (task, _) in desk.TYPED.items():
        await write(world, chat, step)
        answers = [shown.text for shown in await chat.send(SAID)]
        yield task, step, answers == [no_form.text], answers
    task, _ = desk.DOCUMENT
    answers = [shown.text for shown in await chat.send_document("a.csv", CSV)]
    yield task, "a file", answers == [general.words_only()], answers


async def write(world: World, chat: Chat, step: Step) -> None:
    """Let the chat be in a form, as when the role was lost half-way."""
    async with world.shared.sessions.begin() as session:
        form = Form(step=step, answers={**ANSWERS, "name": ["Lee Wood"]})
        await drafts.write(session, chat.address, form, world.clock[0])


@pytest.mark.parametrize("role", [None, "removed", *Role])
async def test_each_role_may_do_its_tasks_and_nothing_else(world: World, role: Role | str | None) -> None:
    chat = world.chat(2001) if role is None else await world.appoint(Role.ADMIN)
    async with world.shared.sessions.begin() as session:
        jo = await session.scalar(select(Officer).where(Officer.address == "tg:2001"))
        if role == "removed" and jo is not None:
            await session.delete(jo)
        elif isinstance(role, Role) and jo is not None:
            jo.role = role
    tried = set()

    before = await state(world)
    async for task, what, as_if_nothing, answers in walk(world, chat):
        tried.add(task)
        may = isinstance(role, Role) and officers.may(role, task)
        assert as_if_nothing is not may, f"{role} tried {what} and got {answers}"
        assert general.problem() not in answers, f"{role} tried {what}"
        if not may:
            assert await state(world) == before, f"{role} changed something with {what}"
        before = await state(world)

    assert tried == {task for task, _ in (*desk.COMMANDS.values(), *desk.BUTTONS.values(), desk.DOCUMENT)} | {
        task for task, _ in desk.TYPED.values()
    }


async def test_a_group_is_no_officer_even_with_the_number_of_one(world: World) -> None:
    group = -1001234567890
    async with world.shared.sessions.begin() as session:
        await appointments.appoint(session, f"tg:{group}", "Group", Role.ADMIN, by="Sam", now=NOW)
    world.api.person(group, "Officers", started=True)

    answers = [await world.chat(group).send(f"/{name}") for name in desk.COMMANDS]

    assert answers == [[] for _ in desk.COMMANDS]


@pytest.mark.parametrize(
    "carried",
    [
        "",
        ":",
        ":x:y:z:w:v",
        ":yes:999999999",
        ":one:x",
        ":set:0:since:never",
        ":set:7:words:",
        ":words:x",
        f":{REPORT}",
    ],
)
async def test_a_made_up_button_is_answered_whoever_presses_it(world: World, carried: str) -> None:
    jo = await world.appoint(Role.ADMIN)
    (below,) = await jo.send("/nosuchcommand")

    for action in desk.BUTTONS:
        await jo.press(below.message_id, f"1:{action}{carried}", stale=True)

    assert general.problem() not in jo.texts
    assert not jo.spins


async def test_what_officers_do_is_recorded_with_who_did_it(world: World) -> None:
    jo = await world.appoint(Role.ADMIN)
    async for _ in walk(world, jo):
        pass

    async with world.shared.sessions.begin() as session:
        done = await session.scalars(select(AuditEvent.action).where(AuditEvent.actor == "Jo Smith"))

    assert set(done.all()) == {
        Task.SEE_REPORTS,
        Task.SEE_STATISTICS,
        Task.EXPORT_REPORTS,
        Task.CHANGE_STATUS,
        Task.WRITE_NOTE,
        Task.WITHDRAW_CHANGE,
        Task.SEND_OPPORTUNITIES,
        Task.SEE_OFFICERS,
        Task.INVITE,
        Task.REVOKE,
        Task.CHANGE_ROLE,
        Task.REMOVE,
    }
