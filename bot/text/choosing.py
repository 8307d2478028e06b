"""How officers choose which reports to see: what is chosen, the questions, and what cannot be read."""

from alerts.trades import TRADES
from bot.report_filters import Filters
from bot.text import about_you, alerts, blockers, names, written
from bot.text.written import safe
from bot.typed_filters import Problem, Refused


def showing(filters: Filters) -> str:
    """Say in a sentence which reports are wanted."""
    return only(filters) or "All reports, the newest first."


def only(filters: Filters) -> str:
    """Say in a sentence which reports are wanted, or nothing where all are."""
    chosen = written.listed(_chosen(filters))
    return f"Only {chosen}." if chosen else ""


def _chosen(filters: Filters) -> list[str]:
    found = {
        "status": filters.status and f"“{names.status(filters.status).lower()}”",
        "stage": filters.stage and f"“{blockers.stage(filters.stage)}”",
        "kind": filters.kind and f"“{blockers.kind(filters.kind)}”",
        "shown as": filters.visibility and names.visibility(filters.visibility),
        "trade": filters.trade and safe(TRADES[filters.trade].name if filters.trade in TRADES else "unknown"),
        "size": filters.size and about_you.people(filters.size),
        "organisation": filters.organisation_type and alerts.kind_of(filters.organisation_type),
        "since": filters.since and written.day(filters.since),
        "until": filters.until and written.day(filters.until),
        "with the words": filters.words and f"“{safe(filters.words, 60)}”",
    }
    return [f"{name} {value}" for name, value in found.items() if value]


def filters(chosen: Filters) -> str:
    """Ask which reports to show."""
    return (
        f"<b>Which reports?</b>\n\nNow: {showing(chosen)}\n\n"
        "Press what to choose by. You can also type it, for example:\n"
        "/reports status new since 1 August 2026\n"
        "/reports stage documents size micro\n"
        "/reports words insurance\n"
        "/reports BL-7K3M-9PQR"
    )


def pick(what: str) -> str:
    """Ask for one value of a filter."""
    return f"<b>Only reports with which {what}?</b>"


def ask_dates() -> str:
    """Ask for the time of the reports."""
    return (
        "<b>Reports of which time?</b>\n\n"
        "For other days, type for example: /reports since 1 August 2026 until 31 August 2026"
    )


def ask_words() -> str:
    """Ask for words to look for."""
    return (
        "<b>Which words?</b>\n\n"
        "Type them. I look for each in what suppliers wrote, and in the title and the buyer of the notice. "
        "To leave, send /cancel."
    )


def not_understood(refused: Refused) -> str:
    """Say which part of the filters of /reports cannot be used, and where there is help."""
    return f"{why_not(refused)}\n\nSend /reports to see all reports, and press “Choose which” for help."


def why_not(refused: Refused) -> str:
    """Say which part of typed filters cannot be used, and what may stand there."""
    typed, word = safe(refused.typed.replace("_", " "), 60), safe(refused.word)
    allowed = written.listed((each.replace("_", " ") for each in refused.allowed), "or")
    match refused.problem:
        case Problem.NO_SUCH_WORD:
            return f"I do not know what “{typed}” asks for. Begin with one of: {allowed}."
        case Problem.NO_VALUE:
            return f"After “{word}” something is missing." + (f" It may be: {allowed}." if allowed else "")
        case Problem.TWICE:
            return f"“{word}” stands there twice. Please say it once."
        case Problem.NO_DATE:
            return f"I could not read “{typed}” as a date. Write one such as 1 August 2026."
        case Problem.NO_SUCH_VALUE:
            return f"There is no {word} “{typed}”. It may be: {allowed}."
        case Problem.BACKWARDS:
            return f"The first day, {word}, is after the last, {typed}."
