"""Turn the Markdown of the approved answers, which is bold and lists only, into Telegram's HTML."""

import html
import re

_BOLD = re.compile(r"\*\*(\S(?:[^*\n]*\S)?)\*\*")
_ITEM = re.compile(r"^[-*] +", re.MULTILINE)


def to_html(markdown: str) -> str:
    """Return HTML for Telegram. All but bold and list marks is shown as it is written."""
    return _ITEM.sub("• ", _BOLD.sub(r"<b>\1</b>", html.escape(markdown, quote=True)))
