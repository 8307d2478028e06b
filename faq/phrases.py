"""The words people put around a sum of money: about, under, plus VAT, a month, for three years, split.

Every pattern is matched against text that `figures.plain` has made: small letters, plain dashes.
"""

import re
from enum import StrEnum


class Bound(StrEnum):
    """Which side of the sum is meant."""

    EXACTLY = "exactly"
    ABOUT = "about"
    JUST_UNDER = "just under"
    UNDER = "under"
    UP_TO = "up to"
    JUST_OVER = "just over"
    OVER = "over"
    AT_LEAST = "at least"


class Vat(StrEnum):
    """Whether VAT is in the sum."""

    NET = "net"
    GROSS = "gross"
    NOT_STATED = "not stated"


class Period(StrEnum):
    """How often a sum is paid."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_SLIGHTLY = r"(?:just|only just|slightly|a (?:bit|shade|touch|little|tad|smidge)|bit|marginally|fractionally)"

_BEFORE: tuple[tuple[Bound, str], ...] = (
    # In this order: "no more than" holds "more than", "just under" holds "under".
    (
        Bound.UP_TO,
        r"(?:up ?to|(?:no|not) more than|not (?:over|above)|at (?:the )?most|max(?:imum)?(?: of)?|<=|≤)",
    ),
    (Bound.AT_LEAST, r"(?:(?:no|not) less than|not under|at (?:the )?least|min(?:imum)?(?: of)?|>=|≥)"),
    (Bound.AT_LEAST, r"(?:upwards? of|starting (?:at|from)|from)"),
    (Bound.JUST_UNDER, rf"{_SLIGHTLY} (?:under|below|less than|short of|shy of|off)"),
    (Bound.JUST_UNDER, r"(?:nearly|almost|not quite|shy of|(?:a )?whisker (?:under|below))"),
    (Bound.JUST_OVER, rf"{_SLIGHTLY} (?:over|above|more than|past)"),
    (Bound.UNDER, r"(?:under(?:neath)?|below|less than|sub|beneath|lower than|smaller than|<)"),
    (
        Bound.OVER,
        r"(?:over|above|more than|greater than|bigger than|north of|exceed(?:s|ing)?|in excess of|>)",
    ),
    (
        Bound.ABOUT,
        r"(?:about|abt|around|rough(?:ly)?|approx(?:imately)?|circa|c|ca|somewhere near|close to|~|≈)",
    ),
    (Bound.ABOUT, r"(?:in the region of|(?:a )?ball ?park(?: of)?|say|more or less|give or take|maybe)"),
)
_BOUND_BEFORE = tuple(
    (bound, re.compile(rf"(?<![a-z]){words}\.?[ -]?(?:the |a |of |like |is |say )?-?$"))
    for bound, words in _BEFORE
)

_BOUND_AFTER = (
    (Bound.ABOUT, re.compile(r"(?: |-)?ish\b| (?:or so|give or take|or thereabouts|roughly|approx\w*)\b")),
    (Bound.UP_TO, re.compile(r" (?:(?:or|and) (?:less|under|below)|max(?:imum)?|tops|at (?:the )?most)\b")),
    (Bound.AT_LEAST, re.compile(r" (?:(?:or|and) (?:more|over|above|up(?:wards)?)|min(?:imum)?|upwards)\b")),
    (Bound.AT_LEAST, re.compile(r" plus(?=$|[?.,!])")),
    (Bound.AT_LEAST, re.compile(r" ?\+(?! ?v\.?a\.?t)(?! ?[a-z£0-9])")),
)

_V = r"v\.?a\.?t\b"
_VAT_ASKED = re.compile(
    rf"with or without (?:the )?{_V}|\b(?:inc|ex)\w*\.? or (?:inc|ex|plus)\w*|{_V} or (?:not|no|ex|without)"
    rf"|\b(?:is|are|does|do) (?:that|this|it|the|they)?[^?]*\b(?:inc\w*|ex\w*) (?:the )?{_V} or"
)
_PERCENT = r"(?:20|twenty) ?(?:%|per ?cent)"
_NET = re.compile(
    rf"(?:\+|\bplus) ?(?:the |another )?{_PERCENT}|(?:\+|\b(?:plus|and|ex|exc|excl|excluding|exclusive of|before|without|net of|minus|less|w/o"
    rf"|not inc\w*))\.?\s?(?:the )?{_V}|{_V}\s?(?:exc\w*|extra|on top|not inc\w*)|\bnet\b"
)
_GROSS = re.compile(
    rf"\b(?:inc|incl|including|inclusive of|includes|with|gross of|after)\.?\s?(?:the |of )?{_V}"
    rf"|{_V}[ -]?(?:inc\w*|in\b|on it\b)|\bgross\b"
)

_EACH = re.compile(
    r"(?:\s?(?:each|every|/|p/|per|an?))\s?(?P<word>day|week|wk|month|mth|quarter|qtr|year|yr|annum)s?\b"
    r"|\s?(?P<short>p\.?c\.?m\b|p\.?m\b|p\.?w\b|p\.?a\b|daily|weekly|monthly|quarterly|yearly|annually|annual)\.?"
)
_PERIODS = {
    "day": Period.DAY,
    "daily": Period.DAY,
    "week": Period.WEEK,
    "wk": Period.WEEK,
    "weekly": Period.WEEK,
    "pw": Period.WEEK,
    "month": Period.MONTH,
    "mth": Period.MONTH,
    "monthly": Period.MONTH,
    "pcm": Period.MONTH,
    "pm": Period.MONTH,
    "quarter": Period.QUARTER,
    "qtr": Period.QUARTER,
    "quarterly": Period.QUARTER,
}
_NUMBER = r"[0-9]{1,3}(?:\.[0-9])?|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen|half an?"
_LENGTH = re.compile(
    rf"(?P<plus>[0-9](?:\s?\+\s?[0-9]){{1,4}})[ -]?years?\b"
    rf"|(?<![a-z0-9.£])(?P<count>{_NUMBER})(?P<half> and a half)?[ -]?"
    r"(?P<unit>day|week|wk|month|mth|quarter|year|yr)s?\b(?P<late> and a half)?"
)

SEPARATE = re.compile(
    r"(?<![\d.,£])\b(?:two|three|four|five|six|several|[2-9]) (?:[a-z]+ )?(?:orders|jobs|contracts|invoices|bits) (?:of|at|for) £?[0-9]"
    r"|\bseparate(?:ly)?\b|\bdifferent (?:jobs|orders|contracts)\b|(?<![\d.,£])[0-9]{1,2} ?[x×*] ?£?[0-9]"
    r"|(?:[0-9]|[km]|grand|quid|pounds?) (?:each|apiece|per (?:job|unit|item|school|site|visit|head|person|lot))\b"
    r"|(?:\b(?:two|three|four|five|several|couple of|few)|(?<![\d.,£k])\b[2-9]) "
    r"(?:lots of )?£?[0-9][0-9.,]*(?:k|grand|s|m)?s? ?(?:grand |quid |pound )?(?:jobs|orders|contracts|bits|ones)"
)
"""More than one job, or a price for each of several."""

SPLITTING = re.compile(
    r"\b(?:split|splits|splitting|divide[sd]?|dividing|chop\w*|carve\w*|slice[sd]?|spread|disaggregat\w*)\b"
    r"|\b(?:break|breaking|broken|cut|cutting|turn\w*|make|making|put|do) (?:[\w£.,]+ ){0,5}"
    r"(?:up|into|in) (?:to )?(?:two|three|four|several|smaller|separate|[2-9]|bits|parts|chunks|pieces)\b"
    r"|\binto (?:two|three|four|several|smaller|separate|[2-9]) "
)
"""One job made into several. With the word "lot" it is about lots, which is another question."""

LOTS = re.compile(r"\blots?\b")

OPTION = re.compile(r"\b(?:options?|optional|extensions?|extend(?:ed|able)?)\b")


def bound(before: str, after: str) -> Bound:
    """Return which side of a sum is meant by the words right before and right after it."""
    for side, pattern in _BOUND_BEFORE:
        if pattern.search(before):
            return side
    for side, pattern in _BOUND_AFTER:
        if pattern.match(after):
            return side
    return Bound.EXACTLY


def vat(text: str) -> Vat:
    """Return the VAT basis a text states. A question about VAT states none."""
    if asks_about_vat(text):
        return Vat.NOT_STATED
    if _NET.search(text):
        return Vat.NET
    return Vat.GROSS if _GROSS.search(text) else Vat.NOT_STATED


def asks_about_vat(text: str) -> bool:
    """Return whether the text asks if VAT counts, rather than says so."""
    return _VAT_ASKED.search(text) is not None


def each(after: str) -> Period | None:
    """Return how often a sum is paid, from the words after it ("a month"); None when paid once."""
    found = _EACH.match(_NET.sub("", after, count=1).replace("  ", " ").rstrip() if "vat" in after else after)
    if found is None:
        return None
    word = found["word"] or found["short"].replace(".", "")
    return _PERIODS.get(word, Period.YEAR)


def length(text: str) -> tuple[str, bool, Period] | None:
    """Return how long a contract runs: the count as written, whether a half is added, and its unit.

    "3+1+1 years" counts every year, since the most that may be paid is what the Act counts. "20k a year"
    alone gives no length: the "a year" there says how often.
    """
    for found in _LENGTH.finditer(text):
        if found["plus"]:
            return str(sum(int(part) for part in found["plus"].split("+"))), False, Period.YEAR
        if found["count"] in {"a", "an"} and not re.search(
            r"(?:for|over|lasts?|lasting|up to) $", text[: found.start()]
        ):
            continue
        half = bool(found["half"] or found["late"])
        return found["count"], half, _PERIODS.get(found["unit"], Period.YEAR)
    return None
