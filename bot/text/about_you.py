"""The words of what is the same for all of a supplier's watches: the firm, quiet hours, what I write about."""

from collections.abc import Collection
from datetime import datetime

from alerts.frequency import QuietHours
from alerts.matching import BasedIn, Size
from alerts.suppliers import Profile, silence_of
from alerts.tables import DeliveryKind, Supplier
from bot.quiet_hours import Unread
from bot.text import alerts as alert_words
from bot.text import written
from bot.text.written import safe


def about(supplier: Supplier, comfortable_max_pence: int | None) -> str:
    """Write what a supplier told of itself, one fact a line."""
    limit = (
        "any size"
        if comfortable_max_pence is None
        else f"up to {written.pounds(comfortable_max_pence)} a year"
    )
    if supplier.comfortable_max_pence is None and comfortable_max_pence is not None:
        limit += " (my guess from your size)"
    return "\n".join(
        [
            "<b>About you</b>",
            f"Kind: {alert_words.kind_of(supplier.organisation_type)}",
            f"People: {people(supplier.size)}",
            f"Based in: {based_in(supplier.based_in)}",
            f"Contract size you are comfortable with: {limit}",
            "",
            "You still hear of larger contracts. I mark them, because you may win them with partners.",
        ]
    )


def wishes(profile: Profile, now: datetime) -> list[str]:
    """Write what a supplier does not want of all its watches, one fact a line; nothing where it wants all."""
    supplier, silence = profile.supplier, silence_of(profile.supplier)
    lines = []
    if silence.quiet is not None:
        lines.append(f"Quiet hours: {between(silence.quiet)}")
    if silence.paused_until is not None and silence.paused_until > now:
        lines.append(f"Paused: I write nothing until {written.moment(silence.paused_until)}")
    if supplier.turned_off:
        lines.append(f"Turned off: {written.listed(kind(its) for its in supplier.turned_off)}")
    muted = profile.muted_now(now)
    if muted:
        lines.append(f"Muted: {safe(written.listed(its.label for its in muted), 300)}")
    return lines


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


def ask_comfortable() -> str:
    """Ask for the size of contract a firm is comfortable with."""
    return (
        "<b>Up to what size of contract are you comfortable with, in one year?</b>\n\n"
        "You still hear of larger ones. I mark them, because you may win them with partners."
    )


def ask_based_in() -> str:
    """Ask where a supplier is based."""
    return (
        "<b>Where are you based?</b>\n\n"
        "This is not where you will work. Some small contracts are for firms based in County Durham."
    )


def between(quiet: QuietHours) -> str:
    """Write quiet hours: 9pm to 7am."""
    return f"{written.hour(quiet.start)} to {written.hour(quiet.until)}"


def ask_quiet(now_is: QuietHours | None) -> str:
    """Ask for the hours in which nothing is sent."""
    return (
        "<b>Quiet hours</b>\n\n"
        f"Now: {'none' if now_is is None else between(now_is)}.\n\n"
        "In these hours I send you nothing. What falls due waits until they end, and nothing is lost. "
        "When you write to me or press a button, I answer at any time, and so does a person whom you asked.\n\n"
        "Press one, or type two full hours, for example: 9pm to 7am. This is London time."
    )


def quiet_not_understood(typed: str, why: Unread) -> str:
    """Answer quiet hours that we could not read or cannot keep."""
    said = f"“{safe(typed, 60)}”"
    match why:
        case Unread.UNKNOWN:
            told = f"I could not read {said} as two hours."
        case Unread.PARTS:
            told = f"I can only keep full hours, and {said} has a part of one."
        case Unread.WHOLE_DAY:
            told = f"From {said} I read a whole day. To hear nothing for some days, send /pause."
    return (
        f"{told}\n\nType them like this: 9pm to 7am, or 21 to 7. Send none to have no quiet hours. "
        "/cancel leaves them as they are."
    )


def which_quiet(typed: str) -> str:
    """Ask which half of the day is meant."""
    return f"<b>“{safe(typed, 60)}” can mean two things.</b>\n\nWhich do you mean?"


def kind(its: DeliveryKind) -> str:
    """Name what a message is about."""
    match its:
        case DeliveryKind.ALERT:
            return "new opportunities"
        case DeliveryKind.CHANGE:
            return "changes to what I told you of"
        case DeliveryKind.REMINDER:
            return "reminders of deadlines"
        case DeliveryKind.NUDGE:
            return "questions when nothing fitted for a month, or far too much did"


def ask_kinds(off: Collection[DeliveryKind]) -> str:
    """Ask what to write about."""
    lines = [
        f"{written.capital(kind(its))}: {'off' if its in off else 'on'}"
        for its in (DeliveryKind.REMINDER, DeliveryKind.CHANGE, DeliveryKind.NUDGE)
    ]
    return "\n".join(
        [
            "<b>What I write about</b>",
            "",
            "New opportunities: on. /pause and /stop turn them off.",
            *lines,
        ]
    )
