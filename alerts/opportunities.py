"""Opportunities: storing what was published, joined over releases, and finding it again.

`merging` holds the rule by which releases are joined; here it meets the tables. An opportunity gets
a new version only when something changed that a supplier would care about.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import groupby

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload

from alerts import references, repeats
from alerts.db import chunks
from alerts.merging import Joined, in_order, join, key_of, mark
from alerts.notice import (
    LIVE,
    Change,
    Notice,
    content_hash,
    duplicate_key,
    is_open,
    material_changes,
)
from alerts.standing import CANARY
from alerts.tables import Opportunity, OpportunityVersion, SourceRow

WORDING = frozenset({Change.TITLE, Change.SUMMARY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What came of saving notices. Every notice counts once, as new, changed or unchanged."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


async def save(
    session: AsyncSession, source_id: int, notices: Iterable[Notice], now: datetime, *, baseline: bool = False
) -> Saved:
    """Store notices of one source: insert, merge, or make a version for each material change.

    The order of notices, within a batch or over batches, makes no difference to what is true in the
    end, and saving the same again changes nothing. `alerts.intake` matches each new version afterwards;
    those of a `baseline` count as matched from the first.
    """
    ordered = sorted(in_order(notices), key=key_of)
    groups = {key: list(group) for key, group in groupby(ordered, key=key_of)}
    # One batch at a time, over all processes: two of them may be reading the same notices, or the
    # same procurement from two portals. SQLite has one writer anyway.
    await session.execute(_every_source().with_for_update())
    rows = await _known(session, source_id, groups)
    said_before = await _said_before(session, rows.values())

    touched: list[Opportunity] = []
    keys: set[str] = set()
    made: list[list[OpportunityVersion]] = []
    for key, group in groups.items():
        row = rows.get(key) or Opportunity(source_id=source_id, external_id=key, version=0, first_seen_at=now)
        old_key = row.duplicate_key
        made.append(_add(row, group, said_before[row.id], now))
        session.add(row)
        session.add_all(made[-1])
        if row.duplicate_key != old_key:
            touched.append(row)
            keys |= {its for its in (old_key, row.duplicate_key) if its is not None}
    if baseline:
        _count_as_matched(made, now)
    await session.flush()
    await repeats.flag(session, touched, keys)

    new = len(groups.keys() - rows.keys())
    changed = sum(1 for versions in made for version in versions if version.changes)
    return Saved(
        new=new,
        changed=changed,
        unchanged=len(ordered) - new - changed,
    )


def _count_as_matched(made: Iterable[Iterable[OpportunityVersion]], now: datetime) -> None:
    for versions in made:
        for version in versions:
            version.matched_at = now


async def known_keys(session: AsyncSession, source_id: int, keys: Collection[str]) -> set[str]:
    """Return which of these keys of a source we hold already. `merging.key_of` gives a notice's."""
    found: set[str] = set()
    for some in chunks(sorted(keys)):
        held = select(Opportunity.external_id).where(
            Opportunity.source_id == source_id, Opportunity.external_id.in_(some)
        )
        found.update(await session.scalars(held))
    return found


def _every_source() -> Select[int]:
    return select(SourceRow.id).order_by(SourceRow.id)


def notice_of(opportunity: Opportunity) -> Notice:
    """Return an opportunity as a notice: what all its releases say together, under the newest number."""
    values = {field.name: getattr(opportunity, field.name) for field in fields(Notice)}
    return Notice(**{**values, "external_id": opportunity.reference})


async def unmatched(
    session: AsyncSession, limit: int, source_id: int | None = None
) -> Sequence[OpportunityVersion]:
    """Return up to `limit` versions that are still to be matched, the oldest first, of one source or of all.

    Those of a source that is held wait. Each comes with its opportunity and source, and nobody else
    matches or saves anything until the transaction ends: of one procurement on two portals only one is told.
    """
    await session.execute(_every_source().with_for_update())
    found = await session.scalars(
        select(OpportunityVersion)
        .join(OpportunityVersion.opportunity)
        .join(Opportunity.source)
        .where(
            OpportunityVersion.matched_at.is_(None),
            SourceRow.held_at.is_(None),
            true() if source_id is None else Opportunity.source_id == source_id,
        )
        .options(contains_eager(OpportunityVersion.opportunity).contains_eager(Opportunity.source))
        .order_by(OpportunityVersion.id)
        .limit(limit)
    )
    return found.all()


