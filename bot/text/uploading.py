"""The words of sending opportunities to suppliers: by a file, and whom it reaches."""

from collections.abc import Sequence

from alerts.ingest import Imported
from alerts.reach import Reach
from alerts.sources import Rejected
from bot.text import about_you, alerts
from bot.text.written import safe

REJECTED_SHOWN = 10
FEW = 5
"""Fewer suppliers than this are not counted out: an officer must not find out who is behind one."""

MEGABYTE = 1_000_000
LONGEST_REASON = 250
IN_PARTS = "Send it in parts, or ask whoever runs Supplierbot to load it on the machine itself: supplierbot sources import"


def too_large(limit: int) -> str:
    """Refuse a file by its size, before it is fetched."""
    return (
        f"This file is larger than {limit // MEGABYTE} MB, which is the most that I take here, so I did not open it. "
        f"{IN_PARTS}"
    )


def too_many(rows: int, limit: int) -> str:
    """Refuse a file with too many rows."""
    return (
        f"This file has {rows:,} opportunities, and I take up to {limit} at once here. Nothing was loaded. "
        f"{IN_PARTS}"
    )


def not_readable(why: str) -> str:
    """Say in the reader's own words why a file is none of ours."""
    return f"<b>I cannot use this file.</b>\n\n{safe(why, 1_500)}\n\nNothing was loaded."


def not_fetched() -> str:
    """Say that Telegram did not hand a file over."""
    return "Telegram did not give me the file. Nothing was loaded. Please send it again."


def preview(name: str, found: Imported) -> str:
    """Say what would come of a file, and ask."""
    parts = [
        f"<b>{safe(name, 60)}: {counts(found)}</b>",
        _rejected(found.rejected),
        audience(found.reach),
        "Nothing is loaded yet.",
    ]
    return "\n\n".join(part for part in parts if part)


def nothing_new(name: str, found: Imported) -> str:
    """Say that there is nothing in a file to load."""
    parts = [f"<b>{safe(name, 60)}: {counts(found)}</b>", _rejected(found.rejected)]
    return "\n\n".join([*(part for part in parts if part), "There is nothing to load."])


def counts(found: Imported) -> str:
    """Count what is in a file."""
    return (
        f"{found.new:,} new, {found.changed:,} changed, {found.unchanged:,} unchanged, "
        f"{len(found.rejected):,} rejected"
    )


def _rejected(rejected: Sequence[Rejected]) -> str:
    if not rejected:
        return ""
    rows = [f"Row {one.record}: {safe(one.reason, LONGEST_REASON)}" for one in rejected[:REJECTED_SHOWN]]
    more = len(rejected) - len(rows)
    rest = [f"And {more:,} more: all of them are in the file below."] if more > 0 else []
    return "\n".join(["<b>Rejected, and why</b>", *rows, *rest])


def rejected_file(rejected: Sequence[Rejected]) -> bytes:
    """Write every rejected row as a text file."""
    return "".join(f"Row {one.record}: {one.reason}\n" for one in rejected).encode("utf-8-sig")


def audience(reach: Sequence[Reach]) -> str:
    """Say whom news would reach, as counts. Small ones are not counted out, and there is no sum to take them from."""
    if not reach:
        return "<b>No supplier would be told:</b> nobody looks for this now."
    lines = [
        f"{alerts.kind_of(one.organisation_type)}, {about_you.people(one.size)}: {_count(one.suppliers)}"
        for one in reach
    ]
    return "\n".join(["<b>Suppliers who would be told</b>", *lines])


def _count(suppliers: int) -> str:
    return f"under {FEW}" if suppliers < FEW else f"{suppliers:,}"


def loaded(found: Imported) -> str:
    """Confirm that a file was loaded."""
    return (
        f"<b>Loaded: {counts(found)}.</b>\n\nSuppliers whom it fits hear of it at the times that they chose."
    )


def already() -> str:
    """Answer a second press."""
    return "This file was loaded already. Nothing was done twice."


def another_file() -> str:
    """Refuse a file that is not the one that was shown."""
    return "The file is not the one that I showed you. Nothing was loaded. Please send it again."


def dropped() -> str:
    """Confirm that nothing was loaded."""
    return "Nothing was loaded, and I have forgotten the file."


def over() -> str:
    """Answer a button of a file that is not remembered any more."""
    return "I do not remember this file any more. Nothing was loaded. Please send it again."


def template() -> str:
    """Explain the empty file."""
    return (
        "Fill this in with a spreadsheet, one opportunity a row. Keep the headings. Save it as “CSV UTF-8” and send it to me here. "
        "The row marked EXAMPLE shows how; delete it."
    )
