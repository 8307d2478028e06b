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

from faq import spelt
from faq.spelt import Token

LONGEST_TEXT = 4_000
"""Characters looked at. A question with an amount is short; a pasted document is not one question."""

_LONGEST_NUMBER = 16
"""Digits. More is a code or a slip, not a sum anybody pays."""

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
_NUMBERED = r"invoices?|inv|po|purchase order|ticket|claim|account|application|remittance"
"""What has a number of its own, of any length: "invoice 20417" is no sum, "invoice for 20417" is."""

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
      | (?<![a-z'])(?:{_NUMBERED})(?:\s(?:no\.?|number))?\s\#?[0-9]{{3,}}(?![0-9,.]*[0-9]|\s?k\b|\s?grand)
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
        Token(match.lastgroup or "", match.group(), match.start(), match.end())
        for match in _TOKEN.finditer(text)
    ]
    return list(_figures(tokens))


def _figures(tokens: list[Token]) -> Iterator[Figure]:
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


def _in_digits(tokens: list[Token], place: int) -> tuple[Figure | None, int]:
    """Read the figures at `place`, with the scale, the words ("and one") and the currency that follow."""
    token = tokens[place]
    value, problem = _value(token)
    grouped = bool(_GROUPED.fullmatch(token.text)) and token.kind == "number"
    following = place + 1
    if value is not None and value < spelt.THOUSAND and spelt.has_half(tokens, following):
        value, following = value + Fraction(1, 2), following + 3  # "22 and a half thousand"
    scale, unit = None, ""
    while (word := spelt.at(tokens, following)) and word.kind == "word" and word.text in spelt.SCALES:
        near = word.start - tokens[following - 1].end <= 1
        if not near or (scale is not None and word.text in spelt.LETTERS):
            break
        scale, unit = (scale or 1) * spelt.SCALES[word.text], word.text
        following += 1
    if scale is not None:
        if problem is Problem.GROUPING and re.fullmatch(r"[0-9]\.[0-9]{3}", token.text):
            value, problem = Fraction(token.text), None  # "1.250m" can only be one million and a quarter
        value = value * scale if value is not None else None
        value, following = spelt.and_more(tokens, following, value, scale)
    elif spelt.word_at(tokens, following) not in _MAY_TOUCH and tokens[following].start == token.end:
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


def _in_words(tokens: list[Token], place: int) -> tuple[Figure | None, int]:
    """Read "fifty thousand", "a grand", "half a million", "two and a half grand" at `place`, if it is one."""
    value, following, scale, unit = spelt.spelt(tokens, place)
    if value is None:
        return None, place + 1
    if scale is not None:
        more, following = spelt.and_more(tokens, following, value, scale)
        value = more if more is not None else value
    return _with_currency(
        tokens, first=place, after=following, value=value, scale=scale, unit=unit, in_words=True
    )


def _value(token: Token) -> tuple[Fraction | None, Problem | None]:
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
    tokens: list[Token],
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
    if spelt.text_at(tokens, before - 1) == "-" and spelt.text_at(tokens, before - 2) in {"£", "€", "$"}:
        before, minus = before - 1, True  # "£-500"
    sign = spelt.text_at(tokens, before - 1)
    pounds, foreign = sign in _SIGNS, sign in _OTHER_SIGNS
    if pounds or foreign:
        before -= 1
    following = spelt.text_at(tokens, after)
    pence = following in _PENCE and (following != "p" or tokens[after].start == tokens[after - 1].end)
    if following == "in" and spelt.word_at(tokens, after + 1) in _OTHER_MONEY:
        after, following = after + 1, spelt.text_at(tokens, after + 1)  # "48,000 in euros"
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