async def open_now(session: AsyncSession, now: datetime) -> list[Opportunity]:
    """Return what can be prepared for or bid for now, newest first, with its source; repeats too."""
    found = await session.scalars(
        select(Opportunity)
        .where(may_be_open(now))
        .options(joinedload(Opportunity.source))
        .order_by(Opportunity.published_at.desc(), Opportunity.id.desc())
    )
    return [row for row in found if is_open(row, now)]


async def published_since(session: AsyncSession, since: datetime) -> list[Opportunity]:
    """Return what was first published at `since` or later, whatever became of it, newest first; repeats too."""
    found = await session.scalars(
        select(Opportunity)
        .where(Opportunity.published_at >= since)
        .options(joinedload(Opportunity.source))
        .order_by(Opportunity.published_at.desc(), Opportunity.id.desc())
    )
    return list(found)


async def search(session: AsyncSession, words: str, now: datetime, limit: int = 20) -> list[Opportunity]:
    """Return opportunities that hold every word, those still open first and the soonest deadline on top.

    A word is found anywhere in the title, summary, buyer or number, in either case; a word of digits
    is also the beginning of a CPV code. No words find everything. A repeat is left out where what it
    repeats is found too and stands as it does.
    """
    standing = case((may_be_open(now), 0), else_=1)
    found = await session.scalars(
        repeats.once_each([_holds(word) for word in words.split()], standing)
        .options(joinedload(Opportunity.source))
        .order_by(
            standing,
            case((standing == 0, Opportunity.closes_at)).asc().nulls_last(),
            Opportunity.released_at.desc(),
            Opportunity.id.desc(),
        )
        .limit(limit)
    )
    return sorted(found, key=lambda row: not is_open(row, now))


async def by_id(session: AsyncSession, opportunity_id: int | None) -> Opportunity | None:
    """Return an opportunity, with its source, to whoever asks: what was published is nobody's secret."""
    if opportunity_id is None:
        return None
    return await session.get(Opportunity, opportunity_id, options=[joinedload(Opportunity.source)])


async def by_ids(session: AsyncSession, ids: Iterable[int]) -> list[Opportunity]:
    """Return opportunities with their sources, in no order."""
    rows: list[Opportunity] = []
    for some in chunks(ids):
        rows += await session.scalars(
            select(Opportunity).where(Opportunity.id.in_(some)).options(joinedload(Opportunity.source))
        )
    return rows


async def by_reference(session: AsyncSession, reference: str) -> Opportunity | None:
    """Return the opportunity that a person quotes: by number of a notice, or by `ocid`, in either case.

    Buyers choose some numbers themselves, so two may share one: then the newest that is no repeat.
    """
    wanted = reference.strip().lower()
    versions = select(OpportunityVersion.opportunity_id).where(
        func.lower(OpportunityVersion.reference) == wanted
    )
    columns = (Opportunity.reference, Opportunity.ocid, Opportunity.external_id)
    found: Opportunity | None = await session.scalar(
        select(Opportunity)
        .where(or_(*(func.lower(column) == wanted for column in columns), Opportunity.id.in_(versions)))
        .options(joinedload(Opportunity.source))
        .order_by(
            Opportunity.duplicate_of_id.is_not(None), Opportunity.released_at.desc(), Opportunity.id.desc()
        )
        .limit(1)
    )
    return found


async def quoted(session: AsyncSession, text: str) -> Opportunity | None:
    """Return the opportunity that a person means by a pasted link, a line of an alert, or a number.

    What repeats another source's live opportunity stands for that one.
    """
    for candidate in references.candidates(text):
        found = await by_reference(session, candidate) or await _at_address(session, candidate)
        if found is not None:
            return await _original(session, found)
    return None


async def with_repeats(session: AsyncSession, opportunity: Opportunity) -> list[Opportunity]:
    """Return an opportunity, and after it what else the sources hold of the same procurement."""
    found = await session.scalars(
        select(Opportunity).where(repeats.same_as(opportunity)).options(joinedload(Opportunity.source))
    )
    others = [row for row in found if row.id != opportunity.id]
    return [opportunity, *sorted(others, key=repeats.originals_first)]


async def _at_address(session: AsyncSession, url: str) -> Opportunity | None:
    """Return the opportunity with this link, unless several share it: some portals link to their search page."""
    rows = await session.scalars(
        select(Opportunity).where(Opportunity.url == url).options(joinedload(Opportunity.source)).limit(2)
    )
    found = rows.all()
    return found[0] if len(found) == 1 else None


