"""The commands, a module a noun. This one holds what each does first and last.

Exit codes: 0 done, 1 explained on stderr in a sentence, 2 mistyped. What a command found out goes to
stdout; progress, warnings and failures go to stderr, so that stdout can be piped.
"""

import asyncio
import json
import logging
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.progress import Progress

from bot import database, failures, logs, settings
from bot.app import open_shared
from bot.context import Shared
from bot.settings import Settings, SettingsError

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]


def example(command: str) -> str:
    """Return the end of a help page: an example, alone on the last line, to copy."""
    return f"Example:\n\n{command}"


def warn(text: str) -> None:
    """Tell the person at the terminal something that is no result."""
    typer.echo(text, err=True)


def print_json(value: Any) -> None:
    """Print one value as JSON, in UTF-8 whatever the terminal's own encoding is."""
    text = json.dumps(msgspec.to_builtins(value), ensure_ascii=False, indent=2)
    typer.echo(text.encode())


@contextmanager
def explained(*, level: int = logging.WARNING) -> Iterator[Settings]:
    """Read the settings and start the log; turn a failure into a sentence on stderr and exit code 1."""
    try:
        found = settings.load()
    except SettingsError as error:
        warn(str(error))
        raise typer.Exit(1) from error
    logs.configure(found, level=level)
    try:
        yield found
    except BrokenPipeError:
        raise  # whoever read our output has had enough; Click ends quietly
    except failures.EXPLAINED as error:
        warn(logs.redactor(found)(failures.sentence(error, found)))
        raise typer.Exit(1) from error


def with_shared(work: Callable[[Shared], Awaitable[None]]) -> None:
    """Do a command's work with what a process shares: database, network, catalogue and clock."""
    with explained() as found:
        asyncio.run(_open_and_do(found, work))


async def _open_and_do(found: Settings, work: Callable[[Shared], Awaitable[None]]) -> None:
    await database.make_ready(found)
    async with open_shared(found) as shared:
        await work(shared)


def progress() -> Progress:
    """Return a progress bar on stderr, which only a person at a terminal sees."""
    return Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())
