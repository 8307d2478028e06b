"""What officers do with reports: find them, read one with all that belongs to it, note, and move it on.

A withdrawn report is gone for officers. “Same for us” is counted with the report that it repeats. Nothing
here reads which chat a report came from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, String, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from alerts.frequency import LONDON
from bot import feedback, officers, references
from bot.blockers import ReportStatus, Visibility
from bot.officers import Task
from bot.references import Prefix
from bot.report_filters import Filters
from bot.tables import AuditEvent, BlockerReport, ChangeMade, ReportNote

_TOLD = (Task.CHANGE_STATUS, Task.WRITE_NOTE)
"""What of the audit stands in the history of a report. That somebody read it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A report in a list. `same` more say the same."""

    report: BlockerReport
    same: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of the reports that are wanted. `total` counts all of them, and `new` those nobody has seen."""

    total: int
    new: int
    shown: Sequence[Listed]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A report and all that belongs to it. `same` more say the same; `history` has the oldest first."""

    report: BlockerReport
    same: int
    notes: Sequence[ReportNote]
    history: Sequence[AuditEvent]
    duplicate_of: str | None
    change: ChangeMade | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overtaken:
    """The report changed after the officer saw it, so nothing was done. `by` an officer, `at` a time, or neither."""

    by: str | None = None
    at: datetime | None = None


async def found(session: AsyncSession, filters: Filters, page: int, per_page: int) -> Found:
    """Return a page of reports, the newest first. Pages count from 0."""
    wanted = [*conditions(filters), *_of_officers()]
    new = func.count().filter(BlockerReport.status == ReportStatus.NEW)
    total, unseen = (await session.execute(select(func.count(), new).where(*wanted))).one()
    reports = await session.scalars(
        select(BlockerReport)
        .where(*wanted)
        .order_by(BlockerReport.reported_at.desc(), BlockerReport.id.desc())
        .offset(page * per_page)
        .limit(per_page)
    )
    rows = reports.all()
    same = await _same(session, [row.id for row in rows])
    return Found(
        total=total, new=unseen, shown=[Listed(report=row, same=same.get(row.id, 0)) for row in rows]
    )


async def case(session: AsyncSession, reference: str) -> Case | None:
    """Return a report with all that belongs to it. None when there is none, or it was withdrawn."""
    report = await session.scalar(
        select(BlockerReport)
        .where(BlockerReport.reference == reference, BlockerReport.withdrawn_at.is_(None))
        .options(selectinload(BlockerReport.notes))
        .execution_options(populate_existing=True)
    )
    if report is None:
        return None
    events = await session.scalars(
        select(AuditEvent)
        .where(AuditEvent.subject == reference, AuditEvent.action.in_(_TOLD))
        .order_by(AuditEvent.id)
    )
    return Case(
        report=report,
        same=(await _same(session, [report.id])).get(report.id, 0),
        notes=report.notes,
        history=events.all(),
        duplicate_of=await session.scalar(
            select(BlockerReport.reference).where(BlockerReport.id == report.duplicate_of_id)
        ),
        change=None if report.change_id is None else await session.get(ChangeMade, report.change_id),
    )


async def original(session: AsyncSession, typed: str) -> BlockerReport | None:
    """Return the report of a reference as it was typed, or what that one repeats. None when there is none."""
    reference = references.read(Prefix.REPORT, typed)
    report = None if reference is None else await feedback.by_reference(session, reference)
    if report is None or report.withdrawn_at is not None:
        return None
    first = await session.get(BlockerReport, await feedback.original(session, report.id))
    return None if first is None or first.withdrawn_at is not None else first


async def move(
    session: AsyncSession,
    reference: str,
    expected: ReportStatus,
    status: ReportStatus,
    *,
    by: str,
    now: datetime,
    reason: str | None = None,
    duplicate_of: int | None = None,
    change_id: int | None = None,
) -> BlockerReport | Overtaken | None:
    """Give a report another status, if it still has the one that the officer saw.

    None when there is no such report any more. The row is held meanwhile, so that one of two officers who
    press at once is told of the other.
    """
    report = await session.scalar(
        select(BlockerReport)
        .where(BlockerReport.reference == reference, BlockerReport.withdrawn_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if report is None:
        return None
    if report.status is not expected:
        return await _who_moved(session, report)
    details = {"duplicate_of": duplicate_of, "change": change_id}
    await officers.record(
        session,
        by,
        Task.CHANGE_STATUS,
        now,
        reference,
        before=expected,
        status=status,
        **{name: value for name, value in details.items() if value is not None},
    )
    return await feedback.set_status(
        session,
        report.id,
        status,
        now,
        reason=reason,
        duplicate_of=duplicate_of,
        change_id=change_id,
    )


async def note(
    session: AsyncSession, reference: str, text: str, *, by: str, now: datetime
) -> ReportNote | None:
    """Add a note of an officer to a report. None when there is no such report any more."""
    report_id = await session.scalar(
        select(BlockerReport.id).where(
            BlockerReport.reference == reference, BlockerReport.withdrawn_at.is_(None)
        )
    )
    if report_id is None:
        return None
    row = ReportNote(report_id=report_id, officer=by, text=text, written_at=now)
    session.add(row)
    await session.flush()
    await officers.record(session, by, Task.WRITE_NOTE, now, reference, note=row.id)
    return row


def conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """Return the filters for a WHERE.

    What an anonymous report does not tell cannot find it either, or the filter would tell it.
    """
    report = BlockerReport
    wanted = {
        report.stage: filters.stage,
        report.kind: filters.kind,
        report.status: filters.status,
        report.visibility: filters.visibility,
        report.size: filters.size,
        report.organisation_type: filters.organisation_type,
    }
    where = [column == value for column, value in wanted.items() if value is not None]
    if filters.trade is not None:
        where.append(cast(report.trades, String).contains(f'"{filters.trade}"', autoescape=True))
    if filters.trade or filters.size or filters.organisation_type:
        where.append(report.visibility != Visibility.ANONYMOUS)
    if filters.since is not None:
        where.append(report.reported_at >= midnight(filters.since))
    if filters.until is not None:
        where.append(report.reported_at < midnight(filters.until + timedelta(days=1)))
    said = (report.detail, report.remedy, report.notice_title, report.notice_buyer)
    words = (filters.words or "").split()
    return [*where, *(or_(*(column.icontains(word, autoescape=True) for column in said)) for word in words)]


def midnight(day: date) -> datetime:
    """Return when a day begins in London, in UTC."""
    return datetime.combine(day, time(0), LONDON).astimezone(UTC)


def _of_officers() -> list[ColumnElement[bool]]:
    """Leave out what was withdrawn, and “same for us” while the report that it repeats is there."""
    withdrawn = select(BlockerReport.id).where(BlockerReport.withdrawn_at.is_not(None))
    return [
        BlockerReport.withdrawn_at.is_(None),
        or_(BlockerReport.same_as_id.is_(None), BlockerReport.same_as_id.in_(withdrawn)),
    ]


async def _same(session: AsyncSession, ids: Sequence[int]) -> dict[int, int]:
    counted = await session.execute(
        select(BlockerReport.same_as_id, func.count())
        .where(BlockerReport.same_as_id.in_(ids), BlockerReport.withdrawn_at.is_(None))
        .group_by(BlockerReport.same_as_id)
    )
    return {same_as: count for same_as, count in counted if same_as is not None}


async def _who_moved(session: AsyncSession, report: BlockerReport) -> Overtaken:
    """Return which officer gave a report the status that it has. A supplier who adds words makes it new again."""
    last = await session.scalar(
        select(AuditEvent)
        .where(AuditEvent.subject == report.reference, AuditEvent.action == Task.CHANGE_STATUS)
        .order_by(AuditEvent.id.desc())
        .limit(1)
    )
    if last is None or last.details.get("status") != report.status:
        return Overtaken()
    return Overtaken(by=last.actor, at=last.at)
