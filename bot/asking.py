"""The one searcher of a process. Making it takes half a second, so it is made once, when first needed."""

import asyncio
from functools import cache

from faq import entries, words
from faq.search import Outcome, Searcher


@cache
def searcher() -> Searcher:
    """Return the searcher over the approved answers.

    Raises:
        ContentError: A file of the content may not be shown.
    """
    made = Searcher(entries.load())
    words.tokens.cache_clear()  # the texts were read to make it, and are not read again
    return made


async def ready() -> Searcher:
    """Return the searcher, made without holding up other chats."""
    return await asyncio.to_thread(searcher)


async def find(question: str, *, previous: str | None = None) -> list[Outcome]:
    """Return one outcome for each question of a message, without holding up other chats."""
    return await asyncio.to_thread(_find, question, previous)


def _find(question: str, previous: str | None) -> list[Outcome]:
    return searcher().answer(question, previous=previous)
