"""The words of /watch: what I look for, and each thing that can be changed."""

from collections.abc import Sequence
from datetime import datetime

from alerts import cpv, places
from alerts.matching import Strictness
from alerts.suppliers import Subject, asks, is_paused, rhythm_of
from alerts.tables import WatchRow
from alerts.trades import TRADES
from alerts.typed_words import Refused, Useless
from bot.ranges import End
from bot.text import about_you, joining, written
from bot.text.written import safe

MOST_REFUSED = 5


def summary(subject: Subject, comfortable_max_pence: int | None, now: datetime) -> str:
    """Write what a watch looks for, one fact a line; for a supplier's only one, with all about the supplier."""
    watch, profile = subject.watch, subject.profile
    heading = "What I look for" if subject.called is None else f"Your watch “{safe(subject.called, 60)}”"
    lines = [
        f"<b>{heading}</b>",
        f"Trades: {_listed([TRADES[slug].name for slug in watch.trades if slug in TRADES], 'none')}",
        f"Words to look for: {_listed(watch.words, 'none')}",
        f"Words to avoid: {_listed(watch.not_words, 'none')}",
        f"Sector codes (CPV): {_listed([code(prefix) for prefix in watch.cpv_prefixes], 'none')}",
        f"Places: {safe(places.names(watch.regions), 300) or 'anywhere in the world'}",
        f"Value limits: {limits(watch)}",
        f"Matches: {matches(watch.strictness)}",
        f"When I write: {joining.when(rhythm_of(watch))}",
    ]
    if not asks(watch):
        lines += ["", f"<b>{nothing_yet()}</b>"]
    if is_paused(watch, now) and watch.paused_until is not None:
        lines.append(f"This watch is paused until {written.moment(watch.paused_until)}.")
    if subject.called is None:
        lines += about_you.wishes(profile, now)
        lines += ["", about_you.about(subject.supplier, comfortable_max_pence)]
    if not profile.listening:
        lines += ["", "<b>Your alerts are off.</b> Send /start to turn them on again."]
    return "\n".join(lines)


def nothing_yet() -> str:
    """Say that a new watch finds nothing before it is told what to look for."""
    return "It looks for nothing yet: add a trade, words to look for or a sector code."


def ask_name(now_is: str) -> str:
    """Ask what a watch is to be called."""
    return (
        f"<b>What shall I call the watch “{safe(now_is, 60)}”?</b>\n\n"
        "Type a name, for example: Schools. I write it above what this watch finds. "
        "/cancel leaves it as it is."
    )


def code(prefix: str) -> str:
    """Name a sector code, with its number."""
    return f"{cpv.name(prefix)} (CPV {prefix})"


def limits(watch: WatchRow) -> str:
    """Write the limits of contract value: up to £50,000."""
    low, high = watch.value_min_pence, watch.value_max_pence
    if low is not None and high is not None:
        return span(low, high)
    if high is not None:
        return f"up to {written.pounds(high)}"
    return "none" if low is None else f"{written.pounds(low)} or more"


def span(low: int, high: int) -> str:
    """Write two limits, in pence."""
    return f"{written.pounds(low)} to {written.pounds(high)}"


def matches(strictness: Strictness) -> str:
    """Say which matches are sent."""
    match strictness:
        case Strictness.CLOSE:
            return "only close ones"
        case Strictness.POSSIBLE:
            return "close ones, and possible ones marked so"


def ask_trades(chosen: Sequence[str], called: str | None = None) -> str:
    """Show the trades, to take and to leave."""
    heading = "Trades" if called is None else f"Trades of “{safe(called, 60)}”"
    return (
        f"<b>{heading}</b>\n\n"
        f"You chose: {_listed(chosen, 'none')}.\n"
        "Press one to add it, or press a chosen one to take it away. You can also type what you sell."
    )


def ask_when(now_is: str) -> str:
    """Ask how often."""
    return f"<b>When I write</b>\n\nNow: {now_is}. Choose how often, or another hour."


def ask_hour() -> str:
    """Ask for an hour."""
    return "<b>At what time?</b>\n\nThis is London time."


def ask_weekday() -> str:
    """Ask for a day of the week."""
    return "<b>On which day?</b>"


def ask_words(now_is: Sequence[str]) -> str:
    """Ask for words to look for."""
    return (
        "<b>Words to look for</b>\n\n"
        f"Now: {_listed(now_is, 'none')}.\n\n"
        "Type words with commas between, for example: slate, flat roof, guttering.\n"
        "Put a word in double quotes to find it exactly as it is, and a minus before a word to avoid it. /cancel leaves them as they are."
    )


def ask_not_words(now_is: Sequence[str]) -> str:
    """Ask for words to avoid."""
    return (
        "<b>Words to avoid</b>\n\n"
        f"Now: {_listed(now_is, 'none')}.\n\n"
        "I will not send a notice that has one of these words. "
        "Type them with commas between, for example: asbestos, scaffolding. /cancel leaves them as they are."
    )


