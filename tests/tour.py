"""Walk the real bot through scripted stories, and write down every screen that they show: docs/screens.md.

`make screens` runs it. The stories stand in `tests.tours`: add what is new there.
"""

import asyncio
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from alerts.db import open_engine
from bot import migrations
from bot.buttons import parse
from bot.telegram_local import Shown
from bot.telegram_local.chats import Button
from tests.chat import Chat
from tests.world import open_world

RANDOM = (
    (re.compile(r"\bBL-\w{4}-\w{4}\b"), "BL-XXXX-XXXX"),
    (re.compile(r"\bQ-\w{4}\b"), "Q-XXXX"),
    (re.compile(r"\bOP-\w{4}\b"), "OP-XXXX"),
    (re.compile(r"(?<=start[= ]inv_)[\w-]+"), "SECRET"),
)
"""What differs each time, so that the page changes only when a screen does."""

HEAD = """\
# Every screen

Written by `make screens`, which walks the real bot through the stories in `tests/tours.py` and keeps each screen
that they show: how one gets there, what it says, and its buttons. Behind each button stands what it carries first
(`bot/buttons.py`), or that it opens a page.

"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A screen, and the way to it: what was sent, then what was pressed."""

    way: tuple[str, ...]
    shown: Shown


@dataclass(slots=True)
class Story:
    """What happens to one person, or several."""

    title: str
    seen: list[Seen] = field(default_factory=list)
    popups: list[tuple[tuple[str, ...], str]] = field(default_factory=list)
    notes: dict[int, str] = field(default_factory=dict)
    taps: int = 0
    _way: tuple[str, ...] = ()

    async def walk(self, chat: Chat, *steps: str) -> None:
        """Send each step, or press it when it stands in square brackets, and keep what is shown."""
        for step in steps:
            pressed = step.startswith("[")
            self.taps += pressed
            self._way = (*self._way, step) if pressed else (step,)
            self.keep(await (chat.tap(step[1:-1]) if pressed else chat.send(step)))
            if chat.popup is not None:
                self.popups.append((self._way, chat.popup))

    def note(self, text: str) -> None:
        """Say something of what was just seen."""
        self.notes[len(self.seen)] = text

    def came(self, how: str, shown: Iterable[Shown]) -> None:
        """Keep what came by itself."""
        self._way = (how,)
        self.keep(shown)

    def keep(self, shown: Iterable[Shown]) -> None:
        """Keep what is shown, and the way to it."""
        self.seen += [Seen(way=self._way, shown=one) for one in shown]


def page(stories: Iterable[Story]) -> str:
    """Write all stories, each distinct screen once."""
    known: dict[str, str] = {}
    return _masked(HEAD + "\n".join(line for story in stories for line in _story(story, known)))


def _story(story: Story, known: dict[str, str]) -> Iterator[str]:
    yield f"## {story.title}\n"
    for number, seen in enumerate(story.seen):
        if number in story.notes:
            yield f"*{story.notes[number]}*\n"
        text = _masked(seen.shown.text)
        way = _masked(" → ".join(seen.way))
        if text in known:
            if len(seen.way) == 1 and way not in known.values():
                yield f"**{way}** shows the same as **{known[text]}**\n"
            continue
        known[text] = way
        yield f"**{way}**\n"
        if seen.shown.file is not None:
            yield f"The file `{seen.shown.file.name}`\n"
        if text:
            yield f"```text\n{text}\n```\n"
        yield from (f"{' · '.join(map(_button, row))}  " for row in seen.shown.buttons)
        yield ""
    for steps, text in story.popups:
        if text not in known:
            known[text] = " → ".join(steps)
            yield f"**{known[text]}** shows for a moment: “{text}”\n"


def _button(button: Button) -> str:
    press = parse(button.data)
    carried = "opens a page" if press is None else f"`{press.action}`"
    return f"[{button.label}] {carried}"


def _masked(text: str) -> str:
    for pattern, put in RANDOM:
        text = pattern.sub(put, text)
    return text


async def _walked() -> str:
    """Walk every story, each with a database of its own, and return the page."""
    from tests import tours  # noqa: PLC0415 - the stories are told with what stands here

    with tempfile.TemporaryDirectory() as folder:
        stories = []
        for number, (title, tell) in enumerate(tours.STORIES.items()):
            url = f"sqlite+aiosqlite:///{Path(folder) / f'{number}.sqlite3'}"
            await _migrated(url)
            story = Story(title)
            async with open_world(url, officers_chat=tours.OFFICERS, admins=[tours.ADMIN]) as world:
                await tell(world, story)
            stories.append(story)
    return page(stories)


async def _migrated(url: str) -> None:
    engine = open_engine(url)
    await migrations.upgrade(engine)
    await engine.dispose()


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(asyncio.run(_walked()), encoding="utf-8")
