"""The screens of /help."""

from bot.buttons import Action, Button, to
from bot.screens import Screen
from bot.text import help as words
from bot.text.help import Topic

BACK = to("All of help", Action.HELP, "first")

LATEST = to("What is open now", Action.LATEST, 0)
WATCH = to("Change what I look for", Action.WATCH, "menu")
SAVED = to("What I saved", Action.SAVED, "list", 0)
FAQ = to("All topics", Action.FAQ, "topics")


def first(more: str = "") -> Screen:
    """Show the situations. `more` is what only this person can do besides."""
    text = "\n\n".join(part for part in (words.first(), more) if part)
    return Screen(text=text, rows=[[to(words.label(topic), Action.HELP, topic)] for topic in Topic])


def about(topic: Topic) -> Screen:
    """Show what can be done in one situation."""
    return Screen(text=words.about(topic), rows=[*_at_once(topic), [BACK]])


def _at_once(topic: Topic) -> list[list[Button]]:
    """Return the buttons to what people do most often in a situation."""
    match topic:
        case Topic.LOOKING:
            return [[LATEST]]
        case Topic.ALERTS:
            return [[LATEST], [WATCH]]
        case Topic.AMOUNT:
            return [[WATCH]]
        case Topic.SAVING:
            return [[SAVED]]
        case Topic.ASKING:
            return [[FAQ]]
        case Topic.STOPPED | Topic.DATA:
            return []
