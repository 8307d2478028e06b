"""The schema that the migrations make is the one the code believes in."""

from collections.abc import Mapping

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, inspect, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

import bot.tables  # noqa: F401 - so that its tables are on the base
from alerts import opportunities, standing, suppliers
from alerts.db import Base, open_engine, sessions_for
from alerts.frequency import Frequency, Rhythm
from alerts.matching import Strictness
from alerts.tables import Delivery, DeliveryStatus, OpportunityVersion, WatchRow
from bot import migrations
from bot.migrations import Standing
from tests import rows
from tests.make import NOW, firm, notice, watch

STEPS = sorted(step.revision for step in ScriptDirectory.from_config(migrations._config()).walk_revisions())
"""Each of them was a release."""


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"include_name": migrations.is_ours})
    return list(compare_metadata(context, Base.metadata))


async def test_the_migrated_database_is_what_the_tables_say(database_url: str) -> None:
    engine = open_engine(database_url)

    async with engine.begin() as connection:
        differences = await connection.run_sync(_differences)

    assert differences == []
    await engine.dispose()


async def test_upgrading_twice_changes_nothing(database_url: str) -> None:
    engine = open_engine(database_url)

    await migrations.upgrade(engine)

    assert await migrations.standing(engine) is Standing.CURRENT
    await engine.dispose()


def _columns(connection: Connection) -> dict[str, set[str]]:
    found = inspect(connection)
    return {name: {each["name"] for each in found.get_columns(name)} for name in found.get_table_names()}


async def _counted(engine: AsyncEngine) -> dict[str, int]:
    """Return how many rows each table of ours has."""
    async with engine.begin() as connection:
        there = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
        return {
            name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for name, table in Base.metadata.tables.items()
            if name in there
        }


async def test_what_each_release_wrote_goes_up_to_this_one_and_down_again(database_url: str) -> None:
    engine = open_engine(database_url)
    sessions = sessions_for(engine)
    await migrations.downgrade(engine, "base")
    assert await migrations.standing(engine) is Standing.EMPTY

    on_the_way: dict[str, dict[str, int]] = {}
    for step in STEPS:
        await migrations.upgrade(engine, step)
        async with engine.begin() as connection:
            has = await connection.run_sync(_columns)
        async with sessions.begin() as session:
            await rows.fill(session, f"tg:{int(step)}", NOW, has=has)
        on_the_way[step] = await _counted(engine)
    above = await _counted(engine)
    assert await migrations.standing(engine) is Standing.CURRENT
    async with sessions.begin() as session:
        for table in Base.metadata.sorted_tables:  # as our types, of which each row must be one
            assert len((await session.execute(select(table))).all()) == above[table.name]

    for step in reversed(STEPS):
        await migrations.downgrade(engine, step)
        assert await _counted(engine) == {name: above[name] for name in on_the_way[step]}
    await migrations.upgrade(engine)
    again = await _counted(engine)

    assert above == {name: len(STEPS) - first + 1 for name, first in _first_seen(on_the_way).items()}
    assert again == {name: above[name] if name in on_the_way[STEPS[0]] else 0 for name in above}
    await engine.dispose()


def _first_seen(on_the_way: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """Return the number of the step that made each table."""
    return {
        name: min(int(step) for step, tables in on_the_way.items() if name in tables)
        for name in on_the_way[STEPS[-1]]
    }


async def test_what_was_on_its_way_is_unknown_to_the_release_before(database_url: str) -> None:
    engine = open_engine(database_url)
    sending = {"deliveries": {"status": DeliveryStatus.SENDING}}
    async with sessions_for(engine).begin() as session:
        await rows.fill(session, "tg:1", NOW, but=sending)

    await migrations.downgrade(engine, "0006")
    await migrations.upgrade(engine)

    async with sessions_for(engine).begin() as session:
        assert await session.scalar(select(Delivery.status)) is DeliveryStatus.UNKNOWN
    await engine.dispose()


async def test_what_was_stored_before_versions_were_matched_apart_counts_as_matched(
    database_url: str,
) -> None:
    engine = open_engine(database_url)
    async with sessions_for(engine).begin() as session:
        await rows.fill(session, "tg:1", NOW, but={"opportunity_versions": {"matched_at": None}})

    await migrations.downgrade(engine, "0005")
    await migrations.upgrade(engine)

    async with sessions_for(engine).begin() as session:
        assert await session.scalar(select(OpportunityVersion.matched_at)) == NOW
    await engine.dispose()


async def test_watches_keep_their_rows_through_the_second_step_and_back(database_url: str) -> None:
    engine = open_engine(database_url)
    sessions = sessions_for(engine)
    async with sessions.begin() as session:
        await suppliers.join(
            session,
            "tg:1",
            firm=firm(),
            watch=watch(strictness=Strictness.CLOSE),
            rhythm=Rhythm(frequency=Frequency.DAILY),
            privacy_notice="1",
            now=NOW,
        )

    await migrations.downgrade(engine, "0001")
    async with sessions.begin() as session:
        below = (await session.execute(text("SELECT trades, hour FROM watches"))).all()
    await migrations.upgrade(engine)

    async with sessions.begin() as session:
        (row,) = await session.scalars(select(WatchRow))
    assert len(below) == 1
    assert (row.trades, row.strictness) == (("roofing",), Strictness.POSSIBLE)
    await engine.dispose()


async def test_opportunities_keep_their_source_through_the_third_step_and_back(database_url: str) -> None:
    engine = open_engine(database_url)
    sessions = sessions_for(engine)
    async with sessions.begin() as session:
        source = await standing.row_of(session, "find-a-tender", NOW)
        await opportunities.save(session, source.id, [notice()], NOW)

    await migrations.downgrade(engine, "0002")
    await migrations.upgrade(engine)

    async with sessions.begin() as session:
        assert len(await opportunities.open_now(session, NOW)) == 1
    await engine.dispose()
