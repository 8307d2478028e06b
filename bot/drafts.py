"""Forms that suppliers are half-way through. In the database, so a restart loses nothing."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete
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
    NAME = "name"  # of a watch that there is
    NEW_WATCH = "new_watch"  # the name of one to be made
    QUIET = "quiet"
    PAUSE = "pause"
    SAVED_NOTE = "saved_note"  # a note on an opportunity that was saved
    SEARCH = "search"  # what to look for
    PERSON = "person"  # a question for a person
    TICKET = "ticket"  # what is added to one
    # A report of what stops a supplier.
    STAGE = "stage"
    BLOCKER = "blocker"
    DETAIL = "detail"
    REMEDY = "remedy"
    COST = "cost"
    VISIBILITY = "visibility"
    NAMED_AS = "named_as"
    REPORTED_KIND = "reported_kind"  # of organisation, by who has not joined
    REPORTED_SIZE = "reported_size"
    READY = "ready"  # to be sent
    ADDITION = "addition"  # what is added to a report
    FEEDBACK_DAY = "feedback_day"  # when the buyer told a bidder how its bid was judged
    # Of officers.
    INVITE = "invite"  # the name, then the role, of who is invited
    REPORT_WORDS = "report_words"  # to look for in reports
    REASON = "reason"  # why something stays as it is
    DUPLICATE = "duplicate"  # which report this one repeats
    NOTE = "note"
    YOU_SAID = "you_said"
    WE_DID = "we_did"
    DONE_ON = "done_on"  # when it was changed
    PUBLISH = "publish"  # the button
    POST = "post"  # an opportunity: `posting` says which question


LAPSES_AFTER = timedelta(hours=1)
WAITS_FOR = timedelta(days=1)
"""How long a form may still be gone on with by its buttons, which cannot mean anything else."""

JOINING = frozenset({Step.KIND, Step.SIZE, Step.TRADES})
REPORTING = frozenset(
    {
        Step.STAGE,
        Step.BLOCKER,
        Step.DETAIL,
        Step.REMEDY,
        Step.COST,
        Step.VISIBILITY,
        Step.NAMED_AS,
        Step.REPORTED_KIND,
        Step.REPORTED_SIZE,
        Step.READY,
    }
)


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


async def read(
    session: AsyncSession, address: str, now: datetime, within: timedelta = LAPSES_AFTER
) -> Form | None:
    """Return the form that a chat is in, or None.

    Joining waits for as long as it takes. Another question does not: what is typed the next day is not an
    answer to it.
    """
    row = await session.get(Draft, address)
    if row is None or (row.step not in JOINING and row.updated_at < now - within):
        return None
    return Form(step=Step(row.step), answers=row.answers)


async def write(session: AsyncSession, address: str, form: Form, now: datetime) -> None:
    """Keep a form, in place of any other of this chat."""
    await session.merge(Draft(address=address, step=form.step, answers=form.answers, updated_at=now))
    await session.flush()


async def drop(session: AsyncSession, address: str) -> bool:
    """Forget the form of a chat. False when there was none, or another press has just taken it."""
    gone = await session.scalars(delete(Draft).where(Draft.address == address).returning(Draft.address))
    return bool(gone.all())
