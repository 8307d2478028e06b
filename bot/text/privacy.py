"""What is kept, as people read it: the notice in the chat, docs/privacy.md, and the words of /forget.

All of it is written from `bot.kept`.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from bot import kept
from bot.kept import End, Ground, Kept
from bot.text import written

PRIVACY_NOTICE = "2026-11-26"
"""The version of the privacy notice. Change it when the notice changes; it is stored with the consent."""

ALWAYS_STAYS = frozenset({"questions"})
"""Nobody can tell whose these are, so it is said to everybody."""

GROUNDS: Mapping[Ground, str] = {
    Ground.CONSENT: "you agreed to it (consent)",
    Ground.PUBLIC_TASK: "a task of the public body",
    Ground.NONE: "it is about no person",
}


def counted(held: Mapping[str, int]) -> list[str]:
    """List what is held about a chat, a line a table, with the number of rows where there are several."""
    found = [(kept.first(table).name, held[table]) for table in kept.tables() if held.get(table)]
    return [name if number == 1 else f"{name}: {number:,}" for name, number in found]


def notice() -> str:
    """Write the privacy notice."""
    lines = [entry.told for entry in kept.everything() if entry.told]
    return (
        f"<b>Privacy notice</b> (version of {written.day(date.fromisoformat(PRIVACY_NOTICE))})\n\n"
        "<b>What I keep, and how long</b>\n"
        f"{_lines(lines)}\n"
        "I do not keep your name, your user name, your phone number or your other messages. E-mail addresses, "
        "phone numbers and names of people are taken out of the questions and reports that I keep.\n\n"
        "<b>Why</b>\n"
        "To send you opportunities that fit, because you agreed to it. To answer you, and to find out which "
        "answers are missing and what stops firms from bidding: that is a task of the public body that runs "
        "this bot.\n\n"
        "<b>Who sees it</b>\n"
        "That public body. Messages travel through Telegram, which has rules of its own. No other supplier sees "
        "anything of you.\n\n"
        "<b>What you can do</b>\n"
        "/mydata gives you all that I keep about you, at once.\n"
        "/forget erases it at once, and says before what stays.\n"
        "/stop only ends the messages.\n"
        "You can complain to the public body, or to the Information Commissioner (ico.org.uk)."
    )


def ask_forget(held: Mapping[str, int]) -> str:
    """Say what /forget erases and what stays, and ask. `held`: how many rows of each table are this chat's."""
    goes = counted({table: held[table] for table in held if kept.first(table).forget is End.DELETED})
    return (
        "<b>Erase everything about you?</b>\n\n"
        "<b>This goes at once, and cannot be brought back</b>\n"
        f"{_lines(goes)}\n\n"
        "<b>This stays</b>\n"
        f"{_lines(_stays(held))}\n"
        "Messages that are in this chat already stay until you delete them.\n\n"
        "To keep a copy, send /mydata first."
    )


def forgotten(held: Mapping[str, int]) -> str:
    """Confirm that all is erased. `held`: what there was."""
    return (
        "<b>Everything about you is erased.</b>\n\n"
        f"{_lines(_stays(held))}\n\n"
        "The buttons in older messages lead nowhere now. Send /start if you want to begin again."
    )


def _stays(held: Mapping[str, int]) -> list[str]:
    return [
        entry.stays
        for entry in kept.everything()
        if entry.stays and (held.get(entry.table) or entry.table in ALWAYS_STAYS)
    ]


def document() -> str:
    """Write docs/privacy.md."""
    rows = [_document_row(entry) for entry in kept.everything()]
    return (
        "# What is kept, why and how long\n\n"
        "Written from `bot/kept.toml` by `make docs`; change it there. The nightly job deletes by the same file "
        "(`supplierbot retention` does it now, and with `--dry-run` only says what would go), and the notice in "
        "the chat (`/privacy`) is written from it too. “You” is the supplier whose chat it is. The public body "
        "that runs the bot is the controller; Telegram carries the messages under rules of its own.\n\n"
        "The job runs each night, so a row may stay up to a day longer than is written here. `/forget` is at "
        "once. Consent is Article 6(1)(a) of the UK GDPR, a public task Article 6(1)(e).\n\n"
        "| What | Why | Ground | How long | `/forget` | Table |\n"
        "|---|---|---|---|---|---|\n"
        f"{_lines(rows)}\n\n"
        "What a supplier can do alone: `/mydata` gives a copy of everything, `/forget` erases it. An operator does "
        "the same with `supplierbot supplier export ADDRESS` and `supplierbot supplier erase ADDRESS --yes`.\n\n"
        "What stays after `/forget`:\n\n"
        f"{_lines(f'- {entry.stays}' for entry in kept.everything() if entry.stays)}\n"
    )


def _document_row(entry: Kept) -> str:
    forget = "" if entry.forget is None else entry.forget.value
    cells = [entry.what, entry.why, GROUNDS[entry.ground], entry.how_long, forget, f"`{entry.table}`"]
    return f"| {' | '.join(cells)} |"


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines)
