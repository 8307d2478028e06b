"""The schema, step by step. Only `bot` sees every table, so the steps live here.

Configured in code: there is no `alembic.ini` to forget. `supplierbot db upgrade` runs `upgrade`.
"""

from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from alerts.full_text import KEPT_BY_DATABASE

_HERE = Path(__file__).parent
_ALEMBICS = "alembic_version"
_NUMBER = len("0001")  # what the name of a step's file begins with is its number


class Standing(StrEnum):
    """How a database stands to this code."""

    EMPTY = "empty"  # no tables at all
    BEHIND = "behind"
    CURRENT = "current"
    AHEAD = "ahead"  # a newer Supplierbot wrote it
    FOREIGN = "foreign"  # it has tables, but none of them says that it is ours


def _run(connection: Connection, command: str, to: str) -> None:
    # Alembic takes 11 MB of memory and a third of a second, and a bot that is up to date never needs it.
    import alembic.command  # noqa: PLC0415 - see the line above
    from alembic.config import Config  # noqa: PLC0415 - see the line above

    config: Config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.attributes["connection"] = connection
    getattr(alembic.command, command)(config, to)


def is_ours(name: str | None, _kind: str, _parents: object) -> bool:
    """Return whether our classes describe a table, a column or an index of this name."""
    return name is None or KEPT_BY_DATABASE.fullmatch(name) is None


async def upgrade(engine: AsyncEngine, to: str = "head") -> None:
    """Bring the database up to date. Does nothing when it is."""
    async with engine.begin() as connection:
        await connection.run_sync(_run, "upgrade", to)


async def downgrade(engine: AsyncEngine, to: str) -> None:
    """Take the database back to an earlier step. What only later steps keep is lost."""
    async with engine.begin() as connection:
        await connection.run_sync(_run, "downgrade", to)


async def steps_made(engine: AsyncEngine) -> list[str]:
    """Return the steps that a database of ours has made, the first one first."""
    async with engine.begin() as connection:
        found = await _step_of(connection)
    return [step for step in steps() if found is not None and step <= found]


def steps() -> list[str]:
    """Return the steps there are, the first one first."""
    return sorted(path.name[:_NUMBER] for path in (_HERE / "versions").glob("[0-9]*.py"))


async def _step_of(connection: AsyncConnection) -> str | None:
    """Return the last step that a database has made."""
    tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    if _ALEMBICS not in tables:
        return None
    found: str | None = await connection.scalar(text(f"SELECT version_num FROM {_ALEMBICS}"))  # noqa: S608 - our own name
    return found


async def standing(engine: AsyncEngine) -> Standing:
    """Return how the database stands to this code. Changes nothing."""
    async with engine.begin() as connection:
        tables = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
        found = await _step_of(connection)
    if found is None:
        # Alembic's own table is left behind, empty, when every step has been undone.
        return Standing.FOREIGN if tables - {_ALEMBICS} else Standing.EMPTY
    known = steps()
    if found not in known:
        return Standing.AHEAD
    return Standing.CURRENT if found == known[-1] else Standing.BEHIND