def ask_place(now_is: Sequence[str]) -> str:
    """Ask where a supplier will work."""
    return (
        "<b>Where will you work?</b>\n\n"
        f"Now: {places.names(now_is) or 'anywhere in the world'}.\n\n"
        "Press a place, or type one: a region, a county or the first half of a postcode, such as DH1. "
        "A notice that does not say where still comes to you."
    )


def place_unknown(typed: str) -> str:
    """Answer a place that we could not read."""
    return (
        f"I do not know a place called “{safe(typed, 60)}”.\n\n"
        "Type a region such as North East, or the first half of a postcode, such as DH1. "
        "/cancel leaves your places as they are."
    )


def ask_strictness(now_is: Strictness) -> str:
    """Ask how sure a match must be."""
    return (
        "<b>How close must a match be?</b>\n\n"
        f"Now: {matches(now_is)}.\n\n"
        "In a close match the title, or the buyer's own code, says what you do. "
        "In a possible match only the text says so, or the code is a wide one."
    )


def ask_value(watch: WatchRow) -> str:
    """Ask for the limits of contract value."""
    return (
        "<b>Value limits</b>\n\n"
        f"Now: {limits(watch)}.\n\n"
        "I will not send a contract that is worth less than the lowest or more than the highest value. "
        "A contract whose value is not stated still comes.\n\n"
        "Press one, or type both: £10,000 to £50,000."
    )


def ask_end(end: End) -> str:
    """Ask for one of the two limits."""
    return (
        f"<b>What is the {end} value that you want to hear of?</b>\n\n"
        "Press one, or type it, for example: 50000 or 50k. This is for the whole contract, not for a year."
    )


def value_not_understood(typed: str) -> str:
    """Answer a contract value we could not read."""
    return (
        f"I could not read “{safe(typed, 60)}” as a value.\n\n"
        "Send one figure in pounds, for example 50000 or 50k. Or send two: £10,000 to £50,000. "
        "Send any to hear of every value. /cancel leaves your limits as they are."
    )


def upside_down(lowest_pence: int, highest_pence: int) -> str:
    """Answer limits between which nothing lies."""
    return (
        f"<b>Nothing was changed.</b> The lowest value would be {written.pounds(lowest_pence)}, "
        f"and the highest {written.pounds(highest_pence)}. No contract lies between.\n\n"
        "Which do you mean?"
    )


def ask_codes(now_is: Sequence[str]) -> str:
    """Ask for sector codes."""
    return (
        "<b>Sector codes (CPV)</b>\n\n"
        f"Now: {_listed([code(prefix) for prefix in now_is], 'none')}.\n\n"
        "Buyers list each notice under such codes. You need none if your trades fit. "
        "Type a code, for example 45261000, or words, for example: roof works. Press a code to take it away."
    )


def codes_found(typed: str) -> str:
    """Offer codes for what was typed."""
    return f"You typed “{safe(typed, 60)}”. Press the code that fits."


def no_such_code(typed: str) -> str:
    """Answer a number that is no code, with the nearest ones below."""
    return f"There is no CPV code “{safe(typed, 60)}”. These are the nearest. Press one, or type another."


def no_code_found(typed: str) -> str:
    """Answer words for which there is no code."""
    return (
        f"I found no sector code for “{safe(typed, 60)}”.\n\n"
        "Use other words, or type a number of 2 to 8 figures, such as 45261000. /cancel leaves your codes as they are."
    )


def too_many_codes(most: int) -> str:
    """Answer one code too many."""
    return f"You have {most} sector codes, and that is as many as I can look for. Take one away first."


def useless_words(refused: Sequence[Refused], nearest: str) -> str:
    """Answer words that would find nothing, or everything, with what would do."""
    if not refused:
        return "That has no word in it. Type words with commas between, or send /cancel."
    told = [f"<b>Nothing was changed.</b> {' '.join(_useless(one) for one in refused[:MOST_REFUSED])}"]
    if nearest:
        told.append(f"Shall I take this instead: {safe(written.listed(nearest.splitlines()), 500)}?")
    told.append("Or type the list again. Add what you do, for example: cleaning services.")
    return "\n\n".join(told)


def _useless(refused: Refused) -> str:
    typed = f"“{safe(refused.typed, 60)}”"
    match refused.reason:
        case Useless.BOILERPLATE:
            return f"{typed} is in nearly every notice, so alone it says too little."
        case Useless.NOTHING:
            return f"{typed} is no word that I can look for."
        case Useless.TOO_LONG:
            return f"{typed} is too long to stand in a title."
        case Useless.BOTH:
            return f"{typed} cannot be looked for and avoided at once."


def too_many_words(most: int) -> str:
    """Answer a list of words that is too long."""
    return f"That is too much for me. Send at most {most} words or short phrases, with commas between."


def keep_something() -> str:
    """Refuse to take the last trade, word or code away."""
    return (
        "I need at least one trade, word or sector code to look for, or I would send you everything.\n\n"
        "Add another first. To hear nothing, send /stop."
    )


def saved() -> str:
    """Say that a change stands."""
    return "Saved."


def _listed(parts: Sequence[str], none: str) -> str:
    return safe(written.listed(parts), 500) if parts else none
