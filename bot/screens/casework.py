"""The screens of reports for officers: lists, choosing which, one report, and what may be done with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from alerts.matching import OrganisationType, Size
from alerts.trades import MENU
from bot.blockers import Blocker, ReportStatus, Stage
from bot.buttons import NUMBER, Action, Button, Press, in_rows, pages, to
from bot.casework import Case, Found
from bot.officers import Acting, Task
from bot.replies import Reply
from bot.report_filters import Filters
from bot.screens import Screen, exports
from bot.tables import ChangeMade
from bot.text import about_you, alerts, blockers, choosing, names
from bot.text import casework as words
from bot.text.written import cut

PER_PAGE = 5
LETTERS: Mapping[ReportStatus, str] = {status: status.value[0] for status in ReportStatus}
"""How a button carries a status: it has 64 bytes for all that it carries."""

_STATUSES = {letter: status for status, letter in LETTERS.items()}

CHANGES_OFFERED = 8
LABEL = 60
PERIODS = (7, 30, 90, 365)
"""Days."""

CHOICES: Mapping[str, tuple[str, Callable[[], list[tuple[str, str]]]]] = {
    "status": ("status", lambda: [(each, names.status(each)) for each in ReportStatus]),
    "stage": ("stage", lambda: [(each, blockers.stage(each)) for each in Stage]),
    "kind": ("kind of blocker", lambda: [(each, blockers.kind(each)) for each in Blocker]),
    "trade": ("trade", lambda: [(trade.slug, trade.name) for trade in MENU]),
    "size": ("size of the organisation", lambda: [(each, about_you.people(each)) for each in Size]),
    "type": (
        "kind of organisation",
        lambda: [(each, alerts.kind_of(each)) for each in OrganisationType],
    ),
}
"""What reports can be chosen by with buttons: what it is called, and its values with their names."""

STATUS_LABELS: Mapping[ReportStatus, str] = {
    ReportStatus.SEEN: "I have seen it",
    ReportStatus.ACCEPTED: "We accept it",
    ReportStatus.CHANGED: "We changed something",
    ReportStatus.WILL_NOT_CHANGE: "We will not change it",
    ReportStatus.DUPLICATE: "It repeats another report",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """Where an officer is: at a report, with the status that it was shown with, in a page of a selection."""

    reference: str
    expected: ReportStatus = ReportStatus.NEW
    selection: int = 0
    page: int = 0

    def carried(self) -> tuple[str | int, ...]:
        """Return what a button carries of it."""
        return (self.reference, LETTERS[self.expected], self.selection, self.page)


def at_of(values: Sequence[str]) -> At:
    """Return where an officer is, from what a button or a form carried of it."""
    reference, letter, selection, page = (*values, "", "", "", "")[:4]
    return At(
        reference=reference,
        expected=_STATUSES.get(letter, ReportStatus.NEW),
        selection=int(selection) if NUMBER.fullmatch(selection) else 0,
        page=int(page) if NUMBER.fullmatch(page) else 0,
    )


def wanted(press: Press) -> tuple[At, ReportStatus | None, str]:
    """Return where a button belongs, the status that it asks for, and what it carries besides."""
    place = len(At(reference="").carried())
    return at_of(press.values[:place]), _STATUSES.get(press.value(place)), press.value(place + 1)


def listed(found: Found, filters: Filters, selection: int, page: int, *, may_export: bool) -> Screen:
    """List a page of reports."""
    last = max(0, (found.total - 1) // PER_PAGE)
    opening = (
        to(
            f"Open {one.report.reference}",
            Action.CASE,
            "open",
            *At(reference=one.report.reference, selection=selection, page=page).carried(),
        )
        for one in found.shown
    )
    rows = [
        *in_rows(opening, 1),
        pages(Action.REPORTS, page, last, "list", selection),
        [to("Choose which", Action.REPORTS, "by", selection)],
    ]
    if selection:
        rows.append([to("All reports", Action.REPORTS, "list", 0, 0)])
    if found.total and may_export:
        rows.append([to("Export these", Action.EXPORT, exports.ASK, selection)])
    return Screen(text=words.listed(found, filters, page, PER_PAGE), rows=rows)


def by(filters: Filters, selection: int) -> Screen:
    """Ask by what to choose."""
    buttons = [
        to(called[:1].upper() + called[1:], Action.REPORTS, "pick", selection, field)
        for field, (called, _) in CHOICES.items()
    ]
    buttons += [
        to("Date", Action.REPORTS, "dates", selection),
        to("Words", Action.REPORTS, "words", selection),
    ]
    return Screen(text=choosing.filters(filters), rows=[*in_rows(buttons, 2), _back(selection)])


def pick(field: str, selection: int) -> Screen:
    """Ask for one value."""
    called, values = CHOICES[field]
    across = 2 if field == "trade" else 1
    buttons = (
        to(cut(name, LABEL), Action.REPORTS, "set", selection, field, value) for value, name in values()
    )
    return Screen(text=choosing.pick(called), rows=[*in_rows(buttons, across), _back(selection)])


def dates(selection: int, today: date) -> Screen:
    """Ask for the time of the reports."""
    buttons = (
        to(f"The last {days} days", Action.REPORTS, "set", selection, "since", _ago(today, days))
        for days in PERIODS
    )
    return Screen(text=choosing.ask_dates(), rows=[*in_rows(buttons, 1), _back(selection)])


def _ago(today: date, days: int) -> str:
    return (today - timedelta(days=days)).isoformat()


def _back(selection: int) -> list[Button]:
    return [to("Back to the reports", Action.REPORTS, "list", selection, 0)]


def case(found: Case, officer: Acting, at: At, head: str = "") -> Screen:
    """Show a report with what this officer may do."""
    text = words.case(found, head)
    at = replace(at, expected=found.report.status)
    rows: list[list[Button]] = []
    if not words.is_whole(found, text):
        rows.append([to("All of the supplier's words", Action.CASE, "words", at.reference)])
    if officer.may(Task.CHANGE_STATUS):
        rows += [
            [_move(label, at, status)]
            for status, label in STATUS_LABELS.items()
            if status is not found.report.status
        ]
    if officer.may(Task.WRITE_NOTE):
        rows.append([to("Write a note", Action.NOTE, *at.carried())])
    return Screen(
        text=text, rows=[*rows, [to("Back to the reports", Action.REPORTS, "list", at.selection, at.page)]]
    )


def _move(label: str, at: At, status: ReportStatus, *further: str | int) -> Button:
    return to(cut(label, LABEL), Action.STATUS, *at.carried(), LETTERS[status], *further)


def ask_reason(at: At, replies: Sequence[Reply]) -> Screen:
    """Ask why something stays as it is."""
    rows = [
        [_move(reply.label, at, ReportStatus.WILL_NOT_CHANGE, number)] for number, reply in enumerate(replies)
    ]
    return Screen(text=words.ask_reason(at.reference), rows=[*rows, back_to(at)])


def confirm_reason(at: At, reason: str) -> Screen:
    """Show a reason before it is saved."""
    yes = _move("Yes, save it", at, ReportStatus.WILL_NOT_CHANGE, "yes")
    return Screen(text=words.confirm_reason(at.reference, reason), rows=[[yes], back_to(at)])


def ask_which_change(at: At, changes: Sequence[ChangeMade]) -> Screen:
    """Ask which change was made because of a report."""
    offered = changes[:CHANGES_OFFERED]
    rows = [[_move(change.we_did, at, ReportStatus.CHANGED, change.id)] for change in offered]
    new = [to("Write a new one", Action.CHANGES, "new", *at.carried())]
    return Screen(text=words.ask_which_change(at.reference, len(offered)), rows=[*rows, new, back_to(at)])


def back_to(at: At) -> list[Button]:
    """Make the way back to a report."""
    return [to("Back to the report", Action.CASE, "open", *at.carried())]


def after(text: str, at: At) -> Screen:
    """Ask for words, or say why they will not do, with the way back to the report."""
    return Screen(text=text, rows=[back_to(at)])
