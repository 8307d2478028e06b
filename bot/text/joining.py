"""The words of joining: what the bot is, and four questions."""

from collections.abc import Sequence
from datetime import datetime

from alerts.frequency import Frequency, Rhythm
from alerts.trades import Trade
from bot.text import written
from bot.text.written import safe

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def welcome() -> str:
    """Say what the bot does and what it keeps, and ask the first question."""
    return (
        "<b>Supplierbot</b>\n"
        "I tell small firms, social enterprises and charities about public contracts that fit their work, "
        "and why each one fits. It is free.\n\n"
        "<b>Your privacy</b>\n"
        "I keep the number of this chat, your answers, and what I sent you. "
        "No other supplier sees them. Send /privacy to read more, or /forget to erase all of it.\n"
        "If you press a button below, you agree to this.\n\n"
        "<b>Question 1 of 4. What kind of organisation are you?</b>"
    )


def ask_size() -> str:
    """Ask how many people work there."""
    return "<b>Question 2 of 4. How many people work in your organisation, with you?</b>"


def ask_trades(chosen: Sequence[str]) -> str:
    """Ask what they do. `chosen` are the names of trades taken so far."""
    if not chosen:
        return (
            "<b>Question 3 of 4. What do you do?</b>\n\n"
            "Press what fits. You can choose more than one.\n"
            "Or type what you sell, for example: we fit kitchens."
        )
    return (
        "<b>Question 3 of 4. What do you do?</b>\n\n"
        f"You chose: {_names(chosen)}.\n"
        "Press more, or press one again to take it away. You can also type what you sell.\n\n"
        "<b>Question 4 of 4. When do you want to hear from me?</b>\n"
        "When your list is right, press one of the last three buttons."
    )


def suggested(typed: str, trades: Sequence[Trade], chosen: Sequence[str], *, useful: bool) -> str:
    """Offer trades for what was typed. `useful` tells whether its words could be looked for as they are."""
    told = f"You typed “{safe(typed, 100)}”. "
    if not trades and not useful:
        return (
            f"{told}I found no trade for that, and I cannot look for it as it is: it is too long, or it is "
            "in nearly every notice.\n\n"
            "Type a few words that say what you do, for example: school cleaning. Or press “All trades”."
        )
    if not trades:
        return (
            f"{told}I found no trade for that.\n\n"
            "Press “Look for these words” and I will look for them in every notice. "
            "Or use other words, or press “All trades”."
        )
    ask = "Is this what you do?" if len(trades) == 1 else "Which of these do you do?"
    if useful:
        ask += " If none fits, press “Look for these words”."
    already = f"\n\nYou chose: {_names(chosen)}." if chosen else ""
    done = (
        "\n\n<b>When do you want to hear from me?</b>\n"
        "When your list is right, press one of the last three buttons."
        if chosen
        else ""
    )
    return f"{told}{ask}{already}{done}"


def please_press() -> str:
    """Answer typed words where a button is asked for."""
    return "Please press one of the buttons. To stop this form, send /cancel."


def finished(rhythm: Rhythm) -> str:
    """Say in one line when we will write."""
    return f"I will write {when(rhythm)}, but only when there is something for you."


def when(rhythm: Rhythm) -> str:
    """Write a rhythm in the middle of a sentence."""
    match rhythm.frequency:
        case Frequency.AT_ONCE:
            return "as soon as something is published"
        case Frequency.DAILY:
            return f"each day at {written.hour(rhythm.hour)}"
        case Frequency.WEEKLY:
            return f"each {WEEKDAYS[rhythm.weekday]} at {written.hour(rhythm.hour)}"


def _writes(rhythms: Sequence[Rhythm]) -> str:
    if len(rhythms) == 1:
        return f"I write {when(rhythms[0])}."
    return f"You have {len(rhythms)} watches, each with its own times."


def already_joined(rhythms: Sequence[Rhythm], paused_until: datetime | None) -> str:
    """Answer /start from a supplier whose watches are on, perhaps in a pause."""
    paused = (
        ""
        if paused_until is None
        else f" Until {written.moment(paused_until)} I write nothing, as you asked: /resume ends that."
    )
    return (
        f"<b>You are already set up.</b> {_writes(rhythms)}{paused}\n\n"
        "/latest shows what is open for you now.\n"
        "/watch changes what I look for.\n"
        "/stop ends the messages."
    )


def resumed(rhythms: Sequence[Rhythm]) -> str:
    """Answer /start from a supplier who had stopped."""
    return (
        f"<b>Welcome back. Your alerts are on again.</b> {_writes(rhythms)}\n\n"
        "Your earlier answers still stand. /watch changes them, /latest shows what is open for you now."
    )


def over() -> str:
    """Answer a button of a form that is finished or was cancelled."""
    return "This form is over. Send /watch to change your answers, or /start to begin."


def _names(chosen: Sequence[str]) -> str:
    return safe(written.listed(chosen), 900)
