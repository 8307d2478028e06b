"""Read what a job is worth from what people type: "30 grand", "£45k + VAT", "4k-6k", "20k a year for 3 years".

`read` takes the answer to "what is it worth?"; `find` looks for a sum inside a whole question and leaves
years, counts, dates and section numbers alone. Both give an amount, a span, or why it cannot be read;
neither rounds a sum over a line, converts a currency, or raises.

Rules: sections 3 to 8 of the project's threshold rules, each row of which is a test.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from faq import figures, phrases, spelt
from faq.figures import Figure, Problem
from faq.phrases import Bound, Period, Vat

MOST_PENCE = 10**13
"""£100 billion. A larger sum is a slip of the keyboard."""

_NEAR, _CLOSE = 10, 10
"""`about` reaches a tenth either side; `just under` and `just over` reach a tenth on their one side."""


class Reason(StrEnum):
    """Why no one sum can be read. Kept in logs, so never rename a value."""

    NOT_GIVEN = "not given"
    NEGATIVE = "negative"
    NOTHING = "nothing"
    GROUPING = "grouping"
    FRACTION = "fraction of a penny"
    TOO_LARGE = "too large"
    UNIT = "unit of a range"
    CURRENCY = "currency"
    HOW_LONG = "how long"
    SEVERAL = "several sums"
    SEPARATE = "separate jobs"
    SPLITTING = "splitting"


class Total(StrEnum):
    """What was assumed to reach one sum."""

    AS_WRITTEN = "as written"
    PENCE = "pence"
    PERIODS = "periods"
    OPTIONS = "options"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """One sum in pence, more than nothing, on the VAT basis stated. `written` is what it was read from."""

    pence: int
    written: str
    bound: Bound = Bound.EXACTLY
    vat: Vat = Vat.NOT_STATED
    total: Total = Total.AS_WRITTEN

    @property
    def least_pence(self) -> int:
        """The least the sum can be; one penny for "under"."""
        match self.bound:
            case Bound.EXACTLY | Bound.AT_LEAST:
                return self.pence
            case Bound.ABOUT:
                return self.pence - self.pence // _NEAR
            case Bound.JUST_UNDER:
                return max(1, self.pence - self.pence // _CLOSE)
            case Bound.UNDER | Bound.UP_TO:
                return 1
            case Bound.JUST_OVER | Bound.OVER:
                return self.pence + 1

    @property
    def most_pence(self) -> int | None:
        """The most the sum can be; None when it has no upper end."""
        match self.bound:
            case Bound.EXACTLY | Bound.UP_TO:
                return self.pence
            case Bound.ABOUT:
                return self.pence + self.pence // _NEAR
            case Bound.JUST_UNDER | Bound.UNDER:
                return max(1, self.pence - 1)
            case Bound.JUST_OVER:
                return self.pence + max(1, self.pence // _CLOSE)
            case Bound.OVER | Bound.AT_LEAST:
                return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Two sums in pence, the lower first however they were typed."""

    least_pence: int
    most_pence: int
    written: str
    vat: Vat = Vat.NOT_STATED
    total: Total = Total.AS_WRITTEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """No one sum, and why. `written` is the part that could not be read, or empty."""

    reason: Reason
    written: str = ""


Found = Amount | Span | Unclear

_PROBLEMS = {
    Problem.GROUPING: Reason.GROUPING,
    Problem.FRACTION: Reason.FRACTION,
    Problem.TOO_LARGE: Reason.TOO_LARGE,
}

_COUNTED = re.compile(
    r"(?: |-)(?:(?!an? |per |each |every |for )[a-z]+ )?(?:people|persons?|staff|employees|workers|firms|companies|businesses|suppliers|bidders"
    r"|pages|words|characters|hours|days|weeks|months|years?|miles|metres|meters|km|homes|houses|schools|pupils"
    r"|children|meals|customers|members|visitors|residents|households|vacancies|apprentices(?:hips)?"
    r"|sq|sqm|m2|litres|tonnes|units|items|copies|run|race|views|followers|bins|trees)\b"
)
_COUNTED_IN_THOUSANDS = re.compile(r" (?:[a-z]+ )?(?:jobs|quotes|quotations|contracts|tenders)\b")
_CUE = re.compile(
    r"\b(?:worth|costs?|costing|valued?(?: at| of| is)?|priced?(?: it| at| is| of)*|budgets?(?: of| is)?|spend(?:ing)?"
    r"|total(?: of| is)?|com(?:es|ing) to|estimated?(?: at| of| is)?|amount(?:s to| of)?|quoted?|charg(?:e|ing)"
    r"|bill(?: of| is)?|fee(?: of)?|sum of|invoice(?: of| for)?|exactly|bang on)(?: is| was| be)?(?: around| about)? $"
)
_WEAK_CUE = re.compile(r"\b(?:under|over|below|above|more than|less than|up to) $")
_PRICED = re.compile(r" (?:job|contract|quid|pounds)\b")
_METRES = re.compile(r"(?:2|²| of\b| long\b| high\b| wide\b| road\b| track\b)")
_LINE = re.compile(
    r" (?:pounds? )?(?:limit|threshold|line|mark|cap|cut-?off|ceiling|rule|boundary|barrier)\b"
)
_JOB = re.compile(r"\b(?:job|jobs|contract|work|worth|quote|tender|price|cost|budget|order|spend|bid)\b")
_SEPARATOR = re.compile(r" ?(?:-+>?|to|thru|through to|up to|/) ?(?:about |around |maybe |say |£)?")
_EITHER = re.compile(r" (?:and|or|&) (?:about |around |maybe |say )?")
_YEARS = range(1900, 2100)
_CPV_DIGITS = 8
_LEAST_BARE = 1_000
_LEAST_CUED = 100
_PERIODS_A_YEAR = {Period.WEEK: 52, Period.MONTH: 12, Period.QUARTER: 4, Period.YEAR: 1}


