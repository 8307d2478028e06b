"""Find the numbers in a text, in figures or in words: "5,001", "1.2m", "£4k", "fifty thousand and one".

Here is how a number is written; what it is worth as an offer or an estimate, `amounts` decides. Dates,
times, telephone numbers, percentages, section numbers, notice numbers and CPV codes are passed over.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

LONGEST_TEXT = 4_000
"""Characters looked at. A question with an amount is short; a pasted document is not one question."""

_LONGEST_NUMBER = 16
"""Digits. More is a code or a slip, not a sum anybody pays."""

_THOUSAND = 1_000

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
_SCALES = {
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
_LETTERS = frozenset({"k", "ks", "g", "m", "mn", "bn"})
"""Scales that are only scales right after figures: "five m" is nothing, "m" alone is a letter."""

_POUNDS = frozenset({"£", "gbp", "pound", "pounds", "quid", "sterling", "squid"})
_SIGNS = _POUNDS - {"pound", "pounds", "quid", "sterling", "squid"}
"""What may stand before a sum: "£5,000", "GBP 5000". A word before one belongs to the sum before it."""

_PENCE = frozenset({"p", "pence", "penny"})
_OTHER_MONEY = frozenset(
    [
        "€",
        "$",
        "¥",
        "₹",
        "eur",
        "euro",
        "euros",
        "usd",
        "dollar",
        "dollars",
        "aud",
        "cad",
        "jpy",
        "yen",
        "chf",
        "francs",
        "rupees",
        "inr",
        "zloty",
        "pln",
    ]
)
_OTHER_SIGNS = _OTHER_MONEY - {"euros", "dollars", "francs", "rupees"}

_MAY_TOUCH = _PENCE | _POUNDS | _OTHER_MONEY | {"ish", "x", ""}
"""Words that may follow figures without a space."""

_REFERENCE = (
    r"ss?|sec|sections?|paras?|paragraphs?|sch|schedules?|regs?|regulations?|arts?|article|row|ppn|tables?|"
    r"cs|lot|part|pages?|pp|phase|no\.|number|act|form|iso|bs|question|q|case study|footnote|fn|appendix|"
    r"clause|dn|cpv|ref|reference|item|step|stage|covid|level|si|nvq"
)
_GLUED = r"gbp|eur|usd|ca?|x|sub-?|under|over|about|to|for|at|is|worth|upto|below|above|than"
_TOKEN = re.compile(
    rf"""
    (?P<skip>
        \S+@\S+ | https?://\S+ | www\.\S+
      | [0-9][0-9.,]*\s?(?:%|per\s?cent\b|pct\b)
      | (?<![0-9])(?:\+44|0)[0-9][0-9 ()-]{{7,14}}[0-9]
      | [0-9]{{1,4}}([/.-])[0-9]{{1,2}}\2[0-9]{{2,4}}(?![0-9])
      | [0-9]{{1,2}}\s(?:jan|febr?|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*(?:\s[0-9]{{4}})?\b
      | [0-9]+/[0-9]+ | [0-9]{{1,2}}:[0-9]{{2}} | [0-9]{{8}}-[0-9](?![0-9]) | [0-9]+(?:st|nd|rd|th)\b
      | (?:§|\#|(?<![a-z'])(?:{_REFERENCE})(?![a-z])\.?)\s?[0-9]{{1,4}}(?:[./][0-9]+)*(?![0-9]|\s?k|,[0-9]|\s?grand)
      | (?<![a-z0-9.])(?!(?:{_GLUED})[0-9])[a-z]+(?:[-/][a-z]+)*[-/]?[0-9][a-z0-9/-]*
    )
  | (?P<power>[0-9]{{1,4}}(?:\.[0-9]{{1,4}})?e\+?[0-9]{{1,2}}(?![a-z0-9]))
  | (?P<number>[0-9]{{1,3}}(?:\ [0-9]{{3}})+(?![0-9]) | [0-9](?:[0-9.,]*[0-9])? | \.[0-9]+)
  | (?P<word>[a-z]+(?:'[a-z]+)?)
  | (?P<sign>[^\s])
    """,
    re.VERBOSE,
)
_GROUPED = re.compile(r"[0-9]{1,3}(?:[, ][0-9]{3})+(?:\.[0-9]{1,2})?")
_PLAIN = re.compile(r"[0-9]*(?:\.[0-9]+)?")
_CONTINENTAL = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")
_HALVES = str.maketrans({"½": ".5", "¼": ".25", "¾": ".75", "−": "-", "–": "-", "—": "-", "’": "'", "‑": "-"})


class Problem(StrEnum):
    """Why figures cannot be read as one number."""

    GROUPING = "grouping"
    FRACTION = "fraction"
    TOO_LARGE = "too large"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number as it stands in a text that `plain` made.

    `value` is in the unit of money if it is money ("5001p" is 50.01), and None when there is a problem.
    `scale` is what a word such as "grand" multiplied by, or None. `pounds` and `foreign` say that a
    currency stands beside it.
    """

    start: int
    end: int
    value: Fraction | None
    problem: Problem | None = None
    scale: int | None = None
    unit: str = ""
    pounds: bool = False
    foreign: bool = False
    pence: bool = False
    minus: bool = False
    grouped: bool = False
    in_words: bool = False


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


def plain(text: str) -> str:
    """Return `text` in small letters and simple signs, with control and invisible characters dropped."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST_TEXT].translate(_HALVES)).casefold()
    kept = (
        " " if char.isspace() else char
        for char in folded
        if char.isspace() or unicodedata.category(char)[0] != "C"
    )
    return re.sub(r" +", " ", "".join(kept)).strip()


def scan(text: str) -> list[Figure]:
    """Return the numbers of `text`, which `plain` has made, in the order written."""
    tokens = [
        _Token(match.lastgroup or "", match.group(), match.start(), match.end())
        for match in _TOKEN.finditer(text)
    ]
    return list(_figures(tokens))


def small_number(word: str) -> Fraction | None:
    """Return what one word or run of digits counts ("3", "two", "a", "half"), or None if it is no number."""
    if word in {"a", "an", "one"}:
        return Fraction(1)
    if word == "half":
        return Fraction(1, 2)
    if word in _SMALL:
        return Fraction(_SMALL[word])
    return Fraction(word) if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{1,2})?", word) else None


def _figures(tokens: list[_Token]) -> Iterator[Figure]:
    place = 0
    while place < len(tokens):
        token = tokens[place]
        match token.kind:
            case "number" | "power":
                found, place = _in_digits(tokens, place)
            case "word":
                found, place = _in_words(tokens, place)
            case _:
                found, place = None, place + 1
        if found is not None:
            yield found


def _in_digits(tokens: list[_Token], place: int) -> tuple[Figure | None, int]:
    """Read the figures at `place`, with the scale, the words ("and one") and the currency that follow."""
    token = tokens[place]
    value, problem = _value(token)
    grouped = bool(_GROUPED.fullmatch(token.text)) and token.kind == "number"
    following = place + 1
    scale, unit = None, ""
    while (word := _at(tokens, following)) and word.kind == "word" and word.text in _SCALES:
        near = word.start - tokens[following - 1].end <= 1
        if not near or (scale is not None and word.text in _LETTERS):
            break
        scale, unit = (scale or 1) * _SCALES[word.text], word.text
        following += 1
    if scale is not None:
        if problem is Problem.GROUPING and re.fullmatch(r"[0-9]\.[0-9]{3}", token.text):
            value, problem = Fraction(token.text), None  # "1.250m" can only be one million and a quarter
        value = value * scale if value is not None else None
        value, following = _and_more(tokens, following, value, scale)
    elif _word(tokens, following) not in _MAY_TOUCH and tokens[following].start == token.end:
        return None, following + 1  # "50mm", "12v": a measure of something else
    return _with_currency(
        tokens,
        first=place,
        after=following,
        value=value,
        problem=problem,
        scale=scale,
        unit=unit,
        grouped=grouped,
    )


def _in_words(tokens: list[_Token], place: int) -> tuple[Figure | None, int]:
    """Read "fifty thousand", "a grand", "half a million", "two and a half grand" at `place`, if it is one."""
    value, following, scale, unit = _spelt(tokens, place)
    if value is None:
        return None, place + 1
    if scale is not None:
        more, following = _and_more(tokens, following, value, scale)
        value = more if more is not None else value
    return _with_currency(
        tokens, first=place, after=following, value=value, scale=scale, unit=unit, in_words=True
    )


def _spelt(tokens: list[_Token], place: int) -> tuple[Fraction | None, int, int | None, str]:
    """Return value, where it ends, the last scale and its word."""
    word = tokens[place].text
    if word in {"half", "quarter"}:
        following = place + 1
        while _word(tokens, following) in {"a", "of"}:
            following += 1
        scale = _SCALES.get(_word(tokens, following), 0)
        if scale >= _THOUSAND and _word(tokens, following) not in _LETTERS:
            part = Fraction(scale, 2 if word == "half" else 4)
            return part, following + 1, scale, _word(tokens, following)
        return None, place, None, ""
    following = place
    if word in {"a", "one"} and _word(tokens, place + 1) == "couple":
        following, word = place + 1, "couple"
    if word == "couple":
        following += 2 if _word(tokens, following + 1) == "of" else 1
        return _scaled(tokens, following, Fraction(2))
    if word == "a":
        scale_word = _word(tokens, place + 1)
        if scale_word in _SCALES and scale_word not in _LETTERS:
            return _scaled(tokens, place + 1, Fraction(1))
        return None, place, None, ""
    count, following = _below_hundred(tokens, place)
    if count is None:
        return None, place, None, ""
    if _words(tokens, following, 3) == ["and", "a", "half"]:
        count, following = count + Fraction(1, 2), following + 3
    return _scaled(tokens, following, count)


def _scaled(
    tokens: list[_Token], place: int, value: Fraction
) -> tuple[Fraction | None, int, int | None, str]:
    """Multiply by the scales that follow: "hundred", "hundred and fifty thousand", "k"."""
    scale, unit = None, ""
    while (word := _word(tokens, place)) in _SCALES and not (word in _LETTERS and word != "k"):
        value, scale, unit = value * _SCALES[word], (scale or 1) * _SCALES[word], word
        place += 1
        if word == "hundred":
            value, place = _tens_of_hundred(tokens, place, value)
    return value, place, scale, unit


def _tens_of_hundred(tokens: list[_Token], place: int, value: Fraction) -> tuple[Fraction, int]:
    skipped = place + (_word(tokens, place) == "and")
    rest, following = _below_hundred(tokens, skipped)
    if rest is None:
        return value, place
    return value + rest, following


def _and_more(
    tokens: list[_Token], place: int, value: Fraction | None, scale: int
) -> tuple[Fraction | None, int]:
    """Add the smaller part: "five thousand and one", "one million two hundred thousand".

    A part as large as the scale before it is another number: "between five thousand and six thousand".
    """
    skipped = place + (_word(tokens, place) == "and")
    if value is None or scale < 100 or _word(tokens, skipped) not in _SMALL:  # noqa: PLR2004 - a hundred
        return value, place
    rest, following, rest_scale, _ = _spelt(tokens, skipped)
    # "15 grand two quotes" is a sum and a count; in full words the two belong together.
    joined = skipped > place or (rest_scale is not None)
    if rest is None or rest >= scale or not joined or (rest_scale or 1) >= scale:
        return value, place
    if rest_scale is not None:
        more, following = _and_more(tokens, following, rest, rest_scale)
        rest = more if more is not None else rest
    return value + rest, following


def _below_hundred(tokens: list[_Token], place: int) -> tuple[Fraction | None, int]:
    first = _SMALL.get(_word(tokens, place))
    if first is None:
        return None, place
    following = place + 1
    if first >= 20 and first % 10 == 0:  # noqa: PLR2004 - from twenty on, a ten may have a unit
        dashed = following + (_text(tokens, following) == "-")
        unit = _SMALL.get(_word(tokens, dashed), 0)
        if 0 < unit < 10:  # noqa: PLR2004 - one to nine
            return Fraction(first + unit), dashed + 1
    return Fraction(first), following


def _value(token: _Token) -> tuple[Fraction | None, Problem | None]:
    written = token.text
    if token.kind == "power":
        number, _, power = written.partition("e")
        exponent = int(power)
        if exponent > _LONGEST_NUMBER:
            return None, Problem.TOO_LARGE
        return Fraction(number) * 10**exponent, None
    if len(written) > _LONGEST_NUMBER + written.count(",") + written.count(" "):
        return None, Problem.TOO_LARGE
    if _GROUPED.fullmatch(written):
        return Fraction(re.sub(r"[, ]", "", written)), None
    if _CONTINENTAL.fullmatch(written) or not _PLAIN.fullmatch(written):
        return None, Problem.GROUPING
    return Fraction(written), None


def _with_currency(
    tokens: list[_Token],
    *,
    first: int,
    after: int,
    value: Fraction | None,
    problem: Problem | None = None,
    scale: int | None = None,
    unit: str = "",
    grouped: bool = False,
    in_words: bool = False,
) -> tuple[Figure, int]:
    """Take in the currency before and after, and turn pence into pounds."""
    before = first
    minus = False
    if _text(tokens, before - 1) == "-" and _text(tokens, before - 2) in {"£", "€", "$"}:
        before, minus = before - 1, True  # "£-500"
    sign = _text(tokens, before - 1)
    pounds, foreign = sign in _SIGNS, sign in _OTHER_SIGNS
    if pounds or foreign:
        before -= 1
    following = _text(tokens, after)
    pence = following in _PENCE and (following != "p" or tokens[after].start == tokens[after - 1].end)
    if pence or following in _POUNDS | _OTHER_MONEY:
        pounds, foreign = pounds or following in _POUNDS, foreign or following in _OTHER_MONEY
        after += 1
    if pence and value is not None:
        value /= 100
    if value is not None and (value * 100).denominator != 1 and (pounds or scale is None):
        value, problem = None, Problem.FRACTION
    return (
        Figure(
            start=tokens[before].start,
            end=tokens[after - 1].end,
            value=value,
            problem=problem,
            scale=scale,
            unit=unit,
            pounds=pounds,
            foreign=foreign,
            pence=pence,
            minus=minus,
            grouped=grouped,
            in_words=in_words,
        ),
        after,
    )


def _at(tokens: list[_Token], place: int) -> _Token | None:
    return tokens[place] if 0 <= place < len(tokens) else None


def _text(tokens: list[_Token], place: int) -> str:
    token = _at(tokens, place)
    return token.text if token is not None else ""


def _word(tokens: list[_Token], place: int) -> str:
    token = _at(tokens, place)
    return token.text if token is not None and token.kind == "word" else ""


def _words(tokens: list[_Token], place: int, count: int) -> list[str]:
    return [_word(tokens, place + offset) for offset in range(count)]
