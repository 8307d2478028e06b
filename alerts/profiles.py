"""What we know of one supplier: what it is, its watches, and when it wants no message. Only reading.

A watch is talked about as a `Subject`, with its supplier and its name among the others.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from alerts import mutes, sectors
from alerts.audience import Watcher
from alerts.frequency import QuietHours, Rhythm, Silence
from alerts.matching import NOTHING_MUTED, Firm, Mutes, Watch
from alerts.tables import EndedReason, Mute, Supplier, WatchRow

COMES_BACK = frozenset({EndedReason.STOPPED, EndedReason.UNREACHABLE})
"""Why a watch ended that `/start` turns on again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A supplier with its watches that are on, the oldest first, and what it has ever muted, the newest first.

    Of one who stopped, the watches are those that the stop ended. There is always one at least.
    """

    supplier: Supplier
    watches: tuple[WatchRow, ...]
    muted: tuple[Mute, ...] = ()

    @property
    def listening(self) -> bool:
        """Whether the supplier wants to hear from us: it has not stopped. It may be in a pause."""
        return any(watch.ended_at is None for watch in self.watches)

    @property
    def trades(self) -> tuple[str, ...]:
        """The trades of all its watches, each once, by their slugs."""
        return tuple(dict.fromkeys(trade for watch in self.watches for trade in watch.trades))

    def mutes(self, now: datetime) -> Mutes:
        """Return what is muted now, as `matching` takes it."""
        return mutes.together(self.muted_now(now))

    def muted_now(self, now: datetime) -> list[Mute]:
        """Return the mutes that are not over, the newest first."""
        return [row for row in self.muted if mutes.stands(row, now)]

    @property
    def every(self) -> tuple["Subject", ...]:
        """Each watch, to be talked about."""
        return tuple(Subject(profile=self, watch=watch) for watch in self.watches)

    def watchers(self, now: datetime) -> list[Watcher]:
        """Return each watch that asks for something, as `audience` takes it."""
        return [_watcher(watch, self.mutes(now)) for watch in self.watches if asks(watch)]

    def about(self, watch_id: int | None) -> "Subject | None":
        """Return one watch by its id, or with None the only one; None where that leaves it open.

        An id in a button proves nothing: a watch that is another supplier's, or was deleted, is not found.
        """
        if watch_id is None:
            return self.every[0] if len(self.watches) == 1 else None
        return next((subject for subject in self.every if subject.watch.id == watch_id), None)

    def speaking(self, now: datetime) -> tuple["Subject", ...]:
        """Return the watches that tell of something now: neither paused nor still empty."""
        return tuple(
            subject for subject in self.every if asks(subject.watch) and not is_paused(subject.watch, now)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The one watch of a supplier that is talked about."""

    profile: Profile
    watch: WatchRow

    @property
    def supplier(self) -> Supplier:
        """Whose it is."""
        return self.profile.supplier

    @property
    def called(self) -> str | None:
        """What it has to be called to be told from others; None when it is the only one."""
        return self.watch.name if len(self.profile.watches) > 1 else None


async def by_address(session: AsyncSession, address: str) -> Profile | None:
    """Return a supplier with its watches, or None when nobody joined under this address."""
    found = await session.scalars(
        select(WatchRow)
        .join(WatchRow.supplier)
        .where(Supplier.address == address)
        .options(contains_eager(WatchRow.supplier))
        .order_by(WatchRow.id)
    )
    rows = found.all()
    if not rows:
        return None
    on = [row for row in rows if row.ended_at is None] or _ended_last(rows)
    supplier = on[0].supplier
    return Profile(supplier=supplier, watches=tuple(on), muted=await mutes.of(session, supplier.id))


def _ended_last(rows: Sequence[WatchRow]) -> list[WatchRow]:
    """Return the watches that the last stop ended."""
    ended = [row for row in rows if row.ended_reason in COMES_BACK] or list(rows)
    last = max(row.ended_at for row in ended if row.ended_at is not None)
    return [row for row in ended if row.ended_at == last]


async def watchers(
    session: AsyncSession, now: datetime, *, of: Collection[int] | None = None
) -> list[Watcher]:
    """Return every watch that is on and asks for something, of some suppliers or of all, those of one together."""
    rows: Sequence[WatchRow] = (
        await session.scalars(
            select(WatchRow)
            .join(WatchRow.supplier)
            .where(WatchRow.ended_at.is_(None), true() if of is None else WatchRow.supplier_id.in_(of))
            .options(contains_eager(WatchRow.supplier))
            .order_by(WatchRow.supplier_id, WatchRow.id)
            .execution_options(populate_existing=True)
        )
    ).all()
    muted = await mutes.standing(session, now, of=of)
    return [_watcher(row, muted.get(row.supplier_id, NOTHING_MUTED)) for row in rows if asks(row)]


def _watcher(row: WatchRow, muted: Mutes) -> Watcher:
    return Watcher(
        supplier_id=row.supplier_id,
        watch_id=row.id,
        firm=firm_of(row.supplier),
        watch=watch_of(row),
        rhythm=rhythm_of(row),
        paused_until=row.paused_until,
        silence=silence_of(row.supplier),
        mutes=muted,
    )


def firm_of(supplier: Supplier) -> Firm:
    """Return what `matching` needs to know of a supplier."""
    return Firm(
        organisation_type=supplier.organisation_type,
        size=supplier.size,
        based_in=supplier.based_in,
        comfortable_max_pence=supplier.comfortable_max_pence,
    )


def watch_of(row: WatchRow) -> Watch:
    """Return what a watch asks for."""
    return Watch(
        trades=row.trades,
        cpv_prefixes=row.cpv_prefixes,
        words=row.words,
        not_words=row.not_words,
        regions=row.regions,
        value_min_pence=row.value_min_pence,
        value_max_pence=row.value_max_pence,
        strictness=row.strictness,
    )


def rhythm_of(row: WatchRow) -> Rhythm:
    """Return when a watch speaks."""
    return Rhythm(frequency=row.frequency, hour=row.hour, weekday=row.weekday)


def silence_of(supplier: Supplier) -> Silence:
    """Return when a supplier wants no message at all."""
    start, until = supplier.quiet_from, supplier.quiet_until
    # Two changes that are undone in another order may leave equal hours: those are none, here as in the outbox.
    quiet = None if start is None or until is None or start == until else QuietHours(start=start, until=until)
    return Silence(quiet=quiet, paused_until=supplier.paused_until)


def asks(row: WatchRow) -> bool:
    """Return whether a watch asks for anything. A new one may not yet, and then finds nothing."""
    return not sectors.asks_for_nothing(watch_of(row))


def is_paused(row: WatchRow, now: datetime) -> bool:
    """Return whether a watch is paused alone, whatever its supplier does."""
    return row.paused_until is not None and row.paused_until > now


def new_watch(supplier: Supplier, name: str, asked: Watch, rhythm: Rhythm, now: datetime) -> WatchRow:
    """Return a watch that is on from now, to be added to a session."""
    return WatchRow(
        supplier=supplier,
        name=name,
        trades=asked.trades,
        cpv_prefixes=asked.cpv_prefixes,
        words=asked.words,
        not_words=asked.not_words,
        regions=asked.regions,
        value_min_pence=asked.value_min_pence,
        value_max_pence=asked.value_max_pence,
        strictness=asked.strictness,
        frequency=rhythm.frequency,
        weekday=rhythm.weekday,
        hour=rhythm.hour,
        started_at=now,
    )
