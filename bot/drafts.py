"""Forms that suppliers are half-way through. In the database, so a restart loses nothing."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from bot.tables import Draft


class Step(StrEnum):
    """What a form waits for. Stored, so never rename a value."""

    KIND = "kind"
    SIZE = "size"
    TRADES = "trades"
    # Outside joining: what the next typed words will be taken as.
    WATCH_TRADES = "watch_trades"
    WORDS = "words"
    NOT_WORDS = "not_words"
    PLACE = "place"
    CODES = "codes"
    VALUE = "value"
    VALUE_MIN = "value_min"
    VALUE_MAX = "value_max"
    PERSON = "person"  # a question for a person
    TICKET = "ticket"  # what is added to one


LAPSES_AFTER = timedelta(hours=1)
JOINING = frozenset({Step.KIND, Step.SIZE, Step.TRADES})


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form as it stands. Answers are texts by name; one that was not given is missing."""

    step: Step
    answers: dict[str, list[str]] = field(default_factory=dict)

    def all(self, name: str) -> list[str]:
        """Return every answer of a name, in the order given."""
        return self.answers.get(name, [])

    def first(self, name: str) -> str:
        """Return an answer of a name, or nothing."""
        return next(iter(self.all(name)), "")

    def at(self, step: Step, **answers: list[str]) -> "Form":
        """Return the form at another step, with these answers in place of earlier ones."""
        return replace(self, step=step, answers=self.answers | answers)

    def toggled(self, name: str, value: str) -> "Form":
        """Return the form with an answer added, or taken away when it was there."""
        now = self.all(name)
        after = [kept for kept in now if kept != value] if value in now else [*now, value]
        return replace(self, answers=self.answers | {name: after})


async def read(session: AsyncSession, address: str, now: datetime) -> Form | None:
    """Return the form that a chat is in, or None.

    Joining waits for as long as it takes. A question of /watch does not: what is typed the next day
    is not an answer to it.
    """
    row = await session.get(Draft, address)
    if row is None or (row.step not in JOINING and row.updated_at < now - LAPSES_AFTER):
        return None
    return Form(step=Step(row.step), answers=row.answers)


async def write(session: AsyncSession, address: str, form: Form, now: datetime) -> None:
    """Keep a form, in place of any other of this chat."""
    await session.merge(Draft(address=address, step=form.step, answers=form.answers, updated_at=now))
    await session.flush()


async def drop(session: AsyncSession, address: str) -> bool:
    """Forget the form of a chat. False when there was none."""
    row = await session.get(Draft, address)
    if row is None:
        return False
    await session.delete(row)
    await session.flush()
    return True
