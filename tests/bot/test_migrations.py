"""The schema that the migrations make is the one the code believes in."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, select, text

import bot.tables  # noqa: F401 - so that its tables are on the base
from alerts import opportunities, standing, suppliers
from alerts.db import Base, is_in_schema, open_engine, sessions_for
from alerts.frequency import Frequency, Rhythm
from alerts.matching import Strictness
from alerts.tables import WatchRow
from bot import migrations
from bot.migrations import Standing
from tests.make import NOW, firm, notice, watch


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"include_object": is_in_schema})
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
