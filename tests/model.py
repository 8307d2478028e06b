"""What the bot should send, said a second time and simply: no database, no texts, no library of ours.

A supplier wants trades, at a rhythm, and not in its quiet hours, its pause or after it stopped. What is published
and fits is owed; what is owed and due is sent at the next look, or dropped when it fits no longer. A message of
which nobody knows whether it arrived comes once more, and says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
HOUR = 8
RETRY = timedelta(minutes=1)
WAIT = timedelta(seconds=30)
"""What Telegram asks for when it says later."""


class Rhythm(StrEnum):
    """How often a supplier hears."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"


class Fate(StrEnum):
    """What became of one request to Telegram."""

    TAKEN = "taken"
    LATER = "later"  # told to wait
    UNKNOWN = "unknown"  # no answer came
    DIED = "died"  # so did we, before an answer came
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a notice says now."""

    number: int
    trade: str
    buyer: str
    closes_at: datetime
    withdrawn: bool = False

    def is_open(self, now: datetime) -> bool:
        return not self.withdrawn and self.closes_at > now

    @property
    def standing(self) -> tuple[datetime, bool]:
        """What everybody who was told of it hears of when it changes."""
        return self.closes_at, self.withdrawn


@dataclass(slots=True, kw_only=True)
class Owed:
    """A job that a supplier is to be told of."""

    due_at: datetime
    perhaps: bool = False  # it may have arrived already
    lost_until: datetime | None = None  # on its way when its sender died
    overtaken: bool = False  # it changed while it was on its way

    @property
    def may_move(self) -> bool:
        """Whether it is told with others when its supplier's times change: not what must say that it may come twice."""
        return self.lost_until is None and not self.perhaps


@dataclass(slots=True, kw_only=True)
class Told:
    """A job that a supplier was told of, as it stood then."""

    standing: tuple[datetime, bool]
    news_due_at: datetime | None = None
    news_lost_until: datetime | None = None
    news_again: bool = False  # they are sent once more, and no third time
    tried: tuple[datetime, bool] | None = None  # what news without an answer said
    waited: bool = False  # news were owed since it was told
    unsure: bool = False  # an earlier try may have said something else: news may come, and need not


@dataclass(slots=True, kw_only=True)
class Supplier:
    """One supplier, and what it is owed."""

    trades: set[str]
    rhythm: Rhythm
    listening: bool = True
    quiet: tuple[int, int] | None = None
    paused_until: datetime | None = None
    muted: set[str] = field(default_factory=set)
    owed: dict[int, Owed] = field(default_factory=dict)
    told: dict[int, Told] = field(default_factory=dict)

    def is_silent(self, now: datetime) -> bool:
        if self.paused_until is not None and now < self.paused_until:
            return True
        if self.quiet is None:
            return False
        start, until = self.quiet
        hour = now.astimezone(LONDON).hour
        return start <= hour < until if start < until else hour >= start or hour < until

    def wants(self, job: Job, now: datetime) -> bool:
        return job.is_open(now) and job.trade in self.trades and job.buyer not in self.muted

    def due(self, now: datetime) -> datetime:
        """Return when it is told of what is found now; a pause holds it, and does not move it."""
        due_at = next_look(self.rhythm, now)
        if self.paused_until is not None and now < self.paused_until and due_at <= self.paused_until:
            return now
        return due_at


def next_look(rhythm: Rhythm, now: datetime) -> datetime:
    """Return the next time at which a rhythm speaks."""
    if rhythm is Rhythm.AT_ONCE:
        return now
    return next(
        morning
        for morning in mornings(now)
        if morning > now and (rhythm is Rhythm.DAILY or morning.astimezone(LONDON).weekday() == 0)
    )


def mornings(now: datetime) -> Iterator[datetime]:
    """Return each morning from today on."""
    day = now.astimezone(LONDON).date()
    while True:
        yield morning_of(day)
        day += timedelta(days=1)


def morning_of(day: date) -> datetime:
    """Return a day's morning in London, in UTC."""
    return datetime.combine(day, time(HOUR), LONDON).astimezone(UTC)


