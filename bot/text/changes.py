"""The words of /yousaid."""

from bot.changes import Page
from bot.text import reports


def page(shown: Page) -> str:
    """Write one page of what was changed because suppliers reported something."""
    if not shown.changes:
        return (
            "<b>You said, we did</b>\n\nNothing is published here yet. When the Council changes something because "
            "suppliers reported it, it stands here with its date.\n\nTo report what is stopping you, send /blocker."
        )
    pages = f" (page {shown.number + 1} of {shown.last + 1})" if shown.last else ""
    return "\n\n".join([f"<b>You said, we did</b>{pages}", *(reports.change(made) for made in shown.changes)])
