"""How we write amounts, times, places and lists. London time, pounds, whole words."""

import html
import re
from collections.abc import Iterable
from datetime import date, datetime, time

from alerts.deadlines import last_day
from alerts.frequency import LONDON
from alerts.notice import VatBasis

TAG = re.compile(r"<[^<>]*>")
NOON = time(12)
MILLION = 100_000_000
"""Pence."""

LONGEST_MESSAGE = 4096
"""UTF-16 units after the tags are taken away; Telegram refuses more."""


def safe(text: str, limit: int = 300) -> str:
    """Make text from outside fit to stand in a message: cut first, then escaped, so no tag is cut."""
    return html.escape(cut(text, limit), quote=True)


def cut(text: str, limit: int) -> str:
    """Shorten at a word's end, and say so with an ellipsis."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    shorter = head.rsplit(" ", 1)[0] if " " in head[limit // 2 :] else head
    return shorter.rstrip(" ,;:.-") + "…"


def size_of(message: str) -> int:
    """Return the length of a message as Telegram counts it: UTF-16 units of what is seen, without tags."""
    return len(bare(message).encode("utf-16-le")) // 2


def bare(message: str) -> str:
    """Return a message as it is seen, without tags: for a terminal."""
    return html.unescape(TAG.sub("", message))


def pounds(pence: int) -> str:
    """Write an amount: £45,000, £12.50, £1.2 million."""
    if pence >= MILLION and pence % (MILLION // 100) == 0:
        whole, hundredths = divmod(pence * 100 // MILLION, 100)
        return f"£{whole:,}.{hundredths:02d}".rstrip("0").rstrip(".") + " million"
    if pence % 100 == 0:
        return f"£{pence // 100:,}"
    return f"£{pence // 100:,}.{pence % 100:02d}"


def value(low: int | None, high: int | None, vat: VatBasis) -> str:
    """Write a value or a range of values, or say that there is none."""
    match vat:
        case VatBasis.NET:
            basis = " without VAT"
        case VatBasis.GROSS:
            basis = " including VAT"
        case VatBasis.NOT_STATED:
            basis = ""
    if low is not None and high is not None and low != high:
        return f"{pounds(low)} to {pounds(high)}{basis}"
    if high is not None:
        return f"{pounds(high)}{basis}"
    if low is not None:
        return f"from {pounds(low)}{basis}"
    return "value not stated"


def day(when: date) -> str:
    """Write a day: Monday 24 August 2026."""
    return f"{when:%A} {when.day} {when:%B %Y}"


def clock(moment: time) -> str:
    """Write a time of day: 9am, 12 noon, 5:30pm."""
    if (moment.hour, moment.minute) == (NOON.hour, NOON.minute):
        return "12 noon"
    hour = moment.hour % NOON.hour or NOON.hour
    minute = f":{moment.minute:02d}" if moment.minute else ""
    return f"{hour}{minute}{'am' if moment < NOON else 'pm'}"


def hour(number: int) -> str:
    """Write a full hour of the day, 0 to 23."""
    return "midnight" if number == 0 else clock(time(number))


def deadline(closes_at: datetime | None, now: datetime) -> str:
    """Write a deadline in London, with the days left."""
    if closes_at is None:
        return "deadline not stated"
    left = days_left(last_day(closes_at), now.astimezone(LONDON).date(), over=closes_at <= now)
    return f"{ends(closes_at)} ({left})"


def ends(closes_at: datetime) -> str:
    """Write a deadline in London: Monday 24 August 2026 at 1pm.

    Midnight belongs to the day before: whoever reads "Monday at midnight" as Monday night is too
    late, so we name the last day that counts.
    """
    local = closes_at.astimezone(LONDON)
    if local.time() == time(0) or local.time() >= time(23, 59):
        return f"by the end of {day(last_day(closes_at))}"
    return f"{day(local.date())} at {clock(local.time())}"


def days_left(last: date, today: date, *, over: bool) -> str:
    """Write how long there is."""
    if over:
        return "this has passed"
    left = (last - today).days
    if left <= 0:
        return "today"
    return "tomorrow" if left == 1 else f"{left} days left"


def moment(when: datetime) -> str:
    """Write an instant in London: Monday 10 August 2026 at 9am."""
    local = when.astimezone(LONDON)
    return f"{day(local.date())} at {clock(local.time())}"


def capital(text: str) -> str:
    """Begin with a capital letter."""
    return text[:1].upper() + text[1:]


def counted(number: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun: 1 opportunity, 7 opportunities."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(parts: Iterable[str], joint: str = "and") -> str:
    """Write a list: roofing, cleaning and catering."""
    items = list(parts)
    if not items[1:]:
        return "".join(items)
    if any(f" {joint} " in item for item in items):
        return "; ".join(items)  # "Roofing and gutters and Building and repairs" is a riddle
    return f"{', '.join(items[:-1])} {joint} {items[-1]}"
