"""What Alembic runs. It is handed an open connection and joins its transaction."""

from typing import Any, Literal

from alembic import context
from sqlalchemy.types import TypeDecorator

import alerts.tables  # noqa: F401 - so that its tables are on the base
import bot.tables  # noqa: F401 - so that its tables are on the base
from alerts.db import Base
from bot import migrations


def plain_type(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write a column's type as what the database holds: an old step must not need today's code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite cannot alter a column in place
    render_item=plain_type,
    include_name=migrations.is_ours,
)
with context.begin_transaction():
    context.run_migrations()
