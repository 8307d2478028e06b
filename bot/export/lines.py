"""What may leave the system of one report, whatever the database holds. Every export is made from these.

A name stands only in a report whose supplier chose to be named; an anonymous report has no kind, size, place
or trades either. Days only, never the minute: somebody may have been seen typing.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime

from alerts.frequency import LONDON
from alerts.matching import BasedIn, OrganisationType, Size
from bot.blockers import Blocker, ReportStatus, Stage, Visibility
from bot.tables import BlockerReport, ChangeMade

NAME_LEFT_OUT = "(name left out)"
_WORD = re.compile(r"\w+")
_BETWEEN = r"[\W_]*"
_LEGAL = frozenset({"ltd", "limited", "llp", "plc", "cic", "cio", "co", "company"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What an officer noted."""

    written_on: date
    officer: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One report as it may be shown. None and empty tuples: not given, or left out. Days are London's."""

    reference: str
    reported_on: date
    stage: Stage
    kind: Blocker
    visibility: Visibility
    organisation_name: str | None = None
    organisation_type: OrganisationType | None = None
    size: Size | None = None
    based_in: BasedIn | None = None
    trades: tuple[str, ...] = ()
    supplier_words: str | None = None
    supplier_fix: str | None = None
    hours_lost: int | None = None
    lost_pence: int | None = None
    notice_number: str | None = None
    notice_title: str | None = None
    notice_buyer: str | None = None
    same_as: str | None = None
    status: ReportStatus
    status_changed_on: date
    status_reason: str | None = None
    duplicate_of: str | None = None
    officer_notes: tuple[Note, ...] = ()
    you_said: str | None = None
    we_did: str | None = None
    we_did_on: date | None = None


def line(
    report: BlockerReport, *, same_as: str | None, duplicate_of: str | None, change: ChangeMade | None
) -> Line:
    """Return what may leave of a report. Its notes are loaded; `same_as` and `duplicate_of` are references."""
    shown = Line(
        reference=report.reference,
        reported_on=day(report.reported_at),
        stage=report.stage,
        kind=report.kind,
        visibility=report.visibility,
        same_as=same_as,
        status=report.status,
        status_changed_on=day(report.status_at),
        duplicate_of=duplicate_of,
    )
    if report.visibility is not Visibility.ANONYMOUS:
        shown = replace(
            shown,
            organisation_type=report.organisation_type,
            size=report.size,
            based_in=report.based_in,
            trades=report.trades,
        )
    return _with_words(shown, report, change)


def _with_words(shown: Line, report: BlockerReport, change: ChangeMade | None) -> Line:
    named = report.visibility is Visibility.NAMED
    hidden = None if named or not report.named_as else _pattern(report.named_as)

    def told(text: str | None) -> str | None:
        return text if text is None or hidden is None else hidden.sub(NAME_LEFT_OUT, text)

    return replace(
        shown,
        organisation_name=report.named_as if named else None,
        supplier_words=told(report.detail),
        supplier_fix=told(report.remedy),
        hours_lost=report.hours_lost,
        lost_pence=report.lost_pence,
        notice_number=told(report.notice_number),
        notice_title=told(report.notice_title),
        notice_buyer=told(report.notice_buyer),
        status_reason=told(report.status_reason),
        officer_notes=tuple(
            Note(written_on=day(note.written_at), officer=note.officer, text=told(note.text) or "")
            for note in report.notes
        ),
        you_said=None if change is None else told(change.you_said),
        we_did=None if change is None else told(change.we_did),
        we_did_on=None if change is None else change.happened_on,
    )


def day(moment: datetime) -> date:
    """Return the day in London."""
    return moment.astimezone(LONDON).date()


def _pattern(name: str) -> re.Pattern[str] | None:
    """Return what finds a name in a text, however it is spaced, and without “Ltd”; None for no word at all."""
    words = [re.escape(word) for word in _WORD.findall(name)]
    while len(words) > 1 and words[-1].casefold() in _LEGAL:
        words.pop()
    return re.compile(rf"\b{_BETWEEN.join(words)}\b", re.IGNORECASE) if words else None
