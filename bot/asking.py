"""The one searcher of a process. Making it takes half a second, so it is made once, when first needed."""

import asyncio
from functools import cache

from faq import entries
from faq.search import Outcome, Searcher


@cache
def searcher() -> Searcher:
    """Return the searcher over the approved answers.

    Raises:
        ContentError: A file of the content may not be shown.
    """
    return Searcher(entries.load())


async def ready() -> Searcher:
    """Return the searcher, made without holding up other chats."""
    return await asyncio.to_thread(searcher)


async def find(question: str, *, previous: str | None = None) -> list[Outcome]:
    """Return one outcome for each question of a message, without holding up other chats."""
    return await asyncio.to_thread(_find, question, previous)


def _find(question: str, previous: str | None) -> list[Outcome]:
    return searcher().answer(question, previous=previous)
