"""Say what the value of a job decides: the route, who is asked, what comes on top, and what is not known.

`rule` is the decision as a value; `explain` puts it in words. Figures and sentences about the Council
are data (`bands`). Every answer says how old the rule is and to check it with the Council.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from faq import bands
from faq.amounts import Amount, Found, Reason, Span, Total, Unclear
from faq.bands import Band, Overlay, Scheme, Source
from faq.lines import NO_LINES, Lines, lines_for, with_vat, with_vat_range, without_vat
from faq.phrases import Vat

LONGEST = 900
"""Characters of an explanation, as of every answer."""

_NEAR_NATIONAL_PERCENT = 5


class Kind(StrEnum):
    """What kind of answer the value leads to."""

    ONE_BAND = "one band"
    GAP = "gap"
    SEVERAL_BANDS = "several bands"
    VAT_DECIDES = "vat decides"
    ASK = "ask"
    PRINCIPLE = "principle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What a value decides: the bands it can fall in, and the lines that come on top of them.

    `work` is the kind of work and `asks_national` whether national law was named, as the question says.
    `net_pence` and `gross_pence` are given when the question says which of them it states.
    """

    kind: Kind
    found: Found
    scheme: Scheme
    bands: tuple[Band, ...]
    lines: Lines = NO_LINES
    work: str | None = None
    asks_national: bool = False
    net_pence: int | None = None
    gross_pence: int | None = None

    @property
    def slug(self) -> str:
        """The FAQ entry that the answer belongs to."""
        return _slug(self)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where the rules of this answer are written down, each once."""
        used = [band.source for band in self.bands] or list(self.scheme.sources)
        used += [overlay.source for overlay in self.lines.every]
        total = self.found.total if isinstance(self.found, Amount) else Total.AS_WRITTEN
        if self.kind is Kind.PRINCIPLE or total in {Total.PERIODS, Total.OPTIONS}:
            used.append(self.scheme.valuation_source)
        return tuple(dict.fromkeys(used))

    @property
    def as_at(self) -> str:
        """The dates of the rules used, in the order of the text."""
        later = sorted(
            {line.as_at or line.valid_from.isoformat() for line in self.lines.every if line.vat == "gross"}
        )
        return " and ".join((self.scheme.as_at_date, *later))


def rule(found: Found, *, question: str = "", scheme: Scheme | None = None, on: date | None = None) -> Ruling:
    """Return what a value decides. `question` tells the kind of work; `on` picks rules of another day."""
    scheme = scheme or bands.standard()
    if isinstance(found, Unclear):
        return _unclear(found, scheme, on)
    least, most = _ends(found)
    local = scheme.bands_on(on)
    net, gross = _both_bases(found, scheme)
    if gross is None:
        touched = _touched(local, least, most)
    else:
        first, last = _rescaled(found, least, most, scheme)
        touched = _touched(local, *first) + _touched(local, *last)
        touched = tuple(sorted(set(touched), key=lambda band: band.from_pence))
    return Ruling(
        kind=_kind(found, touched, local),
        found=found,
        scheme=scheme,
        bands=touched,
        lines=lines_for(found, question, scheme, on),
        work=scheme.work_in(question),
        asks_national=scheme.is_national(question),
        net_pence=net,
        gross_pence=gross,
    )


def pounds(pence: int) -> str:
    """Write pence as people do: "£5,000", "£5,000.50"."""
    whole, part = divmod(pence, 100)
    return f"£{whole:,}.{part:02}" if part else f"£{whole:,}"


def explain(ruling: Ruling) -> str:
    """Put a ruling into plain words, under 900 characters, with its date and what to check."""
    match ruling.kind:
        case Kind.ASK:
            lines = _asking(ruling)
        case Kind.PRINCIPLE:
            lines = [_said(ruling, ruling.found)]
        case Kind.VAT_DECIDES:
            lines = [_vat_decides(ruling), _listed(ruling.bands)]
        case Kind.SEVERAL_BANDS:
            lines = [_several(ruling), _listed(ruling.bands), "The Council's own estimate decides."]
        case Kind.GAP:
            lines = [_in_gap(ruling)]
        case Kind.ONE_BAND:
            lines = [_in_band(ruling), f"What you do: {_lower(ruling.bands[0].supplier_does)}"]
    ending = [ruling.scheme.confirm] if ruling.kind is not Kind.ASK else []
    extras = _extras(ruling)
    # What comes on top goes before the band's own rule is cut: the last extras are the least needed.
    while extras and len("\n\n".join([*lines, " ".join(extras), *ending])) >= LONGEST:
        extras.pop()
    return "\n\n".join(part for part in [*lines, " ".join(extras), *ending] if part)


def _unclear(found: Unclear, scheme: Scheme, on: date | None) -> Ruling:
    principle = found.reason in {Reason.SPLITTING, Reason.SEPARATE}
    return Ruling(
        kind=Kind.PRINCIPLE if principle else Kind.ASK,
        found=found,
        scheme=scheme,
        bands=() if principle else scheme.bands_on(on),
    )


def _ends(found: Amount | Span) -> tuple[int, int | None]:
    return found.least_pence, found.most_pence


def _touched(local: tuple[Band, ...], least: int, most: int | None) -> tuple[Band, ...]:
    return tuple(
        band
        for band in local
        if (band.to_pence is None or least <= band.to_pence) and (most is None or band.from_pence <= most)
    )


def _both_bases(found: Amount | Span, scheme: Scheme) -> tuple[int | None, int | None]:
    """Return the sum without and with VAT, when the question says which it states; its upper end for a span."""
    pence = found.pence if isinstance(found, Amount) else found.most_pence
    match found.vat:
        case Vat.NET:
            return pence, with_vat(pence, scheme)
        case Vat.GROSS:
            return without_vat(pence, scheme), pence
        case Vat.NOT_STATED:
            return None, None


def _rescaled(
    found: Amount | Span, least: int, most: int | None, scheme: Scheme
) -> tuple[tuple[int, int | None], tuple[int, int | None]]:
    """Return the ends on both VAT bases."""
    change = with_vat if found.vat is Vat.NET else without_vat
    other = (max(1, change(least, scheme)), None if most is None else max(1, change(most, scheme)))
    return (least, most), other


def _kind(found: Amount | Span, touched: tuple[Band, ...], local: tuple[Band, ...]) -> Kind:
    if len(touched) == 1:
        return Kind.GAP if touched[0].gap else Kind.ONE_BAND
    if found.vat is not Vat.NOT_STATED and len(_touched(local, *_ends(found))) == 1:
        return Kind.VAT_DECIDES
    return Kind.SEVERAL_BANDS


def _slug(ruling: Ruling) -> str:
    topics, found = ruling.scheme.topics, ruling.found
    total = found.total if isinstance(found, Amount) else Total.AS_WRITTEN
    match ruling.kind:
        case Kind.PRINCIPLE:
            return topics.valuation
        case _ if total in {Total.PERIODS, Total.OPTIONS}:
            return topics.valuation
        case Kind.VAT_DECIDES:
            return topics.vat
        case Kind.SEVERAL_BANDS | Kind.ASK:
            return topics.bands
        case Kind.ONE_BAND | Kind.GAP:
            line = next((line for line in ruling.lines.every if _is_the_point(line, ruling)), None)
            return ruling.bands[0].topic if line is None else line.topic


def _is_the_point(line: Overlay, ruling: Ruling) -> bool:
    """Return whether a question is about this line rather than about the band under it.

    It is when it names national law, when its sum, given with its VAT basis or the kind of work, is near the
    line or past the line of that kind, or when its sum is just past a figure of the past for that kind of work.
    """
    found = ruling.found
    if isinstance(found, Unclear):
        return False
    of_this_kind = line.work is not None and line.work == ruling.work
    if line.near_percent is not None:
        return of_this_kind and found.least_pence >= line.line_pence
    if not line.national:
        return False
    least, _ = with_vat_range(found, ruling.scheme)
    near = abs(least - line.line_pence) * 100 <= line.line_pence * _NEAR_NATIONAL_PERCENT
    past = of_this_kind and least >= line.line_pence
    return ruling.asks_national or past or (near and (of_this_kind or found.vat is not Vat.NOT_STATED))


def _in_band(ruling: Ruling) -> str:
    band = ruling.bands[0]
    return (
        f"**{_sum(ruling.found)} is in the “{band.name}” band ({band.called})**, {ruling.scheme.as_at}. "
        f"{band.rule} {band.asked}"
    )


def _in_gap(ruling: Ruling) -> str:
    band = ruling.bands[0]
    first = (band.from_pence, band.from_pence)
    exactly = not isinstance(ruling.found, Unclear) and _ends(ruling.found) == first
    reading = band.reading_at_start if exactly else band.reading_after
    return (
        f"**{_sum(ruling.found)} falls in a gap**, {ruling.scheme.as_at}. {band.rule}\n\n{reading}\n\n"
        f"{band.supplier_does}"
    )


def _several(ruling: Ruling) -> str:
    return f"**{_sum(ruling.found)} could fall in more than one band**, {ruling.scheme.as_at}:"


def _vat_decides(ruling: Ruling) -> str:
    last = max(ruling.bands, key=lambda band: band.from_pence)
    before = ruling.bands[0].to_pence or 0
    line = pounds(before) if before % 100 == 0 else pounds(before + 1)
    said = ruling.scheme.says["vat_moves"].format(
        net=pounds(ruling.net_pence or 0),
        gross=pounds(ruling.gross_pence or 0),
        percent=ruling.scheme.vat_percent,
        line=line if last is not ruling.bands[0] else "",
    )
    return f"**VAT could decide this.** {said} The bands, {ruling.scheme.as_at}:"


def _asking(ruling: Ruling) -> list[str]:
    stated = tuple(band for band in ruling.bands if not band.gap)
    return [
        _said(ruling, ruling.found),
        f"The bands, {ruling.scheme.as_at}:",
        _listed(stated),
        f"{ruling.scheme.says['ask']} {ruling.scheme.confirm}",
    ]


def _said(ruling: Ruling, found: Found) -> str:
    name = found.reason.name.casefold() if isinstance(found, Unclear) else Reason.NOT_GIVEN.name.casefold()
    return ruling.scheme.says[name]


def _listed(touched: tuple[Band, ...]) -> str:
    return "\n".join(f"- {band.called}: {band.short}" for band in touched)


def _extras(ruling: Ruling) -> list[str]:
    """Return what stands beside the band, the most needed first."""
    says, found = ruling.scheme.says, ruling.found
    extras: list[str] = []
    if isinstance(found, Unclear):
        return extras
    total = found.total
    if total is not Total.AS_WRITTEN and isinstance(found, Amount):
        extras.append(says[total.name.casefold()].format(total=pounds(found.pence)))
    extras += [line.rule for line in ruling.lines.met]
    extras += [f"Depending on VAT or the final value: {_lower(line.rule)}" for line in ruling.lines.perhaps]
    extras += [
        f"It is under the national line of {line.label} for {line.kind}." if line.national else line.rule
        for line in ruling.lines.missed
    ]
    if ruling.kind is not Kind.VAT_DECIDES:
        extras.append(says["vat_silent"])
    return extras


def _sum(found: Found) -> str:
    match found:
        case Amount(total=Total.AS_WRITTEN | Total.PENCE):
            bound = "" if found.bound == "exactly" else f"{found.bound} "
            text = f"{bound}{pounds(found.pence)}{_basis(found.vat)}"
            return text[0].upper() + text[1:]
        case Amount():
            return f"{pounds(found.pence)} in total{_basis(found.vat)}"
        case Span():
            return f"{pounds(found.least_pence)} to {pounds(found.most_pence)}{_basis(found.vat)}"
        case Unclear():
            return "That"


def _basis(vat: Vat) -> str:
    match vat:
        case Vat.NET:
            return " without VAT"
        case Vat.GROSS:
            return " including VAT"
        case Vat.NOT_STATED:
            return ""


def _lower(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
