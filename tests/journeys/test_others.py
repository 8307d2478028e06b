"""No supplier sees or changes what is another's: not by a message, and not by pressing another's buttons."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.testing import capture_logs

from alerts.db import Base
from alerts.tables import Supplier, WatchRow
from bot import drafts
from bot.buttons import parse
from bot.context import chat_id_of
from bot.drafts import Form, Step
from bot.telegram_local import BotApi
from bot.telegram_local.handover import hand_over
from bot.telegram_local.rules import Given
from bot.text import general
from tests import tours
from tests.chat import Chat
from tests.make import notice
from tests.tour import Story
from tests.world import World, open_world

BYSTANDER, STRANGER = 5555, 6666
MARK = "Zanzibar"
"""In all that the bystander ever wrote. Nobody else may read it, but officers what was reported to them."""

OFFICERS = {tours.OFFICERS, tours.ADMIN, 2001}

TYPED_BY_OTHERS = (
    "Ask Ann about scaffolding",
    "Ten days for forty pages",
    "It closed on a bank holiday",
    "Ask the Council's lawyers",
    "Who decides on my tender",
    "Who sits on it",
    "slate, lead",
    "asbestos",
    "how long is the standstill",
)
"""What the people of the stories wrote, as far as nobody publishes it."""


NONSENSE = ("W" * 4096, "\x00\u202e<b>&\ud83d 1e9999 £-1 31/02/9999 '; --", "0" * 300, "👩‍👩‍👧" * 300)


class Ear:
    """Hears every message that the bot sends, and every button that it shows."""

    def __init__(self, api: BotApi) -> None:
        self.said: list[tuple[int, str]] = []
        self.carried: dict[str, None] = {}
        self._really = api.call
        api.call = self._call  # type: ignore[method-assign]  # the ear is at the door that all calls go through

    def _call(self, method: str, parameters: Given) -> Any:
        given = parameters
        words = " ".join(str(given.get(name, "")) for name in ("text", "caption"))
        file = given.get("document")
        self.said.append((int(given.get("chat_id") or 0), f"{words} {getattr(file, 'content', b'')!r}"))
        markup = given.get("reply_markup") or "{}"
        rows = (json.loads(markup) if isinstance(markup, str) else markup).get("inline_keyboard", [])
        carried = (button.get("callback_data") for row in rows for button in row)
        self.carried.update(dict.fromkeys(data for data in carried if data))
        return self._really(method, given)


async def bystander(world: World) -> Chat:
    """Return the chat of a supplier who uses all there is, with an unmistakable word everywhere."""
    chat = await world.roofer(BYSTANDER, "Done: tell me at once")
    await world.publish(notice(external_id="900", ocid="ocds-900", title="Roofing of a bus shelter"))
    await world.deliver()
    for step in (
        *("/watch", "[Add another watch]", "[Start with an empty one]", f"{MARK} works"),
        *("/watch", f"[2. {MARK} works]", "[Words to look for]", f"{MARK} timber"),
        *("[Save]", "[Add a note]", f"Ask {MARK} Jim"),
        *(
            "/blocker",
            "[Reading the documents]",
            "[The deadline is too short]",
            f"{MARK} is far.",
            f"{MARK} time.",
        ),
        *(
            "12 hours",
            "[With our name]",
            f"{MARK} Roofing Ltd",
            "[Tell me when the status changes]",
        ),
        "[Send it]",
    ):
        await (chat.tap(step[1:-1]) if step.startswith("[") else chat.send(step))
    return chat


async def kept(world: World, *but: int) -> dict[str, list[str]]:
    """Return every row of the database but those of these chats, by table."""
    addresses = {f"tg:{number}" for number in but}
    found: dict[str, list[str]] = {}
    async with world.shared.sessions() as session:
        ids = set(await session.scalars(select(Supplier.id).where(Supplier.address.in_(addresses))))
        watches = set(await session.scalars(select(WatchRow.id).where(WatchRow.supplier_id.in_(ids))))
        for table in Base.metadata.sorted_tables:
            rows = [dict(row) for row in (await session.execute(select(table))).mappings()]
            found[table.name] = [
                repr(row)
                for row in rows
                if row.get("address") not in addresses
                and row.get("supplier_id") not in ids
                and row.get("watch_id") not in watches
                and MARK not in repr(row)  # a report says no more whose it is
            ]
    return found


def of_somebody(carried: Iterable[str]) -> list[str]:
    """Return the buttons that carry a number or a secret: the others mean the same in every chat."""
    presses = {data: parse(data) for data in carried}
    return [
        data
        for data, press in presses.items()
        if press is not None
        and (press.watch is not None or any(re.search(r"\d", value) for value in press.values))
    ]


async def press_all(world: World, chat: Chat, carried: Iterable[str]) -> None:
    """Press what was never shown in this chat."""
    for data in carried:
        world.api.press(chat.chat_id, chat.last.message_id, data, stale=True)
    await hand_over(world.api, world.application)
    await world.shared.background.finished()


async def type_into(world: World, forms: Mapping[Step, tuple[str, Form]]) -> list[tuple[Step, str]]:
    """Type nonsense into each form that was open. Returns what was not answered."""
    unanswered = []
    for step, (address, form) in forms.items():
        chat = world.chat(chat_id_of(address))
        for typed in NONSENSE:
            async with world.shared.sessions.begin() as session:
                await drafts.write(session, address, form, world.clock[0])
            news = await chat.send(typed)
            if not news or general.problem() in {shown.text for shown in news}:
                unanswered.append((step, typed[:30]))
    return unanswered


@pytest.fixture
def forms(monkeypatch: pytest.MonkeyPatch) -> dict[Step, tuple[str, Form]]:
    """The forms that are opened from now on, by what they wait for."""
    opened: dict[Step, tuple[str, Form]] = {}
    really = drafts.write

    async def write(session: AsyncSession, address: str, form: Form, now: datetime) -> None:
        opened.setdefault(form.step, (address, form))
        await really(session, address, form, now)

    monkeypatch.setattr(drafts, "write", write)
    return opened


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("title", tours.STORIES)
async def test_a_story_beside_a_bystander_with_an_intruder_and_with_nonsense(
    database_url: str, title: str, forms: dict[Step, tuple[str, Form]]
) -> None:
    async with open_world(database_url, officers_chat=tours.OFFICERS, admins=[tours.ADMIN]) as world:
        other, stranger = await bystander(world), world.chat(STRANGER)
        forms.clear()
        ear = Ear(world.api)

        await tours.STORIES[title](world, Story(title))
        opened, during = dict(forms), list(ear.said)
        ear.said.clear()
        before = await kept(world, BYSTANDER, STRANGER)
        with capture_logs() as logged:
            await stranger.send("/help")
            for chat in (other, stranger):
                await press_all(world, chat, of_somebody(ear.carried))
        after = await kept(world, BYSTANDER, STRANGER)
        pressed = [words for chat_id, words in ear.said if chat_id in {BYSTANDER, STRANGER}]
        with capture_logs() as logged_of_nonsense:
            unanswered = await type_into(world, opened)

    # Nobody hears of the bystander, who hears of nobody.
    told = [words for chat_id, words in during if chat_id not in {BYSTANDER, *OFFICERS}]
    assert [words for words in told if MARK in words or str(BYSTANDER) in words] == []
    overheard = [words for chat_id, words in during if chat_id == BYSTANDER]
    for typed in TYPED_BY_OTHERS:
        assert [words for words in (*pressed, *overheard) if typed in words] == []
    # Whoever presses the buttons of others changes nothing of theirs, and is answered.
    for table, rows in before.items():
        assert set(rows) <= set(after[table]), table
    assert not other.spins
    assert not stranger.spins
    assert [words for words in pressed if general.problem() in words] == []
    # Whatever is typed into a form is answered.
    assert unanswered == []
    assert [line for line in (*logged, *logged_of_nonsense) if line["log_level"] == "error"] == []
