"""The words of “Not for me”: asking why, and what to say when no one change would help."""

from collections.abc import Sequence

from alerts.notice import Notice
from alerts.tuning import Unwanted
from bot.text import written
from bot.text.written import safe

TITLE = 120


def ask_which() -> str:
    """Ask which of a page is not wanted."""
    return "<b>Which one is not for you?</b>"


def ask_why(notice: Notice) -> str:
    """Ask why one opportunity is not wanted."""
    return (
        f"<b>Not for you: “{safe(notice.title, TITLE)}”.</b>\n\n"
        "What is wrong with it? I will then ask you about one change, and change nothing before you say yes."
    )


def which_watch(names: Sequence[str]) -> str:
    """Ask which watch is to be changed, where several bring such notices."""
    watches = written.listed(f"“{safe(name, 60)}”" for name in names)
    return f"<b>It comes to you through your watches {watches}.</b>\n\nWhich one shall I change first?"


def reason(why: Unwanted) -> str:
    """Name a reason, as its button does."""
    match why:
        case Unwanted.WRONG_TRADE:
            return "Wrong trade"
        case Unwanted.TOO_BIG:
            return "Too big"
        case Unwanted.TOO_FAR:
            return "Too far"
        case Unwanted.TOO_LATE:
            return "Too late"
        case Unwanted.NOT_OUR_WORK:
            return "Not something we do"


def no_change(why: Unwanted, notice: Notice) -> str:
    """Say that no one change of this kind would have kept it away, and why."""
    match why:
        case Unwanted.WRONG_TRADE | Unwanted.NOT_OUR_WORK:
            told = (
                "Its title is made of the very words you look for, so no one change would keep it away alone."
            )
        case Unwanted.TOO_BIG if notice.value_max_pence is None:
            told = "The buyer did not say what it is worth, so no limit would have kept it away."
        case Unwanted.TOO_BIG if notice.value_is_ceiling:
            told = "Its value is for many jobs together, so one job may well be small."
        case Unwanted.TOO_BIG:
            told = "It is near the lowest value you asked for, so a lower limit would leave nothing."
        case Unwanted.TOO_FAR if not notice.regions:
            told = "The buyer did not say where the work is, so no place would have kept it away."
        case Unwanted.TOO_FAR:
            told = "I do not know which places are near to you. You can choose them."
        case Unwanted.TOO_LATE:
            told = "I write to you at once already, as soon as I read a notice."
    return f"<b>Nothing was changed.</b> {told}"


def comes_no_more() -> str:
    """Answer about an opportunity that the watch no longer asks for."""
    return "Such notices do not come to you any more: you have changed what I look for, or muted something, since."
