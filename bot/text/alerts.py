"""How an opportunity, a digest and a preview are written."""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import IntEnum

from alerts import cpv, places, trades
from alerts.matching import Fit, OrganisationType, Reason, ReasonKind, Strength, Verdict
from alerts.narrowing import MOST_A_WEEK
from alerts.notice import LIVE, Kind, Notice, Stage, is_open
from alerts.shortlist import Preview, Shortlisted
from bot.text import amendments, written
from bot.text.written import safe

REASONS_SHOWN = 2
WATCHES_SHOWN = 3
ASKED_FOR = frozenset(
    {
        ReasonKind.CODE,
        ReasonKind.BROADER_CODE,
        ReasonKind.TITLE_WORDS,
        ReasonKind.TEXT_WORDS,
        ReasonKind.LOT,
    }
)
"""The reasons that answer a trade, a code or a word of the supplier's."""

ROOM = 150
"""Characters that are left free, for a line above a message that is sent once more."""


class Detail(IntEnum):
    """How much room a card may take. A page of long cards is written again with shorter ones."""

    ESSENTIAL = 0  # what it is, whose, until when, and its number
    SHORT = 1
    FULL = 2


def card(item: Shortlisted, now: datetime, number: int | None = None, detail: Detail = Detail.FULL) -> str:
    """Write one opportunity, one fact a line. `number` is its place in a list."""
    notice = item.notice
    full = detail is Detail.FULL
    title = safe(notice.title, 200 if full else 80)
    heading = f"<b>{title if number is None else f'{number}. {title}'}</b>"
    if status := amendments.status(notice, item.since):
        heading += f"\n<b>{status}</b>"
    where = f"Number: {safe(item.opportunity.reference, 40)} on {safe(item.source_name, 40)}"
    if detail is Detail.ESSENTIAL:
        return "\n".join([heading, _buyer(notice, 60), dates(notice, now), where])
    lines = [
        heading,
        *_facts(notice, now, 120 if full else 60),
        _fit(item.verdict.fit),
        _whys(item, REASONS_SHOWN if full else 1),
        where,
    ]
    return "\n".join(line for line in lines if line)


def for_anybody(notice: Notice, source_name: str, now: datetime) -> str:
    """Write one opportunity as everybody may see it: nothing in it is about whoever looks."""
    status = amendments.status(notice, ()) or ("" if is_open(notice, now) else "No longer open")
    lines = [
        f"<b>{safe(notice.title, 200)}</b>",
        f"<b>{status}</b>" if status else "",
        *_facts(notice, now, 120),
        f"Number: {safe(notice.external_id, 40)} on {safe(source_name, 40)}",
    ]
    return "\n".join(line for line in lines if line)


def _facts(notice: Notice, now: datetime, longest_buyer: int) -> list[str]:
    """Write what the buyer says, one fact a line; an empty line where it says nothing."""
    return [
        _sort(notice),
        _buyer(notice, longest_buyer),
        f"Value: {value(notice)}",
        dates(notice, now),
        f"Place: {place(notice.regions)}",
        _suits(notice),
    ]


def _buyer(notice: Notice, longest: int) -> str:
    return f"Buyer: {safe(notice.buyer, longest) if notice.buyer else 'not stated'}"


def _whys(item: Shortlisted, most: int) -> str:
    """Write why an opportunity came: for a supplier with several watches, through which of them."""
    if not item.by_watch:
        return f"Why you got this: {why(item.verdict, most)}"
    lines = [
        f"Your watch “{safe(called, 60)}”: {why(verdict, most)}"
        for called, verdict in item.by_watch[:WATCHES_SHOWN]
    ]
    more = len(item.by_watch) - len(lines)
    if more:
        lines.append(f"{written.counted(more, 'more watch', 'more watches')} of yours asked for it too.")
    return "\n".join(["Why you got this:", *lines])


def why(verdict: Verdict, most: int = REASONS_SHOWN) -> str:
    """Write the reasons, the strongest first: what was asked, and what was found of it."""
    titled = {reason.watched for reason in verdict.reasons if reason.kind is ReasonKind.TITLE_WORDS}
    telling = [
        reason
        for reason in verdict.reasons
        # That the text says what the title says is no news.
        if reason.kind is not ReasonKind.TEXT_WORDS or reason.watched not in titled
    ]
    found: dict[str, list[str]] = {}
    for reason in telling[:most]:
        asked = f"you chose {_watched(reason.watched)}, and " if reason.kind in ASKED_FOR else ""
        found.setdefault(asked, []).append(_found(reason))
    words = "; ".join(f"{asked}{', and '.join(parts)}" for asked, parts in found.items())
    words = words or "it fits what you watch for"
    if verdict.strength is Strength.POSSIBLE:
        return f"a possible match. {words[:1].upper()}{words[1:]}."
    return f"{words}."


