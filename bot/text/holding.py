"""What officers read of a source that is held because it brings far more than usual."""

from collections.abc import Sequence

from alerts.holding import Held
from bot.text import written
from bot.text.written import safe

TITLE = 100


def held(found: Held, name: str) -> str:
    """Say that a source is held, why, and what waits. `name` is what people call the source."""
    titles = "\n".join(f"“{safe(title, TITLE)}”" for title in found.examples)
    examples = f"\n\n<b>The newest of them</b>\n{titles}" if titles else ""
    return (
        f"<b>{safe(name, TITLE)} is held.</b>\n"
        f"{safe(found.because, 300)} That may be a fault of the portal, such as new numbers for old notices.\n\n"
        f"{written.counted(found.waiting, 'opportunity waits', 'opportunities wait')}, and no supplier is told of "
        f"what it brings until you decide.{examples}"
    )


def none_held() -> str:
    """Answer /held when there is nothing to decide."""
    return "No source is held. What each brings is told as usual."


def list_of(found: Sequence[str]) -> str:
    """Put the words about several held sources together."""
    return "\n\n\n".join(found)


def ask_release(found: Held, name: str) -> str:
    """Ask once more before suppliers are told."""
    return (
        f"<b>Tell suppliers what {safe(name, TITLE)} brings?</b>\n\n"
        f"Each of the {written.counted(found.waiting, 'opportunity', 'opportunities')} goes to the suppliers "
        "whom it fits, at the times that they chose. It cannot be called back."
    )


def ask_discard(found: Held, name: str) -> str:
    """Ask once more before nobody is told."""
    return (
        f"<b>Tell nobody of what waits from {safe(name, TITLE)}?</b>\n\n"
        f"The {written.counted(found.waiting, 'opportunity stays', 'opportunities stay')} where suppliers can look "
        "for them, and no message goes out about them. What the portal brings after this is told as usual."
    )


def released(name: str) -> str:
    """Confirm that suppliers are told."""
    return (
        f"<b>{safe(name, TITLE)} is let go.</b> What waited goes to the suppliers whom it fits within minutes, at "
        "the times that they chose."
    )


def discarded(name: str) -> str:
    """Confirm that nobody is told."""
    return (
        f"<b>{safe(name, TITLE)} is let go, and nobody is told of what waited.</b> What it brings from now on is "
        "told as usual."
    )


def no_longer_held() -> str:
    """Answer a press about a source that is not held any more."""
    return "This source is not held any more. Somebody has decided already."


def left() -> str:
    """Confirm that nothing was decided."""
    return "The source stays held. Send /held when you want to decide."
