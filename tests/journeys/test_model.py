"""Any order of notices, changes, wishes, restarts, failures and moved clocks: what is owed is sent, once, and in time.

`tests.model` says what should be sent. The suite tries a few orders, always the same ones. To try others for as
long as you like:

    MODEL_EXAMPLES=500 pytest tests/journeys/test_model.py
"""

import asyncio
import os
import re
import shutil
from collections import defaultdict
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from sqlalchemy import select
from telegram.error import TimedOut

from alerts import mutes, opportunities, suppliers
from alerts.db import open_engine, sessions_for
from alerts.frequency import Frequency
from alerts.frequency import Rhythm as BotRhythm
from alerts.matching import Firm, Muted, OrganisationType, Size, Watch
from alerts.mutes import Offer
from alerts.notice import Kind, Notice, Stage, plain
from alerts.tables import SourceRow
from bot import delivery, schedule
from bot.screens import alerts as screens
from bot.telegram_local import BotApi
from bot.telegram_local.rules import ApiError, Given
from bot.text import alerts as words
from bot.text.written import bare
from tests.make import notice
from tests.model import LONDON, WAIT, Fate, Job, Model, Rhythm, Supplier, morning_of
from tests.world import World, open_world

Result = TypeVar("Result")

EXAMPLES = int(os.environ.get("MODEL_EXAMPLES", "12"))
STEPS = 40
START = datetime(2026, 10, 22, 11, 0, tzinfo=UTC)
"""A Thursday. The clocks go back on the night before the next Sunday."""

CHATS = (1001, 1002)
SOURCE = "find-a-tender"
TITLES = {"roofing": "Re-roofing", "cleaning": "Window cleaning", "": "Supply of laptops"}
CODES = {"roofing": "45261000", "cleaning": "90911300", "": "30213100"}
BUYERS = ("Durham County Council", "Gateshead Council")
QUIET = ((21, 7), (0, 9), (8, 12))

ALERTS = re.compile(r"New opportunity for you|\d+ opportunit(?:y|ies) for you|While you were away: .*")
NEWS = re.compile(r"(?:More|Less) time: the deadline moved|Withdrawn by the buyer|This is open again")
JOB = re.compile(r", job (\d+)\b")

chats = st.sampled_from(CHATS)
trades = st.sampled_from(["roofing", "cleaning", ""])
spells = st.sampled_from(
    [
        timedelta(0),
        timedelta(seconds=20),
        timedelta(minutes=1),
        timedelta(minutes=10),
        timedelta(hours=1),
        timedelta(hours=5),
        timedelta(hours=11),
        timedelta(days=1),
        timedelta(days=4),
    ]
)
fates = st.sampled_from([fate for fate in Fate if fate is not Fate.TAKEN])


class Telegram(BotApi):
    """A Bot API that keeps what is asked of it, and fails as it is told."""

    def __init__(self, now: list[datetime]) -> None:
        super().__init__(now=lambda: now[0])
        self.looking = False
        self.to_come: dict[int, list[tuple[Fate, bool]]] = defaultdict(list)
        self.tried: list[tuple[int, str, Fate]] = []
        self.edited: list[int] = []

    def call(self, method: str, parameters: Given) -> Any:
        if not self.looking or method not in {"sendMessage", "editMessageText"}:
            return super().call(method, parameters)
        chat = int(parameters["chat_id"])
        if method == "editMessageText":
            self.edited.append(chat)
            return super().call(method, parameters)
        fate, arrives = self.to_come[chat].pop(0) if self.to_come[chat] else (Fate.TAKEN, True)
        self.tried.append((chat, bare(str(parameters["text"])), fate))
        result = super().call(method, parameters) if arrives else None
        match fate:
            case Fate.TAKEN:
                return result
            case Fate.LATER:
                seconds = int(WAIT.total_seconds())
                raise ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
            case Fate.UNKNOWN:
                raise TimedOut
            case Fate.DIED:
                raise asyncio.CancelledError
            case Fate.BLOCKED:
                raise ApiError(403, "Forbidden: bot was blocked by the user")


async def _two_suppliers(path: Path) -> None:
    """Take in a supplier who hears at once and one who hears each day."""
    engine = open_engine(f"sqlite+aiosqlite:///{path}")
    async with sessions_for(engine).begin() as session:
        session.add(SourceRow(slug=SOURCE, next_poll_at=START, baseline_at=START))
        for chat, frequency in zip(CHATS, (Frequency.AT_ONCE, Frequency.DAILY), strict=True):
            await suppliers.join(
                session,
                f"tg:{chat}",
                firm=Firm(organisation_type=OrganisationType.SME, size=Size.MICRO),
                watch=Watch(trades=("roofing",)),
                rhythm=BotRhythm(frequency=frequency),
                privacy_notice="1",
                now=START,
            )
    await engine.dispose()


