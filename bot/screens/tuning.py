"""The screens of “Not for me”: which one, and why."""

from collections.abc import Sequence

from alerts.notice import Notice
from alerts.shortlist import Shortlisted
from alerts.suppliers import Subject
from alerts.tuning import Unwanted
from bot.buttons import Action, to
from bot.screens import Screen
from bot.screens.alerts import choose
from bot.screens.watch_buttons import opens
from bot.text import tuning as words

WHICH, ASK, THIS, WHY = "which", "ask", "this", "why"
"""What the buttons carry first: a page to choose from, an opportunity (asked in a new message, or in
place of the choice), and a reason."""


def which(items: Sequence[Shortlisted], page: int) -> Screen:
    """Let a supplier choose from one page of a digest."""
    return choose(items, page, words.ask_which(), Action.UNWANTED, THIS)


def why(notice: Notice, opportunity_id: int) -> Screen:
    """Ask why an opportunity is not wanted."""
    return Screen(
        text=words.ask_why(notice),
        rows=[
            [to(words.reason(reason), Action.UNWANTED, WHY, opportunity_id, reason)] for reason in Unwanted
        ],
    )


def which_watch(bringing: Sequence[Subject], opportunity_id: int, reason: Unwanted) -> Screen:
    """Ask which watch is to be changed, where several bring such notices."""
    return Screen(
        text=words.which_watch([subject.watch.name for subject in bringing]),
        rows=[
            [
                to(
                    subject.watch.name,
                    Action.UNWANTED,
                    WHY,
                    opportunity_id,
                    reason,
                    watch=subject.watch.id,
                )
            ]
            for subject in bringing
        ],
    )


def no_change(reason: Unwanted, notice: Notice, subject: Subject) -> Screen:
    """Say that no one change would help, and where everything can be changed."""
    rows = [[opens("Change what I look for", subject, "menu")]]
    if reason is Unwanted.TOO_FAR:
        rows.insert(0, [opens("Choose places", subject, "place")])
    return Screen(text=words.no_change(reason, notice), rows=rows)