def read(text: str) -> Found:
    """Read a text that is meant as an amount. Every number in it is taken for money."""
    return _read(figures.plain(text), lenient=True) or Unclear(reason=Reason.NOT_GIVEN)


def find(text: str) -> Found | None:
    """Return the sum a question speaks of, or None when it speaks of none."""
    return _read(figures.plain(text), lenient=False)


def _read(text: str, *, lenient: bool) -> Found | None:
    scanned = figures.scan(text)
    groups = _groups(text, scanned, lenient=lenient)
    if not groups:
        return None
    money = [figure for group in groups for figure in group]
    written = text[money[0].start : money[-1].end]
    if any(figure.foreign for figure in money):
        return Unclear(reason=Reason.CURRENCY, written=written)
    if phrases.SPLITTING.search(text) and not phrases.LOTS.search(text):
        return Unclear(reason=Reason.SPLITTING, written=written)
    if phrases.SEPARATE.search(text):
        return Unclear(reason=Reason.SEPARATE, written=written)
    if len(groups) > 1 and phrases.OPTION.search(text):
        return _with_options(text, groups, written)
    groups = _without_lines(text, groups)
    if len({tuple(figure.value for figure in group) for group in groups}) > 1:
        return Unclear(reason=Reason.SEVERAL, written=written)
    return _one(text, groups[0])


def _groups(text: str, scanned: list[Figure], *, lenient: bool) -> list[tuple[Figure, ...]]:
    """Return the sums of money, each alone or as the two ends of a range."""
    groups: list[tuple[Figure, ...]] = []
    spare: list[tuple[Figure, ...]] = []
    place = 0
    while place < len(scanned):
        figure = scanned[place]
        other = scanned[place + 1] if place + 1 < len(scanned) else None
        if other is not None and _is_range(text, figure, other):
            if lenient or _is_money(text, other) or _is_money(text, figure):
                groups.append((figure, other))
            place += 2
            continue
        if _is_money(text, figure):
            groups.append((figure,))
        elif lenient:
            spare.append((figure,))
        place += 1
    return groups or spare


def _is_range(text: str, first: Figure, second: Figure) -> bool:
    between = text[first.end : second.start]
    if _SEPARATOR.fullmatch(between):
        return not (_is_year(text, first) and _is_year(text, second))
    opened = re.search(r"\b(?:between|from|anywhere|either)\b", text[: first.start])
    if _EITHER.fullmatch(between) is None:
        return False
    return bool(opened)


def _is_money(text: str, figure: Figure) -> bool:
    """Return whether a number in a question is money: by its currency, its unit, or its size."""
    after = text[figure.end :]
    if figure.foreign or (figure.pounds and not figure.pence):
        return True
    if _COUNTED.match(after):
        return False
    if figure.pence or figure.unit in {"k", "ks", "grand"}:
        return True
    if figure.unit == "g":
        return bool(_JOB.search(text))
    if figure.unit == "m":
        return not _METRES.match(after)
    return not _COUNTED_IN_THOUSANDS.match(after) and _is_money_by_size(text, figure)


def _is_money_by_size(text: str, figure: Figure) -> bool:
    before, after = text[: figure.start], text[figure.end :]
    written = text[figure.start : figure.end]
    if figure.problem is not None:
        return bool(_CUE.search(before)) or len(after) <= 1 or written.endswith(".000")
    if not _is_sized(figure):
        return (figure.value or 0) >= _LEAST_CUED and bool(_CUE.search(before)) and not figure.in_words
    if _is_year(text, figure):
        return bool(_CUE.search(before) or _WEAK_CUE.search(before) or _PRICED.match(after))
    return not (written.isdigit() and len(written) == _CPV_DIGITS)


