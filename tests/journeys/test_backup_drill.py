"""The drill: save the database while the bot works, lose the machine, and go on elsewhere."""

import asyncio
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from alerts.notice import Notice
from alerts.tables import Delivery, DeliveryStatus, Opportunity
from bot import backup
from tests.make import NOW, notice
from tests.world import World, open_world

ROOFERS = (1001, 1002, 1003)


def job(number: int) -> Notice:
    return replace(
        notice(),
        external_id=f"{number:06}-2026",
        ocid=f"ocds-h6vhtk-{number:06}",
        title=f"Slate roof, job {number}",
    )


async def counted(world: World) -> tuple[int, int]:
    """Return how many opportunities are known, and how many messages wait."""
    async with world.shared.sessions.begin() as session:
        jobs = await session.scalar(select(func.count()).select_from(Opportunity))
        waiting = await session.scalar(select(func.count()).where(Delivery.status == DeliveryStatus.PENDING))
    return jobs or 0, waiting or 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_bot_goes_on_from_a_backup_with_nothing_lost_or_doubled(
    database_url: str, tmp_path: Path
) -> None:
    saved, elsewhere = tmp_path / "saved.sqlite3", tmp_path / "elsewhere.sqlite3"
    file = Path(database_url.removeprefix("sqlite+aiosqlite:///"))
    async with open_world(database_url) as world:
        chats = [await world.roofer(chat_id, "Done: tell me at once") for chat_id in ROOFERS]
        await world.publish(job(0), job(1))
        await world.deliver()
        await world.publish(job(2), job(3))  # owed, and not sent by this one any more

        saving = asyncio.create_task(asyncio.to_thread(backup.save, file, saved))
        await world.publish(job(4))
        while not saving.done():
            await chats[0].send("/watch")
        await world.publish(job(5))
        api = world.api

    with backup.made_ready(saved, elsewhere) as (copy, _):
        backup.put_in_place(copy, elsewhere, NOW)
    async with open_world(f"sqlite+aiosqlite:///{elsewhere}", api=api) as world:
        known, waiting = await counted(world)
        await world.deliver()
        await world.publish(*map(job, range(6)))  # its publisher still shows all of them
        await world.deliver()
        await world.deliver()

    told = Counter(
        (chat_id, number)
        for chat_id in ROOFERS
        for shown in api.transcript(chat_id)
        for number in range(6)
        if f"job {number}" in shown.text
    )
    assert known in {4, 5}
    assert waiting == (known - 2) * len(ROOFERS)
    assert told == {(chat_id, number): 1 for chat_id in ROOFERS for number in range(6)}
