"""The schema that the migrations make is the one the code believes in."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

import bot.tables  # noqa: F401 - so that its tables are on the base
from alerts.db import Base, open_engine
from bot import migrations


def _differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


async def test_the_migrated_database_is_what_the_tables_say(database_url: str) -> None:
    engine = open_engine(database_url)

    async with engine.begin() as connection:
        differences = await connection.run_sync(_differences)

    assert differences == []
    await engine.dispose()


async def test_upgrading_twice_changes_nothing(database_url: str) -> None:
    engine = open_engine(database_url)

    await migrations.upgrade(engine)

    assert await migrations.is_current(engine)
    await engine.dispose()
