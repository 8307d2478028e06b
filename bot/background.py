"""Work that one person waits for and nobody else should: it runs beside the updates, which are taken one by one.

Nothing is owed by it. When the process ends it is called off, and whoever asked for it asks again.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

REMEMBERED = 1_000


class Background:
    """The works that run now, each under a name, and what was asked for lately, so that a tap counts once."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._asked: deque[str] = deque(maxlen=REMEMBERED)

    def first_time(self, what: str) -> bool:
        """Return whether this was not asked for before. A second tap may come when the work is done already."""
        if what in self._asked:
            return False
        self._asked.append(what)
        return True

    def start(self, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> bool:
        """Begin a work, unless one of this name still runs. The work answers for its own failures."""
        if name in self._tasks:
            return False
        task = asyncio.create_task(work(), name=name)
        self._tasks[name] = task
        task.add_done_callback(lambda _: self._tasks.pop(name, None))
        return True

    async def finished(self) -> None:
        """Wait until nothing runs any more."""
        while self._tasks:
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)
            await asyncio.sleep(0)  # for the callbacks that take them off the list

    async def stop(self) -> None:
        """Call off what runs."""
        for task in self._tasks.values():
            task.cancel()
        await self.finished()
