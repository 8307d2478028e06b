"""How officers read reports, and what they are told of what they do with them.

The report itself is written by `blockers.shown`, as its supplier saw it before sending.
"""

from collections.abc import Mapping

from alerts.frequency import LONDON
from bot.blockers import ReportStatus
from bot.casework import Case, Found, Listed, Overtaken
from bot.officers import Task
from bot.report_filters import Filters
from bot.tables import AuditEvent, BlockerReport, ReportNote
from bot.text import blockers, choosing, names, written
from bot.text.written import safe

EXCERPT = 140
ROOMS = (1_000, 400, EXCERPT)
"""What may be shown of each of the supplier's words beside all else; a button shows all of them."""

NOTES_SHOWN, HISTORY_SHOWN = 3, 5
LONGEST_NOTE, LONGEST_REASON = 1_000, 1_000


def listed(found: Found, filters: Filters, page: int, per_page: int) -> str:
    """List a page of reports."""
    if not found.total:
        if filters == Filters():
            return "<b>No supplier has reported anything yet.</b>"
        return f"<b>No report is like this.</b>\n\n{choosing.showing(filters)}"
    first = page * per_page + 1
    parts = [
        f"<b>{written.counted(found.total, 'report')}, {found.new} new</b>",
        choosing.showing(filters),
    ]
    if found.total > per_page:
        parts[-1] += f" {first} to {first + len(found.shown) - 1} of {found.total}:"
    parts += [_listed(one, number) for number, one in enumerate(found.shown, first)]
    return "\n\n".join(parts)


def _listed(one: Listed, number: int) -> str:
    report = one.report
    said = report.detail or report.remedy
    lines = [
        f"<b>{number}. {safe(report.reference)}, {names.status(report.status).lower()}</b>",
        f"{written.day(report.reported_at.astimezone(LONDON).date())}",
        f"{blockers.kind(report.kind)} ({blockers.stage(report.stage)})",
        _same(one.same),
        f"“{safe(said, EXCERPT)}”" if said else "",
    ]
    return "\n".join(line for line in lines if line)


def _same(count: int) -> str:
    if not count:
        return ""
    return f"{written.counted(count, 'more supplier says', 'more suppliers say')} the same."


def case(found: Case, head: str = "") -> str:
    """Show a report with all that belongs to it. `head` says what was just done."""
    texts = (_case(found, head, room) for room in ROOMS)
    fitting = (text for text in texts if written.size_of(text) <= written.LONGEST_MESSAGE)
    return next(fitting, _case(found, head, ROOMS[-1]))


def is_whole(found: Case, text: str) -> bool:
    """Return whether all of the supplier's words stand in what `case` shows."""
    said = (found.report.detail or "", found.report.remedy or "")
    return all(safe(part, len(part)) in text for part in said)


def _case(found: Case, head: str, room: int) -> str:
    report = found.report
    parts = [
        head,
        f"<b>{safe(report.reference)}: {names.status(report.status).lower()}</b>",
        "\n".join(part for part in (blockers.shown(report, room), _same(found.same)) if part),
        _outcome(found),
        _notes(found),
        _history(found),
    ]
    return "\n\n".join(part for part in parts if part)


def all_words(report: BlockerReport) -> str:
    """Show all of the supplier's words, which may have to be sent in pieces."""
    head = f"{report.reference}: all of the supplier's words"
    fixed = f"What would have fixed it:\n{report.remedy}" if report.remedy else ""
    return "\n\n".join(part for part in (head, report.detail or "", fixed) if part)


def piece(text: str) -> str:
    """Write a piece of the supplier's words."""
    return safe(text, len(text))


def _outcome(found: Case) -> str:
    report = found.report
    parts = []
    if report.status_reason:
        parts.append(f"<b>What the supplier can read</b>\n{safe(report.status_reason, 2 * EXCERPT)}")
    if found.change is not None:
        withdrawn = " (withdrawn since)" if found.change.withdrawn_at is not None else ""
        parts.append(f"<b>We did{withdrawn}</b>\n{safe(found.change.we_did, EXCERPT)}")
    if found.duplicate_of is not None:
        parts.append(f"It repeats {safe(found.duplicate_of)}.")
    return "\n\n".join(parts)


def _notes(found: Case) -> str:
    if not found.notes:
        return ""
    shown = found.notes[-NOTES_SHOWN:]
    more = len(found.notes) - len(shown)
    earlier = [f"{written.counted(more, 'earlier note')} not shown here."] if more else []
    return "\n".join(["<b>Notes of officers, which no supplier sees</b>", *earlier, *map(_note, shown)])


