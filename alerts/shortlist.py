"""What is for one supplier, out of what we know: open now, in a message we owe, or in the last weeks.

Each item is judged anew from the opportunity as it is now, so a moved deadline is never stale, and
what was withdrawn, or is no longer wanted since the supplier changed its watches or muted something, drops
out. Of what several sources published, each is judged and one is shown; what several watches ask for is
shown once, with the reasons of each.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from alerts import changes, edits, opportunities, outbox, repeats, sectors, suppliers
from alerts.changes import Event
from alerts.db import Sessions
from alerts.edits import Edit
from alerts.frequency import LONDON
from alerts.matching import Firm, Fit, Mutes, Verdict, Watch, match
from alerts.notice import Notice, Stage, is_open
from alerts.sources import Source
from alerts.suppliers import Profile, Subject
from alerts.tables import Delivery, Match, Opportunity, OpportunityVersion

PREVIEW = timedelta(days=30)
CLOSING_SOON_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A watch that judges. `called` names it for a supplier who has several."""

    watch: Watch
    called: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """What it takes to say what is for one supplier, and why."""

    firm: Firm
    mutes: Mutes
    asking: Sequence[Asking]
    catalogue: Mapping[str, Source]

    def of(self, opportunity: Opportunity, at: datetime) -> "Shortlisted | None":
        """Return an opportunity as this supplier is told of it at a time, or None when it is not."""
        notice, slug = opportunities.notice_of(opportunity), opportunity.source.slug
        found = [
            (asking.called, match(notice, self.firm, asking.watch, at, mutes=self.mutes, source=slug))
            for asking in self.asking
        ]
        found = sorted((pair for pair in found if pair[1].matched), key=lambda pair: -pair[1].score)
        if not found:
            return None
        return Shortlisted(
            opportunity=opportunity,
            notice=notice,
            verdict=found[0][1],
            by_watch=tuple((called, verdict) for called, verdict in found if called is not None),
            source_name=self.catalogue[slug].name if slug in self.catalogue else slug,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortlisted:
    """An opportunity as it is now, and why this supplier is told of it.

    `verdict` is the closest. `by_watch` has that of each watch that asks for it, by its name, the closest
    first; nothing for a supplier who has one watch only. `since` is what happened after it was told, where
    it was.
    """

    opportunity: Opportunity
    notice: Notice
    verdict: Verdict
    source_name: str
    by_watch: Sequence[tuple[str, Verdict]] = ()
    since: tuple[Event, ...] = ()

    def closes_soon(self, now: datetime) -> bool:
        """Whether a week or less is left, by London's calendar."""
        if self.notice.closes_at is None:
            return False
        left = self.notice.closes_at.astimezone(LONDON).date() - now.astimezone(LONDON).date()
        return left.days <= CLOSING_SOON_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a watch would have sent. `total` counts all of it; `examples` are the closest, open ones first.

    `a_week` is the pace, over the days that we hold notices of: a new installation knows only a few.
    """

    total: int
    a_week: int
    examples: Sequence[Shortlisted]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What the last 30 days would have brought after an edit of a watch, and what the edit changed of it.

    Each list has the closest matches first, and what can still be bid for before what is over.
    """

    after: Sequence[Shortlisted]
    added: Sequence[Shortlisted]
    lost: Sequence[Shortlisted]


def judge_of(
    profile: Profile, subjects: Iterable[Subject], catalogue: Mapping[str, Source], now: datetime
) -> Judge:
    """Return what judges for some of a supplier's watches."""
    return Judge(
        firm=suppliers.firm_of(profile.supplier),
        mutes=profile.mutes(now),
        asking=[
            Asking(watch=suppliers.watch_of(subject.watch), called=subject.called) for subject in subjects
        ],
        catalogue=catalogue,
    )


async def open_now(
    session: AsyncSession,
    profile: Profile,
    catalogue: Mapping[str, Source],
    now: datetime,
    *,
    only: Subject | None = None,
) -> list[Shortlisted]:
    """Return what is open for a supplier now, or for `only` one of its watches, even a paused one.

    What closes soon comes first, then the closest match.
    """
    asked = profile.speaking(now) or profile.every if only is None else (only,)
    judge = judge_of(profile, (each for each in asked if suppliers.asks(each.watch)), catalogue, now)
    return in_order(once_each(_found(await opportunities.open_now(session, now), judge, now)), now)


async def told_in(
    session: AsyncSession,
    delivery_id: int,
    profile: Profile,
    catalogue: Mapping[str, Source],
    now: datetime,
) -> list[Shortlisted]:
    """Return what a delivery has left to say."""
    return _judged(await outbox.contents(session, delivery_id), profile, catalogue, now)


def _judged(
    matches: Iterable[Match], profile: Profile, catalogue: Mapping[str, Source], now: datetime
) -> list[Shortlisted]:
    known = list({match.opportunity_id: match.opportunity for match in matches}.values())
    judge = judge_of(profile, profile.speaking(now), catalogue, now)
    return in_order(once_each(_found(known, judge, now)), now)


async def sent_in(
    session: AsyncSession,
    delivery: Delivery,
    profile: Profile,
    catalogue: Mapping[str, Source],
    now: datetime,
) -> list[Shortlisted]:
    """Return all that a message told of when it was sent, as it is now, and what happened since.

    What was withdrawn, or is not wanted any more, stays: a message must not lose what it said.
    """
    matches = {match.opportunity_id: match for match in await outbox.contents(session, delivery.id)}
    judged = {item.opportunity.id: item for item in _judged(matches.values(), profile, catalogue, now)}
    then = await _as_told(session, delivery, matches)
    items = [judged.get(number) or _from(match, catalogue) for number, match in matches.items()]
    return in_order(
        (
            replace(item, since=changes.events(then.get(item.opportunity.id, item.notice), item.notice))
            for item in items
        ),
        now,
    )


async def _as_told(
    session: AsyncSession, delivery: Delivery, opportunity_ids: Iterable[int]
) -> dict[int, Notice]:
    """Return what a message told of as it was then, by the opportunity's id."""
    if delivery.sent_at is None:
        return {}
    versions = await session.scalars(
        select(OpportunityVersion)
        .where(
            OpportunityVersion.opportunity_id.in_(opportunity_ids),
            OpportunityVersion.seen_at <= delivery.sent_at,
        )
        .order_by(OpportunityVersion.number)
    )
    return {version.opportunity_id: version.notice for version in versions}


def _from(told: Match, catalogue: Mapping[str, Source]) -> Shortlisted:
    """Return what was told of, with the reasons of then."""
    verdict = Verdict(failed=None, reasons=told.reasons, fit=told.fit, strength=told.strength)
    slug = told.opportunity.source.slug
    return Shortlisted(
        opportunity=told.opportunity,
        notice=opportunities.notice_of(told.opportunity),
        verdict=verdict,
        source_name=catalogue[slug].name if slug in catalogue else slug,
    )


async def preview(
    session: AsyncSession,
    subject: Subject,
    catalogue: Mapping[str, Source],
    now: datetime,
    examples: int = 3,
) -> Preview:
    """Return what the last 30 days would have brought, each notice judged as on the day it came out."""
    known = await recent(session, now)
    judge = judge_of(subject.profile, [subject], catalogue, now)
    then = _best_first(once_each(_as_published(known, judge)), now)
    first = min((opportunity.published_at for opportunity in known), default=now)
    days = max((now - first) / timedelta(days=1), 7)  # a day or two says little about a week
    return Preview(total=len(then), a_week=round(len(then) * 7 / days), examples=then[:examples])


async def recent(session: AsyncSession, now: datetime) -> list[Opportunity]:
    """Return what a preview looks at: everything that came out in the last 30 days."""
    return await opportunities.published_since(session, now - PREVIEW)


async def effect(
    sessions: Sessions, subject: Subject, edit: Edit, catalogue: Mapping[str, Source], now: datetime
) -> Comparison | None:
    """Return what an edit means for the last 30 days, or None for one that changes only when we write.

    What the supplier's other watches ask for does not count.
    """
    before, after = edits.watch_with(subject, edit.before), edits.watch_with(subject, edit.after)
    if before == after:
        return None
    async with sessions.begin() as session:
        known = await recent(session, now)
    then = judge_of(subject.profile, [subject], catalogue, now)
    return await asyncio.to_thread(compared, known, then, before=before, after=after, now=now)


def compared(
    known: Iterable[Opportunity], judge: Judge, *, before: Watch, after: Watch, now: datetime
) -> Comparison:
    """Return what an edit would have changed, each notice judged as on the day it came out.

    Pure, and slow over many notices: whoever answers people runs it in a thread.
    """
    old, new = (_asked(judge, watch) for watch in (before, after))
    was: list[Shortlisted] = []
    will_be: list[Shortlisted] = []
    for (
        opportunity
    ) in known:  # one after the other, because a notice that was just read is read quickly again
        was += _as_published([opportunity], old)
        will_be += _as_published([opportunity], new)
    was, will_be = once_each(was), once_each(will_be)
    before_it, after_it = (
        {repeats.procurement(item.opportunity) for item in items} for items in (was, will_be)
    )
    return Comparison(
        after=_best_first(will_be, now),
        added=_best_first(
            (item for item in will_be if repeats.procurement(item.opportunity) not in before_it), now
        ),
        lost=_best_first(
            (item for item in was if repeats.procurement(item.opportunity) not in after_it), now
        ),
    )


def _asked(judge: Judge, watch: Watch) -> Judge:
    """Return a judge for one watch; for none, when it asks for nothing yet."""
    return replace(judge, asking=[] if sectors.asks_for_nothing(watch) else [Asking(watch=watch)])


def once_each(items: Iterable[Shortlisted]) -> list[Shortlisted]:
    """Leave out what repeats another of the items: the original stays if it is among them."""
    ordered = sorted(items, key=lambda item: repeats.originals_first(item.opportunity), reverse=True)
    return list({repeats.procurement(item.opportunity): item for item in ordered}.values())


def in_order(items: Iterable[Shortlisted], now: datetime) -> list[Shortlisted]:
    """Put what closes soon first, soonest first; then what a firm can win alone; then larger jobs; then plans.

    What is over comes last.
    """

    def place(item: Shortlisted) -> tuple[int, float, int]:
        if not is_open(item.notice, now):
            return (5, 0, item.opportunity.id)
        if item.notice.closes_at is not None and item.closes_soon(now):
            return (0, item.notice.closes_at.timestamp(), item.opportunity.id)
        if item.notice.stage is Stage.PLANNED:
            group = 4
        elif item.verdict.fit is Fit.WITH_PARTNERS:
            group = 3
        else:
            group = 2 if item.notice.value_is_ceiling else 1  # a list to join is no job yet
        return (group, -item.verdict.score, item.opportunity.id)

    return sorted(items, key=place)


def _best_first(items: Iterable[Shortlisted], now: datetime) -> list[Shortlisted]:
    """Something a person can still bid for is the better example; then what is closest."""
    return sorted(
        items, key=lambda item: (not is_open(item.notice, now), -item.verdict.score, item.opportunity.id)
    )


def _as_published(known: Iterable[Opportunity], judge: Judge) -> list[Shortlisted]:
    found = (judge.of(opportunity, opportunity.published_at) for opportunity in known)
    return [item for item in found if item is not None]


def _found(known: Iterable[Opportunity], judge: Judge, now: datetime) -> list[Shortlisted]:
    found = (judge.of(opportunity, now) for opportunity in known)
    return [item for item in found if item is not None]
