"""What was asked: the log that shows which answers are missing, and the context of a follow-up.

No row says who asked. `kept.toml` says how long each is kept.
"""

import hmac
import secrets
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import redaction
from bot.tables import LastQuestion, Led, Question
from faq import words
from faq.referrals import Reason
from faq.search import Outcome

FOLLOWS_FOR = timedelta(minutes=10)
KEY_LENGTH = 8
LONGEST_KEPT = 1_000
"""Characters. What is longer is no question, or says all in its beginning."""

NO_QUESTION = frozenset(
    {Reason.EMPTY, Reason.TOO_LONG, Reason.OTHER_SCRIPT, Reason.INSTRUCTIONS, Reason.IMPROPER}
)
"""Reasons that tell nothing of an answer that is missing. The text is not kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as the chat holds it that asked it.

    `key` stands on the buttons below, and opens it for that chat alone: it is made of what is kept and of the
    address, so nothing that is kept says whose question it is.
    """

    id: int
    key: str
    asked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """A question that found no answer, in the words of who asked it last. `count` like it were asked."""

    asked: str
    count: int
    reason: str | None
    last_asked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NotUseful:
    """A topic whose answer did not help some of those who said so."""

    entry: str
    no: int
    yes: int
    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """What the approved answers lack, the most wanted first."""

    unanswered: tuple[Unanswered, ...]
    not_useful: tuple[NotUseful, ...]


def redacted(text: str) -> str:
    """Return a question fit to keep: one line, without contact details and known names."""
    return redaction.line(text[: 2 * LONGEST_KEPT])[:LONGEST_KEPT]


async def log(session: AsyncSession, outcome: Outcome, now: datetime) -> Question:
    """Keep a question and what it led to."""
    kept = "" if outcome.reason in NO_QUESTION else redacted(outcome.question)
    return await _add(
        session,
        asked=kept,
        led=Led(outcome.kind.value),
        entry=None if outcome.entry is None else outcome.entry.slug,
        reason=outcome.reason,
        score=outcome.score,
        now=now,
    )


async def browsed(session: AsyncSession, slug: str, now: datetime) -> Question:
    """Keep that a topic was picked from a list."""
    return await _add(session, asked="", led=Led.BROWSED, entry=slug, now=now)


async def for_a_person(session: AsyncSession, text: str, now: datetime) -> Question:
    """Keep a question that was typed for a person."""
    return await _add(session, asked=redacted(text), led=Led.PERSON, now=now)


async def _add(
    session: AsyncSession,
    *,
    asked: str,
    led: Led,
    now: datetime,
    entry: str | None = None,
    reason: str | None = None,
    score: float = 0.0,
) -> Question:
    row = Question(
        key=secrets.token_hex(8),
        asked=asked,
        led=led,
        entry=entry,
        reason=reason,
        score=score,
        helped=None,
        asked_at=now,
    )
    session.add(row)
    await session.flush()
    return row


def held_by(question: Question, address: str) -> Asked:
    """Return a question for the screens of the chat that asked it."""
    return Asked(id=question.id, key=_key(question, address), asked=question.asked)


def _key(question: Question, address: str) -> str:
    return hmac.digest(question.key.encode(), address.encode(), "sha256").hex()[:KEY_LENGTH]


async def by_key(session: AsyncSession, question_id: int | None, key: str, address: str) -> Question | None:
    """Return the question that a button stands under, or None when it is gone, another chat's, or made up."""
    found = await session.get(Question, question_id) if question_id is not None else None
    if found is None or not hmac.compare_digest(_key(found, address).encode(), key.encode()):
        return None
    return found


async def mark(session: AsyncSession, question: Question, *, helped: bool) -> bool:
    """Keep whether an answer helped. False when the same was said before."""
    changed = await session.scalars(
        update(Question)
        .where(Question.id == question.id, or_(Question.helped.is_(None), Question.helped.is_not(helped)))
        .values(helped=helped)
        .returning(Question.id)
    )
    return bool(changed.all())


async def remember(session: AsyncSession, address: str, asked: str, now: datetime) -> None:
    """Keep what a chat asked last, in place of what it asked before."""
    await session.merge(LastQuestion(address=address, asked=redacted(asked), asked_at=now))
    await session.flush()


async def previous(session: AsyncSession, address: str, now: datetime) -> str | None:
    """Return what a chat asked in the last minutes, or None."""
    found = await session.get(LastQuestion, address)
    return found.asked if found is not None and found.asked_at > now - FOLLOWS_FOR else None


async def gaps(session: AsyncSession) -> Gaps:
    """Return what was asked but not answered, and answered but not useful, the most often first."""
    missing = await session.scalars(
        select(Question)
        .where(
            Question.asked != "",
            or_(
                Question.led.in_([Led.NONE, Led.PERSON]),
                and_(Question.led == Led.SUGGEST, Question.entry.is_(None)),
            ),
        )
        .order_by(Question.asked_at, Question.id)
    )
    judged = await session.scalars(
        select(Question)
        .where(Question.helped.is_not(None), Question.entry.is_not(None))
        .order_by(Question.asked_at.desc(), Question.id.desc())
    )
    return Gaps(unanswered=_unanswered(missing), not_useful=_not_useful(judged))


def _unanswered(rows: Iterable[Question]) -> tuple[Unanswered, ...]:
    """Count questions alike: the same words that carry meaning, in any order."""
    alike: dict[frozenset[str], list[Question]] = {}
    for row in rows:
        tokens = words.tokens(row.asked)
        alike.setdefault(frozenset(words.stems(tokens) or tokens), []).append(row)
    found = [
        Unanswered(
            asked=same[-1].asked, count=len(same), reason=same[-1].reason, last_asked_at=same[-1].asked_at
        )
        for same in alike.values()
    ]
    return tuple(sorted(found, key=lambda one: (-one.count, -one.last_asked_at.timestamp(), one.asked)))


def _not_useful(rows: Iterable[Question]) -> tuple[NotUseful, ...]:
    no, yes = Counter[str](), Counter[str]()
    asked: dict[str, list[str]] = {}
    for row in rows:
        slug = row.entry or ""
        if row.helped:
            yes[slug] += 1
            continue
        no[slug] += 1
        if row.asked and row.asked not in asked.setdefault(slug, []):
            asked[slug].append(row.asked)
    found = [
        NotUseful(entry=slug, no=count, yes=yes[slug], asked=tuple(asked.get(slug, [])))
        for slug, count in no.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.no, one.yes, one.entry)))
