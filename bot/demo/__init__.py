"""The real bot in this terminal: no token, no network, real notices of 10 August 2026.

`replay` answers for the publisher, `clock` is moved by hand, `session` is the bot with both, and
`terminal` and `story` are the two ways to talk to it: a person's, and one supplier's told from start
to end where there is nobody to type.
"""

import asyncio
import sys

from bot.demo import session, story, terminal


def main(*, officer: bool = False) -> int:
    """Open the chat, or tell the story when this is not a terminal. Returns the exit code.

    With `officer` the person who talks may do what officers may.
    """
    talk = terminal.talk if sys.stdin.isatty() and sys.stdout.isatty() else story.tell
    try:
        asyncio.run(session.run(talk, officer=officer))
    except KeyboardInterrupt:
        print()  # noqa: T201 - so that the shell's prompt starts on a line of its own
    return 0
