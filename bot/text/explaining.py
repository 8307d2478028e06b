"""The words of /why: why an opportunity came, or at which point it did not, and what would change that."""

from datetime import datetime

from alerts import opportunities, places, sectors
from alerts.explaining import Explanation
from alerts.matching import Gate
from alerts.notice import Notice, Stage
from alerts.outbox import STOPPED
from alerts.suppliers import silence_of, watch_of
from alerts.tables import Delivery, DeliveryStatus, WatchRow
from alerts.why import Answer
from bot.text import alerts as alert_words
from bot.text import editing, muting, written
from bot.text.written import safe


def how() -> str:
    """Say how to ask."""
    return (
        "<b>Ask why something came, or why it did not</b>\n\n"
        "Send /why and the number of a notice, for example:\n"
        "/why 032703-2026\n\n"
        "You find the number at the end of each alert, and on the buyer's notice. "
        "You can also paste the whole link of a notice on Find a Tender or Contracts Finder."
    )


def unknown(reference: str) -> str:
    """Answer a reference that we do not know."""
    return (
        f"I know no notice with the number “{safe(reference, 100)}”.\n\n"
        "Please look at the number again. It stands at the end of each alert, and on the buyer's notice; "
        "on Find a Tender it looks like 032703-2026. You can also paste the link of the notice. "
        "It may be on a website that I do not read, or it may be from before I began."
    )


def answer(found: Answer, now: datetime) -> str:
    """Say what became of an opportunity, why, and the one change that would alter it."""
    notice = opportunities.notice_of(found.opportunity)
    buyer = f"Buyer: {safe(notice.buyer, 120)}\n" if notice.buyer else ""
    number = f"Number: {safe(found.opportunity.reference, 60)} on {safe(found.source_name, 60)}"
    parts = [f"<b>{safe(notice.title, 200)}</b>\n{buyer}{number}"]
    if found.explanation.verdict.matched:
        parts += _fits(found, now)
    else:
        parts += _does_not(found, notice)
    if found.explanation.changes:
        parts.append(_one_change(found))
    if muted := found.muted(found.explanation):
        unmute = written.listed(muting.named(row.what, row.label) for row in muted)
        parts.append(f"To hear of such notices again, unmute {unmute}.")
    return "\n\n".join(parts)


def _fits(found: Answer, now: datetime) -> list[str]:
    why = _why(found)
    delivery = found.delivery
    if delivery is None:
        return [f"<b>It fits what you look for, but I did not send it.</b> {_not_owed(found)}", why]
    match delivery.status:
        case DeliveryStatus.SENT:
            return [f"<b>It came to you</b> {_sent(delivery)}.", why]
        case DeliveryStatus.PENDING:
            return [f"<b>It is on its way.</b> {_due(found, delivery, now)}", why]
        case _:
            return [
                f"<b>It fits what you look for, but the message did not go out.</b> {_lost(delivery)}",
                why,
            ]


def _does_not(found: Answer, notice: Notice) -> list[str]:
    because = _reasons(found, notice)
    delivery = found.delivery
    if delivery is not None and delivery.status is DeliveryStatus.SENT:
        return [f"<b>It came to you</b> {_sent(delivery)}.\n<b>Today it would not.</b>{because}"]
    if delivery is not None and delivery.status is DeliveryStatus.PENDING:
        return [f"<b>It will not come to you</b>, although it was to be in your next message.{because}"]
    parts = [f"<b>It did not come to you.</b>{because}"]
    if found.earlier is not None and not found.earlier.verdict.matched:
        if found.earlier.verdict.failed is not Gate.OPEN:
            parts.append(
                "When it came out I did not send it, for this reason: "
                f"{_because(found, found.earlier, notice, found.subject.watch)}"
            )
    elif found.earlier is not None:
        parts.append(f"It would have fitted when it came out. {_not_owed(found)}")
    return parts


def _why(found: Answer) -> str:
    """Say why it fits, for a supplier with several watches by each that asks for it."""
    if found.subject.called is None:
        return f"Why it fits: {alert_words.why(found.explanation.verdict)}"
    lines = (
        f"Your watch “{safe(subject.watch.name, 60)}”: {alert_words.why(explanation.verdict)}"
        for subject, explanation in found.by_watch
        if explanation.verdict.matched
    )
    return "\n".join(["Why it fits:", *lines])


def _reasons(found: Answer, notice: Notice) -> str:
    """Say why it does not fit, for a supplier with several watches by each; that it is over only once.

    It follows another sentence, on the same line or with a line for each watch.
    """
    if found.subject.called is None or found.explanation.verdict.failed is Gate.OPEN:
        return f" {_because(found, found.explanation, notice, found.subject.watch)}"
    lines = (
        f"Your watch “{safe(subject.watch.name, 60)}”: {_because(found, explanation, notice, subject.watch)}"
        for subject, explanation in found.by_watch
    )
    return "\n".join(["", *lines])


