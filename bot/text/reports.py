"""The words of /myreports and of the news of a report."""

from collections.abc import Sequence
from datetime import datetime

from alerts.frequency import LONDON
from bot.blockers import ReportStatus
from bot.feedback import Held
from bot.news import News
from bot.tables import BlockerReport, ChangeMade
from bot.text import blockers, written
from bot.text.written import safe

REASON, WORDS, CHANGE = 1_000, 2_000, 600


def none() -> str:
    """Answer /myreports from a chat that no report is connected with."""
    return (
        "<b>I know of no report from this chat.</b>\n\n"
        "If you reported fully anonymously, send the number that you got, for example: "
        "/myreports BL-7K3M-9PQR\n\n"
        "To report what is stopping you, send /blocker."
    )


def listed(shown: Sequence[Held], first: int, total: int) -> str:
    """List reports with their status. `first` is the place of the first one shown, from 1."""
    parts = ["<b>Your reports</b>"]
    if total > len(shown):
        parts.append(f"Showing {first} to {first + len(shown) - 1} of {total}.")
    for number, held in enumerate(shown, first):
        row = held.report
        parts.append(
            f"<b>{number}. {row.reference}</b>\n{blockers.kind(row.kind)} ({blockers.stage(row.stage)})\n"
            f"Status: {_standing(row)}"
        )
    return "\n\n".join([*parts, "Press one to add to it, to take it back, or to be told of news."])


def one(held: Held, original: BlockerReport | None) -> str:
    """Show one report. Its words only in the chat that it came from: a number may fall into other hands."""
    row = held.report
    lines = [
        f"<b>{row.reference}</b>",
        f"What: {blockers.kind(row.kind)}",
        f"Where: {blockers.stage(row.stage)}",
        f"Notice: “{safe(row.notice_title, 120)}”" if row.notice_title else "",
        f"Reported: {written.day(row.reported_at.astimezone(LONDON).date())}",
        f"Status: {_standing(row)}",
        f"The officers say: {safe(row.status_reason, REASON)}" if row.status_reason else "",
        f"The other report stands at: {status(original.status)}" if original is not None else "",
        f"Words: “{safe(row.detail, WORDS)}”" if row.detail and held.link is not None else "",
    ]
    return "\n".join([*(line for line in lines if line), "", _news(held)])


def _news(held: Held) -> str:
    if held.report.withdrawn_at is not None:
        return "You took it back. It is counted no more, and its words are erased."
    if held.link is None:
        return (
            "Nothing leads from this report to this chat. To tell you of news, I would have to remember which "
            "chat it came from. Officers would not see that."
        )
    return "I tell you when its status changes." if held.link.wants_news else "I do not tell you of news."


def _standing(row: BlockerReport) -> str:
    return "taken back" if row.withdrawn_at is not None else status(row.status)


def status(one: ReportStatus) -> str:
    """Say how far officers have come, to stand behind “Status:”."""
    match one:
        case ReportStatus.NEW:
            return "new, no officer has dealt with it yet"
        case ReportStatus.SEEN:
            return "seen by an officer"
        case ReportStatus.ACCEPTED:
            return "accepted, the officers agree that it should change"
        case ReportStatus.CHANGED:
            return "changed, the officers did something about it"
        case ReportStatus.WILL_NOT_CHANGE:
            return "will not change"
        case ReportStatus.DUPLICATE:
            return "handled together with another report of the same thing"


def unknown(typed: str) -> str:
    """Answer a reference that we do not know, or that belongs to another chat."""
    return (
        f"I know no report of yours with the number “{safe(typed, 60)}”.\n\n"
        "It looks like BL-7K3M-9PQR. Please look at the number again. /myreports shows the reports that I "
        "connect with this chat."
    )


def ask_addition(row: BlockerReport) -> str:
    """Ask for what is to be added."""
    return (
        f"<b>Add to {row.reference}</b>\n\nType what you want to add. Please leave out names, e-mail addresses "
        "and telephone numbers. I take out those that I find. To leave, send /cancel."
    )


def addition(words: str, now: datetime) -> str:
    """Write what is added as officers read it, with the day."""
    return f"(Added on {written.day(now.astimezone(LONDON).date())}) {words}"


def added(row: BlockerReport, words: str) -> str:
    """Confirm what was added, as it is kept."""
    return f"<b>I added this to {row.reference}:</b>\n“{safe(words, WORDS)}”"


def no_room(row: BlockerReport) -> str:
    """Refuse to add to a report that is full, or was taken back."""
    return f"<b>I cannot add that to {row.reference}.</b> It is full, or you took it back. You can send a new one with /blocker."


def ask_withdraw(row: BlockerReport) -> str:
    """Ask before a report is taken back."""
    return (
        f"<b>Take {row.reference} back?</b>\n\n"
        "It is then counted no more, and its words are erased. This cannot be undone."
    )


def withdrawn(row: BlockerReport) -> str:
    """Confirm that a report was taken back."""
    return f"<b>{row.reference} is taken back.</b> It is counted no more, and its words are erased."


def news(told: News) -> str:
    """Tell a supplier that officers have come further with a report."""
    row = told.report
    parts = [
        f"<b>News of your report {row.reference}</b>\n{blockers.kind(row.kind)} ({blockers.stage(row.stage)})",
        f"It now stands at: <b>{status(row.status)}</b>.",
    ]
    if told.original is not None:
        parts.append(f"The other report stands at: {status(told.original.status)}.")
    reason = row.status_reason or (told.original.status_reason if told.original is not None else None)
    if reason:
        parts.append(f"The officers say: {safe(reason, REASON)}")
    if told.change is not None:
        parts.append(change(told.change))
    return "\n\n".join(parts)


def change(made: ChangeMade) -> str:
    """Write one “you said, we did”."""
    return (
        f"<b>{written.day(made.happened_on)}</b>\n"
        f"You said: {safe(made.you_said, CHANGE)}\nWe did: {safe(made.we_did, CHANGE)}"
    )
