"""The screen that tells of a change."""

from collections.abc import Sequence
from datetime import datetime

from alerts.changes import Event
from alerts.notice import Notice
from alerts.tables import DeliveryKind
from bot.buttons import Action
from bot.screens import Screen
from bot.screens import alerts as alert_screens
from bot.screens.kinds import off_button
from bot.text import amendments as words


def told(
    notice: Notice,
    found: Sequence[Event],
    opportunity_id: int,
    source_name: str,
    now: datetime,
    *,
    is_saved: bool,
) -> Screen:
    """Tell what happened to one opportunity."""
    about = alert_screens.about(notice, opportunity_id, now)
    if is_saved:
        about = [button for button in about if button.press is None or button.press.action is not Action.SAVE]
    return Screen(
        text=words.message(notice, found, source_name, now, is_saved=is_saved),
        rows=[
            alert_screens.link(notice.url, source_name),
            about,
            [off_button(DeliveryKind.CHANGE)],
        ],
    )
