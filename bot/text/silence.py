"""The words of /pause and /resume."""

from datetime import date, datetime

from alerts.frequency import morning
from bot.pauses import Passed, Unread
from bot.text import written
from bot.text.written import safe


def ask(paused_until: date | None) -> str:
    """Ask until when nothing is to be sent."""
    now_is = "" if paused_until is None else f"You are paused until {_morning(paused_until)}. "
    return (
        "<b>Pause all messages</b>\n\n"
        f"{now_is}While you are away I send nothing. What comes up meanwhile waits, and when you are back I tell "
        "you in one message what of it is still open.\n\n"
        "For how long? Press one, or type it, for example: 2 weeks, or until 3 January."
    )


def paused(until: date) -> str:
    """Confirm a pause."""
    return (
        f"<b>I will send you nothing until {_morning(until)}.</b>\n\n"
        "What comes up meanwhile waits, and then I tell you in one message what of it is still open. "
        "You can ask me anything at any time, and /latest shows what is open. /resume ends the pause."
    )


def not_understood(typed: str, why: Passed | Unread) -> str:
    """Answer a pause that could not be read or cannot be."""
    match why:
        case Passed(next=None):
            told = f"<b>Nothing was changed.</b> {written.day(why.day)} is not in the future."
        case Passed():
            told = (
                f"<b>Nothing was changed.</b> {written.day(why.day)} has passed. Do you mean the next year?"
            )
        case Unread.TOO_LONG:
            return (
                "<b>Nothing was changed.</b> A pause has an end, within a year. "
                "To hear nothing until you say so, send /stop: I keep your answers, and /start turns everything on "
                "again.\n\n"
                "Or tell me when you are back, for example: 3 months, or until 3 January."
            )
        case Unread.UNKNOWN:
            told = f"I could not read “{safe(typed, 60)}” as a time."
    return (
        f"{told}\n\nType how many days or weeks, or a day, for example: 2 weeks, or until 3 January. "
        "/cancel changes nothing."
    )


def resumed(over: datetime, now: datetime) -> str:
    """Confirm that a pause is over. `over` is when quiet hours let us write."""
    when = "now" if over <= now else f"on {written.moment(over)}, when your quiet hours are over,"
    return (
        "<b>Welcome back. The pause is over.</b>\n\n"
        f"If anything came up that is still open, I send it {when} in one message."
    )


def not_paused() -> str:
    """Answer /resume when there is no pause."""
    return "<b>You are not paused.</b> I write as usual. /watch shows when."


def _morning(day: date) -> str:
    return written.moment(morning(day))
