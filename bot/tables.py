"""The tables that belong to the chat, on the same base as `alerts.tables`. No queries."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from alerts.db import Base, JsonOf


class Draft(Base):
    """A form that a supplier is half-way through, so that a restart loses nothing.

    `step` says what the next typed words will be taken as; `answers` is what the form has so far.
    """

    __tablename__ = "drafts"

    address: Mapped[str] = mapped_column(primary_key=True)
    step: Mapped[str]
    answers: Mapped[dict[str, list[str]]] = mapped_column(JsonOf(dict[str, list[str]]))
    updated_at: Mapped[datetime]
