"""The words of /search: what was looked for, what was found, and what could not be read."""

from collections.abc import Sequence
from datetime import datetime

from alerts import places
from alerts.notice import VatBasis, is_open
from alerts.opportunities import notice_of
from alerts.searches import MOST, Asked
from alerts.tables import Opportunity
from bot.tables import Search
from bot.text import alerts, amendments, written
from bot.text.written import safe
from bot.typed_search import MOST_WORDS, Problem, Refused

EXAMPLES = (
    "/search school cleaning\n"
    "/search school cleaning under 50k\n"
    "/search painting in Durham\n"
    "/search over £10,000 in Gateshead"
)


def ask() -> str:
    """Ask what to look for."""
    return (
        "<b>What shall I look for?</b>\n\n"
        "Type words, a value, a place, or all of them. I look through everything that is open now. "
        f"For example:\n{EXAMPLES}"
    )


def refused(why: Refused) -> str:
    """Say why nothing was looked for."""
    return f"{why_not(why)}\n\nNothing was searched. Type it again, or send /cancel."


def why_not(why: Refused) -> str:
    """Say what cannot be looked for, and what can."""
    match why.problem:
        case Problem.NOTHING:
            return (
                "I found no word in that to look for. Little words such as “the” or “it” stand in every notice. "
                "For IT work, type software, computers or ICT."
            )
        case Problem.TOO_LONG:
            return (
                f"That is {why.words} different words, and I can look for {MOST_WORDS} at once. "
                "Send the two or three that matter most."
            )
        case Problem.VALUE:
            return (
                f"I could not read “{safe(why.typed, 60)}” as a value. Write one sum in pounds for the whole "
                "job, for example: under 50k, over £10,000, or 10k to 50k."
            )
        case Problem.UPSIDE_DOWN:
            return (
                "The least that you want is more than the most that you want. "
                "Write the smaller sum first, for example: 10k to 50k."
            )


def nothing(asked: Asked, *, can_watch: bool) -> str:
    """Say that nothing was found, what to try, and that a watch finds what comes later, where one can be made."""
    tries = ["Check the spelling."] if asked.words else []
    if len(asked.words) > 1:
        tries.append("Leave out a word: every one of them must be in the notice.")
    if asked.value_min_pence is not None or asked.value_max_pence is not None:
        tries.append("Leave out the value.")
    if asked.regions:
        tries.append("Leave out the place.")
    lines = "\n".join(f"- {each}" for each in tries)
    return (
        f"<b>Nothing that is open now fits.</b>\n{_looked_for(asked)}\n\n"
        f"You can try this, and search again:\n{lines}"
        + ("\n\nOr press “Save as a watch”. Then I tell you when one is published." if can_watch else "")
    )


def heading(asked: Asked, total: int) -> str:
    """Say how many were found, and what was looked for."""
    many = written.counted(total, "open opportunity", "open opportunities")
    return f"<b>{many}</b>\n{_looked_for(asked)}"


def page(search: Search, shown: Sequence[Opportunity], first: int, now: datetime) -> str:
    """Write one page of what was found. `first` is the place of the first that is shown, counted from 0."""
    parts = [heading(search.asked, search.total)]
    kept = len(search.found)
    if kept > len(shown):
        parts.append(f"Showing {first + 1} to {first + len(shown)} of {kept}.")
    if search.total > kept:
        parts.append(f"These are the first {MOST}. Search with one more word to find the others.")
    parts += [_entry(row, now, number) for number, row in enumerate(shown, first + 1)]
    return "\n\n".join(parts)


def over() -> str:
    """Answer a button of a search that is not kept any more."""
    return "<b>I do not keep this search any more.</b> Send /search with your words to see what is open now."


def cannot_watch(asked: Asked) -> str:
    """Say that no watch can be made of a search."""
    return (
        "<b>No watch was made.</b> These words stand in notices of every trade, or are too many for a watch: "
        f"{_words(asked)}.\n\nSearch for what the work is, for example: /search school cleaning"
    )


def watching(name: str, asked: Asked) -> str:
    """Say that a search is a watch now."""
    beside = " It looks for these words side by side." if len(asked.words) > 1 else ""
    return f"<b>Your new watch “{safe(name, 60)}” looks for this from now on.</b>{beside}"


def watched_already(name: str) -> str:
    """Answer a second press."""
    return f"<b>Your watch “{safe(name, 60)}” looks for this already.</b>"


def _entry(row: Opportunity, now: datetime, number: int) -> str:
    notice = notice_of(row)
    status = amendments.status(notice, ()) or ("" if is_open(notice, now) else "No longer open")
    lines = [
        f"<b>{number}. {safe(notice.title, 120)}</b>",
        f"<b>{status}</b>" if status else "",
        f"Buyer: {safe(notice.buyer, 80) if notice.buyer else 'not stated'}",
        f"Value: {alerts.value(notice)}",
        alerts.dates(notice, now),
        f"Place: {alerts.place(notice.regions)}",
    ]
    return "\n".join(line for line in lines if line)


def _looked_for(asked: Asked) -> str:
    lines = [
        f"Words: {_words(asked)}" if asked.words else "",
        f"Value: {_value(asked)}" if _value(asked) else "",
        f"Place: {safe(places.names(asked.regions), 100)}" if asked.regions else "",
    ]
    return "\n".join(line for line in lines if line)


def _words(asked: Asked) -> str:
    return safe(written.listed(asked.words), 150)


def _value(asked: Asked) -> str:
    low, high = asked.value_min_pence, asked.value_max_pence
    if low is None:
        return "" if high is None else f"up to {written.pounds(high)}"
    return written.value(low, high, VatBasis.NOT_STATED)
