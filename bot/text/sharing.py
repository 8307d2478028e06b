"""The words of a link that shows an opportunity to a colleague."""

from bot.text.written import safe


def ask_which() -> str:
    """Ask which of a page is to be shared."""
    return "<b>Which one do you want to share?</b>"


def link(title: str, address: str) -> str:
    """Give the link."""
    return (
        f"<b>Share “{safe(title, 120)}”</b>\n\n"
        f"Send this link to a colleague:\n{safe(address)}\n\n"
        "It opens the opportunity here, as everybody may see it. Nothing about you is in it."
    )


def invitation() -> str:
    """Say to who has not joined what this bot does."""
    return (
        "<b>Do you want to hear of contracts that fit your work?</b>\n"
        "I tell small firms, social enterprises and charities about them, and why each one fits. It is free. "
        "Press the button or send /start: it takes four questions."
    )


def gone() -> str:
    """Answer a link to what is not there."""
    return (
        "<b>I do not have this opportunity any more.</b>\n\n"
        "It may be long over, or a part of the link is missing. Send /search with a few words to look for it, "
        "or /latest to see what is open for you."
    )