def _because(found: Answer, explanation: Explanation, notice: Notice, row: WatchRow) -> str:
    """Say which gate failed, and what met what there."""
    match explanation.verdict.failed:
        case Gate.OPEN:
            return _closed(notice)
        case Gate.SECTOR | Gate.SIZE | None:
            return "It does not meet your trades, words or sector codes closely enough."
        case Gate.STRICTNESS:
            return "It is only a possible match, and you asked for close matches only."
        case Gate.PLACE:
            return (
                f"The work is in {safe(places.names(notice.regions), 200)}, "
                f"and you look in {safe(places.names(row.regions), 200)}."
            )
        case Gate.VALUE:
            worth = written.value(notice.value_min_pence, notice.value_max_pence, notice.vat)
            return f"It is worth {worth}, and you asked for contracts {limits(row)}."
        case Gate.EXCLUDED:
            held = sectors.excluded(notice, watch_of(row)) or ""
            return f"Its title has “{safe(held, 60)}”, which is one of your words to avoid."
        case Gate.MUTED:
            muted = written.listed(muting.standing(mute) for mute in found.muted(explanation))
            return f"You have muted {muted}."


def limits(row: WatchRow) -> str:
    """Write the limits of value of a watch: up to £50,000."""
    low, high = row.value_min_pence, row.value_max_pence
    if low is not None and high is not None:
        return f"from {written.pounds(low)} to {written.pounds(high)}"
    if high is not None:
        return f"up to {written.pounds(high)}"
    return "of any value" if low is None else f"of {written.pounds(low)} or more"


def _closed(notice: Notice) -> str:
    match notice.stage:
        case Stage.WITHDRAWN:
            return "The buyer has withdrawn it."
        case Stage.CLOSED:
            return "It is over: the buyer has awarded it or ended it."
        case Stage.PLANNED if notice.closes_at is None and notice.starts_on is not None:
            return f"It was planned to start on {written.day(notice.starts_on)}, and that day has passed."
        case _ if notice.closes_at is not None:
            return f"It closed on {written.moment(notice.closes_at)}."
        case _:
            return "It is closed."


def _sent(delivery: Delivery) -> str:
    return "" if delivery.sent_at is None else f"on {written.moment(delivery.sent_at)}"


def _due(found: Answer, delivery: Delivery, now: datetime) -> str:
    silence = silence_of(found.profile.supplier)
    due = max(delivery.due_at, now)
    over = silence.over(due)
    if over <= now:
        return "I am sending it now."
    if over == due:
        return f"It comes with your message of {written.moment(due)}."
    if silence.paused_until is not None and silence.paused_until > due:
        return f"It comes after your pause, on {written.moment(over)}."
    return f"It comes after your quiet hours, on {written.moment(over)}."


def _lost(delivery: Delivery) -> str:
    if delivery.failure == STOPPED:
        return "Your alerts were off when it was due."
    if delivery.status is DeliveryStatus.FAILED:
        return "I could not deliver it. /latest shows it as long as it is open."
    return "It did not fit, or was closed, when the message was due. /latest shows it as long as it is open."


def _not_owed(found: Answer) -> str:
    if not found.profile.listening:
        return "Your alerts are off. /start turns them on again."
    if found.opportunity.first_seen_at < found.subject.watch.started_at:
        before = "before you joined" if found.subject.called is None else "before you had this watch"
        return f"It was published {before}. /latest shows it as long as it is open."
    return (
        "I read it before you looked for this, while you had muted it, or when I first read that website. "
        "I do not send older notices. "
        "/latest shows it as long as it is open."
    )


def _one_change(found: Answer) -> str:
    after = found.explanation.changes
    before = {name: getattr(found.subject.watch, name) for name in after}
    called = found.subject.called
    where = "" if called is None else f"in your watch “{safe(called, 60)}”, "
    change = f"One change would bring such notices: {where}{editing.phrase(before, after)}."
    match found.explanation.then:
        case None:
            return change
        case Gate.STRICTNESS:
            return f"{change} That alone is not enough: it would still be only a possible match."
        case Gate.PLACE:
            return f"{change} That alone is not enough: the place would still not be one of yours."
        case Gate.VALUE:
            return f"{change} That alone is not enough: the value would still be outside your limits."
        case Gate.MUTED:
            return f"{change} That alone is not enough: you have muted its buyer, its trade or its source."
        case _:
            return (
                f"{change} That alone is not enough: the title would still have one of your words to avoid."
            )