def _found(reason: Reason) -> str:
    match reason.kind:
        case ReasonKind.CODE:
            return f"the buyer listed it under “{_code(reason.found)}”"
        case ReasonKind.BROADER_CODE:
            return f"the buyer listed it under the wider “{_code(reason.found)}”"
        case ReasonKind.TITLE_WORDS:
            return f"the title says “{safe(reason.found, 80)}”"
        case ReasonKind.TEXT_WORDS:
            return f"the notice says “{safe(reason.found, 80)}”"
        case ReasonKind.LOT:
            return f"one part (lot) is “{safe(reason.found, 80)}”"
        case ReasonKind.PLACE:
            return f"it is in {safe(places.name(reason.found), 60)}"
        case ReasonKind.SUITS:
            return "the buyer marked it as suitable for organisations like yours"


def _watched(watched: str) -> str:
    trade = trades.TRADES.get(watched)
    if trade is not None:
        return safe(trade.name, 60)
    if watched.isdigit():
        return safe(_code(watched), 80)
    return f"“{safe(watched, 60)}”"


def _code(code: str) -> str:
    """Write a CPV code in words, with the number for whoever wants to look it up."""
    return f"{safe(cpv.name(code), 80)}, CPV {safe(code, 10)}"


def _sort(notice: Notice) -> str:
    if notice.kind is Kind.QUICK_QUOTE:
        return "Quick Quote"
    if notice.kind is Kind.ENGAGEMENT:
        return "Early talk with the market: the buyer asks for views, and nobody can bid yet"
    if notice.kind is Kind.DYNAMIC_MARKET:
        return "A list of suppliers that you can apply to join"
    if notice.kind is Kind.EVENT:
        return "Event for suppliers"
    if notice.stage is Stage.PLANNED:
        return "Planned: nobody can bid yet"
    return ""


def value(notice: Notice) -> str:
    """Write what a notice is worth."""
    if not notice.value_is_ceiling or notice.value_max_pence is None:
        return written.value(notice.value_min_pence, notice.value_max_pence, notice.vat)
    most = written.value(None, notice.value_max_pence, notice.vat)
    sort = "a list of suppliers you can join" if notice.kind is Kind.DYNAMIC_MARKET else "a framework"
    return f"up to {most} in all, for many jobs ({sort})"


def dates(notice: Notice, now: datetime) -> str:
    """Write until when there is something to do, or when planned work begins, with what the day is of."""
    if notice.stage is Stage.PLANNED and notice.closes_at is None:
        starts = "" if notice.starts_on is None else f"Expected start: {written.day(notice.starts_on)}"
        return starts or "Deadline: not set yet"
    if notice.stage not in LIVE and notice.closes_at is not None:
        return f"Deadline: {written.ends(notice.closes_at)}"  # how many days are left is no matter any more
    return f"Deadline: {written.deadline(notice.closes_at, now)}"


def place(regions: Sequence[str]) -> str:
    """Name where the work is."""
    return safe(places.names(regions), 200) or "not stated"


def _suits(notice: Notice) -> str:
    marks = []
    if notice.suits_sme:
        marks.append("small or medium firms")
    if notice.suits_vcse:
        marks += ["charities", "social enterprises"]
    return f"The buyer says it suits: {written.listed(marks)}" if marks else ""


def _fit(fit: Fit) -> str:
    match fit:
        case Fit.WITHIN:
            return "Size: within your usual work"
        case Fit.STRETCH:
            return "Size: larger than your usual work, but perhaps in reach"
        case Fit.WITH_PARTNERS:
            return "Size: much larger than your usual work: consider partners, or one part (lot) of it"
        case Fit.NOT_STATED:
            return ""