async def _original(session: AsyncSession, found: Opportunity) -> Opportunity:
    if found.duplicate_of_id is None:
        return found
    original = await session.get(Opportunity, found.duplicate_of_id, options=[joinedload(Opportunity.source)])
    return original if original is not None and original.stage in LIVE else found


def may_be_open(now: datetime) -> ColumnElement[bool]:
    """Ask for all that `notice.is_open` would keep, and as little else as is simple to ask for.

    What is no opportunity, but a test of the bot by itself, is kept from whoever looks.
    """
    return and_(
        Opportunity.stage.in_(LIVE),
        or_(Opportunity.closes_at.is_(None), Opportunity.closes_at > now),
        Opportunity.source_id.not_in(select(SourceRow.id).where(SourceRow.slug == CANARY)),
    )


def _holds(word: str) -> ColumnElement[bool]:
    columns = (Opportunity.title, Opportunity.summary, Opportunity.buyer, Opportunity.reference)
    places = [column.icontains(word, autoescape=True) for column in columns]
    if word.isdecimal():
        # Codes are kept as a JSON list, so the quotation mark is where a code begins.
        places.append(cast(Opportunity.cpv_codes, String).contains(f'"{word}', autoescape=True))
    return or_(*places)


async def _known(session: AsyncSession, source_id: int, keys: Collection[str]) -> dict[str, Opportunity]:
    """Return what we hold already under these keys of a source."""
    rows: dict[str, Opportunity] = {}
    for some in chunks(sorted(keys)):
        found = await session.scalars(
            select(Opportunity).where(Opportunity.source_id == source_id, Opportunity.external_id.in_(some))
        )
        rows |= {row.external_id: row for row in found}
    return rows


async def _said_before(session: AsyncSession, rows: Iterable[Opportunity]) -> Mapping[int, set[str]]:
    """Return the fingerprints of all that opportunities ever said, by their id."""
    said: dict[int, set[str]] = defaultdict(set)
    for some in chunks(sorted(row.id for row in rows)):
        found = await session.execute(
            select(OpportunityVersion.opportunity_id, OpportunityVersion.content_hash).where(
                OpportunityVersion.opportunity_id.in_(some)
            )
        )
        for opportunity_id, fingerprint in found:
            said[opportunity_id].add(fingerprint)
    return said


def _joined_of(row: Opportunity) -> Joined:
    return Joined(notice=notice_of(row), stated=row.stated_at, published_at=row.published_at)


def _add(
    row: Opportunity, releases: Sequence[Notice], said_before: Collection[str], now: datetime
) -> list[OpportunityVersion]:
    """Join releases, oldest first, into a row. Returns a version for each that changed what it means."""
    # A file may hold a row twice. What the last one says is what it says; taking the rows one after
    # the other would make a change of it each time that the file is read.
    latest = {mark(release): release for release in releases}
    known = None if row.version == 0 else _joined_of(row)
    versions = []
    for release in latest.values():
        before, known = known, join(known, release)
        changes = () if before is None else _news(before.notice, known.notice, said_before)
        if before is None or changes:
            row.version += 1
            versions.append(_version(row, known.notice, release.external_id, changes, now))
        if before is None or known.notice != before.notice:
            _write(row, known.notice)
        row.stated_at = dict(known.stated)
        row.published_at = known.published_at
    row.last_seen_at = now
    return versions


def _news(before: Notice, after: Notice, said_before: Collection[str]) -> tuple[Change, ...]:
    """Return what changed for a supplier, or nothing when a text only went back to what it was.

    Feeds flap: they count their documents up and down, or lose a paragraph until tomorrow.
    """
    if before == after:
        return ()
    changes = material_changes(before, after)
    if WORDING.issuperset(changes) and content_hash(after) in said_before:
        return ()
    return changes


def _version(
    row: Opportunity, notice: Notice, reference: str, changes: tuple[Change, ...], now: datetime
) -> OpportunityVersion:
    return OpportunityVersion(
        opportunity=row,
        number=row.version,
        content_hash=content_hash(notice),
        reference=reference,
        notice=notice,
        changes=changes,
        seen_at=now,
    )


def _write(row: Opportunity, notice: Notice) -> None:
    """Write what is true now into a row."""
    for field in fields(Notice):
        if field.name != "external_id":
            setattr(row, field.name, getattr(notice, field.name))
    row.reference = notice.external_id
    row.content_hash = content_hash(notice)
    row.duplicate_key = duplicate_key(notice)
