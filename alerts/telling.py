"""The words of a title that say what the work is, to be looked for or to be avoided.

"Re-roofing of Shildon library for Durham County Council" is about roofing and a library. The place and
the buyer say where and for whom; a supplier who avoids those would lose work that it wants.
"""

from functools import cache

from alerts import cpv, places, words
from alerts.notice import Notice
from alerts.trades import TRADES
from alerts.words import Phrases

_SHORTEST = 3
_MOST = 12


def named(notice: Notice) -> list[str]:
    """Return what in a title is a trade's name for its work ("window cleaning"), the longest first."""
    title = words.read(words.without_procedure(notice.title))
    return list(dict.fromkeys(hit.found.casefold() for hit in words.hits(_trade_words(), title)))


def known(notice: Notice) -> list[str]:
    """Return the telling words of a title that the list of codes has too: things and works, no names."""
    return [word for word in _telling(notice) if words.stem(word) in _things()]


def every(notice: Notice) -> list[str]:
    """Return all that tells of the work in a title, what is surest first."""
    return list(dict.fromkeys([*named(notice), *known(notice), *_telling(notice)]))[:_MOST]


def _telling(notice: Notice) -> list[str]:
    title = words.read(words.without_procedure(notice.title))
    buyer = set(words.read(notice.buyer).stems)
    pairs = zip(title.exact, title.stems, strict=True)
    return [word for word, stemmed in pairs if stemmed not in buyer and _tells(word)]


def _tells(word: str) -> bool:
    phrase = words.phrase(word)
    return (
        phrase is not None
        and len(word) >= _SHORTEST
        and word.isalpha()
        and not words.says_nothing(phrase)
        and not places.codes(word)
    )


@cache
def _trade_words() -> Phrases:
    written = (word for trade in TRADES.values() for word in trade.words)
    return words.together(phrase for word in written if (phrase := words.phrase(word)))


@cache
def _things() -> frozenset[str]:
    return frozenset(stem for name in cpv.names().values() for stem in words.read(name).stems)