def _note(note: ReportNote) -> str:
    day = written.day(note.written_at.astimezone(LONDON).date())
    return f"{safe(note.officer)}, {day}: {safe(note.text, EXCERPT)}"


def _history(found: Case) -> str:
    if not found.history:
        return ""
    shown = found.history[-HISTORY_SHOWN:]
    return "\n".join(["<b>What was done</b>", *map(_event, shown)])


def _event(event: AuditEvent) -> str:
    done = "wrote a note"
    if event.action == Task.CHANGE_STATUS:
        before, after = (_status(event.details, name) for name in ("before", "status"))
        done = f"changed it from {before} to {after}"
    return f"{written.day(event.at.astimezone(LONDON).date())}: {safe(event.actor)} {done}."


def _status(details: Mapping[str, object], name: str) -> str:
    return names.status(ReportStatus(str(details.get(name)))).lower()


def gone() -> str:
    """Answer a report that is not there."""
    return "That report is not here any more: the supplier may have withdrawn it. Send /reports to see the others."


def saved(reference: str, status: ReportStatus) -> str:
    """Confirm a new status."""
    return (
        f"<b>Saved: {safe(reference)} is now “{names.status(status).lower()}”.</b> "
        "The supplier is told, if they asked to be."
    )


def overtaken(reference: str, now_is: ReportStatus, wanted: ReportStatus, by: Overtaken) -> str:
    """Tell an officer that the report changed meanwhile: by another officer, or by its supplier's new words."""
    status = f"“{names.status(now_is).lower()}”"
    if by.by is None or by.at is None:
        return (
            f"<b>I changed nothing.</b> The report changed after you opened it: now it is {status}, perhaps because "
            "the supplier added something. This is how it stands now; press again if you still want to."
        )
    when = written.moment(by.at)
    if now_is is wanted:
        return f"<b>{safe(reference)} is {status} already.</b> {safe(by.by)} did that on {when}."
    return (
        f"<b>I changed nothing.</b> {safe(by.by)} changed this report after you opened it: it is {status} since "
        f"{when}. This is how it stands now; press again if you still want to."
    )


def ask_reason(reference: str) -> str:
    """Ask why something stays as it is."""
    return (
        f"<b>{safe(reference)}: why will it not change?</b>\n\n"
        "The supplier can read your reason. Press one, and I show it to you before it is saved. "
        "Or type your own. To leave, send /cancel."
    )


def confirm_reason(reference: str, reason: str) -> str:
    """Show a reason before it is saved."""
    return (
        f"<b>{safe(reference)}: will not change</b>\n\n"
        f"The supplier can read:\n\n“{safe(reason, LONGEST_REASON)}”\n\nNothing is saved yet."
    )


def too_long(limit: int) -> str:
    """Refuse words that are too long. Nothing is cut without being told."""
    return f"That is too long. Please keep it under {limit:,} characters, and type it again. To leave, send /cancel."


def nothing_to_read() -> str:
    """Refuse words of which nothing can be read."""
    return "I could not find any words in that. Please type it again, or send /cancel."


def ask_duplicate(reference: str) -> str:
    """Ask which report this one repeats."""
    return (
        f"<b>{safe(reference)}: which report does it repeat?</b>\n\n"
        "Type the number of the other report, for example: BL-7K3M-9PQR. To leave, send /cancel."
    )


def no_such_report(typed: str) -> str:
    """Refuse a number that no report has."""
    return (
        f"I know no report with the number “{safe(typed, 40)}”. "
        "Type it as /reports shows it, or send /cancel."
    )


def repeats_itself(reference: str) -> str:
    """Refuse a report as its own duplicate, straight or in a circle."""
    return f"That would make {safe(reference)} a duplicate of itself. Type another number, or send /cancel."


def ask_note(reference: str) -> str:
    """Ask for a note."""
    return (
        f"<b>{safe(reference)}: a note for officers</b>\n\n"
        "Type it. It is kept with your name, apart from the supplier's words, and no supplier sees it. "
        "It is part of exports. To leave, send /cancel."
    )


def noted(reference: str) -> str:
    """Confirm a note."""
    return f"<b>Your note is with {safe(reference)}.</b>"


def ask_which_change(reference: str, changes: int) -> str:
    """Ask which change was made because of a report."""
    press = (
        "Press the one that answers this report, or write a new one." if changes else "Press to write one."
    )
    none = "" if changes else "Nothing is published under “you said, we did” yet. "
    return f"<b>{safe(reference)}: what did the Council change?</b>\n\n{none}{press}"
