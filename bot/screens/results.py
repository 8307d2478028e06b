"""The screens of /result: which bid, how it ended, why, and the feedback after it."""

from collections.abc import Sequence
from datetime import date, timedelta

from alerts.tables import Opportunity
from bot.blockers import Ending, Feedback
from bot.buttons import Action, Button, in_rows, pages, to
from bot.reporting import OFF, ON
from bot.results import REASONS, USEFUL, Bid
from bot.screens import Screen
from bot.screens.alerts import stopping
from bot.tables import BidResult
from bot.text import results as words
from bot.text.written import cut

PER_PAGE = 5
LABEL = 60
SKIP = "skip"
AGO = ((0, "Today"), (1, "Yesterday"), (7, "A week ago"), (30, "30 days ago"))
"""Days back, and how they are named."""


def listed(bids: Sequence[Bid], page: int) -> Screen:
    """Show one page of what a supplier may have bid for."""
    if not bids:
        return Screen(text=words.nothing_closed())
    last = (len(bids) - 1) // PER_PAGE
    page = min(page, last)
    first = page * PER_PAGE
    shown = bids[first : first + PER_PAGE]
    return Screen(
        text=words.listed(shown, first + 1, len(bids)),
        rows=[
            *(
                [_to(f"{number}. {cut(bid.opportunity.title, LABEL)}", "ask", bid.opportunity.id)]
                for number, bid in enumerate(shown, first + 1)
            ),
            pages(Action.RESULT, page, last, "list"),
        ],
    )


def ask_ending(opportunity: Opportunity) -> Screen:
    """Ask what became of a bid."""
    return Screen(
        text=words.ask_ending(opportunity),
        rows=[[_to(words.ending(one), "end", opportunity.id, one)] for one in Ending],
    )


def ask_reasons(opportunity: Opportunity, row: BidResult) -> Screen:
    """Ask why. What is chosen says so in words, and each button says what it makes of its reason."""
    buttons = [
        _to(f"Chosen: {words.reason(why)}", "why", opportunity.id, why, OFF)
        if why in row.reasons
        else _to(words.reason(why), "why", opportunity.id, why, ON)
        for why in REASONS[row.ending]
    ]
    return Screen(
        text=words.ask_reasons(opportunity, row),
        rows=[*in_rows(buttons, 1), [_to("Done", "done", opportunity.id)]],
    )


def ask_feedback(opportunity: Opportunity) -> Screen:
    """Ask whether the buyer told how the bid was judged."""
    return Screen(
        text=words.ask_feedback(opportunity),
        rows=[
            [_to(words.feedback(one), "told", opportunity.id, one) for one in Feedback],
            [_to("Skip", SKIP, opportunity.id)],
        ],
    )


def ask_day(opportunity_id: int, today: date) -> Screen:
    """Ask when feedback came."""
    days = [_to(name, "day", opportunity_id, f"{today - timedelta(days=back):%Y%m%d}") for back, name in AGO]
    return Screen(text=words.ask_day(), rows=[*in_rows(days, 2), [_to("Skip", "day", opportunity_id, SKIP)]])


def ask_useful(opportunity_id: int) -> Screen:
    """Ask how useful feedback was."""
    degrees = ([_to(words.degree(number), "use", opportunity_id, number)] for number in USEFUL)
    return Screen(text=words.ask_useful(), rows=[*degrees, [_to("Skip", SKIP, opportunity_id)]])


def saved(opportunity: Opportunity, row: BidResult) -> Screen:
    """Show what was said, with what may be next."""
    lost = row.ending is not Ending.WON
    advice = to("Will I get feedback if I lose?", Action.FAQ, "topic", "feedback-unsuccessful")
    return Screen(
        text=words.saved(opportunity, row),
        rows=[
            [_to("Change it", "ask", opportunity.id)],
            [advice] if row.feedback in {Feedback.NO, Feedback.NOT_YET} else [],
            [stopping(opportunity.id)] if lost else [],
            [_to("How did another bid go?", "list", 0)],
        ],
    )


def _to(label: str, *values: str | int) -> Button:
    return to(label, Action.RESULT, *values)
