"""The words inside a calendar file, and around it. A calendar shows no tags, so nothing here is HTML."""

from alerts.deadlines import Deadline
from alerts.notice import Notice, Stage
from bot.text import written
from bot.text.written import cut

TITLE = 150


def summary(notice: Notice, which: Deadline) -> str:
    """Name an entry: what ends, and of what."""
    title = cut(notice.title, TITLE)
    if notice.stage is Stage.WITHDRAWN:
        return f"Withdrawn: {title}"
    match which:
        case Deadline.BID:
            return f"Deadline: {title}"
        case Deadline.QUESTIONS:
            return f"Last questions to the buyer: {title}"


def description(notice: Notice, source_name: str) -> str:
    """Write the facts of an opportunity, and how the entry is kept right."""
    lines = [
        f"Buyer: {notice.buyer or 'not stated'}",
        f"Value: {written.value(notice.value_min_pence, notice.value_max_pence, notice.vat)}",
    ]
    if notice.closes_at is not None:
        lines.append(f"Deadline: {written.ends(notice.closes_at)}, London time")
    if notice.questions_by is not None:
        lines.append(f"Questions to the buyer: {written.ends(notice.questions_by)}, London time")
    lines += [
        f"Number: {notice.external_id} on {source_name}",
        "",
        "From Supplierbot. When the deadline moves, ask it for this file again and open it: the entry moves.",
    ]
    return "\n".join(lines)


def one(title: str) -> str:
    """Say what the file of one deadline is for, below it."""
    return f"The deadline of “{cut(title, TITLE)}”. Open the file to add it to your calendar."


def every(number: int) -> str:
    """Say what the file of all deadlines is for, below it."""
    return (
        f"{written.counted(number, 'deadline')} of what you saved. Open the file to add them to your calendar. "
        "When one moves, send /calendar and open the new file: nothing comes twice."
    )


def no_deadline() -> str:
    """Answer for an opportunity that has no deadline to come."""
    return "There is no deadline to put into your calendar: it has passed, or the buyer has not stated one."


def none_saved() -> str:
    """Answer for a list with no deadline to come."""
    return (
        "<b>There is no deadline to put into your calendar.</b>\n\n"
        "Press Save below an opportunity first. /saved shows your list."
    )
