"""The words of what a supplier saved: the list, a note, and the reminders of its deadlines."""

from collections.abc import Sequence
from datetime import date, datetime

from alerts import deadlines
from alerts.deadlines import Deadline
from alerts.frequency import LONDON
from alerts.notice import LIVE, Notice, is_open
from alerts.opportunities import notice_of
from alerts.reminders import Coming, Reminder
from alerts.saved import LONGEST_NOTE, MOST
from alerts.tables import Saved
from bot.text import amendments, written
from bot.text.written import safe

NOTE_IN_LIST = 150


def listed(rows: Sequence[Saved], page: int, per_page: int, now: datetime) -> str:
    """Write one page of the list."""
    if not rows:
        return (
            "<b>You have saved nothing.</b>\n\n"
            "Press Save below an opportunity, in an alert or in /latest. I keep it on this list, and remind "
            "you 7, 2 and 1 days before its deadline."
        )
    first = page * per_page
    shown = rows[first : first + per_page]
    parts = [f"<b>You have saved {written.counted(len(rows), 'opportunity', 'opportunities')}</b>"]
    if len(rows) > per_page:
        parts.append(f"Showing {first + 1} to {first + len(shown)} of {len(rows)}.")
    parts += [_entry(row, now, number) for number, row in enumerate(shown, first + 1)]
    return "\n\n".join(parts)


def one(row: Saved, source_name: str, now: datetime) -> str:
    """Write one saved opportunity, with the whole note."""
    notice = notice_of(row.opportunity)
    lines = [
        f"<b>{safe(notice.title, 200)}</b>",
        *_facts(notice, now),
        f"Your note: {safe(row.note, LONGEST_NOTE) if row.note else 'none'}",
        f"Number: {safe(notice.external_id, 40)} on {safe(source_name, 40)}",
    ]
    return "\n".join(lines)


def _entry(row: Saved, now: datetime, number: int) -> str:
    notice = notice_of(row.opportunity)
    lines = [f"<b>{number}. {safe(notice.title, 120)}</b>", *_facts(notice, now)]
    if row.note:
        lines.append(f"Your note: {safe(row.note, NOTE_IN_LIST)}")
    return "\n".join(lines)


def _facts(notice: Notice, now: datetime) -> list[str]:
    status = amendments.status(notice, ())
    lines = [f"<b>{status}</b>"] if status else []
    lines.append(f"Buyer: {safe(notice.buyer, 100) if notice.buyer else 'not stated'}")
    if notice.stage not in LIVE:
        return lines
    ends = "not stated" if notice.closes_at is None else written.deadline(notice.closes_at, now)
    lines.append(f"Deadline: {ends}")
    if notice.questions_by is not None and notice.questions_by > now:
        lines.append(f"Questions to the buyer: {written.deadline(notice.questions_by, now)}")
    return lines


def saved(row: Saved, coming: Sequence[Coming], *, reminded: bool, now: datetime) -> str:
    """Say that it is on the list, and when the reminders come."""
    return f"<b>Saved.</b> It is on your list: /saved\n\n{_kept(row, coming, now, reminded=reminded)}"


def already(row: Saved, coming: Sequence[Coming], *, reminded: bool, now: datetime) -> str:
    """Say that it was on the list."""
    kept = _kept(row, coming, now, reminded=reminded)
    return f"<b>You saved this before.</b> It is on your list: /saved\n\n{kept}"


def _kept(row: Saved, coming: Sequence[Coming], now: datetime, *, reminded: bool) -> str:
    notice = notice_of(row.opportunity)
    lines = [f"<b>{safe(notice.title, 200)}</b>", *_facts(notice, now)]
    return "\n".join([*lines, "", _when(notice, coming, now, reminded=reminded)])


def _when(notice: Notice, coming: Sequence[Coming], now: datetime, *, reminded: bool) -> str:
    if not is_open(notice, now):
        return "It is no longer open, so there is nothing to remind you of."
    if not reminded:
        return "Your reminders are off."
    if coming:
        return _days(coming)
    if notice.closes_at is None:
        return "The buyer has not stated a deadline. When that changes, I tell you."
    return "The deadline is so near that I will not remind you."


def _days(coming: Sequence[Coming]) -> str:
    bids, questions = (
        written.listed(_day(each.due_at) for each in coming if each.which is which)
        for which in (Deadline.BID, Deadline.QUESTIONS)
    )
    told = [f"I will remind you of the deadline on {bids}."] if bids else []
    told += [f"I will remind you of the last day for questions on {questions}."] if questions else []
    return "\n".join(told)


def _day(when: datetime) -> str:
    local = when.astimezone(LONDON)
    return f"{local:%A} {local.day} {local:%B}"


def full() -> str:
    """Refuse one more than there may be."""
    return (
        f"<b>Your list is full.</b> It holds {MOST} opportunities.\n\n"
        "Send /saved and remove what you do not need any more. Then press Save again."
    )


def gone() -> str:
    """Answer a button about an opportunity that we do not have, or that is not on the list."""
    return "This is not on your list any more. Send /saved to see what is."


def removed(row: Saved) -> str:
    """Say that it is off the list."""
    lost = " Its note is gone too." if row.note else ""
    title = safe(row.opportunity.title, 200)
    return f"<b>Removed from your list:</b> {title}\n\nI will not remind you of it.{lost}"


def ask_note(row: Saved) -> str:
    """Ask for a note."""
    now_is = f"Now: {safe(row.note, LONGEST_NOTE)}\n\n" if row.note else ""
    return (
        f"<b>Your note on “{safe(row.opportunity.title, 120)}”</b>\n\n{now_is}"
        f"Type it, up to {LONGEST_NOTE} characters. Only you see it. /cancel leaves it as it is."
    )


def note_too_long(typed: int) -> str:
    """Refuse a note that is too long."""
    return (
        f"Your note has {typed} characters, and I can keep {LONGEST_NOTE}. Nothing was changed.\n\n"
        "Type a shorter one, or send /cancel."
    )


def reminder(found: Reminder, source_name: str, now: datetime) -> str:
    """Write a reminder from what is true now."""
    notice = found.notice
    ends = deadlines.of(notice, found.which)
    if ends is None:
        raise ValueError("a reminder without a deadline")
    left = _left(deadlines.last_day(ends), now.astimezone(LONDON).date())
    match found.which:
        case Deadline.BID:
            head = f"Reminder: the deadline is {left}"
        case Deadline.QUESTIONS:
            head = f"Reminder: the last day to ask the buyer questions is {left}"
    lines = [f"<b>{head}</b>", "", f"<b>{safe(notice.title, 200)}</b>", *_facts(notice, now)]
    if found.saved.note:
        lines.append(f"Your note: {safe(found.saved.note, LONGEST_NOTE)}")
    lines.append(f"Number: {safe(notice.external_id, 40)} on {safe(source_name, 40)}")
    return "\n".join(lines)


def _left(last: date, today: date) -> str:
    days = (last - today).days
    if days <= 0:
        return "today"
    return "tomorrow" if days == 1 else f"in {days} days"
