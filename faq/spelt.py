"""Read numbers in words: "fifty thousand and one", "half a million", "two and a half grand".

A text is a list of tokens, and a place in it; every reader gives back what it read and the place after it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

THOUSAND = 1_000

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SMALL = {word: value for value, word in enumerate(_UNITS)}
_SMALL |= {word: value * 10 for value, word in enumerate(_TENS, start=2)} | {"fourty": 40, "fivety": 50}
SCALES = {
    "hundred": 100,
    "k": 1_000,
    "ks": 1_000,
    "g": 1_000,
    "grand": 1_000,
    "thousand": 1_000,
    "thousands": 1_000,
    "thou": 1_000,
    "thousend": 1_000,
    "thosand": 1_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "mil": 1_000_000,
    "mill": 1_000_000,
    "million": 1_000_000,
    "millions": 1_000_000,
    "bn": 1_000_000_000,
    "billion": 1_000_000_000,
}
LETTERS = frozenset({"k", "ks", "g", "m", "mn", "bn"})
"""Scales that are only scales right after figures: "five m" is nothing, "m" alone is a letter."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a text: "number", "power", "word", "sign", or "skip" for what is no sum. Where it stands."""

    kind: str
    text: str
    start: int
    end: int


def small_number(word: str) -> Fraction | None:
    """Return what one word or run of digits counts ("3", "two", "a", "half"), or None if it is no number."""
    if word in {"a", "an", "one"}:
        return Fraction(1)
    if word == "half":
        return Fraction(1, 2)
    if word in _SMALL:
        return Fraction(_SMALL[word])
    return Fraction(word) if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{1,2})?", word) else None


def spelt(tokens: Sequence[Token], place: int) -> tuple[Fraction | None, int, int | None, str]:
    """Return value, where it ends, the last scale and its word."""
    word = tokens[place].text
    if word in {"half", "quarter"}:
        following = place + 1
        while word_at(tokens, following) in {"a", "of"}:
            following += 1
        scale = SCALES.get(word_at(tokens, following), 0)
        if scale >= THOUSAND and word_at(tokens, following) not in LETTERS:
            part = Fraction(scale, 2 if word == "half" else 4)
            return part, following + 1, scale, word_at(tokens, following)
        return None, place, None, ""
    following = place
    if word in {"a", "one"} and word_at(tokens, place + 1) == "couple":
        following, word = place + 1, "couple"
    if word == "couple":
        following += 2 if word_at(tokens, following + 1) == "of" else 1
        return _scaled(tokens, following, Fraction(2))
    if word == "a":
        scale_word = word_at(tokens, place + 1)
        if scale_word in SCALES and scale_word not in LETTERS:
            return _scaled(tokens, place + 1, Fraction(1))
        return None, place, None, ""
    count, following = _below_hundred(tokens, place)
    if count is None:
        return None, place, None, ""
    if words_at(tokens, following, 3) == ["and", "a", "half"]:
        count, following = count + Fraction(1, 2), following + 3
    return _scaled(tokens, following, count)


def _scaled(
    tokens: Sequence[Token], place: int, value: Fraction
) -> tuple[Fraction | None, int, int | None, str]:
    """Multiply by the scales that follow: "hundred", "hundred and fifty thousand", "k"."""
    scale, unit = None, ""
    while (word := word_at(tokens, place)) in SCALES and not (word in LETTERS and word != "k"):
        value, scale, unit = value * SCALES[word], (scale or 1) * SCALES[word], word
        place += 1
        if word == "hundred":
            value, place = _tens_of_hundred(tokens, place, value)
    return value, place, scale, unit


def _tens_of_hundred(tokens: Sequence[Token], place: int, value: Fraction) -> tuple[Fraction, int]:
    skipped = place + (word_at(tokens, place) == "and")
    rest, following = _below_hundred(tokens, skipped)
    if rest is None:
        return value, place
    return value + rest, following


def and_more(
    tokens: Sequence[Token], place: int, value: Fraction | None, scale: int
) -> tuple[Fraction | None, int]:
    """Add the smaller part: "five thousand and one", "one million two hundred thousand".

    A part as large as the scale before it is another number: "between five thousand and six thousand".
    """
    skipped = place + (word_at(tokens, place) == "and")
    if value is None or scale < 100 or word_at(tokens, skipped) not in _SMALL:  # noqa: PLR2004 - a hundred
        return value, place
    rest, following, rest_scale, _ = spelt(tokens, skipped)
    # "15 grand two quotes" is a sum and a count; in full words the two belong together.
    joined = skipped > place or (rest_scale is not None)
    if rest is None or rest >= scale or not joined or (rest_scale or 1) >= scale:
        return value, place
    if rest_scale is not None:
        more, following = and_more(tokens, following, rest, rest_scale)
        rest = more if more is not None else rest
    return value + rest, following


def _below_hundred(tokens: Sequence[Token], place: int) -> tuple[Fraction | None, int]:
    first = _SMALL.get(word_at(tokens, place))
    if first is None:
        return None, place
    following = place + 1
    if first >= 20 and first % 10 == 0:  # noqa: PLR2004 - from twenty on, a ten may have a unit
        dashed = following + (text_at(tokens, following) == "-")
        unit = _SMALL.get(word_at(tokens, dashed), 0)
        if 0 < unit < 10:  # noqa: PLR2004 - one to nine
            return Fraction(first + unit), dashed + 1
    return Fraction(first), following


def at(tokens: Sequence[Token], place: int) -> Token | None:
    """Return the token at a place, or None past either end."""
    return tokens[place] if 0 <= place < len(tokens) else None


def text_at(tokens: Sequence[Token], place: int) -> str:
    """Return what is written at a place, or an empty text past either end."""
    token = at(tokens, place)
    return token.text if token is not None else ""


def word_at(tokens: Sequence[Token], place: int) -> str:
    """Return the word at a place, or an empty text if there is none or it is no word."""
    token = at(tokens, place)
    return token.text if token is not None and token.kind == "word" else ""


def has_half(tokens: Sequence[Token], place: int) -> bool:
    """Return whether "and a half" of some scale stands at a place: "and a half thousand"."""
    return words_at(tokens, place, 3) == ["and", "a", "half"] and word_at(tokens, place + 3) in SCALES


def words_at(tokens: Sequence[Token], place: int, count: int) -> list[str]:
    """Return the words from a place on, as `word_at` gives them."""
    return [word_at(tokens, place + offset) for offset in range(count)]
