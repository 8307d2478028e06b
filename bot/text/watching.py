"""The words of /watch: what I look for, and each thing that can be changed."""

from collections.abc import Sequence

from alerts import places
from alerts.matching import BasedIn, Size
from alerts.suppliers import Profile, rhythm_of
from alerts.trades import TRADES
from bot.text import alerts as alert_words
from bot.text import joining, written
from bot.text.written import safe


def summary(profile: Profile, comfortable_max_pence: int | None) -> str:
    """Write what a supplier watches for, one fact a line."""
    supplier, watch = profile.supplier, profile.watch
    limit = "not set" if comfortable_max_pence is None else f"{written.pounds(comfortable_max_pence)} a year"
    if supplier.comfortable_max_pence is None and comfortable_max_pence is not None:
        limit += " (my guess from your size)"
    lines = [
        "<b>What I look for</b>",
        f"Trades: {_listed([TRADES[slug].name for slug in watch.trades if slug in TRADES], 'none')}",
        f"Words to look for: {_listed(watch.words, 'none')}",
        f"Words to avoid: {_listed(watch.not_words, 'none')}",
        f"Places: {places.names(watch.regions) or 'anywhere in the world'}",
        f"When I write: {joining.when(rhythm_of(watch))}",
        "",
        "<b>About you</b>",
        f"Kind: {alert_words.kind_of(supplier.organisation_type)}",
        f"People: {people(supplier.size)}",
        f"Based in: {based_in(supplier.based_in)}",
        f"Contract size you are comfortable with: up to {limit}",
        "",
        "You still hear of larger contracts. I mark them, because you may win them with partners.",
    ]
    if not profile.listening:
        lines += ["", "<b>Your alerts are off.</b> Send /start to turn them on again."]
    return "\n".join(lines)


def people(size: Size) -> str:
    """Name a size band."""
    match size:
        case Size.INDIVIDUAL:
            return "Just me"
        case Size.MICRO:
            return "1 to 9 people"
        case Size.SMALL:
            return "10 to 49 people"
        case Size.MEDIUM:
            return "50 to 249 people"
        case Size.LARGE:
            return "250 people or more"


def based_in(base: BasedIn) -> str:
    """Name where a supplier is based."""
    match base:
        case BasedIn.COUNTY_DURHAM:
            return "County Durham"
        case BasedIn.NORTH_EAST:
            return "elsewhere in the North East"
        case BasedIn.ELSEWHERE:
            return "elsewhere"
        case BasedIn.NOT_STATED:
            return "not said"


def ask_trades(chosen: Sequence[str]) -> str:
    """Show the trades, to take and to leave."""
    return (
        "<b>Trades</b>\n\n"
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


def ask_comfortable() -> str:
    """Ask for the size of contract a firm is comfortable with."""
    return (
        "<b>Up to what size of contract are you comfortable with, in one year?</b>\n\n"
        "You still hear of larger ones. I mark them, because you may win them with partners."
    )


def ask_words(now_is: Sequence[str]) -> str:
    """Ask for words to look for."""
    return (
        "<b>Words to look for</b>\n\n"
        f"Now: {_listed(now_is, 'none')}.\n\n"
        "Type words with commas between, for example: slate, flat roof, guttering.\n"
        "Put a word in double quotes to find it exactly as it is. /cancel leaves them as they are."
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


def ask_based_in() -> str:
    """Ask where a supplier is based."""
    return (
        "<b>Where are you based?</b>\n\n"
        "This is not where you will work. Some small contracts are for firms based in County Durham."
    )


def too_many_words(most: int) -> str:
    """Answer a list of words that is too long."""
    return f"That is too much for me. Send at most {most} words or short phrases, with commas between."


def keep_something() -> str:
    """Refuse to take the last trade or word away."""
    return (
        "I need at least one trade or one word to look for, or I would send you everything.\n\n"
        "Add another first. To hear nothing, send /stop."
    )


def saved() -> str:
    """Say that a change stands."""
    return "Saved."


def changed(what: str) -> str:
    """Head a screen with what was just changed."""
    return f"<b>Saved.</b> {what}"


def _listed(parts: Sequence[str], none: str) -> str:
    return safe(written.listed(parts), 600) if parts else none