def _is_sized(figure: Figure) -> bool:
    """Return whether a number is large enough to be a sum with no other sign of it."""
    return figure.pounds or figure.scale is not None or (figure.value or Fraction(0)) >= _LEAST_BARE


def _is_year(text: str, figure: Figure) -> bool:
    written = text[figure.start : figure.end]
    return len(written) == 4 and written.isdigit() and int(written) in _YEARS  # noqa: PLR2004 - digits of a year


def _without_lines(text: str, groups: list[tuple[Figure, ...]]) -> list[tuple[Figure, ...]]:
    """Leave out "the 50k limit" where a question gives its own sum beside it."""
    own = [group for group in groups if not _LINE.match(text[group[-1].end :])]
    return own or groups


def _one(text: str, group: tuple[Figure, ...]) -> Found:
    if len(group) > 1:
        return _span(text, *group)
    figure = group[0]
    written = text[figure.start : figure.end]
    if figure.problem is not None:
        return Unclear(reason=_PROBLEMS[figure.problem], written=written)
    if figure.minus or re.search(r"(?:^|[ (])(?:-|minus |negative )$", text[: figure.start]):
        return Unclear(reason=Reason.NEGATIVE, written=written)
    pence = _pence(figure.value)
    if pence == 0:
        return Unclear(reason=Reason.NOTHING, written=written)
    if pence > MOST_PENCE:
        return Unclear(reason=Reason.TOO_LARGE, written=written)
    amount = Amount(
        pence=pence,
        written=written,
        bound=phrases.bound(text[: figure.start], text[figure.end :]),
        vat=phrases.vat(text),
        total=Total.PENCE if figure.pence else Total.AS_WRITTEN,
    )
    return _over_time(text, figure, amount)


def _over_time(text: str, figure: Figure, amount: Amount) -> Amount | Unclear:
    """Multiply a sum that is paid again and again by how often that is."""
    after = text[figure.end :]
    period = phrases.each(after)
    if period is None:
        return amount
    length = phrases.length(text)
    times = _times(period, length) if length is not None else None
    if times is None:
        return Unclear(reason=Reason.HOW_LONG, written=amount.written)
    pence = _pence(Fraction(amount.pence, 100) * times)
    if not 0 < pence <= MOST_PENCE:
        return Unclear(reason=Reason.TOO_LARGE, written=amount.written)
    return replace(amount, pence=pence, total=Total.PERIODS)


def _times(period: Period, length: tuple[str, bool, Period]) -> Fraction | None:
    written, half, unit = length
    whole = spelt.small_number(written.removesuffix(" a").removesuffix(" an"))
    if whole is None or whole == 0:
        return None
    count = whole + Fraction(1, 2) * half
    if period is unit:
        return count
    if Period.DAY in {period, unit}:
        return None  # five days a week, or seven? Only the supplier knows
    return count * _PERIODS_A_YEAR[period] / _PERIODS_A_YEAR[unit]


def _span(text: str, first: Figure, second: Figure) -> Found:
    written = text[first.start : second.end]
    for figure in (first, second):
        if figure.problem is not None:
            return Unclear(reason=_PROBLEMS[figure.problem], written=written)
    low, high = first.value or Fraction(0), second.value or Fraction(0)
    if first.scale is None and second.scale is not None and low < _LEAST_BARE:
        low *= second.scale  # "4-6k"
    elif _could_be_thousands(first, second):
        return Unclear(reason=Reason.UNIT, written=written)
    least, most = sorted((_pence(low), _pence(high)))
    if most == 0 or most > MOST_PENCE:
        return Unclear(reason=Reason.NOTHING if most == 0 else Reason.TOO_LARGE, written=written)
    if phrases.each(text[second.end :]) is not None:
        return Unclear(reason=Reason.HOW_LONG, written=written)
    return Span(least_pence=max(1, least), most_pence=most, written=written, vat=phrases.vat(text))


def _could_be_thousands(first: Figure, second: Figure) -> bool:
    """Return whether "10-20" may mean thousands: small, with no unit, and not both marked as pounds."""
    small = max(first.value or 0, second.value or 0) < _LEAST_CUED
    return small and first.scale is None and second.scale is None and not (first.pounds and second.pounds)


def _with_options(text: str, groups: list[tuple[Figure, ...]], written: str) -> Found:
    """Add up a sum and its options: the Act counts the most that may be paid."""
    parts = [_one(text, group) for group in groups]
    total = 0
    for part in parts:
        match part:
            case Unclear():
                return part
            case Span():
                total += part.most_pence
            case Amount():
                total += part.pence
    if total > MOST_PENCE:
        return Unclear(reason=Reason.TOO_LARGE, written=written)
    return Amount(pence=total, written=written, vat=phrases.vat(text), total=Total.OPTIONS)


def _pence(value: Fraction | None) -> int:
    return round((value or Fraction(0)) * 100)
