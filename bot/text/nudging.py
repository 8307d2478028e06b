"""Words for a supplier to whom nothing came for a month, or more than anybody reads."""

from collections.abc import Sequence

from alerts.edits import Edit
from alerts.narrowing import Narrower
from alerts.notice import Notice
from bot.text import editing
from bot.text.written import counted, safe

EXAMPLES = 2
TITLE = 80


def silent(edit: Edit | None, gained: Sequence[Notice]) -> str:
    """Say that nothing came, and propose what would bring more."""
    told = "<b>I am still watching. Nothing that fits you has come out for a month.</b>"
    if edit is None:
        return (
            f"{told}\n\nNothing of the last 30 days came near what you look for. To hear of more, add a trade, "
            "a word or a place."
        )
    titles = "\n".join(f"“{safe(notice.title, TITLE)}”" for notice in gained[:EXAMPLES])
    return (
        f"{told}\n\n"
        f"One change would have brought you {counted(len(gained), 'opportunity', 'opportunities')} of the last "
        f"30 days, for example:\n{titles}\n\n"
        f"<b>{editing.question(edit)}</b>\n\n"
        "Nothing changes before you say yes."
    )


def fewer(edit: Edit, found: Narrower) -> str:
    """Say how much comes, and propose what would bring less."""
    which = "My alerts have" if edit.called is None else f"Your watch “{safe(edit.called, 60)}” has"
    return (
        "<b>Is this too much to read?</b>\n\n"
        f"{which} brought you about {found.a_week} opportunities a week. One change would make that about "
        f"{found.a_week_then or 'one or none'}:\n\n"
        f"<b>{editing.question(edit)}</b>\n\n"
        "Nothing changes before you say yes."
    )


def kept_as_it_is() -> str:
    """Confirm that a watch stays as it is."""
    return (
        "It stays as it is, and I will not ask this again unless you change what I look for. "
        "Send /watch to change it at any time."
    )


def off_already() -> str:
    """Answer a second press of “Do not ask again”."""
    return "I do not ask this any more. Send /watch and press “About you” to turn it on again."