@dataclass(slots=True)
class Model:
    """Every job and every supplier, by their numbers."""

    suppliers: dict[int, Supplier]
    jobs: dict[int, Job] = field(default_factory=dict)
    unmatched: list[int] = field(default_factory=list)

    # What publishers do.

    def publish(self, job: Job) -> None:
        """Store a job, or what it says now. `match` comes afterwards."""
        before = self.jobs.get(job.number)
        self.jobs[job.number] = job
        if before != job:
            self.unmatched.append(job.number)

    def match(self, now: datetime) -> None:
        """Owe what was stored to whom it concerns."""
        for number in dict.fromkeys(self.unmatched):
            job = self.jobs[number]
            for supplier in self.suppliers.values():
                told, owed = supplier.told.get(number), supplier.owed.get(number)
                if not supplier.listening:
                    if told is not None and not told.waited:
                        told.standing = job.standing  # what changed meanwhile is not told afterwards
                elif told is not None:
                    self._changed(told, job, now)
                elif owed is not None and owed.lost_until is not None:
                    owed.overtaken = True
                elif owed is None and supplier.wants(job, now):
                    supplier.owed[number] = Owed(due_at=supplier.due(now))
        self.unmatched.clear()

    # What suppliers do.

    def pause(self, chat: int, until: datetime, now: datetime) -> None:
        supplier = self.suppliers[chat]
        if not supplier.listening:
            return
        supplier.paused_until = until
        for owed in supplier.owed.values():
            if owed.due_at <= until and owed.may_move:
                owed.due_at = now

    def resume(self, chat: int, now: datetime) -> None:
        supplier = self.suppliers[chat]
        if supplier.listening:
            supplier.paused_until = None
            self._reschedule(supplier, now)

    def change_rhythm(self, chat: int, rhythm: Rhythm, now: datetime) -> None:
        supplier = self.suppliers[chat]
        if supplier.rhythm is not rhythm:
            supplier.rhythm = rhythm
            self._reschedule(supplier, now)

    def stop(self, chat: int) -> None:
        self.suppliers[chat].listening = False

    def start(self, chat: int) -> None:
        supplier = self.suppliers[chat]
        if not supplier.listening:
            supplier.listening, supplier.paused_until = True, None

    def _reschedule(self, supplier: Supplier, now: datetime) -> None:
        """Move what is not due yet."""
        for owed in supplier.owed.values():
            if owed.due_at > now and owed.may_move:
                owed.due_at = supplier.due(now)

    # What the bot may do.

    def look(self, now: datetime) -> None:
        """Find what was on its way when its sender died: it is owed once more, or let go."""
        for supplier in self.suppliers.values():
            for number, owed in list(supplier.owed.items()):
                if owed.lost_until is not None and owed.lost_until <= now:
                    owed.lost_until, owed.due_at = None, max(owed.due_at, now)
                    self._unknown(supplier, number, owed, now)
            for told in supplier.told.values():
                if told.news_lost_until is not None and told.news_lost_until <= now:
                    told.news_lost_until, told.news_due_at = None, now
                    self._news_unknown(told)

    def alert(self, chat: int, numbers: list[int], fate: Fate, now: datetime, *, says_perhaps: bool) -> None:
        """Check one message about jobs that were found, and take note of what became of it."""
        supplier = self.suppliers[chat]
        self._may_write(chat, now)
        assert numbers, "a message about nothing"
        for number in numbers:
            owed, job = supplier.owed.get(number), self.jobs[number]
            assert owed is not None, f"job {number} was not owed: {supplier.told.get(number)}"
            assert owed.due_at <= now, f"job {number} came before {owed.due_at}"
            assert owed.lost_until is None, f"job {number} was sent while it was on its way"
            assert supplier.wants(job, now), f"job {number} is not wanted"
            assert says_perhaps or not owed.perhaps, f"job {number} may come twice and does not say so"
        for number in numbers:
            self._sent(supplier, number, fate, now)
        if fate is Fate.BLOCKED:
            self.stop(chat)

    def news(self, chat: int, number: int, fate: Fate, now: datetime, *, says_perhaps: bool) -> None:
        """Check one message about a change, and take note of what became of it."""
        supplier = self.suppliers[chat]
        self._may_write(chat, now)
        told, job = supplier.told.get(number), self.jobs[number]
        assert told is not None, f"job {number} was never told of"
        assert told.unsure or told.news_due_at is not None, f"nothing new of job {number}"
        assert told.news_due_at is None or told.news_due_at <= now, (
            f"news of job {number} before {told.news_due_at}"
        )
        assert told.news_lost_until is None
        assert told.unsure or self._matters(told, job, now), f"nobody can act on the news of job {number}"
        assert says_perhaps or told.tried != job.standing, f"news of job {number} may come twice"
        match fate:
            case Fate.TAKEN:
                self._heard(told, job)
            case Fate.LATER:
                told.news_due_at = now + WAIT
            case Fate.UNKNOWN:
                told.tried, told.news_due_at = job.standing, now + RETRY
                self._news_unknown(told)
            case Fate.DIED:
                told.tried, told.news_lost_until = job.standing, now + RETRY
            case Fate.BLOCKED:
                self.stop(chat)

    def after_a_look(self, now: datetime) -> None:
        """Check that nothing was left that should have been sent, and drop what fits no longer."""
        for chat, supplier in self.suppliers.items():
            if not supplier.listening or supplier.is_silent(now):
                continue
            for number, owed in list(supplier.owed.items()):
                if owed.due_at <= now and owed.lost_until is None:
                    assert not supplier.wants(self.jobs[number], now), (
                        f"job {number} was owed to {chat}, and not sent"
                    )
                    del supplier.owed[number]
            for number, told in supplier.told.items():
                if told.news_due_at is not None and told.news_due_at <= now and told.news_lost_until is None:
                    assert not self._matters(told, self.jobs[number], now), (
                        f"news of job {number} was owed to {chat}"
                    )
                    told.news_due_at = None

    def _may_write(self, chat: int, now: datetime) -> None:
        supplier = self.suppliers[chat]
        assert supplier.listening, f"{chat} stopped"
        assert not supplier.is_silent(now), f"{chat} wants silence"

    def _sent(self, supplier: Supplier, number: int, fate: Fate, now: datetime) -> None:
        owed = supplier.owed[number]
        match fate:
            case Fate.TAKEN:
                del supplier.owed[number]
                supplier.told[number] = Told(
                    standing=self.jobs[number].standing, unsure=owed.perhaps or owed.overtaken
                )
            case Fate.LATER:
                owed.due_at = now + WAIT
            case Fate.UNKNOWN:
                owed.due_at = now + RETRY
                self._unknown(supplier, number, owed, now)
            case Fate.DIED:
                owed.lost_until = now + RETRY
            case Fate.BLOCKED:
                pass

    def _unknown(self, supplier: Supplier, number: int, owed: Owed, now: datetime) -> None:
        if owed.perhaps:  # the second time: it is let go
            del supplier.owed[number]
            supplier.told[number] = Told(standing=self.jobs[number].standing, unsure=True)
        owed.perhaps = True

    def _news_unknown(self, told: Told) -> None:
        if told.news_again and told.tried is not None:  # the second time: it is let go
            told.standing, told.tried, told.news_due_at, told.unsure = told.tried, None, None, True
            told.waited = False
        told.news_again = True

    def _changed(self, told: Told, job: Job, now: datetime) -> None:
        """Owe news that say all since the supplier heard last, so that they repeat nothing."""
        if told.standing != job.standing or told.tried is not None:
            told.news_due_at, told.news_again, told.waited = now, False, True

    def _heard(self, told: Told, job: Job) -> None:
        told.standing, told.news_due_at, told.tried = job.standing, None, None
        told.news_again = told.unsure = told.waited = False

    def _matters(self, told: Told, job: Job, now: datetime) -> bool:
        """Return whether there is something that anybody can act on: of what is over, only that it is."""
        return _counts(told.standing, job, now) or (told.tried is not None and _counts(told.tried, job, now))


def _counts(heard: tuple[datetime, bool], job: Job, now: datetime) -> bool:
    closes_at, withdrawn = heard
    if job.withdrawn or withdrawn:
        return job.withdrawn is not withdrawn
    return closes_at != job.closes_at and max(closes_at, job.closes_at) > now


__all__ = ["Fate", "Job", "Model", "Rhythm", "Supplier", "replace"]
