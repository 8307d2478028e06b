"""The screen of /why."""

from datetime import datetime

from alerts.edits import Edit
from alerts.why import Answer
from bot.buttons import Action, Button, is_web_address, to
from bot.screens import Screen
from bot.screens.alerts import stopping
from bot.screens.editing import YES
from bot.screens.muting import unmute
from bot.text import editing
from bot.text import explaining as words
from bot.text.written import cut

LABEL = 60


def answer(found: Answer, edit: Edit | None, now: datetime) -> Screen:
    """Say why, with a button that makes the one change, and one that leads to the notice."""
    rows: list[list[Button]] = []
    if edit is not None:
        rows.append([to(cut(editing.label(edit), LABEL), Action.EDIT, YES, edit.id)])
    rows += [[unmute(row)] for row in found.muted(found.explanation)]
    url = found.opportunity.url
    if is_web_address(url):
        rows.append([Button(label=cut(f"Open on {found.source_name}", 40), url=url)])
    if found.explanation.verdict.matched or found.delivery is not None:
        rows.append([stopping(found.opportunity.id)])
    return Screen(text=words.answer(found, now), rows=rows)