def digest(
    items: Sequence[Shortlisted], page: int, per_page: int, now: datetime, *, after_pause: bool = False
) -> str:
    """Write one page of a digest: closing soon first, then the rest. Pages count from 0."""
    total = written.counted(len(items), "opportunity", "opportunities")
    if after_pause:
        verb = "is" if len(items) == 1 else "are"
        heading = f"<b>While you were away: {total} that {verb} still open</b>"
    else:
        heading = f"<b>{total} for you</b>"
    return _page(heading, items, page, per_page, now)


def at_once(item: Shortlisted, now: datetime) -> str:
    """Write a message of one opportunity."""
    return f"<b>New opportunity for you</b>\n\n{card(item, now)}"


def nothing_left() -> str:
    """Write in place of a digest of which nothing is kept any more."""
    return "<b>I keep nothing of this message any more.</b>\n\nSend /latest to see what is open now."


def latest(
    items: Sequence[Shortlisted], page: int, per_page: int, now: datetime, called: str | None = None
) -> str:
    """Write one page of what is open for a supplier now, or for the watch that is `called` so."""
    whom = "you" if called is None else f"your watch “{safe(called, 60)}”"
    if not items:
        return (
            f"<b>Nothing is open for {whom} now.</b>\n\n"
            "I keep looking and will tell you when something is published. "
            "To hear of more, send /watch and add a trade or a place."
        )
    total = written.counted(len(items), "opportunity", "opportunities")
    verb = "is" if len(items) == 1 else "are"
    return _page(
        f"<b>{total} {verb} open for {whom} now</b>", items, page, per_page, now, rest="More time left"
    )


def preview(found: Preview, rhythm: str, now: datetime) -> str:
    """Write what a new watch would have brought in the last 30 days."""
    if not found.total:
        told = (
            "Of the notices that I know from the last 30 days, <b>none</b> would have come to you. "
            "To hear of more, send /watch and add a trade, a word or a place."
        )
    else:
        many = written.counted(found.total, "opportunity", "opportunities")
        told = f"Of the notices that I know from the last 30 days, <b>{many}</b> would have come to you."
        if found.a_week > MOST_A_WEEK:
            told += f" That is about {found.a_week} a week, which is a lot to read. To hear of fewer, send /watch and choose a place or words to avoid."
    heading = f"<b>You are set up.</b> {rhythm}\n\n{told}"
    if not found.examples:
        return heading
    shown = (
        "Here it is:"
        if found.total == 1
        else f"Here {'are' if len(found.examples) > 1 else 'is'} the closest:"
    )
    return _fitted(
        lambda detail: "\n\n".join(
            [
                f"{heading} {shown}",
                *(card(item, now, number, detail) for number, item in enumerate(found.examples, 1)),
            ]
        )
    )


def _page(
    heading: str,
    items: Sequence[Shortlisted],
    page: int,
    per_page: int,
    now: datetime,
    *,
    rest: str = "New",
) -> str:
    first = page * per_page
    shown = items[first : first + per_page]

    def render(detail: Detail) -> str:
        parts = [heading]
        if len(items) > per_page:
            parts.append(f"Showing {first + 1} to {first + len(shown)} of {len(items)}.")
        group = None
        for number, item in enumerate(shown, first + 1):
            now_group = _group(item, now, rest)
            if now_group != group:
                parts.append(f"<b>{now_group}</b>")
                group = now_group
            parts.append(card(item, now, number, detail))
        return "\n\n".join(parts)

    return _fitted(render)


def _group(item: Shortlisted, now: datetime, rest: str) -> str:
    if not is_open(item.notice, now):
        return "No longer open"
    return "Closing soon" if item.closes_soon(now) else rest


def _fitted(render: Callable[[Detail], str]) -> str:
    """Write in full, or shorter when that is more than one message can hold."""
    for detail in (Detail.FULL, Detail.SHORT):
        message = render(detail)
        if written.size_of(message) <= written.LONGEST_MESSAGE - ROOM:
            return message
    return render(Detail.ESSENTIAL)  # five of them have room, whatever is in them


def kind_of(organisation_type: OrganisationType) -> str:
    """Name a kind of organisation."""
    match organisation_type:
        case OrganisationType.SME:
            return "Sole trader or company"
        case OrganisationType.SOCIAL_ENTERPRISE:
            return "Social enterprise"
        case OrganisationType.VCS:
            return "Voluntary or community organisation"


def perhaps_again() -> str:
    """Head a message that is sent once more because nobody knows whether it arrived."""
    return "<i>You may have had this message already. I could not tell whether it reached you.</i>"
