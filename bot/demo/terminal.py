"""Talk to the bot by typing. Buttons are numbered and pressed by number. Looks right at 80 columns."""

import asyncio
import re
from collections.abc import Sequence
from datetime import datetime

from rich.console import Console
from rich.text import Text

from alerts.frequency import LONDON
from bot.demo import clock
from bot.demo.session import Demo
from bot.telegram_local import Button, Shown, runs
from bot.text import written

WIDEST = 80
INDENT = "  "
HELP = (
    "This is the real bot with real notices of 10 August 2026. Nothing leaves this computer.\n"
    "Type a number to press a button, or type words. /clock +1d 8:00 lets time pass. /quit ends."
)
ATTRIBUTION = "Contains public sector information licensed under the Open Government Licence v3.0."


class Screen:
    """The terminal as a chat: what was said last, and the buttons that a number may press."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.buttons: list[tuple[int, Button]] = []

    def note(self, text: str) -> None:
        """Say something that is not the bot's."""
        self.console.print(Text(text, style="dim"))

    def you(self, text: str) -> None:
        """Show what the person says."""
        self.console.print(Text.assemble(("You: ", "bold"), text))

    def show(self, messages: Sequence[Shown], now: datetime) -> None:
        """Show the bot's messages, and number the buttons below them."""
        if not messages:
            return
        self.buttons = []
        for message in messages:
            local = now.astimezone(LONDON)
            self.console.print()
            self.console.print(
                Text(f"Supplierbot, {local:%A} {local.day} {local:%B}, {local:%H:%M}", style="bold")
            )
            if message.file is not None:
                size = written.counted(len(message.file.content), "byte")
                self.console.print(Text(f"{INDENT}({message.file.name}, {size})", style="dim"))
            for line in _styled(message).wrap(self.console, self.console.width - len(INDENT)):
                line.rstrip()
                self.console.print(Text.assemble(INDENT, line))
            for button in (button for row in message.buttons for button in row):
                self.buttons.append((message.message_id, button))
                label = button.label if button.url is None else f"{button.label} (opens a page)"
                self.console.print(Text(f"{INDENT}[{len(self.buttons)}] {label}"))
        self.console.print()


def _styled(message: Shown) -> Text:
    text = Text()
    for run in runs(message.text, message.entities):
        text.append(run.text, style="bold" if "bold" in run.styles else "")
    return text


def console_of(*, width: int | None = None) -> Console:
    """Return a console no wider than lines are easy to read."""
    plain = Console()
    return Console(width=min(width or plain.width, WIDEST), highlight=False, soft_wrap=False)


async def talk(demo: Demo) -> None:
    """Read lines until the person has had enough."""
    screen = Screen(console_of())
    screen.note(f"{HELP}\n{ATTRIBUTION}")
    screen.you("/start")
    screen.show(await demo.say("/start"), demo.clock.now)
    while True:
        try:
            line = (await asyncio.to_thread(screen.console.input, "[bold]You:[/bold] ")).strip()
        except EOFError:
            return
        if line in {"/quit", "/exit"}:
            return
        if line:
            await answer(demo, screen, line)


async def answer(demo: Demo, screen: Screen, line: str) -> None:
    """Do what one line asks for: press a button, move the clock, or say it to the bot."""
    if re.fullmatch("[0-9]{1,4}", line):
        await _press(demo, screen, int(line))
    elif line.split(maxsplit=1)[0] == "/clock":
        await _move(demo, screen, line.removeprefix("/clock"))
    else:
        screen.show(await demo.say(line), demo.clock.now)


async def _press(demo: Demo, screen: Screen, number: int) -> None:
    if not 1 <= number <= len(screen.buttons):
        there = f"There are {len(screen.buttons)}." if screen.buttons else "There are none to press now."
        screen.note(f"There is no button {number}. {there}")
        return
    message_id, button = screen.buttons[number - 1]
    if button.data is None:
        screen.note(f"{button.label}: {button.url}")
        return
    screen.show(await demo.press(message_id, button.data), demo.clock.now)


async def _move(demo: Demo, screen: Screen, words: str) -> None:
    try:
        to = clock.target(demo.clock.now, words)
    except clock.ClockError as error:
        screen.note(str(error))
        return
    with screen.console.status("Time passes…"):
        messages = await demo.move_clock(to)
    local = demo.clock.now.astimezone(LONDON)
    screen.note(f"It is now {local:%A} {local.day} {local:%B %Y}, {local:%H:%M} in London.")
    if not messages:
        screen.note("Supplierbot had nothing to say.")
    screen.show(messages, demo.clock.now)
