"""Answer "why did this come?" and "why did it not?", for one supplier and one opportunity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from alerts import opportunities, outbox, suppliers
from alerts.explaining import Explanation, explain
from alerts.matching import Gate
from alerts.sources import Source
from alerts.suppliers import Profile, Subject
from alerts.tables import Delivery, Mute, Opportunity


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What we know of an opportunity and a supplier.

    `by_watch` says how things stand now for each of the supplier's watches that asks for something, what
    matched first and then what came closest to it; `subject` and `explanation` are the first of them.
    `earlier` is how they stood for it on the day it came out, for one that has closed since. `delivery` is the message that told of it or is to tell of it, if there is one.
    """

    subject: Subject
    opportunity: Opportunity
    source_name: str
    explanation: Explanation
    earlier: Explanation | None
    by_watch: Sequence[tuple[Subject, Explanation]]
    delivery: Delivery | None

    @property
    def profile(self) -> Profile:
        """Whose answer it is."""
        return self.subject.profile

    def muted(self, explanation: Explanation) -> list[Mute]:
        """Return the mutes that are all that keeps it away."""
        return [row for row in self.profile.muted if (row.what, row.value) in explanation.muted]


async def ask(
    session: AsyncSession, profile: Profile, reference: str, catalogue: Mapping[str, Source], now: datetime
) -> Answer | None:
    """Return why an opportunity did or did not come, or None when nobody published that reference."""
    quoted = await opportunities.quoted(session, reference)
    if quoted is None:
        return None
    same = await opportunities.with_repeats(session, quoted)
    told = await outbox.told_of(session, profile.supplier.address, [row.id for row in same])
    if told is not None:
        same.insert(0, told.opportunity)
    explained = [(row, _for_each(profile, row, now)) for row in same]
    # Of what several sources published, one may say enough to match and another too little.
    opportunity, by_watch = next((pair for pair in explained if _matched(pair[1])), explained[0])
    subject, explanation = by_watch[0]
    slug = opportunity.source.slug
    return Answer(
        subject=subject,
        opportunity=opportunity,
        source_name=catalogue[slug].name if slug in catalogue else slug,
        explanation=explanation,
        earlier=_explain(subject, opportunity, opportunity.published_at, now)
        if explanation.verdict.failed is Gate.OPEN
        else None,
        by_watch=by_watch,
        delivery=None if told is None else told.delivery,
    )


def _for_each(profile: Profile, opportunity: Opportunity, now: datetime) -> list[tuple[Subject, Explanation]]:
    """Explain an opportunity to each watch, the one that it passes or comes closest to first."""
    asking = [subject for subject in profile.every if suppliers.asks(subject.watch)] or profile.every
    found = [(subject, _explain(subject, opportunity, now, now)) for subject in asking]
    gates = list(Gate)

    def distance(pair: tuple[Subject, Explanation]) -> tuple[int, float]:
        verdict = pair[1].verdict
        passed = len(gates) if verdict.failed is None else gates.index(verdict.failed)
        return -passed, -verdict.score

    return sorted(found, key=distance)


def _explain(subject: Subject, opportunity: Opportunity, at: datetime, now: datetime) -> Explanation:
    return explain(
        opportunities.notice_of(opportunity),
        suppliers.firm_of(subject.supplier),
        suppliers.watch_of(subject.watch),
        at,
        mutes=subject.profile.mutes(now),
        source=opportunity.source.slug,
    )


def _matched(by_watch: Sequence[tuple[Subject, Explanation]]) -> bool:
    return by_watch[0][1].verdict.matched
