"""One supplier's story from start to end, for a place where nobody can type."""

from bot.demo.session import Demo
from bot.demo.terminal import ATTRIBUTION, WIDEST, Screen, answer, console_of

LINES = (
    "/start",
    "Sole trader or company",
    "1 to 9 people",
    "we repair roofs and gutters",
    "Roofing and gutters",
    "All trades",
    "Building and repairs",
    "Done: tell me each day at 8am",
    "What is open now",
    "/clock +1d 8:00",
    "do I have to tender for a 30 grand job",
    "/stop",
)


async def tell(demo: Demo) -> None:
    """Play a roofer's first day. A line that names a button presses it."""
    screen = Screen(console_of(width=WIDEST))
    screen.note(f"A roofer's first day with Supplierbot. The notices are real. {ATTRIBUTION}")
    for line in LINES:
        screen.you(line)
        labels = [button.label for _, button in screen.buttons]
        await answer(demo, screen, str(labels.index(line) + 1) if line in labels else line)
