"""The schema, step by step. Only `bot` sees every table, so the steps live here.

Configured in code: there is no `alembic.ini` to forget. `supplierbot db upgrade` runs `upgrade`.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


async def upgrade(engine: AsyncEngine, to: str = "head") -> None:
    """Bring the database up to date. Does nothing when it is."""
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: command.upgrade(_config(sync), to))


async def is_current(engine: AsyncEngine) -> bool:
    """Return whether the database has every step."""
    async with engine.begin() as connection:
        found = await connection.run_sync(
            lambda sync: MigrationContext.configure(sync).get_current_revision()
        )
    return found == ScriptDirectory.from_config(_config()).get_current_head()
