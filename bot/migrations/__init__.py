"""The schema, step by step. Only `bot` sees every table, so the steps live here.

Configured in code: there is no `alembic.ini` to forget. `supplierbot db upgrade` runs `upgrade`.
"""

from enum import StrEnum
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlalchemy.ext.asyncio import AsyncEngine

from alerts.full_text import KEPT_BY_DATABASE


class Standing(StrEnum):
    """How a database stands to this code."""

    EMPTY = "empty"  # no tables at all
    BEHIND = "behind"
    CURRENT = "current"
    AHEAD = "ahead"  # a newer Supplierbot wrote it
    FOREIGN = "foreign"  # it has tables, but none of them says that it is ours


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


def is_ours(name: str | None, _kind: str, _parents: object) -> bool:
    """Return whether our classes describe a table, a column or an index of this name."""
    return name is None or KEPT_BY_DATABASE.fullmatch(name) is None


async def upgrade(engine: AsyncEngine, to: str = "head") -> None:
    """Bring the database up to date. Does nothing when it is."""
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: command.upgrade(_config(sync), to))


async def downgrade(engine: AsyncEngine, to: str) -> None:
    """Take the database back to an earlier step. What only later steps keep is lost."""
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(_config(sync), to))


async def steps_made(engine: AsyncEngine) -> list[str]:
    """Return the steps that a database of ours has made, the first one first."""
    async with engine.begin() as connection:
        found = await connection.run_sync(_step_of)
    script = ScriptDirectory.from_config(_config())
    return [step.revision for step in script.walk_revisions(head=found or "base")][::-1]


def _step_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


async def standing(engine: AsyncEngine) -> Standing:
    """Return how the database stands to this code. Changes nothing."""
    async with engine.begin() as connection:
        found = await connection.run_sync(_step_of)
        tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    script = ScriptDirectory.from_config(_config())
    if found is None:
        # Alembic's own table is left behind, empty, when every step has been undone.
        return Standing.FOREIGN if set(tables) - {"alembic_version"} else Standing.EMPTY
    if found not in {step.revision for step in script.walk_revisions()}:
        return Standing.AHEAD
    return Standing.CURRENT if found == script.get_current_head() else Standing.BEHIND
