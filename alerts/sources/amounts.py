"""Read amounts of money as people write them: "£10,000 to £20,000 + VAT", "12.5k", "up to £1.2m"."""

import re
from dataclasses import dataclass
from decimal import Decimal

from alerts.notice import VatBasis
from alerts.sources.value import pence

_SCALES = {
    "k": 1_000,
    "thousand": 1_000,
    "grand": 1_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "mil": 1_000_000,
    "million": 1_000_000,
    "bn": 1_000_000_000,
    "billion": 1_000_000_000,
}
_SCALE = "|".join(_SCALES)
_FIGURE = r"\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_ALONE = re.compile(
    rf"(?:£|GBP)?\s?(?P<figure>{_FIGURE})\s?(?P<scale>(?:{_SCALE})\b)?\s?(?:GBP|pounds)?", re.IGNORECASE
)
_AMOUNT = re.compile(
    rf"(?P<sign>£|GBP)?\s?(?<![\w.,])(?P<figure>{_FIGURE})\s?(?P<scale>(?:{_SCALE})\b)?(?![\w%]|[,.]\d)",
    re.IGNORECASE,
)
_TO = re.compile(r"\s*(?:-|–|—|to|and)\s*", re.IGNORECASE)
_WORDS = (
    "to and between from up over under at least most about approx approximately circa c estimated pounds vat "
    "ex exc excl excluded excluding exclusive inc incl included including inclusive net gross plus of"
)
# The longest words first, and none is tried in two ways: "excexcexc" has one for each of its letters.
_NO_OTHER_WORDS = re.compile(
    rf"(?:[\W\d_]|{'|'.join(sorted([*_WORDS.split(), *_SCALES], key=len, reverse=True))})*+", re.IGNORECASE
)
_FOREIGN = re.compile(r"[$€¥]|\b(?:AUD|NZD|USD|EUR|euros?|dollars?)\b", re.IGNORECASE)
_LEAST = re.compile(r"\b(?:over|above|more than|at least|minimum|from|exceeding)\s*$", re.IGNORECASE)
_NET = re.compile(
    r"\b(?:ex|exc|excl|excludes|excluded|excluding|exclusive|net|plus|without|before)\b|\+\s*vat",
    re.IGNORECASE,
)
_GROSS = re.compile(r"\b(?:inc|incl|includes|included|including|inclusive|gross|with)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What something is worth in pence, for the whole term. A single figure is the most."""

    min_pence: int | None = None
    max_pence: int | None = None
    vat: VatBasis = VatBasis.NOT_STATED


def amount(cell: str) -> Decimal | None:
    """Return the pounds that a cell holds and nothing else, or None if it is no amount.

    Commas part thousands: "12.500,00" is not read, because it could be twelve or twelve thousand.
    """
    found = _ALONE.fullmatch(cell.strip())
    return None if found is None else _pounds(found)


def worth(text: str) -> Worth:
    """Return the range or the figure of sterling in a text. Other money is no value: we do not convert.

    "£10-20k" is ten to twenty thousand; "over £5,000" is a least without a most.
    """
    if _FOREIGN.search(text):
        return Worth()
    found = list(_AMOUNT.finditer(text))
    marked = next((place for place, one in enumerate(found) if one["sign"] or one["scale"]), None)
    if marked is None and not _NO_OTHER_WORDS.fullmatch(text):
        return Worth()  # "5 years" is no money
    figures = [pence(figure) for figure in _figures(text, found, marked or 0)]
    if not figures:
        return Worth()
    basis = vat_basis(text)
    if figures[1:] == [] and figures[0] and _LEAST.search(text[: found[marked or 0].start()]):
        return Worth(min_pence=figures[0], vat=basis)
    return between(figures[0], figures[-1], basis)


def between(one: int | None, other: int | None, vat: VatBasis) -> Worth:
    """Return a range from two figures in any order. One figure, or the same twice, is the value itself.

    Buyers fill them in the wrong way round, and put a value that they know into "from".
    """
    figures = sorted({figure for figure in (one, other) if figure is not None})
    if not figures:
        return Worth()
    return Worth(min_pence=figures[0] if len(figures) > 1 else None, max_pence=figures[-1], vat=vat)


def vat_basis(text: str) -> VatBasis:
    """Return whether an amount holds VAT, as the words around it say."""
    if _NET.search(text):
        return VatBasis.NET
    return VatBasis.GROSS if _GROSS.search(text) else VatBasis.NOT_STATED


def _figures(text: str, found: list[re.Match[str]], marked: int) -> list[Decimal]:
    """Return the marked figure, with the one that a "to" or a dash joins to it. There may be none."""
    for first, second in ((marked, marked + 1), (marked - 1, marked)):
        if first >= 0 and second < len(found):
            lower, upper = found[first], found[second]
            if _TO.fullmatch(text, lower.end(), upper.start()):
                return [_pounds(lower, or_scale_of=upper), _pounds(upper)]
    return [_pounds(found[marked])] if found else []


def _pounds(found: re.Match[str], or_scale_of: re.Match[str] | None = None) -> Decimal:
    """Return a figure in pounds. "£10-20k" gives its scale once, at the end; "£500-£2k" means £500."""
    scale, figure = found["scale"], _number(found)
    if scale is None and or_scale_of is not None and figure <= _number(or_scale_of):
        scale = or_scale_of["scale"]
    return figure * (_SCALES[scale.lower()] if scale else 1)


def _number(found: re.Match[str]) -> Decimal:
    return Decimal(re.sub("[, ]", "", found["figure"]))
