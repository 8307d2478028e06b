"""The words of /result: how a bid went, why, and what the buyer told of it."""

from collections.abc import Mapping, Sequence

from alerts.frequency import LONDON
from alerts.tables import Opportunity
from bot.blockers import Ending, Feedback, Why
from bot.results import Bid
from bot.tables import BidResult
from bot.text import written
from bot.text.written import safe

TITLE, BUYER = 120, 80

_REASONS: Mapping[Why, str] = {
    Why.PRICE: "Price",
    Why.QUALITY: "Quality of the bid",
    Why.EXPERIENCE: "Experience",
    Why.SOCIAL_VALUE: "Social value",
    Why.LOCAL: "Being local",
    Why.TIME: "Too little time",
    Why.SIZE: "Too large for us",
    Why.PAPERWORK: "Too much paperwork",
    Why.NOT_OUR_WORK: "Not our kind of work",
    Why.NOT_TOLD: "We were not told why",
    Why.OTHER: "Something else",
}
_DEGREES = ("of no use", "of little use", "of some use", "useful", "very useful")


def ending(one: Ending) -> str:
    """Name what became of a bid, as its button does."""
    match one:
        case Ending.WON:
            return "We won"
        case Ending.LOST:
            return "We lost"
        case Ending.DID_NOT_BID:
            return "We did not bid"


def reason(one: Why) -> str:
    """Name a reason, as its button does."""
    return _REASONS[one]


def feedback(one: Feedback) -> str:
    """Name whether there was feedback, as its button does."""
    match one:
        case Feedback.YES:
            return "Yes"
        case Feedback.NO:
            return "No"
        case Feedback.NOT_YET:
            return "Not yet"


def degree(number: int) -> str:
    """Name how useful feedback was, 1 to 5, as its button does."""
    return f"{number}: {_DEGREES[number - 1]}"


def listed(shown: Sequence[Bid], first: int, total: int) -> str:
    """List what a supplier may have bid for, with what it said of it. `first` counts from 1."""
    parts = ["<b>How did it go?</b>"]
    if total > len(shown):
        parts.append(f"Showing {first} to {first + len(shown) - 1} of {total}.")
    for number, bid in enumerate(shown, first):
        said = "not said yet" if bid.result is None else ending(bid.result.ending)
        parts.append(
            f"<b>{number}. {safe(bid.opportunity.title, TITLE)}</b>\n{_closed(bid.opportunity)}\nResult: {said}"
        )
    return "\n\n".join(
        [*parts, "Press the one that you want to tell of. Officers see counts only, never who said it."]
    )


def _closed(opportunity: Opportunity) -> str:
    if opportunity.closes_at is None:
        return f"Number: {safe(opportunity.reference, 60)}"
    return f"Closed: {written.day(opportunity.closes_at.astimezone(LONDON).date())}"


def nothing_closed() -> str:
    """Answer /result when nothing that was sent has closed yet."""
    return (
        "<b>Nothing that I sent you has closed yet.</b>\n\n"
        "To tell how another bid went, send /result and the number of its notice, for example: "
        "/result 075888-2026"
    )


def unknown(typed: str) -> str:
    """Answer a number of a notice that we do not know."""
    return (
        f"I know no notice with the number “{safe(typed, 100)}”.\n\n"
        "The number stands at the end of each alert, and on the buyer's notice. /result alone lists what I sent "
        "you and has closed."
    )


def ask_ending(opportunity: Opportunity) -> str:
    """Ask what became of a bid."""
    return (
        f"<b>How did it go?</b>\n{_notice(opportunity)}\n\n"
        "Officers see counts by kind and size of organisation, by trade and by buyer. They never see who said it."
    )


def ask_reasons(opportunity: Opportunity, row: BidResult) -> str:
    """Ask why, once it was said how it ended."""
    asked = {
        Ending.WON: "What won it, as you see it?",
        Ending.LOST: "What lost it, as you see it?",
        Ending.DID_NOT_BID: "Why did you not bid?",
    }[row.ending]
    chosen = written.listed(reason(one) for one in row.reasons)
    so_far = f"You chose: {chosen}.\n" if chosen else ""
    return (
        f"<b>{ending(row.ending)}. {asked}</b>\n{_notice(opportunity)}\n\n{so_far}"
        "Press all that fit, and press one again to take it away. Then press “Done”."
    )


def ask_feedback(opportunity: Opportunity) -> str:
    """Ask whether the buyer told how the bid was judged."""
    return f"<b>Did the buyer tell you how your bid was judged?</b>\n{_notice(opportunity)}"


def ask_day() -> str:
    """Ask when feedback came."""
    return "<b>On which day did the feedback come?</b>\n\nPress one, or type the day, for example: 3 August."


def day_not_understood(typed: str) -> str:
    """Refuse a day that cannot be read, or has not come yet."""
    return (
        f"<b>I could not read “{safe(typed, 60)}” as a day that has been.</b>\n\n"
        "Type it with the month, for example: 3 August, or 3/8/2026. Or press “Skip”."
    )


def ask_useful() -> str:
    """Ask how useful feedback was."""
    return "<b>How useful was the feedback?</b>"


def saved(opportunity: Opportunity, row: BidResult) -> str:
    """Show what was said of a bid, with thanks."""
    reasons = written.listed(reason(one) for one in row.reasons)
    lines = [
        f"Result: {ending(row.ending)}",
        f"Why: {reasons or 'not said'}",
        "" if row.ending is Ending.DID_NOT_BID else f"Feedback: {_feedback(row)}",
    ]
    return (
        f"<b>Thank you. This is kept:</b>\n{_notice(opportunity)}\n\n"
        + "\n".join(line for line in lines if line)
        + f"{_later(row)}\n\nYou can change it at any time with /result."
    )


def _feedback(row: BidResult) -> str:
    if row.feedback is None:
        return "not said"
    parts = [feedback(row.feedback).lower()]
    if row.feedback_on is not None:
        parts.append(f"on {written.day(row.feedback_on)}")
    if row.feedback_useful is not None:
        parts.append(_DEGREES[row.feedback_useful - 1])
    return ", ".join(parts)


def _later(row: BidResult) -> str:
    return "\n\nWhen the feedback comes, tell me with /result." if row.feedback is Feedback.NOT_YET else ""


def _notice(opportunity: Opportunity) -> str:
    buyer = f", {safe(opportunity.buyer, BUYER)}" if opportunity.buyer else ""
    return f"“{safe(opportunity.title, TITLE)}”{buyer}"
