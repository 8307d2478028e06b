"""The screens of sending a file of opportunities."""

from alerts.ingest import Imported
from bot.buttons import Action, to
from bot.screens import Screen
from bot.tables import Upload
from bot.text import uploading as words

TEMPLATE = [to("Send me an empty file to fill in", Action.UPLOAD, "template")]


def preview(upload: Upload, found: Imported) -> Screen:
    """Say what would come of a file, and ask."""
    return Screen(
        text=words.preview(upload.name, found),
        rows=[
            [to("Yes, load it and tell suppliers", Action.UPLOAD, "yes", upload.id)],
            [to("No, forget the file", Action.UPLOAD, "no", upload.id)],
        ],
    )


def refused(text: str) -> Screen:
    """Say why a file is no use, with the way to one that is."""
    return Screen(text=text, rows=[TEMPLATE])
