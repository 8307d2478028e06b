"""The words of the officers' list of what the approved answers lack."""

from bot.questions import Gaps
from bot.text import written
from bot.text.written import safe

SHOWN = 10
EXCERPT = 120


def listed(found: Gaps) -> str:
    """Show what was asked but not answered, and answered but not useful, the most often first."""
    missing = [
        f"{number}. {safe(one.asked, EXCERPT)} ({written.counted(one.count, 'time')}{_why(one.reason)})"
        for number, one in enumerate(found.unanswered[:SHOWN], 1)
    ]
    poor = [
        f"{number}. {one.entry}: {one.no} no, {one.yes} yes{_asked(one.asked)}"
        for number, one in enumerate(found.not_useful[:SHOWN], 1)
    ]
    return (
        f"<b>Asked but not answered</b>\n{chr(10).join(missing) or 'Nothing.'}\n\n"
        f"<b>Answered but not useful</b>\n{chr(10).join(poor) or 'Nothing.'}"
    )


def _why(reason: str | None) -> str:
    return f"; {reason.replace('_', ' ')}" if reason not in {None, "unknown"} and reason else ""


def _asked(asked: tuple[str, ...]) -> str:
    return f", asked as “{safe(asked[0], EXCERPT)}”" if asked else ""
