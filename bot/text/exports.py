"""The words of exports: what a file says of itself, and what the command and the chat say of it."""

from collections.abc import Iterator
from datetime import datetime

from bot.report_filters import Filters
from bot.text import choosing, written
from bot.text.written import safe
from bot.typed_filters import Refused

EXAMPLE = "/export since 2026-01-01 until 2026-03-31 stage documents"
TITLE = "Reports of what stops suppliers"
PUBLIC_TITLE = "What stops suppliers: counts for publication"


def filters(chosen: Filters) -> str:
    """Write which reports were asked for. Plain text."""
    return written.bare(choosing.only(chosen)) or "All reports."


def facts(
    *, chosen: Filters, rows: int, at: datetime, by: str, version: int, for_publication: bool
) -> Iterator[tuple[str, str]]:
    """Give what an export says of itself: a name and what stands for it. What is published names nobody."""
    yield "What this is", PUBLIC_TITLE if for_publication else TITLE
    yield "Filters", filters(chosen)
    yield "Reports listed", "none: this holds counts only" if for_publication else f"{rows:,}"
    yield "Made", f"{written.moment(at)} (London)"
    if not for_publication:
        yield "Made by", by
    yield "Made with", f"Supplierbot, data dictionary version {version}"


def counted(*, reports: int, duplicates: int, same_for_us: int) -> Iterator[tuple[str, str]]:
    """Give what the counts hold, for officers."""
    yield "Reports counted", f"{reports:,}"
    yield "of these, duplicates", f"{duplicates:,}. They are counted: another supplier said the same."
    yield "of these, “same for us”", f"{same_for_us:,}. Each is a report of its own."


def method(*, for_publication: bool) -> str:
    """Say how the counts were made."""
    hidden = (
        "Counts under 5 are shown as “under 5”, also when they are 0. Where a small count could be worked out "
        "from the others, more counts are hidden, as “not shown”. "
        if for_publication
        else "The counts of reports are in full and are for officers. Do not publish them. "
    )
    return (
        "Suppliers report by themselves in a chat, so these are counts of reports and not of a sample of firms. "
        "One supplier may send several. What a supplier took back is not counted. Size, kind of organisation and place are as they were on the day of the "
        "report; where the supplier was anonymous or did not say, they count as “Not given”. "
        f"{hidden}"
        "Bid results are counts by trade, always with small counts hidden; a supplier with several trades "
        "counts in each. Only the dates of the filters apply to them. Days are days in London."
    )


def published_twice() -> str:
    """Warn of what no file can see to alone."""
    return (
        "Publish one export for one period. Two whose dates differ by a little, or whose filters do, show by "
        "their difference what each hides."
    )


def no_results() -> str:
    """Stand in an empty table of bid results."""
    return "No trade has five results that ended alike, so none is shown."


def refused(why: Refused) -> str:
    """Say why typed filters cannot be used, and what may stand there."""
    return f"{choosing.why_not(why)}\n\nFor example: {EXAMPLE}"


def nothing(chosen: Filters) -> str:
    """Say that no report passes the filters."""
    if chosen == Filters():
        return "No supplier has reported anything yet, so there is nothing to export."
    return f"No report is like this, so I made no file. {safe(filters(chosen))}"


def too_many(rows: int, most: int) -> str:
    """Refuse a workbook with more lines than Excel can hold."""
    return (
        f"There are {written.counted(rows, 'report')}, and one sheet holds {most:,}. "
        "Choose fewer days, or another format. No file was made."
    )


def choose(chosen: Filters, rows: int) -> str:
    """Ask for the format."""
    return (
        f"<b>Export {written.counted(rows, 'report')}</b>\n"
        f"{safe(filters(chosen))}\n\n"
        "Excel: with counts, bid results and an explanation of each column.\n"
        "CSV: the list alone, for any spreadsheet.\n"
        "JSON: for a program.\n"
        "To publish: Excel with counts only. Small counts are hidden, and no supplier's words are in it.\n\n"
        f"To choose which reports, type for example: {EXAMPLE}"
    )


def being_made() -> str:
    """Say that the file is coming."""
    return "I am making the file. It comes here by itself."


def still_being_made() -> str:
    """Answer a second wish while the first is not done."""
    return "I am still making your last file. It comes here by itself. After that, ask for the next one."


def caption(chosen: Filters, rows: int, *, for_publication: bool) -> str:
    """Stand below the file."""
    what = (
        "Counts only, with small counts hidden. You may publish this."
        if for_publication
        else f"{written.counted(rows, 'report')}. For officers only: please do not pass it on or publish it."
    )
    return f"{what}\n{safe(filters(chosen))}"


def too_large(size_mb: int, most_mb: int) -> str:
    """Say that Telegram does not take the file, and how to get it all the same."""
    return (
        f"The file has {size_mb:,} MB, and Telegram takes {most_mb} MB at most, so I did not send it. "
        "Choose fewer days with “since” and “until”, or ask whoever runs Supplierbot for: "
        "supplierbot feedback export"
    )
