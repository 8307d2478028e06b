"""The words about several watches: the list, another one, a paused one, one less."""

from datetime import datetime

from alerts import places, watches
from alerts.suppliers import Profile, asks, is_paused, rhythm_of
from alerts.tables import WatchRow
from alerts.trades import TRADES
from alerts.watches import LONGEST_NAME, MOST, Refused
from bot.text import about_you, joining, watching, written
from bot.text.written import safe


def all_of(profile: Profile, comfortable_max_pence: int | None, now: datetime) -> str:
    """Write what each watch looks for in a few words, and what is the same for all of them."""
    parts = [
        "<b>Your watches</b>",
        *(_one(number, watch, now) for number, watch in enumerate(profile.watches, 1)),
        "\n".join(about_you.wishes(profile, now)),
        about_you.about(profile.supplier, comfortable_max_pence),
    ]
    if not profile.listening:
        parts.append("<b>Your alerts are off.</b> Send /start to turn them on again.")
    return "\n\n".join(part for part in parts if part)


def _one(number: int, watch: WatchRow, now: datetime) -> str:
    looks = [TRADES[slug].name for slug in watch.trades if slug in TRADES]
    looks += [f"“{word}”" for word in watch.words]
    looks += [watching.code(prefix) for prefix in watch.cpv_prefixes]
    lines = [
        f"<b>{number}. {safe(watch.name, 60)}</b>",
        f"Looks for: {safe(written.listed(looks), 150)}" if asks(watch) else watching.nothing_yet(),
        f"Places: {safe(places.names(watch.regions), 80) or 'anywhere in the world'}",
        f"When I write: {joining.when(rhythm_of(watch))}",
    ]
    if is_paused(watch, now) and watch.paused_until is not None:
        lines.append(f"Paused until {written.moment(watch.paused_until)}")
    return "\n".join(lines)


def gone() -> str:
    """Answer a button about a watch that is not there."""
    return "<b>This button is about a watch that is not there any more.</b> Here is how things are now."


def which() -> str:
    """Answer a choice that does not say which of several watches it is about."""
    return "<b>Nothing was changed.</b> You have several watches now. Press the one that you mean."


def ask_new() -> str:
    """Ask what a new watch starts from."""
    return (
        "<b>Another watch</b>\n\n"
        "A watch has its own trades, words, places, values and times. "
        "What two watches find comes to you once, with both reasons.\n\n"
        "Start with an empty one, or with a copy of one that you have?"
    )


def ask_new_name(copied: str | None) -> str:
    """Ask what a new watch is to be called."""
    of = "" if copied is None else f" It starts as a copy of “{safe(copied, 60)}”."
    return (
        f"<b>What shall I call the new watch?</b>{of}\n\n"
        "Type a name, for example: Schools. Or press the button. /cancel makes no watch."
    )


def copied(name: str, of: str) -> str:
    """Say that a copy stands."""
    return f"<b>“{safe(name, 60)}” is a copy of “{safe(of, 60)}”.</b> Now change what is to be different."


def made(name: str) -> str:
    """Say that an empty watch stands."""
    return f"<b>Your new watch “{safe(name, 60)}” is there.</b> {watching.nothing_yet()}"


def name_refused(typed: str, why: Refused) -> str:
    """Answer a name that a watch cannot have."""
    match why:
        case Refused.NAME_TAKEN:
            told = f"You have a watch called “{safe(typed, 60)}” already."
        case Refused.NAME_TOO_LONG:
            told = f"That name is too long. It may have {LONGEST_NAME} letters at most."
        case _:
            told = "That is no name I can write."
    return f"{told}\n\nType another name, for example: Schools. Or send /cancel."


def refused(why: Refused) -> str:
    """Say why nothing was done to the watches."""
    match why:
        case Refused.TOO_MANY:
            return (
                f"<b>You have {MOST} watches, and that is as many as you can have.</b> Nothing was added. "
                "Delete one first, or add trades and words to one that you have."
            )
        case Refused.LAST:
            return (
                "<b>Nothing was deleted.</b> No other watch of yours looks for anything. "
                "To hear nothing, send /stop. To hear nothing for a time, send /pause."
            )
        case Refused.STOPPED:
            return "<b>Nothing was changed.</b> Your alerts are off. Send /start to turn them on again first."
        case _:
            return gone()


def deleted(name: str) -> str:
    """Say that a watch is gone, and what stays."""
    return f"<b>The watch “{safe(name, 60)}” is deleted.</b> It finds nothing more. Your other watches stay as they are."


def restored(name: str) -> str:
    """Say that a deleted watch is back."""
    return f"<b>The watch “{safe(name, 60)}” is back.</b>"


def ask_pause(name: str) -> str:
    """Ask until when a watch is to be paused."""
    return (
        f"<b>Pause the watch “{safe(name, 60)}”</b>\n\n"
        "Your other watches go on. What this one finds meanwhile waits, and what of it is still open then comes in one "
        "message at the end.\n\n"
        "For how long?"
    )


def paused(name: str, until: datetime) -> str:
    """Say that a watch is paused."""
    return f"<b>The watch “{safe(name, 60)}” is paused until {written.moment(until)}.</b>"


def resumed(name: str) -> str:
    """Say that a paused watch speaks again."""
    return (
        f"<b>The watch “{safe(name, 60)}” is on again.</b> "
        "What it has found meanwhile comes at its usual time, if it is still open."
    )


def spare_name(profile: Profile) -> str:
    """Name the button that takes a name of ours."""
    return f"Call it “{watches.spare_name(profile)}”"