class Orders(RuleBasedStateMachine):
    """The bot beside its model. A look is a tick of the schedule: match what waits, send what is due."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.file = self.template.with_name("model.sqlite3")
        for old in self.file.parent.glob(f"{self.file.name}*"):  # with what was written ahead
            old.unlink()
        shutil.copy(self.template, self.file)
        self.clock = [START]
        self.releases = 0
        self.api = Telegram(self.clock)
        for chat in CHATS:
            self.api.person(chat, started=True)
        self.model = Model(
            {
                1001: Supplier(trades={"roofing"}, rhythm=Rhythm.AT_ONCE),
                1002: Supplier(trades={"roofing"}, rhythm=Rhythm.DAILY),
            }
        )
        self.stack = AsyncExitStack()
        self.world = self.run(self._opened())

    @property
    def now(self) -> datetime:
        return self.clock[0]

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self.loop.run_until_complete(work)

    async def _opened(self) -> World:
        world = await self.stack.enter_async_context(
            open_world(f"sqlite+aiosqlite:///{self.file}", api=self.api)
        )
        world.clock[0] = self.now
        return world

    def teardown(self) -> None:
        self.run(self.stack.aclose())
        self.loop.close()

    # Publishers.

    @rule(trade=trades, buyer=st.sampled_from(BUYERS), days=st.integers(1, 12), matched=st.booleans())
    def publish(self, trade: str, buyer: str, days: int, matched: bool) -> None:
        number = len(self.model.jobs) + 1
        job = Job(
            number=number, trade=trade, buyer=buyer, closes_at=self.now + timedelta(days=days, minutes=7)
        )
        self._store(job, matched=matched)

    @rule(days=st.integers(2, 12))
    def publish_what_most_want(self, days: int) -> None:
        self.publish("roofing", BUYERS[0], days, matched=True)

    @precondition(lambda self: self.model.jobs)
    @rule(which=st.integers(0), hours=st.integers(-60, 120), matched=st.booleans())
    def move_a_deadline(self, which: int, hours: int, matched: bool) -> None:
        job = self._job(which)
        self._store(replace(job, closes_at=job.closes_at + timedelta(hours=hours)), matched=matched)

    @precondition(lambda self: self.model.jobs)
    @rule(which=st.integers(0), matched=st.booleans())
    def withdraw_or_bring_back(self, which: int, matched: bool) -> None:
        job = self._job(which)
        self._store(replace(job, withdrawn=not job.withdrawn), matched=matched)

    def _job(self, which: int) -> Job:
        """Return a job, the newest first."""
        jobs = list(self.model.jobs.values())
        return jobs[-1 - which % len(jobs)]

    def _store(self, job: Job, *, matched: bool) -> None:
        """Store a job, and match it at once, or leave that to the next look as if we had died in between."""
        self.model.publish(job)
        self.releases += 1
        self.run(self._save(_as_notice(job, START - timedelta(days=1) + timedelta(seconds=self.releases))))
        if matched:
            self.run(schedule.match(self.world.shared))
            self.model.match(self.now)

    async def _save(self, job: Notice) -> None:
        async with self.world.shared.sessions.begin() as session:
            source = await session.scalar(select(SourceRow.id).where(SourceRow.slug == SOURCE))
            assert source is not None
            await opportunities.save(session, source, [job], self.now)

    # Suppliers.

    @rule(chat=chats, trade=st.sampled_from(["roofing", "cleaning"]))
    def take_or_leave_a_trade(self, chat: int, trade: str) -> None:
        picked = self.model.suppliers[chat].trades
        on = trade not in picked
        self._press(chat, f"1:set:trades:{trade}:{'on' if on else 'off'}")
        if on:
            picked.add(trade)
        elif len(picked) > 1:  # the last one stays
            picked.remove(trade)

    @rule(chat=chats, rhythm=st.sampled_from(Rhythm))
    def change_the_rhythm(self, chat: int, rhythm: Rhythm) -> None:
        self._press(chat, f"1:set:frequency:{rhythm}")
        self.model.change_rhythm(chat, rhythm, self.now)

    @rule(chat=chats, hours=st.sampled_from([None, *QUIET]))
    def want_quiet(self, chat: int, hours: tuple[int, int] | None) -> None:
        start, until = hours or ("none", "none")
        self._press(chat, f"1:set:quiet:{start}:{until}")
        self.model.suppliers[chat].quiet = hours

    @rule(chat=chats, days=st.integers(1, 9))
    def pause(self, chat: int, days: int) -> None:
        self._say(chat, f"/pause {days} days")
        until = morning_of((self.now.astimezone(LONDON) + timedelta(days=days)).date())
        self.model.pause(chat, until, self.now)

    @rule(chat=chats)
    def resume(self, chat: int) -> None:
        self._say(chat, "/resume")
        self.model.resume(chat, self.now)

    @rule(chat=chats)
    def stop_or_start(self, chat: int) -> None:
        if self.model.suppliers[chat].listening:
            self._say(chat, "/stop")
            self.model.stop(chat)
        else:
            self._say(chat, "/start")
            self.model.start(chat)

    @rule(chat=chats, buyer=st.sampled_from(BUYERS))
    def mute_or_unmute(self, chat: int, buyer: str) -> None:
        muted = self.model.suppliers[chat].muted
        self.run(self._mute(chat, buyer, on=buyer not in muted))
        muted ^= {buyer}

    async def _mute(self, chat: int, buyer: str, *, on: bool) -> None:
        async with self.world.shared.sessions.begin() as session:
            profile = await suppliers.by_address(session, f"tg:{chat}")
            assert profile is not None
            if on:
                offer = Offer(what=Muted.BUYER, value=plain(buyer), label=buyer)
                await mutes.mute(session, profile.supplier.id, offer, until=None, now=self.now)
            else:
                (row,) = (row for row in profile.muted if row.value == plain(buyer))
                await mutes.unmute(session, f"tg:{chat}", row.id)

    def _say(self, chat: int, text: str) -> None:
        """Write to the bot, which answers at any time, and only whoever wrote."""
        others = [other for other in CHATS if other != chat]
        before = [len(self.api.transcript(other)) for other in others]
        assert self.run(self.world.chat(chat).send(text))
        assert before == [len(self.api.transcript(other)) for other in others]

    def _press(self, chat: int, data: str) -> None:
        self.run(self.world.chat(chat).press(1, data, stale=True))

    # Time, and what fails.

    @rule(spell=spells)
    def wait(self, spell: timedelta) -> None:
        self._move(spell)
        self._look()

    @rule(spell=spells)
    def be_out_of_order(self, spell: timedelta) -> None:
        """Nothing looks for a while."""
        self._move(spell)

    @rule()
    def restart(self) -> None:
        self.run(self.stack.aclose())
        self.world = self.run(self._opened())

    @rule(chat=chats, fate=fates, arrives=st.booleans())
    def let_telegram_fail(self, chat: int, fate: Fate, arrives: bool) -> None:
        """Let the next message to a chat fail. Where no answer came, it may have arrived."""
        self.api.to_come[chat].append((fate, arrives and fate in {Fate.UNKNOWN, Fate.DIED}))

    @rule(chat=chats, fate=fates, arrives=st.booleans(), spell=spells)
    def let_what_is_published_now_fail(self, chat: int, fate: Fate, arrives: bool, spell: timedelta) -> None:
        self.let_telegram_fail(chat, fate, arrives)
        self.publish_what_most_want(3)
        self.wait(spell)

    def _move(self, spell: timedelta) -> None:
        self.clock[0] += spell
        self.world.clock[0] = self.clock[0]

    def _look(self) -> None:
        self.api.tried, self.api.edited, self.api.looking = [], [], True
        self.run(schedule.match(self.world.shared))
        self.run(delivery.deliver_due(self.world.shared, self.world.application.bot))
        self.api.looking = False
        self.model.match(self.now)
        self.model.look(self.now)
        for chat in self.api.edited:
            assert not self.model.suppliers[chat].is_silent(self.now)
        for chat, text, fate in self.api.tried:
            self._check(chat, text, fate)
        self.model.after_a_look(self.now)

    def _check(self, chat: int, text: str, fate: Fate) -> None:
        perhaps, _, rest = text.partition("\n\n")
        says_perhaps = perhaps == bare(words.perhaps_again())
        said = rest if says_perhaps else text
        head, numbers = said.partition("\n")[0], [int(number) for number in JOB.findall(said)]
        if ALERTS.fullmatch(head):
            self.model.alert(chat, numbers, fate, self.now, says_perhaps=says_perhaps)
        elif NEWS.fullmatch(head):
            (number,) = numbers
            _is_true(self.model.jobs[number], head, said)
            self.model.news(chat, number, fate, self.now, says_perhaps=says_perhaps)
        else:
            assert head.startswith("Is this too much to read?"), text
            assert not self.model.suppliers[chat].is_silent(self.now)
            assert self.model.suppliers[chat].listening


def _is_true(job: Job, head: str, said: str) -> None:
    """Check that news say what is so at this moment."""
    if job.withdrawn:
        assert head == "Withdrawn by the buyer"
    else:
        local = job.closes_at.astimezone(LONDON)
        assert head != "Withdrawn by the buyer"
        assert f"{local:%A} {local.day} {local:%B %Y}" in said


def _as_notice(job: Job, released_at: datetime) -> Notice:
    return notice(
        external_id=f"N{job.number}",
        ocid=f"ocds-{job.number}",
        title=f"{TITLES[job.trade]}, job {job.number}",
        summary=None,
        buyer=job.buyer,
        cpv_codes=(CODES[job.trade],),
        released_at=released_at,
        closes_at=job.closes_at,
        stage=Stage.WITHDRAWN if job.withdrawn else Stage.OPEN,
        kind=Kind.CANCELLATION if job.withdrawn else Kind.TENDER,
    )


def test_what_is_owed_is_sent_once_or_there_is_a_rule(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens, "PER_PAGE", 40)  # so that a message names all that it tells of
    Orders.template = tmp_path / "two.sqlite3"
    shutil.copy(sqlite_template, Orders.template)
    asyncio.run(_two_suppliers(Orders.template))

    run_state_machine_as_test(
        Orders,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            derandomize="MODEL_EXAMPLES" not in os.environ,
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
